"""A unified diff that `patch -p1` and `git apply` take.

Repair never changes the number of lines, so each line is compared with what became of it and the diff takes
linear time; `difflib` would look for moved lines and take quadratic time on a file with many equal ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePath

from notefix.reports.display import printable

__all__ = ["escape_diff", "unified_diff"]

CONTEXT_LINES = 3

_NO_NEWLINE = "\\ No newline at end of file\n"


def unified_diff(before: str, after: str, path: str) -> str:
    r"""Return the difference of two texts that have the same number of lines, "" if there is none.

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

    Raises:
        ValueError: the numbers of lines differ.
    """
    old, new = _patch_lines(before), _patch_lines(after)
    changed = [number for number, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if not changed:
        return ""
    pieces = [f"--- {_header_name('a', path)}\n", f"+++ {_header_name('b', path)}\n"]
    for begin, end in _hunks(changed, len(old)):
        extent = f"{begin + 1}" if end - begin == 1 else f"{begin + 1},{end - begin}"
        pieces.append(f"@@ -{extent} +{extent} @@\n")
        for a, b in zip(old[begin:end], new[begin:end], strict=True):
            pieces += [_row(" ", a)] if a == b else [_row("-", a), _row("+", b)]
    return "".join(pieces)


def _patch_lines(text: str) -> list[str]:
    # To `patch` a line ends at a line feed only; a lone carriage return, where `notefix.lines` ends one, is a
    # character like any other.
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _row(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _hunks(changed: list[int], length: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each hunk: changed lines with context, joined where the contexts meet."""
    first = last = changed[0]
    for number in [*changed[1:], None]:
        if number is None or number - last > 2 * CONTEXT_LINES:
            yield max(first - CONTEXT_LINES, 0), min(last + CONTEXT_LINES + 1, length)
            if number is None:
                return
            first = number
        last = number


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


def escape_diff(diff: str) -> str:
    """Make a diff safe to look at on a terminal; it cannot be applied any more.

    Tabs and the carriage return of a line ending stay, since code and files of Windows are full of them.
    """
    return "\n".join(_escape_row(row) for row in diff.split("\n"))


def _escape_row(row: str) -> str:
    text = row.removesuffix("\r")
    return "\t".join(map(printable, text.split("\t"))) + row[len(text) :]
