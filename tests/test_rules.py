"""The table of rules, row by row, and the page that is made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notefix import SettingsError, repair
from notefix.reports.display import display_width
from notefix.reports.rule_text import rule_text, rules_page
from notefix.rules import LINE_DAMAGE, Rule, RuleKind, all_rules, level_of, rule_named

ROOT = Path(__file__).parent.parent
rules = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


@rules
def test_a_rule_is_named_and_explained(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", rule.name)
    assert rule_named(rule.name) is rule
    assert rule.summary.endswith(".")
    assert (rule.summary + rule.explanation).isascii()
    assert rule.example_before != rule.example_after
    assert rule.default == (rule.kind is not RuleKind.FORM)
    assert rule.level == level_of(rule.name)


def test_names_are_unique_and_those_of_damage_are_known() -> None:
    assert len({rule.name for rule in all_rules()}) == len(all_rules())
    assert {"mojibake", "lossy-mojibake", "unrecoverable", "replacement-character"} == LINE_DAMAGE


@pytest.mark.parametrize("name", sorted(LINE_DAMAGE))
def test_the_examples_of_damage_are_what_the_program_does(name: str) -> None:
    rule = rule_named(name)
    done = repair(rule.example_before)
    assert [finding.rule for finding in done.findings] == [name]
    assert done.text == (rule.example_after or rule.example_before)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("mojibak", "Did you mean 'mojibake'?"),
        ("Not-UTF8", "Did you mean 'not-utf8'?"),
        ("lossy_mojibake", "Did you mean 'lossy-mojibake'?"),
        ("xyzzy", "Known are: mojibake, lossy-mojibake, "),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(SettingsError) as refused:
        rule_named(name)
    assert str(refused.value).startswith(f"No such rule: {name!r}. {hint}")
    assert level_of(name) == "warning"


@rules
@pytest.mark.parametrize("width", [40, 80])
def test_a_rule_is_told_in_so_many_columns(rule: Rule, width: int) -> None:
    text = rule_text(rule, width)
    assert text.startswith(f"{rule.name}: ")
    assert all(display_width(row) <= width for row in text.split("\n"))
    assert text.replace("\n", "").isprintable()
    assert ("should be: " in text) == (rule.example_after is not None)


def test_the_page_is_made_of_the_table() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert page == rules_page()
    assert page.isascii()
    assert "notefix: ignore" not in page
    for rule in all_rules():
        assert page.count(f"\n### {rule.name}\n") == 1
