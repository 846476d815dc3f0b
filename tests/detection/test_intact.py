"""Text that lost nothing is repaired at once, and comes out as it does line by line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notefix import Repair, Settings, damage, detect, repair
from notefix.detection.intact import read_intact
from notefix.language_model.model import built_in_model
from notefix.look import look_at_once
from tests.properties.strategies import SENTENCES, any_text

sys.path.append(str(Path(__file__).parent.parent.parent / "benchmarks"))
from speed import INTACT, WORDS, sentences

USUAL = ("latin-1", "cp1252", "cp1254", "cp1250", "cp1251")
# Two lines that each save little, of which the language model would be asked.
SHORT = ("Un caf\u00e9.", "D\u00e9j\u00e0 vu ?", "\u00c0 demain\u2026", "\u00dcber uns")


def line_by_line(text: str) -> Repair:
    with patch("notefix.passes.look_at_once", return_value=None):
        return repair(text)


def is_read(text: str) -> bool:
    return read_intact(text.split("\n"), built_in_model) is not None


@pytest.mark.parametrize("kind", [kind for kind in WORDS if kind != "ASCII"])
def test_the_benchmark_s_lines_come_out_the_same(kind: str) -> None:
    text = damage(sentences(kind, 3_000, None), INTACT)
    assert is_read(text)
    assert repair(text) == line_by_line(text)


@pytest.mark.parametrize("codec", USUAL)
def test_every_script_comes_out_the_same(codec: str) -> None:
    text = "\r\n".join(damage(line, codec) for line in (*SENTENCES, *SHORT))
    assert is_read(text.replace("\r", ""))
    assert repair(text) == line_by_line(text)


@settings(max_examples=40)
@given(
    st.sampled_from(USUAL),
    st.lists(st.tuples(st.sampled_from((*SENTENCES, *SHORT)), st.integers(0, 5)), min_size=1, max_size=12),
)
@example("latin-1", [(SENTENCES[14], 1), (SENTENCES[14], 0), (SENTENCES[19], 0)])
def test_mixed_files_come_out_the_same(codec: str, drawn: list[tuple[str, int]]) -> None:
    """Clean lines among the damaged ones, and lines damaged twice, whether that is read at once or not."""
    lines = []
    for line, fate in drawn:
        once = damage(line, codec)
        lines.append({0: line, 5: damage(once, "cp1252")}.get(fate, once))
    assert repair("\n".join(lines)) == line_by_line("\n".join(lines))


@settings(max_examples=60)
@given(st.sampled_from(USUAL), st.lists(any_text, min_size=2, max_size=6))
def test_what_is_read_is_replayed(codec: str, lines: Sequence[str]) -> None:
    """Nobody's text: line by line some of it would stay as it is, but nothing else is made of it."""
    text = damage("\n".join(lines), codec)
    found = read_intact(text.split("\n"), built_in_model)
    if found is None:
        return
    damaged = found.damaged.split("\n")
    for number, line, before in zip(found.numbers, damaged, found.before.split("\n"), strict=True):
        assert text.split("\n")[number] == line
        assert damage(before, str(found.layer)) == line


_TWICE = "Die Pr\u00fcfung f\u00fcr gr\u00f6\u00dfere Ger\u00e4te l\u00e4uft \u00fcber mehrere Jahre."


@settings(max_examples=60)
@given(
    st.sampled_from(
        ("latin-1", "cp1252 -undefined -shy", "cp1253 -undefined", "cp1252 undefined=?", "cp1251", "cp866")
    ),
    st.lists(st.tuples(st.sampled_from((*SENTENCES, *SHORT)), st.booleans()), min_size=1, max_size=6),
    st.booleans(),
)
# Some of its characters stand twice, so not all spans differ.
@example("latin-1", [(_TWICE, False), (_TWICE, True)], False)
def test_a_line_decoded_as_a_whole_comes_out_as_by_its_spans(
    channel: str, drawn: list[tuple[str, bool]], is_stated: bool
) -> None:
    text = "\n".join(damage(line, channel) if is_damaged else line for line, is_damaged in drawn)
    stated = Settings(channel=channel, experts="ngram") if is_stated else Settings(experts="ngram")
    with patch("notefix.passes.look_at_once", return_value=None):
        found = repair(text, stated), detect(text, stated)
        with patch("notefix.channels.inverse.Inverse.original_of_intact", return_value=None):
            assert found == (repair(text, stated), detect(text, stated))


def test_little_is_not_enough() -> None:
    """Few characters, or few different ones, are judged line by line, but for what nobody writes."""
    assert not is_read(damage("20\u00a0\u00a3 \u00e0 la carte", "cp1252"))
    assert is_read(damage("20\u00a0\u00a3 \u00e0 la fen\u00eatre", "cp1252"))
    assert not is_read(damage("\u00a3 100, \u00a3 200\n" * 40, "cp1252"))
    assert is_read(damage("\u00a3 100, \u20ac 200, \u00a5 300\n" * 40, "cp1252"))


@pytest.mark.parametrize(
    "line", ["CAF\u00c9\u00ae", "QUALIT\u00c9\u2014PRIX", 'Rohre \u00d8\u00be"', "ROS\u00c9\u00b9"]
)
def test_a_clean_line_among_them_is_weighed(line: str) -> None:
    """It is UTF-8 to Windows-1252, too, but someone wrote it so."""
    text = "\n".join([*(damage(sentence, "cp1252") for sentence in SENTENCES), line])
    found = look_at_once(text.split("\n"))
    assert found is not None
    assert line not in found.damaged.split("\n")
    assert repair(text) == line_by_line(text)
    assert repair(text).text.endswith(f"\n{line}")


def test_a_clean_line_with_leads_sends_the_text_back() -> None:
    """It may have something to say about what was lost; a line without any has not."""
    text = "\n".join(damage(line, "cp1252") for line in SENTENCES)
    assert is_read(text)
    assert not is_read(f"{text}\n{SENTENCES[3]}")
    assert is_read(f"{text}\n{SENTENCES[14]}")


def test_words_that_nobody_writes_send_the_text_back() -> None:
    """In clean French an apostrophe and an accented letter are one of Armenian to the Mac."""
    clean = "\n".join(["d\u2019\u00e9 d\u2019\u00e8 d\u2019\u00ea"] * 20)
    assert clean.encode("macroman").decode()
    assert not is_read(clean)
    assert repair(clean).text == clean


def test_what_is_under_it_is_looked_for() -> None:
    """Two layers are undone one by one, line by line; U+FFFD below is reported."""
    text = "\n".join(damage(line, "cp1252 then latin-1") for line in SENTENCES)
    assert repair(text).text.split("\n") == [*SENTENCES]
    text = "\n".join(damage(line, "latin-1") for line in ("\ufffd", *SENTENCES))
    assert repair(text) == line_by_line(text)


@pytest.mark.parametrize("text", ["\x80", "\ufffd", "\u00c3", "caf\u00c3"])
def test_a_lead_that_ends_a_text_begins_no_sequence(text: str) -> None:
    assert not is_read(text)
    assert repair(text) == line_by_line(text)


def test_two_readings_are_weighed() -> None:
    """To Windows-1252 and to the Mac it is different text: that is for the language model."""
    both = damage("l\u00e9gende des for\u00eats et l'enfant r\u00eave", "cp1252")
    assert both.encode("cp1252").decode() != both.encode("macroman").decode()
    assert is_read(both)
    assert repair(both) == line_by_line(both)
    assert not is_read("\n".join([both] * 20))
