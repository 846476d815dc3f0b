"""What was read is counted, and laid over what another scorer says."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.language_model import adapted
from notefix.language_model.adapted import AdaptedScorer, Learned
from tests.language_model.toys import ALPHABET, LastCharacter, Weights

# Short and of few characters, so that pieces and their parts recur.
PIECES = st.lists(st.text(ALPHABET, max_size=10), max_size=8)
CONTEXTS = st.text(ALPHABET, max_size=9)
# How long the contexts are that are counted.
LENGTHS = range(2, 7)


def contexts(pieces: list[str]) -> set[str]:
    return {piece[i : i + length] for piece in pieces for i in range(len(piece)) for length in LENGTHS}


def counted(pieces: list[str], context: str) -> Counter[str] | None:
    """Count plainly what follows a context."""
    places = ((piece, i + len(context)) for piece in pieces for i in range(len(piece)) if piece.startswith(context, i))
    return Counter(piece[i] for piece, i in places if i < len(piece)) or None


def after(learned: Learned, context: str) -> Counter[str] | None:
    """Return what follows a context by what was read, less what was left out."""
    counts, left_out = map(Counter, learned.after(context))
    return counts - left_out or None


@given(PIECES)
def test_it_counts_what_follows(pieces: list[str]) -> None:
    learned = Learned(pieces)
    for context in contexts(pieces):
        if len(context) in LENGTHS:
            assert after(learned, context) == counted(pieces, context)


@given(PIECES, st.data())
def test_without_some_pieces_it_is_as_if_it_had_not_read_them(pieces: list[str], data: st.DataObject) -> None:
    left_out = data.draw(st.lists(st.sampled_from(range(len(pieces))), unique=True)) if pieces else []
    rest = [piece for i, piece in enumerate(pieces) if i not in left_out]
    learned = Learned(pieces)
    less, fresh = learned.without(pieces[i] for i in left_out), Learned(rest)
    for context in contexts(pieces):
        if len(context) in LENGTHS:
            assert after(less, context) == after(fresh, context)
            assert after(learned, context) == counted(pieces, context), "the whole must stay as it was"


@given(PIECES, PIECES)
def test_what_was_not_read_cannot_be_taken_away(pieces: list[str], others: list[str]) -> None:
    learned = Learned(pieces)
    less = learned.without(piece for piece in others if piece not in pieces)
    assert all(after(less, context) == after(learned, context) for context in contexts(pieces))


@given(PIECES, CONTEXTS, st.floats(0.1, 10), st.data())
def test_it_is_a_distribution(pieces: list[str], context: str, strength: float, data: st.DataObject) -> None:
    scorer = AdaptedScorer(LastCharacter(), Learned(pieces), strength)
    if pieces:
        scorer = scorer.without(data.draw(st.lists(st.sampled_from(pieces), max_size=2, unique=True)))
    assert math.isclose(sum(math.exp(-cost) for cost in scorer.costs_nats(context, ALPHABET)), 1.0)


@given(PIECES, CONTEXTS)
def test_characters_cost_the_same_alone_and_together(pieces: list[str], context: str) -> None:
    scorer = AdaptedScorer(Weights(), Learned(pieces))
    assert scorer.costs_nats(context, ALPHABET) == [scorer.costs_nats(context, (c,))[0] for c in ALPHABET]


@given(CONTEXTS)
def test_who_has_read_nothing_says_what_the_other_says(context: str) -> None:
    assert AdaptedScorer(Weights(), Learned([])).costs_nats(context, ALPHABET) == Weights().costs_nats("", ALPHABET)


def test_what_was_read_becomes_probable_and_more_so_the_less_the_other_counts() -> None:
    learned = Learned(["\na\u4e2db\n", "\na\u4e2db\u4e2d\n"])
    costs = [
        AdaptedScorer(Weights(), learned, strength).costs_nats("\na\u4e2d", ("b",))[0] for strength in (0.25, 1, 4)
    ]
    assert costs == sorted(costs)
    assert costs[-1] < Weights().costs_nats("", ("b",))[0]


def test_one_character_says_too_little_to_be_counted() -> None:
    scorer = AdaptedScorer(Weights(), Learned(["bababababa"]))
    assert scorer.costs_nats("a", ALPHABET) == Weights().costs_nats("", ALPHABET)


def test_a_line_is_no_witness_for_itself() -> None:
    scorer = AdaptedScorer(Weights(), Learned(["\na\u4e2db\n", "\nab\n"]))
    unread = Weights().costs_nats("", ("b",))[0]
    assert scorer.costs_nats("\na\u4e2d", ("b",))[0] < unread
    assert scorer.without(["\na\u4e2db\n"]).costs_nats("a\u4e2d", ("b",))[0] == unread


def test_what_is_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapted, "_LIMIT_CHARS", 20)
    learned = Learned(["\naaaaaaaa\n", "\nbbbbbbbb\n", "\n\u4e2d\u4e2d\u4e2d\u4e2d\n"])
    assert after(learned, "aa")
    assert after(learned, "\u4e2d\u4e2d") is None
