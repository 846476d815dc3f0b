"""Large files, and a large standard input: looked at, written and reported block by block."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from notefix.cli.resolving import FileOptions
from notefix.cli.streams import append, temporary_store, write_output
from notefix.cli.work import Result, Task, Wishes, do, suppressor_of
from notefix.errors import NotefixError
from notefix.files.document import Document
from notefix.files.fixing import FileOutcome, write_outcome
from notefix.files.large import Part, Survey, parts_of, survey_of
from notefix.files.reading import opened_file
from notefix.files.writing import replace_in_parts
from notefix.findings import Repair

__all__ = ["results_of_file", "results_of_input"]


def results_of_file(task: Task) -> Iterator[Result]:
    """Look at a large file, write it if it shall be and changes, and yield what came out part by part.

    The account of a file that is written waits on the disk until that is done. What needs all of a file gets it.
    """
    try:
        with opened_file(task.path) as stream:
            survey = survey_of(stream, task.options.settings)
            if survey is not None and (not task.write or not survey.suspicious):
                outcomes = (part.outcome for part in _parts(stream, task.path, survey, task))
                yield from _results(task.path, outcomes, task.options)
                return
            if survey is not None:
                with temporary_store() as account:
                    written = _write(stream, task, survey, account)
                    if written is not None:
                        yield from _results(task.path, _outcomes_in(account, written=written), task.options)
                        return
    except NotefixError as error:
        yield Result(task.path, error=str(error))
        return
    result = do(task)
    if task.write and result.outcome is not None and result.outcome.changed:
        try:
            result = Result(task.path, write_outcome(result.outcome))
        except NotefixError as error:
            result = Result(task.path, error=str(error))
    yield result


def results_of_input(
    stream: IO[bytes], path: str, options: FileOptions, wishes: Wishes, *, pass_on: bool
) -> Iterator[Result] | None:
    """Look at a large standard input, which was stored in a file; None if that needs all of it at once.

    Args:
        stream: what it was stored in.
        path: the name that it is shown under.
        options: what holds for it.
        wishes: what is left alone.
        pass_on: whether the result is written to standard output.
    """
    survey = survey_of(stream, options.settings)
    if survey is None:
        return None
    return _passed_on(stream, Task(path, options, wishes), survey, pass_on=pass_on)


def _passed_on(stream: IO[bytes], task: Task, survey: Survey, *, pass_on: bool) -> Iterator[Result]:
    done = 0

    def outcomes() -> Iterator[FileOutcome | None]:
        nonlocal done
        for part in _parts(stream, task.path, survey, task):
            if pass_on:
                write_output(part.after)
            done += len(part.before)
            yield part.outcome

    try:
        for result in _results(task.path, outcomes(), task.options):
            yield replace(result, is_standard_input=True)
    except NotefixError as error:
        if pass_on:  # the rest as it is: an editor puts it where the text was
            stream.seek(done)
            for data in iter(lambda: stream.read(1 << 20), b""):
                write_output(data)
        yield Result(task.path, error=str(error), is_standard_input=True)


def _parts(stream: IO[bytes], path: str, survey: Survey, task: Task) -> Iterator[Part]:
    stream.seek(0)
    return parts_of(
        stream, path, survey, task.options.settings, lambda: suppressor_of(path, "", task.options, task.wishes)
    )


def _write(stream: IO[bytes], task: Task, survey: Survey, account: IO[bytes]) -> bool | None:
    """Write a file if it changes, and its account; return whether it was written, None if it cannot be in parts."""
    changed = False

    def pieces() -> Iterator[tuple[bytes, bytes]]:
        nonlocal changed
        for part in _parts(stream, task.path, survey, task):
            if part.outcome is not None:
                changed |= part.outcome.changed
                append(account, pickle.dumps(part.outcome))
            yield part.before, part.after

    return changed if replace_in_parts(task.path, pieces()) else None


def _outcomes_in(account: IO[bytes], *, written: bool) -> Iterator[FileOutcome]:
    account.seek(0)
    while True:
        try:
            outcome: FileOutcome = pickle.load(account)  # noqa: S301 - this process wrote it, to a file without a name
        except EOFError:
            return
        yield replace(outcome, written=written)


def _results(path: str, outcomes: Iterator[FileOutcome | None], options: FileOptions) -> Iterator[Result]:
    """Yield a result for each part about which there is something to say, the last one as that of the whole file."""
    changed = False
    held: FileOutcome | None = None
    for outcome in outcomes:
        if outcome is None or not (outcome.changed or outcome.findings or outcome.repair.lines):
            continue
        changed |= outcome.changed
        if held is not None:
            yield Result(path, held, is_part=True)
        held = outcome
    if held is None:
        nothing = Document(path, "")
        held = FileOutcome(nothing, nothing, Repair("", changed=False), options.settings)
    yield Result(path, held, changed=changed)
