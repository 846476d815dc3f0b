from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notefix.files.signals import deferred_signals
from tests.files.conftest import start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

# Stops in the middle of the write until it is told to go on.
WRITE_SLOWLY = """
import notefix.files.writing as writing
replace = writing._replace

def slow_replace(*arguments):
    print("in the middle", flush=True)
    input()
    return replace(*arguments)

writing._replace = slow_replace
write_in_place(sys.argv[1], b"old", b"new")
print("not reached", flush=True)
"""


@pytest.fixture(autouse=True)
def _signals_are_not_ignored() -> Iterator[None]:
    """A shell that puts the tests into the background has them ignore some."""
    usual: dict[signal.Signals, Any] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGHUP: signal.SIG_DFL,
        signal.SIGTERM: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_ctrl_c_comes_after_the_block() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - that it comes at the end is the point
        with deferred_signals():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append(1)
        done.append(2)
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_each_handler_gets_its_signal_once(monkeypatch: pytest.MonkeyPatch) -> None:
    came = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        with deferred_signals(), deferred_signals():
            signal.raise_signal(signal.SIGTERM)
            assert came == []
        assert came == [signal.SIGTERM]
        with pytest.raises(ZeroDivisionError), deferred_signals():  # noqa: PT012 - in this order
            signal.raise_signal(signal.SIGTERM)
            raise ZeroDivisionError
        assert len(came) == 2
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with deferred_signals():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_in_other_threads_nothing_is_held_back() -> None:
    done = []

    def work() -> None:
        with deferred_signals():
            done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.default_int_handler]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_asked_to_end_finishes_the_file(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes(b"old")
    process = start(WRITE_SLOWLY, file)
    assert process.stdout
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(number)
    printed, _ = process.communicate("\n", timeout=60)
    assert (printed, process.returncode) == ("", -number)
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]
