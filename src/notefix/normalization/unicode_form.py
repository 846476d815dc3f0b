r"""The four normalization forms of Unicode Standard Annex #15, by the interpreter's own tables.

NFC and NFD change only how a character is written down; NFKC and NFKD also replace what Unicode takes for mere looks,
and with it superscripts (10\u00b2 becomes 102), fractions and full-width punctuation. Even NFC is not wholly invisible:
a thousand compatibility ideographs and a few signs (U+212B, U+2126, U+037E) become the characters that they are
canonically equal to, and some fonts draw those differently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from notefix.normalization.markup import Markup, Span
from notefix.normalization.rule import Edit, Find, Rule

__all__ = ["BASES", "LONG_CHARS", "RULES", "may_compose"]

# Characters that in no form join onto what stands before them, so that a text can be cut before each: all below
# U+0300, Greek and Cyrillic letters, kana, ideographs, Hangul syllables.
BASES = (
    "\\x00-\u02ff\u0370-\u0373\u0376-\u0379\u0386-\u0482\u048a-\u052f"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3"
)
_PIECE = re.compile(f"[{BASES}]?[^{BASES}]+|[\\x80-\u02ff\u0370-\ud7a3]")
# Characters from U+3100 to U+FFFF that are in NFC and that neither are marks nor join onto anything; not all of them.
_HIGH_PLAIN = "\u3100-\ua4cf\uac00-\ud7a3\ue000-\uf8ff\ufb00-\ufb1c\ufb50-\ufe1f\ufe30-\uffff"
LONG_CHARS = 20_000
_LINE = re.compile(r"[^\r\n]+")


def _form(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> Find:
    def find(text: str, markup: Markup) -> Iterator[Edit]:
        if form == "NFC" and len(text) > LONG_CHARS:
            lines = _lines_that_may_compose(text)
        elif unicodedata.is_normalized(form, text):
            return
        else:
            lines = (match.span() for match in _LINE.finditer(text))
        for begin, end in lines:
            if unicodedata.is_normalized(form, text[begin:end]):
                continue
            for piece in _PIECE.finditer(text, begin, end):
                after = unicodedata.normalize(form, piece[0])
                if after != piece[0]:
                    yield _smallest(piece.start(), piece[0], after)

    return find


def _lines_that_may_compose(text: str) -> Iterator[Span]:
    end = 0
    for match in may_compose().finditer(text):
        if match.start() >= end:
            # Back to the end of the line before, if that is not before the last one that was looked at.
            begin = 1 + max(text.rfind(ending, end, match.start()) for ending in "\r\n")
            line = _LINE.match(text, match.start())
            begin, end = max(begin, end), line.end() if line else match.end()
            yield begin, end


@cache
def may_compose() -> re.Pattern[str]:
    """Return an expression that matches something in every text that is not in NFC, and hardly anything in others.

    The interpreter's own check cannot do with a look where a vowel sign or a nukta could join onto what stands before
    it: it then normalizes all of the text, which in Hindi, Bengali or Persian takes ten times as long as this. A text
    is in NFC if none of its characters changes alone, no two marks follow each other (so none is out of order), and
    nothing follows what it could join onto. To make the expression takes as long as to check some ten thousand
    characters, so short texts go without.

    The classes are of characters below U+10000, or negations of such, since re is slow in others.
    """
    stable: list[str] = []
    marks: list[str] = []
    firsts: set[str] = set()
    seconds: set[str] = set()
    for character in map(chr, range(0x3100)):
        pair = unicodedata.decomposition(character).split()
        is_stable = not pair or unicodedata.normalize("NFC", character) == character
        if len(pair) == 2 and not pair[0].startswith("<") and is_stable:
            firsts.add(chr(int(pair[0], 16)))
            seconds.add(chr(int(pair[1], 16)))
        if unicodedata.combining(character):
            marks.append(character)
        if is_stable:
            stable.append(character)
    # Hangul's letters compose by arithmetic, so no pairs of them are listed.
    seconds.update(map(chr, range(0x1161, 0x1200)))
    joining, before, following = (_as_class(some) for some in (seconds, firsts, marks))
    plain = [character for character in stable if character not in seconds and not unicodedata.combining(character)]
    return re.compile(
        f"[^{_as_class(plain)}{_HIGH_PLAIN}](?:(?<=[^{_as_class(stable)}{_HIGH_PLAIN}])"
        f"|(?<=[{following}][{following}])|(?<=[{before}\u1100-\u115f\uac00-\ud7a3][{joining}]))"
    )


def _as_class(characters: Iterable[str]) -> str:
    """Return the inside of a character class, in ranges."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


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
