"""Signals that would end the program wait until a file is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

__all__ = ["deferred_signals"]

# Ctrl-C, what `kill` and service managers send, a terminal that closes, and Ctrl-Break. Windows lacks some.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Hold back signals that ask the program to end, and pass them on afterwards.

    For steps that have to be finished once they have begun, and are short. Of each signal one is passed on, to whatever
    handled it before: so a Ctrl-C raises KeyboardInterrupt at the end of the block, though all of it was done. In any
    thread but the main one there is nothing to hold back, since Python runs no handler there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if number not in came:
            came.append(number)

    before: dict[int, Any] = {}
    try:
        for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
            handler = signal.getsignal(number)
            # Who ignores a signal, as under nohup, goes on to; what was not installed by Python cannot be put back.
            if handler is not None and handler is not signal.SIG_IGN:
                before[number] = handler
                signal.signal(number, note)
        yield
    finally:
        try:
            _handle_as(before)
        except BaseException:  # one came in between, to a handler that is back already
            _handle_as(before)
            raise
        for number in came:
            signal.raise_signal(number)


def _handle_as(handlers: dict[int, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
