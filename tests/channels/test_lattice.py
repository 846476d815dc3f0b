"""Of all paths through a span the lattice has those that leave the fewest characters unexplained."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import Inverse, inverse_of
from notefix.channels.lattice import Lattice, _least_unexplained, span_lattice

LAYERS = [
    Layer("cp1252", UndefinedBytes.DROPPED, strip_soft_hyphens=True),
    Layer("latin-1", strip_c1=True),
    Layer("cp1252", UndefinedBytes.QUESTION_MARK),
    Layer("cp1254", UndefinedBytes.REPLACEMENT_CHARACTER),
    Layer("cp1252", fold_no_break_spaces=True, collapse_spaces=True, trim_ends=True),
    Layer("cp1252", UndefinedBytes.DROPPED, straighten_quotes=True),
]
# What UTF-8 of two bytes, three and four is to these, what is lost of it, what was put for it, and what is none.
TEXTS = st.text("\u00e4\u00bd\u00a0\u00a5\u00c3\u00a9\u00f0\u0178\u02dc\u20ac\u00c2\ufffd? '\"\u4e2d", max_size=12)


def spans(inverse: Inverse, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in inverse.span.finditer(inverse.symbols(text))]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
@given(text=TEXTS)
def test_where_all_can_be_explained_the_paths_are_those_that_do(layer: Layer, text: str) -> None:
    inverse, symbols = inverse_of(layer), inverse_of(layer).symbols(text)
    for begin, end in spans(inverse, text):
        found, unexplained = span_lattice(inverse, text, symbols, begin, end)
        every, least = _least_unexplained(inverse, text, symbols, begin, end)
        assert (unexplained, list(found)) == (least, sorted(found))
        assert {place: set(readings) for place, readings in found.items()} == {
            place: set(readings) for place, readings in every.items()
        }


def paths(lattice: Lattice, begin: int, end: int) -> set[str]:
    texts: dict[int, set[str]] = {begin: {""}}
    for place in range(begin, end):
        for reading in lattice.get(place, ()) if place in texts else ():
            there = texts.setdefault(place + reading.length, set())
            there.update(map("".join, product(texts[place], reading.characters)))
    return texts.get(end, set())


def test_the_original_is_among_the_paths() -> None:
    inverse = inverse_of(LAYERS[0])
    for original, damaged in (("\u4f60\u597d", "\u00e4\u00bd\u00a0\u00e5\u00a5\u00bd"), ("\u00cd", "\u00c3")):
        lattice, unexplained = span_lattice(inverse, damaged, inverse.symbols(damaged), 0, len(damaged))
        assert not unexplained
        assert original in paths(lattice, 0, len(damaged))
