"""Ask a model file for probabilities. Needs nothing but the standard library.

Look-ups read the mapped file where it lies: opening a model costs the header and the list of its characters, and
memory is shared between processes.
"""

from __future__ import annotations

import copy
import mmap
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from math import exp, log
from pathlib import Path

from notefix.language_model.folding import Kind, case_context, kind_of
from notefix.language_model.format import (
    BACKOFF_SCALE,
    BLOCK,
    CASE_CONTEXTS,
    CASES,
    COST_SCALE,
    LINE_END,
    STYLES,
    UNKNOWN,
)
from notefix.language_model.scorer import Scorer
from notefix.language_model.storage import map_file, read_tables

__all__ = ["BUILT_IN_MODEL", "LanguageModel", "built_in_model"]

BUILT_IN_MODEL = Path(__file__).parent.parent / "data" / "characters.bin"

# What a character costs that the model has never seen, in nats: a little more than the rarest one it knows.
UNKNOWN_COST_NATS = 18.5

# Where a lead alone survived there are thousands of candidates; only so many, the most frequent ones, are weighed.
# Of 45 lines through Big5 256 bring back 19, 1,024 bring back 20 in the same time, with 14 wrong ones instead of 16.
MANY_CANDIDATES = 1024

# How much of all text in ideographs is in each of STYLES; and of a text that shows its style, how much follows
# another all the same: names, quotations, a line in two languages.
_STYLE_SHARES = (0.7, 0.15, 0.15)
_OTHER_STYLE_SHARE = 0.03
_STYLE_MARGIN_NATS = 4.0
_KANA = ("\u3041", "\u30fe")

# A case is that of the two characters before a letter.
_CASE_REACH = 2

# Answers that are kept, so that memory is bounded on endless input.
_MOST_KEPT = 50_000
_MOST_COSTS_KEPT = 300_000

_COSTS = tuple(i / COST_SCALE for i in range(256))
_BACKOFFS = tuple(i / BACKOFF_SCALE for i in range(256))


@lru_cache(maxsize=_MOST_KEPT)
def _case(last_two: str) -> int:
    return case_context(kind_of(last_two[-2:-1]), kind_of(last_two[-1:]))


class _Candidates:
    """Characters that could stand at one position, prepared once so that one look-up a context serves them all."""

    __slots__ = ("costs", "dress_costs", "identifiers", "positions", "unigram_costs")

    def __init__(self, texts: Sequence[str], model: LanguageModel) -> None:
        """Prepare `texts`, single characters, for the model."""
        identifiers = [model.identifier(text) for text in texts]
        self.unigram_costs = [model.base_cost_nats(i) for i in identifiers]
        known = sorted((i, place) for place, i in enumerate(identifiers) if i != UNKNOWN)
        self.identifiers = [i for i, _ in known]
        self.positions = [place for _, place in known]
        # What each costs on top after each case context; None where that is nothing for all of them.
        every = [[model.dress_cost_nats(text, case) for text in texts] for case in range(len(CASE_CONTEXTS))]
        self.dress_costs = [costs if any(costs) else None for costs in every]
        # What was asked before: a line in doubt is weighed twice, in the same contexts.
        self.costs: dict[str, list[float]] = {}


class LanguageModel(Scorer):
    r"""A character n-gram model with backoff.

    >>> model = built_in_model()
    >>> model.cost_nats("Ne\u017eeli \u010ct", "e") < model.cost_nats("Ne\u017eeli \u010ct", "x")
    True
    """

    def __init__(self, buffer: bytes | mmap.mmap, name: str = "model", *, trusted: bool = False) -> None:
        """Open a model held in memory or mapped; arguments and errors as for storage.read_tables."""
        tables = read_tables(buffer, name, trusted=trusted)
        self.order: int = tables.order
        self._child_blocks, self._child_counts = tables.child_blocks, tables.child_counts
        self._successor_blocks, self._successor_counts = tables.successor_blocks, tables.successor_counts
        self._node_characters = tables.node_characters
        self._successors = tables.successors
        self._unigram_costs = tables.unigram_costs
        self._backoffs = tables.node_backoffs
        self._successor_costs = tables.successor_costs
        self._identifiers = _identifiers(tables.code_points)
        self._styled: dict[str, tuple[float, ...]] = {}
        for i, (point, base) in enumerate(zip(tables.styled_points, tables.styled_bases, strict=True)):
            self._identifiers[chr(point)] = base
            costs = tables.styled_costs[i * len(STYLES) : (i + 1) * len(STYLES)]
            self._styled[chr(point)] = tuple(_COSTS[cost] for cost in costs)
        rows = [tables.case_costs[i : i + len(CASES)] for i in range(0, len(tables.case_costs), len(CASES))]
        self._case_costs: list[tuple[float, ...]] = [tuple(_COSTS[cost] for cost in row) for row in rows]
        self._contexts: dict[str, list[int]] = {}
        self._children: dict[int, int] = {}
        self._ranges: dict[int, tuple[int, int, float]] = {}
        self._views: dict[int, LanguageModel] = {}
        self._take_style(_STYLE_SHARES)

    def _take_style(self, shares: Sequence[float]) -> None:
        """Set what styled ideographs cost by the share of each style, and forget what was prepared otherwise."""
        self._style_costs = {
            character: -log(sum(share * exp(-cost) for share, cost in zip(shares, own, strict=True)))
            for character, own in self._styled.items()
        }
        self._likeliest: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._candidates: dict[tuple[str, ...], _Candidates] = {}
        self._costs: dict[str, float] = {}
        self._kept_costs = 0

    @classmethod
    def open(cls, path: Path, *, trusted: bool = False) -> LanguageModel:
        """Map a model file.

        Raises:
            ModelError: it cannot be read, or is no usable model.
        """
        return cls(map_file(path), str(path), trusted=trusted)

    def for_line(self, certain: str) -> LanguageModel:
        """Return this model for a line in the style that its certain characters show.

        That is simplified, traditional or Japanese; where they do not show it, this model itself.
        """
        totals = [0.0] * len(STYLES)
        for character in certain:
            for style, cost in enumerate(self._styled.get(character, ())):
                totals[style] -= cost
            if _KANA[0] <= character <= _KANA[1]:
                totals[STYLES.index("Jpan")] += _STYLE_MARGIN_NATS
        best = max(range(len(STYLES)), key=totals.__getitem__)
        if totals[best] - sorted(totals)[-2] < _STYLE_MARGIN_NATS:
            return self
        view = self._views.get(best)
        if view is None:
            view = self._views[best] = copy.copy(self)
            shares = [_OTHER_STYLE_SHARE * share for share in _STYLE_SHARES]
            shares[best] += 1 - _OTHER_STYLE_SHARE
            view._take_style(shares)
        return view

    def identifier(self, character: str) -> int:
        """Return the number by which the model knows a character, UNKNOWN if it does not."""
        return self._identifiers.get(character, UNKNOWN)

    def base_cost_nats(self, identifier: int) -> float:
        """Return what a character costs where nothing is known about its context, whatever it wears."""
        cost: float = _COSTS[self._unigram_costs[identifier]] if identifier else UNKNOWN_COST_NATS
        return cost

    def dress_cost_nats(self, character: str, case: int) -> float:
        """Return what it costs that a character is a capital, or traditional, after a case context."""
        kind = kind_of(character)
        if kind >= Kind.SMALL:
            return self._case_costs[case][2 * (not character.isascii()) + (kind is Kind.CAPITAL)]
        return self._style_costs.get(character, 0.0)

    def unigram_cost_nats(self, character: str) -> float:
        """Return what a character costs where nothing is known about its context."""
        return self.base_cost_nats(self.identifier(character)) + self._style_costs.get(character, 0.0)

    def _look_up(self, context: str) -> list[int]:
        """Return the nodes of the context's last character, last two, and so on, as far as known."""
        context = context[1 - self.order :]
        found = self._contexts.get(context)
        if found is not None:
            return found
        found = []
        node = 0
        for character in reversed(context):
            identifier = self._identifiers.get(character, UNKNOWN)
            if identifier == UNKNOWN:
                break
            child = self._children.get(node << 16 | identifier)
            node = self._child(node, identifier) if child is None else child
            if not node:
                break
            found.append(node)
        if len(self._contexts) > _MOST_KEPT:
            self._contexts.clear()
        self._contexts[context] = found
        return found

    def _child(self, node: int, identifier: int) -> int:
        """Return the context that is longer by a character; 0 if it is not known."""
        child = 0
        count = self._child_counts[node]
        if count:
            block = node // BLOCK
            begin = 1 + self._child_blocks[block] + sum(self._child_counts[block * BLOCK : node])
            place = bisect_left(self._node_characters, identifier, begin, begin + count)
            if place < begin + count and self._node_characters[place] == identifier:
                child = place
        if len(self._children) > _MOST_KEPT:
            self._children.clear()
        self._children[node << 16 | identifier] = child
        return child

    def _successor_range(self, node: int) -> tuple[int, int, float]:
        """Return where a context's successors begin and end, and what it costs that none of them follows."""
        block = node // BLOCK
        begin = self._successor_blocks[block] + sum(self._successor_counts[block * BLOCK : node])
        found = begin, begin + self._successor_counts[node], _BACKOFFS[self._backoffs[node]]
        if len(self._ranges) > _MOST_KEPT:
            self._ranges.clear()
        self._ranges[node] = found
        return found

    def shortest(self, context: str) -> str:
        """Return the shortest end of a context after which every text costs what it costs after all of it."""
        return context[-max(_CASE_REACH, len(self._look_up(context))) :]

    def cost_nats(self, context: str, character: str) -> float:
        """Return the negative log probability of a character after a context; its last `order - 1` characters count."""
        context = context[-max(_CASE_REACH, self.order - 1) :]
        cost = self._costs.get(context + character)
        if cost is None:
            if len(self._costs) > _MOST_KEPT:
                self._costs.clear()
            cost = self._costs[context + character] = self._cost_nats(context, character)
        return cost

    def _cost_nats(self, context: str, character: str) -> float:
        identifier = self._identifiers.get(character, UNKNOWN)
        cost: float = self.dress_cost_nats(character, _case(context[-_CASE_REACH:]))
        for node in reversed(self._look_up(context)):
            begin, end, backoff = self._ranges.get(node) or self._successor_range(node)
            if begin == end:
                continue
            if identifier != UNKNOWN:
                place = bisect_left(self._successors, identifier, begin, end)
                if place < end and self._successors[place] == identifier:
                    return float(cost + _COSTS[self._successor_costs[place]])
            cost += backoff
        return cost + self.base_cost_nats(identifier)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        """Return the characters, or of very many of them the most frequent ones, in their order."""
        if len(characters) <= MANY_CANDIDATES:
            return characters
        found = self._likeliest.get(characters)
        if found is None:
            ranked = sorted(characters, key=self.unigram_cost_nats)
            chosen = frozenset(ranked[:MANY_CANDIDATES])
            found = self._likeliest[characters] = tuple(c for c in characters if c in chosen)
        return found

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        """Return the cost of each character after a context, in their order. The list is kept: do not change it."""
        if len(characters) == 1:
            return [self.cost_nats(context, characters[0])]
        candidates = self._candidates.get(characters)
        if candidates is None:
            if len(self._candidates) > 5_000:
                self._candidates.clear()
            candidates = self._candidates[characters] = _Candidates(characters, self)
        known = candidates.costs.get(context)
        if known is None:
            self._kept_costs += len(characters)
            if self._kept_costs > _MOST_COSTS_KEPT:
                self._candidates.clear()
                self._kept_costs = 0
            known = candidates.costs[context] = self._costs_nats(context, candidates)
        return known

    def _costs_nats(self, context: str, candidates: _Candidates) -> list[float]:
        costs = candidates.unigram_costs.copy()
        identifiers, positions = candidates.identifiers, candidates.positions
        successors = self._successors
        for node in self._look_up(context):
            begin, end, backoff = self._ranges.get(node) or self._successor_range(node)
            if begin == end:
                continue
            if backoff:
                costs = [cost + backoff for cost in costs]
            for identifier, position in zip(identifiers, positions, strict=True):
                begin = bisect_left(successors, identifier, begin, end)
                if begin == end:
                    break
                if successors[begin] == identifier:
                    costs[position] = _COSTS[self._successor_costs[begin]]
        dress = candidates.dress_costs[_case(context[-_CASE_REACH:])]
        return costs if dress is None else [cost + extra for cost, extra in zip(costs, dress, strict=True)]


def _identifiers(code_points: Sequence[int]) -> dict[str, int]:
    """Return the identifier of every character that is known, capitals and digits by what they are counted as."""
    known = {chr(point): i for i, point in enumerate(code_points) if i > LINE_END}
    for small, identifier in list(known.items()):
        if kind_of(small) is Kind.SMALL:
            known.setdefault(small.upper(), identifier)
    known["\n"] = LINE_END
    known.update(dict.fromkeys("123456789", known.get("0", UNKNOWN)))
    return known


@cache
def built_in_model() -> LanguageModel:
    """Return the model that comes with notefix; opened at the first call, then kept.

    Raises:
        ModelError: the installation is damaged.
    """
    return LanguageModel.open(BUILT_IN_MODEL, trusted=True)
