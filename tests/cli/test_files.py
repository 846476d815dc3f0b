"""Many files, however they are named, and by however many processes they are looked at."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from notefix.cli.resolving import FileOptions
from notefix.cli.work import Task, done_in_order
from notefix.settings import Settings

Run = Callable[..., subprocess.CompletedProcess[bytes]]

CLEAN = b"Tea is ready.\n"
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()


def grow(directory: Path, count: int) -> None:
    for i in range(count):
        place = directory / f"d{i % 7}"
        place.mkdir(exist_ok=True)
        (place / f"f{i:05}.md").write_bytes(DAMAGED if i % 5 == 0 else CLEAN)


def test_any_number_of_processes_prints_the_same(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 200)
    printed = {run_notefix("check", "--jobs", jobs, "--output-format", "concise", ".").stdout for jobs in (0, 1, 2, 5)}
    assert len(printed) == 1
    (rows,) = (output.decode().split("\n") for output in printed)
    paths = [row.partition(":")[0] for row in rows if row]
    assert paths == sorted(paths)
    assert len(paths) == 40


def test_the_parent_writes_what_workers_found(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 50)
    done = run_notefix("fix", "--jobs", "2", ".")
    assert (done.returncode, done.stdout) == (0, b"")
    assert {path.read_bytes() for path in tmp_path.rglob("*.md")} == {CLEAN, REPAIRED}
    again = run_notefix("fix", ".")
    assert (again.returncode, again.stderr) == (0, b"50 files: no damage found\n")


def test_an_error_of_a_worker_is_said(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 3)
    done = run_notefix("check", "-q", "--jobs", "2", "d0/f00000.md", "nothing.md", "d1/f00001.md")
    assert (done.returncode, done.stderr) == (2, b"notefix: error: nothing.md: no such file.\n")
    assert b"f00000.md:1:7" in done.stdout


def test_no_more_processes_are_started_than_there_are_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[int] = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, jobs: int, **_: object) -> None:
            asked.append(jobs)
            super().__init__(1)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    grow(tmp_path, 3)
    tasks = [Task(str(path), FileOptions(Settings())) for path in sorted(tmp_path.rglob("*.md"))]
    assert [result.path for result in done_in_order(tasks, 3, 100_000)] == [task.path for task in tasks]
    assert asked == [3]


def test_a_file_may_be_called_as_standard_input_is_shown(run_notefix: Run, tmp_path: Path) -> None:
    file = tmp_path / "<stdin>"
    file.write_bytes(DAMAGED)
    assert b"To repair: notefix fix '<stdin>'" in run_notefix("check", "<stdin>").stderr
    assert run_notefix("fix", "<stdin>", "-", input=DAMAGED).stdout == REPAIRED
    assert file.read_bytes() == REPAIRED


def test_a_list_of_files_from_a_pipe(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 3)
    for data in (b"d0/f00000.md\nd1/f00001.md\n", b"d0/f00000.md\0d1/f00001.md\0"):
        done = run_notefix("check", "--files-from", "-", "--output-format", "json", input=data)
        assert [file["path"] for file in json.loads(done.stdout)["files"]] == ["d0/f00000.md", "d1/f00001.md"]
    # What was read from a pipe cannot be read again.
    assert b"To repair: notefix fix d0/f00000.md\n" in run_notefix("check", "--files-from", "-", input=data).stderr
    (tmp_path / "list").write_bytes(b"d0/f00000.md\n")
    done = run_notefix("fix", "--files-from", "list")
    assert (done.returncode, (tmp_path / "d0" / "f00000.md").read_bytes()) == (0, REPAIRED)
    assert run_notefix("check", "--files-from", "-", "-", input=b"").returncode == 2


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="descriptors have no names here")
def test_a_list_may_come_from_another_command(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 1)
    ours, theirs = os.pipe()
    os.write(theirs, b"d0/f00000.md\n")
    os.close(theirs)
    done = run_notefix("check", "--files-from", f"/dev/fd/{ours}", pass_fds=(ours,))
    os.close(ours)
    assert (done.returncode, b"d0/f00000.md:1:7" in done.stdout) == (1, True)


def test_no_file_is_no_error(run_notefix: Run, tmp_path: Path) -> None:
    done = run_notefix("check", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"0 files: no damage found\n")


def test_binary_files_are_passed_over(run_notefix: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0" + DAMAGED)
    (tmp_path / "b.md").write_bytes(CLEAN)
    done = run_notefix("check", ".")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"1 file (1 skipped): no damage found\n")
    done = run_notefix("check", "-v", "a.bin")
    assert done.returncode == 0
    assert done.stderr.startswith(b"skipped: a.bin: is binary: byte 0x00 at offset 0.\n")


def test_bytes_that_are_not_utf8_are_kept_and_reported(run_notefix: Run, tmp_path: Path) -> None:
    before = "Il fait très beau à Évian, même en été.\n".encode() + b"\xff" + DAMAGED
    (tmp_path / "a.md").write_bytes(before)
    done = run_notefix("fix", "a.md")
    assert done.returncode == 1
    assert b"a.md:2:1: not-utf8: " in done.stdout
    assert (tmp_path / "a.md").read_bytes() == before.replace(DAMAGED, REPAIRED)


def test_another_encoding_is_reported_and_kept(run_notefix: Run, tmp_path: Path) -> None:
    text = "Il fait très beau à Évian, même en été, et la fenêtre est ouverte.\n" * 9
    path = tmp_path / "a.md"
    path.write_bytes(text.encode("latin-1"))
    for command in ("check", "fix"):
        done = run_notefix(command, "a.md")
        assert done.returncode == 1
        assert b"a.md:1:11: not-utf8: " in done.stdout, done
        assert path.read_bytes() == text.encode("latin-1")
    assert run_notefix("check", "--ignore", "not-utf8", "a.md").returncode == 0
    assert run_notefix("check", "--from-encoding", "latin-1", "a.md").returncode == 0
    path.write_bytes(text.encode("latin-1") + DAMAGED.decode().encode("latin-1"))
    assert run_notefix("fix", "--from-encoding", "latin-1", "a.md").returncode == 0
    assert path.read_bytes() == (text + REPAIRED.decode()).encode("latin-1")


def test_a_backup_is_what_the_file_was(run_notefix: Run, tmp_path: Path) -> None:
    grow(tmp_path, 2)
    assert run_notefix("fix", "--backup", ".old", ".").returncode == 0
    assert (tmp_path / "d0" / "f00000.md.old").read_bytes() == DAMAGED
    assert not (tmp_path / "d1" / "f00001.md.old").exists()


def test_only_changed_lines(run_notefix: Run, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    path = tmp_path / "a.md"
    path.write_bytes(DAMAGED + CLEAN)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    assert run_notefix("check", "--only-changed-lines", "a.md").returncode == 0
    path.write_bytes(DAMAGED + CLEAN + DAMAGED)
    done = run_notefix("check", "--only-changed-lines", "--output-format", "concise", "a.md")
    assert [row.split(b":")[1] for row in done.stdout.split(b"\n")[:-1]] == [b"3"]
    assert run_notefix("fix", "--base", "HEAD", "a.md").returncode == 0
    assert path.read_bytes() == DAMAGED + CLEAN + REPAIRED
    done = run_notefix("check", "--base", "nowhere", "a.md")
    assert (done.returncode, done.stderr) == (2, b"notefix: error: nowhere: no such commit.\nno file could be done\n")


def test_a_baseline_knows_old_findings(run_notefix: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "a.md"
    path.write_bytes(DAMAGED)
    assert run_notefix("check", "--write-baseline", "known.json", ".").returncode == 0
    first = (tmp_path / "known.json").read_bytes()
    assert first.isascii()
    assert run_notefix("check", "--baseline", "known.json", ".").returncode == 0
    path.write_bytes(CLEAN + DAMAGED)
    assert run_notefix("check", "--baseline", "../known.json", "a.md", cwd=tmp_path / "sub").returncode == 0
    path.write_bytes(CLEAN + DAMAGED + DAMAGED.replace(b"Le", b"Un"))
    assert run_notefix("check", "--baseline", "known.json", ".").returncode == 1
    assert run_notefix("fix", "--baseline", "known.json", ".").returncode == 0
    assert path.read_bytes() == CLEAN + DAMAGED + REPAIRED.replace(b"Le", b"Un")
    assert run_notefix("check", "--write-baseline", "sub/a.md", ".").returncode == 2
    done = run_notefix("check", "--baseline", "sub/a.md", ".")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"sub/a.md: is no baseline" in done.stderr


def test_markers_and_allowed_texts(run_notefix: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"<!-- notefix: ignore-next-line -->\n" + DAMAGED + CLEAN.replace(b"\n", b" # notefix: ignore\n"))
    done = run_notefix("fix", "a.md")
    assert (done.returncode, path.read_bytes().count(DAMAGED)) == (0, 1)
    assert b"a.md:3:17: unused-ignore: " in run_notefix("check", "a.md").stdout
    assert run_notefix("check", "a.md").returncode == 0
    path.write_bytes(DAMAGED)
    assert run_notefix("check", "--allow", "\u00c3\u00a9", "a.md").returncode == 0
    mixed = "Caf\u00c3\u00a9 cr\u00c3\u00a8me.\n".encode()
    path.write_bytes(mixed)
    done = run_notefix("fix", "--allow", "\u00c3\u00a9", "a.md")
    assert (done.returncode, path.read_bytes()) == (1, mixed)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_killed_run_leaves_whole_files_and_no_process(
    run_notefix: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    grow(tmp_path, 300)
    environment["NOTEFIX_TEST"] = str(tmp_path)
    command = [sys.executable, "-m", "notefix", "fix", "-q", "--jobs", "2", "."]
    random = Random(7)  # noqa: S311 - moments, not secrets
    for number in range(8):
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(0.2 + random.random())
        process.send_signal(signal.SIGKILL if number % 2 else signal.SIGTERM)
        process.wait()
        assert {path.read_bytes() for path in tmp_path.rglob("*.md")} <= {CLEAN, DAMAGED, REPAIRED}
        if process.returncode == 0:  # it was faster, so that is to be done again
            grow(tmp_path, 300)
    assert run_notefix("fix", ".").returncode == 0
    assert {path.read_bytes() for path in tmp_path.rglob("*.md")} == {CLEAN, REPAIRED}
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(".notefix")] == []
    deadline = time.monotonic() + 20
    while left := processes_with("NOTEFIX_TEST", str(tmp_path)):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def processes_with(name: str, value: str) -> list[str]:
    """The processes whose environment has a variable of some value."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{name}={value}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append(place.name)
    return found


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory as POSIX measures it")
def test_ten_thousand_files_take_no_more_memory_than_a_hundred(
    tmp_path: Path, environment: dict[str, str], run_notefix: Run
) -> None:
    grow(tmp_path, 10_000)
    script = (
        "import resource, sys; from notefix.cli import main; "
        "code = main(['check', '-q', '--jobs', sys.argv[1], '--output-format', 'concise', *sys.argv[2:]]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    peaks = []
    for jobs, place in (("1", "d0"), ("1", "."), ("2", ".")):
        done = subprocess.run(
            [sys.executable, "-c", script, jobs, place], cwd=tmp_path, env=environment, capture_output=True, check=True
        )
        peaks.append(int(done.stderr))
    assert max(peaks) < 1.3 * peaks[0] + 8_000  # in KiB: the names and their order take some
