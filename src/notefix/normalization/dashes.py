r"""Rules on dashes: those of typography to hyphens, and what was typed for them back. Chinese dashes stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule, edits_by_match

__all__ = ["RULES"]

_DASHES = "\u2010-\u2015\u2212"
_LONG = "\u2014\u2015"
# At the beginning of a line a hyphen would begin a list, alone on one or in a table's cell it would draw a rule.
_PLAIN = re.compile(rf"(?<=[^\s|\-{_DASHES}])[{_DASHES}]|(?<=[^\s|\-{_DASHES}] )[{_DASHES}]")
_LINE = re.compile(r"[^\r\n]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def _plain(text: str, markup: Markup) -> Iterator[Edit]:
    for line in _LINE.finditer(text):
        if _WIDE.search(line[0]):
            continue
        for match in _PLAIN.finditer(line[0]):
            yield Edit(line.start() + match.start(), line.start() + match.end(), "--" if match[0] in _LONG else "-")


RULES = (
    Rule(
        "plain-dash",
        "puts hyphens for dashes and the minus sign inside a line, two for an em dash; Chinese and Japanese stay",
        "9\u201317 h \u2014 or later",
        "9-17 h -- or later",
        "kept",
        _plain,
        _DASHES,
        spares_verbatim=True,
    ),
    Rule(
        "typographic-dash",
        "puts an em dash for two or three hyphens between words, an en dash for two between spaces",
        "so--they say -- it was",
        "so\u2014they say \u2013 it was",
        "kept",
        edits_by_match(
            r"(?<=[^\W_])---?(?=[^\W_])|(?<=[\w.,;:!?)\"'\u2019\u201d\u00bb] )--(?= [\w(\"'\u2018\u201c\u00ab])",
            lambda match: "\u2013" if match.string[match.start() - 1] == " " else "\u2014",
        ),
        pattern="--",
        ascii=True,
        spares_verbatim=True,
    ),
)
