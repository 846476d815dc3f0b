"""Several runs at once, as pre-commit starts them, on the same files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from notefix.errors import FileError
from notefix.files.writing import write_in_place
from tests.files.conftest import run, start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks as POSIX has them")

# Adds its number to every file of the tree, again and again, and says how often it could.
ADD = """
from pathlib import Path
number, done = sys.argv[2].encode(), 0
input()
for _ in range(30):
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        try:
            before = bytes_of_whole_file(path, write=True)
            write_in_place(path, before, before + number)
            done += 1
        except FileError as refusal:
            assert "was changed while" in str(refusal) or "another run" in str(refusal), refusal
print(done)
"""
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n"
FIX = """
input()
for path in sys.argv[1:]:
    fix_file(path)
"""


@pytest.mark.parametrize("linked", [False, True])
def test_nothing_that_a_run_wrote_is_lost(tmp_path: Path, linked: bool) -> None:
    for name in ("a", "b", "c", "d"):
        file = tmp_path / f"{name}.txt"
        file.write_bytes(b"")
        if linked:
            (tmp_path / f"{name}.link").hardlink_to(file)
    processes = {number: start(ADD, tmp_path, number) for number in "123"}
    for process in processes.values():  # all at once
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    added = {}
    for number, process in processes.items():
        printed, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        added[number] = int(printed)
    assert min(added.values()) > 0
    text = b"".join(path.read_bytes() for path in tmp_path.glob("*.txt")).decode()
    assert {number: text.count(number) for number in added} == added
    assert {path.suffix for path in tmp_path.iterdir()} <= {".txt", ".link"}


@pytest.mark.parametrize("linked", [False, True])
def test_two_runs_that_repair_one_tree_both_succeed(tmp_path: Path, linked: bool) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(20)]
    for path in paths:
        path.write_text(DAMAGED * 10, "utf-8")
        if linked:
            path.with_suffix(".link").hardlink_to(path)
    processes = [start(FIX, *paths) for _ in range(2)]
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert {path.read_text("utf-8") for path in paths} == {"Le café est fermé.\n" * 10}
    assert len(list(tmp_path.iterdir())) == 20 * (1 + linked)


def test_a_lock_that_is_never_given_up_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setattr("notefix.files.writing.PATIENCE_SECONDS", 0.05)
    file = tmp_path / "notes.md"
    file.write_bytes(b"old")
    with file.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(FileError, match=r"notes\.md: another program has locked it\.$"):
            write_in_place(file, b"old", b"new")
    write_in_place(file, b"old", b"new")
    assert file.read_bytes() == b"new"


def test_the_lock_is_on_the_file_that_has_the_name_now(tmp_path: Path) -> None:
    import fcntl

    file, newer = tmp_path / "notes.md", tmp_path / "newer.md"
    file.write_bytes(b"old")
    newer.write_bytes(b"old")
    with newer.open("rb") as lock_of_newer:
        fcntl.flock(lock_of_newer, fcntl.LOCK_EX)
        with file.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = start("print(1, flush=True); write_in_place(sys.argv[1], b'old', b'new')", file)
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.2)  # it waits now
            newer.rename(file)
        time.sleep(0.2)
        assert file.read_bytes() == b"old"
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert file.read_bytes() == b"new"


def test_where_nothing_can_be_locked_files_are_written_all_the_same(tmp_path: Path) -> None:
    code = """
import errno, fcntl
def fail(*_):
    raise OSError(errno.ENOLCK, "No locks available")
fcntl.flock = fail
write_in_place(sys.argv[1], b"old", b"new")
"""
    file = tmp_path / "notes.md"
    file.write_bytes(b"old")
    assert run(code, file) == ""
    (tmp_path / "other.md").hardlink_to(file)
    file.write_bytes(b"old")
    assert run(code, file) == ""
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"notes.md": b"new", "other.md": b"new"}
