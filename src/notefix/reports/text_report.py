"""The report for a person: which lines to look at, and why.

Fits 80 columns, apart from lines that begin with a path or name a channel.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from math import floor

from notefix.findings import Alternative, Finding, LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.display import Window, display_width, printable, visible, window_around
from notefix.reports.summary import counted
from notefix.settings import Settings

__all__ = ["findings_text", "leftovers_text"]

WIDTH_COLUMNS = 80
INDENT = "    "
ROOM_COLUMNS = WIDTH_COLUMNS - len(INDENT)

# One line of a megabyte can hold hundreds of thousands of guesses; nobody reads on. JSON has them all.
MOST_GUESSES_OF_A_LINE = 40

# Two digits are printed; what they cannot tell from nothing is left out.
LEAST_PROBABILITY = 0.01

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def findings_text(path: str, repair: Repair) -> str:
    """Return each finding as `path:line:column: rule: message`, a row each."""
    return "".join(
        f"{printable(path)}:{finding.line}:{finding.column}: {finding.rule}: {printable(finding.message)}\n"
        for finding in repair.findings
    )


def leftovers_text(path: str, repair: Repair, settings: Settings) -> str:
    """Return what is left to look at: each line that was not fully recovered, and what in it is a guess."""
    findings = {finding.line: finding for finding in repair.findings}
    rows: list[str] = []
    for line in repair.lines:
        if line.status is LineStatus.UNCERTAIN:
            rows += _uncertain(path, line, findings.get(line.number), settings)
        elif line.status is LineStatus.UNRECOVERABLE:
            rows += _unrecoverable(path, line, findings.get(line.number))
    return "".join(f"{row}\n" for row in rows)


def _uncertain(path: str, line: LineRepair, finding: Finding | None, settings: Settings) -> list[str]:
    doubtful = [character for character in line.restored if character.probability < settings.certainty]
    what = counted(len(line.restored), "restored character")
    if doubtful:
        what = f"{len(doubtful)} of {what} less sure than {settings.certainty:g}"
    else:  # uncertain for a reason of its own: then every guess is worth a look
        doubtful, what = list(line.restored), f"{what} are guesses"
    column = doubtful[0].column if doubtful else 1
    where, kept = column, ""
    if settings.uncertain == "keep":
        # The file still has the damaged line, so that is where an editor has to go.
        where, kept = finding.column if finding else 1, "kept as it was; best reading: "
    return [
        f"{printable(path)}:{line.number}:{where}: {line.status.value}: {kept}{what}",
        *_marked(line.text, column, {character.column for character in doubtful}),
        *_packed(doubtful),
    ]


def _unrecoverable(path: str, line: LineRepair, finding: Finding | None) -> list[str]:
    column, message = (finding.column, finding.message) if finding else (1, "no reading explains this line")
    return [
        f"{printable(path)}:{line.number}:{column}: {line.status.value}: {printable(message)}",
        *_marked(line.text, column, {column}),
    ]


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
    guess = f"{character.column}: {visible(character.text)} {_probability(character.probability)}"
    others = _alternatives(character.alternatives, ROOM_COLUMNS - display_width(guess) - len(" ()"))
    return f"{guess} ({others})" if others else guess


def _alternatives(alternatives: Iterable[Alternative], room_columns: int) -> str:
    """Return the alternatives that fit and are worth a look; the best one always, JSON has the others."""
    words = ""
    for text, probability in alternatives:
        if words and probability < LEAST_PROBABILITY:
            break
        longer = f"{words}, " * bool(words) + f"{visible(text)} {_probability(probability)}"
        if display_width(longer) > room_columns:
            break
        words = longer
    return words


def _probability(probability: float) -> str:
    # Rounded down: what is below the certainty wanted must not read as if it had reached it.
    return f"{floor(probability * 100) / 100:.2f}" if probability >= LEAST_PROBABILITY else "<0.01"
