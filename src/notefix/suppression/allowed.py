"""Texts that look damaged and are meant: an example in documentation, somebody's spelling."""

from __future__ import annotations

from collections.abc import Sequence

from notefix.findings import LineRepair

__all__ = ["allows", "touches_allowed"]


def _changed_extent(line: LineRepair) -> tuple[int, int]:
    """Return where in the damaged line the first change begins and the last one ends."""
    before, after = line.original, line.text
    if before == after:
        return 0, len(before)  # beyond repair: all of it is in question
    shorter = min(len(before), len(after))
    begin = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - begin
    end = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return begin, len(before) - end


def _allowed_places(text: str, allowed: Sequence[str]) -> list[bool]:
    places = [False] * len(text)
    for words in allowed:
        begin = text.find(words)
        while begin >= 0:
            places[begin : begin + len(words)] = [True] * len(words)
            begin = text.find(words, begin + 1)
    return places


def allows(line: LineRepair, allowed: Sequence[str]) -> bool:
    r"""Say whether all that is damaged in a line stands in texts that are allowed.

    >>> from notefix import repair
    >>> line = repair("Caf\u00c3\u00a9 is read as Latin-1").lines[0]
    >>> allows(line, ["\u00c3\u00a9"]), allows(line, ["\u00c3\u00a8"])
    (True, False)
    """
    places = _allowed_places(line.original, allowed)
    begin, end = _changed_extent(line)
    return all(places[i] or line.original[i].isascii() for i in range(begin, end)) and any(places[begin:end])


def touches_allowed(line: LineRepair, allowed: Sequence[str]) -> bool:
    """Say whether the repair of a line would change a text that is allowed."""
    begin, end = _changed_extent(line)
    return any(_allowed_places(line.original, allowed)[begin:end])
