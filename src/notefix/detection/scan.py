"""Through which codecs do lines turn into sequences of UTF-8? Structure only; nothing is weighed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from notefix.channels.inverse import Inverse, inverse_of_codec
from notefix.channels.tables import CODECS
from notefix.detection.alphabets import ALPHABET_SHARE, lines_of_alphabets
from notefix.detection.glance import Glance
from notefix.detection.sequences import Couples, Misfits, are_misfits
from notefix.detection.spans import without_what_is_written
from notefix.detection.structure import HAS_SEQUENCE, STRONG_WEIGHT, Structure, measure, speaks_for_itself, stands_apart

__all__ = ["Candidate", "Scan", "scan"]

_MANY_PARTIAL = 3

_RUN = re.compile(rb"[\x80-\xff]+")

# The same in an alphabet: damage turns into capitals and lines amid small letters, a word does not.
_WITH_SMALL_LETTERS = "cp866"
_NOT_IN_A_WORD = re.compile(rb"[\x80-\xff][\x80-\x9f\xb0-\xdf\xff]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A codec that turns lines into sequences of UTF-8, those lines, how well, and those of which it is but a part."""

    codec: str
    score: int
    lines: tuple[str, ...]
    symbols: tuple[bytes, ...]
    structures: tuple[Structure, ...]
    parts: frozenset[str] = frozenset()

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
        """Whether some line of them speaks for itself, and for others, by its longest run of symbols."""
        inverse = inverse_of_codec(self.codec)
        pairs = zip(self.lines, self.symbols, strict=True)
        return any(line not in self.parts and _has_strong_run(inverse, symbols) for line, symbols in pairs)


@dataclass(frozen=True, slots=True)
class Scan:
    """What structure alone says about some lines.

    Attributes:
        glance: all of them.
        candidates: the codecs that explain lines, in the order of tables.CODECS.
        speaking: the lines in which some codec finds a complete sequence that people might write in a word.
        looked_at: the lines that may have such a sequence, complete or not.
        with_couples: those of them in which that is no matter of an alphabet.
        misfits: called for the lines in which all sequences are such as nobody writes in a word; in clean text they are
            many, and next to never asked for.
    """

    glance: Glance
    candidates: tuple[Candidate, ...]
    speaking: frozenset[str]
    looked_at: frozenset[str]
    with_couples: frozenset[str]
    misfits: Callable[[], Misfits]

    @property
    def text(self) -> str:
        """All of the lines."""
        return self.glance.text

    @property
    def suspects(self) -> frozenset[str]:
        """The lines in which some codec finds a complete sequence; no others can be intact damage."""
        return self.speaking | self.misfits().complete

    @property
    def with_sequences(self) -> frozenset[str]:
        """The lines in which some codec finds a sequence, complete or not."""
        return self.looked_at | self.misfits().lines


def _lines_with_sequences(text: str, symbols: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while match := HAS_SEQUENCE.search(symbols, place):
        begin = symbols.rfind(b"\n", 0, match.start()) + 1
        end = symbols.find(b"\n", match.end())
        end = len(symbols) if end < 0 else end
        yield text[begin:end], symbols[begin:end]
        place = end


def _has_strong_run(inverse: Inverse, symbols: bytes) -> bool:
    """Say whether the longest run of symbols in a line speaks for itself; in some alphabets none does."""
    return not inverse.is_alphabet and speaks_for_itself(measure(max(_RUN.findall(symbols), key=len)), 0)


def _has_strong_part(inverse: Inverse, line: str, symbols: bytes) -> bool:
    """Say the same of a line of which the rest is something else."""
    longest = max(_RUN.findall(symbols), key=len)
    begin = symbols.index(longest)
    return _has_strong_run(inverse, longest) and stands_apart(line, begin, begin + len(longest))


def _is_written(line: str, inverse: Inverse) -> bool:
    """Say whether all sequences of a line are such as people write (`negative-list-of-places`)."""
    rest = without_what_is_written(line)
    return rest != line and HAS_SEQUENCE.search(inverse.symbols(rest)) is None


def _is_weak(inverse: Inverse, line: str, symbols: bytes, structure: Structure) -> bool:
    """Say whether all sequences of a line are of the kind that clean words are full of."""
    if inverse.layer.codec == _WITH_SMALL_LETTERS and not _NOT_IN_A_WORD.search(symbols):
        return True
    return are_misfits(symbols, structure) or _is_written(line, inverse)


def _scan_codec(codec: str, text: str, suspects: set[str]) -> Candidate:
    score = 0
    lines, encoded, structures = [], [], []
    parts = set()
    inverse = inverse_of_codec(codec)
    for line, symbols in _lines_with_sequences(text, inverse.symbols(text)):
        structure = measure(symbols)
        unexplained = structure.stray + inverse.count_foreign(line, symbols)
        if inverse.is_alphabet and structure.explained < ALPHABET_SHARE * (unexplained + structure.bare):
            continue  # words are full of sequences, and of pieces that are none
        if structure.two or structure.three or structure.four:
            suspects.add(line)
        mostly = structure.explained > unexplained + structure.bare
        speaks = mostly or (structure.weight >= STRONG_WEIGHT and _has_strong_part(inverse, line, symbols))
        if speaks and not _is_weak(inverse, line, symbols, structure):
            # Of a line that is damaged in part only, the rest says nothing.
            score += structure.explained - (structure.bare + unexplained if mostly else 0)
            lines.append(line)
            encoded.append(symbols)
            structures.append(structure)
            if not mostly:
                parts.add(line)
    return Candidate(codec, score, tuple(lines), tuple(encoded), tuple(structures), frozenset(parts))


def scan(text: str, glance: Glance | None = None) -> Scan:
    r"""Look for sequences of UTF-8 in the lines of a text, which end at \n, through every codec.

    Args:
        text: the lines.
        glance: at the text, where there was one already.
    """
    glance = glance or Glance(text)
    found = []
    couples = Couples(glance)
    paired, codecs = couples.lines()
    suspects = set[str]()
    with_couples = frozenset(paired.split("\n")) - {""}
    looked_at = set(with_couples)
    in_alphabets = lines_of_alphabets(glance)
    for codec in CODECS:
        lines = paired if codec.name in codecs else ""
        if codec.name in in_alphabets:
            lines = in_alphabets[codec.name]
            looked_at.update(lines.split("\n"))
        if lines:
            found.append(_scan_codec(codec.name, lines, suspects))
    candidates = tuple(candidate for candidate in found if candidate.score > 0)
    return Scan(glance, candidates, frozenset(suspects), frozenset(looked_at), with_couples, cache(couples.misfits))
