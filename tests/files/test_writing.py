from __future__ import annotations

import errno
import os
import stat
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notefix.errors import FileError
from notefix.files.attributes import copy_attributes
from notefix.files.writing import replace_in_parts, write_in_place

BEFORE, AFTER = b"old\r\n", b"new and longer\r\n"

WRITE_WITH_LIMIT = f"""
import resource, sys
from notefix.errors import FileError
from notefix.files.attributes import copy_attributes
from notefix.files.writing import write_in_place
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    write_in_place(sys.argv[1], {BEFORE!r}, {AFTER!r})
except FileError as refusal:
    print(refusal)
"""

only_posix = pytest.mark.skipif(os.name != "posix", reason="mode bits and limits are POSIX's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(BEFORE)
    return path


def assert_untouched(path: Path, content: bytes = BEFORE) -> None:
    assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_content_is_replaced(file: Path) -> None:
    write_in_place(str(file), BEFORE, AFTER)
    assert_untouched(file, AFTER)


@only_posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o4755, 0o2755, 0o666, 0o200])
def test_the_mode_is_kept(file: Path, mode: int) -> None:
    file.chmod(mode)
    write_in_place(file, BEFORE, AFTER) if mode & 0o400 or os.geteuid() == 0 else pytest.skip("unreadable")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@only_posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(file: Path) -> None:
    os.chown(file, 12345, 23456)
    write_in_place(file, BEFORE, AFTER)
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes")
@pytest.mark.parametrize("links", [1, 2])
def test_extended_attributes_are_kept(file: Path, links: int) -> None:
    try:
        os.setxattr(file, "user.origin", b"a friend")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    if links == 2:
        (file.parent / "other.md").hardlink_to(file)
    write_in_place(file, BEFORE, AFTER)
    assert os.getxattr(file, "user.origin") == b"a friend"
    assert file.read_bytes() == AFTER


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes")
def test_an_access_control_list_is_kept_and_one_of_the_directory_is_not_given(file: Path) -> None:
    # Version 2; the owner, user 12345, the group, the mask, others: each a tag, what is allowed, and an id.
    entries = [(1, 6, 2**32 - 1), (2, 4, 12345), (4, 4, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1)]
    listed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    access, default = "system.posix_acl_access", "system.posix_acl_default"
    other = file.parent / "other.md"
    other.write_bytes(BEFORE)
    try:
        os.setxattr(file, access, listed)
        os.setxattr(file.parent, default, listed)
    except OSError:
        pytest.skip("this file system has no access control lists")
    mode = file.stat().st_mode
    for path in (file, other):
        write_in_place(path, BEFORE, AFTER)
    assert (os.getxattr(file, access), file.stat().st_mode) == (listed, mode)
    assert access not in os.listxattr(other)


@pytest.mark.parametrize("links", [1, 2])
def test_a_change_of_the_mode_or_the_names_meanwhile_is_noticed(
    file: Path, monkeypatch: pytest.MonkeyPatch, links: int
) -> None:
    def change_and_copy(source: Path, *arguments: Any) -> bool:
        if links == 2:
            (file.parent / "other.md").hardlink_to(file)
        else:
            file.chmod(0o600)
        return copy_attributes(source, *arguments)

    monkeypatch.setattr("notefix.files.writing.copy_attributes", change_and_copy)
    with pytest.raises(FileError, match="was changed while it was being repaired"):
        write_in_place(file, BEFORE, AFTER)
    assert file.read_bytes() == BEFORE


@pytest.mark.parametrize("times_tell", [True, False], ids=["times tell", "times do not tell"])
def test_an_edit_by_another_program_in_the_middle_of_a_write_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch, times_tell: bool
) -> None:
    if not times_tell:  # within a few thousandths of a second they do not
        monkeypatch.setattr("notefix.files.writing._is_unchanged", lambda *_: True)

    def edit_and_copy(*arguments: Any) -> bool:
        subprocess.run([sys.executable, "-c", f"open({str(file)!r}, 'ab').write(b'mine')"], check=True)
        return copy_attributes(*arguments)

    monkeypatch.setattr("notefix.files.writing.copy_attributes", edit_and_copy)
    with pytest.raises(FileError, match="was changed while it was being repaired"):
        write_in_place(file, BEFORE, AFTER)
    assert_untouched(file, BEFORE + b"mine")


@only_posix
def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nothing")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("dangling", "loop"):
        with pytest.raises(FileError, match=f"{name}: cannot be written, and is as it was"):
            write_in_place(tmp_path / name, BEFORE, AFTER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "loop"]


def test_what_another_run_has_written_already_is_done(file: Path) -> None:
    file.write_bytes(AFTER)
    os.utime(file, ns=(1_000, 1_000))
    write_in_place(file, BEFORE, AFTER)
    assert_untouched(file, AFTER)
    assert file.stat().st_mtime_ns == 1_000


def test_no_change_is_not_written(file: Path) -> None:
    os.utime(file, ns=(1_000, 1_000))
    file.chmod(0o444)  # not even looked at
    write_in_place(file, BEFORE, BEFORE)
    assert file.stat().st_mtime_ns == 1_000


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "notes.md", tmp_path / "here" / "link"
    target.write_bytes(BEFORE)
    link.symlink_to("../there/notes.md")
    write_in_place(link, BEFORE, AFTER)
    assert link.is_symlink()
    assert_untouched(target, AFTER)


def test_a_name_as_long_as_names_get_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 255)
    file.write_bytes(BEFORE)
    write_in_place(file, BEFORE, AFTER)
    assert_untouched(file, AFTER)


def test_a_read_only_file_is_refused_to_root_too(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(FileError, match=r"notes\.md: is read-only\.$"):
        write_in_place(file, BEFORE, AFTER)
    assert_untouched(file)


def test_what_somebody_else_wrote_meanwhile_stays(file: Path) -> None:
    file.write_bytes(b"other")
    with pytest.raises(FileError, match="was changed while it was being repaired"):
        write_in_place(file, BEFORE, AFTER)
    assert_untouched(file, b"other")


def test_a_file_deleted_meanwhile_stays_deleted(file: Path) -> None:
    file.unlink()
    with pytest.raises(FileError, match="cannot be written"):
        write_in_place(file, BEFORE, AFTER)
    assert not list(file.parent.iterdir())


def test_a_file_deleted_while_its_parts_are_made_is_said_to_be_gone(file: Path) -> None:
    def parts() -> Iterator[tuple[bytes, bytes]]:
        file.unlink()
        yield BEFORE, AFTER

    with pytest.raises(FileError, match="No such file or directory"):
        replace_in_parts(file, parts())
    assert not list(file.parent.iterdir())


@only_posix
def test_a_full_disk_leaves_the_old_file_whole(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", WRITE_WITH_LIMIT, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{file}: cannot be written, and is as it was: File too large.\n"
    assert_untouched(file)


@pytest.mark.parametrize("failing", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize(
    ("error", "expected"),
    [(OSError(errno.EIO, "Input/output error"), FileError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_a_failure_at_any_step_leaves_the_old_file_whole_and_no_litter(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    error: BaseException,
    expected: type[BaseException],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(failing, fail)
    with pytest.raises(expected):
        write_in_place(file, BEFORE, AFTER)
    assert_untouched(file)
