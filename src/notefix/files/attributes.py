"""What a file has besides its content: owner, group, mode, extended attributes (access control lists are such).

Birth time and file number are those of the new file, and the file flags and resource forks of macOS are not copied.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["copy_attributes"]


def copy_attributes(source: Path, status: os.stat_result, path: Path, descriptor: int) -> bool:
    """Give a new file the attributes of another one; say whether it has them all now.

    Args:
        source: the other file.
        status: its status.
        path: the new file.
        descriptor: the new file, open.
    """
    try:
        if hasattr(os, "fchown"):
            has = os.fstat(descriptor)
            if (has.st_uid, has.st_gid) != (status.st_uid, status.st_gid):
                os.fchown(descriptor, status.st_uid, status.st_gid)
        if hasattr(os, "listxattr"):
            _copy_extended(source, descriptor)
        path.chmod(stat.S_IMODE(status.st_mode))  # after the owner, whose change clears bits
    except OSError:
        return False
    has = os.fstat(descriptor)
    return (has.st_mode, has.st_uid, has.st_gid) == (status.st_mode, status.st_uid, status.st_gid)


def _copy_extended(source: Path, descriptor: int) -> None:
    wanted = _extended(source)
    has = _extended(descriptor)
    for name, value in wanted.items():
        if has.get(name) != value:
            os.setxattr(descriptor, name, value)
    for name in has.keys() - wanted.keys():  # what the directory gives to new files
        os.removexattr(descriptor, name)


def _extended(file: Path | int) -> dict[str, bytes]:
    try:
        names = os.listxattr(file)
    except OSError:  # a file system that has none
        return {}
    return {name: os.getxattr(file, name) for name in names}
