"""What a whole run came to, in numbers and in words. Loads fast: a run that finds nothing prints it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from notefix.findings import LineStatus, Repair
from notefix.reports.reported_file import ReportedFile

__all__ = ["ChannelName", "Summary", "counted", "statistics_text", "summary_text"]

_STATUSES = (
    (LineStatus.REPAIRED, "every byte was there"),
    (LineStatus.RESTORED, "bytes were missing, and each guess is sure enough"),
    (LineStatus.UNCERTAIN, "bytes were missing, and some guess is less sure"),
    (LineStatus.UNRECOVERABLE, "left as they were"),
)


class ChannelName(NamedTuple):
    """A channel as it is printed: for `--encoding-damage`, and in words."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a run.

    Attributes:
        files: files that were looked at.
        files_changed: those that were written, or would be.
        files_failed: those that could not be done.
        files_skipped: those that are no text, or that nobody wanted to be looked at.
        lines: damaged lines, by how they came out.
        channels: damaged lines, by the accident; unrecoverable ones have none.
        findings: all findings, by rule.
        characters_restored: characters put back into a text for bytes that were missing.
    """

    files: int = 0
    files_changed: int = 0
    files_failed: int = 0
    files_skipped: int = 0
    lines: Mapping[LineStatus, int] = field(default_factory=dict)
    channels: Mapping[ChannelName, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)
    characters_restored: int = 0

    @property
    def lines_damaged(self) -> int:
        """All damaged lines, however they came out."""
        return sum(self.lines.values())

    @property
    def channels_by_lines(self) -> list[tuple[ChannelName, int]]:
        """The channels, that with most lines first; by name where they have equally many."""
        return sorted(self.channels.items(), key=lambda item: (-item[1], item[0]))

    @property
    def other_findings(self) -> dict[str, int]:
        """The findings that no damaged line stands for, by rule, in alphabetical order."""
        if not self.findings:
            return {}
        from notefix.rules import LINE_DAMAGE  # here, since most runs find nothing

        return {rule: number for rule, number in sorted(self.findings.items()) if rule not in LINE_DAMAGE}

    def with_file(self, entry: ReportedFile) -> Summary:
        """Return the summary with one more file."""
        more = replace(
            self,
            files=self.files + (not entry.is_part),
            files_changed=self.files_changed + (entry.changed and not entry.is_part),
            files_failed=self.files_failed + (entry.error is not None),
            files_skipped=self.files_skipped + (entry.skipped is not None),
        )
        if entry.findings:
            more = replace(more, findings=Counter(self.findings) + Counter(f.rule for f in entry.findings))
        return more._with_repair(entry, entry.repair) if entry.repair and entry.repair.lines else more

    def _with_repair(self, entry: ReportedFile, repair: Repair) -> Summary:
        # What one line was spared is no accident of its own.
        channels = [line.channel.misreading for line in repair.lines if line.channel]
        return replace(
            self,
            lines=Counter(self.lines) + Counter(line.status for line in repair.lines),
            channels=Counter(self.channels) + Counter(ChannelName(str(c), c.description) for c in channels),
            characters_restored=self.characters_restored
            + sum(len(line.restored) for line in repair.lines if not entry.keeps(line)),
        )


def summary_text(summary: Summary) -> str:
    """Return the numbers of a run for a reader; the same rows in the same order whatever they are."""
    done = summary.files - summary.files_failed - summary.files_skipped
    others = [f"{summary.files_failed} more could not be done"] * bool(summary.files_failed)
    others += [f"{summary.files_skipped} skipped"] * bool(summary.files_skipped)
    if not done and summary.files_failed:
        return "no file could be done\n"
    files = counted(done, "file") + f" ({', '.join(others)})" * bool(others)
    if not summary.lines_damaged and not summary.other_findings:
        # Then all that changed, changed by rules of form, and no finding is left to say so.
        formed = f", {counted(summary.files_changed, 'file')} given another form" if summary.files_changed else ""
        return f"{files}: no damage found{formed}\n"
    rows = [f"{files}: {counted(summary.lines_damaged, 'damaged line')}"]
    if summary.lines_damaged:
        rows += [f"{summary.lines.get(status, 0):7} {status.value}: {words}" for status, words in _STATUSES]
        rows.append(f"{counted(summary.characters_restored, 'character')} restored")
    for channel, lines in summary.channels_by_lines:
        rows += [f"channel: {channel.name} ({counted(lines, 'line')})", f"    {channel.description}"]
    rows += [f"{counted(number, 'finding')} of {rule}" for rule, number in summary.other_findings.items()]
    return "".join(f"{row}\n" for row in rows)


def statistics_text(summary: Summary) -> str:
    """Return the table of `--statistics`: findings by rule, damaged lines by status and by channel, most first.

    >>> print(statistics_text(Summary(files=2, findings={"mojibake": 3})), end="")
         3  findings
         3      mojibake
         0  damaged lines
         0  damaged lines of a known channel
    """
    blocks = {
        "findings": _most_first(summary.findings),
        "damaged lines": _most_first({status.value: number for status, number in summary.lines.items()}),
        "damaged lines of a known channel": [(number, channel.name) for channel, number in summary.channels_by_lines],
    }
    rows: list[tuple[int, str]] = []
    for name, block in blocks.items():
        rows.append((sum(number for number, _ in block), name))
        rows += [(number, f"    {item}") for number, item in block]
    return "".join(f"{number:6}  {name}\n" for number, name in rows)


def _most_first(numbers: Mapping[str, int]) -> list[tuple[int, str]]:
    return sorted(((number, name) for name, number in numbers.items()), key=lambda row: (-row[0], row[1]))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s in the plural.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
