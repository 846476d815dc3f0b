"""What a report is given of one file: the noun that the command line fills in and every format reads."""

from __future__ import annotations

from dataclasses import dataclass

from notefix.findings import Finding, LineRepair, LineStatus, Repair
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = ["DamagedPlace", "ReportedFile"]

# A finding, and the damaged line that it is about.
DamagedPlace = tuple[Finding, LineRepair | None]

_RECOVERED = (LineStatus.REPAIRED, LineStatus.RESTORED)


@dataclass(frozen=True, slots=True)
class ReportedFile:
    """One file of a run.

    Attributes:
        path: the file as the user named it, or as it was found.
        repair: the account of the repair; None if the file was skipped or could not be done.
        findings: all that is to be reported, in order, those of the file as a whole among them.
        settings: what was asked for.
        changed: whether its text is, or would be, another.
        written: whether that other text is now what a reader gets: in the file, or on standard output.
        error: in one sentence why the file could not be done.
        skipped: in a few words why it was not looked at.
        is_part: whether it is a part of a large file, and more of that comes.
    """

    path: str
    repair: Repair | None = None
    findings: tuple[Finding, ...] = ()
    settings: Settings = DEFAULT_SETTINGS
    changed: bool = False
    written: bool = False
    error: str | None = None
    skipped: str | None = None
    is_part: bool = False

    @property
    def left(self) -> list[DamagedPlace]:
        """What whoever reads the file now still has to look at, each finding with its line.

        That is all findings until the file was written; then no more those of damage that was fully recovered.
        """
        return [(f, line) for f, line in self.places if not (self.written and line and line.status in _RECOVERED)]

    @property
    def places(self) -> list[DamagedPlace]:
        """All findings, each with the damaged line that it is about; None if it is not about damage."""
        if not self.findings:
            return []
        from notefix.rules import LINE_DAMAGE  # here, since most files have no findings

        lines = {line.number: line for line in self.repair.lines} if self.repair else {}
        return [(f, lines.get(f.line) if f.rule in LINE_DAMAGE else None) for f in self.findings]

    def keeps(self, line: LineRepair) -> bool:
        """Say whether a damaged line stays as it was: nothing is known for it, or only what is not wanted."""
        unwanted = line.status is LineStatus.UNCERTAIN and self.settings.uncertain == "keep"
        return unwanted or line.text == line.original
