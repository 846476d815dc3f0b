"""Where in the given text is this? Texts change rule by rule; a report speaks of the one that the user has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from notefix.lines import split_lines
from notefix.normalization.markup import Span
from notefix.normalization.rule import Edit

__all__ = ["History", "LineStarts", "applied", "moved_spans"]


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the edits made; they are in order and apart.

    >>> applied("tea for two", [Edit(0, 1, "T"), Edit(4, 4, "not ")])
    'Tea not for two'
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.begin], edit.after or "")
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def moved_spans(spans: Sequence[Span], edits: Sequence[Edit]) -> list[Span]:
    """Return where spans that no edit touches are once the edits are made."""
    moved, number, shift = [], 0, 0
    for begin, end in spans:
        while number < len(edits) and edits[number].end <= begin:
            edit = edits[number]
            shift += len(edit.after or "") - (edit.end - edit.begin)
            number += 1
        moved.append((begin + shift, end + shift))
    return moved


class History:
    """The edits made so far, to ask where in the given text a place of the present one comes from."""

    def __init__(self) -> None:
        self._steps: list[tuple[list[int], list[Edit]]] = []

    def add(self, edits: Sequence[Edit]) -> None:
        """Note edits of the present text, which then is another."""
        begins, shift = [], 0
        for edit in edits:
            begins.append(edit.begin + shift)
            shift += len(edit.after or "") - (edit.end - edit.begin)
        self._steps.append((begins, list(edits)))

    def origin(self, position: int) -> int:
        """Return where a place of the present text was in the given one; of what was put there, where that was put."""
        for begins, edits in reversed(self._steps):
            number = bisect_right(begins, position) - 1
            if number >= 0:
                edit = edits[number]
                into = position - begins[number]
                put = len(edit.after or "")
                position = edit.begin if into < put else edit.end + into - put
        return position


class LineStarts:
    """The lines of a text, to turn an offset into line and column, both from 1."""

    def __init__(self, text: str) -> None:
        starts = [0]
        for line in split_lines(text):
            starts.append(starts[-1] + len(line.text) + len(line.ending))
        # At the end of a text that ends its last line, no further line begins.
        self._starts = starts[:-1] or [0]
        self._end = starts[-1]

    def place(self, offset: int) -> tuple[int, int]:
        r"""Return line and column of an offset.

        >>> LineStarts("one\ntwo").place(5)
        (2, 2)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def spans(self, numbers: frozenset[int]) -> list[Span]:
        """Return where lines of these numbers are, endings included; numbers of no line are passed over."""
        ends = [*self._starts[1:], self._end]
        return [(self._starts[n - 1], ends[n - 1]) for n in sorted(numbers) if 1 <= n <= len(ends)]
