from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from notefix.errors import FileError, SettingsError
from notefix.files.fixing import fix_file
from notefix.files.writing import write_in_place
from tests.files.conftest import run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(b"old")
    return path


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_what_a_file_held_stays_beside_it_as_it_was(file: Path) -> None:
    file.chmod(0o640)
    os.utime(file, ns=(1_000, 2_000))
    write_in_place(file, b"old", b"new", backup=".bak")
    assert contents(file.parent) == {"notes.md": b"new", "notes.md.bak": b"old"}
    status = (file.parent / "notes.md.bak").stat()
    assert status.st_mtime_ns == 2_000
    assert os.name != "posix" or stat.S_IMODE(status.st_mode) == 0o640


def test_an_older_backup_is_never_replaced(file: Path) -> None:
    (file.parent / "notes.md.bak").write_bytes(b"oldest")
    (file.parent / "notes.md.bak.2").mkdir()
    write_in_place(file, b"old", b"new", backup=".bak")
    (file.parent / "notes.md.bak.2").rmdir()
    assert contents(file.parent) == {"notes.md": b"new", "notes.md.bak": b"oldest", "notes.md.bak.3": b"old"}


def test_the_same_backup_is_not_made_again(file: Path) -> None:
    write_in_place(file, b"old", b"new", backup="~")
    write_in_place(file, b"new", b"old", backup="~")
    write_in_place(file, b"old", b"new", backup="~")
    assert contents(file.parent) == {"notes.md": b"new", "notes.md~": b"old", "notes.md~.2": b"new"}


def test_a_link_has_its_backup_beside_what_it_leads_to(file: Path) -> None:
    (file.parent / "here").mkdir()
    link = file.parent / "here" / "link"
    link.symlink_to(file)
    write_in_place(link, b"old", b"new", backup=".bak")
    assert (file.parent / "notes.md.bak").read_bytes() == b"old"
    assert list((file.parent / "here").iterdir()) == [link]


def test_a_name_of_several_files_has_a_backup_of_its_own(file: Path) -> None:
    (file.parent / "other.md").hardlink_to(file)
    write_in_place(file, b"old", b"new", backup=".bak")
    assert contents(file.parent) == {"notes.md": b"new", "other.md": b"new", "notes.md.bak": b"old"}


def test_no_change_makes_no_backup(file: Path) -> None:
    assert not fix_file(file, backup=".bak").written
    write_in_place(file, b"old", b"old", backup=".bak")
    with pytest.raises(FileError, match="was changed while"):
        write_in_place(file, b"other", b"new", backup=".bak")
    assert contents(file.parent) == {"notes.md": b"old"}


def test_a_write_that_fails_leaves_no_backup(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(FileError, match="Input/output error"):
        write_in_place(file, b"old", b"new", backup=".bak")
    assert contents(file.parent) == {"notes.md": b"old"}


@pytest.mark.skipif(os.name != "posix", reason="mode bits are POSIX's")
def test_without_a_place_for_a_backup_nothing_is_written(public_directory: Path) -> None:
    file = public_directory / "notes.md"
    file.write_bytes(b"old")
    file.chmod(0o666)
    public_directory.chmod(0o555)
    code = """
try:
    write_in_place(sys.argv[1], b"old", b"new", backup=".bak")
except FileError as refusal:
    print(refusal)
"""
    assert run(code, file, as_nobody=True) == (
        f"{file}: no backup can be written, so it is as it was: Permission denied.\n"
    )
    assert contents(public_directory) == {"notes.md": b"old"}


@pytest.mark.parametrize("suffix", ["", "/x", "../x", "\0", "a\\b"])
def test_what_is_no_suffix_is_refused(file: Path, suffix: str) -> None:
    with pytest.raises(SettingsError, match="A backup needs a suffix such as"):
        fix_file(file, backup=suffix)
