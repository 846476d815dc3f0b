"""How Windows reads bytes in pairs, which is not how others do.

It has the same characters, and these more: those that users may define are in the private use area, and a byte that
begins no pair is a character, too. A lead takes the next byte along, whatever it is; if that is no pair, one character
is put for both: a question mark, or the middle dot of katakana (UniDefaultChar of Windows-932).
Source: Microsoft's tables (bestfit936.txt and its like), and files that were damaged so.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import cache
from itertools import product

__all__ = [
    "ENCODE_AS_WINDOWS",
    "LETTERS_TAKEN",
    "PAIR_CODECS",
    "TAKEN_ALONG",
    "bytes_of_windows",
    "characters_of_windows",
]

_FIRST_PRIVATE = 0xE000
_TRAILS_936 = (*range(0x40, 0x7F), *range(0x80, 0xA1))
_TRAILS_950 = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_UPPER = range(0xA1, 0xFF)

# The code pages: bytes that are a character alone, and the pairs that are U+E000 and what follows it, in this order.
_SINGLE = {
    "gbk": {0x80: "\u20ac", 0xFF: "\uf8f5"},
    "cp932": {},
    "cp949": {0x80: "\x80", 0xFF: "\uf8f7"},
    "cp950": {0x80: "\x80", 0xFF: "\uf8f8"},
}
_USER_DEFINED = {
    "gbk": ((range(0xAA, 0xB0), _UPPER), (range(0xF8, 0xFF), _UPPER), (range(0xA1, 0xA8), _TRAILS_936)),
    "cp932": (),
    "cp949": ((range(0xC9, 0xCA), _UPPER), (range(0xFE, 0xFF), _UPPER)),
    "cp950": (
        (range(0xFA, 0xFF), _TRAILS_950),
        (range(0x8E, 0xA1), _TRAILS_950),
        (range(0x81, 0x8E), _TRAILS_950),  # and after them 0xC6A1 to 0xC8FE, of most of which Python knows better
    ),
}
PAIR_CODECS = tuple(_SINGLE)

# ASCII that no byte makes a pair with, or hardly any, so that it goes with a lead before it; and in Windows-932 some
# leads, of those that UTF-8 goes on with, that take letters, too.
_BELOW_LETTERS = "\t" + "".join(map(chr, range(0x20, 0x40)))
TAKEN_ALONG = dict.fromkeys(PAIR_CODECS, _BELOW_LETTERS) | {"cp949": _BELOW_LETTERS + "@[\\]^_`{|}~"}
LETTERS_TAKEN = {"cp932": (b"\x85\x86\x88", "".join(map(chr, range(0x40, 0x7F))))}

ENCODE_AS_WINDOWS = "notefix.windows"


def _pairs(codec: str) -> Iterator[tuple[bytes, str]]:
    point = _FIRST_PRIVATE
    for leads, trails in _USER_DEFINED[codec]:
        for pair in product(leads, trails):
            yield bytes(pair), chr(point)
            point += 1


@cache
def characters_of_windows(codec: str) -> dict[bytes, str]:
    r"""Return the characters that Windows has in a code page and Python has not, by their one or two bytes.

    >>> characters_of_windows("gbk")[b"\x80"] == "\u20ac"
    True
    """
    return {bytes([byte]): character for byte, character in _SINGLE.get(codec, {}).items()} | (
        dict(_pairs(codec)) if codec in _USER_DEFINED else {}
    )


@cache
def bytes_of_windows(codec: str) -> dict[str, bytes]:
    """Return the same the other way round."""
    return {character: data for data, character in characters_of_windows(codec).items()}


def _encoded(error: UnicodeError) -> tuple[bytes, int]:
    """Encode what Windows has and Python has not; see `codecs.register_error`."""
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - tells the type checker
    known = bytes_of_windows(error.encoding)
    return b"".join(known.get(character, b"?") for character in error.object[error.start : error.end]), error.end


codecs.register_error(ENCODE_AS_WINDOWS, _encoded)
