"""How much a line looks like misread UTF-8, by its bytes alone."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["HAS_SEQUENCE", "STRONG_WEIGHT", "Structure", "measure", "speaks_for_itself"]

# A lead byte with at least one continuation byte after it, or with what was put for one.
HAS_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf\xff]")

# Structure.weight from which a span speaks for itself: two three-byte sequences. In the clean text of the 80 languages
# of the corpus no span reaches it; see docs/detection.md.
STRONG_WEIGHT = 6

_PARTS = re.compile(
    rb"([\xc2-\xdf][\x80-\xbf])"
    rb"|([\xe0-\xef][\x80-\xbf]{2})"
    rb"|([\xf0-\xf4][\x80-\xbf]{3})"
    rb"|([\xc2-\xdf]\xff|[\xe0-\xef][\x80-\xbf\xff]{1,2}|[\xf0-\xf4][\x80-\xbf\xff]{1,3})"
    rb"|([\xc2-\xf4])"
    rb"|([\x80-\xff])"
)


class Structure(NamedTuple):
    """How many sequences of each kind a run of symbols has."""

    two: int
    """Complete, of two bytes."""
    three: int
    four: int
    partial: int
    """A lead with some, but too few, of its continuation bytes, or with some of them replaced by U+FFFD."""
    bare: int
    """A lead with none."""
    stray: int
    """A continuation byte that follows no lead, or a byte that was replaced."""

    @property
    def weight(self) -> int:
        """How strongly this speaks for damage: a longer sequence is less likely to be a coincidence."""
        return self.two + 3 * self.three + 5 * self.four + self.partial

    @property
    def explained(self) -> int:
        """How many symbols belong to sequences."""
        return 2 * self.two + 3 * self.three + 4 * self.four + 2 * self.partial


def measure(symbols: bytes) -> Structure:
    r"""Count the sequences of some symbols (see channels.inverse).

    >>> measure(b"caf\xc3\xa9 \xe4\xbd")
    Structure(two=1, three=0, four=0, partial=1, bare=0, stray=0)
    """
    counts = [0] * 7
    for match in _PARTS.finditer(symbols):
        counts[match.lastindex or 0] += 1
    return Structure(*counts[1:])


def speaks_for_itself(structure: Structure, unexplained: int) -> bool:
    """Say whether a span is damaged by its structure alone.

    In some code pages letters are continuation bytes too (Thai in Windows-874): there clean text is full of sequences,
    but also of pieces that are none.

    Args:
        structure: of the span.
        unexplained: how many of its characters no reading explains.
    """
    pieces = structure.bare + structure.stray + unexplained
    complete = structure.two + structure.three + structure.four
    if structure.weight - structure.partial < STRONG_WEIGHT or structure.partial > complete:
        return False
    return structure.explained >= 8 * pieces
