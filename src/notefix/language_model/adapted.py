"""A scorer that has read some more text: the file at hand, or clean files of the same author.

What was counted there is laid over the probabilities of another scorer, from short contexts to long ones, as in a
hierarchical Pitman-Yor process whose root is that scorer: a context that was seen often speaks for itself, one that
was not seen leaves the other's word.

Source: Y. W. Teh, "A Hierarchical Bayesian Language Model based on Pitman-Yor Processes" (2006), with one table a
dish, which is interpolated Kneser-Ney with a strength.
"""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from math import exp, log

from notefix.language_model.scorer import LEAST_PROBABILITY, Scorer

__all__ = ["AdaptedScorer", "Learned"]

# Contexts of fewer characters say less than the other scorer does, which sees more of them.
_SHORTEST = 2
_LONGEST = 6

# What is taken off every count, and by length of the context how many counts the other scorer's word is worth.
# docs/language-model.md has what moving them does.
_DISCOUNT = 0.75
_STRENGTHS = (0.0, 0.0, 30.0, 8.0, 2.0, 1.0, 1.0)

# Letters say less than ideographs: their contexts count as if they were so many characters shorter. On news in
# Russian, learning from other news took errors up by 6 % without it.
_LETTERS_LONGER = 2
_FIRST_IDEOGRAPHIC = "\u2e80"

# Every character beyond these is left out, so that time and memory are bounded (60 bytes and a microsecond each).
_LIMIT_CHARS = 500_000
_MOST_KEPT = 50_000
_LAST = "\U0010ffff"


# For each end of a context that was seen: what followed it how often, the total, the share of the other scorer's word.
_Seen = tuple[tuple[dict[str, int], float, float], ...]


class Learned:
    """What follows what in some text, counted when it is asked for: a sorted list of all its windows."""

    def __init__(self, pieces: Iterable[str]) -> None:
        """Read pieces of lines; a line that is whole begins and ends with a line end."""
        windows: list[str] = []
        self.pieces: set[str] = set()
        for piece in pieces:
            if len(windows) + len(piece) > _LIMIT_CHARS:
                continue
            self.pieces.add(piece)
            windows += _windows(piece)
        windows.sort()
        self._windows = windows
        self.alphabet = frozenset().union(*self.pieces)
        self._counts: dict[str, dict[str, int]] = {}
        self._left_out: dict[str, dict[str, int]] = {}

    def without(self, pieces: Iterable[str]) -> Learned:
        """Return the same less some of its pieces, so that a line is not a witness for itself."""
        rest = copy.copy(self)
        left_out: dict[str, dict[str, int]] = {}
        for piece in pieces:
            if piece not in self.pieces:
                continue
            for window in _windows(piece):
                for length in range(_SHORTEST, len(window)):
                    _count(left_out.setdefault(window[:length], {}), window[length])
        rest._left_out = left_out
        return rest

    def lacks(self, context: str) -> bool:
        """Say whether what followed the context, or an end of it, was left out anywhere; False is certain."""
        return context[-_SHORTEST:] in self._left_out

    def after(self, context: str) -> dict[str, int] | None:
        """Return how often each character stood after a context; None if it was not there."""
        counts = self._counts.get(context)
        if counts is None:
            counts = {}
            begin = bisect_left(self._windows, context)
            end = bisect_left(self._windows, context + _LAST, begin)
            length = len(context)
            for window in self._windows[begin:end]:
                if len(window) > length:
                    _count(counts, window[length])
            if len(self._counts) > _MOST_KEPT:
                self._counts.clear()
            self._counts[context] = counts
        less = self._left_out.get(context)
        if less is not None:
            counts = {character: n for character, count in counts.items() if (n := count - less.get(character, 0)) > 0}
        return counts or None


def _count(counts: dict[str, int], character: str) -> None:
    counts[character] = counts.get(character, 0) + 1


def _windows(piece: str) -> list[str]:
    return [piece[i : i + _LONGEST + 1] for i in range(len(piece) - _SHORTEST)]


def _shift(context: str) -> int:
    """Return by how much a context counts as shorter than it is."""
    last = context[-2:-1] if context[-1:] == " " else context[-1:]
    return _LETTERS_LONGER if last.isalpha() and last < _FIRST_IDEOGRAPHIC else 0


class AdaptedScorer(Scorer):
    """Another scorer, and what was learned from some text."""

    def __init__(self, base: Scorer, learned: Learned, strength: float = 1.0) -> None:
        """Lay `learned` over `base`, whose word is worth `strength` times the usual."""
        self._base, self._learned, self._strength = base, learned, strength
        self._strengths = [strength * usual for usual in _STRENGTHS]
        self._known: dict[str, _Seen] = {}
        self._whole: AdaptedScorer | None = None  # the one that this is without some pieces of

    def for_line(self, certain: str) -> AdaptedScorer:
        """Prepare the other scorer for a line."""
        prepared = copy.copy(self)
        prepared._base = self._base.for_line(certain)
        return prepared

    def without(self, pieces: Sequence[str]) -> AdaptedScorer:
        """Return the same without some pieces of the text."""
        rest = AdaptedScorer(self._base, self._learned.without(pieces), self._strength)
        rest._whole = self
        return rest

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        """Return what the other scorer finds worth asking about, and what was seen."""
        wanted = self._base.likeliest(characters)
        if len(wanted) == len(characters):
            return characters
        either = self._learned.alphabet.union(wanted)
        return tuple(character for character in characters if character in either)

    def shortest(self, context: str) -> str:
        """Return as much of a context as the other scorer needs, or the longest that was seen."""
        needed = len(self._base.shortest(context))
        known = self._look_up(context)
        longest = len(known) + _shift(context) + _SHORTEST - 1 if known else _SHORTEST
        shortest = context[-max(needed, longest) :]
        self._known.setdefault(shortest[-_LONGEST:], known)  # what is asked next, and the same
        return shortest

    def _look_up(self, context: str) -> _Seen:
        """Return for each end of a context that was seen, shortest first: counts, their total, the other's share."""
        context = context[-_LONGEST:]
        known = self._known.get(context)
        if known is None:
            if self._whole is not None and not self._learned.lacks(context):
                known = self._known[context] = self._whole._look_up(context)
                return known
            found = []
            shift = _shift(context)
            for length in range(_SHORTEST, len(context) + 1):
                counts = self._learned.after(context[-length:])
                if counts is None:
                    break
                if length - shift >= _SHORTEST:
                    strength = self._strengths[length - shift]
                    total = sum(counts.values()) + strength
                    found.append((counts, total, (strength + _DISCOUNT * len(counts)) / total))
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            known = self._known[context] = tuple(found)
        return known

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        """Return the costs of characters after a context."""
        costs = self._base.costs_nats(context, characters)
        seen = self._look_up(context)
        if not seen:
            return costs
        probabilities = [exp(-cost) for cost in costs]
        for counts, total, kept in seen:
            probabilities = [
                kept * probability + ((counts[character] - _DISCOUNT) / total if character in counts else 0.0)
                for character, probability in zip(characters, probabilities, strict=True)
            ]
        return [-log(probability + LEAST_PROBABILITY) for probability in probabilities]
