r"""Rules for notes in Chinese with Latin words among them: punctuation and spaces.

They follow what Chinese guides to copy writing agree on (GB/T 15834-2011 on punctuation), and only where the neighbours
leave no doubt: a number, a formula, a smiley or a file name beside an ideograph is left as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule

__all__ = ["RULES"]

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "\u201d\u2019\u300b\u3009\uff09\u300d\u300f\u3011"
_OPENING = "\u201c\u2018\u300a\u3008\uff08\u300c\u300e\u3010"
_FULL = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "!": "\uff01", "?": "\uff1f", ".": "\u3002"}
# After an ideograph; before another (a space between goes), or at the end of a line; a full stop there alone, since
# within a line it also numbers a heading.
_STOP = re.compile(rf"(?<=[{_HAN}{_CLOSING}])(?:[,;:!?] ?(?=[{_HAN}{_OPENING}])|[,;:!?.](?= {{0,8}}(?:[\r\n]|\Z)))")
_BRACKETS = re.compile(rf"(?<=[{_HAN}])\(([^()\r\n]{{0,200}})\)")
# Latin words, with digits and what stands between the parts of a name; one letter alone is part of a Chinese word.
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[.+#/_-]+[A-Za-z0-9\u00c0-\u024f]+)*[+#]{0,2}")
_NEIGHBOURS = rf"[{_HAN}][A-Za-z0-9\u00c0-\u024f]|[A-Za-z0-9\u00c0-\u024f+#][{_HAN}]"


def _punctuation(text: str, markup: Markup) -> Iterator[Edit]:
    edits = [Edit(match.start(), match.end(), _FULL[match[0][0]]) for match in _STOP.finditer(text)]
    for match in _BRACKETS.finditer(text):
        if re.search(f"[{_HAN}]", match[1]):
            edits += (
                Edit(match.start(), match.start() + 1, "\uff08"),
                Edit(match.end() - 1, match.end(), "\uff09"),
            )
    return iter(sorted(edits))


def _spacing(text: str, markup: Markup) -> Iterator[Edit]:
    for word in _WORD.finditer(text):
        if len(word[0]) < 2 or not re.search(r"[A-Za-z\u00c0-\u024f]", word[0]):
            continue
        for at, beside in ((word.start(), word.start() - 1), (word.end(), word.end())):
            if 0 <= beside < len(text) and re.match(f"[{_HAN}]", text[beside]):
                yield Edit(at, at, " ")


RULES = (
    Rule(
        "chinese-punctuation",
        "puts Chinese punctuation for ASCII's after ideographs, where Chinese goes on or the line ends",
        "\u4f60\u597d, \u4e16\u754c!",
        "\u4f60\u597d\uff0c\u4e16\u754c\uff01",
        "the other way round (in fix_character_width)",
        _punctuation,
        pattern=rf"[{_HAN}{_CLOSING}][,;:!?.(]",
        spares_verbatim=True,
    ),
    Rule(
        "cjk-latin-spacing",
        "puts a space between ideographs and Latin words; numbers and single letters stay",
        "\u7528Python\u5199",
        "\u7528 Python \u5199",
        "kept",
        _spacing,
        pattern=_NEIGHBOURS,
        spares_verbatim=True,
    ),
)
