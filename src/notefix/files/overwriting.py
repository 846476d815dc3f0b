"""Into a file that cannot be replaced: it has several names, or its directory takes no new file.

No system can change the content of a file in one step, so a run that is killed in between leaves a part of each. Both
contents stand in a journal by then, and what is done here can be undone from it: by this run if writing fails, by the
next one if this one is killed (`notefix.files.recovery`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from notefix.errors import FileError
from notefix.files.journal import Journal, remove_journal, write_journal
from notefix.files.temporary import OPEN_FLAGS, write_all

__all__ = ["is_torn", "overwrite", "put_content", "read_content"]

# As large as the pieces that a system writes at once, or a multiple of them.
_PIECE_BYTES = 4096


def overwrite(target: Path, status: os.stat_result, name: str, before: bytes, after: bytes) -> None:
    """Write into a file. Its owner, mode, attributes and all its names stay.

    Args:
        target: the file, no symbolic link.
        status: what it was when it was looked at.
        name: the file as the user named it, for messages.
        before: what it holds.
        after: what it shall hold.

    Raises:
        FileError: it was changed meanwhile, or there is no place for a journal.
        OSError: writing failed. The file is as it was.
    """
    descriptor = os.open(target, OPEN_FLAGS)
    try:
        journal, place = write_journal(target, status, name, Journal(before, after))
        if not os.path.samestat(os.fstat(descriptor), status) or read_content(descriptor) != before:
            remove_journal(place, journal, status)
            raise FileError(f"{name}: was changed while it was being repaired, and is left as it is now.")
        try:
            put_content(descriptor, len(before), after)
        except BaseException as error:
            _undo(descriptor, journal, before, f"{name}: writing failed half-way, and so did putting it back", error)
            remove_journal(place, journal, status)
            raise
        # Writing takes these bits from a file, for who is not root.
        if os.fstat(descriptor).st_mode != status.st_mode:
            with suppress(OSError):
                target.chmod(status.st_mode & 0o7777)
        remove_journal(place, journal, status)
    finally:
        os.close(descriptor)


def put_content(descriptor: int, size_before: int, content: bytes) -> None:
    """Give an open file a content, and bring it to the disk. First what makes it longer, since that may fail."""
    if len(content) > size_before:
        os.lseek(descriptor, size_before, os.SEEK_SET)
        write_all(descriptor, content[size_before:])
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, content[:size_before])
    os.ftruncate(descriptor, len(content))
    os.fsync(descriptor)


def read_content(descriptor: int) -> bytes:
    """Return all that an open file holds."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    pieces = []
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def is_torn(content: bytes, journal: Journal) -> bool:
    """Say whether a content can be what a write leaves that did not come to its end.

    That is so if every byte is that of the old or of the new content in its place, or, where the file was made longer,
    zero: systems write pieces in any order, and give room before they fill it.
    """
    before, after = journal.before, journal.after
    if not min(len(before), len(after)) <= len(content) <= max(len(before), len(after)):
        return False
    for begin in range(0, len(content), _PIECE_BYTES):
        piece = content[begin : begin + _PIECE_BYTES]
        old, new = before[begin : begin + len(piece)], after[begin : begin + len(piece)]
        if piece in (old, new):
            continue
        for i, byte in enumerate(piece):
            may_be = {old[i]} if i < len(old) else {0}
            if i < len(new):
                may_be.add(new[i])
            if byte not in may_be:
                return False
    return True


def _undo(descriptor: int, journal: int, before: bytes, message: str, error: BaseException) -> None:
    try:
        size = os.fstat(descriptor).st_size
        os.ftruncate(descriptor, min(size, len(before)))
        put_content(descriptor, min(size, len(before)), before)
    except OSError:
        os.close(journal)  # so that the next run can take it
        raise FileError(f"{message}; run notefix on it again to restore it from its journal.") from error
