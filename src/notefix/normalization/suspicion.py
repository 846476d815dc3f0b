r"""Rules that only report: words that look like others, words in the dress of a Mac or of DOS. They change nothing.

Both are often right as they are: a formula mixes alphabets, a brand may. A person has to look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule

__all__ = ["RULES"]

# Letters of Cyrillic and Greek that most fonts draw exactly like a Latin one. Source: confusables.txt of Unicode
# Technical Standard #39, version 16.0; of it only single letters whose shape is the same, not merely near.
_LOOKS_LATIN = {
    **dict(
        zip(
            "\u0430\u0441\u0435\u04bb\u0456\u0458\u043e\u0440\u051b\u0455\u0445\u0443\u051d",
            "acehijopqsxyw",
            strict=True,
        )
    ),
    **dict(
        zip(
            "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u04ae",
            "ABCEHIJKMOPSTXY",
            strict=True,
        )
    ),
    **dict(
        zip(
            "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03a5\u0396",
            "ABEHIKMNOPTXYZ",
            strict=True,
        )
    ),
    "\u03bf": "o",
}
_LOOKS_CYRILLIC = {latin: other for other, latin in _LOOKS_LATIN.items() if "\u0400" <= other <= "\u04ff"}
_LATIN, _OTHER = "A-Za-z\u00c0-\u024f", "\u0370-\u052f"
_SEAM = f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]"
_WORD_AT_MOST = 64

# Code pages that Latin-1's or Windows-1252's bytes were taken for on a Mac or under DOS, or the other way round.
_PAGES = ("cp1252", "mac_roman", "cp437", "cp850")
# What those pages have where the others have letters: signs, Greek letters and capitals between small Latin ones. Not
# the marks that are found there by right in clean text of 80 languages: quotation marks, n\u00b0, m\u00b2, the letter
# epsilon of Kabyle, the acute accent for an apostrophe; and of capitals not the one after a prefix, as in Irish.
_SIGNS = (
    "\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u02dc\u00a1-\u00a9\u00ac\u00ae\u00af\u00b1\u00b6\u00b8"
    "\u00bc-\u00bf\u00d7\u00f7"
    "\u0393-\u03a9\u03b1-\u03b4\u03b6-\u03c6"
    "\u2202\u2206\u207f\u220f\u2211\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u2310\u25ca"
)
_CAPITALS = "\u0178\u017d\u0160\u0152\u00c0-\u00d6\u00d8-\u00de"
_ODD_WORD = rf"(?:[A-Za-z]{{1,30}}[{_SIGNS}]|[A-Za-z]{{0,28}}[a-z]{{2}}[{_CAPITALS}])"
_DRESSED = rf"(?<![^\W\d_]){_ODD_WORD}(?=[a-z\s.,;:!?)]|\Z)[a-z]{{0,30}}"


def _mixed_words(text: str, markup: Markup) -> Iterator[Edit]:
    end = 0
    for seam in re.finditer(_SEAM, text):
        if seam.start() < end:
            continue
        begin = end = seam.start()
        while begin > 0 and text[begin - 1].isalpha() and seam.start() - begin < _WORD_AT_MOST:
            begin -= 1
        while end < len(text) and text[end].isalpha() and end - seam.start() < _WORD_AT_MOST:
            end += 1
        word = text[begin:end]
        candidates = tuple(dict.fromkeys(filter(None, (_all_in(word, _LATIN), _all_in(word, "\u0400-\u052f")))))
        if candidates:
            odd = [c for c in word if c in _LOOKS_LATIN] or [c for c in word if c in _LOOKS_CYRILLIC]
            names = ", ".join(dict.fromkeys(f"U+{ord(c):04X} {unicodedata.name(c)}" for c in odd))
            yield Edit(begin, end, None, f"A word mixes letters that look alike: {names}.", candidates)


def _all_in(word: str, alphabet: str) -> str | None:
    """Return the word in one alphabet, None if some letter of it has no look-alike there."""
    alike = _LOOKS_LATIN if alphabet == _LATIN else _LOOKS_CYRILLIC
    wanted = re.compile(f"[{alphabet}]")
    letters = [letter if wanted.match(letter) else alike.get(letter) for letter in word]
    return None if None in letters else "".join(letter for letter in letters if letter)


def _dressed_words(text: str, markup: Markup) -> Iterator[Edit]:
    for match in re.finditer(_DRESSED, text):
        candidates = _undressed(match[0])
        if candidates:
            message = (
                "A word looks like Latin letters read by the code page of a Mac or of DOS, or the other way round."
            )
            yield Edit(match.start(), match.end(), None, message, candidates)


def _undressed(word: str) -> tuple[str, ...]:
    """Return what a word may be if another page wrote it: all letters, no capital after a small one."""
    found = []
    for read in _PAGES:
        for wrote in _PAGES:
            try:
                other = word.encode(read).decode(wrote)
            except UnicodeError:
                continue
            letters = other.isalpha() and all("LATIN" in unicodedata.name(c, "") for c in other)
            if other != word and letters and (other[1:].islower() or other.isupper()):
                found.append(other)
    return tuple(dict.fromkeys(found))[:3]


RULES = (
    Rule(
        "homoglyph",
        "reports words in which letters of two alphabets look alike, such as Cyrillic a in a Latin word",
        "p\u0430yment",
        "p\u0430yment",
        "not looked at",
        _mixed_words,
        _OTHER,
        pattern=_SEAM,
        reports_only=True,
    ),
    Rule(
        "legacy-code-page",
        "reports names in Latin letters that went through a code page of the Mac or of DOS",
        "Ren\u201a",
        "Ren\u201a",
        "Mac Roman and DOS pages are undone where a line or a file shows it, not in a name alone",
        _dressed_words,
        pattern=_DRESSED,
        reports_only=True,
        spares_verbatim=True,
    ),
)
