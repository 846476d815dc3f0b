from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from notefix.errors import FileError, SettingsError
from notefix.files.discovery import Choice, discover, names_from_list
from tests.files.conftest import run


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.txt", "sub/c.md", "sub/deep/d.py", "node_modules/e.md", "ignored/f.md", "sub/\u00e9.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", "utf-8")
    (tmp_path / "sub" / "link.md").symlink_to("../a.md")
    (tmp_path / ".gitignore").write_text("ignored/\n*.py\n", "utf-8")
    return tmp_path


def git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(directory), *arguments], check=True, capture_output=True)


def found(*names: str, **wishes: object) -> list[str]:
    return list(discover(names, Choice(**wishes)))  # type: ignore[arg-type]


def test_a_directory_is_walked_in_order(tree: Path) -> None:
    assert found(".") == [".gitignore", "a.md", "b.txt", "ignored/f.md", "sub/c.md", "sub/deep/d.py", "sub/\u00e9.md"]


def test_in_a_work_tree_git_says_what_there_is(tree: Path) -> None:
    git(tree, "init", "-q")
    git(tree, "add", "a.md", "-f", "ignored/f.md")
    (tree / "gone.md").write_text("x", "utf-8")
    git(tree, "add", "gone.md")
    (tree / "gone.md").unlink()
    # Tracked although it is ignored; not tracked, and would be.
    assert found(".") == [
        ".gitignore",
        "a.md",
        "b.txt",
        "ignored/f.md",
        "node_modules/e.md",
        "sub/c.md",
        "sub/\u00e9.md",
    ]
    assert found("sub") == ["sub/c.md", "sub/\u00e9.md"]
    assert "sub/deep/d.py" in found(".", git=False)


def test_a_submodule_is_no_file(tree: Path) -> None:
    git(tree, "init", "-q")
    inner = tree / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    assert not any(path.startswith("inner") for path in found("."))


def test_a_work_tree_that_git_refuses_is_an_error(tree: Path) -> None:
    (tree / ".git").write_text("gitdir: nowhere\n", "utf-8")
    with pytest.raises(FileError, match="git says"):
        found(".")
    assert found(".", git=False)


def test_without_git_it_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileError, match="git cannot be run"):
        found(".")


def test_what_a_killed_run_left_is_no_text(tree: Path) -> None:
    for name in (".notefix-0123456789ab.tmp", ".notefix-01234567.journal"):
        (tree / "sub" / name).write_bytes(b"x")
    assert found("sub") == ["sub/c.md", "sub/deep/d.py", "sub/\u00e9.md"]


def test_patterns_choose_in_directories(tree: Path) -> None:
    assert found(".", include=("*.md",), exclude=("sub/",)) == ["a.md", "ignored/f.md"]
    assert found("sub", include=("*.md", "!c.md")) == ["sub/\u00e9.md"]
    assert found("sub", exclude=("/sub/c.md",)) == ["sub/deep/d.py", "sub/\u00e9.md"]


def test_named_files_are_taken(tree: Path) -> None:
    assert found("b.txt", exclude=("*.txt",)) == ["b.txt"]
    assert found("b.txt", "a.md", exclude=("*.txt",), force_exclude=True) == ["a.md"]
    assert found("missing.md") == ["missing.md"]


def test_patterns_are_relative_to_their_base(tree: Path) -> None:
    assert found("sub", exclude=("/c.md",), base="sub") == ["sub/deep/d.py", "sub/\u00e9.md"]
    assert found("a.md", exclude=("a.md",), base="sub", force_exclude=True) == []


def test_a_file_comes_once(tree: Path) -> None:
    assert found("a.md", ".", "sub/link.md", "./a.md")[0] == "a.md"
    assert len(found("a.md", ".", "sub/link.md", "./a.md")) == len(found("."))


def test_names_keep_their_order(tree: Path) -> None:
    assert found("sub/c.md", "b.txt", "a.md") == ["sub/c.md", "b.txt", "a.md"]


@pytest.mark.parametrize("pattern", ["!", "\\", "[z-a]", "*a*a*a*b", "**/a/**/a/**/b"])
def test_a_pattern_that_makes_no_sense_is_refused(tree: Path, pattern: str) -> None:
    with pytest.raises(SettingsError, match="A pattern "):
        found(".", exclude=(pattern,))


def test_a_directory_that_may_not_be_read_leaves_the_others(public_directory: Path) -> None:
    for name in ("a", "closed", "z"):
        (public_directory / name).mkdir()
        (public_directory / name / "notes.md").write_text("x\n", "utf-8")
    (public_directory / "closed").chmod(0)
    code = """
for path in discover([sys.argv[1]], Choice(git=False)):
    try:
        print(path, len(bytes_from_file(path)))
    except FileError as error:
        print(error)
"""
    expected = "{0}/a/notes.md 2\n{0}/closed: cannot be read: Permission denied.\n{0}/z/notes.md 2\n"
    assert run(code, public_directory, as_nobody=True) == expected.format(public_directory)
    (public_directory / "closed").chmod(0o755)


def test_lists_of_names() -> None:
    assert names_from_list(b"") == []
    assert names_from_list(b"a\n\nb") == ["a", "b"]
    assert names_from_list(b"a b\0") == ["a b"]
    assert os.fsencode(names_from_list(b"\xff\n")[0]) == b"\xff"


def test_directories_may_be_as_deep_as_names_get(tree: Path) -> None:
    """Deeper than a function may call itself."""
    places = ["/".join("d" * depth) for depth in range(1, 1200)]
    for place in places:
        Path(place).mkdir()
    Path(places[-1], "deep.md").write_text("x\n", "utf-8")
    try:
        assert found("d") == [f"{places[-1]}/deep.md"]
    finally:
        Path(places[-1], "deep.md").unlink()
        for place in reversed(places):
            Path(place).rmdir()
