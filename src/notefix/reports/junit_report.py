"""The report for servers that read JUnit's XML: a test case for each file, which fails if something is found in it.

ASCII only, so that it is the same document whatever encoding the output has. What XML 1.0 has no place for, not even
as a character reference, is written as an escape.
"""

from __future__ import annotations

import html
import re

from notefix.reports.colors import NO_COLORS
from notefix.reports.concise_report import place_and_rule
from notefix.reports.fingerprints import path_text
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary, counted
from notefix.reports.wording import sentence

__all__ = ["JunitReport"]

# Section 2.2 of https://www.w3.org/TR/xml/.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A parser would take them for spaces in an attribute, and for a line feed elsewhere.
_REFERENCES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


class JunitReport:
    """One test suite. It begins with the numbers of all its cases, so it is written at the end."""

    def __init__(self) -> None:
        self._cases: list[str] = []
        self._failures = 0
        self._left: list[tuple[str, str]] = []

    def begin(self) -> str:
        """Return the declaration."""
        return '<?xml version="1.0" encoding="utf-8"?>\n'

    def file(self, entry: ReportedFile) -> str:
        """Take in a file, or a part of one."""
        self._left += [
            (f.rule, f"{place_and_rule(entry.path, f, f.rule, NO_COLORS)}: {sentence(f, line)}")
            for f, line in entry.left
        ]
        if entry.is_part:
            return ""
        name = _escaped(path_text(entry.path))
        self._cases.append(f'    <testcase classname="notefix" name="{name}" time="0"{self._outcome(entry)}\n')
        self._left = []
        return ""

    def end(self, summary: Summary) -> str:
        """Return the suite."""
        numbers = {
            "tests": len(self._cases),
            "failures": self._failures,
            "errors": summary.files_failed,
            "skipped": summary.files_skipped,
        }
        written = " ".join(f'{name}="{number}"' for name, number in numbers.items())
        suite = f'  <testsuite name="notefix" {written} time="0">\n{"".join(self._cases)}  </testsuite>\n'
        return f"<testsuites>\n{suite}</testsuites>\n"

    def _outcome(self, entry: ReportedFile) -> str:
        """Return the rest of a test case, from the end of its start tag."""
        if entry.error is not None:
            return _holding(f'<error message="{_escaped(entry.error)}"/>')
        if entry.skipped is not None:
            return _holding(f'<skipped message="{_escaped(entry.skipped)}"/>')
        if not self._left:
            return "/>"
        self._failures += 1
        rules = ", ".join(dict.fromkeys(rule for rule, _ in self._left))
        text = _escaped("\n".join(row for _, row in self._left))
        found = counted(len(self._left), "finding")
        return _holding(f'<failure type="{_escaped(rules)}" message="{found}">{text}</failure>')


def _holding(element: str) -> str:
    return f">\n      {element}\n    </testcase>"


def _escaped(text: str) -> str:
    possible = _FORBIDDEN.sub(lambda match: ascii(match[0])[1:-1], text)
    markup = html.escape(possible).translate(_REFERENCES)
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")
