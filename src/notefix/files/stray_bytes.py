"""Where in a text are bytes that are not UTF-8? They are kept, and told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from notefix.files.document import Document
from notefix.findings import Finding
from notefix.lines import split_lines

__all__ = ["RULE", "find_stray_bytes"]

RULE = "not-utf8"

# Each run of them is a finding, up to this many; nobody reads on.
MOST_RUNS = 50
# A run may be long, and its first bytes show what it is.
MOST_BYTES_SHOWN = 4

_RUN = re.compile("[\udc80-\udcff]+")
_MARK_BYTES = 3  # of UTF-8, which alone may have strays


def find_stray_bytes(document: Document) -> tuple[Finding, ...]:
    r"""Return a finding for each run of bytes that are not UTF-8; of more than fifty runs, one for all the others.

    >>> [finding.message for finding in find_stray_bytes(Document("a.txt", "a\udcff\n", errors="surrogateescape"))]
    ['Byte 0xFF at offset 1 is not UTF-8, and is kept.']
    """
    if not document.has_stray_bytes:
        return ()
    text = document.text
    found: list[Finding] = []
    offset_bytes, done = _MARK_BYTES * document.bom, 0
    runs = _runs(text)
    for number, column, place, run in islice(runs, MOST_RUNS):
        offset_bytes += len(text[done:place].encode("utf-8"))
        found.append(Finding(RULE, number, column, _message(run, offset_bytes)))
        offset_bytes += len(run)
        done = place + len(run)
    following = next(runs, None)
    if following is not None:
        number, column, *_ = following
        what = f"are {more} more runs" if (more := 1 + sum(1 for _ in runs)) > 1 else "is 1 more run"
        found.append(Finding(RULE, number, column, f"There {what} of bytes that are not UTF-8, and are kept."))
    return tuple(found)


def _runs(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield each run with its line and column, from 1, and its place in the text."""
    begin = 0
    for number, line in enumerate(split_lines(text), 1):
        for match in _RUN.finditer(line.text):
            yield number, match.start() + 1, begin + match.start(), match[0]
        begin += len(line.text) + len(line.ending)


def _message(run: str, offset_bytes: int) -> str:
    stray = run.encode("utf-8", "surrogateescape")
    shown = " ".join(f"0x{byte:02X}" for byte in stray[:MOST_BYTES_SHOWN])
    if len(stray) == 1:
        return f"Byte {shown} at offset {offset_bytes} is not UTF-8, and is kept."
    shown += " ..." if len(stray) > MOST_BYTES_SHOWN else ""
    return f"{len(stray)} bytes at offset {offset_bytes} ({shown}) are not UTF-8, and are kept."
