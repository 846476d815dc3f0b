"""The words about a rule, for a terminal and for docs/rules.md: made from the same table, so that they agree."""

from __future__ import annotations

from notefix.reports.display import window_around, wrapped
from notefix.rules import Rule, RuleKind, all_rules

__all__ = ["rule_list_text", "rule_text", "rules_page"]

WIDTH_COLUMNS = 80
INDENT = "    "

_BEGINNING = """\
# Rules

Every finding names its rule. `notefix rule NAME` prints what is said here.

Examples are written with the escapes of Python and JSON, so that they stay as they are: `\\u00e9` is the character
U+00E9.
"""

_KINDS = {
    RuleKind.DAMAGE: "Damage",
    RuleKind.FILE: "Files",
    RuleKind.FORM: "Form",
}


def rule_text(rule: Rule, width: int = WIDTH_COLUMNS) -> str:
    r"""Return what a rule is about, in rows of at most `width` columns.

    >>> from notefix.rules import rule_named
    >>> print(rule_text(rule_named("replacement-character")).partition("\n\n")[0])
    replacement-character: A program put U+FFFD where it could not read the text.
    """
    blocks = [wrapped(f"{rule.name}: {rule.summary}", width)]
    blocks += [wrapped(paragraph, width) for paragraph in rule.explanation.split("\n\n")]
    example = [("found:", rule.example_before)]
    if rule.example_after is not None:
        example.append(("should be:", rule.example_after))
    room = width - len(INDENT) - len("should be: ")
    shown = [(label, text if text.isprintable() else _escaped(text)) for label, text in example]
    blocks.append([f"{INDENT}{label:10} {window_around(text, 1, room)}" for label, text in shown])
    blocks.append(wrapped(_state(rule), width))
    return "\n\n".join("\n".join(rows) for rows in blocks) + "\n"


def rule_list_text() -> str:
    """Return the names of all rules, each with what it is about, by kind."""
    room = max(len(rule.name) for rule in all_rules()) + 2
    blocks = []
    for kind, title in _KINDS.items():
        rows = [f"{title} ({'on' if kind is not RuleKind.FORM else 'off'} unless the settings say otherwise):"]
        for rule in all_rules():
            if rule.kind is kind:
                first, *more = wrapped(rule.summary, WIDTH_COLUMNS - room - 2)
                rows.append(f"  {rule.name:{room}}{first}")
                rows += [" " * (room + 2) + row for row in more]
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks) + "\n"


def rules_page() -> str:
    """Return docs/rules.md."""
    sections = [_BEGINNING]
    for kind, title in _KINDS.items():
        rules = [rule for rule in all_rules() if rule.kind is kind]
        rows = [f"| [`{rule.name}`](#{rule.name}) | {rule.summary} |" for rule in rules]
        sections.append("\n".join([f"## {title}\n", "| rule | |", "|---|---|", *rows, ""]))
        sections += [_section(rule) for rule in rules]
    return "\n".join(sections)


def _section(rule: Rule) -> str:
    paragraphs = [f"### {rule.name}", f"{rule.summary} {_state(rule)}", *rule.explanation.split("\n\n")]
    rows = [f"found:     {_escaped(rule.example_before)}"]
    if rule.example_after is not None:
        rows.append(f"should be: {_escaped(rule.example_after)}")
    blocks = ["\n".join(wrapped(paragraph, 120)) for paragraph in paragraphs]
    return "\n\n".join([*blocks, "\n".join(["```text", *rows, "```"])]) + "\n"


def _state(rule: Rule) -> str:
    return "On by default." if rule.default else "Off by default."


def _escaped(text: str) -> str:
    escaped = "".join(
        c if c.isascii() and c.isprintable() else f"\\u{ord(c):04x}" if c <= "\uffff" else f"\\U{ord(c):08x}"
        for c in text
    )
    return escaped.replace("notefix:", "notefix\\u003a")  # or it would be a marker where it stands
