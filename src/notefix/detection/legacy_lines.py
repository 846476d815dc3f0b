"""Which lines may be text of an old codec that was read as Latin-1 or Windows-1252, and which look so by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from notefix.channels.channel import Layer
from notefix.channels.inverse import Reading, inverse_of
from notefix.channels.lattice import Lattice
from notefix.channels.legacy import LEGACY_SOURCES
from notefix.detection.alphabets import is_list_of_letters
from notefix.detection.candidate import PAIRS, Candidate
from notefix.detection.glance import Glance, beginnings
from notefix.detection.in_pairs import eats_words
from notefix.detection.lines_with import lines_with
from notefix.detection.orthography import foreign, is_of_a_language
from notefix.detection.structure import STRONG_WEIGHT, measure

__all__ = ["LEGACY_RUN", "is_chance", "is_in_words", "legacy_layers", "legacy_lines", "read_without_choice"]

# Three letters in a row, none in ASCII: a word of another alphabet.
_LETTER = "[\x80-\xff\u0152-\u0192\u02c6\u02dc\u2013-\u2122]"
LEGACY_RUN = re.compile(_LETTER * 3)  # faster than {3}
# The same with no letter of ASCII beside: what is read by the byte is whole words.
_FREE_RUN = re.compile(f"(?<![A-Za-z\x80-\xff\u0152-\u2122]){_LETTER}{{3,}}+(?![A-Za-z])")
_BEGINNINGS = beginnings(re.findall(_LETTER, "".join(map(chr, range(0x80, 0x2123)))))
_ASCII = re.compile("[\x00-\x7f]+")
# Characters of old codecs of two bytes that would stand within words of Latin, of which they took a letter: with such a
# share of them a line is in Latin, and lost bytes (`lossy-pl-letters-of-big5-alone`).
_MOST_WITHIN_WORDS = 0.2


def legacy_lines(text: str, glance: Glance) -> set[int]:
    """Return the numbers of those lines of a text that may be, from 0."""
    if not (glance.may_have(_BEGINNINGS) and glance.may_have_three_in_a_row()):
        return set()
    return {number for number, line in lines_with(LEGACY_RUN, text).items() if _could_be_legacy(line)}


def _could_be_legacy(line: str) -> bool:
    """Say whether a line may be text of an old codec read as Latin-1 or Windows-1252."""
    if LEGACY_RUN.search(line) is None:
        return False
    if _is_latin_1_of_utf_8(line):
        return False
    # UTF-8 that lost bytes has few continuation bytes without a lead, and few leads with nothing after them.
    structure = measure(inverse_of(Layer("cp1252")).symbols(line))
    characters = len(_ASCII.sub("", line))
    return 10 * structure.stray >= characters or 2 * structure.bare >= characters


def _is_latin_1_of_utf_8(line: str) -> bool:
    """Say whether all of a line, and not just a letter or two, is UTF-8 that was read as Latin-1."""
    try:
        text = line.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return len(line) - len(text) >= STRONG_WEIGHT


def legacy_layers(line: str) -> Iterator[Layer]:
    """Yield the layers of old codecs that a line may have come through."""
    codec = "latin-1" if max(line) <= "\xff" else "cp1252"
    has_words = _FREE_RUN.search(line) is not None
    for source in LEGACY_SOURCES:
        if has_words or source in PAIRS:
            yield Layer(codec, source=source)


def is_chance(line: str, layer: Layer, lattice: Lattice, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a line can be read by an old codec because a list of letters can, or words after signs."""
    if layer.source in PAIRS:
        return eats_words(line, spans) or is_of_a_language(foreign(line))
    return is_list_of_letters(read_without_choice(line, lattice))


def read_without_choice(text: str, lattice: Lattice) -> str:
    """Return a text as read by a lattice that leaves no choice; "" if it does."""
    pieces = []
    place = 0
    while place < len(text):
        readings = lattice.get(place) or (Reading(1, (text[place],), lossy=False),)
        if len(readings) > 1 or len(readings[0].characters) > 1:
            return ""
        pieces.append(readings[0].characters[0])
        place += readings[0].length
    return "".join(pieces)


def is_in_words(candidate: Candidate) -> bool:
    """Say whether so many characters of a reading stand within words of Latin, of which they took a letter."""
    line, spans = candidate.text, candidate.spans
    around = [line[max(0, begin - 1) : begin] + line[end - 1 : end + 1] for begin, end in spans]
    within = sum(len(letters) == 3 and letters.isascii() and letters.isalpha() for letters in around)
    return within >= _MOST_WITHIN_WORDS * len(spans)
