r"""The only line splitter.

Lines end at ``\n``, ``\r\n``, a lone ``\r``, and nowhere else. `str.splitlines` also breaks at U+0085,
U+2028 and others; U+0085 is what byte 0x85 becomes in Latin-1, so it would cut damaged characters in two.
A test bans `splitlines` from the rest of the project.
"""

from __future__ import annotations

import re

__all__ = ["Line", "split_lines"]

from typing import NamedTuple

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class Line(NamedTuple):
    """One line: its text without the ending, and the ending (empty only at the end of the text)."""

    text: str
    ending: str


def split_lines(text: str) -> list[Line]:
    r"""Split a text into lines so that joining text and ending of each gives it back.

    >>> split_lines("one\r\ntwo\x85still two\rthree")
    [Line(text='one', ending='\r\n'), Line(text='two\x85still two', ending='\r'), Line(text='three', ending='')]
    >>> split_lines("") , split_lines("a\n")
    ([], [Line(text='a', ending='\n')])
    """
    lines = [Line(match[1], match[2]) for match in _LINE.finditer(text)]
    # The pattern also matches the nothing after the last line.
    lines.pop()
    return lines
