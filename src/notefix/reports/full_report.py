"""The report for a person, as a run prints it; what it says of a file is in `text_report`."""

from __future__ import annotations

from notefix.reports.colors import NO_COLORS, Colors
from notefix.reports.report import View
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary

__all__ = ["FullReport"]


class FullReport:
    """Each finding, and enough of its line to see what is meant."""

    def __init__(self, view: View = View.DAMAGE, colors: Colors = NO_COLORS) -> None:
        self._view = view
        self._colors = colors

    def begin(self) -> str:
        """Nothing comes first."""
        return ""

    def file(self, entry: ReportedFile) -> str:
        """Return what is found in a file, or what is left to look at in it."""
        if not entry.findings:
            return ""
        from notefix.reports.text_report import file_text  # most runs find nothing, and start without it

        return file_text(entry, self._view, self._colors)

    def end(self, summary: Summary) -> str:
        """Nothing comes last: the numbers of the run are no finding."""
        return ""
