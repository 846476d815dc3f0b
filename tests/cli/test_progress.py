"""The bar of a long run: there while results are awaited, gone without a trace when they are printed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from notefix.cli import progress
from notefix.cli.progress import with_progress
from notefix.cli.work import Result

ERASED = "\x1b[2K"
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))  # the real one is pytest's in each phase
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress, "_SECONDS_OF_PATIENCE", -1.0)
    return terminal.getvalue


def results(count: int, then: type[BaseException] | None = None) -> Iterator[Result]:
    yield from (Result(f"{i}.md") for i in range(count))
    if then is not None:
        raise then


def test_no_bar_is_on_the_screen_while_a_result_is_printed(screen: Callable[[], str]) -> None:
    for number, result in enumerate(with_progress(results(3), 3)):
        assert result.path == f"{number}.md"
        assert screen().count(f"{number}/3") == min(number, 1)
        assert number == 0 or screen().rpartition(ERASED)[2] == ""
    assert screen().endswith(ERASED)


def test_whoever_is_patient_sees_nothing(screen: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(list(with_progress(results(1), 1))) == 1
    monkeypatch.setattr(progress, "_SECONDS_OF_PATIENCE", 60.0)
    assert len(list(with_progress(results(3), 3))) == 3
    assert screen() == ""


def test_the_cursor_stays(screen: Callable[[], str]) -> None:
    shown = [screen() for _ in with_progress(results(3), 3)]
    assert HIDDEN in screen()
    for text in (*shown, screen()):  # a run can be killed at any of these moments
        assert text.rfind(SHOWN) >= text.rfind(HIDDEN)


def test_an_interrupted_run_leaves_no_bar(screen: Callable[[], str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(with_progress(results(2, KeyboardInterrupt), 9))
    assert "2/9" in screen()
    assert screen().endswith(ERASED)
