"""The report for code scanning: SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

ASCII only, like every JSON of ours. A result carries the repair of its line, as far as it can be written in JSON.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from textwrap import indent
from urllib.parse import quote_from_bytes

from notefix.findings import Finding, LineRepair, LineStatus
from notefix.reports.display import printable
from notefix.reports.fingerprints import Fingerprints, path_bytes
from notefix.reports.json_report import one_of_many
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary
from notefix.reports.wording import difference, end_column, sentence
from notefix.rules import Rule, all_rules, level_of

__all__ = ["SarifReport"]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Paths are relative to the root of what is scanned; where that is, the reader knows. GitHub has the name.
_ROOT = "%SRCROOT%"
_INDEX = {rule.name: index for index, rule in enumerate(all_rules())}


class SarifReport:
    """One run of the tool, with a result for each finding that is left."""

    def __init__(self, version: str | None = None) -> None:
        """Make the report of a run of notefix in that version, if it is known."""
        self._version = version
        self._is_first = True
        self._fingerprints = Fingerprints()
        self._notifications: list[object] = []

    def begin(self) -> str:
        """Return what is known before, up to the results."""
        driver = {"name": "notefix", "rules": [_descriptor(rule) for rule in all_rules()]}
        if self._version is not None:
            driver["version"] = self._version
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            # In the order in which they are to be tried; `notefix.lines` ends lines at the same places.
            "newlineSequences": ["\r\n", "\n", "\r"],
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of what was scanned."}}},
        }
        opened = indent(json.dumps(run, indent=2), "    ").lstrip().removesuffix("\n    }")
        return f'{{\n  "$schema": "{SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    {opened},\n      "results": ['

    def file(self, entry: ReportedFile) -> str:
        """Return the results of a file."""
        location = _artifact_location(entry.path)
        for level, reason in (("error", entry.error), ("note", entry.skipped)):
            if reason is not None:
                where = [{"physicalLocation": {"artifactLocation": location}}]
                text = _message(printable(reason))
                self._notifications.append({"level": level, "message": text, "locations": where})
        results = []
        for finding, line, fingerprint in self._fingerprints.of(entry):
            result = _result(finding, line, location, fingerprint)
            if line is not None and not entry.keeps(line):
                result |= _fixes(line, location)
            results.append(one_of_many(result, 8, first=self._is_first))
            self._is_first = False
        return "".join(results)

    def end(self, summary: Summary) -> str:
        """Close the results, and say which files could not be done."""
        invocation: dict[str, object] = {"executionSuccessful": not summary.files_failed}
        if self._notifications:
            invocation["toolExecutionNotifications"] = self._notifications
        closed = "]" if self._is_first else "\n      ]"
        invocations = indent(json.dumps([invocation], indent=2), "      ").lstrip()
        return f'{closed},\n      "invocations": {invocations}\n    }}\n  ]\n}}\n'


def _descriptor(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": rule.explanation},
        "defaultConfiguration": {"enabled": rule.default, "level": rule.level},
        "properties": {"tags": [rule.kind.value]},
    }


def _result(finding: Finding, line: LineRepair | None, location: dict[str, str], fingerprint: str) -> dict[str, object]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    if line is not None:
        region["endColumn"] = end_column(finding, line)
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": _INDEX[finding.rule]} if finding.rule in _INDEX else {}),
        "level": level_of(finding.rule),
        "message": _message(sentence(finding, line)),
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": region}}],
        "partialFingerprints": {"damagedLine/v1": fingerprint},
    }


def _fixes(line: LineRepair, location: dict[str, str]) -> dict[str, object]:
    """Return the repair of a line, unless a byte that is no text would have to be written in it."""
    begin, end, end_repaired = difference(line)
    text = line.text[begin - 1 : end_repaired - 1]
    if any("\ud800" <= character <= "\udfff" for character in text):
        return {}
    sure = "Probably: " if line.status is LineStatus.UNCERTAIN else ""
    replacement = {
        "deletedRegion": {"startLine": line.number, "startColumn": begin, "endColumn": end},
        "insertedContent": {"text": text},
    }
    change = {"artifactLocation": location, "replacements": [replacement]}
    return {"fixes": [{"description": {"text": f"{sure}undo the misreading."}, "artifactChanges": [change]}]}


def _message(text: str) -> dict[str, str]:
    """Return a message in which nothing reads as a placeholder (section 3.11.5) or a link (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("[", "\\[").replace("]", "\\]")}


def _artifact_location(path: str) -> dict[str, str]:
    if PurePath(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote_from_bytes(path_bytes(path)), "uriBaseId": _ROOT}
