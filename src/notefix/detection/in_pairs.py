"""What a line that was read in pairs was, through a layer: the spans that are UTF-8, and what lost bytes took along."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import replace

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice, span_lattice
from notefix.channels.multibyte import PUT_FOR_LOST, View, multibyte_inverse_of, view_of
from notefix.channels.windows import TAKEN_ALONG, WINDOWS_OF

__all__ = ["eats_words", "explained", "ways_of"]

# ASCII with which any byte before it makes a pair, but for a few.
_SECOND_BYTES = frozenset(string.ascii_letters)
_IN_WORDS = _SECOND_BYTES | {"'"}

# A byte of UTF-8 outside ASCII that was not lost.
_SURVIVOR = re.compile(b"[\x80-\xf4]")


def explained(line: str, layer: Layer) -> tuple[View, Lattice, tuple[tuple[int, int], ...]] | None:
    """Return the view of a line, the lattice of the spans that are UTF-8 in it, and where those are in the line."""
    inverse = multibyte_inverse_of(layer)
    kept: set[int] = set()
    view = view_of(line, layer)
    for _ in range(2):
        lattice: Lattice = {}
        spans = []
        broken: set[int] = set()
        survives = False
        for match in inverse.span.finditer(view.symbols):
            begin, end = view.origins[match.start()], view.origins[match.end() - 1] + 1
            part, unexplained = span_lattice(inverse, view.text, view.symbols, *match.span())
            if unexplained or not any(_is_damage(view.text[place], readings) for place, readings in part.items()):
                broken.update(range(begin, end))
            else:
                lattice.update(part)
                spans.append((begin, end))
                survives = survives or _SURVIVOR.search(view.symbols, *match.span()) is not None
                if layer.by_windows and not kept.isdisjoint((begin - 1, end)):
                    return None  # nothing of a run of such characters stays clean
        if not broken or not spans:
            break
        kept |= broken
        view = view_of(line, layer, frozenset(kept))
    if layer.by_windows and not survives:
        return None  # question marks that people wrote are as good (`negative-question-marks-alone`)
    return (view, lattice, tuple(spans)) if spans else None


def ways_of(line: str, layer: Layer) -> list[Layer]:
    """Return a layer of which a line shows what became of lost bytes, and the same by Windows where that may be.

    Where a question mark was put for them, Windows mostly did it. Where U+FFFD was: before a letter in ASCII, which
    makes a pair with any byte, no byte is lost but by Windows; and where bytes take a character with them, hardly any
    of those stands after what was put for them.
    """
    mark = PUT_FOR_LOST.get(layer.undefined)
    page = WINDOWS_OF.get(layer.codec)
    if layer.by_windows or mark is None or page is None:
        return [layer]
    if layer.undefined is UndefinedBytes.REPLACEMENT_CHARACTER:
        after = {part[:1] for part in line.split(mark)[1:] if part}
        if after.isdisjoint(_SECOND_BYTES) and (not after or not after.isdisjoint(TAKEN_ALONG[page])):
            return [layer]
    return [layer, replace(layer, codec=page, by_windows=True)]


def eats_words(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether most letters in ASCII that end a pair of bytes are the first ones of words.

    Signs between words look so, text of an old codec does not (`negative-it-broken-bars`).

    Args:
        line: as it arrived, a byte a character.
        spans: the bytes of each character, by one codec.
    """
    taken = [end for _, end in spans if line[end - 1] in _SECOND_BYTES]
    eaten = sum(line[end : end + 1] in _IN_WORDS for end in taken)
    return 2 * eaten > len(taken)


def _is_damage(character: str, readings: Sequence[Reading]) -> bool:
    return readings[0].lossy or readings[0].characters != (character,)
