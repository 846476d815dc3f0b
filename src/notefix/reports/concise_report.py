"""The report for an editor or a filter: a row for each finding, `path:line:column: rule message`."""

from __future__ import annotations

from notefix.findings import Finding
from notefix.reports.colors import NO_COLORS, Colors
from notefix.reports.display import printable
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary
from notefix.rules import LINE_DAMAGE

__all__ = ["ConciseReport", "place_and_rule"]


def place_and_rule(path: str, finding: Finding, word: str, colors: Colors) -> str:
    """Return how a row of a finding begins.

    Args:
        path: the file.
        finding: its place is named.
        word: the rule, or the status of the line, and what follows it.
        colors: for the terminal.
    """
    painted = colors.error(word) if finding.rule in LINE_DAMAGE else colors.warning(word)
    return f"{colors.heading(printable(path))}:{colors.place(f'{finding.line}:{finding.column}')}: {painted}"


class ConciseReport:
    """One row for each finding that is left to look at."""

    def __init__(self, colors: Colors = NO_COLORS) -> None:
        self._colors = colors

    def begin(self) -> str:
        """Nothing comes first."""
        return ""

    def file(self, entry: ReportedFile) -> str:
        """Return the rows of a file."""
        return "".join(
            f"{place_and_rule(entry.path, finding, finding.rule, self._colors)} {printable(finding.message)}\n"
            for finding, _ in entry.left
        )

    def end(self, summary: Summary) -> str:
        """Nothing comes last."""
        return ""
