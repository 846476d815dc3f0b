"""What was done, in words: the changes one by one, and a finding for each line and rule."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from notefix.findings import Change, Finding
from notefix.normalization.places import LineStarts
from notefix.normalization.rule import Edit, Rule

__all__ = ["Made", "account"]

# A rule, its edit, what stood there, and where that was in the given text.
Made = tuple[Rule, Edit, str, int]

# So many characters of a change are spelled out in a message, so many of ASCII are quoted.
_SPELLED_AT_MOST = 4
_QUOTED_AT_MOST = 24
# Unicode has no names for controls; these are the ones that a reader knows by one.
_CONTROL_NAMES = {"\t": "TAB", "\n": "LF", "\r": "CR", "\x1b": "ESC"}


def account(made: Iterable[Made], lines: LineStarts) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Return changes and findings in the order of the given text; of one place, in that of the rules."""
    changes: list[Change] = []
    groups: dict[tuple[str, int, int], _Group] = {}
    for rule, edit, before, origin in sorted(made, key=lambda entry: entry[3]):
        line, column = lines.place(origin)
        if edit.after is not None:
            changes.append(Change(rule.name, line, column, before, edit.after))
        # One finding for each line, for the whole text where every line would have one; what is only reported, alone.
        key = (rule.name, 0 if rule.once else line, column if edit.after is None else 0)
        if key not in groups:
            message = edit.message if edit.after is None else _message(before, edit.after)
            groups[key] = _Group(Finding(rule.name, line, column, message, edit.candidates))
        groups[key].places += 1
        groups[key].lines.add(line)
    return tuple(changes), tuple(group.finding() for group in groups.values())


@dataclass(slots=True)
class _Group:
    """What becomes one finding: the first of its kind, and how many there are in how many lines."""

    first: Finding
    places: int = 0
    lines: set[int] = field(default_factory=set)

    def finding(self) -> Finding:
        if self.places == 1:
            return self.first
        several = len(self.lines) > 1
        rest = f"{self.places} in {len(self.lines)} lines" if several else f"{self.places - 1} more in this line"
        return replace(self.first, message=f"{self.first.message.removesuffix('.')}; {rest}.")


def _message(before: str, after: str) -> str:
    if not before:
        return f"{_spelled(after)} is missing."
    return f"{_spelled(before)} becomes {_spelled(after)}." if after else f"{_spelled(before)} is removed."


def _spelled(text: str) -> str:
    """Spell characters so that a reader can tell them apart.

    >>> _spelled("\u200b"), _spelled("&eacute;")
    ('U+200B ZERO WIDTH SPACE', "'&eacute;'")
    """
    if len(text) == 1:
        name = unicodedata.name(text, _CONTROL_NAMES.get(text, ""))
        return f"U+{ord(text):04X} {name}".rstrip()
    if text.isascii() and text.isprintable() and len(text) <= _QUOTED_AT_MOST:
        return f"'{text}'"
    points = " ".join(f"U+{ord(character):04X}" for character in text[:_SPELLED_AT_MOST])
    more = len(text) - _SPELLED_AT_MOST
    return f"{points} and {more} more" if more > 0 else points
