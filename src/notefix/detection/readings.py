"""How may a text go on after what is before it, by one reading of what was damaged, and how probable is that?

What the language model does not know of a reading costs on top: alphabets do not mix within a word, and a character
that it does not know is no evidence.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from math import exp, inf, log
from typing import NamedTuple

from notefix.detection.excused import HARDLY_SEEN_NATS, LAST_LATIN
from notefix.language_model.model import LanguageModel

__all__ = [
    "BEAM_DEPTH_NATS",
    "BEAM_WIDTH",
    "Continuations",
    "continuations",
    "most_log_total",
    "switch_cost_nats",
]

# The sum is dominated by its few greatest terms.
BEAM_WIDTH = 6
BEAM_DEPTH_NATS = 10.0

# What is not among the most probable after one history is not among them after several that become one either, if it is
# less probable by this: so many times as probable is it together at most.
_TOGETHER_NATS = log(BEAM_WIDTH)

# From one alphabet to another, or from capitals to a small letter, within a word: an n-gram that backs off forgets
# that nobody writes so. A letter of another alphabet than all others around is nearly as rare.
_WESTERN = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN")
_SEMITIC = ("HEBREW", "ARABIC", "SYRIAC", "THAANA", "NKO", "ETHIOPIC")
_NORTH_INDIC = ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TIBETAN")
_SOUTH_INDIC = ("TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA")
_ALPHABETS = frozenset(_WESTERN + _SEMITIC + _NORTH_INDIC + _SOUTH_INDIC)
_SWITCH_NATS = 6.0

# A character of a script without spaces, as a reading, at the end of a word (`negative-es-price-class`).
_GLUED_NATS = 9.0
_SCIENTIFIC = frozenset(["LATIN", "GREEK"])

# Letters that the model does not know, or hardly, are nearly impossible as readings.
_UNKNOWN_READING_NATS = 8.0

# A capital outside ASCII after another one, as a reading: a word in capitals is rarer than the model says, which
# counts it as one in small letters, and its last letter before punctuation is what damage looks most like.
_CAPITAL_READING_NATS = 6.0


@cache
def _alphabet(character: str) -> str:
    """Return the alphabet of a letter; "" for anything else, ideographs and syllables too, which stand beside any."""
    name = unicodedata.name(character, "").partition(" ")[0]
    return name if name in _ALPHABETS else ""


@cache
def _ends_a_word(text: str) -> bool:
    """Say whether two characters end a word of an alphabet; a letter alone (in X-ray, beta version) is none."""
    alphabet = _alphabet(text[-1:] or " ")
    return bool(alphabet) and (alphabet not in _SCIENTIFIC or (len(text) > 1 and text.isalpha()))


def _is_unspaced(character: str) -> bool:
    """Say whether a character is a letter of none of the alphabets: an ideograph, a syllable, a Thai letter."""
    return character > LAST_LATIN and character.isalpha() and not _alphabet(character)


@lru_cache(maxsize=65536)
def switch_cost_nats(before: str, character: str) -> float:
    """Return what it costs on top to go on with a character after two others."""
    return _switch_cost_nats(_alphabet(before[-1:] or " "), _are_capitals(before), character)


def _switch_cost_nats(alphabet_before: str, in_capitals: bool, character: str) -> float:
    other = _alphabet(character)
    if alphabet_before and other and alphabet_before != other:
        return _SWITCH_NATS
    return _SWITCH_NATS if in_capitals and character.islower() else 0.0


def _are_capitals(before: str) -> bool:
    """Say whether two characters are capitals; one after a space counts as two, since the margins rest on that."""
    return len(before) == 2 and before.isupper()


@lru_cache(maxsize=65536)
def _unknown_cost_nats(model: LanguageModel, character: str) -> float:
    """Return what a reading costs on top because the model does not know the character, or hardly a Latin letter."""
    rare = character.isalpha() and model.unigram_cost_nats(character) >= HARDLY_SEEN_NATS
    # `negative-line-art-leet`: a long s
    is_unknown = not model.identifier(character) or (rare and character <= LAST_LATIN)
    return _UNKNOWN_READING_NATS if is_unknown else 0.0


class Continuations(NamedTuple):
    """How a text may go on after a history, by one reading.

    Attributes:
        ways: the characters of the reading with their costs, without the hopeless ones.
        foremost: those of them of which some may be among the most probable, whatever else there is.
        log_total: the logarithm of how probable they are together.
    """

    ways: tuple[tuple[str, float], ...]
    foremost: tuple[tuple[str, float], ...]
    log_total: float


def continuations(model: LanguageModel, history: str, characters: tuple[str, ...], latin: bool) -> Continuations:
    """Return how a text may go on after a history, by the characters of a reading."""
    return _continuations_after(model, model.shortest(history), characters, latin)


@lru_cache(maxsize=4096)
def _continuations_after(model: LanguageModel, history: str, characters: tuple[str, ...], latin: bool) -> Continuations:
    """Return the same. Kept, since the layers of a vote, and the spans of a line, ask the same."""
    extra = _extra_costs(model, _before(history[-2:]), latin)
    cheapest = sorted(model.cheapest(history, model.likeliest(characters), BEAM_DEPTH_NATS))
    ways = tuple([(character, cost + extra[character]) for character, cost in cheapest])
    if not ways:
        return Continuations((), (), -inf)
    costs = [cost for _, cost in ways]
    least = min(costs)
    total = log(sum([exp(least - cost) for cost in costs])) - least
    foremost = ways
    if len(ways) > BEAM_WIDTH:
        most = sorted(costs)[BEAM_WIDTH - 1] + _TOGETHER_NATS
        foremost = tuple([way for way in ways if way[1] <= most])
    return Continuations(ways, foremost, total)


def most_log_total(model: LanguageModel, history: str, characters: tuple[str, ...], latin: bool) -> float:
    """Return at least `continuations(...).log_total`, in a tenth of the time where there are a thousand characters."""
    characters = model.likeliest(characters)
    least = _least_extra_cost(model, _before(history[-2:]), latin, characters)
    return log(model.most_together(history, characters)) - least


class _Before(NamedTuple):
    """All that matters of two characters to what the next one costs on top."""

    alphabet: str
    in_capitals: bool
    after_capital: bool
    after_word: bool


class _ExtraCosts(dict[str, float]):
    """What each character costs on top as a reading after certain others, in a text that is in Latin letters or not."""

    def __init__(self, model: LanguageModel, before: _Before, latin: bool) -> None:
        super().__init__()
        self._model, self._before, self._latin = model, before, latin

    def __missing__(self, character: str) -> float:
        before = self._before
        cost = _unknown_cost_nats(self._model, character)
        cost += _switch_cost_nats(before.alphabet, before.in_capitals, character)
        if before.after_capital and character.isupper():
            cost += _CAPITAL_READING_NATS
        if self._latin and _alphabet(character) not in ("", "LATIN"):
            cost += _SWITCH_NATS
        elif before.after_word and _is_unspaced(character):
            cost += _GLUED_NATS
        self[character] = cost
        return cost


_extra_costs = lru_cache(maxsize=64)(_ExtraCosts)


@lru_cache(maxsize=4096)
def _least_extra_cost(model: LanguageModel, before: _Before, latin: bool, characters: tuple[str, ...]) -> float:
    return min(map(_extra_costs(model, before, latin).__getitem__, characters))


@lru_cache(maxsize=16384)
def _before(text: str) -> _Before:
    last = text[-1:]
    return _Before(_alphabet(last or " "), _are_capitals(text), last.isupper(), _ends_a_word(text))
