"""A file that a command makes: whole or not at all, and in place of nothing but its like."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from notefix.errors import FileError
from notefix.files.writing import write_output_file

MAGIC = b"MODEL"
OLDER, NEWER = MAGIC + b" of old", MAGIC + b" of now"

only_posix = pytest.mark.skipif(os.name != "posix", reason="mode bits and links are POSIX's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.bin"
    path.write_bytes(OLDER)
    return path


def write(path: Path | str) -> None:
    write_output_file(path, lambda: NEWER, MAGIC)


def not_made() -> bytes:
    raise AssertionError("made in vain")


def assert_only(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_it_is_made(tmp_path: Path) -> None:
    write(tmp_path / "new.bin")
    assert_only(tmp_path / "new.bin", NEWER)


@only_posix
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_it_is_as_open_as_the_user_has_new_files(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write(tmp_path / "new.bin")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.bin").stat().st_mode) == 0o666 & ~mask


@only_posix
def test_an_older_one_is_replaced_and_its_mode_kept(file: Path) -> None:
    file.chmod(0o640)
    write(str(file))
    assert_only(file, NEWER)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@only_posix
@pytest.mark.parametrize("content", [OLDER, None])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, content: bytes | None) -> None:
    target, link = tmp_path / "target.bin", tmp_path / "link"
    link.symlink_to(target)
    if content is not None:
        target.write_bytes(content)
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == NEWER


def test_an_empty_file_is_replaced(file: Path) -> None:
    file.write_bytes(b"")
    write(file)
    assert_only(file, NEWER)


@pytest.mark.parametrize("content", [b"MODE", b"Notes of a year.\n"])
def test_another_kind_of_file_is_not_replaced(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileError, match=r"mine\.bin: holds something else, and is not replaced\.$"):
        write_output_file(file, not_made, MAGIC)
    assert_only(file, content)


def test_a_read_only_file_is_not_replaced(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(FileError, match=r"mine\.bin: is read-only\.$"):
        write_output_file(file, not_made, MAGIC)
    assert_only(file, OLDER)


def test_without_a_place_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="its directory takes no new file"):
        write_output_file(tmp_path / "nowhere" / "new.bin", not_made, MAGIC)
    with pytest.raises(FileError, match="is a directory, not a file"):
        write_output_file(tmp_path, not_made, MAGIC)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FileError("a.txt: no such file.")], ids=repr)
def test_what_cannot_be_made_leaves_the_older_one_and_no_litter(file: Path, error: BaseException) -> None:
    def fail() -> bytes:
        raise error

    with pytest.raises(type(error)):
        write_output_file(file, fail, MAGIC)
    assert_only(file, OLDER)


@pytest.mark.parametrize("failing", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
def test_a_failure_at_any_step_leaves_the_older_one_and_no_litter(
    file: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(failing, fail)
    with pytest.raises(FileError, match=r"mine\.bin: cannot be written: No space left on device\.$"):
        write(file)
    assert_only(file, OLDER)
