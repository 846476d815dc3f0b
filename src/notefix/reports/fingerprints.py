"""How a build server knows a finding again, and the file that it is in."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from notefix.findings import Finding, LineRepair
from notefix.reports.reported_file import ReportedFile

__all__ = ["Fingerprints", "fingerprint", "path_bytes", "path_text"]


def path_bytes(path: str) -> bytes:
    """Return a path with slashes, in the bytes that the system knows it by."""
    return os.fsencode(PurePath(path).as_posix())


def path_text(path: str) -> str:
    r"""Return a path with slashes as text that can be encoded; a byte that is no text becomes an escape.

    >>> print(path_text("caf\udce9.md"))
    caf\xe9.md
    """
    return path_bytes(path).decode("utf-8", "backslashreplace")


class Fingerprints:
    """Those of a report, which tells of a large file part by part.

    A fingerprint is made of path, rule and the damaged line, not of the line's number, so that a finding stays the same
    when lines are put in above it. Equal ones of a file are numbered.
    """

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def of(self, entry: ReportedFile) -> Iterator[tuple[Finding, LineRepair | None, str]]:
        """Yield the findings that are left of a file, or of the next part of it, each with its line and fingerprint."""
        for finding, line in entry.left:
            what = (finding.rule, line.original if line else "")
            self._seen[what] += 1
            yield finding, line, fingerprint(entry.path, *what, str(self._seen[what]))
        if not entry.is_part:
            self._seen.clear()


def fingerprint(path: str, *parts: str) -> str:
    """Return 64 hexadecimal digits that stand for a path and what else is given."""
    data = b"\0".join(part.encode("utf-8", "surrogatepass") for part in (path_text(path), *parts))
    return hashlib.sha256(data).hexdigest()
