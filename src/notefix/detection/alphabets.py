"""Text in an alphabet of which nearly all letters are bytes of sequences: Russian to DOS 866, Thai to Windows-874.

There words are full of couples of a lead and a continuation byte, so it is counted how much of a line they explain.
"""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.inverse import inverse_of_codec
from notefix.channels.tables import CODECS
from notefix.detection.glance import Beginnings, Glance, beginnings
from notefix.detection.lines_with import text_with
from notefix.detection.sequences import any_of, leads

__all__ = ["ALPHABET_SHARE", "is_list_of_letters", "leads_of_alphabets", "lines_of_alphabets"]

# In damaged text nearly all is explained; of clean Russian as DOS 866, and of Thai as Windows-874, less than half.
ALPHABET_SHARE = 4

_TWO_LETTERS = re.compile(r"(?:(?![\x00-\x7f])[^\W\d_]){2}")

# Kinds of bytes: the leads of two bytes, three and four, continuation bytes, what was replaced, and what is neither.
_KINDS = bytes(
    ord(
        "2" if 0xC2 <= byte <= 0xDF
        else "3" if 0xE0 <= byte <= 0xEF
        else "4" if 0xF0 <= byte <= 0xF4
        else "c" if 0x80 <= byte <= 0xBF
        else "r" if byte == 0xFF
        else "?" if byte >= 0x80 or byte == 0x3F
        else "\n" if byte == 0x0A
        else " "
    )
    for byte in range(256)
)  # fmt: skip
_EXPLAINED_OR_NOT = (
    *((kind, b"e" * len(kind)) for kind in (b"4ccc", b"3cc", b"2c")),
    *((kind, b"ee".ljust(len(kind))) for kind in (b"4cc", b"4c", b"3c")),
)


@cache
def _alphabets() -> tuple[tuple[str, Beginnings, re.Pattern[str]], ...]:
    """Return the codecs in which continuation bytes are letters of an alphabet, and where to look for their leads."""
    codecs = (codec.name for codec in CODECS if inverse_of_codec(codec.name).is_alphabet)
    return tuple((codec, beginnings(leads(codec)), re.compile(any_of(leads(codec)))) for codec in codecs)


def leads_of_alphabets() -> frozenset[str]:
    """Return the characters without one of which no line is of an alphabet."""
    return leads(*(codec for codec, _, _ in _alphabets()))


def lines_of_alphabets(glance: Glance) -> dict[str, str]:
    """Return the lines of a text of which nearly all could be sequences to such a codec, for each one that may occur.

    Why none escapes: without a lead there is no sequence.
    """
    return {
        codec: _lines_of_alphabet(text_with(pattern, glance.text), codec)
        for codec, some, pattern in _alphabets()
        if glance.may_have(some)
    }


def _lines_of_alphabet(text: str, codec: str) -> str:
    """Return the lines of a text of which nearly all could be sequences to a codec with letters for continuation bytes.

    The same as by `measure`, of the whole text at once: explained symbols become `e`, the other ones stay.
    """
    inverse = inverse_of_codec(codec)
    kinds = inverse.symbols(text.replace("?", " ")).translate(_KINDS)
    if b"r" in kinds:
        return text
    of = ALPHABET_SHARE + 1
    # No more is explained than the longest sequences that could begin where a continuation byte follows a lead. Most
    # lines have too few of these, and only the others are counted out.
    leads = kinds.replace(b"2", b"3")
    with_fours = b"4" in leads
    numbers = [
        number
        for number, line in enumerate(leads.split(b"\n"))
        if 0
        < ALPHABET_SHARE * (len(line) - line.count(b" "))
        <= of * (3 * line.count(b"3c") + (4 * line.count(b"4") if with_fours else 0))
    ]
    if not numbers:
        return ""
    lines, kinds_of_lines = text.split("\n"), kinds.split(b"\n")
    kinds = b"\n".join([kinds_of_lines[number] for number in numbers])
    for kind, explained in _EXPLAINED_OR_NOT:
        kinds = kinds.replace(kind, explained)
    rest = kinds.translate(None, b" ").split(b"\n")
    return "\n".join(
        lines[number]
        for number, kind in zip(numbers, rest, strict=True)
        if kind and of * kind.count(b"e") >= ALPHABET_SHARE * len(kind)
    )


def is_list_of_letters(text: str) -> bool:
    """Say whether no two letters outside ASCII stand side by side in a text: in words of an alphabet they do."""
    return text != "" and _TWO_LETTERS.search(text) is None
