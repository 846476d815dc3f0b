"""What every report is, and which there are.

A report is fed one file after the other, in the order of their paths, and gives back what to print for each; so the
longest run needs no more memory than its largest file. Joined in order, what `begin`, every `file` and `end` return is
the whole report. A report of no file is a document like any other.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from notefix.errors import SettingsError
from notefix.reports.colors import NO_COLORS, Colors

if TYPE_CHECKING:
    from notefix.reports.reported_file import ReportedFile
    from notefix.reports.summary import Summary

__all__ = ["FORMATS", "Report", "View", "report_named"]

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "junit", "sarif")


class View(Enum):
    """What a person wants to know; programs are told the same in both."""

    DAMAGE = "damage"
    """What the files say, and what they should say: `check`."""
    LEFTOVERS = "leftovers"
    """What is left to look at after the repair: `fix`."""


class Report(Protocol):
    """A report of a run, one file after the other."""

    def begin(self) -> str:
        """Return what stands before the first file."""

    def file(self, entry: ReportedFile) -> str:
        """Return what is said of one file; "" if nothing is."""

    def end(self, summary: Summary) -> str:
        """Return what stands after the last file, given the numbers of the run."""


def report_named(
    name: str, view: View = View.DAMAGE, colors: Colors = NO_COLORS, *, version: str | None = None
) -> Report:
    """Make the report of a format, and load no other.

    Args:
        name: one of `FORMATS`.
        view: what a person wants to know; only `full` shows it.
        colors: used by `full` and `concise`.
        version: that of notefix, for formats that name the tool.

    Raises:
        SettingsError: there is no such format.
    """
    if name == "full":
        from notefix.reports.full_report import FullReport

        return FullReport(view, colors)
    if name == "concise":
        from notefix.reports.concise_report import ConciseReport

        return ConciseReport(colors)
    if name == "json":
        from notefix.reports.json_report import JsonReport

        return JsonReport()
    if name == "json-lines":
        from notefix.reports.json_report import JsonLinesReport

        return JsonLinesReport()
    return _report_for_server(name, version)


def _report_for_server(name: str, version: str | None) -> Report:
    if name == "github":
        from notefix.reports.github_report import GithubReport

        return GithubReport()
    if name == "gitlab":
        from notefix.reports.gitlab_report import GitlabReport

        return GitlabReport()
    if name == "junit":
        from notefix.reports.junit_report import JunitReport

        return JunitReport()
    if name == "sarif":
        from notefix.reports.sarif_report import SarifReport

        return SarifReport(version)
    raise SettingsError(f"No such output format: {name!r}. Known are: {', '.join(FORMATS)}.")
