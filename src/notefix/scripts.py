"""Which script a character is of: the ranges of code points, and Unicode's names, that several rooms go by."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import category, name

__all__ = [
    "CYRILLIC_LETTERS",
    "FIRST_EAST_ASIAN",
    "IDEOGRAPHS",
    "KANA",
    "SYLLABLES",
    "Range",
    "east_asian_letter",
    "is_ideograph",
    "is_in",
    "runs_right_to_left",
    "script_of",
]

# The first and the last character.
Range = tuple[str, str]

IDEOGRAPHS: Range = ("\u3400", "\u9fff")
KANA: Range = ("\u3041", "\u30ff")
SYLLABLES: Range = ("\uac00", "\ud7a3")  # of Hangul
CYRILLIC_LETTERS: Range = ("\u0400", "\u052f")
_RIGHT_TO_LEFT: Range = ("\u0590", "\u08ff")

# From here on text has no spaces between words, and punctuation of its own.
FIRST_EAST_ASIAN = "\u2e80"

_LETTER = re.compile("LETTER|SYLLABLE|IDEOGRAPH")  # in the names of letters


def is_in(character: str, *ranges: Range) -> bool:
    """Say whether a character is in one of some ranges."""
    return any(first <= character <= last for first, last in ranges)


def is_ideograph(character: str) -> bool:
    """Say whether a character is an ideograph, of those in the Basic Multilingual Plane."""
    return IDEOGRAPHS[0] <= character <= IDEOGRAPHS[1]


def runs_right_to_left(character: str) -> bool:
    """Say whether a character is a letter of Hebrew, of Arabic or of their neighbours."""
    return _RIGHT_TO_LEFT[0] <= character <= _RIGHT_TO_LEFT[1] and character.isalpha()


@cache
def east_asian_letter() -> re.Pattern[str]:
    """Return a pattern of ideographs, kana and Hangul, which takes longer to compile than a clean text to check."""
    return re.compile("[{}-{}{}-{}{}-{}]".format(*KANA, *IDEOGRAPHS, *SYLLABLES))


@lru_cache(maxsize=65536)
def script_of(character: str) -> str:
    r"""Return the script of a letter or a mark, as Unicode's names have it; "" if it is of none, or of all.

    >>> script_of("\u0439"), script_of("\u4e2d"), script_of("\u3042"), script_of("\u0301"), script_of("7")
    ('CYRILLIC', 'CJK', 'HIRAGANA', '', '')
    """
    kind = category(character)[0]
    if kind not in "LM":
        return ""
    own = name(character, "")
    script, _, rest = own.partition(" ")
    if script in ("COMBINING", "MODIFIER") or (kind == "L" and not _LETTER.search(rest)):
        return ""
    return script
