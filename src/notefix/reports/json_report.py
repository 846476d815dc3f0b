"""The report for a program: one JSON document a run, of the same shape however many files there were.

ASCII only: it holds damaged text, and neither an editor nor notefix itself shall repair it there. A change
that a reader could notice raises `VERSION`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypedDict

from notefix.findings import Alternative, Finding, LineRepair, LineStatus, Repair
from notefix.reports.summary import Summary

__all__ = ["FileEntry", "entry_of_failure", "entry_of_repair", "json_report"]

VERSION = 1

# Probabilities are not known better than this, and 0.9899999999999999 helps no reader.
PROBABILITY_DIGITS = 6


class FileEntry(TypedDict):
    """What the report says of one file."""

    path: str
    channel: str | None
    changed: bool
    lines: list[dict[str, object]]
    findings: list[dict[str, object]]
    error: str | None


def entry_of_failure(path: str, error: str) -> FileEntry:
    """Return the entry of a file that could not be done."""
    return FileEntry(path=path, channel=None, changed=False, lines=[], findings=[], error=error)


def entry_of_repair(path: str, repair: Repair, *, changed: bool) -> FileEntry:
    """Return the entry of a file that was done; `changed` says whether its text is, or would be, another."""
    return FileEntry(
        path=path,
        channel=str(repair.channel) if repair.channel else None,
        changed=changed,
        lines=[_line(line) for line in repair.lines],
        findings=[_finding(finding, path) for finding in repair.findings],
        error=None,
    )


def json_report(entries: Sequence[FileEntry], summary: Summary) -> str:
    """Return the document of a whole run, with a newline at its end."""
    document = {"version": VERSION, "files": entries, "summary": _summary(summary)}
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


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
        "lines_damaged": summary.lines_damaged,
        **{f"lines_{status.value}": summary.lines.get(status, 0) for status in statuses},
        "characters_restored": summary.characters_restored,
        "channels": [
            {"name": channel.name, "description": channel.description, "lines": lines}
            for channel, lines in summary.channels_by_lines
        ],
    }
