from __future__ import annotations

import os
from pathlib import Path

import pytest

from notefix.files.temporary import clean_once, temporary_file
from notefix.files.writing import write_in_place
from tests.files.conftest import only_root, run, start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks as POSIX has them")

LEFT = ".notefix-0123456789ab.tmp"


def test_what_was_left_is_removed_by_the_next_write(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_bytes(b"half")
    (tmp_path / "notes.md").write_bytes(b"old")
    write_in_place(tmp_path / "notes.md", b"old", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


@pytest.mark.parametrize(
    "name", [".notefix-0123456789AB.tmp", ".notefix-0123456789.tmp", "notefix-0123456789ab.tmp", f"{LEFT}.md", "a.tmp"]
)
def test_what_only_looks_like_it_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    clean_once(str(tmp_path))
    assert (tmp_path / name).read_bytes() == b"mine"


def test_what_is_no_file_stays(tmp_path: Path) -> None:
    (tmp_path / LEFT).mkdir()
    link = tmp_path / ".notefix-aaaaaaaaaaaa.tmp"
    (tmp_path / "notes.md").write_bytes(b"mine")
    link.symlink_to("notes.md")
    os.mkfifo(tmp_path / ".notefix-bbbbbbbbbbbb.tmp")
    clean_once(str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 4


@only_root()
def test_what_others_left_stays_where_they_share_a_directory(public_directory: Path) -> None:
    (public_directory / LEFT).write_bytes(b"of root")
    (public_directory / LEFT).chmod(0o666)
    code = "from notefix.files.temporary import clean_once; clean_once(sys.argv[1])"
    run(code, public_directory, as_nobody=True)
    assert (public_directory / LEFT).exists()
    clean_once(str(public_directory))
    assert not (public_directory / LEFT).exists()


def test_what_a_living_run_works_on_stays_until_it_is_killed(tmp_path: Path) -> None:
    code = """
from notefix.files.temporary import temporary_file
from pathlib import Path
with temporary_file(Path(sys.argv[1])) as temporary:
    print(temporary.path.name, flush=True)
    input()
"""
    process = start(code, tmp_path)
    assert process.stdout
    name = process.stdout.readline().strip()
    clean_once(str(tmp_path))
    assert (tmp_path / name).exists()
    process.kill()
    process.communicate()
    clean_once.cache_clear()
    clean_once(str(tmp_path))
    assert not (tmp_path / name).exists()


def test_a_file_that_somebody_cleans_up_as_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import notefix.files.temporary

    times = iter(range(3))
    lock = notefix.files.temporary.try_lock

    def slow_lock(descriptor: int) -> bool:
        if next(times, None) is not None:  # in between
            (made,) = tmp_path.iterdir()
            made.unlink()
        return lock(descriptor)

    monkeypatch.setattr(notefix.files.temporary, "try_lock", slow_lock)
    with temporary_file(tmp_path) as temporary:
        assert list(tmp_path.iterdir()) == [temporary.path]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("linking", [True, False])
def test_a_name_that_somebody_has_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linking: bool) -> None:
    if not linking:

        def fail(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr("os.link", fail)
    (tmp_path / "mine").write_bytes(b"mine")
    with temporary_file(tmp_path) as temporary:
        temporary.fill(b"new")
        with pytest.raises(FileExistsError):
            temporary.take_new_name(tmp_path / "mine")
        temporary.take_new_name(tmp_path / "free")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"mine": b"mine", "free": b"new"}
