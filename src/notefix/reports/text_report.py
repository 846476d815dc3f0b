"""The report for a person: which lines to look at, and why.

Fits 80 columns, apart from lines that begin with a path or name a channel.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import floor
from typing import NamedTuple

from notefix.findings import Alternative, Finding, LineRepair, LineStatus, RestoredCharacter
from notefix.reports.colors import NO_COLORS, Colors
from notefix.reports.concise_report import place_and_rule
from notefix.reports.display import ELLIPSIS, Window, display_width, printable, visible, window_around
from notefix.reports.report import View
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import counted
from notefix.reports.wording import difference

__all__ = ["LEAST_PROBABILITY", "file_text", "probability_text"]

WIDTH_COLUMNS = 80
INDENT = "    "
ROOM_COLUMNS = WIDTH_COLUMNS - len(INDENT)
_SAYS = f"{INDENT}says:       "
_SHOULD_SAY = f"{INDENT}should say: "

# One line of a megabyte can hold hundreds of thousands of guesses; nobody reads on. JSON has them all.
MOST_GUESSES_OF_A_LINE = 40

# Two digits are printed; what they cannot tell from nothing is left out.
LEAST_PROBABILITY = 0.01

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def file_text(entry: ReportedFile, view: View, colors: Colors = NO_COLORS) -> str:
    """Return what is found in a file, or what is left to look at in it, in rows."""
    rows_of = _Rows(entry, colors)
    rows: list[str] = []
    for finding, line in entry.places:
        if line is None or line.status is LineStatus.UNRECOVERABLE:
            rows += rows_of.unchanged(finding, line)
        elif view is View.DAMAGE:
            rows += rows_of.damaged(finding, line)
        elif line.status is LineStatus.UNCERTAIN:
            rows += rows_of.uncertain(finding, line)
    return "".join(f"{row}\n" for row in rows)


class _Rows(NamedTuple):
    """The rows of the findings of a file."""

    entry: ReportedFile
    colors: Colors

    def unchanged(self, finding: Finding, line: LineRepair | None) -> list[str]:
        """Return a finding for which nothing can be put there."""
        rows = [self._heading(finding, finding.rule, printable(finding.message))]
        return rows if line is None else [*rows, *_marked(line.text, finding.column, {finding.column})]

    def damaged(self, finding: Finding, line: LineRepair) -> list[str]:
        """Return what a line says and what it should say, cut to the same place."""
        changed = difference(line)
        says = window_around(line.original, changed.begin, WIDTH_COLUMNS - len(_SAYS))
        should = window_around(line.text, changed.begin, WIDTH_COLUMNS - len(_SHOULD_SAY))
        return [
            self._heading(finding, finding.rule, printable(finding.message)),
            _SAYS + _painted(says, changed.begin, changed.end, self.colors.removed),
            _SHOULD_SAY + _painted(should, changed.begin, changed.end_repaired, self.colors.added),
            *_packed([c for c in line.restored if c.probability < self.entry.settings.certainty]),
        ]

    def uncertain(self, finding: Finding, line: LineRepair) -> list[str]:
        """Return a line as it was repaired, and what in it is a guess."""
        doubtful = [c for c in line.restored if c.probability < self.entry.settings.certainty]
        what = counted(len(line.restored), "restored character")
        if doubtful:
            what = f"{len(doubtful)} of {what} less sure than {self.entry.settings.certainty:g}"
        else:  # uncertain for a reason of its own: then every guess is worth a look
            doubtful, what = list(line.restored), f"{what} are guesses"
        column = doubtful[0].column if doubtful else 1
        kept = ""
        if self.entry.keeps(line):
            # The file still has the damaged line, so that is where an editor has to go.
            kept = "kept as it was; best reading: "
        else:
            finding = replace(finding, column=column)
        return [
            self._heading(finding, line.status.value, f"{kept}{what}"),
            *_marked(line.text, column, {character.column for character in doubtful}),
            *_packed(doubtful),
        ]

    def _heading(self, finding: Finding, word: str, message: str) -> str:
        return f"{place_and_rule(self.entry.path, finding, word, self.colors)}: {message}"


def _painted(window: Window, begin: int, end: int, paint: Callable[[str], str]) -> str:
    """Return a window with the columns from `begin` to `end`, the latter excluded, in a colour."""
    first, last = (min(max(column - window.first_column, 0), len(window.cells)) for column in (begin, end))
    before, inside, after = window.cells[:first], window.cells[first:last], window.cells[last:]
    text = "".join(before) + paint("".join(inside)) + "".join(after)
    return f"{ELLIPSIS * window.cut_before}{text}{ELLIPSIS * window.cut_after}"


def _marked(text: str, column: int, marked_columns: set[int]) -> list[str]:
    """Return the line around a column, and below it a row with carets under the marked columns."""
    window = window_around(text, column, ROOM_COLUMNS)
    rows = [f"{INDENT}{window}".rstrip()]
    # A terminal reorders lines that run from right to left, and no caret would stand where it should.
    begin = window.first_column - 1
    shown = text[begin : begin + len(window.cells)]
    if not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in shown):
        rows.append(f"{INDENT}{_carets(window, marked_columns)}".rstrip())
    return [row for row in rows if row]


def _carets(window: Window, marked_columns: set[int]) -> str:
    carets = [" "] * window.cut_before
    for column, cell in enumerate(window.cells, window.first_column):
        carets.append(("^" if column in marked_columns else " ") * display_width(cell))
    return "".join(carets)


def _packed(characters: Sequence[RestoredCharacter]) -> list[str]:
    """Return the guesses, as many in a row as fit."""
    rows: list[str] = []
    for guess in map(_guess, characters[:MOST_GUESSES_OF_A_LINE]):
        if rows and display_width(f"{rows[-1]}; {guess}") <= WIDTH_COLUMNS:
            rows[-1] += f"; {guess}"
        else:
            rows.append(INDENT + guess)
    more = len(characters) - MOST_GUESSES_OF_A_LINE
    return [*rows, f"{INDENT}and {more} more"] if more > 0 else rows


def _guess(character: RestoredCharacter) -> str:
    guess = f"{character.column}: {visible(character.text)} {probability_text(character.probability)}"
    others = _alternatives(character.alternatives, ROOM_COLUMNS - display_width(guess) - len(" ()"))
    return f"{guess} ({others})" if others else guess


def _alternatives(alternatives: Iterable[Alternative], room_columns: int) -> str:
    """Return the alternatives that fit and are worth a look; the best one always, JSON has the others."""
    words = ""
    for text, probability in alternatives:
        if words and probability < LEAST_PROBABILITY:
            break
        longer = f"{words}, " * bool(words) + f"{visible(text)} {probability_text(probability)}"
        if display_width(longer) > room_columns:
            break
        words = longer
    return words


def probability_text(probability: float) -> str:
    """Return a probability with two digits.

    >>> probability_text(0.999), probability_text(0.004)
    ('0.99', '<0.01')
    """
    # Rounded down: what is below the certainty wanted must not read as if it had reached it.
    return f"{floor(probability * 100) / 100:.2f}" if probability >= LEAST_PROBABILITY else "<0.01"
