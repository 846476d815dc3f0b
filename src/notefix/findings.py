"""The nouns that rooms hand to each other: what was found, what was restored, how sure that is.

Everything here is frozen. Lines and columns count from 1; columns count code points.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from notefix.channels.channel import Channel

__all__ = [
    "Alternative",
    "Change",
    "Detection",
    "Finding",
    "LineRepair",
    "LineStatus",
    "Normalization",
    "Repair",
    "RestoredCharacter",
    "Span",
    "rows",
]

T = TypeVar("T")


class LineStatus(Enum):
    """How a line came out."""

    CLEAN = "clean"
    """Nothing was damaged."""
    REPAIRED = "repaired"
    """Every byte was there."""
    RESTORED = "restored"
    """Bytes, or the case of letters, were lost; each restored character is at or above the certainty wanted."""
    UNCERTAIN = "uncertain"
    """Bytes were missing, and some restored character is below the certainty wanted."""
    UNRECOVERABLE = "unrecoverable"
    """Damage that no reading explains. The line was given back as it was."""


# A text that could stand at a place, and its probability.
Alternative = tuple[str, float]


@dataclass(frozen=True, slots=True)
class RestoredCharacter:
    """A character of which at least one byte was missing.

    Attributes:
        line: number of the line in the text.
        column: where the character is in the repaired line.
        text: the character.
        probability: how sure it is, given the damaged line and the channel.
        alternatives: up to five others, most probable first.
        network: whether the second expert, the neural network, weighed it, too.
    """

    line: int
    column: int
    text: str
    probability: float
    alternatives: tuple[Alternative, ...]
    network: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A run of damaged characters in one line: columns `begin` to `end`, the latter excluded."""

    line: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report prints about one place.

    Attributes:
        rule: its name in `notefix.rules`, for damage `mojibake` (all bytes there), `lossy-mojibake` (bytes missing),
            `replacement-character` or `unrecoverable`; else a rule of files or of normalization.
        line: number of the line.
        column: first column of the damage in the damaged line, of the change in the line as it was given.
        message: one sentence.
        candidates: what could be meant, most probable first; empty where nothing could be.
        path: the file, where there is one.
    """

    rule: str
    line: int
    column: int
    message: str
    candidates: tuple[str, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class LineRepair:
    """One damaged line and what became of it. Lines are without their endings, which never change.

    Attributes:
        number: of the line, from 1.
        original: the line as it was, damaged.
        text: the line as repaired, or `original` again if it is unrecoverable. With the setting
            `uncertain="keep"` an uncertain line has its best reading here although `Repair.text` keeps `original`.
        status: how it came out.
        channel: the accident; `damage(text, channel) == original`. None if the line is unrecoverable.
        restored: its restored characters, in order.
    """

    number: int
    original: str
    text: str
    status: LineStatus
    channel: Channel | None
    restored: tuple[RestoredCharacter, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired text and the account of it.

    Attributes:
        text: the result.
        changed: whether it differs from what was given.
        lines: one entry for each line that was damaged, in order.
        findings: one for each damaged line, in order.
        channel: the accident that the file as a whole had, if one was found.
    """

    text: str
    changed: bool
    lines: tuple[LineRepair, ...] = ()
    findings: tuple[Finding, ...] = ()
    channel: Channel | None = None

    @property
    def restored(self) -> tuple[RestoredCharacter, ...]:
        """All restored characters, in order."""
        return tuple(character for line in self.lines for character in line.restored)

    @property
    def fully_recovered(self) -> bool:
        """Whether no line is left that someone has to look at."""
        left = (LineStatus.UNCERTAIN, LineStatus.UNRECOVERABLE)
        return all(line.status not in left for line in self.lines)


@dataclass(frozen=True, slots=True)
class Detection:
    """Where a text is damaged and by which channel. Nothing was changed.

    Attributes:
        channel: the accident that the text as a whole had, None if there was none.
        spans: the damaged places, in order.
    """

    channel: Channel | None = None
    spans: tuple[Span, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether anything is damaged."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class Change:
    """What normalization changed in one place.

    Attributes:
        rule: the name of the rule that did it.
        line: number of the line in the text that was given.
        column: where it begins in that line.
        before: what stood there when the rule came to it; nothing, where something was put in.
        after: what stands there then.
    """

    rule: str
    line: int
    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Normalization:
    """A normalized text and the account of it.

    Attributes:
        text: the result.
        changed: whether it differs from what was given.
        changes: every place that a rule changed, in the order of the given text.
        findings: for each line what a rule changed in it, once; and what rules that change nothing report.
    """

    text: str
    changed: bool
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


def rows(cls: type[T], count: int, *columns: Iterable[Any]) -> tuple[T, ...]:
    """Return so many objects of a class of this module, given each of its fields for all of them.

    The same as calling the class for each, in half the time, which is a third of that of a text repaired at once: a
    frozen object sets its fields through Python.

    >>> rows(Span, 2, [1, 2], [3, 4], [5, 6], "ab")[1]
    Span(line=2, begin=4, end=6, text='b')
    """
    made = tuple(map(object.__new__, repeat(cls, count)))
    for field, column in zip(fields(cls), columns, strict=True):  # type: ignore[arg-type]
        deque(map(getattr(cls, field.name).__set__, made, column), 0)
    return made
