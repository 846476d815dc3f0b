"""Ask a model file for probabilities. Needs nothing but the standard library.

Look-ups read the mapped file where it lies: opening a model costs the header and the list of its characters, and
memory is shared between processes.
"""

from __future__ import annotations

import copy
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import exp, inf, log
from pathlib import Path

from notefix.language_model.candidates import Candidates, Near
from notefix.language_model.contexts import Context, Contexts
from notefix.language_model.folding import Kind, case_context, kind_of
from notefix.language_model.format import (
    CASE_CONTEXTS,
    CASES,
    COST_SCALE,
    LINE_END,
    STYLES,
    UNKNOWN,
)
from notefix.language_model.scorer import Scorer
from notefix.language_model.storage import map_file, read_tables
from notefix.language_model.widths import LETTERS, is_after_wide, is_wide, narrow_form, reach, width_cost_nats

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
_MOST_KEPT = 30_000
_MOST_COSTS_KEPT = 100_000
_MOST_CANDIDATES_KEPT = 5_000

# Of the candidates at a place those are kept that cost at most so much more than the cheapest, a little more than any
# search asks for: a lead alone has a thousand, of which a score are worth a look.
_NEAR_NATS = 12.0

# Up to so many successors a candidate are gone through one by one; among more of them each candidate is searched for.
_FEW_SUCCESSORS = 2

_COSTS = tuple(i / COST_SCALE for i in range(256))


@lru_cache(maxsize=_MOST_KEPT)
def _case(last_two: str) -> int:
    return case_context(kind_of(last_two[-2:-1]), kind_of(last_two[-1:]))


@lru_cache(maxsize=65536)
def _column(character: str) -> int | None:
    """Return the place in format.CASES of a letter; None for what has no case."""
    kind = kind_of(character)
    return 2 * (not character.isascii()) + (kind is Kind.CAPITAL) if kind >= Kind.SMALL else None


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
        self._successors = tables.successors
        self._unigram_costs = tables.unigram_costs
        self._successor_costs = tables.successor_costs
        self._identifiers = _identifiers(tables.code_points)
        styled = list(map(chr, tables.styled_points))
        self._identifiers.update(zip(styled, tables.styled_bases, strict=True))
        columns = [tables.styled_costs[i :: len(STYLES)].tolist() for i in range(len(STYLES))]
        self._styled: dict[str, tuple[int, ...]] = dict(zip(styled, zip(*columns, strict=True), strict=True))
        rows = [tables.case_costs[i : i + len(CASES)] for i in range(0, len(tables.case_costs), len(CASES))]
        self._case_costs: list[tuple[float, ...]] = [tuple(_COSTS[cost] for cost in row) for row in rows] * 2
        self.contexts = Contexts(tables, self._identifiers)
        self._views: dict[int, LanguageModel] = {}
        self._take_style(_STYLE_SHARES)

    def _take_style(self, shares: Sequence[float]) -> None:
        """Set what styled ideographs cost by the share of each style, and forget what was prepared otherwise."""
        costs = {
            own: -log(sum(share * exp(-_COSTS[cost]) for share, cost in zip(shares, own, strict=True)))
            for own in set(self._styled.values())
        }
        self._style_costs = {character: costs[own] for character, own in self._styled.items()}
        self._likeliest: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._candidates: dict[tuple[str, ...], Candidates] = {}
        self._costs: dict[Context, dict[str, float]] = {}
        self._kept = self._kept_costs = 0

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
                totals[style] -= _COSTS[cost]
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
        """Return what it costs that a character is a capital, or traditional, or wide, after a case context."""
        column = _column(character)
        cost = self._style_costs.get(character, 0.0) if column is None else self._case_costs[case][column]
        return cost + width_cost_nats(character, after_wide=case >= len(CASE_CONTEXTS))

    def unigram_cost_nats(self, character: str) -> float:
        """Return what a character costs where nothing is known about its context."""
        cost = self.base_cost_nats(self.identifier(character)) + self._style_costs.get(character, 0.0)
        return cost + width_cost_nats(character, after_wide=False)

    def shortest(self, context: str) -> str:
        """Return the shortest end of a context after which every text costs what it costs after all of it."""
        return context[-max(_CASE_REACH, reach(context), self.contexts.longest(context).length) :]

    def cost_nats(self, context: str, character: str) -> float:
        """Return the negative log probability of a character after a context; its last `order - 1` characters count."""
        if is_wide(character):
            return self.costs_nats(context, (character, character))[0]
        longest = self.contexts.longest(context)
        known = self._costs.get(longest)
        if known is None:
            known = self._costs[longest] = {}
        cost = known.get(character)
        if cost is None:
            if self._kept >= _MOST_KEPT:
                self._costs = {longest: known}
                self._kept = 0
            self._kept += 1
            cost = known[character] = self._cost_nats(longest, character)
        column = _column(character)
        return cost if column is None else cost + self._case_costs[_case(context[-_CASE_REACH:])][column]

    def _cost_nats(self, context: Context, character: str) -> float:
        """Return what a character costs after a context, in its style, but in small letters."""
        identifier = self._identifiers.get(character, UNKNOWN)
        cost: float = self._style_costs.get(character, 0.0)
        for begin, end, backoff in context.ranges:
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
        candidates, case = self._prepared(context, characters)
        longest = self.contexts.longest(context)
        key = (longest, case) if candidates.has_cases else longest
        known = candidates.costs.get(key)
        if known is None:
            costs = self._slot_costs(longest, candidates)
            dress = self._dress(candidates, case)
            known = [costs[slot] for slot in candidates.slot_of]
            if dress is not None:
                known = [cost + extra for cost, extra in zip(known, dress, strict=True)]
            candidates.costs[key] = known
            self._keep(len(known))
        return known

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        """Return the characters that cost at most so much more than the cheapest of them, each with its cost."""
        if len(characters) == 1:
            cost = self.cost_nats(context, characters[0])
            return ((characters[0], cost),) if cost <= most_nats else ()
        candidates, case = self._prepared(context, characters)
        near = self._near(self.contexts.longest(context), candidates)
        dress = self._dress(candidates, case)
        places = candidates.places
        if dress is None:
            pairs = [(characters[place], cost) for slot, cost in near.costs.items() for place in places[slot]]
        else:
            pairs = [
                (characters[place], cost + dress[place]) for slot, cost in near.costs.items() for place in places[slot]
            ]
        most = min([cost for _, cost in pairs]) + depth_nats
        if most > near.limit:
            return super().cheapest(context, characters, depth_nats, most_nats)
        most = min(most, most_nats)
        return [pair for pair in pairs if pair[1] <= most]

    def most_together(self, context: str, characters: tuple[str, ...]) -> float:
        """Return how probable it is at most that one of some characters comes next.

        What they wear is left out, which only makes them rarer; and what follows a context counts there, and once more
        as after the shorter one. So none of them has to be looked at but those that follow.
        """
        return self._together(self.contexts.longest(context), self._prepared(context, characters)[0])

    def _together(self, context: Context, candidates: Candidates) -> float:
        total = candidates.together.get(context)
        if total is None:
            if context.shorter is None:
                costs = self._slot_costs(context, candidates)
                total = sum([exp(-costs[slot]) for slot in candidates.slot_of])
            else:
                total = self._together(context.shorter, candidates)
                if context.has_successors:
                    begin, end, backoff = context.ranges[0]
                    total *= exp(-backoff)
                    for slot, cost in self._successor_costs_of(candidates, begin, end):
                        total += exp(-cost) * len(candidates.places[slot])
            candidates.together[context] = total
            self._keep(1)
        return total

    def _prepared(self, context: str, characters: tuple[str, ...]) -> tuple[Candidates, int]:
        """Return some characters as they are known after a context; and where it matters, the case context.

        After a wide character that is as many more as there are.
        """
        candidates = self._candidates.get(characters)
        if candidates is None:
            if len(self._candidates) >= _MOST_CANDIDATES_KEPT:
                self._candidates.clear()
            identifiers = [self.identifier(character) for character in characters]
            has_cases = any(_column(character) is not None or is_wide(character) for character in characters)
            candidates = self._candidates[characters] = Candidates(characters, identifiers, has_cases=has_cases)
        if not candidates.has_cases:
            return candidates, 0
        case = _case(context[-_CASE_REACH:])
        if not is_after_wide(context):
            return candidates, case
        if candidates.after_wide is None:
            identifiers = [self.identifier(narrow_form(character)) for character in characters]
            candidates.after_wide = Candidates(characters, identifiers, has_cases=True)
        return candidates.after_wide, case + len(CASE_CONTEXTS)

    def _keep(self, costs: int) -> None:
        """Count costs that are kept, and forget all if they are too many."""
        self._kept_costs += costs
        if self._kept_costs > _MOST_COSTS_KEPT:
            self._candidates.clear()
            self._kept_costs = 0

    def _dress(self, candidates: Candidates, case: int) -> list[float] | None:
        if case not in candidates.dress:
            dress = [self.dress_cost_nats(text, case) for text in candidates.texts]
            candidates.dress[case] = dress if any(dress) else None
        return candidates.dress[case]

    def _slot_costs(self, context: Context, candidates: Candidates) -> list[float]:
        """Return what the candidates cost, one cost a slot, whatever they wear."""
        costs = [*map(self.base_cost_nats, candidates.slots), UNKNOWN_COST_NATS]
        for begin, end, backoff in reversed(context.ranges):
            if backoff:
                costs = [cost + backoff for cost in costs]
            for slot, cost in self._successor_costs_of(candidates, begin, end):
                costs[slot] = cost
        return costs

    def _near(self, context: Context, candidates: Candidates) -> Near:
        """Return what those slots cost that are near the cheapest.

        What follows a context directly costs what it costs there; all else as after the shorter one, and as much more
        for each. So what was far from the cheapest mostly stays far.
        """
        near = candidates.near.get(context)
        if near is not None:
            return near
        if context.shorter is None:
            near = Near(dict(enumerate(self._slot_costs(context, candidates))), inf)
        else:
            near = self._near(context.shorter, candidates)
            if context.has_successors:
                begin, end, backoff = context.ranges[0]
                costs = {slot: cost + backoff for slot, cost in near.costs.items()}
                costs.update(self._successor_costs_of(candidates, begin, end))
                limit = min(near.limit + backoff, min(costs.values()) + _NEAR_NATS)
                near = Near({slot: cost for slot, cost in costs.items() if cost <= limit}, limit)
        candidates.near[context] = near
        self._keep(len(near.costs))
        return near

    def _successor_costs_of(self, candidates: Candidates, begin: int, end: int) -> Iterator[tuple[int, float]]:
        """Yield the slots of candidates among some successors, and what those cost."""
        slots, successors, costs = candidates.slots, self._successors, self._successor_costs
        if end - begin <= _FEW_SUCCESSORS * len(slots):
            for place, identifier in enumerate(successors[begin:end].tolist(), begin):
                slot = slots.get(identifier)
                if slot is not None:
                    yield slot, _COSTS[costs[place]]
            return
        for identifier, slot in slots.items():
            begin = bisect_left(successors, identifier, begin, end)
            if begin == end:
                break
            if successors[begin] == identifier:
                yield slot, _COSTS[costs[begin]]


def _identifiers(code_points: Sequence[int]) -> dict[str, int]:
    """Return the identifier of every character that is known, capitals and digits by what they are counted as."""
    known = {chr(point): i for i, point in enumerate(code_points) if i > LINE_END}
    # Most characters are no letters with a case; to ask what kind each is takes longer than all else here.
    for small, capital in [(c, c.upper()) for c in known if c.upper() != c]:
        if kind_of(small) is Kind.SMALL:
            known.setdefault(capital, known[small])
    known["\n"] = LINE_END
    known.update(dict.fromkeys("123456789", known.get("0", UNKNOWN)))
    known.update((wide, known.get(narrow_form(wide), UNKNOWN)) for wide in LETTERS)
    return known


@cache
def built_in_model() -> LanguageModel:
    """Return the model that comes with notefix; opened at the first call, then kept.

    Raises:
        ModelError: the installation is damaged.
    """
    return LanguageModel.open(BUILT_IN_MODEL, trusted=True)
