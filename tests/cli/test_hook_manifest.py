from __future__ import annotations

from pathlib import Path

from notefix.cli.commands import program

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


def hooks() -> list[dict[str, str]]:
    """Read the manifest, which is a list of flat mappings."""
    found: list[dict[str, str]] = []
    for row in MANIFEST.read_text(encoding="utf-8").split("\n"):
        if row.startswith("- "):
            found.append({})
        if ": " in row and not row.strip().startswith("#"):
            key, _, value = row.removeprefix("- ").strip().partition(": ")
            found[-1][key] = value
    return found


def test_the_check_hook_calls_a_command_that_exists() -> None:
    (hook,) = hooks()
    assert hook["id"] == "notefix-check"
    assert hook["entry"].split() == ["notefix", "check"]
    assert "check" in program.commands
    assert (hook["language"], hook["types"], hook["require_serial"]) == ("python", "[text]", "true")
    assert hook["description"].endswith(".")
