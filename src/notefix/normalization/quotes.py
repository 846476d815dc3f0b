r"""Rules on quotation marks: curly to straight, and straight to those of a language.

Which of two straight marks opens and which closes, only the line can say. So a line's marks are turned all together or
not at all: where they do not alternate, or one stands where it cannot (a mark that opens before a space), the line is
left alone. Marks of feet and inches stay, and apostrophes inside words are turned whatever else the line has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from notefix.normalization.markup import MASK, Markup
from notefix.normalization.profiles import CURLY_QUOTES
from notefix.normalization.rule import Edit, Find, Rule

__all__ = ["RULES"]

# By language: what opens and closes a quotation, and one inside it. Sources: the Unicode CLDR's delimiters, release
# 46, and for the spaces of French the Lexique des r\u00e8gles typographiques of the Imprimerie nationale.
_MARKS = {
    "de": ("\u201e", "\u201c", "\u201a", "\u2018"),
    "en": ("\u201c", "\u201d", "\u2018", "\u2019"),
    "es": ("\u00ab", "\u00bb", "\u201c", "\u201d"),
    "fr": ("\u00ab\u00a0", "\u00a0\u00bb", "\u201c", "\u201d"),
    "pl": ("\u201e", "\u201d", "\u00ab", "\u00bb"),
    "ru": ("\u00ab", "\u00bb", "\u201e", "\u201c"),
    "sv": ("\u201d", "\u201d", "\u2019", "\u2019"),
    "zh": ("\u201c", "\u201d", "\u2018", "\u2019"),
}
_LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "pl": "Polish",
    "ru": "Russian",
    "sv": "Swedish",
    "zh": "Chinese",
}
_LINE = re.compile(r"[^\r\n]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_STRAIGHT = {**dict.fromkeys("\u201c\u201d\u201e\u201f", '"'), **dict.fromkeys("\u2018\u2019\u201a\u201b", "'")}
_CURLY = "\u2018-\u201f"
# Beside a tag or a piece of code a mark may do either; those arrive masked.
_OPENS_AFTER = MASK + " \t\u00a0\u3000([{\u2013\u2014-/\u201c\u201e\u00ab\u2018\u201a\"'*_"
_CLOSES_BEFORE = MASK + (
    " \t\u00a0\u3000)]}.,;:!?\u2026\u2013\u2014-/\u201d\u00bb\u2019\"'*_\u3002\uff0c\uff1b\uff1a\uff01\uff1f"
)


def _straightened(text: str, markup: Markup) -> Iterator[Edit]:
    for line in _LINE.finditer(text):
        if not _WIDE.search(line[0]):  # there, these marks are the usual, wide ones
            for match in re.finditer(f"[{_CURLY}]", line[0]):
                at = line.start() + match.start()
                yield Edit(at, at + 1, _STRAIGHT[match[0]])


def _curled(language: str) -> Find:
    outer_begin, outer_end, inner_begin, inner_end = _MARKS[language]

    def find(text: str, markup: Markup) -> Iterator[Edit]:
        for line in _LINE.finditer(text):
            edits = [Edit(at, at + 1, "\u2019") for at in _apostrophes(line[0])]
            taken = {edit.begin for edit in edits}
            edits += _pairs(line[0], '"', outer_begin, outer_end, taken)
            edits += _pairs(line[0], "'", inner_begin, inner_end, taken)
            for edit in sorted(edits):
                yield edit._replace(begin=edit.begin + line.start(), end=edit.end + line.start())

    return find


def _apostrophes(line: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(r"(?<=[^\W\d_])'(?=[^\W\d_])", line))


def _pairs(line: str, mark: str, begin: str, end: str, taken: set[int]) -> list[Edit]:
    """Return the edits of all marks of one kind in a line; none where they are not surely pairs."""
    edits: list[Edit] = []
    opened = False
    for match in re.finditer(mark, line):
        at = match.start()
        before, after = line[at - 1 : at] if at else " ", line[at + 1 : at + 2] or " "
        if at in taken or (not opened and before.isdigit()):  # an apostrophe; feet or inches
            continue
        if before == "\\" or (after in _CLOSES_BEFORE and before in _OPENS_AFTER and not opened):
            return []
        if (opened and before.isspace()) or (not opened and after.isspace()):
            return []
        sure = before in _OPENS_AFTER or after in _CLOSES_BEFORE or _WIDE.match(before if not opened else after)
        if not sure:
            return []
        edits.append(Edit(at, at + 1, end if opened else begin))
        opened = not opened
    return [] if opened else edits


def _curly_rule(language: str) -> Rule:
    marks = _MARKS[language]
    return Rule(
        f"curly-quotes-{language}",
        f"puts the quotation marks of {_LANGUAGES[language]} for straight ones, where they are surely pairs",
        '"it\'s"',
        f"{marks[0]}it\u2019s{marks[1]}",
        "the other way round",
        _curled(language),
        "\"'",
        ascii=True,
        spares_verbatim=True,
    )


RULES = (
    Rule(
        "straight-quotes",
        "puts straight quotation marks for curly ones, but not in lines of Chinese or Japanese",
        "\u201cit\u2019s\u201d",
        '"it\'s"',
        "also in Chinese and Japanese; also U+02BC, which is a letter in Breton or Navajo",
        _straightened,
        _CURLY,
        spares_verbatim=True,
    ),
    *(_curly_rule(name.removeprefix("curly-quotes-")) for name in CURLY_QUOTES),
)
