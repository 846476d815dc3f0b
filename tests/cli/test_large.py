"""Large files and a large standard input through the command line."""

from __future__ import annotations

import errno
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

import pytest

from notefix import Settings, damage
from notefix.cli import large, streams
from notefix.cli.resolving import FileOptions
from notefix.cli.work import Task
from notefix.files import attributes, writing
from notefix.files.blocks import LARGE_BYTES
from notefix.files.large import Survey, survey_of
from tests.properties.strategies import SENTENCES

if TYPE_CHECKING:
    from typing_extensions import Buffer

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


def test_what_does_not_change_is_not_opened_for_writing(file: Path) -> None:
    """So it may be read-only, on a disk that is full, and is not copied."""
    file.write_text("Le caf\u00e9 est ferm\u00e9.\n" + CLEAN, "utf-8")
    survey = survey_of(io.BytesIO(file.read_bytes()))
    assert survey is not None
    assert survey.suspicious
    file.chmod(0o444)
    done = notefix("fix", file)
    assert (done.returncode, done.stderr) == (0, b"1 file: no damage found\n")


@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_cut_short_meanwhile_is_said(file: Path, monkeypatch: pytest.MonkeyPatch, write: bool) -> None:
    """In the middle of a character, so that what is left is no text."""
    content = (("caf\u00c3\u00a9\n" + "plain words\n" * 2000) * 40).encode()[: LARGE_BYTES + 3000]

    def cut_first(stream: IO[bytes], settings: Settings) -> Survey | None:
        file.write_bytes(content[: LARGE_BYTES + 1])
        found = survey_of(stream, settings)
        file.write_bytes(content[: LARGE_BYTES - 2] + b"\xc3")
        return found

    monkeypatch.setattr(large, "survey_of", cut_first)
    *_, result = large.results_of_file(Task(str(file), FileOptions(Settings()), write=write))
    assert result.error == f"{file}: was changed while it was being repaired, and is left as it is now."
    assert file.read_bytes() == content[: LARGE_BYTES - 2] + b"\xc3"


def full(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_without_a_place_for_temporary_files_a_file_is_repaired(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account of it waits in memory."""
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    *_, result = large.results_of_file(Task(str(file), FileOptions(Settings()), write=True))
    assert (result.error, result.changed) == (None, True)
    assert file.read_bytes() == b"\xef\xbb\xbf" + WANTED.encode()


def test_an_account_without_room_leaves_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(large, "append", full)
    *_, result = large.results_of_file(Task(str(file), FileOptions(Settings()), write=True))
    assert result.error == f"{file}: cannot be written, and is as it was: No space left on device."
    assert file.read_bytes() == before


@pytest.mark.parametrize("room_bytes", [0, 3_000_000])
def test_standard_input_that_the_disk_has_no_room_for_is_kept(monkeypatch: pytest.MonkeyPatch, room_bytes: int) -> None:
    data = bytes(range(256)) * 20_000

    class Small(io.BytesIO):
        """A file on a disk with so much room; what does not fit is written in part."""

        def write(self, piece: Buffer, /) -> int:
            room = room_bytes - self.tell()
            return super().write(memoryview(piece)[:room]) if room > 0 else full()

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Small() if room_bytes else full())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with streams.stored_standard_input(LARGE_BYTES) as stored:
        assert stored.read() == data


def test_a_baseline_knows_a_line_longer_than_a_block(tmp_path: Path) -> None:
    """It has a hash of the whole line, which no piece of it has."""
    path, baseline = tmp_path / "a.txt", tmp_path / "known.json"
    path.write_text(TEXT.replace("\r", "").replace("\n", " "), "utf-8")
    assert notefix("check", "--write-baseline", baseline, path).returncode == 0
    assert notefix("check", "--baseline", baseline, path).returncode == 0


@pytest.mark.parametrize("output_format", ["gitlab", "sarif"])
def test_equal_findings_of_a_file_have_fingerprints_of_their_own(tmp_path: Path, output_format: str) -> None:
    """Also if they are of different blocks: a server takes equal ones for one."""
    path = tmp_path / "a.txt"
    path.write_text((DAMAGED + "\n" + "plain words\n" * 3000) * 30, "utf-8")
    printed = notefix("check", "--output-format", output_format, path).stdout.decode()
    found = re.findall('"(?:fingerprint|damagedLine/v1)": "([0-9a-f]+)"', printed)
    assert (len(found), len(set(found))) == (30, 30)


def test_a_file_is_one_test_case(file: Path) -> None:
    printed = notefix("check", "--output-format", "junit", file).stdout.decode()
    assert printed.count("<testcase ") == printed.count("<failure ") == 1
    assert 'tests="1" failures="1"' in printed
    assert 'message="2 findings"' in printed
