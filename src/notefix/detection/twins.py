"""Two code pages that differ in a few characters only: which was it, if a text has none of these?

Windows-1254 is Windows-1252 but for six letters of Turkish and two bytes that it lacks. What these took is in few lines
of a text, so a sample may not show it: opening quotation marks of Hungarian and Czech came out as closing ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.channels.lattice import Lattice
from notefix.detection.samples import spread
from notefix.detection.scan import Candidate

__all__ = ["of_twins"]

# So much rarer is a codec that loses more than another one with which it shares all that a text shows.
_RARER_CODEC_NATS = 3.0

# So many lines are looked through for what the layers read otherwise, and so many with each kind of that are weighed.
_LOSSY_LINES = 200
_LINES_A_KIND = 4


def of_twins(
    found: Layer,
    layers: Sequence[Layer],
    best: Candidate,
    lattice_of: Callable[[Layer, str], tuple[Lattice, int]],
    gains_of: Callable[[list[Layer], list[str]], Mapping[Layer, float]],
) -> Layer:
    """Return the layer that was found, or that of another codec that has all of the lines, too, and loses more.

    Args:
        found: the layer that explains a sample of the lines best.
        layers: the others.
        best: the lines.
        lattice_of: what a layer makes of a line, and how much of it is left unexplained.
        gains_of: by how many nats layers make lines more probable.
    """
    text = "\n".join(best.lines)
    symbols, dropped = inverse_of(found).symbols(text), inverse_of(found).dropped
    twins = [
        layer
        for layer in layers
        if replace(layer, codec=found.codec) == found
        and inverse_of(layer).dropped > dropped
        and inverse_of(layer).symbols(text) == symbols
    ]
    if not twins:
        return found
    widest = max(twins, key=lambda layer: len(inverse_of(layer).dropped))
    lossy = [line for line, some in zip(best.lines, best.structures, strict=True) if some.partial or some.bare]
    by_kind: dict[str, list[str]] = {}  # of damage that has other readings
    for line in spread(lossy, _LOSSY_LINES):
        lattice = lattice_of(found, line)[0]
        for place, readings in lattice_of(widest, line)[0].items():
            if readings != lattice.get(place):
                by_kind.setdefault(line[place : place + readings[0].length], []).append(line)
    sample = list(dict.fromkeys(line for lines in by_kind.values() for line in spread(lines, _LINES_A_KIND)))
    gains = gains_of([found, *twins], sample)
    return max(gains, key=lambda layer: gains[layer] - (_RARER_CODEC_NATS if layer != found else 0.0))
