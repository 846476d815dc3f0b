from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notefix.cli.commands import program

DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    for name in ("a.md", "docs/b.md", "docs/c.txt"):
        (tmp_path / name).write_bytes(DAMAGED)

    def configure(text: str) -> Path:
        path = tmp_path / "pyproject.toml"
        path.write_text(text, "utf-8")
        return path

    return configure


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def found(result: Result) -> list[str]:
    return sorted({row.partition(":")[0] for row in result.stdout.split("\n") if row})


def test_it_holds_for_what_is_below_it(project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    project('[tool.notefix]\noutput-format = "concise"\nexclude = ["docs/*.txt"]\nno-gitignore = true\n')
    assert found(invoke("check", ".")) == ["a.md", "docs/b.md"]
    monkeypatch.chdir("docs")
    assert found(invoke("check", "b.md", "c.txt")) == ["b.md", "c.txt"]  # named files are taken
    assert found(invoke("check", "--force-exclude", "b.md", "c.txt")) == ["b.md"]
    assert found(invoke("check", ".")) == ["b.md"]
    assert found(invoke("check", "--isolated", "--output-format", "concise", "--no-gitignore", ".")) == [
        "b.md",
        "c.txt",
    ]


def test_the_command_line_goes_before_it(project: Callable[[str], Path]) -> None:
    project('[tool.notefix]\noutput-format = "json"\n')
    assert invoke("check", "a.md").stdout.startswith("{")
    assert invoke("check", "--output-format", "concise", "a.md").stdout.startswith("a.md:1:7: ")


def test_files_can_have_settings_of_their_own(project: Callable[[str], Path]) -> None:
    project(
        '[tool.notefix]\noutput-format = "concise"\nno-gitignore = true\n'
        '[tool.notefix.per-file]\n"docs/" = {ignore = ["mojibake"]}\n"*.txt" = {ignore = []}\n'
    )
    assert found(invoke("check", ".")) == ["a.md", "docs/c.txt"]
    assert found(invoke("check", "--ignore", "mojibake", ".")) == []


def test_a_configuration_can_be_named(project: Callable[[str], Path], tmp_path: Path) -> None:
    project('[tool.notefix]\noutput-format = "json"\n')
    other = tmp_path / "docs" / "other.toml"
    other.write_text('[tool.notefix]\noutput-format = "concise"\nexclude = ["/b.md"]\nno-gitignore = true\n', "utf-8")
    assert found(invoke("check", "--config", "docs/other.toml", ".")) == ["a.md", "docs/c.txt"]


def test_projects_that_say_nothing_are_passed_over(project: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "docs" / "pyproject.toml").write_text("[tool.other]\nnotefix = 1\n", "utf-8")
    project('[tool.notefix]\noutput-format = "concise"\n')
    assert found(invoke("check", "docs/b.md")) == ["docs/b.md"]


def test_the_search_ends_at_the_top_of_a_work_tree(project: Callable[[str], Path], tmp_path: Path) -> None:
    project("[tool.notefix]\nnonsense = 1\n")
    (tmp_path / "docs" / ".git").mkdir()
    assert invoke("check", "docs/b.md").exit_code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.notefix]\ncertanty = 1\n", "tool.notefix.certanty: no such setting. Did you mean 'certainty'?"),
        ("[tool.notefix]\nxyz = 1\n", "tool.notefix.xyz: no such setting."),
        ("[tool.notefix]\nstaged = true\n", "tool.notefix.staged: no such setting"),
        ('[tool.notefix]\ncertainty = "high"\n', "tool.notefix.certainty must be a number, not 'high'."),
        ("[tool.notefix]\ncertainty = true\n", "tool.notefix.certainty must be a number, not True."),
        ("[tool.notefix]\ncertainty = 2\n", "certainty must be between 0 and 1, not 2.0."),
        (f"[tool.notefix]\ncertainty = 1{'0' * 400}\n", "tool.notefix.certainty: int too large to convert to float."),
        ('[tool.notefix]\nmodel = "a\\u0000b"\n', "tool.notefix.model: embedded null byte."),
        ('[tool.notefix.per-file]\n"[z-a]" = {ignore = []}\n', "A pattern makes no sense: bad character range z-a"),
        ('[tool.notefix]\nexclude = "a"\n', "tool.notefix.exclude must be a list of strings, not 'a'."),
        ("[tool.notefix]\nstatistics = 1\n", "tool.notefix.statistics must be true or false, not 1."),
        ("[tool.notefix]\njobs = -1\n", "tool.notefix.jobs: "),
        ("[tool.notefix]\njobs = 1.5\n", "tool.notefix.jobs must be a whole number, not 1.5."),
        ('[tool.notefix]\noutput-format = "text"\n', "tool.notefix.output-format: 'text' is not one of"),
        ('[tool.notefix]\nbaseline = "none.json"\n', "none.json: no such file."),
        ("[tool.notefix]\nper-file = 1\n", "tool.notefix.per-file must be a table of tables"),
        ('[tool.notefix.per-file]\n"*" = {jobs = 2}\n', ".jobs holds for a whole run, not for single files."),
        ('[tool.notefix.per-file]\n"*" = {ignor = []}\n', ".ignor: no such setting. Did you mean 'ignore'?"),
        ('[tool.notefix]\nignore = ["mojibak"]\n', "mojibake"),
        ("[tool]\nnotefix = 1\n", "tool.notefix must be a table."),
        ("[tool.notefix\n", "is no TOML: "),
        ("notefix = \udcff", "is no TOML: "),
        ("notefix = " + "[" * 50_000, "is no TOML: "),
    ],
)
def test_what_makes_no_sense_is_refused(
    project: Callable[[str], Path], tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = invoke("fix", "a.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "a.md").read_bytes() == DAMAGED
    assert invoke("fix", "--isolated", "a.md").exit_code == 0


def test_what_holds_can_be_shown(project: Callable[[str], Path]) -> None:
    import tomllib

    project('[tool.notefix]\ncertainty = 0.5\n[tool.notefix.per-file]\n"*.md" = {certainty = 1}\n')
    result = invoke("check", "--show-settings", "--experts", "ngram", "a.md")
    assert result.exit_code == 0
    assert "certainty = 0.5  # configuration\n" in result.stdout
    assert 'experts = "ngram"  # command line\n' in result.stdout
    assert 'output-format = "full"  # default\n' in result.stdout
    shown = tomllib.loads(result.stdout)["tool"]["notefix"]
    assert shown["per-file"] == {"*.md": {"certainty": 1}}


def test_paths_in_it_are_relative_to_it(project: Callable[[str], Path], tmp_path: Path) -> None:
    project('[tool.notefix]\nbaseline = "docs/known.json"\noutput-format = "concise"\n')
    assert invoke("check", "--isolated", "--write-baseline", "docs/known.json", "a.md").exit_code == 0
    done = CliRunner().invoke(program, ["check", str(tmp_path / "a.md")])
    assert (done.exit_code, done.stdout) == (0, "")


def test_a_baseline_can_be_written_where_the_configuration_wants_it(project: Callable[[str], Path]) -> None:
    project('[tool.notefix]\nbaseline = "known.json"\n')
    assert 'baseline = "known.json"  # configuration\n' in invoke("check", "--show-settings", "a.md").stdout
    assert invoke("check", "--write-baseline", "known.json", "a.md").exit_code == 0
    assert invoke("check", "a.md").exit_code == 0


def test_without_a_path_it_is_that_of_the_current_directory(
    project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    project("[tool.notefix]\ncertainty = 0.5\n")
    monkeypatch.chdir("docs")
    assert "certainty = 0.5  # configuration\n" in invoke("check", "--show-settings").stdout


def test_the_command_line_goes_before_what_is_said_of_single_files(project: Callable[[str], Path]) -> None:
    project('[tool.notefix.per-file]\n"*.md" = {from-encoding = "utf-99", allow = ["\\u00c3\\u00a9"]}\n')
    assert invoke("check", "a.md").exit_code == 2
    assert invoke("check", "--from-encoding", "auto", "a.md").exit_code == 0
    assert invoke("check", "--from-encoding", "auto", "--allow", "x", "a.md").exit_code == 1


def test_examples_are_relative_to_it_too(project: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    project('[tool.notefix]\nlearn-from = ["a.md"]\n')
    monkeypatch.chdir("docs")
    assert invoke("check", "b.md").exit_code == 1


def test_a_real_run_in_a_project(
    project: Callable[[str], Path], run_notefix: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    project('[tool.notefix]\nallow = ["\\u00c3\\u00a9"]\n')
    assert run_notefix("check", "a.md").returncode == 0


def test_a_pipe_is_no_configuration(
    project: Callable[[str], Path], tmp_path: Path, run_notefix: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    refused = run_notefix("check", "--config", "pipe.toml", "a.md", timeout=20)
    assert (refused.returncode, refused.stderr) == (2, b"notefix: error: pipe.toml: is a pipe, not a file.\n")


def test_settings_are_shown_as_toml_that_can_be_read(project: Callable[[str], Path], tmp_path: Path) -> None:
    said = (
        '[tool.notefix]\nallow = ["\\U0001F600 \\u007F"]\n'
        '[tool.notefix.per-file]\n"\\U0001F600" = {allow = ["\\u0000"]}\n'
    )
    project(said)
    shown = tomllib.loads(invoke("check", "--show-settings", "a.md").stdout)["tool"]["notefix"]
    assert shown["allow"] == ["\U0001f600 \x7f"]
    assert shown["per-file"] == {"\U0001f600": {"allow": ["\0"]}}
    (tmp_path / "a\nb.toml").write_text(said, "utf-8")
    named = invoke("check", "--show-settings", "--config", "a\nb.toml", "--learn-from", "a.md", "a.md")
    assert tomllib.loads(named.stdout)["tool"]["notefix"]["learn-from"] == ["a.md"]
