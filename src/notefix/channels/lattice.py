"""The graph of all readings of a line's damaged spans. Structure only; nothing is weighed here."""

from __future__ import annotations

from functools import lru_cache

from notefix.channels.inverse import Inverse, Reading, is_assigned

__all__ = ["Lattice", "is_intact", "itself", "span_lattice"]

# For each place where a character of the original can begin: the ways to read on from there. A place that is not in
# it holds a character that stands for itself.
Lattice = dict[int, tuple[Reading, ...]]


@lru_cache(maxsize=65536)
def itself(character: str) -> Reading:
    """Return the reading of a character that stands for itself."""
    return Reading(1, (character,), lossy=False)


def span_lattice(inverse: Inverse, text: str, symbols: bytes, begin: int, end: int) -> tuple[Lattice, int]:
    """Build the lattice of one span: every path from `begin` to `end` that leaves the fewest characters unexplained.

    Args:
        inverse: the inverse of the channel's layer.
        text: the line.
        symbols: `inverse.symbols(text)`.
        begin: first place of the span.
        end: the place after its last.

    Returns:
        the readings of each place that lies on such a path, and how many characters stay unexplained. Such a
        character stands for itself: a reading of length 1 that is that character.
    """
    if not inverse.drops_leads and not inverse.folds_case:
        whole = _whole_lattice(symbols[begin:end], begin)
        if whole is not None:
            return whole, 0
    explained = _explained_lattice(inverse, text, symbols, begin, end)
    return (explained, 0) if explained is not None else _least_unexplained(inverse, text, symbols, begin, end)


def _explained_lattice(inverse: Inverse, text: str, symbols: bytes, begin: int, end: int) -> Lattice | None:
    """Return the lattice of a span that leaves nothing unexplained, None if each path does; arguments as above.

    Only places at which a character can begin are looked at: one in two or three.
    """
    # Walk forwards: which places does a path reach on which all is explained?
    options: dict[int, tuple[Reading, ...]] = {}
    reached = bytearray(end - begin + inverse.reach)
    reached[0] = 1
    for place in range(begin, end):
        if reached[place - begin]:
            readings = options[place] = inverse.readings(symbols, place)
            for reading in readings:
                reached[place - begin + reading[0]] = 1
            if symbols[place] < 0x80:  # ASCII inside a span explains itself; it may also be a folded byte
                reached[place - begin + 1] = 1
    if not reached[end - begin]:
        return None
    # Walk backwards: from which of these is the end reached?
    found: list[tuple[int, tuple[Reading, ...]]] = []
    onward = {end}
    for place in reversed(options):
        readings = options[place]
        best = tuple([reading for reading in readings if place + reading[0] in onward])
        if symbols[place] < 0x80 and place + 1 in onward:
            best = (*best, itself(text[place]))
        if best:
            onward.add(place)
            found.append((place, readings if best == readings else best))
    return dict(reversed(found))


def _least_unexplained(inverse: Inverse, text: str, symbols: bytes, begin: int, end: int) -> tuple[Lattice, int]:
    """Return the lattice of a span and the least number of characters that any path leaves unexplained."""
    # Walk backwards: what is the least number of unexplained characters from here to the end of the span?
    size = end - begin
    least = [0] * (size + 1)
    options: list[tuple[Reading, ...]] = [()] * size
    for here in range(size - 1, -1, -1):
        # ASCII inside a span explains itself; it is there because it may also be a folded byte.
        fewest = least[here + 1] + (symbols[begin + here] >= 0x80)
        readings = inverse.readings(symbols, begin + here)
        if readings:
            options[here] = readings
            for reading in readings:
                there = here + reading[0]
                if there <= size and least[there] < fewest:
                    fewest = least[there]
        least[here] = fewest
    # Walk forwards: which of those places does a path from the beginning reach?
    lattice: Lattice = {}
    reached = {0}
    for here in range(size):
        if here not in reached:
            continue
        fewest = least[here]
        best = [r for r in options[here] if here + r[0] <= size and least[here + r[0]] == fewest]
        if least[here + 1] + (symbols[begin + here] >= 0x80) == fewest:
            best.append(itself(text[begin + here]))
        lattice[begin + here] = tuple(best)
        reached.update([here + reading[0] for reading in best])
    return lattice, least[0]


def _whole_lattice(symbols: bytes, begin: int) -> Lattice | None:
    """Return the lattice of a span that is UTF-8 from its first byte to its last, None if it is not.

    Unless leads are dropped it has no other reading: what lost a byte cannot end before a continuation byte.
    """
    if min(symbols) < 0x80:  # it may be a folded byte
        return None
    try:
        text = symbols.decode()
    except UnicodeDecodeError:
        return None
    if not is_assigned(text):
        return None
    lattice: Lattice = {}
    for character in text:
        length = 2 if character <= "\u07ff" else 3 if character <= "\uffff" else 4
        lattice[begin] = (Reading(length, (character,), lossy=False),)
        begin += length
    return lattice


def is_intact(lattice: Lattice) -> bool:
    """Say whether every byte survived: one reading at each place, one character in it, nothing inferred."""
    return all(len(r) == 1 and not r[0].lossy and len(r[0].characters) == 1 for r in lattice.values())
