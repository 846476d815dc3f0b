"""Characters as a terminal shows them: made harmless, measured, cut to fit.

A damaged file holds whatever got into it. Control characters could make a terminal do things, and
bidirectional controls could make a line read as what it is not, so both are shown as escapes.

Widths are those of Unicode Standard Annex 11: two columns for wide and full-width characters; combining ones
take none.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

__all__ = ["ELLIPSIS", "Window", "display_width", "padded", "printable", "visible", "window_around", "wrapped"]

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

# Not printable to Python, but harmless: spaces, characters for private use or younger than Python's tables.
_HARMLESS = frozenset({"Zs", "Co", "Cn"})
_NAMED_ESCAPES = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"


def printable(text: str) -> str:
    r"""Escape control, format and other characters that a reader would not see or a terminal would obey.

    >>> print(printable("a\x1b[2J\u202eb\u200b\tc"))
    a\x1b[2J\u202eb\u200b\tc
    """
    return text if text.isprintable() else "".join(map(_cell, text))


def visible(text: str) -> str:
    """Name characters that would not be seen on their own: spaces, combining characters and what is escaped.

    >>> visible("e"), visible(" "), visible("\N{COMBINING ACUTE ACCENT}"), visible("")
    ('e', 'U+0020', 'U+0301', 'nothing')
    """
    if not text:
        return "nothing"
    if any(unicodedata.category(character)[0] in "CMZ" for character in text):
        return "+".join(f"U+{ord(character):04X}" for character in text)
    return text


def display_width(text: str) -> int:
    r"""Return how many columns a printable text takes.

    >>> display_width("abc"), display_width("\u4e2d\u6587"), display_width("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def padded(text: str, width: int) -> str:
    r"""Return a printable text with spaces after it until it takes `width` columns.

    >>> padded("\u96ea", 4) == "\u96ea  "
    True
    """
    return text + " " * (width - display_width(text))


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    r"""Break a printable text at spaces into rows of at most `width` columns; a longer word is a row of its own.

    >>> wrapped("one two three", 9, "  ")
    ['  one two', '  three']
    """
    rows: list[str] = []
    for word in text.split():
        if rows and display_width(f"{rows[-1]} {word}") <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(indent + word)
    return rows


class Window(NamedTuple):
    """A part of a line, made printable: `cells[i]` shows the character in column `first_column + i`."""

    cells: list[str]
    first_column: int
    cut_before: bool
    cut_after: bool

    def __str__(self) -> str:
        return ELLIPSIS * self.cut_before + "".join(self.cells) + ELLIPSIS * self.cut_after


def window_around(line: str, column: int, width: int) -> Window:
    """Cut out the part of a line around a column that takes at most `width` columns, ellipses included.

    A third of the room is for what stands before; what is not needed on one side goes to the other.

    >>> str(window_around("The quick brown fox jumps over the lazy dog.", 22, 20))
    '…ox jumps over the …'
    """
    begin = end = min(max(column - 1, 0), len(line))
    used = 2  # the ellipses
    # Combining characters take no columns, so the number of characters has its own limit.
    most = 4 * width

    def take(place: int, limit: int) -> bool:
        nonlocal used
        if not 0 <= place < len(line) or end - begin >= most:
            return False
        needed = display_width(_cell(line[place]))
        if used + needed > limit:
            return False
        used += needed
        return True

    while take(begin - 1, width // 3):
        begin -= 1
    while take(end, width):
        end += 1
    while take(begin - 1, width):
        begin -= 1
    return Window([_cell(c) for c in line[begin:end]], begin + 1, begin > 0, end < len(line))


def _cell(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) in _HARMLESS:
        return character
    if character in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[character]
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _width(character: str) -> int:
    # Asking for the emoji style makes a narrow character wide on most terminals; on others the line is cut
    # a little early.
    if character == _EMOJI_STYLE:
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
