"""The documentation, held against the program."""

from __future__ import annotations

import doctest
import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import notefix
from notefix.cli.commands import program

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_before_and_after_are_what_the_program_does() -> None:
    found = re.search(r"<pre>(.*)\n(.*)</pre>", README)
    assert found
    before, after = html.unescape(found[1].replace("<wbr>", "")), html.unescape(found[2])
    notes = (ROOT / "fixtures" / "notes" / "notes.md").read_bytes().decode()
    assert before in notes.split("\n")
    assert after in notefix.repair(notes).text.split("\n")


@pytest.mark.parametrize("command", [(), *((name,) for name in program.commands)], ids=" ".join)
def test_help_in_the_docs_is_the_programs(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(program, [*command, "--help"], prog_name="notefix", terminal_width=80).output
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert shown.strip() in page


def test_no_command_is_cut_short_on_a_usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "..." not in CliRunner().invoke(program, ["--help"]).output.partition("Commands:")[2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_in_examples_are_the_programs(page: Path) -> None:
    for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for row in re.findall(r"^\$ notefix (.+)", block, re.MULTILINE):
            words = row.partition("  #")[0].split()
            options = {option for parameter in program.commands[words[0]].params for option in parameter.opts}
            assert {word for word in words if word.startswith("-") and word != "-"} <= options, row


def test_the_example_of_learning_is_true(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    found = re.search(r"```text\n([^`]+)```\n\nIn `2024.md`, the line `(.+?)` is damaged", page)
    assert found
    clean, line = tmp_path / "2023.md", found[2]
    clean.write_text(found[1], "utf-8")
    damaged = notefix.damage(line, notefix.Channel.parse("cp1254 -undefined -shy"))
    before = notefix.repair(damaged)
    assert (before.text != line, before.fully_recovered) == (True, False)
    after = notefix.repair(damaged, notefix.Settings(learn_from=(clean,)))
    assert (after.text, len(after.restored)) == (line, 2)


def test_ci_runs_the_readmes_test_command() -> None:
    commands = [line for line in README.split("\n") if line.endswith("-m pytest")]
    assert len(commands) == 1
    assert "grep -- '-m pytest$' README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_version_is_one() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"rev: v{version}" in README
