"""What a model says of characters that could stand at one position, kept so that one look-up serves them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from notefix.language_model.contexts import Context
from notefix.language_model.format import UNKNOWN

__all__ = ["Candidates", "Near"]


class Candidates:
    """Characters that could stand at one position, prepared once so that one look-up a context serves them all.

    Attributes:
        texts: the characters.
        has_cases: whether some have a case, or a width.
        slots: one for each identifier among them, in order. Capitals have that of their small letters.
        slot_of: of each of the characters; what the model does not know has the one after the last.
        places: where those are that have a slot.
        near: what the slots cost, by context, as far as they are near the cheapest.
        costs: of the characters, by context, and by the case context where some have a case. A line in doubt is weighed
            twice, in the same contexts.
        dress: what each costs on top, by case context, None where that is nothing for all of them.
        together: how probable they all are at most, by context.
        after_wide: the same after a fullwidth letter or digit, where more is known of them; made when asked for.
    """

    __slots__ = ("after_wide", "costs", "dress", "has_cases", "near", "places", "slot_of", "slots", "texts", "together")

    def __init__(self, texts: Sequence[str], identifiers: Sequence[int], *, has_cases: bool) -> None:
        """Prepare `texts`, single characters, by the numbers by which a model knows them."""
        known = sorted({i for i in identifiers if i != UNKNOWN})
        self.texts = texts
        self.slots = {identifier: slot for slot, identifier in enumerate(known)}
        self.slot_of = [self.slots.get(i, len(known)) for i in identifiers]
        self.places: list[list[int]] = [[] for _ in range(len(known) + 1)]
        for place, slot in enumerate(self.slot_of):
            self.places[slot].append(place)
        self.has_cases = has_cases
        self.near: dict[Context, Near] = {}
        self.costs: dict[Context | tuple[Context, int], list[float]] = {}
        self.dress: dict[int, list[float] | None] = {}
        self.together: dict[Context, float] = {}
        self.after_wide: Candidates | None = None


class Near(NamedTuple):
    """What slots cost after a context: all of those that cost no more than the limit."""

    costs: dict[int, float]
    limit: float
