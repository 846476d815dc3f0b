"""The old content of a file, beside it, before it is written."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from notefix.errors import FileError, SettingsError
from notefix.files.attributes import copy_attributes
from notefix.files.reading import bytes_from_file
from notefix.files.temporary import sync_directory, temporary_file

__all__ = ["check_suffix", "write_backup"]


def check_suffix(suffix: str) -> None:
    """Refuse what is no suffix of a file name.

    Raises:
        SettingsError: it is empty, or has a character that no name may have.
    """
    if not isinstance(suffix, str) or not suffix or any(character in suffix for character in "/\\\0"):
        raise SettingsError(f"A backup needs a suffix such as '.bak', not {suffix!r}.")


def write_backup(target: Path, status: os.stat_result, name: str, content: bytes, suffix: str) -> Path | None:
    """Store what a file holds beside it, with its attributes and times; return where.

    An older backup is never replaced: `notes.md.bak` is followed by `notes.md.bak.2`. If one of them has this content
    already there is nothing to do, and None is returned.

    Raises:
        FileError: it cannot be stored.
    """
    try:
        for number in count(1):
            place = target.with_name(target.name + suffix + (f".{number}" if number > 1 else ""))
            if os.path.lexists(place):
                if place.is_file() and place.stat().st_size == len(content) and bytes_from_file(place) == content:
                    return None
                continue
            with temporary_file(target.parent) as temporary:
                temporary.fill(content)
                copy_attributes(target, status, temporary.path, temporary.descriptor)
                os.utime(temporary.path, ns=(status.st_atime_ns, status.st_mtime_ns))
                temporary.sync()
                try:
                    temporary.take_new_name(place)
                except FileExistsError:  # just now
                    continue
            sync_directory(target.parent)
            return place
    except OSError as error:
        raise FileError(f"{name}: no backup can be written, so it is as it was: {error.strerror or error}.") from error
    raise AssertionError("numbers do not end")
