r"""Rules on how lines and the text end. Lines are those of `notefix.lines`: they end at \n, \r\n or a lone \r."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Find, Rule

__all__ = ["RULES"]

_ENDING = re.compile(r"\r\n|\r|\n")
# Each run of white space is looked at from its beginning only, or a long one would be looked at from everywhere.
_TRAILING = re.compile(r"(?<![ \t])[ \t]+(?=[\r\n]|\Z)")


def _prevailing(text: str) -> str:
    r"""Return the line ending that a text has most; of as many, the first of \n, \r\n, \r; \n if it has none."""
    count = Counter(_ENDING.findall(text))
    return max(("\n", "\r\n", "\r"), key=lambda ending: count[ending])


def _all_alike(ending: str) -> Find:
    other = {"\n": "\r", "\r\n": r"(?<!\r)\n|\r(?!\n)"}

    def find(text: str, markup: Markup) -> Iterator[Edit]:
        wanted = ending or _prevailing(text)
        if re.search(other.get(wanted, "\n"), text):
            for match in _ENDING.finditer(text):
                if match[0] != wanted:
                    yield Edit(match.start(), match.end(), wanted)

    return find


def _separators(text: str, markup: Markup) -> Iterator[Edit]:
    ending = _prevailing(text)
    return (Edit(match.start(), match.end(), ending) for match in re.finditer("[\u2028\u2029]", text))


def _trailing(text: str, markup: Markup) -> Iterator[Edit]:
    """Find spaces and tabs at the end of a line; in Markdown two spaces after text break the line, and stay."""
    for match in _TRAILING.finditer(text):
        begin, end = match.span()
        blank = begin == 0 or text[begin - 1] in "\r\n"
        after = "  " if markup == "markdown" and not blank and match[0].endswith("  ") and end < len(text) else ""
        if match[0] != after:
            yield Edit(begin, end, after)


def _last_line(text: str, markup: Markup) -> Iterator[Edit]:
    """Find a missing line ending at the end of the text, or more than one. Text of nothing else stays."""
    begin = len(text.rstrip("\r\n"))
    ending = _ENDING.match(text, begin)
    if ending is None:
        if text:
            yield Edit(begin, begin, _prevailing(text))
    elif begin > 0 and ending.end() < len(text):
        yield Edit(ending.end(), len(text), "")


def _endings_rule(name: str, ending: str, summary: str, before: str, after: str) -> Rule:
    ftfy = "the same as lf, and separators with it" if ending == "\n" else "always \\n"
    characters = "\r\n" if ending == "\r\n" else "\r"  # without CR all lines end alike, in LF
    return Rule(name, summary, before, after, ftfy, _all_alike(ending), characters, ascii=True, once=True)


RULES = (
    Rule(
        "line-separator",
        "puts a line ending, as the text has them, for U+2028 and U+2029",
        "one\u2028two\n",
        "one\ntwo\n",
        "always \\n, and for U+0085, too, which then has become an ellipsis already",
        _separators,
        "\u2028\u2029",
    ),
    _endings_rule("lf", "\n", "ends every line with LF", "one\r\ntwo\r", "one\ntwo\n"),
    _endings_rule("crlf", "\r\n", "ends every line with CR LF", "one\ntwo\r\n", "one\r\ntwo\r\n"),
    _endings_rule("mixed-line-endings", "", "ends every line as most do", "a\r\nb\nc\r\n", "a\r\nb\r\nc\r\n"),
    Rule(
        "trailing-whitespace",
        "removes spaces and tabs at the ends of lines; two spaces that break a line in Markdown stay",
        "one \t\ntwo\n",
        "one\ntwo\n",
        "kept",
        _trailing,
        pattern=r"[ \t](?:[\r\n]|\Z)",
        ascii=True,
        spares_verbatim=True,
    ),
    Rule(
        "final-newline",
        "ends the text with one line ending",
        "one\ntwo",
        "one\ntwo\n",
        "kept",
        _last_line,
        ascii=True,
    ),
)
