"""Where is the journal of a file? Asked of every file that is read, so this loads nothing that it does not need.

`notefix.files.journal` says what stands there, and why in two places.
"""

from __future__ import annotations

import os
from binascii import crc32
from contextlib import suppress

__all__ = ["find_journal", "place_beside", "place_in_state"]


def find_journal(path: str | os.PathLike[str]) -> str | None:
    """Return where the journal of a file is, None if it has none, as nearly all files."""
    name = os.fspath(path)
    target = os.path.realpath(name) if os.path.islink(name) else name  # noqa: PTH114 - every file that is read pays
    beside = place_beside(target)
    if os.path.lexists(beside):
        return beside
    with suppress(OSError):
        in_state = place_in_state(os.stat(name))  # noqa: PTH116
        if in_state is not None and os.path.exists(in_state):  # noqa: PTH110
            return os.path.realpath(in_state)
    return None


def place_beside(target: str) -> str:
    """Return where the journal of a file stands if its directory takes one; `target` is no symbolic link."""
    directory, base = os.path.split(target)
    return os.path.join(directory, f".notefix-{crc32(os.fsencode(base)):08x}.journal")  # noqa: PTH118


def place_in_state(status: os.stat_result) -> str | None:
    """Return where it stands otherwise, or a link to it; None for a user who has no such place."""
    directory = _state_directory()
    if directory is None:
        return None
    return os.path.join(directory, f"{status.st_dev:x}-{status.st_ino:x}.journal")  # noqa: PTH118


def _state_directory() -> str | None:
    """Return where a program keeps what it has to remember: the XDG Base Directory Specification, and Windows."""
    base = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(base):  # noqa: PTH117 - the specification says to ignore it then
        local = os.environ.get("LOCALAPPDATA", "") if os.name == "nt" else ""
        base = local or os.path.join(os.path.expanduser("~"), ".local", "state")  # noqa: PTH111, PTH118
    return os.path.join(base, "notefix") if os.path.isabs(base) else None  # noqa: PTH117, PTH118
