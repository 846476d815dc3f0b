"""What a whole run came to, in numbers and in words. Loads fast: a run that finds nothing prints it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from notefix.findings import LineStatus, Repair
from notefix.settings import Settings

__all__ = ["ChannelName", "Summary", "counted", "summary_text"]

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
        lines: damaged lines, by how they came out.
        channels: damaged lines, by the accident; unrecoverable ones have none.
        characters_restored: characters put back into a text for bytes that were missing.
    """

    files: int = 0
    files_changed: int = 0
    files_failed: int = 0
    lines: Mapping[LineStatus, int] = field(default_factory=dict)
    channels: Mapping[ChannelName, int] = field(default_factory=dict)
    characters_restored: int = 0

    @property
    def lines_damaged(self) -> int:
        """All damaged lines, however they came out."""
        return sum(self.lines.values())

    @property
    def channels_by_lines(self) -> list[tuple[ChannelName, int]]:
        """The channels, that with most lines first; by name where they have equally many."""
        return sorted(self.channels.items(), key=lambda item: (-item[1], item[0]))

    def with_repair(self, repair: Repair, settings: Settings, *, changed: bool) -> Summary:
        """Return the summary with one more file."""
        more = replace(self, files=self.files + 1, files_changed=self.files_changed + changed)
        if not repair.lines:
            return more
        kept = {LineStatus.UNRECOVERABLE}
        if settings.uncertain == "keep":
            kept.add(LineStatus.UNCERTAIN)
        # What one line was spared is no accident of its own.
        channels = [line.channel.misreading for line in repair.lines if line.channel]
        return replace(
            more,
            lines=Counter(self.lines) + Counter(line.status for line in repair.lines),
            channels=Counter(self.channels) + Counter(ChannelName(str(c), c.description) for c in channels),
            characters_restored=self.characters_restored
            + sum(len(line.restored) for line in repair.lines if line.status not in kept),
        )

    def with_failure(self) -> Summary:
        """Return the summary with one more file that could not be done."""
        return replace(self, files=self.files + 1, files_failed=self.files_failed + 1)


def summary_text(summary: Summary) -> str:
    """Return the numbers of a run for a reader; the same rows in the same order whatever they are."""
    done = summary.files - summary.files_failed
    if not done:
        return "no file could be done\n"
    files = counted(done, "file")
    if summary.files_failed:
        files += f" ({summary.files_failed} more could not be done)"
    if not summary.lines_damaged:
        return f"{files}: no damage found\n"
    rows = [f"{files}: {counted(summary.lines_damaged, 'damaged line')}"]
    rows += [f"{summary.lines.get(status, 0):7} {status.value}: {words}" for status, words in _STATUSES]
    rows.append(f"{counted(summary.characters_restored, 'character')} restored")
    for channel, lines in summary.channels_by_lines:
        rows += [f"channel: {channel.name} ({counted(lines, 'line')})", f"    {channel.description}"]
    return "".join(f"{row}\n" for row in rows)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s in the plural.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
