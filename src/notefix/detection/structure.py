"""How much a line looks like misread UTF-8, by its bytes alone."""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

__all__ = ["HAS_SEQUENCE", "LONG_LEAD", "STRONG_WEIGHT", "Structure", "measure", "speaks_for_itself", "stands_apart"]

# A lead byte with at least one continuation byte after it, or with what was put for one.
HAS_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf\xff]")

# A lead of three bytes or four that stands alone: where text is clean, a common letter.
LONG_LEAD = re.compile(rb"[\xe0\xe1\xe3-\xf4](?![\x80-\xbf\xff])")

# Structure.weight from which a span speaks for itself: two three-byte sequences. In the clean text of the 80 languages
# of the corpus no span reaches it; see docs/detection.md.
STRONG_WEIGHT = 6

# Kinds of bytes: the leads of two bytes, three and four, continuation bytes, what was replaced; 0xC0, 0xC1 and 0xF5 to
# 0xFE are nothing; ASCII stands between.
_KINDS = bytes(
    ord(
        "2"
        if 0xC2 <= byte <= 0xDF
        else "3"
        if 0xE0 <= byte <= 0xEF
        else "4"
        if 0xF0 <= byte <= 0xF4
        else "c"
        if 0x80 <= byte <= 0xBF
        else "r"
        if byte == 0xFF
        else "s"
        if byte >= 0x80
        else " "
    )
    for byte in range(256)
)

# What is complete is taken out first, then what is not, the longest first.
_COMPLETE = (b"2c", b"3cc", b"4ccc")
_PARTIAL = tuple(
    lead + b"".join(rest)
    for lead, most in ((b"4", 3), (b"3", 2), (b"2", 1))
    for length in range(most, 0, -1)
    for rest in product((b"c", b"r"), repeat=length)
    if not (length == most and b"r" not in rest)
)
_PARTIAL_INTACT = tuple(partial for partial in _PARTIAL if b"r" not in partial)


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
    def complete(self) -> int:
        """How many sequences have all their bytes."""
        return self.two + self.three + self.four

    @property
    def explained(self) -> int:
        """How many symbols belong to sequences."""
        return 2 * self.two + 3 * self.three + 4 * self.four + 2 * self.partial


def measure(symbols: bytes) -> Structure:
    r"""Count the sequences of some symbols (see channels.inverse).

    >>> measure(b"caf\xc3\xa9 \xe4\xbd")
    Structure(two=1, three=0, four=0, partial=1, bare=0, stray=0)
    """
    kinds = symbols.translate(_KINDS)
    two, three, four = (kinds.count(sequence) for sequence in _COMPLETE)  # no two of them overlap
    for sequence in _COMPLETE:
        kinds = kinds.replace(sequence, b" ")
    partial = 0
    for sequence in _PARTIAL if b"r" in kinds else _PARTIAL_INTACT:
        count = kinds.count(sequence)
        if count:
            partial += count
            kinds = kinds.replace(sequence, b" ")
    rest = kinds.replace(b" ", b"")
    bare = rest.count(b"2") + rest.count(b"3") + rest.count(b"4")
    return Structure(two, three, four, partial, bare, len(rest) - bare)


def speaks_for_itself(structure: Structure, unexplained: int) -> bool:
    """Say whether a span is damaged by its structure alone.

    In some code pages letters are continuation bytes too (Thai in Windows-874): there clean text is full of sequences,
    but also of pieces that are none.

    Args:
        structure: of the span.
        unexplained: how many of its characters no reading explains.
    """
    pieces = structure.bare + structure.stray + unexplained
    if structure.weight - structure.partial < STRONG_WEIGHT or structure.partial > structure.complete:
        return False
    return structure.explained >= 8 * pieces


def stands_apart(line: str, begin: int, end: int) -> bool:
    r"""Say whether ASCII or punctuation is on both sides of a part of a line, so that it may alone be damaged.

    Amid other letters, of which the codec has none, it is a part of what another one made of all.

    >>> stands_apart("\u00e3\u00a9, \u4e2d", 0, 2), stands_apart("\u00e3\u00a9\u4e2d", 0, 2)
    (True, False)
    """
    return all(
        beside.isascii() or not (beside.isalpha() or "\x80" <= beside <= "\x9f")
        for beside in line[max(0, begin - 1) : begin] + line[end : end + 1]
    )
