"""Which layers of a codec could have damaged some lines, and how likely is each before anything is read?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from math import log
from typing import NamedTuple

from notefix.channels.channel import Layer, LetterCase, UndefinedBytes
from notefix.channels.forward import arrivals
from notefix.channels.inverse import inverse_of
from notefix.channels.tables import CODECS
from notefix.detection.lines_with import text_with
from notefix.detection.sequences import any_of

__all__ = ["LOSS_PENALTY", "penalty_nats", "possible_layers"]

# In a long text of a script with many characters every continuation byte turns up. One that never does was lost: so
# much, at most, for each of them, if so large a share of the others is there. A sixty-fourth of all is what to expect;
# far less is counted, since no language uses them evenly.
_ABSENCE_NATS = 0.05 / 64
_MOST_ABSENCE_NATS = 5.0
_ABSENCE_SHARE = 0.6
_CONTINUATIONS = frozenset(range(0x80, 0xC0))

_LEAD_AND_REST = re.compile(rb"[\xc2-\xf4]([\x80-\xbf]+)")

# What became of spaces: no-break ones folded, runs collapsed, ends of lines trimmed.
_SPACES = ((False, False, False), (True, False, False), (True, True, True))

# In nats. A loss has to pay for itself, and of two codecs that read the same the likelier one is named. With 1.5 for
# each codec before it, lines in Latin-2 were read as Windows-1250; docs/detection.md has the figures.
LOSS_PENALTY = 3.0
_LESSER_LOSS_PENALTY = 1.0  # where spaces are folded, they are often collapsed and trimmed, too
_CODEC_PENALTY = 0.25
_RANKS = {codec.name: rank for rank, codec in enumerate(CODECS)}


class _Evidence(NamedTuple):
    """What lines show of the bytes that a codec read: its symbols, how many sequences, and which bytes these have."""

    text: str
    symbols: bytes
    sequences: int
    survived: Counter[int]

    @property
    def by_chance(self) -> int:
        """How often a byte may seem to be there: one in very many may be a clean character beside a lead."""
        return self.sequences // 5_000


def possible_layers(
    codecs: Sequence[str], lines: Sequence[str], case: LetterCase = LetterCase.KEPT
) -> dict[Layer, float]:
    """Return the layers of some codecs whose losses the lines do not rule out: what is there has not been lost.

    Args:
        codecs: their names. What one of them shows to be there is not absent because another has no character for it.
        lines: the damaged lines.
        case: what became of the case of their letters.

    Returns:
        for each layer, what its prior and the absence of what it loses are worth, in nats.
    """
    text = "\n".join(lines)
    has_replacements = "\ufffd" in text
    found = {codec: _evidence(codec, text, case) for codec in codecs}
    shown = {byte for evidence in found.values() for byte, n in evidence.survived.items() if n > evidence.by_chance}
    layers: dict[Layer, float] = {}
    for codec, evidence in found.items():
        for layer in _layers_of(codec, evidence, case, has_replacements=has_replacements):
            dropped = inverse_of(layer).dropped
            absence = _absence_nats(evidence.survived, dropped)
            layers[layer] = absence * len(dropped - shown) - penalty_nats(layer)
    return layers


def _evidence(codec: str, text: str, case: LetterCase) -> _Evidence:
    text = text_with(_lead(codec, case), text)
    symbols = inverse_of(Layer(codec, case=case)).symbols(text)
    sequences = _LEAD_AND_REST.findall(symbols)
    return _Evidence(text, symbols, len(sequences), Counter(b"".join(sequences)))


def _layers_of(codec: str, evidence: _Evidence, case: LetterCase, *, has_replacements: bool) -> Iterable[Layer]:
    undefined = [UndefinedBytes.CONTROL, UndefinedBytes.DROPPED]
    if has_replacements:
        undefined.append(UndefinedBytes.REPLACEMENT_CHARACTER)
    questions = inverse_of(Layer(codec, UndefinedBytes.QUESTION_MARK)).symbols(evidence.text)
    if re.search(rb"[\x80-\xf4]\?", questions):
        undefined.append(UndefinedBytes.QUESTION_MARK)
    spaces = _SPACES if re.search(rb"[\x80-\xf4](?: |\n|\Z)", evidence.symbols) else _SPACES[:1]
    # General punctuation only: a letter before a straight quote is common.
    quotes = [False, True] if re.search(rb"\xe2[\x80-\xbf]?['\"]", evidence.symbols) else [False]
    intact = arrivals(Layer(codec, case=case))
    layers: dict[tuple[str, ...], Layer] = {}
    for c1, fate, shy, folded, straight in product([False, True], undefined, [False, True], spaces, quotes):
        layer = Layer(codec, fate, shy, c1, folded[0], straight, folded[1], folded[2], case=case)
        arrived = arrivals(layer)
        there = sum(count for byte, count in evidence.survived.items() if arrived[byte] != intact[byte])
        if there <= evidence.by_chance:
            layers.setdefault((*arrived, *map(str, folded)), layer)
    return layers.values()


def _absence_nats(survived: Counter[int], dropped: frozenset[int]) -> float:
    """Return how much the absence of a byte speaks for its loss: the more, the fewer of the others are not there."""
    if len(survived) < _ABSENCE_SHARE * len(_CONTINUATIONS):
        return 0.0
    others = _CONTINUATIONS - dropped
    missing = len(others - survived.keys())
    return min(_ABSENCE_NATS * survived.total(), _MOST_ABSENCE_NATS, log((len(others) + 2) / (missing + 1)))


@cache
def _lead(codec: str, case: LetterCase) -> re.Pattern[str]:
    """Return a pattern of the characters without one of which no line has a sequence."""
    return re.compile(any_of(inverse_of(Layer(codec, case=case)).lead_alphabet))


def penalty_nats(layer: Layer) -> float:
    """Return how much less likely a layer is than the likeliest one before anything is read."""
    lesser = layer.collapse_spaces + layer.trim_ends
    losses = LOSS_PENALTY * (layer.loss_count - lesser) + _LESSER_LOSS_PENALTY * lesser
    return losses + _CODEC_PENALTY * _RANKS[layer.codec]
