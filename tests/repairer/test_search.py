"""The search against brute force, its bounds, and what it says of its certainty."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import pytest

from notefix import Channel, Scorer, Settings, damage, repair
from notefix.channels.inverse import inverse_of
from notefix.channels.lattice import Lattice, span_lattice
from notefix.language_model.model import built_in_model
from notefix.repairer.calibration import calibrated
from notefix.repairer.search import MOST_PROBABLE_OF_MANY, Step, decode_line

CHANNEL = Channel.parse("cp1254 -undefined -shy")


def lattice_of(text: str) -> Lattice:
    inverse = inverse_of(CHANNEL.layers[0])
    symbols = inverse.symbols(text)
    lattice: Lattice = {}
    for match in inverse.span.finditer(symbols):
        lattice.update(span_lattice(inverse, text, symbols, *match.span())[0])
    return lattice


@pytest.mark.parametrize("original", ["\u5b66\u4e60", "\u5927\u5b66\u751f", "un d\u00eda", "\u63d0\u793a"])
def test_posteriors_are_those_of_brute_force(original: str) -> None:
    arrived = damage(original, CHANNEL)
    lattice = lattice_of(arrived)
    model = built_in_model()
    options, place = [], 0
    while place < len(arrived):
        readings = lattice.get(place)
        options.append([c for r in readings for c in r.characters] if readings else [arrived[place]])
        place += readings[0].length if readings else 1
    weights = {}
    for path in itertools.product(*options):
        text = "\n" + "".join(path) + "\n"
        weights[path] = math.exp(-sum(model.cost_nats(text[:i], text[i]) for i in range(1, len(text))))
    total = sum(weights.values())
    for i, step in enumerate(decode_line(arrived, lattice, model)):
        exact = {c: sum(weight for path, weight in weights.items() if path[i] == c) / total for c in options[i]}
        probabilities = dict(zip(exact, calibrated(step.text, list(exact.values())), strict=True))
        assert step.probability == pytest.approx(probabilities[step.text], abs=1e-2)


@pytest.mark.parametrize(
    ("original", "channel"),
    [
        ("\u4e2d\u4e0e" * 40, "cp1254 -undefined -shy"),  # two bytes lost in each of two neighbours, again and again
        ("\u043d\u0435 \u0431\u043e\u0439\u0441\u044f " * 30, "latin-1 -c1"),  # half of all continuation bytes
        ("\u5b66\u4e60\u673a\u5668" * 30, "latin-1 -c1 -shy"),  # up to 1,024 readings a character
    ],
)
def test_many_losses_side_by_side_stay_bounded(original: str, channel: str) -> None:
    arrived = damage(original, channel)
    done = repair(arrived, Settings(channel=channel))
    assert damage(done.text, channel) == arrived
    assert len(done.restored) > 50


def test_what_begins_badly_is_followed_until_it_is_clear() -> None:
    """A file that begins many a line with one letter makes another 9 nats rarer there, whatever the word."""

    class Headings(Scorer):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
            if context.endswith("\n"):
                return [{"\u041d": 1.0, "\u041e": 10.0}.get(character, 30.0) for character in characters]
            return [12.0 if "\u041d" in context else 0.5] * len(characters)

    original = "\u041e\u0431\u0437\u043e\u0440"
    arrived = damage(original, CHANNEL)
    steps = decode_line(arrived, lattice_of(arrived), Headings())
    assert "".join(step.text for step in steps) == original


def test_a_certain_reading_has_probability_one() -> None:
    for step in decode_line("abc", {}, built_in_model()):
        assert (step.probability, step.lossy, step.alternatives) == (1.0, False, ())


@pytest.mark.parametrize("piece", ["\u00c3", "\u00e5\u00a6", "\u00e5", "\u00c3\u00a9", "\u00f0\u0178", "\u00e2\u20ac"])
def test_a_long_line_of_one_kind_is_bounded(piece: str) -> None:
    text = piece * (1_500 // len(piece))
    done = repair(text, Settings(channel="cp1252 -undefined -shy"))
    assert all(line.channel is None or damage(line.text, line.channel) == text for line in done.lines)


def test_the_cut_of_a_long_stretch_keeps_the_replay() -> None:
    """Longer than MAX_STRETCH, with nothing that survived in between."""
    original = "\u00ed" * 1_000
    arrived = damage(original, CHANNEL)
    steps = decode_line(arrived, lattice_of(arrived), built_in_model())
    assert damage("".join(step.text for step in steps), CHANNEL) == arrived
    assert len(steps) == 1_000


def test_what_is_chosen_among_thousands_is_not_sure() -> None:
    """Only the most frequent of them are weighed, and the right one may be another."""
    done = repair(damage("Er sagte \u201eja\u201c und lie\u00df die H\u00e4nde sinken.", "big5 undefined=U+FFFD"))
    guesses = {guess.text: guess.probability for guess in done.restored}
    assert guesses["\u00df"] > MOST_PROBABLE_OF_MANY or len(guesses) > 1
    assert all(guesses[c] <= MOST_PROBABLE_OF_MANY for c in "\u201e\u201c" if c in guesses)


def test_an_ideograph_guessed_into_a_latin_word_is_not_sure() -> None:
    """Lower-cased damage: in it the beginning of a letter of Latin is that of kana and ideographs."""
    arrived = damage("Le soir, l\u2019\u00e9tang et l\u2019\u00e9glise s\u2019effacent.", "cp1252").lower()
    assert all(guess.probability < 0.99 for guess in repair(arrived).restored)


def test_what_is_settled_stays_and_is_what_the_others_stand_beside() -> None:
    arrived = damage("\u4e2d\u4e0e\u4e2d\u4e0e", CHANNEL)
    before = decode_line(arrived, lattice_of(arrived), built_in_model())
    first, second = [step for step in before if step.alternatives][:2]
    other = first._replace(text=first.alternatives[0][0], probability=0.9999, alternatives=())
    after = decode_line(arrived, lattice_of(arrived), built_in_model(), {first.place: other})
    (kept,) = (step for step in after if step.place == first.place)
    (beside,) = (step for step in after if step.place == second.place)
    assert kept is other
    assert beside.probability != second.probability


def test_letters_in_no_doubt_are_not_weighed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (
        "王老师把旧书放进纸箱里，准备明天送给邻居。",
        "雨停以后，孩子们在院子里踢球，直到天黑才回家。",
        "这台机器坏了两次，修理工说零件要等一个星期。",
        "她每天早上六点起床，先跑步，再给全家做早饭。",
        "我们沿着河边走了很久，才找到那座老桥。",
    )
    text = "\n".join(damage(line, CHANNEL) for line in lines)
    settled: list[Mapping[int, Step]] = []

    def weigh(*given: Any) -> list[Step]:
        settled.append(given[3])
        return decode_line(*given)

    monkeypatch.setattr("notefix.repairer.proposal.decode_line", weigh)
    settings = Settings(channel=CHANNEL, experts="ngram")
    done = repair(text, settings)
    assert any(settled)
    assert all(step.probability >= 0.999 for steps in settled for step in steps.values())
    monkeypatch.setattr("notefix.weighing._settled", lambda *given: {})
    again = repair(text, settings)
    assert done.text == again.text
    assert all(abs(a.probability - b.probability) < 0.01 for a, b in zip(done.restored, again.restored, strict=True))
