"""What a run that was killed left half done, the next run puts right."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from notefix.errors import FileError
from notefix.files.journal import Journal, remove_journal
from notefix.files.overwriting import is_torn, put_content, read_content
from notefix.files.reading import bytes_from_file
from notefix.files.signals import deferred_signals
from notefix.files.temporary import (
    OPEN_FLAGS,
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    clean_once,
    is_held,
    sync_directory,
    temporary_file,
)

__all__ = ["restore"]


def restore(path: str | os.PathLike[str], place: str, *, write: bool) -> None:
    """Put a file right that a killed run was writing: it gets its old content back, unless it has all of the new one.

    Args:
        path: the file.
        place: where its journal is.
        write: whether that may be done.

    Raises:
        FileError: it may not; or another run is still at work; or somebody has changed the file since, and then it
            stays, and what it held before is in a file beside the journal.
    """
    name = os.fspath(path)
    try:
        with ExitStack() as held:
            descriptor = os.open(place, OPEN_FLAGS)
            held.callback(os.close, descriptor)
            _wait_for(descriptor, name)
            with deferred_signals():
                _restore(name, place, descriptor, held, write=write)
    except FileNotFoundError:
        return  # the other run has come to its end
    except OSError as error:
        raise FileError(
            f"{name}: a run was killed as it wrote this file, and {place}, from which it could be restored, cannot be "
            f"used: {error.strerror or error}."
        ) from error


def _wait_for(journal: int, name: str) -> None:
    """Wait for another run that is at work on the file."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_held(journal):
        if time.monotonic() > deadline:
            raise FileError(f"{name}: another run is writing it.")
        time.sleep(PAUSE_SECONDS)


def _restore(name: str, place: str, descriptor: int, held: ExitStack, *, write: bool) -> None:
    target = Path(os.path.realpath(name, strict=True))
    status = target.stat()
    journal = _read_journal(name, place, descriptor, status)
    content = bytes_from_file(target)
    whole = content in (journal.before, journal.after)
    torn = not whole and is_torn(content, journal)
    if not write:
        if torn:
            raise FileError(f"{name}: a run was killed as it wrote this file; one that may write restores it.")
        return
    saved = None
    if torn:
        _put_back(target, content, journal)
    elif not whole:
        saved = _save(journal.before, Path(place).with_suffix(""))
    held.pop_all()
    remove_journal(place, descriptor, status)
    clean_once(os.path.dirname(place) or os.curdir)  # noqa: PTH120
    if saved is not None:
        raise FileError(
            f"{name}: was changed after a run had been killed as it wrote this file, and is left as it is now; what it "
            f"held before is in {saved}."
        )


def _read_journal(name: str, place: str, descriptor: int, status: os.stat_result) -> Journal:
    if not os.path.samestat(os.lstat(place), os.fstat(descriptor)):
        raise FileNotFoundError  # the other run is done with it, and the next one has come
    # Whoever may write in this directory may leave a journal there; the owner may write the file anyway.
    if hasattr(os, "geteuid") and os.fstat(descriptor).st_uid not in (0, os.geteuid(), status.st_uid):
        raise FileError(f"{name}: {place} is not by the owner of the file; look at it, and remove it.")
    journal = Journal.from_bytes(read_content(descriptor))
    if journal is None:
        raise FileError(f"{name}: {place} is no journal, or damaged; look at it, and remove it.")
    return journal


def _put_back(target: Path, content: bytes, journal: Journal) -> None:
    descriptor = os.open(target, OPEN_FLAGS)
    try:
        size = min(len(content), len(journal.before))
        put_content(descriptor, size, journal.before)
    finally:
        os.close(descriptor)


def _save(content: bytes, name: Path) -> Path:
    """Store a content under a name that nobody has."""
    number = 1
    while True:
        place = name.with_name(f"{name.name}-{number}.saved")
        with temporary_file(place.parent) as temporary:
            temporary.fill(content)
            with suppress(FileExistsError):
                temporary.take_new_name(place)
                sync_directory(place.parent)
                return place
        number += 1
