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


def test_the_hooks_call_commands_that_exist() -> None:
    assert [hook["id"] for hook in hooks()] == ["notefix-check", "notefix-fix"]
    for hook in hooks():
        command, *options = hook["entry"].removeprefix("notefix ").split()
        assert hook["id"] == f"notefix-{command}"
        known = {name for parameter in program.commands[command].params for name in parameter.opts}
        assert set(options) <= known
        assert (hook["language"], hook["types"], hook["require_serial"]) == ("python", "[text]", "true")
        assert hook["minimum_pre_commit_version"] == "3.2.0"  # since then stages have these names
        assert hook["description"].endswith(".")
