"""What a run that was killed left half done, the next run puts right."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from notefix.errors import FileError
from notefix.files.journal import Journal, remove_journal
from notefix.files.overwriting import is_torn, put_content, read_content
from notefix.files.reading import bytes_from_file
from notefix.files.signals import deferred_signals
from notefix.files.temporary import OPEN_FLAGS, clean_once, is_held, sync_directory, temporary_file

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
        with deferred_signals():
            _restore(name, place, write=write)
    except FileNotFoundError:
        return  # the other run has come to its end
    except OSError as error:
        raise FileError(
            f"{name}: a run was killed as it wrote this file, and {place}, from which it could be restored, cannot be "
            f"used: {error.strerror or error}."
        ) from error


def _restore(name: str, place: str, *, write: bool) -> None:
    target = Path(os.path.realpath(name, strict=True))
    stored = Path(os.path.realpath(place))
    descriptor = os.open(stored, OPEN_FLAGS)
    status = target.stat()
    try:
        if is_held(descriptor):
            raise FileError(f"{name}: another run is writing it.")
        if not os.path.samestat(stored.stat(), os.fstat(descriptor)):
            raise FileNotFoundError  # that run is done with it, and the next one has come
        # Whoever may write in this directory may leave a journal there; the owner may write the file anyway.
        if hasattr(os, "geteuid") and os.fstat(descriptor).st_uid not in (0, os.geteuid(), status.st_uid):
            raise FileError(f"{name}: {place} is not by the owner of the file; look at it, and remove it.")
        journal = Journal.from_bytes(read_content(descriptor))
        if journal is None:
            raise FileError(f"{name}: {place} is no journal, or damaged; look at it, and remove it.")
        content = bytes_from_file(target)
        torn = content not in (journal.before, journal.after) and is_torn(content, journal)
        if not write:
            if torn:
                raise FileError(f"{name}: a run was killed as it wrote this file; one that may write restores it.")
            os.close(descriptor)
            return
        saved = None
        if torn:
            _put_back(target, content, journal)
        elif content not in (journal.before, journal.after):
            saved = _save(journal.before, stored.with_suffix(""))
    except BaseException:
        os.close(descriptor)
        raise
    remove_journal(place, descriptor, status)
    clean_once(str(stored.parent))
    if saved is not None:
        raise FileError(
            f"{name}: was changed after a run had been killed as it wrote this file, and is left as it is now; what it "
            f"held before is in {saved}."
        )


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
