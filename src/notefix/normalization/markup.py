r"""What language a text is written in, as far as its own syntax goes, and which parts of it are no prose.

`Settings.markup` names it; `auto` asks `guessed_markup`, which wants a plain sign in the text and else says `plain`.
The parts that are no prose (code, URLs, tags, front matter) are spans that rules on quotes, dashes, widths and
entities never see: they get `masked` text. In doubt a span is larger than it need be: too much left alone costs a
full-width digit, too little costs somebody's program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

__all__ = ["MASK", "Markup", "Span", "guessed_markup", "masked", "verbatim_spans"]

Markup = Literal["markdown", "html", "code", "plain"]

# Characters `begin` to `end`, the latter excluded.
Span = tuple[int, int]

# For private use, so that no rule of ours has a meaning for it.
MASK = "\ue000"

_HTML = re.compile(r"\ufeff?\s{0,100}<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"\A\ufeff?(?:---|\+\+\+)[ \t]*$"  # front matter
    r"|^ {0,3}(?:#{1,6}[ \t]+\S|```|~~~|\[[^\]\[\n]{1,200}\]:[ \t])"  # a heading, a fence, a reference
    r"|\]\((?:[a-z]+:/|[#./])",  # a link
    re.MULTILINE,
)
# To the next white space or quote or full-width bracket, comma or stop: too long rather than too short.
_URL = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.|mailto:)[^\s<>\"\u201c\u201d\u300a-\u300f\u3001\u3002\uff08\uff09\uff0c]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{1,190}"
)
# Elements whose text is no prose.
_RAW_ELEMENT = re.compile(r"<(script|style|pre|code|textarea|kbd|samp)\b", re.IGNORECASE)
_TAG = re.compile(r"<[/!?A-Za-z][^<>]{0,10000}>?")


def guessed_markup(text: str) -> Markup:
    """Say what a text is, by a sign that hardly stands in anything else.

    >>> guessed_markup("# Notes") , guessed_markup("<!DOCTYPE html>"), guessed_markup("Tea for two.")
    ('markdown', 'html', 'plain')
    """
    if text.startswith("#!"):
        return "code"
    if _HTML.match(text):
        return "html"
    return "markdown" if _MARKDOWN.search(text) else "plain"


def verbatim_spans(text: str, markup: Markup) -> list[Span]:
    """Return the parts of a text that are no prose, in order and apart."""
    if markup == "code":
        return _merged([(0, len(text))])
    spans = [match.span() for match in _URL.finditer(text)]
    if markup == "html":
        spans += _html_spans(text)
    elif markup == "markdown":
        from notefix.normalization.markdown import markdown_spans  # loads the parser

        spans += markdown_spans(text)
    return _merged(spans)


def masked(text: str, spans: Iterable[Span]) -> str:
    r"""Put `MASK` for every character in the spans, line endings apart.

    >>> masked("a `b\nc` d", [(2, 7)]) == "a \ue000\ue000\n\ue000\ue000 d"
    True
    """
    parts: list[str] = []
    position = 0
    for begin, end in spans:
        parts += (text[position:begin], re.sub(r"[^\r\n]", MASK, text[begin:end]))
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _html_spans(text: str) -> list[Span]:
    """Return tags, comments and the elements whose text is no prose. One walk; nothing is searched for twice."""
    spans, position = [], 0
    missing: set[str] = set()  # closing marks that do not occur any more
    while (begin := text.find("<", position)) >= 0:
        raw = _RAW_ELEMENT.match(text, begin)
        close = "-->" if text.startswith("<!--", begin) else f"</{raw[1].lower()}" if raw else ""
        closing = None
        if close and close not in missing:
            closing = re.compile(rf"{re.escape(close)}\s{{0,100}}>?", re.IGNORECASE).search(text, begin)
        if closing is None:
            missing.add(close)
            closing = _TAG.match(text, begin)
        position = closing.end() if closing else begin + 1
        if closing:
            spans.append((begin, position))
    return spans


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif begin < end:
            merged.append((begin, end))
    return merged
