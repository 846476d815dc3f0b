"""docs/normalization.md is held against the rules."""

from __future__ import annotations

from notefix.normalization.profiles import CONFLICTS, PROFILES
from notefix.normalization.registry import RULES
from notefix.normalization.rule import Rule
from tests.test_architecture import ROOT

PAGE = (ROOT / "docs" / "normalization.md").read_text("utf-8")
NAMED = ("safe", "notes", "notes-zh", "corpus", "ftfy")


def cell(text: str) -> str:
    return f"`{text.encode('unicode_escape').decode('ascii')}`".replace("|", "\\|")


def row(rule: Rule) -> str:
    profiles = ", ".join(profile for profile in NAMED if rule.name in PROFILES[profile]) or "-"
    example = "reported" if rule.reports_only else cell(rule.after)
    return f"| `{rule.name}` | {rule.summary} | {cell(rule.before)} | {example} | {profiles} | {rule.ftfy} |"


def test_the_table_has_every_rule_in_order() -> None:
    wanted = "\n".join(row(rule) for rule in RULES.values())
    assert wanted in PAGE, f"docs/normalization.md should have these rows:\n{wanted}"


def test_the_profiles_are_those_of_the_program() -> None:
    for profile in NAMED:
        line = f"| `{profile}` | {', '.join(f'`{name}`' for name in RULES if name in PROFILES[profile])} |"
        assert line in PAGE, f"docs/normalization.md should have this row:\n{line}"


def test_the_rules_that_exclude_each_other_are_named() -> None:
    for conflict in CONFLICTS:
        line = " or ".join(f"`{name}`" for name in RULES if name in conflict)
        assert f"- {line}" in PAGE, f"docs/normalization.md should have this line:\n- {line}"
