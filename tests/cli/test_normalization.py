"""Rules of form on the command line: reported by check, applied by fix, left alone where that is wanted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from notefix.cli.commands import program

Make = Callable[[str, bytes], Path]

MARK = b"\xef\xbb\xbf"
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n"
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def test_no_rule_of_form_is_on_by_default(make: Make) -> None:
    file = make("a.md", MARK + "ze\u200bro\r\nnai\u0308ve\n".encode())
    assert invoke("check", file).exit_code == 0


def test_check_reports_and_fix_applies_after_the_repair(make: Make) -> None:
    file = make("a.md", (DAMAGED + "ze\u200bro nai\u0308ve\n").encode())
    checked = invoke("check", "--normalize", "safe", "--output-format", "concise", file)
    assert checked.exit_code == 1
    assert [row.partition(" ")[2].partition(" ")[0] for row in checked.stdout.split("\n")[:-1]] == [
        "mojibake",
        "invisible-character",
        "nfc",
    ]
    fixed = invoke("fix", "--normalize", "safe", file)
    assert (fixed.exit_code, fixed.stdout) == (0, "")
    assert file.read_bytes() == (REPAIRED + "zero na\u00efve\n").encode()
    assert invoke("check", "--normalize", "safe", file).exit_code == 0


def test_a_file_that_only_gets_another_form_is_counted(make: Make) -> None:
    file, clean = make("a.md", "ze\u200bro\n".encode()), make("b.md", b"zero\n")
    command = ("fix", "--normalize", "safe", file, clean)
    assert invoke(*command, "--diff").stderr == "2 files: no damage found, 1 file given another form\n"
    assert invoke(*command).stderr == "2 files: no damage found, 1 file given another form\n"
    assert invoke(*command).stderr == "2 files: no damage found\n"


def test_rules_can_be_chosen_one_by_one(make: Make) -> None:
    file = make("a.md", "ze\u200bro nai\u0308ve\n".encode())
    assert invoke("fix", "--select", "invisible-character", file).exit_code == 0
    assert file.read_bytes() == "zero nai\u0308ve\n".encode()
    assert invoke("check", "--normalize", "safe", "--ignore", "nfc", file).exit_code == 0
    refused = invoke("check", "--select", "invisble-character", file)
    assert (refused.exit_code, "invisible-character" in refused.stderr) == (2, True)


def test_what_is_only_reported_is_left_to_look_at(make: Make) -> None:
    file = make("a.md", "p\u0430ss\n".encode())
    fixed = invoke("fix", "--select", "homoglyph", file)
    assert fixed.exit_code == 1
    assert ":1:1: homoglyph: " in fixed.stdout
    assert file.read_bytes() == "p\u0430ss\n".encode()


def test_a_byte_order_mark_goes_from_utf8_alone(make: Make) -> None:
    file, wide = make("a.md", MARK + b"one\n"), make("b.md", "one\n".encode("utf-16"))
    checked = invoke("check", "--select", "bom", "--output-format", "json", file, wide)
    found = json.loads(checked.stdout)["files"]
    assert [(f["rule"], f["line"], f["column"]) for f in found[0]["findings"]] == [("bom", 1, 1)]
    assert found[1]["findings"] == []
    assert b"-\xef\xbb\xbfone\n+one\n" in invoke("fix", "--diff", "--select", "bom", file).stdout_bytes
    assert invoke("fix", "--select", "bom", file, wide).exit_code == 0
    assert (file.read_bytes(), wide.read_bytes()) == (b"one\n", "one\n".encode("utf-16"))
    kept = make("c.md", MARK + "ze\u200bro\n".encode())
    checked = invoke("check", "--select", "invisible-character", "--output-format", "concise", kept)
    assert ":1:3: " in checked.stdout
    assert invoke("fix", "--select", "invisible-character", kept).exit_code == 0
    assert kept.read_bytes() == MARK + b"zero\n"


def test_line_endings(make: Make) -> None:
    file = make("a.md", b"one\r\ntwo\nthree\r\n")
    assert invoke("check", "--select", "mixed-line-endings", file).exit_code == 1
    diff = invoke("fix", "--diff", "--select", "lf", file)
    assert diff.exit_code == 0
    assert diff.stdout.startswith("--- ")
    assert invoke("fix", "--select", "lf", file).exit_code == 0
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_markers_baselines_and_changed_lines_hold_for_rules_of_form(make: Make, tmp_path: Path) -> None:
    text = "ze\u200bro # notefix: ignore[invisible-character]\nan\u200bother\n".encode()
    file = make("a.md", text)
    assert invoke("fix", "--select", "invisible-character", file).exit_code == 0
    assert file.read_bytes() == text.replace("an\u200bother".encode(), b"another")
    known = tmp_path / "known.json"
    file.write_bytes("ze\u200bro\n".encode())
    assert invoke("check", "--select", "invisible-character", "--write-baseline", known, file).exit_code == 0
    assert invoke("check", "--select", "invisible-character", "--baseline", known, file).exit_code == 0
    assert invoke("fix", "--select", "invisible-character", "--baseline", known, file).exit_code == 0
    assert file.read_bytes() == "ze\u200bro\n".encode()


def test_lines_that_stay_damaged_are_not_normalized(make: Make) -> None:
    text = "one \u951f\u65a4\u62f7\u951f\u65a4\u62f7 ze\u200bro\n".encode()
    file = make("a.md", text)
    assert invoke("fix", "--normalize", "safe", file).exit_code == 1
    assert file.read_bytes() == text


def test_the_name_of_a_file_says_what_it_is_written_in(make: Make) -> None:
    code = b'print("it\'s")  \n'
    file, text = make("a.py", code), make("a.txt", code)
    assert invoke("fix", "--select", "trailing-whitespace", "--select", "curly-quotes-en", file, text).exit_code == 0
    assert (file.read_bytes(), text.read_bytes()) == (code, "print(\u201cit\u2019s\u201d)\n".encode())
    assert invoke("fix", "--select", "curly-quotes-en", "--markup", "plain", file).exit_code == 0
    assert file.read_bytes() != code
