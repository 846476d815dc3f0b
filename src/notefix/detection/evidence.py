"""How probable is a text under the language model, summed over all its readings?

The same sum with and without a lattice says how much more probable damage makes a text than leaving it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import inf

from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice, itself
from notefix.detection.excused import HARDLY_SEEN_NATS, LAST_LATIN, limits_nats
from notefix.detection.readings import BEAM_DEPTH_NATS, BEAM_WIDTH, continuations, most_log_total, switch_cost_nats
from notefix.language_model.logarithms import log_add
from notefix.language_model.model import LanguageModel
from notefix.scripts import is_ideograph

__all__ = [
    "cost_as_it_is_nats",
    "cost_of_window_nats",
    "gain_nats",
    "is_gibberish",
    "most_gain_nats",
    "or_itself",
]

# How far around a span the two alternatives are compared: an n-gram of order 5 sees four characters.
_WINDOW = 5
_NEIGHBOURHOOD = 24
_LONG_SPAN = 200

# Set on held-out lines in capitals, see benchmarks/false_changes.py --stress and docs/detection.md.
_MANY_CAPITALS = 2
_CAPITALS_NATS = 2.0

# So much of a text shows whether it has a word's worth of Latin letters.
_LATIN_SAMPLE = 400
_WORD = 3

# Letters of real text cost 2 to 5 nats on average, and a line in a thousand 6.5; damage upon damage 10 and more.
_GIBBERISH_NATS = 9.0
_MOST_LETTER_NATS = 14.0
_FEW_LETTERS = 2
_MORE_LATIN = ("\u1e00", "\u1eff")


@lru_cache(maxsize=8192)
def _costs_after_nats(model: LanguageModel, history: str, character: str) -> tuple[float, float]:
    """Return what the model says of a character that stands for itself, and what it costs on top."""
    return model.cost_nats(history, character), switch_cost_nats(history[-2:], character)


def _limits_at(model: LanguageModel, text: str, place: int) -> tuple[float, float]:
    return limits_nats(model, text[place - 2 : place + 2], 2) if place > 1 else limits_nats(model, text[:3], place)


def _own_cost_nats(model: LanguageModel, history: str, character: str, limits: tuple[float, float]) -> float:
    """Return what a character costs that stands for itself, and what comes on top."""
    cost, extra = _costs_after_nats(model, history, character)
    least, most = limits
    return (least if cost < least else most if cost > most else cost) + extra


def cost_of_character_nats(text: str, model: LanguageModel, place: int) -> float:
    """Return what the character at a place of a line costs if it stands for itself, as do those before it."""
    history = ("\n" + text[max(0, place + 1 - model.order) : place])[1 - model.order :]
    return _own_cost_nats(model, history, text[place], _limits_at(model, text, place))


def cost_of_window_nats(
    text: str, lattice: Lattice, model: LanguageModel, begin: int, end: int, *, found: bool = True
) -> float:
    """Return the negative log probability of text[begin:end], summed over the readings of the lattice.

    Args:
        text: a line.
        lattice: its readings; no reading may reach across `begin` or `end`.
        model: weighs them.
        begin: first place of the window.
        end: the place after its last.
        found: the text is the one that was found; else it is itself a reading, and no rarity in it is excused.
    """
    if not lattice and found:
        total = 0.0  # not by `sum`, which rounds otherwise in newer Pythons
        for place in range(begin, end):
            total += cost_of_character_nats(text, model, place)
        return total
    reach = model.order - 1
    latin = _is_latin(text)
    levels: dict[int, dict[str, float]] = {begin: {("\n" + text[max(0, begin - reach) : begin])[-reach:]: 0.0}}
    for place in range(begin, end):
        states = levels.pop(place, None)
        if states is None:
            continue
        character = text[place]
        options = lattice.get(place) or ((1, (character,), False),)
        own = found and any(length == 1 and texts == (character,) for length, texts, _ in options)
        limits = _limits_at(model, text, place) if own else None
        for history, score in _most_probable(states):
            for length, texts, _ in options:
                target = levels.setdefault(place + length, {})
                if limits is not None and length == 1 and texts == (character,):
                    ways: tuple[tuple[str, float], ...] = (
                        (character, _own_cost_nats(model, history, character, limits)),
                    )
                else:
                    found_ways = continuations(model, history, texts, latin)
                    ways = found_ways.foremost if place + length < end else found_ways.ways
                for text_read, cost in ways:
                    after = (history + text_read)[-reach:]
                    before = target.get(after)
                    target[after] = score - cost if before is None else log_add(before, score - cost)
    total = -inf
    for score in levels[end].values():
        total = log_add(total, score)
    return -total


def _most_probable(states: dict[str, float]) -> Iterable[tuple[str, float]]:
    """Return the histories of one place that are kept, the most probable first, with their scores."""
    if len(states) == 1:
        return states.items()
    least = max(states.values()) - BEAM_DEPTH_NATS
    ranked = sorted([(-score, history) for history, score in states.items() if score >= least])
    return [(history, -cost) for cost, history in ranked[:BEAM_WIDTH]]


@lru_cache(maxsize=64)
def _is_latin(text: str) -> bool:
    """Say whether a text has a word's worth of Latin letters: then a lone letter of another alphabet is unlikely."""
    return sum(character.isascii() and character.isalpha() for character in text[:_LATIN_SAMPLE]) >= _WORD


def most_gain_nats(
    text: str,
    place: int,
    readings: Sequence[Reading],
    model: LanguageModel,
    end: int | None = None,
    least: float = -inf,
) -> float:
    """Return by how many nats at most a text is more probable if a reading of one place is right; nothing is searched.

    What is read otherwise changes what the characters after it cost, as far as the model sees. At best they cost
    nothing then, so they gain what they cost as they are.

    Args:
        text: a line.
        place: of the character.
        readings: of it.
        model: weighs them.
        end: the place after all that is read otherwise, if there is more of it.
        least: of which it has to be known whether that is reached; if not, the most may be less than what is returned,
            and the readings are not listed.
    """
    end = place + max(reading.length for reading in readings) if end is None else end
    as_it_is = 0.0
    for here in range(place, min(len(text), end + model.order - 1)):
        as_it_is += cost_of_character_nats(text, model, here)
    if as_it_is < least:
        return as_it_is
    history = ("\n" + text[max(0, place + 1 - model.order) : place])[1 - model.order :]
    latin = _is_latin(text)
    most = log_total = -inf
    for reading in readings:
        most = log_add(most, most_log_total(model, history, reading.characters, latin))
    if as_it_is + most < least:
        return as_it_is + most
    for reading in readings:
        log_total = log_add(log_total, continuations(model, history, reading.characters, latin).log_total)
    return as_it_is + log_total


def or_itself(text: str, lattice: Lattice) -> Lattice:
    """Return the lattice in which every character may also stand for itself."""
    result = {}
    for place, readings in lattice.items():
        itself_too = itself(text[place])
        result[place] = readings if itself_too in readings else (*readings, itself_too)
    return result


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


@lru_cache(maxsize=65536)
def _can_be_gibberish(model: LanguageModel, character: str) -> bool:
    """Say whether a letter is of a script of which the model knows what is usual.

    Latin has languages that it has not seen, so rare letters of it may be right; a rare ideograph is just rare.
    """
    if character <= LAST_LATIN or _MORE_LATIN[0] <= character <= _MORE_LATIN[1] or not character.isalpha():
        return False
    known = model.identifier(character) and model.unigram_cost_nats(character) < HARDLY_SEEN_NATS
    return bool(known) or is_ideograph(character)


def is_gibberish(text: str, columns: Sequence[int], model: LanguageModel) -> bool:
    """Say whether letters that a repair put into a text are such as nobody writes there.

    Args:
        text: the repaired line.
        columns: of what was put there, from 1.
        model: weighs them.
    """
    known = {character for character in set(text) if _can_be_gibberish(model, character)}
    letters = [column for column in columns if text[column - 1] in known]
    if len(letters) < _FEW_LETTERS:
        return False
    most = _GIBBERISH_NATS * len(letters)
    text = f"\n{text}"
    cost = 0.0
    for left, column in zip(range(len(letters) - 1, -1, -1), letters, strict=True):
        history = text[max(0, column + 1 - model.order) : column]
        cost += min(_MOST_LETTER_NATS, model.cost_nats(history, text[column]))
        if cost + _MOST_LETTER_NATS * left <= most:
            break  # whatever the others cost
    return cost > most


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
    if end - begin > _LONG_SPAN:  # its beginning is enough to judge it by
        end = next(place for place in range(begin + _LONG_SPAN, end + 1) if place in lattice or place == end)
        lattice = {place: readings for place, readings in lattice.items() if place < end}
    first, last = max(0, begin - _WINDOW), min(len(text), end + _WINDOW)
    context: Lattice = {}
    for (other_begin, other_end), other in accepted.items():
        if begin - _NEIGHBOURHOOD <= other_begin and other_end <= end + _NEIGHBOURHOOD:
            context.update(other)
            first, last = min(first, other_begin), max(last, other_end)
    as_it_is = cost_as_it_is_nats(text, context, model, first, last)
    return as_it_is - cost_of_window_nats(text, context | lattice, model, first, last)
