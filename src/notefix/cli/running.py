"""One run over all the files that are meant: what goes where, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from os import SEEK_END
from typing import IO, TYPE_CHECKING, Any

import click

from notefix.cli.resolving import FileOptions, OptionsByPath
from notefix.cli.streams import (
    say_error,
    stderr_is_terminal,
    stdout_is_terminal,
    stored_standard_input,
    write_output,
)
from notefix.cli.work import (
    Result,
    Task,
    Wishes,
    done_in_order,
    findings_of_encoding,
    goes_in_parts,
    outcome_of_bytes,
    path_in_baseline,
)
from notefix.errors import BinaryFileError, NotefixError, OtherEncodingError
from notefix.files.blocks import LARGE_BYTES
from notefix.files.document import document_to_bytes
from notefix.files.fixing import FileOutcome, write_outcome
from notefix.findings import Finding
from notefix.lines import split_lines
from notefix.reports.colors import Colors
from notefix.reports.display import printable
from notefix.reports.report import Report, View, report_named
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary, statistics_text, summary_text

if TYPE_CHECKING:
    from notefix.files.git import StagedFile

__all__ = ["STANDARD_INPUT", "ExitCode", "Mode", "Refused", "Request", "own_version", "run"]

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<stdin>"

# Reports that need not even be loaded while nothing is found: nothing comes before or after what they say of a file.
_SILENT_OF_CLEAN_FILES = ("full", "concise")


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
        paths: the files to look at; `-` is standard input.
        given: what the user named, and `stated`: how to repair, both as typed; for a hint at what to type next.
        mode: what is done with the results.
        options: what holds for each file.
        wishes: what is left alone in all of them.
        staged: contents to look at in place of files on the disk.
        jobs: how many processes work; 0 is as many as pay.
        backup: what is added to the name of a file for a copy of what it was; None makes none.
        format: of the report.
        colors: how it is painted.
        statistics: whether it ends with how often each rule found something, in place of the summary.
        quiet: whether to leave out the summary.
        verbose: whether to say what was skipped.
        write_baseline: where to write a baseline of what is found.
    """

    paths: Sequence[str]
    mode: Mode
    options: OptionsByPath
    wishes: Wishes = field(default_factory=Wishes)
    staged: Sequence[StagedFile] | None = None
    jobs: int = 1
    backup: str | None = None
    format: str = "full"
    colors: Colors = field(default_factory=Colors)
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    write_baseline: str | None = None
    given: Sequence[str] = ()
    stated: Sequence[str] = ()

    @property
    def report_to_stderr(self) -> bool:
        """Whether standard output is taken: by the diff, or by the repaired bytes of standard input."""
        return self.mode is Mode.DIFF or (self.mode is Mode.FIX and STANDARD_INPUT in self.paths)


def run(request: Request) -> ExitCode:
    """Do every file that can be done, report each as it comes, and return the exit code.

    An error of one file is reported and the others are still done; only output that fails ends the run.
    """
    report = _RunReport(request)
    results = _results(request)
    if stderr_is_terminal():
        from notefix.cli.progress import with_progress

        results = with_progress(results, len(request.paths if request.staged is None else request.staged))
    for result in results:
        for done in _finished(result, request):
            report.add(done)
    report.finish()
    return report.exit_code


def _results(request: Request) -> Iterator[Result]:
    """Yield what came out for each file, in order; standard input is read when its turn comes."""
    if request.staged is not None:
        tasks = (Task(f.path, request.options.of(f.path), request.wishes, f.data) for f in request.staged)
        yield from done_in_order(tasks, len(request.staged), request.jobs)
        return
    paths, begin = request.paths, 0
    for end in [*(i for i, path in enumerate(paths) if path == STANDARD_INPUT), len(paths)]:
        some = paths[begin:end]
        write, in_parts = request.mode is Mode.FIX, _may_go_in_parts(request)
        tasks = (Task(path, request.options.of(path), request.wishes, write=write, in_parts=in_parts) for path in some)
        yield from done_in_order(tasks, len(some), request.jobs)
        if end < len(paths):
            yield from _of_standard_input(request, request.options.of(STANDARD_INPUT))
        begin = end + 1


def _may_go_in_parts(request: Request) -> bool:
    # A diff, a baseline and a backup are of a whole file.
    return request.mode is not Mode.DIFF and request.write_baseline is None and request.backup is None


def _of_standard_input(request: Request, options: FileOptions) -> Iterator[Result]:
    try:
        stored = stored_standard_input(LARGE_BYTES)
    except NotefixError as refusal:
        if request.mode is Mode.FIX:
            write_output(b"")
        yield Result(STANDARD_INPUT_NAME, error=str(refusal), is_standard_input=True)
        return
    with stored:
        passes_on = request.mode is Mode.FIX
        if (
            stored.seek(0, SEEK_END) > LARGE_BYTES
            and _may_go_in_parts(request)
            and goes_in_parts(options, request.wishes)
        ):
            from notefix.cli.large import results_of_input  # here, since hardly any input is large

            stored.seek(0)
            results = results_of_input(stored, STANDARD_INPUT_NAME, options, request.wishes, pass_on=passes_on)
            if results is not None:
                yield from results
                return
        stored.seek(0)
        yield _of_whole_input(stored.read(), request, options)


def _of_whole_input(passed_on: bytes, request: Request, options: FileOptions) -> Result:
    outcome = None
    findings: tuple[Finding, ...] = ()
    error = skipped = None
    try:
        outcome = outcome_of_bytes(passed_on, STANDARD_INPUT_NAME, options, request.wishes)
        # A filter that cannot do its work passes on what it got: an editor puts that where the text was.
        passed_on = document_to_bytes(outcome.after)
    except BinaryFileError as refusal:
        skipped = str(refusal)
    except OtherEncodingError as refusal:
        findings = findings_of_encoding(refusal, passed_on, STANDARD_INPUT_NAME, options)
    except NotefixError as refusal:
        outcome, error = None, str(refusal)
    if request.mode is Mode.FIX:
        write_output(passed_on)
    return Result(STANDARD_INPUT_NAME, outcome, findings, error, skipped, is_standard_input=True)


def _finished(result: Result, request: Request) -> Iterator[Result]:
    """Yield a result as it is to be reported, its file written if it shall be; of a large file, all its parts."""
    if result.left is None:
        yield _written(result, request)
        return
    from notefix.cli.large import results_of_file  # here, since hardly any file is large

    yield from results_of_file(result.left)


def _written(result: Result, request: Request) -> Result:
    """Write the file of a result if it shall be."""
    outcome = result.outcome
    if request.mode is not Mode.FIX or outcome is None or not outcome.changed or result.is_standard_input:
        return result
    try:
        return Result(result.path, write_outcome(outcome, request.backup))
    except NotefixError as error:
        return Result(result.path, error=str(error))


class _RunReport:
    """Owns what is printed, the numbers, and the exit code that follows from them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._summary = Summary()
        self._something_to_look_at = False
        self._said: set[str] = set()
        self._held: list[str] = []
        self._known: list[str] = []
        self._damaged: list[str] = []
        self._made: Report | None = None
        if request.format not in _SILENT_OF_CLEAN_FILES:
            self._print(self._report.begin())

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all files."""
        if self._summary.files_failed:
            return ExitCode.ERROR
        return ExitCode.LOOK if self._something_to_look_at else ExitCode.DONE

    @property
    def _report(self) -> Report:
        if self._made is None:
            view = View.DAMAGE if self._request.mode is Mode.CHECK else View.LEFTOVERS
            name, colors = self._request.format, self._request.colors
            self._made = report_named(name, view, colors, version=own_version() if name == "sarif" else None)
        return self._made

    def add(self, result: Result) -> None:
        """Report one file: its outcome, or why there is none."""
        entry = self._entry(result)
        self._summary = self._summary.with_file(entry)
        if result.error is not None:
            self._say_once(result.error)
        elif result.skipped is not None and self._request.verbose:
            click.echo(f"skipped: {printable(result.skipped)}", err=True)
        if self._request.mode is Mode.CHECK:
            self._something_to_look_at |= any(f.rule != "unused-ignore" for f in entry.findings)
        elif result.outcome is None:
            self._something_to_look_at |= bool(entry.findings)
        else:
            self._add_outcome(result.outcome)
        if self._request.write_baseline is not None and result.outcome is not None:
            self._known += _fingerprints(result.outcome, self._request.wishes)
        if self._request.mode is Mode.CHECK and entry.changed and not result.is_standard_input and not result.is_part:
            self._damaged.append(result.path)
        if entry.findings or self._request.format not in _SILENT_OF_CLEAN_FILES:
            self._print(self._report.file(entry))

    def finish(self) -> None:
        """Print what is about the whole run."""
        if self._request.format not in _SILENT_OF_CLEAN_FILES:
            self._print(self._report.end(self._summary))
            click.echo("".join(self._held), nl=False, err=True)
        if self._request.write_baseline is not None:
            self._write_baseline(self._request.write_baseline)
        if self._request.statistics:
            click.echo(statistics_text(self._summary), nl=False, err=True)
        elif not self._request.quiet:
            click.echo(summary_text(self._summary), nl=False, err=True)
        if self._damaged and self._request.format == "full" and not self._request.quiet:
            from notefix.reports.hint import repair_command

            command = repair_command(self._damaged, self._request.given, self._request.stated)
            click.echo(f"To repair: {command}", err=True)

    def _entry(self, result: Result) -> ReportedFile:
        outcome = result.outcome
        if outcome is None:
            return ReportedFile(result.path, findings=result.findings, error=result.error, skipped=result.skipped)
        passed_on = result.is_standard_input and self._request.mode is Mode.FIX
        findings = outcome.findings
        if outcome.resolved and self._request.mode is not Mode.CHECK:
            findings = tuple(finding for finding in findings if finding not in outcome.resolved)
        return ReportedFile(
            result.path,
            outcome.repair,
            findings,
            outcome.settings,
            changed=outcome.changed or result.changed,
            is_part=result.is_part,
            written=outcome.written or passed_on,
        )

    def _say_once(self, message: str) -> None:
        # What is wrong with a model, or a file to learn from, is wrong for every file that asks for it.
        if message not in self._said:
            self._said.add(message)
            say_error(message)

    def _add_outcome(self, outcome: FileOutcome) -> None:
        self._something_to_look_at |= not outcome.fully_recovered
        if self._request.mode is Mode.DIFF and outcome.changed:
            _print_diff(outcome, self._request.colors)

    def _write_baseline(self, path: str) -> None:
        from notefix.files.writing import write_output_file
        from notefix.suppression.baseline import MAGIC, baseline_to_text

        write_output_file(path, baseline_to_text(self._known).encode, MAGIC)
        self._something_to_look_at = False

    def _print(self, text: str) -> None:
        if not text:
            return
        if not self._request.report_to_stderr:
            write_output(text)
        elif self._request.format in _SILENT_OF_CLEAN_FILES:
            click.echo(text, nl=False, err=True, color=self._request.colors.enabled)
        else:
            self._held.append(text)  # errors go there, too, and would stand in the middle of the document


def own_version() -> str | None:
    """Return the version that is installed, None in a source tree."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("notefix")
    except PackageNotFoundError:
        return None


def _fingerprints(outcome: FileOutcome, wishes: Wishes) -> Iterator[str]:
    from notefix.suppression.baseline import fingerprint

    lines = split_lines(outcome.before.text) if outcome.findings else []
    path = path_in_baseline(outcome.path, wishes.baseline_directory)
    for finding in outcome.findings:
        yield fingerprint(finding.rule, path, lines[finding.line - 1].text if finding.line <= len(lines) else "")


def _print_diff(outcome: FileOutcome, colors: Colors) -> None:
    from notefix.reports.diff import shown_diff, unified_diff

    before, after = ("\ufeff" * document.bom + document.text for document in (outcome.before, outcome.after))
    diff = unified_diff(before, after, outcome.path)
    if stdout_is_terminal() or colors.enabled:
        write_output(shown_diff(diff, colors))
    else:
        # Bytes: the encoding and line ending of the terminal are not those of the file that will be patched.
        write_output(diff.encode("utf-8", "surrogateescape"))  # stray bytes of the file are stray bytes of the diff
