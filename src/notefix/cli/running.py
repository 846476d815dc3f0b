"""One run over all the files that were named: who does the work, what goes where, and the exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import click

from notefix.cli.streams import read_standard_input, say_error, stdout_is_terminal, write_output
from notefix.errors import NotefixError
from notefix.files.document import document_from_bytes, document_to_bytes
from notefix.files.fixing import FileOutcome, fix_document, fix_file
from notefix.reports.report import View, report_named
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary, summary_text

if TYPE_CHECKING:
    from notefix.settings import Settings

__all__ = ["STANDARD_INPUT", "ExitCode", "Mode", "Refused", "Request", "run"]

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


class Refused(click.ClickException):
    """What a command will not or cannot do, said as every other error of notefix is."""

    exit_code = ExitCode.ERROR

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it."""
        say_error(self.format_message())


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

    An error of one file is reported and the others are still done; only output that fails ends the run.
    """
    report = _RunReport(request)
    for path in request.paths:
        if path == STANDARD_INPUT:
            _run_standard_input(request, report)
        else:
            work = partial(fix_file, path, request.settings, write=request.mode is Mode.FIX)
            report.add(path, _attempt(work))
    report.finish()
    return report.exit_code


def _attempt(work: Callable[[], FileOutcome]) -> FileOutcome | str:
    """Return the outcome, or in one sentence why there is none.

    Nothing in here prints, so an error of the output is never taken for one of the file.
    """
    try:
        return work()
    except NotefixError as error:
        return str(error)
    except OSError as error:
        return f"{error}."


def _run_standard_input(request: Request, report: _RunReport) -> None:
    passed_on = b""

    def work() -> FileOutcome:
        nonlocal passed_on
        # A filter that cannot do its work passes on what it got: an editor puts that where the text was.
        passed_on = read_standard_input()
        outcome = fix_document(document_from_bytes(passed_on, STANDARD_INPUT_NAME), request.settings)
        passed_on = document_to_bytes(outcome.after)
        return outcome

    result = _attempt(work)
    if request.mode is Mode.FIX:
        write_output(passed_on)
    report.add(STANDARD_INPUT_NAME, result)


class _RunReport:
    """Owns what is printed, the numbers, and the exit code that follows from them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._summary = Summary()
        view = View.DAMAGE if request.mode is Mode.CHECK else View.LEFTOVERS
        self._report = report_named("json" if request.json else "full", view)
        self._something_to_look_at = False
        self._repairable: list[str] = []
        self._said: set[str] = set()
        self._held: list[str] = []
        self._print(self._report.begin())

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all files."""
        if self._summary.files_failed:
            return ExitCode.ERROR
        return ExitCode.LOOK if self._something_to_look_at else ExitCode.DONE

    def add(self, path: str, result: FileOutcome | str) -> None:
        """Report one file: its outcome, or why there is none."""
        if isinstance(result, str):
            entry = ReportedFile(path, error=result)
            # What is wrong with a model, or a file to learn from, is wrong for every file that asks for it.
            if result not in self._said:
                self._said.add(result)
                say_error(result)
        else:
            entry = self._entry(path, result)
            if self._request.mode is Mode.DIFF and result.changed:
                _print_diff(path, result)
        self._summary = self._summary.with_file(entry)
        self._print(self._report.file(entry))

    def finish(self) -> None:
        """Print what is about the whole run."""
        self._print(self._report.end(self._summary))
        click.echo("".join(self._held), nl=False, err=True)
        if self._request.json or self._request.quiet:
            return
        click.echo(summary_text(self._summary), nl=False, err=True)
        if self._repairable:
            from notefix.reports.hint import repair_command

            click.echo(f"repair with: {repair_command(self._repairable, self._request.paths)}", err=True)

    def _entry(self, path: str, outcome: FileOutcome) -> ReportedFile:
        repair, settings = outcome.repair, outcome.settings
        if self._request.mode is Mode.CHECK:
            self._something_to_look_at |= bool(repair.lines)
            self._repairable += [path] * (outcome.changed and path != STANDARD_INPUT_NAME)
        else:
            self._something_to_look_at |= not repair.fully_recovered
        written = self._request.mode is Mode.FIX and outcome.changed
        return ReportedFile(path, repair, repair.findings, settings, outcome.changed, written)

    def _print(self, text: str) -> None:
        if text:
            if self._request.report_to_stderr and self._request.json:
                self._held.append(text)  # errors go there, too, and would stand in the middle of the document
            elif self._request.report_to_stderr:
                click.echo(text, nl=False, err=True)
            else:
                write_output(text)


def _print_diff(path: str, outcome: FileOutcome) -> None:
    from notefix.reports.diff import shown_diff, unified_diff

    mark = "\ufeff" * outcome.before.bom
    diff = unified_diff(mark + outcome.before.text, mark + outcome.after.text, path)
    if stdout_is_terminal():
        write_output(shown_diff(diff))
    else:
        # Bytes: the encoding and line ending of the terminal are not those of the file that will be patched.
        write_output(diff.encode("utf-8"))
