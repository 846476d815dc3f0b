"""The report for GitLab: a Code Quality artifact, https://docs.gitlab.com/ci/testing/code_quality/."""

from __future__ import annotations

from notefix.reports.display import printable
from notefix.reports.fingerprints import Fingerprints, fingerprint, path_text
from notefix.reports.json_report import one_of_many
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary
from notefix.reports.wording import sentence
from notefix.rules import level_of

__all__ = ["GitlabReport"]

_SEVERITIES = {"error": "major", "warning": "minor"}


class GitlabReport:
    """A JSON list with an issue for each finding that is left, and for each file that could not be done."""

    def __init__(self) -> None:
        self._is_first = True
        self._fingerprints = Fingerprints()

    def begin(self) -> str:
        """Open the list."""
        return "["

    def file(self, entry: ReportedFile) -> str:
        """Return the issues of a file."""
        places = list(self._fingerprints.of(entry))
        if entry.error is not None:
            return self._issue(entry, "error", 1, printable(entry.error), "critical", fingerprint(entry.path, "error"))
        return "".join(
            self._issue(entry, found.rule, found.line, sentence(found, line), _SEVERITIES[level_of(found.rule)], mark)
            for found, line, mark in places
        )

    def end(self, summary: Summary) -> str:
        """Close the list."""
        return "]\n" if self._is_first else "\n]\n"

    def _issue(self, entry: ReportedFile, rule: str, number: int, text: str, severity: str, mark: str) -> str:
        issue = {
            "description": text,
            "check_name": rule,
            "fingerprint": mark,
            "severity": severity,
            "location": {"path": path_text(entry.path), "lines": {"begin": number}},
        }
        written = one_of_many(issue, 2, first=self._is_first)
        self._is_first = False
        return written
