from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from notefix.errors import FileError
from notefix.files.git import ChangedLines, hooks_directory, listed_files, staged_files


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> bytes:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        return subprocess.run(command, check=True, capture_output=True, cwd=tmp_path).stdout

    run("init", "-q")
    return run


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def test_staged_content_is_that_of_the_index(git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md", "staged\n")
    write('odd "name"\t\u00e9.md', "x\n")
    write("sub/b.md", "b\n")
    git("add", ".")
    write("a.md", "not staged\n")
    assert {f.path: f.data for f in staged_files()} == {
        "a.md": b"staged\n",
        'odd "name"\t\u00e9.md': b"x\n",
        "sub/b.md": b"b\n",
    }
    git("commit", "-q", "-m", "one")
    assert list(staged_files()) == []
    git("add", "a.md")
    assert [f.path for f in staged_files(["sub"])] == []
    monkeypatch.chdir("sub")
    assert [(f.path, f.data) for f in staged_files()] == [("../a.md", b"not staged\n")]


def test_links_and_deleted_files_are_not_staged_text(git: Callable[..., bytes]) -> None:
    write("a.md", "a\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("rm", "-q", "a.md")
    Path("link").symlink_to("a.md")
    git("add", "link")
    assert list(staged_files()) == []


def test_many_staged_files(git: Callable[..., bytes]) -> None:
    for i in range(150):
        write(f"f{i:03}.md", f"content {i}\n" * (i % 3))
    git("add", ".")
    assert [f.data for f in staged_files()] == [f"content {i}\n".encode() * (i % 3) for i in range(150)]


def changed(name: str, **options: object) -> set[int] | None:
    lines = ChangedLines(**options).of(name, Path(name).read_bytes().decode())  # type: ignore[arg-type]
    return None if lines is None else set(lines)


def test_lines_changed_since_the_last_commit(git: Callable[..., bytes]) -> None:
    write("a.md", "one\ntwo\nthree\nfour\n")
    assert changed("a.md") is None  # nothing is committed
    git("add", ".")
    git("commit", "-q", "-m", "one")
    assert changed("a.md") == set()
    write("a.md", "zero\none\ntwo\nTHREE\nfour\n")
    write("new.md", "x\n")
    assert changed("a.md") == {1, 4}
    assert changed("new.md") is None
    git("add", "a.md")
    assert changed("a.md") == {1, 4}
    git("commit", "-q", "-m", "two")
    assert changed("a.md") == set()
    assert changed("a.md", base="HEAD~1") == {1, 4}


def test_staged_lines_only(git: Callable[..., bytes]) -> None:
    write("a.md", "one\ntwo\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    write("a.md", "one\nTWO\n")
    assert changed("a.md", staged=True) == set()
    git("add", ".")
    assert changed("a.md", staged=True) == {2}


def test_a_renamed_file_is_compared_with_what_it_was(git: Callable[..., bytes]) -> None:
    lines = [f"line {i} of a file that is moved\n" for i in range(20)]
    write("a.md", "".join(lines))
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("mv", "a.md", "b.md")
    lines[6] = "another\n"
    write("b.md", "".join(lines))
    git("add", ".")
    assert changed("b.md") == {7}


def test_a_lone_carriage_return_ends_a_line_of_ours_but_none_of_gits(git: Callable[..., bytes]) -> None:
    write("a.md", "one\rtwo\nthree\rfour\nfive\r\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    write("a.md", "one\rtwo\nthree\rFOUR\nfive\r\n")
    assert changed("a.md") == {3, 4}


def test_a_file_with_another_name_is_found_in_a_directory(git: Callable[..., bytes]) -> None:
    write('sub/\u00e9 "x".md', "one\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    write('sub/\u00e9 "x".md', "one\ntwo\n")
    assert changed('sub/\u00e9 "x".md') == {2}


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "", "HEAD:a.md"])
def test_what_is_no_commit_is_refused(git: Callable[..., bytes], base: str) -> None:
    write("a.md", "one\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    with pytest.raises(FileError, match="no such commit"):
        changed("a.md", base=base)
    assert not Path("x").exists()


def test_outside_of_a_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write("a.md", "one\n")
    with pytest.raises(FileError, match="git says"):
        changed("a.md")
    with pytest.raises(FileError, match="git says"):
        list(staged_files())


def test_hooks_are_where_git_looks_for_them(git: Callable[..., bytes]) -> None:
    assert Path(hooks_directory()) == Path(".git/hooks")
    git("config", "core.hooksPath", "mine")
    assert Path(hooks_directory()) == Path("mine")


def test_a_configuration_for_readers_of_diffs_does_not_count(
    git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", "1\n2\n3\n4\n5\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("config", "diff.relative", "true")
    git("config", "diff.interHunkContext", "9")
    write("a.md", "one\n2\n3\n4\nfive\n")
    assert ChangedLines().of("a.md", "one\n2\n3\n4\nfive\n") == frozenset({1, 5})
    write("sub/b.md", "b\n")
    git("add", ".")
    monkeypatch.chdir("sub")
    assert [f.path for f in staged_files()] == ["../a.md", "b.md"]


@pytest.mark.parametrize("told", [{}, {"GIT_WORK_TREE": "."}])
def test_where_git_was_told_its_repository_paths_are_still_from_the_top(
    git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, str]
) -> None:
    write("sub/a.md", "1\n2\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    write("sub/a.md", "1\ntwo\n")
    for name, value in {"GIT_DIR": ".git", **told}.items():  # as for a hook of a linked work tree
        monkeypatch.setenv(name, value)
    assert listed_files("sub") == ["a.md"]
    assert ChangedLines().of("sub/a.md", "1\ntwo\n") == frozenset({2})
    write("../elsewhere.md", "1\n")
    with pytest.raises(FileError, match=r"is not in the work tree"):
        ChangedLines().of("../elsewhere.md", "1\n")


def test_content_that_is_lost_is_an_error(git: Callable[..., bytes]) -> None:
    write("a.md", "a\n")
    git("add", ".")
    name = git("rev-parse", ":a.md").decode().strip()
    Path(".git", "objects", name[:2], name[2:]).unlink()
    with pytest.raises(FileError, match=f"does not have the content of a staged file: {name}"):
        list(staged_files())
