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
from math import exp, inf, log

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
_MOST_KEPT = 20_000

# What followed an end of a context how often, what of it was left out, the total, the share of the other scorer's word.
_Level = tuple[dict[str, int], dict[str, int], float, float]

# As far as the rounding of what is cheapest may lead, and where the least probability comes into it.
_SLACK_NATS = 0.01
_NEARLY_IMPOSSIBLE_NATS = 55.0


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
        self._left_out: list[str] = []
        self._lacking: frozenset[str] = frozenset()

    def without(self, pieces: Iterable[str]) -> Learned:
        """Return the same less some of its pieces, so that a line is not a witness for itself."""
        rest = copy.copy(self)
        rest._left_out = sorted([window for piece in pieces if piece in self.pieces for window in _windows(piece)])
        rest._lacking = frozenset([window[:_SHORTEST] for window in rest._left_out])
        return rest

    def lacks(self, context: str) -> bool:
        """Say whether what followed the context, or an end of it, was left out anywhere; False is certain."""
        return context[-_SHORTEST:] in self._lacking

    def after(self, context: str) -> tuple[dict[str, int], dict[str, int]]:
        """Return how often each character stood after a context, and how often that was left out."""
        counts = self._counts.get(context)
        if counts is None:
            if len(self._counts) > _MOST_KEPT:
                self._counts.clear()
            counts = self._counts[context] = _counts_after(context, self._windows)
        return counts, _counts_after(context, self._left_out) if self.lacks(context) else {}


def _counts_after(context: str, windows: list[str]) -> dict[str, int]:
    """Return how often each character stands after a context at the beginning of some sorted windows."""
    counts: dict[str, int] = {}
    length = len(context)
    for place in range(bisect_left(windows, context), len(windows)):
        window = windows[place]
        if not window.startswith(context):
            break
        if len(window) > length:
            character = window[length]
            counts[character] = counts.get(character, 0) + 1
    return counts


def _windows(piece: str) -> list[str]:
    return [piece[i : i + _LONGEST + 1] for i in range(len(piece) - _SHORTEST)]


def _shift(context: str) -> int:
    """Return by how much a context counts as shorter than it is."""
    last = context[-2:-1] if context[-1:] == " " else context[-1:]
    return _LETTERS_LONGER if last.isalpha() and last < _FIRST_IDEOGRAPHIC else 0


class _Seen:
    """The longest end of a context that was seen.

    Attributes:
        length: of it.
        levels: what followed it and its ends, from those that count at all to the longest.
        longer: those that are longer by the character before it, as far as they were asked for.
    """

    __slots__ = ("length", "levels", "longer")

    def __init__(self, length: int, levels: tuple[_Level, ...]) -> None:
        self.length, self.levels = length, levels
        self.longer: dict[str, _Seen] = {}


_UNSEEN = _Seen(0, ())


class AdaptedScorer(Scorer):
    """Another scorer, and what was learned from some text."""

    def __init__(self, base: Scorer, learned: Learned, strength: float = 1.0) -> None:
        """Lay `learned` over `base`, whose word is worth `strength` times the usual."""
        self._base, self._learned, self._strength = base, learned, strength
        self._strengths = [strength * usual for usual in _STRENGTHS]
        self._seen: dict[str, _Seen] = {}  # by the last _SHORTEST characters
        self._kept = 0
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
        needed = self._base.shortest(context)
        seen = self._look_up(context)
        longest = seen.length if seen.levels else _SHORTEST
        return needed if len(needed) >= longest else context[-longest:]

    def _look_up(self, context: str) -> _Seen:
        """Return the longest end of a context that was seen."""
        last = context[-_SHORTEST:]
        seen = self._seen.get(last)
        if seen is None:
            if self._whole is not None and not self._learned.lacks(last):
                return self._whole._look_up(context)
            seen = self._seen[last] = self._find(last, _UNSEEN)
        if seen is _UNSEEN:
            return seen
        for length in range(_SHORTEST + 1, min(len(context), _LONGEST) + 1):
            character = context[-length]
            longer = seen.longer.get(character)
            if longer is None:
                longer = seen.longer[character] = self._find(context[-length:], seen)
            if longer is _UNSEEN:
                break
            seen = longer
        return seen

    def _find(self, context: str, shorter: _Seen) -> _Seen:
        """Return what was seen after exactly this context, given what was after its end; _UNSEEN if nothing was."""
        if self._kept > _MOST_KEPT:
            self._seen.clear()
            self._kept = 0
        self._kept += 1
        if len(context) < _SHORTEST:
            return _UNSEEN
        counts, left_out = self._learned.after(context)
        seen = sum(counts.values()) - sum(left_out.values())
        if not seen:
            return _UNSEEN
        levels = shorter.levels
        counted_as = len(context) - _shift(context)
        if counted_as >= _SHORTEST:
            strength = self._strengths[counted_as]
            different = len(counts) - sum([counts[character] == count for character, count in left_out.items()])
            total = seen + strength
            levels = (*levels, (counts, left_out, total, (strength + _DISCOUNT * different) / total))
        return _Seen(len(context), levels)

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        """Return the costs of characters after a context."""
        costs = self._base.costs_nats(context, characters)
        levels = self._look_up(context).levels
        if not levels:
            return costs
        return [_cost_nats(character, cost, levels) for character, cost in zip(characters, costs, strict=True)]

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        """Return the characters that cost at most so much more than the cheapest of them, each with its cost."""
        levels = self._look_up(context).levels
        if not levels:
            return self._base.cheapest(context, characters, depth_nats, most_nats)
        costs = self._base.costs_nats(context, characters)
        # What followed a longer context followed the shorter one, too. Of what did not, what costs less before costs
        # less after: for nearly all of it that is enough to know.
        followed = levels[0][0]
        pairs = zip(characters, costs, strict=True)
        found = [(c, _cost_nats(c, cost, levels)) for c, cost in pairs if c in followed]
        rest = [pair for pair in zip(characters, costs, strict=True) if pair[0] not in followed]
        cheapest = min([cost for _, cost in found], default=inf)
        if rest:
            least = min([cost for _, cost in rest])
            least_after = _cost_nats("", least, levels)
            most = min(min(cheapest, least_after) + depth_nats, most_nats)
            reach = least + most - least_after + _SLACK_NATS if most < _NEARLY_IMPOSSIBLE_NATS else inf
            found += [(c, _cost_nats("", cost, levels)) for c, cost in rest if cost <= reach]
        else:
            most = min(cheapest + depth_nats, most_nats)
        return [pair for pair in found if pair[1] <= most]


def _cost_nats(character: str, cost: float, levels: tuple[_Level, ...]) -> float:
    """Return what a character costs that costs so much without what was seen; "" is one that was never there."""
    probability = exp(-cost)
    for counts, left_out, total, kept in levels:
        probability *= kept
        count = counts.get(character)
        if count and left_out:
            count -= left_out.get(character, 0)
        if count:
            probability += (count - _DISCOUNT) / total
    return -log(probability + LEAST_PROBABILITY)
