"""A unified diff that `patch -p1` and `git apply` take.

Repair never changes the number of lines, so each line is compared with what became of it and the diff takes
linear time; `difflib` would look for moved lines and take quadratic time on a file with many equal ones. Normalization
may add or remove lines; then `difflib` is asked, about the part that differs, if that is small.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import NamedTuple

from notefix.reports.colors import NO_COLORS, Colors
from notefix.reports.display import printable

__all__ = ["shown_diff", "unified_diff"]

CONTEXT_LINES = 3

# So many comparisons of two lines take half a second at worst; beyond, lines are compared by their numbers.
MOST_COMPARISONS = 100_000

_NO_NEWLINE = "\\ No newline at end of file\n"


class _Block(NamedTuple):
    """Lines that go, and the lines that come in their place: from, and up to but without."""

    old_begin: int
    old_end: int
    new_begin: int
    new_end: int


def unified_diff(before: str, after: str, path: str) -> str:
    r"""Return the difference of two texts, "" if there is none.

    Args:
        before: the old text, with its byte order mark if the file has one.
        after: the new text.
        path: the file that is to be patched.

    >>> print(unified_diff("one\ntwo", "one\nTwo", "a.txt"), end="")
    --- a/a.txt
    +++ b/a.txt
    @@ -1,2 +1,2 @@
     one
    -two
    \ No newline at end of file
    +Two
    \ No newline at end of file
    """
    old, new = _patch_lines(before), _patch_lines(after)
    blocks = _blocks(old, new)
    if not blocks:
        return ""
    pieces = [f"--- {_header_name('a', path)}\n", f"+++ {_header_name('b', path)}\n"]
    for hunk in _hunks(blocks):
        begin = max(hunk[0].old_begin - CONTEXT_LINES, 0)
        end = min(hunk[-1].old_end + CONTEXT_LINES, len(old))
        new_begin = hunk[0].new_begin - (hunk[0].old_begin - begin)
        new_end = hunk[-1].new_end + (end - hunk[-1].old_end)
        pieces.append(f"@@ -{_extent(begin, end)} +{_extent(new_begin, new_end)} @@\n")
        for block in hunk:
            pieces += [_row(" ", line) for line in old[begin : block.old_begin]]
            pieces += [_row("-", line) for line in old[block.old_begin : block.old_end]]
            pieces += [_row("+", line) for line in new[block.new_begin : block.new_end]]
            begin = block.old_end
        pieces += [_row(" ", line) for line in old[begin:end]]
    return "".join(pieces)


def _blocks(old: list[str], new: list[str]) -> list[_Block]:
    if len(old) == len(new):
        return [_Block(i, i + 1, i, i + 1) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old_rest) * len(new_rest) > MOST_COMPARISONS:
        common = min(len(old_rest), len(new_rest))
        blocks = _blocks(old_rest[:common], new_rest[:common])
        blocks.append(_Block(common, len(old_rest), common, len(new_rest)))
    else:
        matcher = SequenceMatcher(None, old_rest, new_rest, autojunk=False)
        blocks = [_Block(*places) for tag, *places in matcher.get_opcodes() if tag != "equal"]
    return [_Block(*(place + head for place in block)) for block in blocks]


def _extent(begin: int, end: int) -> str:
    if end - begin == 1:
        return f"{begin + 1}"
    # Where there are no lines, the line before them is named.
    return f"{begin + 1},{end - begin}" if end > begin else f"{begin},0"


def _patch_lines(text: str) -> list[str]:
    # To `patch` a line ends at a line feed only; a lone carriage return, where `notefix.lines` ends one, is a
    # character like any other.
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _row(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _hunks(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Yield the blocks of each hunk: those whose contexts meet."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.old_begin - hunk[-1].old_end >= 2 * CONTEXT_LINES:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _header_name(side: str, path: str) -> str:
    """Return a path as git writes it: quoted like a C string if need be, ended by a tab if it has a space."""
    name = f"{side}/{PurePath(path).as_posix().lstrip('/')}"
    if name.isprintable() and '"' not in name and "\\" not in name:
        return f"{name}\t" if " " in name else name
    return '"' + "".join(_quoted_byte(byte) for byte in os.fsencode(name)) + '"'


def _quoted_byte(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{byte:c}"
    return f"{byte:c}" if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def shown_diff(diff: str, colors: Colors = NO_COLORS) -> str:
    """Make a diff safe to look at on a terminal; it cannot be applied any more.

    Tabs and the carriage return of a line ending stay, since code and files of Windows are full of them.
    """
    rows = []
    is_header = True
    for row in diff.split("\n"):
        is_header = is_header and not row.startswith("@@ ")
        rows.append(_shown_row(row, colors, is_header=is_header))
    return "\n".join(rows)


def _shown_row(row: str, colors: Colors, *, is_header: bool) -> str:
    text = row.removesuffix("\r")
    end = row[len(text) :]
    shown = "\t".join(map(printable, text.split("\t")))
    if is_header:
        return colors.heading(shown) + end
    if shown.startswith("@@ "):
        return colors.place(shown) + end
    paint = {"-": colors.removed, "+": colors.added}.get(shown[:1])
    return (paint(shown) if paint else shown) + end
