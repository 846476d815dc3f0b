"""From the disk, only from regular files, and never waiting for anybody."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from notefix.errors import FileError

__all__ = ["bytes_from_file", "opened_file"]

# Opening a fifo would wait for someone to write into it; O_BINARY is Windows', where text mode changes bytes.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_KINDS = (
    (stat.S_ISDIR, "is a directory, not a file"),
    (stat.S_ISFIFO, "is a pipe, not a file"),
    (stat.S_ISSOCK, "is a socket, not a file"),
    (stat.S_ISCHR, "is a device, not a file"),
    (stat.S_ISBLK, "is a device, not a file"),
)


def bytes_from_file(path: str | os.PathLike[str]) -> bytes:
    """Read a regular file, or what a symbolic link to one leads to.

    Raises:
        FileError: there is no such file, it is no regular file, or it may not be read.
    """
    with opened_file(path) as file:
        return file.read()


@contextmanager
def opened_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a regular file, or what a symbolic link to one leads to, to be read.

    Raises:
        FileError: there is no such file, it is no regular file, or it may not be read; also while it is open.
    """
    name = os.fspath(path)
    try:
        # Before it is opened, since opening moves some devices. Path("") would be the current directory.
        _refuse_irregular(os.stat(name).st_mode, name)  # noqa: PTH116
        with os.fdopen(os.open(name, _FLAGS), "rb") as file:
            _refuse_irregular(os.fstat(file.fileno()).st_mode, name)
            yield file
    except FileNotFoundError as error:
        raise FileError(f"{name}: no such file.") from error
    except OSError as error:
        raise FileError(f"{name}: cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # a NUL in the name
        raise FileError(f"{name}: cannot be read: {error}.") from error


def _refuse_irregular(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode) and not os.access(name, os.R_OK | os.X_OK):  # a walk could not look into it
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    kind = next((words for is_kind, words in _KINDS if is_kind(mode)), "is not a regular file")
    raise FileError(f"{name}: {kind}.")
