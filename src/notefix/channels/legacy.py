"""Text that never was UTF-8: the bytes of an old codec, read by another. Every byte is there, so there is one reading."""

from __future__ import annotations

from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import Reading, inverse_of
from notefix.channels.lattice import Lattice

__all__ = ["LEGACY_SOURCES", "legacy_lattice"]

# What gets read as Latin-1 or Windows-1252, likeliest first. Not here are the Latin code pages: what they change in a
# word is one letter, and that is no evidence.
LEGACY_SOURCES = (
    "cp1252",
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
_MOST_BYTES = 4


@cache
def _decoded(source: str, data: bytes) -> str:
    """Return the one character that some bytes are; "" if they are none."""
    try:
        text = data.decode(source)
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 and not "\x80" <= text <= "\x9f" and text.encode(source) == data else ""


def legacy_lattice(line: str, layer: Layer) -> Lattice | None:
    r"""Return the reading of a line whose bytes were those of the layer's source, None if they cannot have been.

    Args:
        line: a line.
        layer: of a codec of one byte a character, with a source.

    >>> legacy_lattice("\xcf\xf0", Layer("latin-1", source="cp1251"))
    {0: (Reading(length=1, characters=('\u041f',), lossy=False),), 1: (Reading(length=1, characters=('\u0440',), lossy=False),)}
    """
    inverse = inverse_of(Layer(layer.codec))
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
        if character != line[place]:
            lattice[place] = (Reading(length, (character,), lossy=False),)
        place += length
    return lattice
