"""A bracket that was opened is closed: an n-gram model cannot see that, as it forgets the one before the other comes.

Codecs take a byte of the one and leave the other whole: of U+300C and U+300D the second alone loses one to cp1252, and
came out as a comma in text that has a hundred commas for each of them. So of the places between an opening bracket that
survived and the next one, one of which must be the closing bracket, each is the more likely to be it the fewer are
left; and no other place is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count, pairwise
from math import log

from notefix.channels.lattice import Lattice
from notefix.language_model.scorer import Scorer
from notefix.repairer.quotations import closes_quotation

__all__ = ["Brackets", "gains_nats", "weighed"]

# Where one of these stands, its partner is another one in some languages, so that either may be alone.
_LOOSE = "\u201c\u201d"
_PAIRS = (
    _LOOSE,
    "\uff08\uff09",
    "\u300c\u300d",
    "\u300e\u300f",
    "\u3010\u3011",
    "\u3016\u3017",
    "\u3008\u3009",
    "\u300a\u300b",
    "\u3014\u3015",
    "\u255a\u255d",  # corners of a box
)
_OPENING = frozenset(pair[0] for pair in _PAIRS)
_PARTNERS = {pair[i]: pair[1 - i] for pair in _PAIRS for i in (0, 1)}

# How likely the last place that is left is the bracket, and a place where none is missing: logarithms of odds.
_LAST_NATS = 3.5
_NOT_DUE_NATS = -4.0

# By so much what is beside a missing bracket may speak against it: the model has seen few of them after Latin letters.
_MOST_AGAINST_NATS = 3.0

# A bracket that lost two bytes may be a thousand other characters.
_MOST_CANDIDATES = 64


@lru_cache(maxsize=1024)
def _brackets_among(characters: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(character for character in characters if character in _PARTNERS)


def _closes(text: str, begin: int, end: int, mark: str) -> bool:
    return mark == _LOOSE[0] and closes_quotation(text[max(0, begin - 1) : begin], text[end : end + 1])


class Brackets:
    """What is known of the brackets of a line, while it is decoded from its beginning to its end."""

    def __init__(self, text: str, lattice: Lattice) -> None:
        """Find where brackets are missing.

        Args:
            text: the damaged line.
            lattice: the readings of its spans.
        """
        self._candidates: dict[int, tuple[str, ...]] = {}
        self._losable: set[str] = set()
        survived: list[tuple[int, str]] = []
        for place, readings in lattice.items():
            characters = readings[0].characters if len(readings) == 1 else ()
            if len(characters) == 1 and characters[0] in _PARTNERS:
                if not _closes(text, place, place + readings[0].length, characters[0]):
                    survived.append((place, characters[0]))
                continue
            for reading in readings:
                self._losable.update(_brackets_among(reading.characters))
            if 1 < len(characters) <= _MOST_CANDIDATES and _brackets_among(characters):
                self._candidates[place] = characters
        # By bracket and place: the gap that the place is in, and how many places of it are left from there on.
        self._due: dict[tuple[str, int], tuple[int, int]] = {}
        self._filled: set[int] = set()
        self._spent: dict[int, float] = {}  # by gap, how probable it is that one of the places so far was the bracket
        if self._candidates:
            marks = [(i, c) for i, c in enumerate(text) if c in _PARTNERS and i not in lattice]
            survived += [(i, c) for i, c in marks if not _closes(text, i, i + 1, c)]
            self._find_gaps(sorted(survived), len(text))

    def _find_gaps(self, survived: Sequence[tuple[int, str]], length: int) -> None:
        by_bracket: dict[str, list[int]] = {}
        for place, characters in sorted(self._candidates.items()):
            for bracket in _brackets_among(characters):
                by_bracket.setdefault(bracket, []).append(place)
        gaps = count()
        for bracket, places in by_bracket.items():
            partner = _PARTNERS[bracket]
            pair = [(-1, bracket), *(item for item in survived if item[1] in (bracket, partner)), (length, bracket)]
            for (before, one), (after, other) in pairwise(pair):
                # The closing one is missing after an opening one, the opening one before a closing one.
                if (one if partner in _OPENING else other) == partner:
                    end, gap = bisect_left(places, after), next(gaps)
                    for i in range(bisect_left(places, before), end):
                        self._due[bracket, places[i]] = gap, end - i

    def odds_nats(self, place: int) -> dict[str, float]:
        """Return how likely a place is each bracket of which more is known than the scorer says, as log odds."""
        characters = self._candidates.get(place, ())
        odds = {}
        for bracket in _brackets_among(characters):
            gap, left = self._due.get((bracket, place), (None, 0))
            if gap is not None and gap not in self._filled:
                odds[bracket] = -log(left - 1) if left > 1 else _LAST_NATS
            elif bracket not in _LOOSE and _PARTNERS[bracket] not in self._losable:  # else it may have lost as much
                odds[bracket] = _NOT_DUE_NATS
        return odds

    def most_probable(self, place: int, character: str) -> float:
        """Return how probable it is at most that a place is some character: a bracket, that none before it was."""
        due = self._due.get((character, place))
        return 1.0 if due is None else max(0.0, 1.0 - self._spent.get(due[0], 0.0))

    def found(self, place: int, character: str, probabilities: Mapping[str, float]) -> None:
        """Take note of what a place was read as: a bracket that was missing is so no more.

        Args:
            place: of the line.
            character: what it was read as.
            probabilities: of what it may be.
        """
        for bracket in _brackets_among(self._candidates.get(place, ())):
            due = self._due.get((bracket, place))
            if due is not None:
                self._spent[due[0]] = self._spent.get(due[0], 0.0) + probabilities.get(bracket, 0.0)
                if bracket == character:
                    self._filled.add(due[0])


def gains_nats(odds: Mapping[str, float], usual: Mapping[str, float]) -> dict[str, float]:
    """Return by how much brackets are likelier than usual.

    Args:
        odds: of brackets, against what else may stand there: logarithms.
        usual: what that and the brackets cost, wherever they stand, in nats.
    """
    rival = min([cost for character, cost in usual.items() if character not in odds], default=0.0)
    gains = {bracket: nats + usual[bracket] - rival for bracket, nats in odds.items()}
    return {
        bracket: gain if odds[bracket] > _NOT_DUE_NATS else min(gain, _NOT_DUE_NATS) for bracket, gain in gains.items()
    }


def weighed(
    odds: Mapping[str, float], characters: Sequence[str], scorer: Scorer, context: str
) -> list[tuple[str, float]]:
    """Return what the readings of a place cost after a context if more is known of the brackets among them.

    Args:
        odds: of these brackets, as logarithms.
        characters: the readings.
        scorer: says what they cost otherwise.
        context: what is before them.
    """
    costs = dict(zip(characters, scorer.costs_nats(context, tuple(characters)), strict=True))
    gains = gains_nats(odds, dict(zip(characters, scorer.costs_nats("", tuple(characters)), strict=True)))
    rival = min([cost for character, cost in costs.items() if character not in odds], default=0.0)
    for bracket, gain in gains.items():
        costs[bracket] -= gain
        if odds[bracket] > _NOT_DUE_NATS:
            costs[bracket] = min(costs[bracket], rival - odds[bracket] + _MOST_AGAINST_NATS)
    return list(costs.items())
