"""Where in a text is something to look at? A whole text is searched in C; a loop over its lines is not."""

from __future__ import annotations

import re

__all__ = ["lines_with", "text_with"]

# So much of a text is looked at to see whether a pattern is found all through it.
_SAMPLE_CHARS = 4096


def lines_with(pattern: re.Pattern[str], text: str) -> dict[int, str]:
    r"""Return the lines of a text in which a pattern is found, by their numbers, from 0. Lines end at \n.

    >>> lines_with(re.compile("b"), "a\nabba\n\nb")
    {1: 'abba', 3: 'b'}
    """
    lines = {}
    number = counted = place = 0
    while match := pattern.search(text, place):
        begin = text.rfind("\n", 0, match.start()) + 1
        place = text.find("\n", match.start())
        place = len(text) if place < 0 else place
        number += text.count("\n", counted, begin)
        counted = begin
        lines[number] = text[begin:place]
    return lines


def text_with(pattern: re.Pattern[str], text: str) -> str:
    """Return the lines of a text in which a pattern is found, and others, too, where it is found all through."""
    if len(pattern.findall(text, 0, _SAMPLE_CHARS)) > _SAMPLE_CHARS / 10:
        return text
    return "\n".join(lines_with(pattern, text).values())
