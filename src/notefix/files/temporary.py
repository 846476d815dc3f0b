"""Temporary files beside what they shall become, and what a killed run left of them.

Whoever is at work on one holds a lock on it, which the system takes away when a process ends, however it ends. So a
temporary file that nobody holds was left behind, and whoever next writes in that directory removes it. On Windows
nobody can remove a file that is open, which does the same.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = [
    "OPEN_FLAGS",
    "PATIENCE_SECONDS",
    "PAUSE_SECONDS",
    "Temporary",
    "clean_once",
    "is_held",
    "sync_directory",
    "temporary_file",
    "try_lock",
    "write_all",
]

# Short, since a name may be as long as the file system allows already.
PREFIX, SUFFIX = ".notefix-", ".tmp"
_OURS = re.compile(r"\.notefix-[0-9a-f]{12}\.tmp")

# O_BINARY is Windows', where text mode changes bytes. A symbolic link of such a name is not ours.
OPEN_FLAGS = (
    os.O_RDWR
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_MOST_ATTEMPTS = 20

# Two runs at work on one file wait for each other; each is done with it in much less.
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.01


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data, or fail; one call may write less than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def try_lock(descriptor: int) -> bool:
    """Lock a file for as long as it is open; return False if somebody else has it.

    Raises:
        OSError: locks do not work here.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(descriptor: int) -> bool:
    """Say whether somebody else is at work on an open file, or may be: where locks do not work, nobody can tell."""
    try:
        return not try_lock(descriptor)
    except OSError:
        return True


class Temporary:
    """A new file under a name that says that it is temporary, open and locked."""

    def __init__(self, directory: Path) -> None:
        for _ in range(_MOST_ATTEMPTS):
            self.path = directory / f"{PREFIX}{os.urandom(6).hex()}{SUFFIX}"
            # For nobody else, until it has the mode of what it shall become.
            self.descriptor = os.open(self.path, OPEN_FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
            with suppress(OSError):  # no locks here: then nobody who cleans up gets one either
                if not try_lock(self.descriptor) or not self._has_its_name():
                    # Somebody who cleans up was faster.
                    self.discard()
                    continue
            return
        raise OSError("temporary files disappear")

    def _has_its_name(self) -> bool:
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self.descriptor))
        except FileNotFoundError:
            return False

    def fill(self, data: bytes) -> None:
        """Write the content, safely on the disk."""
        write_all(self.descriptor, data)
        self.sync()

    def sync(self) -> None:
        """Bring what was written to the disk."""
        os.fsync(self.descriptor)

    def replace(self, target: Path) -> None:
        """Take the place of another file."""
        if sys.platform == "win32":
            self.close()  # an open file cannot be renamed there
        self.path.replace(target)

    def take_new_name(self, name: Path) -> None:
        """Take a name that nobody has.

        Raises:
            FileExistsError: somebody has it.
        """
        if sys.platform == "win32":
            self.close()
        try:
            os.link(self.path, name)
        except FileExistsError:
            raise
        except (OSError, AttributeError, NotImplementedError) as error:  # a file system without hard links
            if os.path.lexists(name):
                raise FileExistsError(f"{name} is there") from error
            self.path.rename(name)
        else:
            self.path.unlink()

    def close(self) -> None:
        """Close it, which gives up the lock."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def discard(self) -> None:
        """Close it, and remove it if it still has its temporary name."""
        self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


@contextmanager
def temporary_file(directory: Path) -> Iterator[Temporary]:
    """Give a new file in a directory; what has not got another name at the end is removed.

    Raises:
        OSError: the directory takes none.
    """
    temporary = Temporary(directory)
    try:
        yield temporary
    finally:
        temporary.discard()


def sync_directory(directory: Path) -> None:
    """Make a new name last. The content is safe already, so a system that cannot do this is no error."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@lru_cache(maxsize=4096)
def clean_once(directory: str) -> None:
    """Remove the temporary files that killed runs left in a directory; look for them once in this process."""
    with suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name):
                _remove_if_left(entry.path)


def _remove_if_left(path: str) -> None:
    with suppress(OSError):
        descriptor = os.open(path, OPEN_FLAGS)
        try:
            status = os.fstat(descriptor)
            ours = not hasattr(os, "geteuid") or os.geteuid() in (0, status.st_uid)
            if not stat.S_ISREG(status.st_mode) or not ours or is_held(descriptor):
                return
            if sys.platform != "win32":
                # Still locked, so that nobody can take it for new.
                _unlink_same(path, status)
                return
        finally:
            os.close(descriptor)
        Path(path).unlink()


def _unlink_same(path: str, status: os.stat_result) -> None:
    if os.path.samestat(os.lstat(path), status):
        Path(path).unlink()
