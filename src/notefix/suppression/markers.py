"""Markers in the text itself, in whatever makes a comment there.

    <!-- notefix: ignore -->                      this line
    # notefix: ignore[mojibake, bidi-control]     this line, these rules
    // notefix: ignore-next-line                  the line after this one
    -- notefix: off ... notefix: on               everything between, these two lines included

What stands right after a backtick is an example, not a marker; neither is what has a list that makes no sense, which
would else turn off more than was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from notefix.findings import Finding
from notefix.lines import split_lines

__all__ = ["Markers", "markers_of"]

UNUSED = "unused-ignore"

_MARKER = re.compile(
    r"(?<!`)\bnotefix:[ \t]*(ignore-next-line|ignore|off|on)(?![\w-])(?:\[([\w\-, \t]{0,400})\]|(?!\[))"
)


@dataclass(slots=True)
class _Marker:
    """A marker: lines `first` to `last` (included, None is the end of the text) and the rules it names, if any."""

    line: int
    column: int
    words: str
    first: int
    last: int | None
    rules: frozenset[str]
    used: bool = False

    def covers(self, finding: Finding) -> bool:
        in_reach = self.first <= finding.line and (self.last is None or finding.line <= self.last)
        return in_reach and (not self.rules or finding.rule in self.rules)


@dataclass(slots=True)
class Markers:
    """The markers of one text. Remembers which of them were of use."""

    _markers: list[_Marker] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._markers)

    def cover(self, finding: Finding) -> bool:
        """Say whether some marker wants a finding left alone."""
        covering = [marker for marker in self._markers if marker.covers(finding)]
        for marker in covering:
            marker.used = True
        return bool(covering)

    def unused(self) -> list[Finding]:
        """Return a finding for each marker that covered nothing."""
        return [
            Finding(UNUSED, marker.line, marker.column, _why_unused(marker))
            for marker in self._markers
            if not marker.used
        ]


def _why_unused(marker: _Marker) -> str:
    if marker.rules:
        from notefix.rules import all_rules  # the rules of form, too: only now that a name may be mistyped

        unknown = marker.rules.difference(rule.name for rule in all_rules())
        if unknown:
            return f"No such rule: {min(unknown)!r}, in 'notefix: {marker.words}'."
    return f"Nothing here needs 'notefix: {marker.words}'."


def markers_of(text: str) -> Markers:
    r"""Return the markers of a text.

    >>> markers = markers_of("one\ntwo  # notefix: ignore[mojibake]\n")
    >>> markers.cover(Finding("mojibake", 2, 1, "")), markers.cover(Finding("unrecoverable", 2, 1, ""))
    (True, False)
    """
    if "notefix:" not in text:
        return Markers()
    found: list[_Marker] = []
    open_markers: list[_Marker] = []
    for number, line in enumerate(split_lines(text), 1):
        if "notefix:" not in line.text:
            continue
        for match in _MARKER.finditer(line.text):
            kind, rules = match[1], frozenset(filter(None, re.split(r"[,\s]+", match[2] or "")))
            if kind == "on":
                closed = [marker for marker in open_markers if not rules or marker.rules == rules]
                for marker in closed:
                    marker.last = number
                    open_markers.remove(marker)
                continue
            first = number + (kind == "ignore-next-line")
            marker = _Marker(number, match.start() + 1, match[0].partition(":")[2].strip(), first, first, rules)
            if kind == "off":
                marker.last = None
                open_markers.append(marker)
            found.append(marker)
    return Markers(found)
