"""The report for GitHub Actions: a workflow command for each finding, shown beside the line that it is about.

The syntax is that of https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands: properties and
messages end where a character says so, which is why those characters are escaped, and nothing else is.
"""

from __future__ import annotations

from notefix.reports.display import printable
from notefix.reports.fingerprints import path_text
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary
from notefix.reports.wording import end_column, sentence
from notefix.rules import level_of

__all__ = ["GithubReport"]

_OF_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_OF_PROPERTY = _OF_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


class GithubReport:
    """An annotation for each finding that is left, and for each file that could not be done."""

    def begin(self) -> str:
        """Nothing comes first."""
        return ""

    def file(self, entry: ReportedFile) -> str:
        """Return the annotations of a file."""
        if entry.error is not None:
            return _command("error", printable(entry.error), {"file": path_text(entry.path), "title": "notefix"})
        rows = []
        for finding, line in entry.left:
            properties = {
                "file": path_text(entry.path),
                "line": str(finding.line),
                "endLine": str(finding.line),
                "col": str(finding.column),
                "endColumn": str(end_column(finding, line)),
                "title": f"notefix: {finding.rule}",
            }
            rows.append(_command(level_of(finding.rule), sentence(finding, line), properties))
        return "".join(rows)

    def end(self, summary: Summary) -> str:
        """Nothing comes last."""
        return ""


def _command(name: str, message: str, properties: dict[str, str]) -> str:
    written = ",".join(f"{key}={value.translate(_OF_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {written}::{message.translate(_OF_MESSAGE)}\n"
