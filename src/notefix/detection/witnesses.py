"""How many lines of a file went through its accident, and how many did not? That says what to expect of one in doubt.

A capital with a tilde alone in a word is a letter of Portuguese, or what is left of another letter. Where three hundred
lines of a file are damaged and none is whole it is the latter, and so is a mark after a capital that would otherwise be
punctuation.
"""

from __future__ import annotations

from math import log

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.detection.prefilter import has_leads
from notefix.detection.structure import LONG_LEAD, measure

__all__ = ["margin_among_damaged_nats"]

# Where damaged lines are ten or more, and twenty to one whole one, a repair must gain so much; less, the more they are,
# but not so little that a first letter that lost its rest would be taken for one (docs/detection.md).
_MARGIN_NATS = 7.5
_LEAST_MARGIN_NATS = 3.5
_DAMAGED_TO_A_WHOLE_ONE = 20

_LEAST_DAMAGED = 10


def margin_among_damaged_nats(text: str, layer: Layer) -> float | None:
    """Return how much a repair must gain in a file in which next to nothing is whole; None in others.

    Args:
        text: the lines of the file that could be damaged.
        layer: its accident.
    """
    if layer.is_multibyte or layer.source != "utf-8":
        return None
    inverse = inverse_of(layer)
    damaged = whole = 0
    for line in set(filter(has_leads, text.split("\n"))):
        symbols = inverse.symbols(line)
        # Of three bytes or four the accident would have left some more than the lead.
        if inverse.count_foreign(line, symbols) or (not layer.strip_c1 and LONG_LEAD.search(symbols)):
            whole += 1
        elif measure(symbols).complete:
            damaged += 1
    if damaged < _LEAST_DAMAGED:
        return None
    odds_nats = log((damaged + 1) / (_DAMAGED_TO_A_WHOLE_ONE * whole + 1))
    return max(_LEAST_MARGIN_NATS, _MARGIN_NATS - odds_nats) if odds_nats > 0 else None
