"""To the disk, wholly or not at all.

The new content goes to a temporary file beside the old one, and takes its name once it is safely on the disk.
So at every moment the name leads to the old content or to the new one, never to a part. Where a new file cannot take
the old one's place without something being lost, the old one is written into (`notefix.files.overwriting`).
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from notefix.errors import FileError
from notefix.files.attributes import copy_attributes
from notefix.files.journal import NO_NEW_FILE
from notefix.files.reading import bytes_from_file
from notefix.files.signals import deferred_signals
from notefix.files.temporary import (
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    Temporary,
    clean_once,
    sync_directory,
    temporary_file,
    try_lock,
    write_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["replace_in_parts", "write_in_place", "write_output_file"]

# Something is mounted on the file, or (sticky directories, Windows) it is not ours or not free to be replaced.
_IRREPLACEABLE = NO_NEW_FILE | {errno.EBUSY, errno.EXDEV, errno.ETXTBSY}

_PIECE_BYTES = 1 << 20


def write_in_place(path: str | os.PathLike[str], before: bytes, after: bytes, *, backup: str | None = None) -> None:
    """Replace the content of a file. Symbolic links stay; what they lead to is written.

    Owner, mode, extended attributes and hard links stay too. Signals that ask the program to end wait until it is done.

    Args:
        path: the file.
        before: what it held when it was read. If it holds anything else now, somebody wrote it meanwhile; unless it
            is `after`, which was then the work of another run like this one.
        after: what it shall hold. If that is no change, nothing is opened and the time of the file stays.
        backup: a suffix; what the file held is kept beside it under its name with this at the end.

    Raises:
        FileError: it is read-only, was changed meanwhile, or writing failed. The file is as it was.
        SettingsError: the suffix is none.
    """
    if backup is not None:
        from notefix.files.backup import check_suffix

        check_suffix(backup)
    if before == after:
        return
    name = os.fspath(path)
    try:
        target = Path(os.path.realpath(name, strict=True))
        with _locked(target, name), deferred_signals():
            _write(target, name, before, after, backup)
    except OSError as error:
        raise FileError(f"{name}: cannot be written, and is as it was: {error.strerror or error}.") from error


def replace_in_parts(path: str | os.PathLike[str], parts: Iterable[tuple[bytes, bytes]]) -> bool:
    """Replace the content of a file that is not held in memory, as `write_in_place` does.

    Args:
        path: the file.
        parts: what it held when it was read, and what it shall hold, piece by piece. Made while it is being written,
            before the file is locked. If none of them changes, nothing is opened.

    Returns:
        whether that is done; if not, something would be lost by it (`notefix.files.overwriting`), and nothing was done.

    Raises:
        FileError: it is read-only, was changed meanwhile, or writing failed. The file is as it was.
    """
    name = os.fspath(path)
    parts = iter(parts)
    digest = hashlib.sha256()
    same_bytes = 0
    try:
        target = Path(os.path.realpath(name, strict=True))
        status = target.stat()
        for before, after in parts:
            digest.update(before)
            if before != after:
                break
            same_bytes += len(before)
        else:
            return True
        _refuse_read_only(target, status.st_mode, name)
        clean_once(str(target.parent))
        if status.st_nlink > 1:
            return False
        with temporary_file(target.parent) as temporary:
            _copy_beginning(target, same_bytes, temporary.descriptor)
            write_all(temporary.descriptor, after)
            for before, after in parts:
                digest.update(before)
                write_all(temporary.descriptor, after)
            with _locked(target, name), deferred_signals():
                return _take_place(temporary, target, status, name, lambda: _digest(target) == digest.digest())
    except OSError as error:
        if error.errno in _IRREPLACEABLE:
            return False
        raise FileError(f"{name}: cannot be written, and is as it was: {error.strerror or error}.") from error


def _copy_beginning(source: Path, size_bytes: int, descriptor: int) -> None:
    # If it is no longer what was read, that is noticed when all of it is compared.
    with source.open("rb") as file:
        while size_bytes > 0 and (data := file.read(min(size_bytes, _PIECE_BYTES))):
            write_all(descriptor, data)
            size_bytes -= len(data)


def _digest(target: Path) -> bytes:
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def write_output_file(path: str | os.PathLike[str], make_content: Callable[[], bytes], magic: bytes) -> None:
    """Write a file that a command makes, in place of an older one of its kind if there is one.

    Args:
        path: the file. Symbolic links stay; what they lead to is written.
        make_content: makes what it shall hold, which may take long; called once it is sure that there is a place.
        magic: how files of its kind begin. Any other file is somebody's text, named by mistake, and is not replaced.

    Raises:
        FileError: another kind of file is there, or a read-only one, or writing failed. What was there is as it was.
    """
    name = os.fspath(path)
    target = Path(os.path.realpath(name))
    mode = 0o666 & ~_umask()
    if os.path.lexists(target):
        older = bytes_from_file(name)
        if older and not older.startswith(magic):
            raise FileError(f"{name}: holds something else, and is not replaced.")
        mode = stat.S_IMODE(target.stat().st_mode)
        _refuse_read_only(target, mode, name)
    clean_once(str(target.parent))
    what = "cannot be written: its directory takes no new file"
    try:
        with temporary_file(target.parent) as temporary:
            what = "cannot be written"
            write_all(temporary.descriptor, make_content())
            temporary.path.chmod(mode)
            temporary.sync()
            temporary.replace(target)
    except OSError as error:
        raise FileError(f"{name}: {what}: {error.strerror or error}.") from error
    sync_directory(target.parent)


def _refuse_read_only(target: Path, mode: int, name: str) -> None:
    # The mode bits too: to root everything is writable, but a read-only file is somebody's wish.
    # What is gone by now is not read-only, and will be missed.
    if not mode & 0o222 or (not os.access(target, os.W_OK) and target.exists()):
        raise FileError(f"{name}: is read-only.")


def _umask() -> int:
    """Return the mode bits that new files do not get; the system tells them only to who sets them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write(target: Path, name: str, before: bytes, after: bytes, backup: str | None) -> None:
    status = target.stat()
    _refuse_read_only(target, status.st_mode, name)
    clean_once(str(target.parent))
    content = bytes_from_file(target)
    if content == after:
        return
    if content != before:
        raise _changed_meanwhile(name)
    stored = None
    if backup is not None:
        from notefix.files.backup import write_backup  # here, since few ask for one

        stored = write_backup(target, status, name, before, backup)
    try:
        if not _replace(target, status, name, before, after):
            from notefix.files.overwriting import overwrite  # here, since few files need it

            overwrite(target, status, name, before, after)
    except BaseException:
        if stored is not None:
            with suppress(OSError):
                stored.unlink()
        raise


def _replace(target: Path, status: os.stat_result, name: str, before: bytes, after: bytes) -> bool:
    """Put a new file in the place of the old one; return False if something would be lost by that."""
    if status.st_nlink > 1:
        return False
    try:
        with temporary_file(target.parent) as temporary:
            write_all(temporary.descriptor, after)
            return _take_place(temporary, target, status, name, lambda: bytes_from_file(target) == before)
    except OSError as error:
        if error.errno in _IRREPLACEABLE:
            return False
        raise


def _take_place(
    temporary: Temporary, target: Path, status: os.stat_result, name: str, is_as_read: Callable[[], bool]
) -> bool:
    """Put a temporary file that is filled in the place of another; return False if something would be lost by that."""
    if not copy_attributes(target, status, temporary.path, temporary.descriptor):
        return False
    temporary.sync()
    # As late as can be: between this look and the replacement another writer would go unnoticed.
    if not is_as_read() or not _is_unchanged(status, target.stat()):
        raise _changed_meanwhile(name)
    temporary.replace(target)
    sync_directory(target.parent)
    return True


def _is_unchanged(status: os.stat_result, now: os.stat_result) -> bool:
    """Say whether nobody has touched a file: not its content, nor its mode, owner, attributes or names."""
    # The times alone are no finer than some thousandths of a second.
    names = ("st_dev", "st_ino", "st_mode", "st_uid", "st_gid", "st_nlink", "st_size", "st_mtime_ns", "st_ctime_ns")
    return all(getattr(status, name) == getattr(now, name) for name in names)


def _changed_meanwhile(name: str) -> FileError:
    return FileError(f"{name}: was changed while it was being repaired, and is left as it is now.")


@contextmanager
def _locked(target: Path, name: str) -> Iterator[None]:
    """Keep other runs from writing a file meanwhile. What knows no locks does without."""
    if sys.platform == "win32":  # where an open file could not be replaced
        yield
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if _is_ours(descriptor):
                if os.path.samestat(os.fstat(descriptor), target.stat()):
                    yield
                    return
                continue  # it was replaced, and the new one is another file
        finally:
            os.close(descriptor)
        if time.monotonic() > deadline:
            raise FileError(f"{name}: another program has locked it.")
        time.sleep(PAUSE_SECONDS)


def _is_ours(descriptor: int) -> bool:
    try:
        return try_lock(descriptor)
    except OSError:  # no locks here
        return True
