"""What holds of every set of rules and every text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notefix import Finding, Settings, normalize
from notefix.findings import Change
from notefix.lines import split_lines
from notefix.normalization import engine
from notefix.normalization.markup import Markup
from notefix.normalization.places import History, LineStarts, applied
from notefix.normalization.registry import RULES
from notefix.normalization.rule import Edit, compiled, quick_class
from notefix.pipeline import normalization
from tests.normalization.strategies import profiles, subsets, texts


@settings(max_examples=400)
@given(texts, subsets | profiles)
def test_normalizing_twice_is_normalizing_once(text: str, chosen: Settings) -> None:
    once = normalize(text, chosen)
    assert normalize(once, chosen) == once


@settings(max_examples=200)
@given(texts, subsets | profiles)
def test_a_few_passes_do(text: str, chosen: Settings) -> None:
    """The bound on passes is never what ends them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PASSES_AT_MOST", engine.PASSES_AT_MOST // 2)
        once = normalize(text, chosen)
        assert normalize(once, chosen) == once


@settings(max_examples=200)
@given(texts, profiles)
def test_the_account_is_of_the_text(text: str, chosen: Settings) -> None:
    done = normalization(text, chosen)
    assert done.changed == (done.text != text)
    assert (done.text is text) or done.changed
    assert bool(done.changes) >= done.changed
    lines = split_lines(text)
    entries: tuple[Change | Finding, ...] = (*done.changes, *done.findings)
    for entry in entries:
        line = lines[entry.line - 1]
        assert 1 <= entry.column <= len(line.text + line.ending) + 1
        assert entry.rule in RULES
    assert [(c.line, c.column) for c in done.changes] == sorted((c.line, c.column) for c in done.changes)
    assert {c.rule for c in done.changes} <= {f.rule for f in done.findings}


@settings(max_examples=300)
@given(texts, subsets | profiles, st.frozensets(st.integers(-1, 12)))
def test_spared_lines_stay(text: str, chosen: Settings, spared: frozenset[int]) -> None:
    lines = split_lines(text)
    done = normalization(text, chosen, spared)
    kept = [line.text + line.ending for number, line in enumerate(lines, 1) if number in spared]
    position = 0
    for line in kept:
        found = done.text.find(line, position)
        assert found >= 0
        position = found + len(line)
    assert not {change.line for change in done.changes} & spared & set(range(1, len(lines) + 1))


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=60)
@given(texts)
def test_a_rule_is_asked_wherever_it_wants_something(name: str, text: str) -> None:
    rule = RULES[name]
    markups: tuple[Markup, ...] = ("markdown", "plain")
    for markup in markups:
        if list(rule.find(text, markup)):
            if rule.characters:
                assert quick_class(rule.characters).search(text)
                assert compiled(f"[{rule.characters}]").search(text)
            assert not rule.pattern or compiled(rule.pattern).search(text)
            assert rule.ascii or not text.isascii()


@pytest.mark.parametrize("name", RULES)
def test_the_example_is_true(name: str) -> None:
    rule = RULES[name]
    done = normalization(rule.before, Settings(select=(name,)))
    assert done.text == rule.after
    assert done.findings
    assert rule.reports_only == (not done.changes)


def test_a_later_rule_can_give_an_earlier_one_work() -> None:
    done = normalization("\uff06eacute;", Settings(normalize="ftfy"))
    assert done.text == "\u00e9"
    assert [(c.rule, c.line, c.column) for c in done.changes] == [("ftfy-width", 1, 1), ("ftfy-entities", 1, 1)]


def test_places_are_those_of_the_given_text() -> None:
    done = normalization("a\u200bb\u200bc\r\nd\x00e\u0301", Settings(normalize="notes"))
    assert done.text == "abc\r\nd\u00e9\r\n"
    assert [(c.rule, c.line, c.column) for c in done.changes] == [
        ("invisible-character", 1, 2),
        ("invisible-character", 1, 4),
        ("c0-control", 2, 2),
        ("nfc", 2, 3),
        ("final-newline", 2, 5),
    ]
    assert [(f.rule, f.line, f.message) for f in done.findings if f.line == 1] == [
        ("invisible-character", 1, "U+200B ZERO WIDTH SPACE is removed; 1 more in this line.")
    ]


def test_line_endings_are_one_finding() -> None:
    done = normalization("a\r\nb\r\nc\r\n", Settings(select=("lf",)))
    assert [(f.line, f.message) for f in done.findings] == [(1, "U+000D U+000A becomes U+000A LF; 3 in 3 lines.")]


def test_nothing_on_gives_the_same_object() -> None:
    text = "e\u0301\u200b"
    assert normalize(text) is text
    assert normalize(text, Settings(ignore=("nfc",))) is text
    assert normalize("tea", Settings(normalize="ftfy")) == "tea"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.text("xyz", max_size=3)), max_size=5))
def test_the_history_finds_what_did_not_move(steps: list[tuple[int, int, str]]) -> None:
    """Letters of the given text that survive are found where they were."""
    given_text = text = "abcdefghij"
    history = History()
    for begin, length, put in steps:
        edits = [Edit(min(begin, len(text)), min(begin + length, len(text)), put)]
        history.add(edits)
        text = applied(text, edits)
    for position, letter in enumerate(text):
        if letter in given_text:
            assert given_text[history.origin(position)] == letter
    assert all(0 <= history.origin(position) <= len(given_text) for position in range(len(text) + 1))


def test_the_lines_of_places() -> None:
    starts = LineStarts("a\r\nb\n")
    assert [starts.place(offset) for offset in (0, 1, 3, 4, 5)] == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]
    assert starts.spans(frozenset({0, 2, 3})) == [(3, 5)]
    assert LineStarts("").spans(frozenset({1})) == [(0, 0)]
