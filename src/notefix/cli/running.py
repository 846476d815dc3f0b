"""One run over all the files that were named: who does the work, what goes where, and the exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

import click

from notefix.cli.streams import read_standard_input, say_error, stdout_is_terminal
from notefix.errors import NotefixError
from notefix.files.document import document_from_bytes, document_to_bytes
from notefix.files.fixing import FileOutcome, fix_document, fix_file
from notefix.reports.summary import Summary

if TYPE_CHECKING:
    from notefix.reports.json_report import FileEntry
    from notefix.settings import Settings

__all__ = ["STANDARD_INPUT", "ExitCode", "Mode", "Request", "run"]

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<stdin>"


class ExitCode(IntEnum):
    """What the exit code says."""

    DONE = 0
    """Nothing is left to look at."""
    LOOK = 1
    """Something is: damage (check), or lines that could not be fully recovered (fix)."""
    ERROR = 2
    """The command line makes no sense, or some file could not be done."""


class Mode(Enum):
    """What is done with a repaired text."""

    CHECK = "check"
    """Nothing; the findings are printed."""
    FIX = "fix"
    """It is written: a file in place, standard input to standard output."""
    DIFF = "diff"
    """Nothing; the change is printed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for.

    Attributes:
        paths: files as the user named them; `-` is standard input.
        mode: what is done with the results.
        settings: how to repair.
        json: whether the report is for a program.
        quiet: whether to leave out the summary.
    """

    paths: tuple[str, ...]
    mode: Mode
    settings: Settings
    json: bool = False
    quiet: bool = False

    @property
    def report_to_stderr(self) -> bool:
        """Whether standard output is taken: by the diff, or by the repaired bytes of standard input."""
        return self.mode is Mode.DIFF or (self.mode is Mode.FIX and STANDARD_INPUT in self.paths)


def run(request: Request) -> ExitCode:
    """Do every file that can be done, report each as it comes, and return the exit code.

    Nothing but output raises: an error of one file is reported and the others are still done.
    """
    report = _RunReport(request)
    for path in request.paths:
        if path == STANDARD_INPUT:
            _run_standard_input(request, report)
        else:
            write = request.mode is Mode.FIX
            report.add(path, _attempt(lambda path=path: fix_file(path, request.settings, write=write)))
    report.finish()
    return report.exit_code


def _attempt(work: Callable[[], FileOutcome]) -> FileOutcome | str:
    """Return the outcome, or in one sentence why there is none. Prints nothing, so output never fails in here."""
    try:
        return work()
    except NotefixError as error:
        return str(error)
    except OSError as error:
        return f"{error}."


def _run_standard_input(request: Request, report: _RunReport) -> None:
    data = b""

    def work() -> FileOutcome:
        nonlocal data
        data = read_standard_input()
        return fix_document(document_from_bytes(data, STANDARD_INPUT_NAME), request.settings)

    result = _attempt(work)
    if request.mode is Mode.FIX:
        # A filter that cannot do its work passes on what it got: an editor puts the output where the text was.
        click.echo(data if isinstance(result, str) else document_to_bytes(result.after), nl=False)
    report.add(STANDARD_INPUT_NAME, result)


class _RunReport:
    """Owns what is printed, the numbers, and the exit code that follows from them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._summary = Summary()
        self._entries: list[FileEntry] = []
        self._something_to_look_at = False

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all files."""
        if self._summary.files_failed:
            return ExitCode.ERROR
        return ExitCode.LOOK if self._something_to_look_at else ExitCode.DONE

    def add(self, path: str, result: FileOutcome | str) -> None:
        """Report one file: its outcome, or why there is none."""
        if isinstance(result, str):
            self._summary = self._summary.with_failure()
            say_error(result)
        else:
            self._summary = self._summary.with_outcome(result)
            repair = result.repair
            checking = self._request.mode is Mode.CHECK
            self._something_to_look_at |= bool(repair.lines) if checking else not repair.fully_recovered
        if self._request.json:
            self._add_entry(path, result)
        elif isinstance(result, FileOutcome) and result.repair.lines:
            self._print_outcome(result)

    def finish(self) -> None:
        """Print what is about the whole run."""
        if self._request.json:
            from notefix.reports.json_report import json_report

            self._print(json_report(self._entries, self._summary))
        elif not self._request.quiet:
            from notefix.reports.text_report import summary_text

            click.echo(summary_text(self._summary), nl=False, err=True)

    def _add_entry(self, path: str, result: FileOutcome | str) -> None:
        from notefix.reports.json_report import file_entry

        failed = isinstance(result, str)
        self._entries.append(file_entry(path, None, result) if failed else file_entry(path, result))

    def _print_outcome(self, outcome: FileOutcome) -> None:
        from notefix.reports.text_report import findings_text, leftovers_text

        if self._request.mode is Mode.DIFF:
            _print_diff(outcome)
        checking = self._request.mode is Mode.CHECK
        self._print(findings_text(outcome) if checking else leftovers_text(outcome))

    def _print(self, text: str) -> None:
        if text:
            click.echo(text, nl=False, err=self._request.report_to_stderr)


def _print_diff(outcome: FileOutcome) -> None:
    from notefix.reports.diff import escape_diff, unified_diff

    texts = (document_to_bytes(document).decode("utf-8") for document in (outcome.before, outcome.after))
    diff = unified_diff(*texts, path=outcome.path)
    if stdout_is_terminal():
        click.echo(escape_diff(diff), nl=False)
    else:
        # Bytes: the terminal's encoding and line ending are not those of the file that will be patched.
        click.echo(diff.encode("utf-8"), nl=False)
