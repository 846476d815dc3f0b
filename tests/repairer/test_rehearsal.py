"""How well a model knows the language of a file, and what its probabilities are worth there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import Channel, LineStatus, Scorer, Settings, damage, repair
from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.language_model.model import built_in_model
from notefix.repairer.calibration import tempered
from notefix.repairer.proposal import Proposal
from notefix.repairer.rehearsal import less_sure_of_scripts, surprise_by_script
from notefix.repairer.search import Step

CHANNEL = Channel.parse("cp1254 -undefined -shy")

# The model has counted no Belarusian and no Tajik. It reads them as bad Russian.
BELARUSIAN = (
    "Учора мы прыехалі ў вёску, дзе жыве мая бабуля.",
    "Раніцай трэба ўстаць рана, бо аўтобус адыходзіць а шостай.",
    "Каля ракі расце стары дуб, пад якім мы часта сядзелі ўлетку.",
    "Дзед расказваў пра тое, як ён вучыўся ў школе за возерам.",
    "Увечары яны спявалі песні і пяклі бульбу на вогнішчы.",
    "Ранкам трэба зноў ехаць у горад, бо заўтра праца.",
)
TAJIK = (
    "Дирӯз мо ба деҳа омадем, ки дар он ҷо бибиям зиндагӣ мекунад.",
    "Пагоҳӣ бояд барвақт хест, зеро автобус соати шаш меравад.",
    "Дар лаби дарё дарахти калон ҳаст, ки мо зери он менишастем.",
    "Бобоям нақл кард, ки чӣ тавр дар мактаби паси кӯл хондааст.",
    "Шом онҳо суруд хонданд ва дар гулхан картошка пухтанд.",
)
RUSSIAN = (
    "Вчера мы приехали в деревню, где живёт моя бабушка.",
    "Утром нужно встать рано, потому что автобус уходит в шесть.",
    "У реки растёт старый дуб, под которым мы часто сидели летом.",
    "Дед рассказывал о том, как он учился в школе за озером.",
    "Вечером они пели песни и пекли картошку на костре.",
)
GREEK = ("Χθες φτάσαμε στο χωριό όπου μένει η γιαγιά μου.", "Το πρωί πρέπει να ξυπνήσω νωρίς για το λεωφορείο.")


def proposals(lines: tuple[str, ...]) -> list[Proposal]:
    """Lines as they were, of which every letter that loses a byte is a guess."""
    found = []
    for line in lines:
        lost = [i for i, c in enumerate(line) if not c.isascii() and len(damage(c, CHANNEL)) < len(c.encode())]
        steps = ((i + 1, Step(i, 1, line[i], True, 0.99, ())) for i in lost)
        found.append(Proposal(line, CHANNEL, tuple(steps)))
    return found


def sure(lines: tuple[str, ...]) -> tuple[int, int, int]:
    """Return how many letters of a damaged text are restored, how many of them surely, and how many of those wrong."""
    text = "\n".join(lines)
    done = repair(damage(text, CHANNEL), Settings(channel=CHANNEL))
    truth = text.split("\n")
    guesses = [(c.probability >= 0.99, c.text == truth[c.line - 1][c.column - 1]) for c in done.restored]
    return len(guesses), sum(s for s, _ in guesses), sum(s and not right for s, right in guesses)


@pytest.mark.parametrize("lines", [BELARUSIAN, TAJIK])
def test_in_a_language_that_was_never_counted_no_wrong_letter_is_sure(lines: tuple[str, ...]) -> None:
    restored, _, wrong = sure(lines)
    assert restored > 10
    assert wrong == 0


def test_in_a_language_that_was_counted_most_letters_stay_sure() -> None:
    restored, given, wrong = sure(RUSSIAN)
    assert given > 0.7 * restored
    assert wrong == 0


def test_a_line_of_a_language_that_was_never_counted_is_uncertain() -> None:
    done = repair(damage("\n".join(BELARUSIAN), CHANNEL), Settings(channel=CHANNEL))
    assert {line.status for line in done.lines} == {LineStatus.UNCERTAIN}
    assert not done.fully_recovered


def test_letters_that_survived_tell_how_well_the_language_is_known() -> None:
    model = built_in_model()
    belarusian = surprise_by_script(proposals(BELARUSIAN), model)
    assert belarusian["CYRILLIC"] > 1.5
    assert surprise_by_script(proposals(TAJIK), model)["CYRILLIC"] > belarusian["CYRILLIC"]
    assert surprise_by_script(proposals(RUSSIAN), model) == {}


def test_each_script_is_a_language_of_its_own() -> None:
    found = surprise_by_script(proposals((*TAJIK, *GREEK)), built_in_model())
    assert found["GREEK"] < 1.0 < found["CYRILLIC"]
    assert found[""] == found["CYRILLIC"]


def test_a_word_or_two_say_little() -> None:
    (first, *_), model = proposals(BELARUSIAN), built_in_model()
    word = Proposal("ён чытаў", CHANNEL, ((8, Step(7, 1, "ў", True, 0.99, ())),))
    assert surprise_by_script([word], model).get("CYRILLIC", 0.0) < surprise_by_script([first], model)["CYRILLIC"]


def test_where_no_letter_was_guessed_none_is_hidden() -> None:
    class Untouchable(Scorer):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
            raise AssertionError(context)

    quote = Proposal("\u201eпраца\u201d", CHANNEL, ((7, Step(6, 1, "\u201d", True, 0.9, ())),))
    ideograph = Proposal("\u00e9\u4e0e", CHANNEL, ((2, Step(1, 1, "\u4e0e", True, 0.9, ())),))
    assert surprise_by_script([quote, ideograph], Untouchable()) == {}


def less_sure(text: str, probability: float, readings: tuple[str, ...]) -> float:
    """The probability of a letter in a file in bad Cyrillic, with these readings at its place."""
    proposal = Proposal(text, CHANNEL, ((1, Step(0, 1, text, True, probability, ())),))
    lattice: Lattice = {0: (Reading(1, readings, lossy=True),)}
    (_, step), *_ = less_sure_of_scripts(proposal, lattice, {"CYRILLIC": 2.0, "GREEK": 0.5, "": 2.0}).inferred
    return step.probability


def test_what_is_less_sure() -> None:
    assert less_sure("я", 1.0, ("я", "ю")) < 0.99
    assert less_sure("\u0b6f", 1.0, ("\u0b6f", "\u0bcd")) < 0.99, "a digit of a script of which nothing survived"
    assert less_sure("ω", 0.995, ("ω", "ώ")) == pytest.approx(0.995), "a script that is known"
    assert less_sure("\u201d", 1.0, ("\u201d", "\u200e")) == 1.0, "no letter"
    assert less_sure("я", 1.0, ("я",)) == 1.0, "no other reading"


weights = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8).map(
    lambda values: sorted((v / max(1.0, sum(values)) for v in values), reverse=True)
)


@given(weights, st.floats(0.0, 14.0))
def test_what_is_tempered_keeps_its_order_and_leaves_room(probabilities: list[float], nats: float) -> None:
    after = tempered(probabilities, nats)
    assert all(one >= other for one, other in pairwise(after))
    assert all(0.0 <= probability <= 1.0 for probability in after)
    assert sum(after) <= max(1.0, sum(probabilities)) + 1e-9
    if nats >= 1.5001:
        assert max(after) < 0.99


@given(st.floats(0.5, 1.0), st.floats(1.0, 13.0), st.floats(0.0, 1.0))
def test_the_more_surprise_the_less_sure(probability: float, nats: float, more: float) -> None:
    others = [1.0 - probability]
    assert tempered([probability, *others], nats + more)[0] <= tempered([probability, *others], nats)[0] + 1e-9
