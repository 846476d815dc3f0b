from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.reports import diff
from notefix.reports.colors import Colors
from notefix.reports.diff import shown_diff, unified_diff

TOOLS = {
    "git": ["git", "apply", "--whitespace=nowarn", "change.diff"],
    "patch": ["patch", "--binary", "-p1", "-s", "-i", "change.diff"],
}

PAIRS = {
    "one line": ("a\n", "b\n"),
    "no final newline": ("a\nb", "a\nB"),
    "no final newline, unchanged": ("a\nb", "A\nb"),
    "no newline at all": ("a", "b"),
    "two hunks": ("a\n" * 20, "b\n" + "a\n" * 18 + "b\n"),
    "contexts that share a line": ("a\n" * 9, "b\n" + "a\n" * 5 + "b\na\na\n"),
    "contexts that meet": ("a\n" * 9, "b\n" + "a\n" * 6 + "b\na\n"),
    "many changes": ("a\nb\nc\nd\n", "A\nB\nc\nD\n"),
    "CRLF": ("one\r\ntwo\r\nthree\r\n", "one\r\nTWO\r\nthree\r\n"),
    "mixed endings": ("one\r\ntwo\nthree\rfour\r\n", "one\r\nTWO\nthree\rFOUR\r\n"),
    "lone carriage returns": ("one\rtwo\rthree", "one\rTWO\rthree"),
    "byte order mark": ("\ufeffd\u00c3\u00ada\n", "\ufeffd\u00eda\n"),
    "other line separators": ("a\x85b\u2028c\x0cd\n", "a\x85B\u2028c\x0cd\n"),
    "control characters": ("a\x1b[1mb\x01\n", "a\x1b[1mB\x01\n"),
    "a line more at the end": ("a\nb\n", "a\nb\nc\n"),
    "a line less at the end": ("a\nb\n\n\n", "a\nb\n"),
    "a final newline": ("a\nb", "a\nb\n"),
    "lines in the middle": ("a\n" * 9, "a\n" * 4 + "x\ny\n" + "a\n" * 5),
    "a line less, another changed": ("a\nb\nc\nd\ne\nf\ng\nh\ni\n", "A\nb\nc\nd\ne\nf\ng\ni\n"),
    "everything goes": ("a\nb\n", ""),
    "everything comes": ("", "a\nb\n"),
    "line endings": ("one\r\ntwo\rthree\r\n", "one\ntwo\nthree\n"),
    "rows that look like a diff": (
        "--- x\n+++ y\n@@ -1 +1 @@\n\\ No\n",
        "--- x\n+++ z\n@@ -1 +1 @@\n\\ No\n",
    ),
}

NAMES = ["a.txt", "sub dir/a b.txt", "\u96ea.md", 'quo"te.md', "back\\slash.md", "tab\there.md", "./a.txt"]


def apply(tool: str, directory: Path, name: str, before: str, diff: str) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"there is no {tool} here")
    file = directory / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before.encode())
    (directory / "change.diff").write_bytes(diff.encode())
    done = subprocess.run(TOOLS[tool], cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return file.read_bytes().decode()


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", PAIRS)
def test_real_tools_apply_it(tool: str, name: str, tmp_path: Path) -> None:
    before, after = PAIRS[name]
    assert apply(tool, tmp_path, "a.txt", before, unified_diff(before, after, "a.txt")) == after


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", NAMES)
def test_real_tools_find_the_file(tool: str, name: str, tmp_path: Path) -> None:
    assert apply(tool, tmp_path, name, "a\nb\n", unified_diff("a\nb\n", "a\nc\n", name)) == "a\nc\n"


def test_equal_texts_have_no_diff() -> None:
    assert unified_diff("a\nb", "a\nb", "a.txt") == ""
    assert unified_diff("", "", "a.txt") == ""


def test_an_absolute_path_and_a_name_that_is_no_utf8() -> None:
    assert unified_diff("a\n", "b\n", "/x/a.txt").startswith("--- a/x/a.txt\n+++ b/x/a.txt\n")
    assert unified_diff("a\n", "b\n", "a\udcff.txt").startswith('--- "a/a\\377.txt"\n')


def test_a_side_without_lines_is_named_by_the_line_before() -> None:
    assert unified_diff("", "a\n", "a.txt").split("\n")[2:] == ["@@ -0,0 +1 @@", "+a", ""]
    assert unified_diff("a\nb\n", "", "a.txt").split("\n")[2:] == ["@@ -1,2 +0,0 @@", "-a", "-b", ""]


def test_many_equal_lines_take_linear_time() -> None:
    # Quadratic time would be hours.
    before = "a\nb\n" * 200_000
    diff = unified_diff(before, "a\nc\n" * 200_000, "a.txt")
    assert diff.count("\n") == 3 + 600_000


def test_another_number_of_lines_takes_linear_time_in_a_long_file() -> None:
    before = "a\n" * 100_000
    after = "\n" + "b\n" * 100_000
    diff = unified_diff(before, after, "a.txt")
    assert diff.count("\n") == 3 + 200_001
    assert patched(before, diff) == after


@given(st.text("ab\r\n"), st.text("ab\r\n"), st.sampled_from([0, 100_000]))
def test_both_sides_can_be_read_from_one_hunk_after_the_other(before: str, after: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff, "MOST_COMPARISONS", most)
        assert patched(before, unified_diff(before, after, "a.txt")) == after


@given(st.lists(st.sampled_from("abcdefgh\n"), max_size=40), st.data())
def test_edits_of_a_longer_text(lines: list[str], data: st.DataObject) -> None:
    after = list(lines)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(after)))
        after[place : place + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.sampled_from("xy\n"), max_size=2))
    before, edited = "\n".join(lines), "\n".join(after)
    assert patched(before, unified_diff(before, edited, "a.txt")) == edited


def patched(text: str, diff: str) -> str:
    """Apply a diff by the letter of its format, checking every row against the text."""
    rows = diff.split("\n")[2:-1]
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    result: list[str] = []
    place = 0
    for index, row in enumerate(rows):
        cut = rows[index + 1 : index + 2] == ["\\ No newline at end of file"]
        line = row[1:] + ("" if cut else "\n")
        if row.startswith("@@ -"):
            begin, _, length = row[4:].split()[0].partition(",")
            start = int(begin) - (length != "0")
            result += lines[place:start]
            place = start
        elif row[0] in " -":
            assert lines[place] == line
            result += [line] * (row[0] == " ")
            place += 1
        elif row[0] == "+":
            result.append(line)
    return "".join(result + lines[place:])


def test_a_diff_for_a_terminal_is_escaped_but_for_tabs_and_line_endings() -> None:
    diff = unified_diff("\ta\x1b[2J\rb\r\n", "\ta\u202eb\rb\r\n", "a.txt")
    assert shown_diff(diff).split("\n")[3:] == ["-\ta\\x1b[2J\\rb\r", "+\ta\\u202eb\\rb\r", ""]


def test_a_diff_may_be_coloured() -> None:
    diff = unified_diff("--- a\nb\n", "-- x\x1b\nb\n", "a b.txt")
    assert shown_diff(diff, Colors(enabled=True)).split("\n") == [
        "\x1b[1m--- a/a b.txt\t\x1b[0m",
        "\x1b[1m+++ b/a b.txt\t\x1b[0m",
        "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m",
        "\x1b[31m---- a\x1b[0m",
        "\x1b[32m+-- x\\x1b\x1b[0m",
        " b",
        "",
    ]
    assert shown_diff("") == shown_diff("", Colors(enabled=True)) == ""
