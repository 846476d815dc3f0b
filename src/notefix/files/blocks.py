"""A large file in pieces of whole lines, so that no more of it than a piece is in memory at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

__all__ = ["BLOCK_BYTES", "LARGE_BYTES", "blocks_of"]

# One damaged line of this size takes 150 MB while it is weighed: every character has its readings.
BLOCK_BYTES = 256 * 1024

# A file up to this size is one block.
LARGE_BYTES = 2 * BLOCK_BYTES

# Where a line without end is cut, the best first. A letter of ASCII is never a part of damage, nor is what comes after
# one, but inside an entity or an escape. A space may be a no-break one that was a byte, so that is not as sure.
_SEAMS = (
    re.compile(rb"[A-Za-z0-9](?=[ \x80-\xff])"),
    re.compile(rb"[!-%'-:<-~](?=[!-%'-:<-~])|[ -%'-:<-~](?=[\x80-\xff])"),
)
_NEAR_BYTES = 4096


def blocks_of(stream: IO[bytes], size_bytes: int = BLOCK_BYTES) -> Iterator[bytes]:
    r"""Yield what a stream holds in blocks of whole lines; joined, they are all of it.

    A line that is longer than a block is cut where no damage is: in ASCII. If there is none, between two characters of
    UTF-8, one of which may have been one character with the other.

    >>> import io
    >>> list(blocks_of(io.BytesIO(b"one\r\ntwo\rthree and four"), 8))
    [b'one\r\n', b'two\r', b'three', b' and', b' four']
    """
    rest = b""
    # No more than a block is held, also where a line is cut near its beginning.
    while data := stream.read(size_bytes + 1 - len(rest)):
        rest += data
        place = _last_line_end(rest)
        if not place and len(rest) > size_bytes:
            place = _place_in_line(rest[: size_bytes + 1])
        if place:
            yield rest[:place]
            rest = rest[place:]
    if rest:
        yield rest


def _last_line_end(data: bytes) -> int:
    # What ends in CR may go on with LF.
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _place_in_line(data: bytes) -> int:
    for seam in _SEAMS:
        for begin in (max(0, len(data) - _NEAR_BYTES), 0):
            place = max((match.end() for match in seam.finditer(data, begin)), default=0)
            if place:
                return place
    place = len(data) - 1
    while place and data[place] & 0xC0 == 0x80:
        place -= 1
    return place or len(data)
