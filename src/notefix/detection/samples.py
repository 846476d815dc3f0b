"""Some lines of a file, and some of each: what is weighed to find out what happened to all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.detection.scan import Candidate
from notefix.detection.structure import HAS_SEQUENCE

__all__ = ["BESIDE_CHARS", "SAMPLE_LINES", "WINDOW_CHARS", "pieces_of", "sample_of", "spread", "witnesses_of"]

T = TypeVar("T")

# So many lines, so many characters of each, so many around what may be damaged; so many beside it make it the same.
SAMPLE_LINES = 8
_SAMPLE_CHARS = 100
WINDOW_CHARS = 8
BESIDE_CHARS = 3

# Where a character begins: ASCII, but for what may have been put for a lost byte, or a lead. A sample that ends in half
# a character speaks for the layers that drop bytes.
_BEGINNING = re.compile(rb"[\x00-\x1f\x21-\x3e\x40-\x7f\xc2-\xf4]")


def spread(lines: Sequence[T], most: int = SAMPLE_LINES) -> list[T]:
    """Choose up to so many lines from all over the text."""
    return list(lines[:: max(1, -(-len(lines) // most))])


def _first_sequence(symbols: bytes) -> int:
    sequence = HAS_SEQUENCE.search(symbols)
    return sequence.start() if sequence else 0


def _different(lines: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return the lines that begin to be damaged in another way than those before: what is repeated says nothing more.

    A class of letters, as rules have it, stands in seventy lines (`negative-hr-classes-of-letters`).
    """
    by_damage: dict[str, tuple[str, bytes]] = {}
    for line, symbols in lines:
        first = _first_sequence(symbols)
        by_damage.setdefault(line[max(0, first - BESIDE_CHARS) : first + 1 + BESIDE_CHARS], (line, symbols))
    return list(by_damage.values())


def sample_of(candidate: Candidate) -> list[str]:
    """Choose lines that lost something, if there are any, and cut them to where the damage is."""
    lines = list(zip(candidate.lines, candidate.symbols, strict=True))
    lossy = [
        line
        for line, structure in zip(lines, candidate.structures, strict=True)
        if structure.partial or structure.bare or structure.stray
    ]
    return _cut(spread(_different(lossy or lines)))


def witnesses_of(candidate: Candidate) -> list[str]:
    """Choose lines from all over the text, and cut them to where the damage is."""
    return _cut(spread(_different(zip(candidate.lines, candidate.symbols, strict=True))))


def pieces_of(line: str, layer: Layer) -> Iterator[str]:
    """Cut a line into pieces of some length, none of which begins or ends within a character to a layer."""
    symbols = inverse_of(layer).symbols(line)
    begin = 0
    while begin < len(line):
        beginning = _BEGINNING.search(symbols, begin + _SAMPLE_CHARS)
        end = beginning.start() if beginning else len(line)
        yield line[begin:end]
        begin = end


def _cut(lines: Sequence[tuple[str, bytes]]) -> list[str]:
    sample = []
    for line, symbols in lines:
        first = _first_sequence(symbols)
        beginning = _BEGINNING.search(symbols, first + _SAMPLE_CHARS)
        sample.append(line[max(0, first - WINDOW_CHARS) : beginning.start() if beginning else None])
    return sample
