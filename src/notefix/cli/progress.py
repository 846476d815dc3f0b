"""How far a long run is, for a person at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import click

from notefix.cli.work import Result

__all__ = ["with_progress"]

# Who waits less long than this does not want to be told.
_SECONDS_OF_PATIENCE = 2.0
_ERASE_LINE = "\r\x1b[2K"
# The bar hides the cursor, and shows it again where it ends, which a run that is killed does not reach.
_SHOW_CURSOR = "\x1b[?25h"


def with_progress(results: Iterable[Result], count: int) -> Iterator[Result]:
    """Yield results; where they take long, show a bar on standard error while they are awaited.

    While a result is with the caller, who may print, there is no bar.

    Args:
        results: as they come.
        count: how many there will be.
    """
    if count < 2:
        yield from results
        return
    begin, bar = time.monotonic(), None
    try:
        for done, result in enumerate(results, 1):
            if bar is not None:
                _print(_ERASE_LINE)
            yield result
            if bar is None and time.monotonic() - begin > _SECONDS_OF_PATIENCE:
                bar = _bar(count)
                bar.update(done)
            elif bar is not None:
                bar.update(1)
            if bar is not None:
                _print(_SHOW_CURSOR)
    finally:
        if bar is not None:
            _print(_ERASE_LINE)


def _print(sequence: str) -> None:
    sys.stderr.write(sequence)
    sys.stderr.flush()


def _bar(count: int) -> Any:
    # Not as a context: that would leave the finished bar on the screen.
    return click.progressbar(length=count, label="notefix", file=sys.stderr, show_pos=True)
