"""How probable is a text under the language model, summed over all its readings?

The same sum with and without a lattice says how much more probable damage makes a text than leaving it alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from math import exp, inf, log1p

from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.language_model.model import LanguageModel

__all__ = ["cost_as_it_is_nats", "cost_of_window_nats", "gain_nats"]

# The sum is dominated by its few greatest terms; wider beams moved no decision on the held-out corpus.
_BEAM_WIDTH = 6
_BEAM_DEPTH_NATS = 10.0

# How far around a span the two alternatives are compared: an n-gram of order 5 sees four characters.
_WINDOW = 5
_NEIGHBOURHOOD = 24

# Set on held-out lines in capitals, see benchmarks/false_changes.py --stress and docs/detection.md.
_MANY_CAPITALS = 2
_CAPITALS_NATS = 2.0

_ALPHABETS = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "THAANA", "NKO", "GEORGIAN"])
_SWITCH_NATS = 6.0

_LAST_LATIN = "\u024f"
_HARDLY_SEEN_NATS = 12.5
_USUAL_LETTER_NATS = 4.0


def _own_cost_nats(model: LanguageModel, history: str, character: str) -> float:
    """Return what a character costs that stands for itself.

    Of a script that the model has hardly seen it cannot say what is improbable, so its letters cost what letters
    usually do. Latin letters are known; a rare one of those is a sign of damage.
    """
    is_letter = character > _LAST_LATIN and unicodedata.category(character)[0] in "LM"
    if is_letter and model.unigram_cost_nats(model.identifier(character)) >= _HARDLY_SEEN_NATS:
        return _USUAL_LETTER_NATS
    return model.cost_nats(history, character)


@cache
def _alphabet(character: str) -> str:
    """Return the alphabet of a letter; "" for anything else, ideographs and syllables too, which stand beside any."""
    name = unicodedata.name(character, "").partition(" ")[0]
    return name if name in _ALPHABETS else ""


def _switch_cost_nats(before: str, character: str) -> float:
    """Return what it costs to go from one alphabet to another within a word; an n-gram that backs off forgets that."""
    one, other = _alphabet(before), _alphabet(character)
    return _SWITCH_NATS if one and other and one != other else 0.0


def cost_of_window_nats(text: str, lattice: Lattice, model: LanguageModel, begin: int, end: int) -> float:
    """Return the negative log probability of text[begin:end], summed over the readings of the lattice.

    Args:
        text: a line.
        lattice: its readings; no reading may reach across `begin` or `end`.
        model: weighs them.
        begin: first place of the window.
        end: the place after its last.
    """
    reach = model.order - 1
    levels: dict[int, dict[str, float]] = {begin: {("\n" + text[:begin])[-reach:]: 0.0}}
    for place in range(begin, end):
        states = levels.pop(place, None)
        if states is None:
            continue
        best = max(states.values())
        ranked = sorted(states.items(), key=lambda item: (-item[1], item[0]))[:_BEAM_WIDTH]
        readings = lattice.get(place) or (Reading(1, (text[place],), lossy=False),)
        for history, score in ranked:
            if score < best - _BEAM_DEPTH_NATS:
                break
            for reading in readings:
                target = levels.setdefault(place + reading.length, {})
                if reading.length == 1 and reading.characters == (text[place],):
                    costs = [_own_cost_nats(model, history, text[place])]
                else:
                    costs = model.costs_nats(history, reading.characters)
                least = min(costs)
                for character, cost in zip(reading.characters, costs, strict=True):
                    if cost <= least + _BEAM_DEPTH_NATS:
                        cost += _switch_cost_nats(history[-1:], character)
                        after = (history + character)[-reach:]
                        target[after] = _add(target.get(after, -inf), score - cost)
    total = -inf
    for score in levels[end].values():
        total = _add(total, score)
    return -total


def cost_as_it_is_nats(text: str, context: Lattice, model: LanguageModel, first: int, last: int) -> float:
    """Return the cost of text[first:last] left alone; arguments as for `cost_of_window_nats`.

    The model has seen few words in capitals, and most languages' capitals hardly at all. Where there are no small
    letters, the text may also be what it would be in small letters.
    """
    cost = cost_of_window_nats(text, context, model, first, last)
    window = text[first:last]
    if sum(map(str.isupper, window)) < _MANY_CAPITALS or any(map(str.islower, window)):
        return cost
    small = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    return min(cost, _CAPITALS_NATS + cost_of_window_nats(small, context, model, first, last))


def gain_nats(
    text: str,
    lattice: Lattice,
    model: LanguageModel,
    begin: int,
    end: int,
    accepted: Mapping[tuple[int, int], Lattice],
) -> float:
    """Return by how many nats reading a span through its lattice is more probable than leaving it alone.

    Args:
        text: a line.
        lattice: the readings of text[begin:end].
        model: weighs them.
        begin: first place of the span.
        end: the place after its last.
        accepted: other spans that are known to be damaged, with their lattices: they are read as such on both sides
            of the comparison where they are near.
    """
    first, last = max(0, begin - _WINDOW), min(len(text), end + _WINDOW)
    context: Lattice = {}
    for (other_begin, other_end), other in accepted.items():
        if begin - _NEIGHBOURHOOD <= other_begin and other_end <= end + _NEIGHBOURHOOD:
            context.update(other)
            first, last = min(first, other_begin), max(last, other_end)
    as_it_is = cost_as_it_is_nats(text, context, model, first, last)
    return as_it_is - cost_of_window_nats(text, context | lattice, model, first, last)


def _add(a: float, b: float) -> float:
    """Return log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))
