"""What is done with one file, here or in another process: it is read and looked at; nothing is written or printed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from notefix.cli.resolving import FileOptions
from notefix.errors import BinaryFileError, FileError, NotefixError, OtherEncodingError
from notefix.files.blocks import LARGE_BYTES
from notefix.files.document import document_from_bytes
from notefix.files.fixing import FileOutcome, bytes_of_whole_file, fix_document
from notefix.files.journal_places import find_journal
from notefix.findings import Finding

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from notefix.files.git import ChangedLines
    from notefix.suppression.suppressor import Suppressor

__all__ = [
    "Result",
    "Task",
    "Wishes",
    "do",
    "done_in_order",
    "findings_of_encoding",
    "goes_in_parts",
    "outcome_of_bytes",
    "path_in_baseline",
    "suppressor_of",
]

# What one worker is given at once. Its results wait until all that come before are printed.
_FILES_AT_ONCE = 16
# With fewer files for each, another process takes longer to start than it saves.
_FILES_THAT_PAY = 64


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is left alone in every file of a run.

    Attributes:
        baseline: hashes of the findings that are known.
        baseline_directory: the directory that paths in those are relative to.
        changed: says which lines of a file are looked at; None is all.
    """

    baseline: frozenset[str] = frozenset()
    baseline_directory: str = os.curdir
    changed: ChangedLines | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be looked at.

    Attributes:
        path: the file.
        options: what holds for it.
        wishes: what is left alone.
        data: its bytes, where they are not those on the disk.
        write: whether it is to be written; then what a killed run has left of it is put in order first.
        in_parts: whether it may be done in parts if it is large.
    """

    path: str
    options: FileOptions
    wishes: Wishes = field(default_factory=Wishes)
    data: bytes | None = None
    write: bool = False
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: an outcome; or in one sentence why there is none, or why the file was not looked at.

    A file in another encoding has findings and no outcome. Of a large one, the task is `left` to be done in parts
    (`notefix.cli.large`); then each part is a result, and the last one, no `is_part`, is that of the file, `changed` if
    any part is. Standard input is told by `is_standard_input`, not by the name it is shown under, which a file may
    have, too.
    """

    path: str
    outcome: FileOutcome | None = None
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    skipped: str | None = None
    is_standard_input: bool = False
    left: Task | None = None
    is_part: bool = False
    changed: bool = False


def do(task: Task) -> Result:
    """Look at one file. An error of the file becomes part of the result."""
    data = b""
    try:
        if task.in_parts and goes_in_parts(task.options, task.wishes) and _is_large(task.path):
            return Result(task.path, left=replace(task, in_parts=False))
        data = bytes_of_whole_file(task.path, write=task.write) if task.data is None else task.data
        return Result(task.path, outcome=outcome_of_bytes(data, task.path, task.options, task.wishes))
    except BinaryFileError as error:
        return Result(task.path, skipped=str(error))
    except OtherEncodingError as error:
        return Result(task.path, findings=findings_of_encoding(error, data, task.path, task.options))
    except NotefixError as error:
        return Result(task.path, error=str(error))
    except OSError as error:
        return Result(task.path, error=f"{error}.")


def outcome_of_bytes(data: bytes, path: str, options: FileOptions, wishes: Wishes) -> FileOutcome:
    """Look at the content of a file.

    Raises:
        NotefixError: it cannot be done.
    """
    document = document_from_bytes(data, path, options.from_encoding)
    return fix_document(document, options.settings, suppressor_of(path, document.text, options, wishes))


def suppressor_of(path: str, text: str, options: FileOptions, wishes: Wishes) -> Suppressor | None:
    """Return what is to be left alone in a file, None if that is nothing."""
    if not (options.settings.ignore or options.allow or wishes.baseline or wishes.changed or "notefix:" in text):
        return None
    from notefix.suppression.suppressor import Suppressor

    changed = wishes.changed
    return Suppressor(
        ignore=options.settings.ignore,
        allowed=options.allow,
        baseline=wishes.baseline,
        path=path_in_baseline(path, wishes.baseline_directory),
        changed_lines=None if changed is None else lambda: changed.of(path, text),
    )


def goes_in_parts(options: FileOptions, wishes: Wishes) -> bool:
    """Say whether what is asked for can be done without all of a file in memory."""
    settings = options.settings
    # A baseline was made of the whole file, with its lines whole.
    of_whole_lines = wishes.changed or wishes.baseline
    of_all = settings.normalize != "none" or settings.select or options.from_encoding is not None or of_whole_lines
    return not of_all


def _is_large(path: str) -> bool:
    try:
        return os.stat(path).st_size > LARGE_BYTES and find_journal(path) is None
    except (OSError, ValueError):
        return False  # what is wrong with it, reading will say


def findings_of_encoding(
    error: OtherEncodingError, data: bytes, path: str, options: FileOptions
) -> tuple[Finding, ...]:
    """Return what is reported of a file in another encoding, which is left as it is."""
    if "not-utf8" in options.settings.ignore:
        return ()
    before = data[: error.offset_bytes].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
    message = str(error).removeprefix(f"{path}: ")
    return (Finding("not-utf8", line, column, message[:1].upper() + message[1:]),)


def path_in_baseline(path: str, directory: str) -> str:
    """Return a path as a baseline in a directory knows it."""
    return os.path.relpath(path, directory).replace(os.sep, "/")


def _do_some(tasks: list[Task]) -> list[Result]:
    return [_light(do(task)) for task in tasks]


def _light(result: Result) -> Result:
    """Leave out the text of a file about which there is nothing to say, which need not go from process to process."""
    outcome = result.outcome
    if outcome is None or outcome.changed or outcome.findings or outcome.repair.lines:
        return result
    nothing = replace(outcome.before, text="")
    return replace(
        result, outcome=replace(outcome, before=nothing, after=nothing, repair=replace(outcome.repair, text=""))
    )


def done_in_order(tasks: Iterable[Task], count: int, jobs: int) -> Iterator[Result]:
    """Yield the result of each task, in order, from as many processes as pay.

    Args:
        tasks: taken as they are needed.
        count: how many there are, about.
        jobs: how many processes; 0 is as many as the machine has processors for, if there is enough to do.
    """
    # One that is started for nothing costs as much as one that works.
    jobs = min(jobs, count) or min(_processors(), count // _FILES_THAT_PAY)
    if jobs <= 1 or count <= 1:
        yield from map(do, tasks)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(jobs, initializer=_begin_worker) as pool:
            yield from _pooled(_in_groups(tasks, min(_FILES_AT_ONCE, -(-count // jobs))), pool, 2 * jobs)
    except BrokenProcessPool as error:
        raise FileError("A process that looked at files was ended from outside; --jobs 1 does without.") from error


def _pooled(groups: Iterable[list[Task]], pool: Executor, ahead: int) -> Iterator[Result]:
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for some in groups:
            waiting.append(pool.submit(_do_some, some))
            if len(waiting) > ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _in_groups(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    group: list[Task] = []
    for task in tasks:
        group.append(task)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _processors() -> int:
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _begin_worker() -> None:
    """Leave signals to the parent, and end with it, however it ends."""
    import multiprocessing
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
