"""Through which codecs do lines turn into sequences of UTF-8? Structure only; nothing is weighed here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.channels.tables import CODECS
from notefix.detection.structure import HAS_SEQUENCE, Structure, measure, speaks_for_itself

__all__ = ["Candidate", "Scan", "scan"]

_MANY_PARTIAL = 3

# In damaged text nearly all is explained; of clean Russian as DOS 866, and of Thai as Windows-874, less than half.
_ALPHABET_SHARE = 4

_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A codec that turns some of the lines into sequences of UTF-8, those lines, and how well it does."""

    codec: str
    score: int
    lines: tuple[str, ...]
    symbols: tuple[bytes, ...]
    structures: tuple[Structure, ...]

    @property
    def intact(self) -> bool:
        """Whether no line of them lost anything."""
        return not any(s.partial or s.bare or s.stray for s in self.structures)

    @property
    def lossy(self) -> bool:
        """Whether characters with some of their bytes missing are not rare in the lines."""
        partial = sum(structure.partial for structure in self.structures)
        return partial >= _MANY_PARTIAL and 200 * partial >= sum(structure.weight for structure in self.structures)

    @property
    def strong(self) -> bool:
        """Whether some line of them speaks for itself, by its longest run of symbols."""
        if inverse_of(Layer(self.codec)).is_alphabet:
            return False
        return any(speaks_for_itself(measure(max(_RUN.findall(s), key=len)), 0) for s in self.symbols)


@dataclass(frozen=True, slots=True)
class Scan:
    """What structure alone says about some lines.

    Attributes:
        candidates: the codecs that explain lines, in the order of tables.CODECS.
        suspects: the lines in which some codec finds a complete sequence; no others can be intact damage.
        lines: all of them.
    """

    lines: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    suspects: frozenset[str]


def _lines_with_sequences(text: str, symbols: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while match := HAS_SEQUENCE.search(symbols, place):
        begin = symbols.rfind(b"\n", 0, match.start()) + 1
        end = symbols.find(b"\n", match.end())
        end = len(symbols) if end < 0 else end
        yield text[begin:end], symbols[begin:end]
        place = end


def _scan_codec(codec: str, text: str, suspects: set[str]) -> Candidate:
    score = 0
    lines, encoded, structures = [], [], []
    inverse = inverse_of(Layer(codec))
    for line, symbols in _lines_with_sequences(text, inverse.symbols(text)):
        structure = measure(symbols)
        unexplained = structure.stray + inverse.count_foreign(line, symbols)
        if inverse.is_alphabet and structure.explained < _ALPHABET_SHARE * (unexplained + structure.bare):
            continue  # words are full of sequences, and of pieces that are none
        if structure.two or structure.three or structure.four:
            suspects.add(line)
        if structure.explained > unexplained + structure.bare:
            score += structure.explained - structure.bare - unexplained
            lines.append(line)
            encoded.append(symbols)
            structures.append(structure)
    return Candidate(codec, score, tuple(lines), tuple(encoded), tuple(structures))


def scan(lines: Sequence[str]) -> Scan:
    """Look for sequences of UTF-8 in lines, through every codec."""
    text = "\n".join(lines)
    alphabet = frozenset(text)
    found = []
    suspects: set[str] = set()
    for codec in CODECS:
        if not alphabet.isdisjoint(inverse_of(Layer(codec.name)).lead_alphabet):
            candidate = _scan_codec(codec.name, text, suspects)
            if candidate.score > 0:
                found.append(candidate)
    return Scan(tuple(lines), tuple(found), frozenset(suspects))
