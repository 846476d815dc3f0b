"""The command line: arguments in, exit code out.

Knows argv, the standard streams and exit codes, and leaves everything else to the other rooms. Importing it
loads nothing. What a command needs is loaded when it needs it: a hook starts notefix often, mostly in vain.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

__all__ = ["main"]

# 128 and the number of SIGINT: what a shell reports of a program that Ctrl-C ended.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        arguments: without the program's name; those of the process if None.
    """
    # The second expert's matrices are small. Beside other programs, and beside --jobs, threads for them wait for each
    # other ten times as long as they work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from notefix.cli.commands import execute

        return execute(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
