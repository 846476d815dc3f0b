r"""Which parts of a Markdown text are no prose: code, HTML, link destinations, front matter, formulas.

markdown-it-py says it, by CommonMark's own rules; but it keeps no columns. So each of its inline rules that matter is
wrapped in one that notes from where to where it went, and each paragraph's text is found again in the lines of the
source that it was taken from.

The text is not to be trusted. The parser bounds its own nesting, and with version 4.3 none of the texts that were tried
(tests/normalization/test_markup.py, up to 200,000 characters) took more than 20 microseconds a character. Earlier
versions had cases that grew with the square of a paragraph, and a later one may have some again. So a paragraph beyond
`LONGEST_PARAGRAPH_CHARS` is taken to be no prose at all, and so is a text beyond `LONGEST_TEXT_CHARS`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from notefix.lines import split_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from notefix.normalization.markup import Span

__all__ = ["LONGEST_PARAGRAPH_CHARS", "LONGEST_TEXT_CHARS", "markdown_spans"]

LONGEST_PARAGRAPH_CHARS = 20_000
LONGEST_TEXT_CHARS = 4_000_000

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
# Dollars as pandoc reads them; what is between two is bounded by the next one, so this is linear.
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$(?!\s)[^$\r\n]+(?<!\s)\$(?!\d)")
_BLOCKS = ("fence", "code_block", "html_block")
_INLINE = ("backticks", "autolink", "html_inline", "link", "image")


def markdown_spans(text: str) -> list[Span]:
    """Return the parts of a Markdown text that are no prose, in no order; they may overlap."""
    if len(text) > LONGEST_TEXT_CHARS:
        return [(0, len(text))]
    return _Places(text).spans()


class _Places:
    """One text and where its lines are: `self.starts[n]` is where line n begins, counted from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line.text) + len(line.ending))

    def spans(self) -> list[Span]:
        first = self.front_matter()
        spans = [self.of_lines(0, first)] if first else []
        spans += [match.span() for match in _FORMULA.finditer(self.text)]
        # The parser has its own idea of line ends (and of U+0000); it gets the lines by ours, one by one.
        source = "\n".join(line.text.replace("\0", " ") for line in self.lines[first:])
        environment: dict[str, Any] = {"references_at": []}
        tokens = _parser().parse(source, environment)
        spans += [self.of_lines(first + begin, first + end) for begin, end in environment["references_at"]]
        for token in tokens:
            if token.map is None:
                continue
            begin, end = first + token.map[0], first + token.map[1]
            if token.type in _BLOCKS or len(token.content) > LONGEST_PARAGRAPH_CHARS:
                spans.append(self.of_lines(begin, end))
            elif token.type == "inline":
                spans += self.of_inline(token.content, token.meta.get("places", ()), begin, end)
        return spans

    def front_matter(self) -> int:
        """Return how many lines the front matter has; 0 if there is none."""
        opening = _FRONT_MATTER.match(self.text)
        if not opening:
            return 0
        closings = {opening[1], "..."} if opening[1] == "---" else {opening[1]}
        closing = (n for n, line in enumerate(self.lines[1:], 2) if line.text.rstrip() in closings)
        return next(closing, 0)

    def of_lines(self, begin: int, end: int) -> Span:
        return self.starts[begin], self.starts[min(end, len(self.lines))]

    def of_inline(self, content: str, places: list[Span], begin: int, end: int) -> list[Span]:
        """Return where places of a paragraph's content are in the text; the lines whole where that is not plain."""
        if not places:
            return []
        offsets, position = [], 0  # where each line of the content begins in it, and how far that is from the text
        for number, line in enumerate(content.split("\n"), begin):
            column = self.lines[number].text.replace("\0", " ").rfind(line) if number < end else -1
            if column < 0:
                return [self.of_lines(begin, end)]
            offsets.append((position, self.starts[number] + column))
            position += len(line) + 1
        spans = []
        for first, last in places:
            # A place may go over several lines, so its ends are looked up each for itself.
            spans.append((_moved(first, offsets), _moved(last - 1, offsets) + 1))
        return spans


def _moved(position: int, offsets: list[Span]) -> int:
    line = bisect_right(offsets, position, key=lambda offset: offset[0]) - 1
    return offsets[line][1] + position - offsets[line][0]


@cache
def _parser() -> MarkdownIt:
    """Return CommonMark's parser with rules that note where they went."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    for name in _INLINE:
        rule = next(rule for rule in parser.inline.ruler.__rules__ if rule.name == name)
        parser.inline.ruler.at(name, _noting_inline(rule.fn))
    reference = next(rule for rule in parser.block.ruler.__rules__ if rule.name == "reference")
    parser.block.ruler.at("reference", _noting_reference(reference.fn))
    parser.core.ruler.at("inline", _inline)
    return parser


def _inline(state: Any) -> None:
    """Parse each paragraph that is not too long, as the parser's own core rule does, and note its places."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) <= LONGEST_PARAGRAPH_CHARS:
            environment = {**state.env, "paragraph": token.content, "places": []}
            state.md.inline.parse(token.content, state.md, environment, token.children or [])
            token.meta["places"] = environment["places"]


def _noting_inline(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    def noting(state: Any, silent: bool) -> bool:
        begin = state.pos
        if not rule(state, silent):
            return False
        # What stands for an image in a reader's ears is parsed as a text of its own; the image is left alone anyway.
        if not silent and state.src is state.env["paragraph"]:
            state.env["places"].append((_after_link_text(state, begin), state.pos))
        return True

    return noting


def _after_link_text(state: Any, begin: int) -> int:
    """Return where a link's text ends, since that is prose; `begin` of anything else, and where the text is a key."""
    if state.src[begin] != "[":
        return begin
    end: int = state.md.helpers.parseLinkLabel(state, begin)
    return end if state.src[end + 1 : end + 2] in ("(", "[") and state.src[end + 1 : end + 3] != "[]" else begin


def _noting_reference(rule: Callable[[Any, int, int, bool], bool]) -> Callable[[Any, int, int, bool], bool]:
    def noting(state: Any, begin: int, end: int, silent: bool) -> bool:
        if not rule(state, begin, end, silent):
            return False
        if not silent:
            state.env["references_at"].append((begin, state.line))
        return True

    return noting
