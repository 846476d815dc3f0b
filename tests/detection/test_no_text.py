"""What is no text: it is left as it is, and takes time in proportion to its length."""

from __future__ import annotations

import random
from collections.abc import Sequence
from unittest.mock import patch

import pytest

from notefix import damage, repair
from notefix.detection import evidence, judge
from notefix.detection.hope import vote_of_line
from notefix.detection.prefilter import is_binary
from notefix.detection.scan import scan
from notefix.language_model.model import LanguageModel
from tests.properties.strategies import SENTENCES

LATIN_1 = [chr(point) for point in range(256)]
LETTERS = LATIN_1[0xC0:]
PRINTABLE = LATIN_1[0x20:0x7F] + LATIN_1[0xA0:]


def chosen(characters: Sequence[str], count: int, line: int = 0) -> str:
    text = "".join(random.Random(5).choices(characters, k=count))  # noqa: S311 - the same each time
    return "\n".join(text[i : i + line] for i in range(0, count, line)) if line else text


def work(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often the language model is asked in a repair."""
    asked = 0
    with monkeypatch.context() as patched:
        # What is kept between questions is a larger part of few than of many.
        patched.setattr(evidence, "_costs_after_nats", evidence._costs_after_nats.__wrapped__)
        for name in ("cost_nats", "costs_nats", "cheapest"):
            method = getattr(LanguageModel, name)

            def counted(*arguments: object, method=method) -> object:  # type: ignore[no-untyped-def]
                nonlocal asked
                asked += 1
                return method(*arguments)

            patched.setattr(LanguageModel, name, counted)
        repair(text)
    return asked


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp437", "cp1251"])
def test_random_bytes_are_left_as_they_are(encoding: str) -> None:
    data = random.Random(6).randbytes(20_000)  # noqa: S311
    text = data.decode(encoding, "ignore")
    assert is_binary(text)
    done = repair(text)
    assert done.text == text
    assert not done.lines


def test_what_is_beyond_repair_in_random_bytes_is_told_of() -> None:
    text = random.Random(6).randbytes(2_000).decode("utf-8", "replace")  # noqa: S311
    done = repair(text)
    assert done.text == text
    assert done.findings


@pytest.mark.parametrize("separator", ["\x01", "\x1f", "\x1b[1m", "\x08"])
def test_a_table_with_controls_between_its_fields_is_text(separator: str) -> None:
    text = "\n".join(separator.join(damage(sentence, "cp1252").split(" ")) for sentence in SENTENCES[:2])
    wanted = "\n".join(separator.join(sentence.split(" ")) for sentence in SENTENCES[:2])
    assert repair(text).text == wanted


@pytest.mark.parametrize(
    ("characters", "line"), [(LETTERS, 0), (LATIN_1[0xA0:], 0), (PRINTABLE, 0), (PRINTABLE, 76), (LATIN_1[:], 0)]
)
def test_work_grows_with_the_length(characters: Sequence[str], line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (work(chosen(characters, count, line), monkeypatch) for count in (500, 2_000))
    assert long <= 8 * max(short, 2_000)


def test_a_damaged_line_of_any_length_takes_work_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = damage(SENTENCES[1], "cp1252 -undefined -shy")
    short, long = (work(f"{damaged} " * count, monkeypatch) for count in (10, 40))
    assert long <= 6 * short


def test_lines_that_speak_in_vain_are_not_heard_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "_PATIENCE_CHARS", 160)
    text = chosen(LETTERS, 1_200, 40)
    with patch("notefix.detection.judge.vote_of_line", wraps=vote_of_line) as votes:
        assert repair(text).text == text
    asked = {line for (line, _), _ in votes.call_args_list}
    assert asked < set(text.split("\n")[:20])  # the first ones, in their order


def test_a_part_of_a_line_speaks_for_no_other_line() -> None:
    part, whole = damage("\u4f7f\u7528", "latin-1"), "\u628a\u6e29\u5ea6\u8ba1\u653e\u5728\u7a97\u53f0\u4e0a\u3002"
    for line, speaks in ((part, True), (f"{part} {whole}", False)):
        candidates = scan(line).candidates
        assert candidates
        assert any(candidate.strong for candidate in candidates) is speaks
