"""Large files and a large standard input through the command line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from notefix import Settings, damage
from notefix.cli import large
from notefix.cli.resolving import FileOptions
from notefix.cli.work import Task
from notefix.files import attributes, writing
from notefix.files.blocks import LARGE_BYTES
from notefix.files.large import survey_of
from tests.properties.strategies import SENTENCES

CLEAN = (SENTENCES[0] + "\n" + "plain words\n" * 4000) * 60
DAMAGED = damage(SENTENCES[0], "cp1252")
TEXT = DAMAGED + "\n" + CLEAN + DAMAGED + "\r\n" + CLEAN[:100]
WANTED = SENTENCES[0] + "\n" + CLEAN + SENTENCES[0] + "\r\n" + CLEAN[:100]
LAST = CLEAN.count("\n") + 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "large.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert path.stat().st_size > LARGE_BYTES
    return path


def notefix(*arguments: str | Path, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "notefix", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, check=False)


def test_check_says_where(file: Path) -> None:
    done = notefix("check", "--output-format", "json", file)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [line["number"] for entry in report["files"] for line in entry["lines"]] == [1, LAST]
    assert {entry["path"] for entry in report["files"]} == {str(file)}
    assert (report["summary"]["files"], report["summary"]["files_changed"]) == (1, 1)


def test_fix_writes_it(file: Path) -> None:
    file.chmod(0o640)
    done = notefix("fix", file)
    assert done.returncode == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + WANTED.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
    assert notefix("check", file).returncode == 0


def test_standard_input_goes_to_standard_output() -> None:
    done = notefix("fix", "-", data=TEXT.encode())
    assert done.stdout == WANTED.encode()
    assert done.returncode == 0
    assert notefix("check", "-", data=TEXT.encode()).returncode == 1


@pytest.mark.parametrize("data", [b"caf\xe9 \xe8", b"\x00"])
def test_input_that_cannot_be_repaired_is_passed_on(data: bytes) -> None:
    data += CLEAN.encode()
    assert notefix("fix", "-", data=data).stdout == data


def test_a_clean_file_is_not_written(file: Path) -> None:
    file.write_text(CLEAN, "utf-8")
    before = file.stat()
    assert notefix("fix", file).returncode == 0
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_of_several_names_keeps_them(file: Path) -> None:
    other = file.with_name("other.txt")
    other.hardlink_to(file)
    assert notefix("fix", file).returncode == 0
    assert other.samefile(file)
    assert other.read_bytes().endswith(WANTED.encode())


def test_an_edit_meanwhile_is_not_lost(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(str(file), FileOptions(Settings()), write=True)
    copy = attributes.copy_attributes

    def edit_first(*arguments: object) -> bool:
        file.write_bytes(b"edited")
        return copy(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "copy_attributes", edit_first)
    (result,) = large.results_of_file(task)
    assert result.error is not None
    assert "was changed while" in result.error
    assert file.read_bytes() == b"edited"


def test_what_holds_for_a_file_holds_for_its_parts(file: Path) -> None:
    allowed = DAMAGED[DAMAGED.index("\u00c3") :][:2]
    assert notefix("check", "--ignore", "mojibake", file).returncode == 0
    assert b"Damage beside text that is allowed" in notefix("check", "--allow", allowed, file).stdout


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Counted in bytes that Python holds at once."""
    import tracemalloc

    path = tmp_path / "a.txt"
    peaks = []
    for times in (1, 1, 4):  # the first fills what is kept
        path.write_text(CLEAN * times, "utf-8")
        tracemalloc.start()
        try:
            list(large.results_of_file(Task(str(path), FileOptions(Settings()))))
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]


def test_a_survey_reads_all_of_a_stream() -> None:
    stream = io.BytesIO(TEXT.encode())
    assert survey_of(stream) is not None
    assert stream.tell() == len(TEXT.encode())
