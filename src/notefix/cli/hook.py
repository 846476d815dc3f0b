"""The hook for git, without pre-commit."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from notefix.cli.running import Refused
from notefix.errors import FileError, NotefixError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["install_hook"]

_MARK = "# Written by 'notefix install-hook'; it is replaced when that is run again."
# -P, since a hook is called at the top of the work tree, whose json.py or click.py is not the one that is meant.
_SCRIPT = """#!/bin/sh
{mark}
# Blocks commits that add damaged text. To commit all the same: git commit --no-verify
exec {python} -P -m notefix check --staged --only-changed-lines
"""


@click.command("install-hook")
def install_hook() -> None:
    """Make git call notefix before each commit in this repository.

    A commit that adds damaged text is blocked; damage in lines that it does not touch is left alone. A hook of somebody
    else's is never replaced. With pre-commit, use the hook 'notefix-check' instead.
    """
    from notefix.reports.display import printable

    try:
        path = _install()
    except NotefixError as error:
        raise Refused(str(error)) from error
    click.echo(f"{printable(str(path))} written", err=True)


def _install() -> Path:
    from pathlib import Path

    from notefix.files.git import hooks_directory
    from notefix.files.reading import bytes_from_file
    from notefix.files.writing import write_output_file

    # Slashes, since git runs hooks in a shell of its own on Windows, too.
    script = _SCRIPT.format(mark=_MARK, python=shlex.quote(Path(sys.executable).as_posix()))
    path = Path(hooks_directory()) / "pre-commit"
    if os.path.lexists(path) and _MARK.encode() not in bytes_from_file(path):
        raise FileError(
            f"{path}: is a hook of somebody else's, and is not replaced; "
            "call 'notefix check --staged --only-changed-lines' in it."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{path.parent}: cannot be made: {error.strerror or error}.") from error
    write_output_file(path, script.encode, b"#!/bin/sh\n")
    with suppress(OSError):  # a file system without such bits runs it without them
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return path
