"""What is damaged in a line: the noun that detection hands on."""

from __future__ import annotations

from dataclasses import dataclass

from notefix.channels.channel import Layer
from notefix.channels.lattice import Lattice

__all__ = ["Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is damaged in a line: the layer, the accepted spans as (begin, end), the lattice of just those.

    `broken` says that a piece of a character is left in a span that no reading explains; `strong` that structure
    alone speaks for damage; `table` that all it is about stands in the line undamaged as well. `view` is what the
    lattice's places are places of, where that is not the line itself (channels.multibyte). `original` is what the line
    was, where it was decoded as a whole; then there is no lattice. `doubt` is the probability that the line lost more
    than the layer does, so that its readings are the wrong ones.
    """

    layer: Layer
    lattice: Lattice
    spans: tuple[tuple[int, int], ...]
    broken: bool = False
    strong: bool = False
    table: bool = False
    view: str | None = None
    original: str | None = None
    doubt: float = 0.0
