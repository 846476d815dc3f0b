"""The reports for a program: one JSON document a run, or one JSON object a row. Documented in docs/reports.md.

ASCII only: they hold damaged text, and neither an editor nor notefix itself shall repair it there. A change
that a reader could notice raises `VERSION`.
"""

from __future__ import annotations

import json
from textwrap import indent

from notefix.findings import Alternative, Finding, LineRepair, LineStatus
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary

__all__ = ["JsonLinesReport", "JsonReport", "one_of_many"]

VERSION = 2

# Probabilities are not known better than this, and 0.9899999999999999 helps no reader.
PROBABILITY_DIGITS = 6


class JsonReport:
    """One document, in which a file is an element of a list."""

    def __init__(self) -> None:
        self._is_first = True

    def begin(self) -> str:
        """Open the list."""
        return f'{{\n  "version": {VERSION},\n  "files": ['

    def file(self, entry: ReportedFile) -> str:
        """Return an element."""
        element = one_of_many(_file(entry), 4, first=self._is_first)
        self._is_first = False
        return element

    def end(self, summary: Summary) -> str:
        """Close the list, and say what the run came to."""
        closed = "]" if self._is_first else "\n  ]"
        return f'{closed},\n  "summary": {indent(_dumped(_summary(summary), 2), "  ").lstrip()}\n}}\n'


class JsonLinesReport:
    """A row for each file, and a last one for the run."""

    def begin(self) -> str:
        """Nothing comes first."""
        return ""

    def file(self, entry: ReportedFile) -> str:
        """Return the row of a file."""
        return _dumped({"type": "file", **_file(entry)}) + "\n"

    def end(self, summary: Summary) -> str:
        """Return the row of the run."""
        return _dumped({"type": "summary", "version": VERSION, **_summary(summary)}) + "\n"


def one_of_many(element: object, indent_columns: int, *, first: bool) -> str:
    """Return an element of a list that is written as it comes, with the comma that belongs before it."""
    return ("\n" if first else ",\n") + indent(_dumped(element, 2), " " * indent_columns)


def _dumped(value: object, indent_columns: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=True, indent=indent_columns)


def _file(entry: ReportedFile) -> dict[str, object]:
    repair = entry.repair
    return {
        "path": entry.path,
        "channel": str(repair.channel) if repair and repair.channel else None,
        "changed": entry.changed,
        "written": entry.written,
        "lines": [_line(line) for line in repair.lines] if repair else [],
        "findings": [_finding(finding, entry.path) for finding in entry.findings],
        "error": entry.error,
        "skipped": entry.skipped,
    }


def _line(line: LineRepair) -> dict[str, object]:
    return {
        "number": line.number,
        "status": line.status.value,
        "channel": str(line.channel) if line.channel else None,
        "original": line.original,
        "text": line.text,
        "restored": [
            {
                "line": character.line,
                "column": character.column,
                "text": character.text,
                "probability": round(character.probability, PROBABILITY_DIGITS),
                "alternatives": [_alternative(alternative) for alternative in character.alternatives],
                "network": character.network,
            }
            for character in line.restored
        ],
    }


def _alternative(alternative: Alternative) -> dict[str, object]:
    text, probability = alternative
    return {"text": text, "probability": round(probability, PROBABILITY_DIGITS)}


def _finding(finding: Finding, path: str) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "path": path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "candidates": list(finding.candidates),
    }


def _summary(summary: Summary) -> dict[str, object]:
    statuses = [status for status in LineStatus if status is not LineStatus.CLEAN]
    return {
        "files": summary.files,
        "files_changed": summary.files_changed,
        "files_failed": summary.files_failed,
        "files_skipped": summary.files_skipped,
        "lines_damaged": summary.lines_damaged,
        **{f"lines_{status.value}": summary.lines.get(status, 0) for status in statuses},
        "findings": dict(sorted(summary.findings.items())),
        "characters_restored": summary.characters_restored,
        "channels": [
            {"name": channel.name, "description": channel.description, "lines": lines}
            for channel, lines in summary.channels_by_lines
        ],
    }
