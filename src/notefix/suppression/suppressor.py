"""All that the user wants left alone in one file, asked as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from notefix.findings import Finding, LineRepair, LineStatus, Repair
from notefix.lines import split_lines
from notefix.suppression.markers import Markers, markers_of

__all__ = ["Suppressor", "with_lines_kept", "without_lines"]


@dataclass(slots=True)
class Suppressor:
    """What is left alone in one text.

    Args:
        ignore: rules that are off.
        allowed: texts that look damaged and are meant.
        baseline: hashes of the findings that are known.
        path: the file as the baseline knows it.
        changed_lines: returns the lines that are looked at, by number from 1, or None for all; asked if need be.
    """

    ignore: Collection[str] = ()
    allowed: tuple[str, ...] = ()
    baseline: frozenset[str] = frozenset()
    path: str = ""
    changed_lines: Callable[[], Collection[int] | None] | None = None
    _markers: Markers = field(default_factory=Markers)
    _texts: Mapping[int, str] = field(default_factory=dict)
    _repairs: Mapping[int, LineRepair] = field(default_factory=dict)
    _changed: Collection[int] | None = None
    _asked: bool = False

    def left_alone(self, text: str, repair: Repair) -> Repair:
        """Return a repair without what the user wants left alone in a text.

        A line whose repair would change an allowed text is left as it was, too, and reported.
        """
        self.read(text, repair)
        covered = {finding.line for finding in repair.findings if self.covers(finding)}
        rest = without_lines(repair, covered, text)
        return with_lines_kept(rest, self._protected(rest), text)

    def read(self, text: str, repair: Repair) -> None:
        """Take in the text that the findings will be about, and its repair."""
        self._markers = markers_of(text)
        self._repairs = {line.number: line for line in repair.lines}
        if self.baseline:
            self._texts = {number: line.text for number, line in enumerate(split_lines(text), 1)}

    def covers(self, finding: Finding) -> bool:
        """Say whether a finding is to be left alone, and its line with it."""
        if finding.rule in self.ignore:
            return True
        # Before the rest, so that a marker counts as used wherever it would be.
        if self._markers.cover(finding):
            return True
        return self._is_old(finding) or self._is_allowed(finding) or self._is_known(finding)

    def _protected(self, repair: Repair) -> set[int]:
        if not self.allowed:
            return set()
        from notefix.suppression.allowed import touches_allowed

        return {line.number for line in repair.lines if touches_allowed(line, self.allowed)}

    def unused_markers(self) -> list[Finding]:
        """Return a finding for each marker that was of no use."""
        if "unused-ignore" in self.ignore:
            return []
        found = self._markers.unused()
        return [finding for finding in found if not self._is_old(finding)]

    def _is_old(self, finding: Finding) -> bool:
        if self.changed_lines is None:
            return False
        if not self._asked:
            self._asked, self._changed = True, self.changed_lines()
        return self._changed is not None and finding.line not in self._changed

    def _is_allowed(self, finding: Finding) -> bool:
        line = self._repairs.get(finding.line)
        if line is None or not self.allowed:
            return False
        from notefix.suppression.allowed import allows

        return allows(line, self.allowed)

    def _is_known(self, finding: Finding) -> bool:
        if not self.baseline:
            return False
        from notefix.suppression.baseline import fingerprint

        return fingerprint(finding.rule, self.path, self._texts.get(finding.line, "")) in self.baseline


def without_lines(repair: Repair, numbers: Collection[int], text: str) -> Repair:
    """Return a repair that leaves some lines of a text as they were, and says nothing of them."""
    if not numbers:
        return repair
    result = _with_old_lines(text, repair.text, numbers)
    return replace(
        repair,
        text=result,
        changed=result != text,
        lines=tuple(line for line in repair.lines if line.number not in numbers),
        findings=tuple(finding for finding in repair.findings if finding.line not in numbers),
    )


def with_lines_kept(repair: Repair, numbers: Collection[int], text: str) -> Repair:
    """Return a repair that leaves some lines of a text as they were, and says that they hold text that is allowed."""
    if not numbers:
        return repair
    result = _with_old_lines(text, repair.text, numbers)
    kept = [
        replace(line, text=line.original, status=LineStatus.UNRECOVERABLE, channel=None, restored=())
        if line.number in numbers
        else line
        for line in repair.lines
    ]
    findings = [
        replace(f, rule="unrecoverable", message="Damage beside text that is allowed.", candidates=())
        if f.line in numbers
        else f
        for f in repair.findings
    ]
    return replace(repair, text=result, changed=result != text, lines=tuple(kept), findings=tuple(findings))


def _with_old_lines(text: str, repaired: str, numbers: Collection[int]) -> str:
    pairs = zip(split_lines(text), split_lines(repaired), strict=True)
    result = "".join("".join(old if number in numbers else new) for number, (old, new) in enumerate(pairs, 1))
    return text if result == text else result
