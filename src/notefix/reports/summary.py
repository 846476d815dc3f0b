"""What a whole run came to, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from notefix.findings import LineStatus

if TYPE_CHECKING:
    from notefix.channels.channel import Channel
    from notefix.files.fixing import FileOutcome

__all__ = ["Summary"]


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
    channels: Mapping[Channel, int] = field(default_factory=dict)
    characters_restored: int = 0

    @property
    def lines_damaged(self) -> int:
        """All damaged lines, however they came out."""
        return sum(self.lines.values())

    @property
    def channels_by_lines(self) -> list[tuple[Channel, int]]:
        """The channels, that with most lines first; by name where they have equally many."""
        return sorted(self.channels.items(), key=lambda item: (-item[1], str(item[0])))

    def with_outcome(self, outcome: FileOutcome) -> Summary:
        """Return the summary with one more file."""
        lines = outcome.repair.lines
        if not lines and not outcome.changed:
            return replace(self, files=self.files + 1)
        kept = outcome.settings.uncertain == "keep"
        # What one line was spared is no accident of its own.
        channels = (replace(line.channel, spared=frozenset()) for line in lines if line.channel)
        return replace(
            self,
            files=self.files + 1,
            files_changed=self.files_changed + outcome.changed,
            lines=Counter(self.lines) + Counter(line.status for line in lines),
            channels=Counter(self.channels) + Counter(channels),
            characters_restored=self.characters_restored
            + sum(len(line.restored) for line in lines if not (kept and line.status is LineStatus.UNCERTAIN)),
        )

    def with_failure(self) -> Summary:
        """Return the summary with one more file that could not be done."""
        return replace(self, files=self.files + 1, files_failed=self.files_failed + 1)
