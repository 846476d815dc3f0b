r"""What a text cannot hold, by a glance at its bytes.

A regular expression over characters reads every one of them; one over bytes that begins with one byte leaps from one
such byte to the next (`memchr`), ten to a hundred times as fast where it is rare. So a set of characters is sought by
the first two bytes that each is in UTF-8. What is said not to be there is not there; what may be there, and where it
is, is for the patterns that know the characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, groupby, pairwise

__all__ = ["Beginnings", "Glance", "any_of_in_utf_8", "beginnings"]

Beginnings = tuple[tuple[bytes, re.Pattern[bytes]], ...]

# One byte a character: ASCII and what is not.
_ASCII = ord(" ")
_OTHER = ord("L")
_CONTINUATIONS = bytes(range(0x80, 0xC0))
_ALL_ASCII = bytes(range(0x80))
_MARKS = bytes(byte if byte == 0x0A else _ASCII if byte < 0x80 else _OTHER for byte in range(256))
_SECOND = re.compile(b"L(?=L)")
_THREE = b"LLL"

_PART_BYTES = 10_000

# Where characters outside ASCII are rarer than that, few stand side by side.
_MOST_BYTES_A_CHARACTER = 1.3


def beginnings(characters: Iterable[str]) -> Beginnings:
    r"""Return how some characters begin in UTF-8: each first byte, and a pattern of it and of what may follow.

    A character outside ASCII is two bytes or more, and these patterns have the first two of each.

    >>> [pattern.search("d\u00e9j\u00e0".encode()) is None for _, pattern in beginnings(("\u00e8", "\u00e0"))]
    [False]
    """
    seconds: dict[bytes, dict[bytes, None]] = {}
    for character in characters:
        data = character.encode("utf-8", "surrogatepass")
        seconds.setdefault(data[:1], {})[data[1:2]] = None
    # The byte that begins most of them first: if it is there, nothing else has to be sought.
    ordered = sorted(seconds.items(), key=lambda item: -len(item[1]))
    return tuple(
        (first, re.compile(re.escape(first) + b"[" + b"".join(map(re.escape, some)) + b"]")) for first, some in ordered
    )


def any_of_in_utf_8(characters: Iterable[str]) -> bytes:
    r"""Return a pattern of the bytes of any of some characters outside ASCII.

    >>> re.findall(any_of_in_utf_8("\u00e9\u2019"), "d\u00e9j\u00e0".encode())
    [b'\xc3\xa9']
    """
    lasts: dict[bytes, list[bytes]] = {}
    for character in characters:
        data = character.encode("utf-8", "surrogatepass")
        lasts.setdefault(data[:-1], []).append(data[-1:])
    choices = [re.escape(rest) + b"[" + b"".join(map(re.escape, some)) + b"]" for rest, some in lasts.items()]
    # One choice alone stays without a group: then it begins with a byte.
    return choices[0] if len(choices) == 1 else b"(?:" + b"|".join(choices) + b")"


def _by_beginning(characters: Iterable[str]) -> Iterable[list[str]]:
    """Return characters together that differ in the last byte of their UTF-8 alone."""
    ordered = sorted(characters)
    return (list(some) for _, some in groupby(ordered, key=lambda c: c.encode("utf-8", "surrogatepass")[:-1]))


class Glance:
    """A text and its bytes.

    Attributes:
        text: the text.
        is_sparse: whether most characters are ASCII, so that it pays to look where others stand side by side.
    """

    __slots__ = ("_data", "_marks", "is_sparse", "text")

    def __init__(self, text: str) -> None:
        """Encode the text, once."""
        self.text = text
        self._data = text.encode("utf-8", "surrogatepass")
        self._marks: bytes | None = None
        self.is_sparse = len(self._data) < _MOST_BYTES_A_CHARACTER * len(text)

    def may_have(self, some: Beginnings) -> bool:
        """Say whether the text may have one of some characters outside ASCII."""
        # A pattern looks for its first byte ten times as slowly as `in` does.
        return any(first in self._data and pattern.search(self._data) for first, pattern in some)

    def places_of(self, pattern: re.Pattern[bytes], most: int) -> list[int]:
        """Return the places of what a pattern of bytes finds within lines: up to so many, from all over the text.

        To count what is found is three times as fast as to ask where, so that is asked only where a wanted one is.
        """
        data = self._data
        parts = list(pairwise(self._ends_of_parts()))
        counts = [len(pattern.findall(data, begin, end)) for begin, end in parts]
        wanted = range(0, sum(counts), max(1, -(-sum(counts) // most)))
        offsets = []
        before = 0
        for (begin, end), count in zip(parts, counts, strict=True):
            ranks = [rank - before for rank in wanted if before <= rank < before + count]
            if ranks:
                found = [match.start() for match in pattern.finditer(data, begin, end)]
                offsets += [found[rank] for rank in ranks]
            before += count
        begins = (len(data[a:b].decode("utf-8", "surrogatepass")) for a, b in pairwise((0, *offsets)))
        return list(accumulate(begins))

    def _ends_of_parts(self) -> list[int]:
        ends = [0]
        while ends[-1] < len(self._data):
            end = self._data.find(b"\n", ends[-1] + _PART_BYTES)
            ends.append(end if end >= 0 else len(self._data))
        return ends

    def may_have_three_in_a_row(self) -> bool:
        """Say whether three characters outside ASCII may stand side by side; only a sparse text is looked through."""
        return not self.is_sparse or _THREE in self._marked()

    def seconds(self) -> list[int]:
        r"""Return the places of all characters outside ASCII that come after another one.

        >>> Glance("caf\u00e9, l\u2019\u00e9t\u00e9").seconds()
        [8]
        """
        return [match.end() for match in _SECOND.finditer(self._marked())]

    def lines_with(self, characters: Iterable[str]) -> list[str]:
        r"""Return the lines that have one of some characters outside ASCII, in their order.

        >>> Glance("a\nb\u00e9b\nc\u00e8\u00e9").lines_with("\u00e9\u2019")
        ['b\xe9b', 'c\xe8\xe9']
        """
        data = self._data
        lines = []
        end = -1
        # One pattern for each beginning: a choice of them would be sought slowly.
        patterns = [re.compile(any_of_in_utf_8(some)) for some in _by_beginning(characters)]
        for place in sorted(match.start() for pattern in patterns for match in pattern.finditer(data)):
            if place > end:
                begin = data.rfind(b"\n", 0, place) + 1
                end = data.find(b"\n", place)
                end = len(data) if end < 0 else end
                lines.append(data[begin:end].decode("utf-8", "surrogatepass"))
        return lines

    def foreign(self) -> str:
        r"""Return the characters of the text that are not ASCII, in their order.

        >>> ascii(Glance("caf\u00e9, l\u2019\u00e9t\u00e9").foreign())
        "'\\xe9\\u2019\\xe9\\xe9'"
        """
        return self._data.translate(None, _ALL_ASCII).decode("utf-8", "surrogatepass")

    def _marked(self) -> bytes:
        # Without continuation bytes, what stays is one byte a character.
        if self._marks is None:
            self._marks = self._data.translate(_MARKS, _CONTINUATIONS)
        return self._marks
