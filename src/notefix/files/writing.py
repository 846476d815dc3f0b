"""To the disk, wholly or not at all.

The new content goes to a temporary file beside the old one, and takes its name once it is safely on the disk.
So at every moment the name leads to the old content or to the new one, never to a part.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from notefix.errors import FileError
from notefix.files.reading import bytes_from_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedWriter

__all__ = ["write_in_place", "write_output_file"]

# Short, since a name may be as long as the file system allows already.
TEMPORARY_PREFIX = ".notefix-"


def write_in_place(path: str | os.PathLike[str], before: bytes, after: bytes) -> None:
    """Replace the content of a file. Symbolic links stay; what they lead to is written.

    Args:
        path: the file.
        before: what it held when it was read. If it holds anything else now, somebody wrote it meanwhile.
        after: what it shall hold. If that is no change, nothing is opened and the time of the file stays.

    Raises:
        FileError: it is read-only, was changed meanwhile, or writing failed. The file is as it was.
    """
    if before == after:
        return
    name = os.fspath(path)
    try:
        target = Path(os.path.realpath(name, strict=True))
        status = target.stat()
        _refuse_read_only(target, status.st_mode, name)
        _replace_content(target, status, name, before, after)
    except OSError as error:
        raise FileError(f"{name}: cannot be written, and is as it was: {error.strerror or error}.") from error
    _sync_directory(target.parent)


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
    descriptor, temporary = _temporary_file(target.parent, name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(make_content())
            file.flush()
            temporary.chmod(mode)
            os.fsync(descriptor)
        temporary.replace(target)
    except BaseException as error:  # Ctrl-C leaves no litter either
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileError(f"{name}: cannot be written: {error.strerror or error}.") from error
        raise
    _sync_directory(target.parent)


def _refuse_read_only(target: Path, mode: int, name: str) -> None:
    # The mode bits too: to root everything is writable, but a read-only file is somebody's wish.
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise FileError(f"{name}: is read-only.")


def _umask() -> int:
    """Return the mode bits that new files do not get; the system tells them only to who sets them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _replace_content(target: Path, status: os.stat_result, name: str, before: bytes, after: bytes) -> None:
    descriptor, temporary = _temporary_file(target.parent, name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            _copy_owner_and_mode(status, file, temporary)
            os.fsync(descriptor)
        # As late as can be: between this look and the replacement another writer would go unnoticed.
        if bytes_from_file(target) != before:
            raise FileError(f"{name}: was changed while it was being repaired, and is left as it is now.")
        temporary.replace(target)
    except BaseException:  # Ctrl-C leaves no litter either
        temporary.unlink(missing_ok=True)
        raise


def _temporary_file(directory: Path, name: str) -> tuple[int, Path]:
    import tempfile  # here, since only a file that is written needs it

    try:
        descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, suffix=".tmp", dir=directory)
    except OSError as error:
        raise FileError(
            f"{name}: cannot be written: its directory takes no new file: {error.strerror or error}."
        ) from error
    return descriptor, Path(temporary)


def _copy_owner_and_mode(status: os.stat_result, file: BufferedWriter, temporary: Path) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if hasattr(os, "fchown"):
        try:
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
        except PermissionError:
            # Whoever owns it now must not lend out his rights by a bit that the old owner set.
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
    temporary.chmod(mode)  # after the owner, whose change clears bits


def _sync_directory(directory: Path) -> None:
    """Make the new name last. The content is safe already, so a system that cannot do this is no error."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
