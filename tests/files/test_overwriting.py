from __future__ import annotations

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.errors import FileError
from notefix.files.fixing import fix_file
from notefix.files.journal import Journal, write_journal
from notefix.files.journal_places import find_journal
from notefix.files.overwriting import is_torn
from notefix.files.writing import write_in_place
from tests.files.conftest import only_root, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="mode bits and links are POSIX's")

BEFORE, AFTER = b"old and long\r\n" * 3000, b"new\r\n" * 3000

WRITE = r"""
before = open(sys.argv[1], "rb").read()
try:
    write_in_place(sys.argv[1], before, b"new\r\n" * int(sys.argv[2]))
except FileError as refusal:
    print(refusal)
"""


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir()) if directory.exists() else []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(BEFORE)
    return path


def journal_of(file: Path, before: bytes = BEFORE, after: bytes = AFTER) -> Path:
    """Leave a journal, as a run does that is killed."""
    descriptor, place = write_journal(file, file.stat(), str(file), Journal(before, after))
    os.close(descriptor)
    return Path(place)


@pytest.mark.parametrize(("before", "after"), [(BEFORE, AFTER), (AFTER, BEFORE), (BEFORE, b""), (b"", AFTER)])
def test_hard_links_stay(file: Path, state: Path, before: bytes, after: bytes) -> None:
    file.write_bytes(before)
    file.chmod(0o640)
    (file.parent / "other").mkdir()
    other = file.parent / "other" / "name.md"
    other.hardlink_to(file)
    write_in_place(file, before, after)
    assert other.samefile(file)
    assert (other.read_bytes(), stat.S_IMODE(other.stat().st_mode)) == (after, 0o640)
    assert (names(file.parent), names(other.parent), names(state)) == (["notes.md", "other"], ["name.md"], [])


def test_a_directory_that_takes_no_file_is_no_obstacle(public_directory: Path) -> None:
    file = public_directory / "notes.md"
    file.write_bytes(BEFORE)
    file.chmod(0o666)
    number = file.stat().st_ino
    public_directory.chmod(0o555)
    assert run(WRITE, file, "3000", as_nobody=True) == ""
    assert (file.read_bytes(), file.stat().st_ino, file.stat().st_uid) == (AFTER, number, os.geteuid())
    assert names(public_directory) == ["notes.md"]
    assert names(public_directory.parent / "state" / "notefix") == []


def test_without_a_place_for_a_journal_nothing_is_written(public_directory: Path) -> None:
    file = public_directory / "notes.md"
    file.write_bytes(BEFORE)
    file.chmod(0o666)
    public_directory.chmod(0o555)
    state = public_directory.parent / "state"
    state.chmod(0o555)
    assert run(WRITE, file, "3000", as_nobody=True) == (
        f"{file}: cannot be written: its directory takes no new file, and without one it is not safe; nor does "
        f"{state}/notefix.\n"
    )
    assert file.read_bytes() == BEFORE


def test_a_user_without_a_home_has_no_place_either(public_directory: Path) -> None:
    file = public_directory / "notes.md"
    file.write_bytes(BEFORE)
    file.chmod(0o666)
    public_directory.chmod(0o555)
    code = "del os.environ['XDG_STATE_HOME']; os.environ['HOME'] = '~'\n" + WRITE
    assert run(code, file, "3000", as_nobody=True).endswith("it is not safe; nor is there a home directory.\n")
    assert file.read_bytes() == BEFORE


@only_root()
def test_the_owner_that_a_new_file_could_not_have_is_kept(public_directory: Path) -> None:
    file = public_directory / "notes.md"
    file.write_bytes(BEFORE)
    file.chmod(0o666)
    os.chown(file, 12345, 23456)
    assert run(WRITE, file, "3000", as_nobody=True) == ""
    assert (file.read_bytes(), file.stat().st_uid, file.stat().st_gid) == (AFTER, 12345, 23456)
    assert names(public_directory) == ["notes.md"]


@only_root()
def test_a_file_that_is_mounted_is_written(file: Path) -> None:
    mounted = file.parent / "mounted.md"
    mounted.write_bytes(b"below")
    if subprocess.run(["mount", "--bind", file, mounted], capture_output=True, check=False).returncode:
        pytest.skip("mounting does not work here")
    try:
        write_in_place(mounted, BEFORE, AFTER)
        assert (mounted.read_bytes(), file.read_bytes()) == (AFTER, AFTER)
    finally:
        subprocess.run(["umount", mounted], check=True)
    assert mounted.read_bytes() == b"below"
    assert names(file.parent) == ["mounted.md", "notes.md"]


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV, errno.EPERM])
def test_a_file_that_cannot_be_replaced_is_written(file: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("pathlib.Path.replace", fail)
    write_in_place(file, BEFORE, AFTER)
    assert (file.read_bytes(), names(file.parent)) == (AFTER, ["notes.md"])


@only_root()
@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("free", [0, 20_000, 50_000])
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, linked: bool, free: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=192k", "none", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting does not work here")
    try:
        file = disk / "notes.md"
        file.write_bytes(BEFORE)
        if linked:
            (disk / "other.md").hardlink_to(file)
        (disk / "filling").write_bytes(b"x" * (192 * 1024 - 49152 - free))
        before = names(disk)
        with pytest.raises(FileError, match=r"notes\.md: cannot be written, and is as it was: No space left"):
            write_in_place(file, BEFORE, BEFORE * 2)
        assert (file.read_bytes(), names(disk)) == (BEFORE, before)
    finally:
        subprocess.run(["umount", disk], check=True)


@only_root()
def test_a_disk_that_gets_full_half_way_leaves_the_old_file_whole(public_directory: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(public_directory)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting does not work here")
    try:
        file = public_directory / "notes.md"
        file.write_bytes(BEFORE)
        file.chmod(0o666)
        public_directory.chmod(0o555)  # so that the journal has room, elsewhere, and the file has not
        printed = run(WRITE, file, "30000", as_nobody=True)
        assert printed == f"{file}: cannot be written, and is as it was: No space left on device.\n"
        assert (file.read_bytes(), names(public_directory)) == (BEFORE, ["notes.md"])
        assert names(public_directory.parent / "state" / "notefix") == []
    finally:
        subprocess.run(["umount", public_directory], check=True)


@pytest.mark.parametrize(("times", "message"), [(1, "Input/output error"), (2, "restore it from its journal")])
def test_writing_that_fails_is_undone(
    file: Path, monkeypatch: pytest.MonkeyPatch, state: Path, times: int, message: str
) -> None:
    (file.parent / "other.md").hardlink_to(file)
    failures = iter(range(times))
    truncate = os.ftruncate

    def fail(descriptor: int, length: int) -> None:
        if next(failures, None) is not None:
            raise OSError(errno.EIO, "Input/output error")
        truncate(descriptor, length)

    monkeypatch.setattr("os.ftruncate", fail)
    with pytest.raises(FileError, match=message):
        write_in_place(file, BEFORE, AFTER)
    if times == 2:  # putting it back failed, too
        assert file.read_bytes() == AFTER + BEFORE[len(AFTER) :]
        assert find_journal(file)
        fix_file(file)
    assert file.read_bytes() == BEFORE
    assert (names(file.parent), names(state)) == (["notes.md", "other.md"], [])


@given(st.binary(max_size=40), st.binary(max_size=40), st.data())
def test_any_part_of_a_write_is_seen_as_that(before: bytes, after: bytes, data: st.DataObject) -> None:
    journal = Journal(before, after)
    assert Journal.from_bytes(journal.to_bytes()) == journal
    done = data.draw(st.integers(0, len(after)))
    grown = before + after[len(before) :]
    for torn in (after[:done] + before[done:], after[:done] + grown[done:], grown[: max(len(before), done)]):
        assert is_torn(torn, journal)


@pytest.mark.parametrize("content", [b"", BEFORE + b"x", b"xld" + BEFORE[3:], AFTER[:4999] + b"x" + BEFORE[5000:]])
def test_what_somebody_wrote_is_not_taken_for_half_a_write(content: bytes) -> None:
    assert is_torn(AFTER[:4999] + BEFORE[4999:], Journal(BEFORE, AFTER))
    assert not is_torn(content, Journal(BEFORE, AFTER))


@pytest.mark.parametrize("stored", [b"", b"x" * 100, Journal(b"a", b"b").to_bytes()[:-1]])
def test_what_is_no_journal_is_not_believed(file: Path, stored: bytes) -> None:
    place = journal_of(file)
    place.write_bytes(stored)
    with pytest.raises(FileError, match="is no journal, or damaged; look at it, and remove it"):
        fix_file(file)
    assert (file.read_bytes(), place.read_bytes()) == (BEFORE, stored)


@pytest.mark.parametrize("content", [BEFORE, AFTER, AFTER[:5000] + BEFORE[5000:], AFTER + BEFORE[len(AFTER) :]])
@pytest.mark.parametrize("link", [False, True])
def test_the_next_run_puts_right_what_a_killed_one_left(file: Path, state: Path, content: bytes, link: bool) -> None:
    (file.parent / "other").mkdir()
    other = file.parent / "other" / "name.md"
    other.hardlink_to(file)
    journal_of(file)
    file.write_bytes(content)
    if content not in (BEFORE, AFTER):
        with pytest.raises(FileError, match="was killed as it wrote this file; one that may write restores it"):
            fix_file(file, write=False)
    fix_file(other if link else file)
    assert file.read_bytes() == (AFTER if content == AFTER else BEFORE)
    assert (names(file.parent), names(state)) == (["notes.md", "other"], [])


def test_what_was_edited_after_a_kill_stays_and_so_does_what_was_there_before(file: Path) -> None:
    place = journal_of(file)
    file.write_bytes(b"edited")
    assert fix_file(file, write=False).before.text == "edited"
    with pytest.raises(
        FileError, match=r"notes\.md: was changed after a run had been killed.* is in (.*)\.$"
    ) as refusal:
        fix_file(file)
    saved = place.with_name(place.stem + "-1.saved")
    assert str(saved) in str(refusal.value)
    assert (file.read_bytes(), saved.read_bytes(), place.exists()) == (b"edited", BEFORE, False)
    assert not fix_file(file).written  # and all is as usual


@only_root()
def test_a_journal_of_somebody_else_is_not_believed(file: Path) -> None:
    place = journal_of(file, b"evil", BEFORE)
    os.chown(place, 12345, 12345)
    with pytest.raises(FileError, match="is not by the owner of the file; look at it, and remove it"):
        fix_file(file)
    assert file.read_bytes() == BEFORE


def test_a_journal_that_is_a_link_is_not_followed(file: Path) -> None:
    place = journal_of(file, b"evil", BEFORE)
    place.rename(file.parent / "journal")
    place.symlink_to("journal")
    with pytest.raises(FileError, match="cannot be used: Too many levels of symbolic links"):
        fix_file(file)
    assert file.read_bytes() == BEFORE


def test_a_journal_that_somebody_is_at_work_on_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notefix.files.recovery.PATIENCE_SECONDS", 0.05)
    descriptor, place = write_journal(file, file.stat(), str(file), Journal(BEFORE, AFTER))
    try:
        with pytest.raises(FileError, match=r"notes\.md: another run is writing it\.$"):
            fix_file(file)
        assert Path(place).exists()
    finally:
        os.close(descriptor)
    fix_file(file)
    assert names(file.parent) == ["notes.md"]
