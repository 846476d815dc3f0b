r"""The four normalization forms of Unicode Standard Annex #15, by the interpreter's own tables.

NFC and NFD change only how a character is written down; NFKC and NFKD also replace what Unicode takes for mere looks,
and with it superscripts (10\u00b2 becomes 102), fractions and full-width punctuation. Even NFC is not wholly invisible:
a thousand compatibility ideographs and a few signs (U+212B, U+2126, U+037E) become the characters that they are
canonically equal to, and some fonts draw those differently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Find, Rule

__all__ = ["BASES", "RULES"]

# Characters that in no form join onto what stands before them, so that a text can be cut before each: all below
# U+0300, Greek and Cyrillic letters, kana, ideographs, Hangul syllables.
BASES = (
    "\\x00-\u02ff\u0370-\u0373\u0376-\u0379\u0386-\u0482\u048a-\u052f"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3"
)
_PIECE = re.compile(f"[{BASES}]?[^{BASES}]+|[\\x80-\u02ff\u0370-\ud7a3]")
_LINE = re.compile(r"[^\r\n]+")


def _form(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> Find:
    def find(text: str, markup: Markup) -> Iterator[Edit]:
        if unicodedata.is_normalized(form, text):
            return
        for line in _LINE.finditer(text):
            if unicodedata.is_normalized(form, line[0]):
                continue
            for piece in _PIECE.finditer(text, line.start(), line.end()):
                after = unicodedata.normalize(form, piece[0])
                if after != piece[0]:
                    yield _smallest(piece.start(), piece[0], after)

    return find


def _smallest(begin: int, before: str, after: str) -> Edit:
    """Return the edit without what stays at both ends."""
    first, shorter = 0, min(len(before), len(after))
    while first < shorter and before[first] == after[first]:
        first += 1
    last = 0
    while last < shorter - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return Edit(begin + first, begin + len(before) - last, after[first : len(after) - last])


RULES = (
    Rule(
        "nfc", "composes: letter and accent become one character (NFC)", "e\u0301", "\u00e9", "the same", _form("NFC")
    ),
    Rule("nfd", "decomposes: letter and accent become two characters (NFD)", "\u00e9", "e\u0301", "NFC", _form("NFD")),
    Rule(
        "nfkc",
        "composes, and replaces what Unicode takes for mere looks: loses superscripts, fractions, widths (NFKC)",
        "10\u00b2 \uff21",
        "102 A",
        "NFC",
        _form("NFKC"),
    ),
    Rule(
        "nfkd",
        "decomposes, and replaces what Unicode takes for mere looks (NFKD)",
        "\u00bd\u00e9",
        "1\u20442e\u0301",
        "NFC",
        _form("NFKD"),
    ),
)
