"""Every single-layer channel that detection considers and that the property tests run through."""

from __future__ import annotations

from functools import cache

from notefix.channels.channel import OF_EVERY_CODEC, Channel, Layer
from notefix.channels.forward import arrivals
from notefix.channels.tables import CODECS

__all__ = ["registered_channels"]


@cache
def registered_channels() -> tuple[Channel, ...]:
    """Return the channels, likeliest codec first, and for each codec lossless first; no two that do the same.

    >>> len(registered_channels()) == len(set(map(str, registered_channels())))
    True
    """
    channels: dict[tuple[str, ...], Channel] = {}
    for codec in CODECS:
        for strip_c1 in (False, True):  # outermost: where both say the same, "-undefined" is the better name
            for undefined in OF_EVERY_CODEC:
                for strip_soft_hyphens in (False, True):
                    for fold_no_break_spaces in (False, True):
                        layer = Layer(codec.name, undefined, strip_soft_hyphens, strip_c1, fold_no_break_spaces)
                        channels.setdefault(arrivals(layer), Channel((layer,)))
    return tuple(channels.values())
