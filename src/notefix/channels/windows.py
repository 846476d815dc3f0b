"""How Windows reads bytes in pairs, which is not how Python does.

It has the same characters, and these more: those that users may define are in the private use area, and a byte that
begins no pair is a character, too. Those of Windows-936 browsers and editors have, too, so that is a codec of its own
here. By Windows itself, a lead takes the next byte along, whatever it is; if that is no pair, one character is put for
both: a question mark, or the middle dot of katakana (UniDefaultChar of Windows-932).
Source: what files are like that were damaged so, and what is known of these code pages: where characters that users may
define begin and how they are numbered. Not compared with Microsoft's own tables, nor run beside Windows.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import cache
from itertools import product

__all__ = [
    "ENCODE_AS_WINDOWS",
    "EURO",
    "LETTERS_TAKEN",
    "PAIR_CODECS",
    "PAIR_OF_EURO",
    "TAKEN_ALONG",
    "WINDOWS_OF",
    "bytes_of_any",
    "own_bytes",
    "own_characters",
]

_FIRST_PRIVATE = 0xE000
_TRAILS_936 = (*range(0x40, 0x7F), *range(0x80, 0xA1))
_TRAILS_950 = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_UPPER = range(0xA1, 0xFF)

# The code pages: bytes that are a character alone, and the pairs that are U+E000 and what follows it, in this order.
_SINGLE = {
    "cp936": {0x80: "\u20ac", 0xFF: "\uf8f5"},
    "cp932": {},
    "cp949": {0x80: "\x80", 0xFF: "\uf8f7"},
    "cp950": {0x80: "\x80", 0xFF: "\uf8f8"},
}
_USER_DEFINED = {
    "cp936": ((range(0xAA, 0xB0), _UPPER), (range(0xF8, 0xFF), _UPPER), (range(0xA1, 0xA8), _TRAILS_936)),
    "cp932": (),
    "cp949": ((range(0xC9, 0xCA), _UPPER), (range(0xFE, 0xFF), _UPPER)),
    "cp950": (
        (range(0xFA, 0xFF), _TRAILS_950),
        (range(0x8E, 0xA1), _TRAILS_950),
        (range(0x81, 0x8E), _TRAILS_950),  # and after them 0xC6A1 to 0xC8FE, of most of which Python knows better
    ),
}
PAIR_CODECS = tuple(_SINGLE)

# The leads of pairs that GB 18030 has and GBK has not, in the private use area; so have browsers in GBK.
_LEADS_OF_BROWSERS = b"\xa2\xa4\xa5\xa6\xa7\xa8\xa9\xd7"

# The code page that Windows has for a codec; Python has one name for GBK and Windows-936.
WINDOWS_OF = {codec: codec for codec in PAIR_CODECS} | {"gbk": "cp936"}

# ASCII that no byte makes a pair with, or hardly any, so that it goes with a lead before it; and in Windows-932 some
# leads, of those that UTF-8 goes on with, that take letters, too.
_BELOW_LETTERS = "\t" + "".join(map(chr, range(0x20, 0x40)))
TAKEN_ALONG = dict.fromkeys(PAIR_CODECS, _BELOW_LETTERS) | {"cp949": _BELOW_LETTERS + "@[\\]^_`{|}~"}
LETTERS_TAKEN = {"cp932": (b"\x85\x86\x88", "".join(map(chr, range(0x40, 0x7F))))}

ENCODE_AS_WINDOWS = "notefix.windows"

# The euro sign, which others than Windows have in Windows-936 for these two bytes, too.
EURO, PAIR_OF_EURO = "\u20ac", b"\xa2\xe3"


def _pairs(codec: str) -> Iterator[tuple[bytes, str]]:
    point = _FIRST_PRIVATE
    for leads, trails in _USER_DEFINED[codec]:
        for pair in product(leads, trails):
            yield bytes(pair), chr(point)
            point += 1


@cache
def own_characters(codec: str, *, by_windows: bool) -> dict[bytes, str]:
    r"""Return the characters that a codec has here and has not in Python, by their one or two bytes.

    Args:
        codec: a codec's name; most have none.
        by_windows: whether Windows itself read. Others have some more in Windows-936, and none in the other pages.

    >>> own_characters("cp936", by_windows=True)[b"\x80"] == "\u20ac"
    True
    """
    if codec not in PAIR_CODECS or not (by_windows or codec == "cp936"):
        return {}
    single = {bytes([byte]): character for byte, character in _SINGLE[codec].items()}
    more = {} if by_windows else _of_browsers()
    return more | single | dict(_pairs(codec))  # where two are one character, `own_bytes` has the last


def _of_browsers() -> dict[bytes, str]:
    pairs = map(bytes, product(_LEADS_OF_BROWSERS, range(0x40, 0xFF)))
    more = {pair: pair.decode("gb18030", "ignore") for pair in pairs if not pair.decode("gbk", "ignore")}
    return {pair: text for pair, text in more.items() if len(text) == 1 and text > "\x7f"}


@cache
def own_bytes(codec: str, *, by_windows: bool) -> dict[str, bytes]:
    """Return the same the other way round."""
    return {character: data for data, character in own_characters(codec, by_windows=by_windows).items()}


def bytes_of_any(codec: str) -> dict[str, bytes]:
    """Return the bytes of all characters that whoever reads by a codec, or by the code page for it, may have more."""
    page = WINDOWS_OF.get(codec, "")
    return own_bytes(page, by_windows=page != "cp936")  # in Windows-936 others have them all, and more


def _encoded(error: UnicodeError) -> tuple[bytes, int]:
    """Encode what Windows has and Python has not; see `codecs.register_error`."""
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - tells the type checker
    known = bytes_of_any(error.encoding)
    return b"".join(known.get(character, b"?") for character in error.object[error.start : error.end]), error.end


codecs.register_error(ENCODE_AS_WINDOWS, _encoded)
