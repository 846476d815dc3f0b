from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notefix import Channel, damage
from notefix.cli.commands import program
from notefix.rules import all_rules

CAFE = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9."
LOSSY = damage("大家坐在候车室里一边喝茶，一边说笑。", Channel.parse("cp1254 -undefined"))


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def test_a_text_is_explained() -> None:
    result = invoke("explain", CAFE)
    assert result.exit_code == 0
    assert "UTF-8 was read as Windows-1252." in result.stdout
    assert "Le caf\u00e9 est ferm\u00e9." in result.stdout
    assert "Not damaged" in invoke("explain", "Tea.").stdout


def test_a_line_is_explained_with_what_the_file_knows(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"{LOSSY}\nTea.\n\u00c3\u00a7a va\n", "utf-8")
    assert invoke("explain", f"{path}:1").stdout.startswith("Line 1, ")
    assert "Not damaged" in invoke("explain", f"{path}:2").stdout
    for number in (0, 4):
        result = invoke("explain", f"{path}:{number}")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"notefix: error: {path}: has no line {number}, only 3 lines.\n"


def test_the_name_of_a_file_is_not_taken_for_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"{LOSSY}\n", "utf-8")
    result = invoke("explain", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"notefix: error: {path}: is a file; name one of its lines, too, as in {path}:1.\n"
    result = invoke("explain", "none.md:3")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "notefix: error: none.md: no such file; nor is 'none.md:3' a damaged text.\n"
    for text in (f"{CAFE}:3", "Der Zug kommt um 12:30", "a\0b:3", "x" * 9_999):  # some end like a place
        assert invoke("explain", text).exit_code == 0


def test_the_accident_can_be_stated() -> None:
    assert "--encoding-damage 'cp1254'" in invoke("explain", "--encoding-damage", "cp1254", CAFE).stdout
    assert invoke("explain", "--encoding-damage", "cp9999", CAFE).exit_code == 2


@pytest.mark.parametrize("name", [rule.name for rule in all_rules()])
def test_every_rule_is_explained(name: str) -> None:
    shown = invoke("rule", name).stdout
    assert shown.startswith(f"{name}: ")
    assert max(map(len, shown.split("\n"))) <= 80
    assert f"  {name} " in invoke("rule").stdout


def test_an_unknown_rule_is_refused() -> None:
    result = invoke("rule", "mojibak")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean 'mojibake'?" in result.stderr
