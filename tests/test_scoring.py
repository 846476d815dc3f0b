"""What weighs the readings of a damaged text: what the settings offer, and what the text itself teaches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from notefix import Channel, FileError, ModelError, Scorer, Settings, damage, detect, repair
from notefix.language_model.model import built_in_model
from notefix.language_model.training import train
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.scoring import choose_scorer, offered_scorers, pieces_of_proposal

CHANNEL = Channel.parse("cp1254 -undefined -shy")
# A village that there is not. No model expects its name, of which both characters lose a byte.
VILLAGE = "獐坑"
LINE = f"周末我们在{VILLAGE}看了一场电影。"
DAMAGED = damage(LINE, CHANNEL)
LIKE_IT = [f"夏天我们在{VILLAGE}住了三天。", f"他们在{VILLAGE}开了一家茶馆。", f"我们在{VILLAGE}等船。"]
DAMAGED_PIECE = damage("春天的风很大，我们都不想出门。", CHANNEL)


@pytest.fixture
def like_it(tmp_path: Path) -> Path:
    path = tmp_path / "clean.txt"
    path.write_text("\n".join(LIKE_IT), "utf-8")
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that knows the village, and no other word of Chinese."""
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("".join(f"{i} 在{VILLAGE}看\n" for i in range(200)), "utf-8")
    path = tmp_path / "model.bin"
    path.write_bytes(train([corpus], 1.0))
    return path


def repaired(text: str, **chosen: object) -> str:
    return repair(text, Settings(**chosen)).text  # type: ignore[arg-type]


def test_without_help_the_village_is_unknown() -> None:
    assert repaired(DAMAGED) != LINE


def test_a_file_like_it_tells_what_stood_there(like_it: Path) -> None:
    done = repair(DAMAGED, Settings(learn_from=(like_it,)))
    assert done.text == LINE
    assert min(c.probability for c in done.restored) > 0.99


def test_one_of_several_files_is_enough(like_it: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Nothing of the kind.\r\n", "utf-8")
    assert repaired(DAMAGED, learn_from=(other, like_it)) == LINE


def test_damaged_lines_teach_nothing(tmp_path: Path) -> None:
    path = tmp_path / "half-damaged.txt"
    lines = [line + DAMAGED_PIECE for line in LIKE_IT]
    assert {span.line for span in detect("\n".join(lines)).spans} == {1, 2, 3}
    path.write_text("\n".join(lines), "utf-8")
    assert repair(DAMAGED, Settings(learn_from=(path,))).restored == repair(DAMAGED).restored


def test_the_rest_of_such_a_file_teaches(tmp_path: Path) -> None:
    path = tmp_path / "one-damaged.txt"
    path.write_text("\n".join([DAMAGED_PIECE, *LIKE_IT]), "utf-8")
    assert repaired(DAMAGED, learn_from=(path,)) == LINE


def test_the_text_itself_teaches() -> None:
    text = "\n".join([DAMAGED, *LIKE_IT])
    assert repaired(text) == "\n".join([LINE, *LIKE_IT])


def test_a_model_beside_the_built_in_one_adds_what_that_lacks(model: Path) -> None:
    assert repaired(DAMAGED, model=model) == LINE
    assert repaired(DAMAGED, model=str(model), model_use="beside") == LINE


def test_a_model_alone_knows_its_own_corpus_and_nothing_else(model: Path) -> None:
    line = f"我们在{VILLAGE}看了新的模型。"
    damaged = damage(line, CHANNEL)
    assert repaired(damaged, model=model) == line
    alone = repaired(damaged, model=model, model_use="alone")
    assert VILLAGE in alone
    assert "模型" not in alone


def test_a_model_and_a_file_go_together(model: Path, like_it: Path) -> None:
    assert repaired(DAMAGED, model=model, learn_from=(like_it,)) == LINE


class Villagers(Scorer):
    """Expect nothing but their village."""

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        return [1.0 if character in VILLAGE else 9.0 for character in characters]


def test_a_callers_scorer_takes_the_place_of_the_model() -> None:
    assert VILLAGE in repaired(DAMAGED, scorer=Villagers())


def test_a_callers_scorer_can_stand_beside_a_model_and_a_file(model: Path, like_it: Path) -> None:
    settings = Settings(scorer=Villagers(), model=model, learn_from=(like_it,))
    assert VILLAGE in repair(DAMAGED, settings).text


@pytest.mark.parametrize(
    ("content", "message"), [(None, "No such file"), (b"a\n\xff", "not UTF-8 at byte 2")], ids=["missing", "not UTF-8"]
)
def test_a_bad_file_is_refused_once_it_is_needed(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    settings = Settings(learn_from=(path,))
    assert repair("caf\u00c3\u00a9", settings).text == "caf\u00e9"
    with pytest.raises(FileError, match=message) as refused:
        repair(DAMAGED, settings)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b"no model at all\n" * 9], ids=["missing", "empty", "text"])
def test_a_bad_model_is_refused_once_it_is_needed(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.bin"
    if content is not None:
        path.write_bytes(content)
    settings = Settings(model=path)
    assert repair("caf\u00c3\u00a9", settings).text == "caf\u00e9"
    with pytest.raises(ModelError, match="model") as refused:
        repair(DAMAGED, settings)
    assert str(path) in str(refused.value)


def test_without_settings_there_is_the_built_in_model_and_no_choice() -> None:
    assert offered_scorers(Settings(), no_damage) == (built_in_model(),)


def no_damage(text: str) -> set[int]:
    del text
    return set()


def test_that_scorer_is_chosen_which_expects_what_survived() -> None:
    scorers = (Villagers(), built_in_model())
    survived = [Proposal(line, CHANNEL) for line in ("我们在等船。", "他们开了一家茶馆。")]
    assert choose_scorer(scorers, survived) is scorers[1]
    assert choose_scorer(scorers, [Proposal(VILLAGE * 3, CHANNEL)]) is scorers[0]


def test_where_nothing_outside_ascii_survived_the_first_is_chosen() -> None:
    scorers = (Villagers(), built_in_model())
    assert choose_scorer(scorers, [Proposal("See you.", CHANNEL)]) is scorers[0]


def test_what_is_in_doubt_is_not_learned() -> None:
    sure, unsure = (Step(0, 3, "\u4e0e", True, probability, ()) for probability in (0.95, 0.5))
    steps = ((3, sure), (6, unsure))
    assert pieces_of_proposal(Proposal("ab\u4e0ecd\u4e0eef", CHANNEL, steps)) == ("\nab\u4e0ecd", "ef\n")
    assert pieces_of_proposal(Proposal("abcd", CHANNEL)) == ("\nabcd\n",)


@pytest.mark.parametrize("guess", ["x", "\u044f", "\u064e", "\u3042", "\uac00"])
def test_nothing_is_learned_from_guesses_at_letters_and_syllables(guess: str) -> None:
    step = Step(0, 1, guess, True, 0.999, ())
    assert pieces_of_proposal(Proposal(f"ab{guess}cd", CHANNEL, ((3, step),))) == ("\nab", "cd\n")


def test_guesses_do_not_confirm_each_other() -> None:
    # Of both forms of a word the last letter is lost, and the model finds one of them easily in most places.
    word = "\u0438\u043d\u0444\u043e\u0440\u043c\u0430\u0446\u0438"
    sentences = (
        "\u042d\u0442\u0430 {}\u044f \u043e\u0447\u0435\u043d\u044c \u0432\u0430\u0436\u043d\u0430.",
        "\u0412\u0441\u044f {}\u044f \u043e \u043f\u043e\u0435\u0437\u0434\u0435 \u0442\u0443\u0442.",
    )
    line = f"\u041c\u044b \u0438\u0449\u0435\u043c {word}\u044e \u043e \u043c\u0443\u0437\u0435\u0435."
    text = "\n".join([damage(x, "cp1254 -undefined -shy") for x in [*(s.format(word) for s in sentences), line]])
    (guess,) = [
        guess
        for guess in repair(text, Settings(experts="ngram")).restored
        if guess.line == 3 and guess.column == line.index("\u044e") + 1
    ]
    assert guess.text == "\u044e" or guess.probability < 0.99
