"""What happened to a text, step by step: what was found, the bytes of it, what was lost, and why it was read so.

The account is of one line after the other. The damaged characters are set beside the bytes of the originals, which is
possible because a repair names its channel: each original is sent through it again, and the pieces that arrive are the
damaged line, or no table is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from notefix.channels.channel import Channel, Layer
from notefix.channels.forward import arrivals, damage, encoded
from notefix.channels.inverse import inverse_of
from notefix.findings import LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.display import display_width, padded, visible, window_around, wrapped
from notefix.reports.summary import counted
from notefix.reports.text_report import LEAST_PROBABILITY, probability_text
from notefix.reports.wording import difference
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = ["explanation_text"]

WIDTH_COLUMNS = 80
INDENT = "    "

# Nobody reads a longer table; the JSON report has every line and every guess.
MOST_LINES = 5
MOST_ROWS = 20
# Of a longer line only the whole is shown: each of its characters is sent through the channel alone.
MOST_CHARACTERS = 100_000

_MOST_POINTS = 20

_CHARACTER = re.compile(r"(?s:.)")
_RUN = re.compile(r"[^\x00-\x7f]+|[\x00-\x7f]+")

# What is left of characters that are gone, and how it came to be there.
_REMAINS = (
    ("\u951f\u65a4\u62f7", "U+FFFD U+FFFD saved as UTF-8 (EF BF BD EF BF BD) and read as GBK"),
    ("\u00ef\u00bf\u00bd", "U+FFFD saved as UTF-8 (EF BF BD) and read as Windows-1252 or Latin-1"),
    ("\u043f\u0457\u0405", "U+FFFD saved as UTF-8 (EF BF BD) and read as Windows-1251"),
    ("\u70eb" * 4, "memory that was never written (bytes CC), read as GBK"),
    ("\u5c6f" * 4, "memory that was never written (bytes CD), read as GBK"),
    ("\ufffd", "the replacement character: a program put it for bytes that it could not read"),
)


class _Piece(NamedTuple):
    """Some characters of an original, and what arrived of them."""

    column: int
    original: str
    arrived: str


def explanation_text(
    text: str, repair: Repair, settings: Settings = DEFAULT_SETTINGS, width: int = WIDTH_COLUMNS
) -> str:
    r"""Return the account of a text in rows of at most `width` columns, which should be 60 or more.

    Args:
        text: what was given.
        repair: what `notefix.repair` made of it.
        settings: what it was repaired with.
        width: how many columns there are.

    >>> print(explanation_text("plain", Repair("plain", changed=False)), end="")
    Not damaged: no other reading of it makes more sense.
    """
    if not repair.lines:
        return "Not damaged: no other reading of it makes more sense.\n" if text else "There is no text.\n"
    blocks = [_account(line, settings, width) for line in repair.lines[:MOST_LINES]]
    more = len(repair.lines) - MOST_LINES
    blocks += [[f"And {counted(more, 'more damaged line')}."]] if more > 0 else []
    return "\n\n".join("\n".join(rows) for rows in blocks) + "\n"


def _account(line: LineRepair, settings: Settings, width: int) -> list[str]:
    found = [f"Line {line.number}, {line.status.value}. It says:", _quoted(line.original, line, width)]
    if line.channel is None:
        return [*found, "", *_remains(line, width)]
    aligned = _aligned(line, line.channel)
    what = f"{line.channel.layers[0].source_description} was read as {line.channel.description}."
    return [
        *found,
        "",
        "What happened:",
        *wrapped(what, width, INDENT),
        *wrapped(f"To state it: --encoding-damage '{line.channel.misreading}'", width, INDENT),
        "",
        *_table(aligned, line.channel, width),
        *_readings(line, aligned, settings, width),
        "Result:",
        _quoted(line.text, line, width),
        "",
        *_proof(line, line.channel, settings, width),
    ]


def _quoted(text: str, line: LineRepair, width: int) -> str:
    column = difference(line).begin if line.text != line.original else 1
    return f"{INDENT}{window_around(text, column, width - len(INDENT))}".rstrip()


def _aligned(line: LineRepair, channel: Channel) -> list[_Piece]:
    """Set a damaged line beside its original: by characters if that is possible, else by runs, else as a whole."""
    text, original, changed = line.text, line.original, difference(line)
    first, last = channel.layers[0], channel.layers[-1]
    # Spaces are collapsed and trimmed in the whole line, not in a piece of it.
    layers = [replace(layer, collapse_spaces=False, trim_ends=False) for layer in channel.layers]
    alone = Channel((replace(layers[0], spared_columns=()), *layers[1:]))
    spared = {c for begin, end in first.spared_columns for c in range(begin, min(end, len(text)) + 1)}
    for pattern in (_CHARACTER, _RUN) if len(text) <= MOST_CHARACTERS else ():
        pieces = [_Piece(m.start() + 1, m[0], m[0]) for m in pattern.finditer(text)]
        pieces = [p if p.column in spared else p._replace(arrived=damage(p.original, alone)) for p in pieces]
        if _without_spaces("".join(piece.arrived for piece in pieces), last) == original:
            return pieces
    begin, end = changed.begin - 1, changed.end - 1
    return [_Piece(changed.begin, text[begin : changed.end_repaired - 1], original[begin:end])]


def _without_spaces(text: str, layer: Layer) -> str:
    text = re.sub(" {2,}", " ", text) if layer.collapse_spaces else text
    return text.rstrip(" ") if layer.trim_ends else text


def _table(aligned: Sequence[_Piece], channel: Channel, width: int) -> list[str]:
    """Return a row for each damaged character: where it is, what arrived of it, its bytes, what it was."""
    damaged = [piece for piece in aligned if piece.arrived != piece.original]
    cells = [
        # More than `width` characters of a piece are never shown.
        (
            str(p.column),
            _shown(p.arrived[:width]),
            _bytes(p.original[:width], channel.layers[0]),
            _shown(p.original[:width]),
        )
        for p in damaged[:MOST_ROWS]
    ]
    cells.insert(0, ("column", "it says", "bytes", "it was"))
    room = (width - len(INDENT) - 3 * 2 - 6) // 3
    widths = [6, *(min(room, max(display_width(row[i]) for row in cells)) for i in (1, 2, 3))]
    rows = []
    for row in cells:
        cut = [str(window_around(cell, 1, room)) if display_width(cell) > room else cell for cell in row]
        rows.append((INDENT + "  ".join(map(padded, cut, widths))).rstrip())
    more = len(damaged) - MOST_ROWS
    rows += [f"{INDENT}and {more} more"] if more > 0 else []
    if any("[" in row[2] for row in cells):
        rows.append(f"{INDENT}[ ]: a byte that was lost")
    return ["Each damaged character, and its bytes:", *rows, ""]


def _shown(text: str) -> str:
    """Return characters that cannot be mistaken: on their own, or named where they would not be seen."""
    if len(text) == 1 or any(visible(character) != character for character in text):
        return " ".join(map(visible, text)) or "nothing"
    return text


def _bytes(text: str, layer: Layer) -> str:
    lost = frozenset[int]()
    if not layer.is_multibyte:
        kept = arrivals(Layer(layer.codec, case=layer.case))
        lost = frozenset(byte for byte, arrived in enumerate(arrivals(layer)) if arrived != kept[byte])
    pieces = encoded(text, layer)
    data = b"".join(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass") for piece in pieces)
    return " ".join(f"[{byte:02X}]" if byte in lost else f"{byte:02X}" for byte in data)


def _readings(line: LineRepair, aligned: Sequence[_Piece], settings: Settings, width: int) -> list[str]:
    """Return the readings that were weighed at each restored character, the least sure first."""
    if not line.restored:
        return []
    fitting = _count_fitting(line, aligned)
    rows: list[str] = []
    for character in sorted(line.restored, key=lambda c: (c.probability, c.column))[:MOST_ROWS]:
        rows += wrapped(_weighed(character, fitting.get(character.column)), width, INDENT)
    more = len(line.restored) - MOST_ROWS
    rows += [f"{INDENT}and {more} more, each at least as sure"] if more > 0 else []
    who = "the scorer of the settings" if settings.scorer else "the language model"
    if any(character.network for character in line.restored):
        who += " and, where that was in doubt (*), by the neural network"
    title = f"Readings of what lost bytes, by column, the least sure first, weighed by {who}:"
    return [*wrapped(title, width), *rows, ""]


def _weighed(character: RestoredCharacter, fitting: int | None) -> str:
    read = f"{character.column}: {visible(character.text)} {probability_text(character.probability)}"
    if fitting == 1:
        return f"{read}, nothing else fits"
    likely = [other for i, other in enumerate(character.alternatives) if not i or other[1] >= LEAST_PROBABILITY]
    others = ", ".join(f"{visible(text)} {probability_text(probability)}" for text, probability in likely)
    read += f", before {others}" if others else ", no other came near"
    read += f"; {fitting} fit" if fitting else ""
    return read + (" *" if character.network else "")


def _count_fitting(line: LineRepair, aligned: Sequence[_Piece]) -> dict[int, int]:
    """Count the originals of each character that could have arrived as it did, where characters arrive one by one."""
    if line.channel is None:
        return {}
    (layer, *others) = line.channel.misreading.layers
    if others or layer.is_multibyte or layer.escape or layer.source != "utf-8" or len(aligned) != len(line.text):
        return {}
    inverse = inverse_of(layer)
    symbols = inverse.symbols(line.original)
    counts = {}
    place = 0
    wanted = {character.column for character in line.restored}
    for piece in aligned:
        if piece.column in wanted:
            counts[piece.column] = sum(len(reading.characters) for reading in inverse.readings(symbols, place))
        place += len(piece.arrived)
    return counts


def _proof(line: LineRepair, channel: Channel, settings: Settings, width: int) -> list[str]:
    if damage(line.text, channel) == line.original:
        proof = "Damaged again that way, the result is the line that was found, character for character."
    else:
        proof = "Damaged again that way, the result is another line than was found: do not rely on it."
    doubtful = sum(character.probability < settings.certainty for character in line.restored)
    states = {
        LineStatus.REPAIRED: "Every byte was there, so nothing had to be guessed.",
        LineStatus.RESTORED: f"Every guess is at least {settings.certainty:g} sure.",
        LineStatus.UNCERTAIN: f"{doubtful} of {counted(len(line.restored), 'restored character')} less sure than "
        f"{settings.certainty:g}: read the line before you rely on it.",
    }
    if line.status is LineStatus.RESTORED and not line.restored:
        states[line.status] = "Nothing had to be guessed, but what were capitals and what small letters is lost."
    kept = " It is kept as it was, as the settings want." if settings.uncertain == "keep" else ""
    state = states[line.status] + (kept if line.status is LineStatus.UNCERTAIN else "")
    return ["Proof:", *wrapped(f"{proof} {state}", width, INDENT)]


def _remains(line: LineRepair, width: int) -> list[str]:
    """Return what is known of a line that nothing could be made of."""
    rows: list[str] = []
    for remains, origin in _REMAINS:
        times = line.original.count(remains)
        if times:
            rows += wrapped(f"{_points(remains)} (found {counted(times, 'time')}): {origin}.", width, INDENT)
    if rows:
        end = "What stood there before is gone for good; only an older copy of the text can help."
    else:
        points = _points("".join(dict.fromkeys(c for c in line.original if not c.isascii()))[:_MOST_POINTS])
        rows = wrapped(f"Outside ASCII it has {points}.", width, INDENT)
        end = "It looks damaged, but every reading was refused: damaged again it would be another line, or it makes no "
        end += "sense."
    return ["What is known:", *rows, *wrapped(f"{end} Nothing was changed.", width, INDENT)]


def _points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)
