"""Where the damage of a line is, and what the line says and should say, for all formats alike."""

from __future__ import annotations

from typing import NamedTuple

from notefix.findings import Finding, LineRepair, LineStatus
from notefix.reports.display import printable, window_around

__all__ = ["Difference", "difference", "end_column", "sentence"]

# Of a line this much is quoted; a build server shows messages in a narrow column.
_QUOTED_COLUMNS = 60


class Difference(NamedTuple):
    """The least part of a line that a repair replaces: columns from `begin` to an end, the latter excluded."""

    begin: int
    end: int
    end_repaired: int


def difference(line: LineRepair) -> Difference:
    r"""Return what of a damaged line is another in the repaired one.

    >>> difference(LineRepair(1, "un d\u00c3\u00ada largo", "un d\u00eda largo", LineStatus.REPAIRED, None))
    Difference(begin=5, end=7, end_repaired=6)
    """
    before, after = line.original, line.text
    shorter = min(len(before), len(after))
    same = 0
    while same < shorter and before[same] == after[same]:
        same += 1
    tail = 0
    while tail < shorter - same and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Difference(same + 1, len(before) - tail + 1, len(after) - tail + 1)


def end_column(finding: Finding, line: LineRepair | None) -> int:
    """Return the column after the last that a finding is about."""
    if line is None or line.text == line.original:
        return finding.column + 1
    return max(finding.column + 1, difference(line).end)


def sentence(finding: Finding, line: LineRepair | None) -> str:
    """Return what was found in one printable line: the message, what the line says, and what it should say."""
    message = printable(finding.message)
    if line is None:
        return message
    if line.text == line.original:
        return f'{message} It says "{window_around(line.original, finding.column, _QUOTED_COLUMNS)}".'
    begin = difference(line).begin
    says, repaired = (window_around(text, begin, _QUOTED_COLUMNS) for text in (line.original, line.text))
    should = "most probably should" if line.status is LineStatus.UNCERTAIN else "should"
    return f'{message} It says "{says}", and {should} say "{repaired}".'
