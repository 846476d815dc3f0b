"""The command that repairs what was found, ready to be pasted."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

__all__ = ["repair_command"]

# More make a row that nobody reads.
_MOST_PATHS = 3


def repair_command(damaged: Sequence[str], given: Sequence[str] = (), options: Sequence[str] = ()) -> str:
    """Return the command that repairs files, quoted for a shell.

    Args:
        damaged: the files with damage in them, as a user would name them.
        given: what the user named, files or folders; taken where there are too many damaged files.
        options: how to repair, as on the command line: `["--certainty", "0.9"]`.

    >>> repair_command(["my notes.md"])
    "notefix fix 'my notes.md'"
    >>> repair_command(["a", "b", "c", "d"], ["."]), repair_command(["a", "b", "c", "d"])
    ('notefix fix .', 'notefix fix PATH...')
    """
    for paths in (damaged, given):
        # What a terminal would not show as it is cannot be copied from there either.
        if 0 < len(paths) <= _MOST_PATHS and all(path.isprintable() for path in paths):
            end_of_options = ["--"] if any(path.startswith("-") for path in paths) else []
            return shlex.join(["notefix", "fix", *options, *end_of_options, *paths])
    return shlex.join(["notefix", "fix", *options]) + " PATH..."
