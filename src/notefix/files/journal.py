"""The journal of a write into a file that cannot be replaced: both contents, old and new, whole on the disk first.

It stands beside the file, under a name that follows from the file's. A directory that takes no new file has it in the
user's state directory, under the numbers that the system has for the file. A file with several names, of which the next
run may meet any, has it beside the one that was written, and a symbolic link to it in the state directory.

Whoever is at work holds a lock on the journal. One that nobody holds was left by a run that was killed:
`notefix.files.recovery` puts that right.
"""

from __future__ import annotations

import errno
import os
import struct
import sys
from binascii import crc32
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from notefix.errors import FileError
from notefix.files.journal_places import place_beside, place_in_state

__all__ = ["NO_NEW_FILE", "Journal", "remove_journal", "write_journal"]

# The directory takes no new file, though there may be room in the file.
NO_NEW_FILE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

_MAGIC = b"notefix journal 1"
_HEADER = struct.Struct(f"<{len(_MAGIC)}sIQQ")  # magic, checksum of both contents, their sizes


@dataclass(frozen=True, slots=True)
class Journal:
    """What a file held before a write, and what it shall hold after."""

    before: bytes
    after: bytes

    def to_bytes(self) -> bytes:
        """Return it as it is stored."""
        checksum = crc32(self.after, crc32(self.before))
        return _HEADER.pack(_MAGIC, checksum, len(self.before), len(self.after)) + self.before + self.after

    @classmethod
    def from_bytes(cls, data: bytes) -> Journal | None:
        """Return the journal that was stored, None if this is none, or not all of one.

        >>> Journal.from_bytes(Journal(b"old", b"new").to_bytes())
        Journal(before=b'old', after=b'new')
        """
        if len(data) < _HEADER.size:
            return None
        magic, checksum, size_before, size_after = _HEADER.unpack_from(data)
        contents = data[_HEADER.size :]
        if magic != _MAGIC or len(contents) != size_before + size_after or crc32(contents) != checksum:
            return None
        return cls(contents[:size_before], contents[size_before:])


def write_journal(target: Path, status: os.stat_result, name: str, journal: Journal) -> tuple[int, str]:
    """Store a journal, and return it, open and locked, and where it is.

    Raises:
        FileError: there is one already, or no place for one.
        OSError: it could not be written.
    """
    beside = Path(place_beside(str(target)))
    place = place_in_state(status)
    in_state = None if place is None else Path(place)
    try:
        try:
            return _write(beside, journal, in_state if status.st_nlink > 1 else None), str(beside)
        except OSError as error:
            if error.errno not in NO_NEW_FILE:
                raise
        return _write_in_state(in_state, name, journal), str(in_state)
    except FileExistsError as error:
        raise FileError(f"{name}: another run is writing it, or was killed as it did; run again.") from error


def remove_journal(place: str, descriptor: int, status: os.stat_result) -> None:
    """Remove a journal that has done its work, and the link to it; `status` is that of the file."""
    if sys.platform == "win32":
        os.close(descriptor)  # an open file cannot be removed there
    in_state = place_in_state(status)
    stored = os.path.realpath(place)
    if in_state is not None and os.path.islink(in_state) and os.path.realpath(in_state) == stored:  # noqa: PTH114
        os.unlink(in_state)  # noqa: PTH108
    os.unlink(stored)  # noqa: PTH108
    if sys.platform != "win32":
        os.close(descriptor)


def _write_in_state(place: Path | None, name: str, journal: Journal) -> int:
    message = f"{name}: cannot be written: its directory takes no new file, and without one it is not safe"
    if place is None:
        raise FileError(f"{message}; nor is there a home directory.")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _write(place, journal, None)
    except OSError as error:
        if error.errno not in (*NO_NEW_FILE, errno.ENOENT, errno.ENOTDIR):
            raise
        raise FileError(f"{message}; nor does {place.parent}.") from error


def _write(place: Path, journal: Journal, link: Path | None) -> int:
    from notefix.files.temporary import OPEN_FLAGS, clean_once, sync_directory, temporary_file

    clean_once(str(place.parent))
    with temporary_file(place.parent) as temporary:
        temporary.fill(journal.to_bytes())
        temporary.take_new_name(place)
        sync_directory(place.parent)  # the journal has to be found before the first byte of the file is written
        if link is not None:
            _point_to(place, link)
        # The same lock; on Windows the file had to be closed.
        return os.open(place, OPEN_FLAGS) if temporary.descriptor < 0 else os.dup(temporary.descriptor)


def _point_to(place: Path, link: Path) -> None:
    """Make the journal known under the numbers of the file, as far as that can be done."""
    with suppress(OSError, NotImplementedError):
        link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if link.is_symlink() and not link.exists():  # to a journal that has been removed
            link.unlink()
        link.symlink_to(place)
