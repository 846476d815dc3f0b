"""Text that never was UTF-8: bytes of an old codec, read by another. Each is there, so there is one reading."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import Reading, inverse_of_codec
from notefix.channels.lattice import Lattice

__all__ = ["C1", "LEGACY_SOURCES", "legacy_lattice"]

# What gets read as Latin-1 or Windows-1252, likeliest first. The Latin code pages have a table of their own
# (channels.code_pages): what they change in a word is one letter. Windows-1252 read as Latin-1 shows in control
# characters alone: C1.
LEGACY_SOURCES = (
    "cp1251",
    "gbk",
    "cp932",
    "big5",
    "cp949",
    "koi8-r",
    "euc-jp",
    "cp1253",
    "cp1256",
    "cp1255",
    "cp874",
    "cp866",
    "koi8-u",
    "gb18030",
)
_MOST_BYTES = 6

# The control characters that Windows-1252 has letters and quotation marks for. U+0085 also ends lines
# (`negative-next-line`); before a closing quotation mark, and between a word and a space, it does not.
C1 = re.compile(r"[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]|\x85(?=[\x91-\x94])|(?<=\w)\x85(?= \w)")


@cache
def _decoded(source: str, data: bytes) -> str:
    """Return the one character that some bytes are; "" if they are none."""
    if source == "cesu-8":
        return _decoded_cesu_8(data)
    try:
        text = data.decode(source)
    except UnicodeDecodeError:
        return ""
    is_written = len(text) == 1 and not ("\x80" <= text <= "\x9f" or "\ue000" <= text <= "\uf8ff")  # for private use
    return text if is_written and text.encode(source) == data else ""


def _decoded_cesu_8(data: bytes) -> str:
    try:
        text = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:  # half a character, or half a pair of surrogates
        return ""
    return text if len(text) == 1 and (len(data) == 6 or text <= "\uffff") else ""


def legacy_lattice(line: str, layer: Layer) -> Lattice | None:
    r"""Return the reading of a line whose bytes were those of the layer's source, None if they cannot have been.

    Args:
        line: a line.
        layer: of a codec of one byte a character, with a source. If that is Windows-1252, read as Latin-1, only control
            characters are read: the rest of it is the same.

    >>> lattice = legacy_lattice("\xcf\xf0", Layer("latin-1", source="cp1251"))
    >>> [readings[0].characters[0] for readings in lattice.values()] == ["\u041f", "\u0440"]
    True
    """
    if layer.source == "cp1252" and layer.codec == "latin-1":
        return {
            m.start(): (Reading(1, (_decoded("cp1252", m[0].encode("latin-1")),), lossy=False),)
            for m in C1.finditer(line)
        }
    inverse = inverse_of_codec(layer.codec)
    try:
        symbols = inverse.every_byte(line)
    except UnicodeEncodeError:
        return None
    lattice: Lattice = {}
    place = 0
    while place < len(symbols):
        if symbols[place] < 0x80:
            place += 1
            continue
        for length in range(1, _MOST_BYTES + 1):
            character = _decoded(layer.source, symbols[place : place + length])
            if character:
                break
        else:
            return None
        if length > 1 or character != line[place]:
            lattice[place] = (Reading(length, (character,), lossy=False),)
        place += length
    return lattice
