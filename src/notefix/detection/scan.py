"""Through which codecs do lines turn into sequences of UTF-8? Structure only; nothing is weighed here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.channels.tables import CODECS
from notefix.detection.lines_with import lines_with
from notefix.detection.structure import HAS_SEQUENCE, Structure, measure, speaks_for_itself

__all__ = ["Candidate", "Scan", "scan"]

_MANY_PARTIAL = 3

# In damaged text nearly all is explained; of clean Russian as DOS 866, and of Thai as Windows-874, less than half.
_ALPHABET_SHARE = 4

_RUN = re.compile(rb"[\x80-\xff]+")

# So much of a text is looked at to see whether it is in an alphabet all through.
_SAMPLE_CHARS = 4096

# What nobody writes beside a Latin letter: a letter of Cyrillic or of a script of the Near East, a character of private
# use or of an unassigned plane, or one character of Asia that lost a byte. In clean words an apostrophe or a letter,
# with the accented letter after it, is such a sequence to some code page (French to the Mac's, Polish to DOS 775). And
# what no text holds: the beginning of Samaritan, which is a French preposition before a no-break space.
_MISFIT = (
    rb"(?:[\xd0-\xdf][\x80-\xbf]"
    rb"|(?:[\xe0\xe3-\xee\xf1-\xf4][\x80-\xbf]|\xef[\x80-\xa3])(?![\x80-\xbf\xff]))"
)
_MISFITS = re.compile(
    rb"(?<=[A-Za-z])" + _MISFIT + rb"|" + _MISFIT + rb"(?=[A-Za-z])" + rb"|\xe0[\x80-\xa3](?![\x80-\xbf\xff])"
)
# A line with more than these is something else.
_MOST_WEIGHT_OF_MISFITS = 20

# The same in an alphabet: damage turns into capitals and lines amid small letters, a word does not.
_WITH_SMALL_LETTERS = "cp866"
_NOT_IN_A_WORD = re.compile(rb"[\x80-\xff][\x80-\x9f\xb0-\xdf\xff]")


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
        text: all of them.
        candidates: the codecs that explain lines, in the order of tables.CODECS.
        suspects: the lines in which some codec finds a complete sequence; no others can be intact damage.
        misfits: the lines in which all sequences are such as nobody writes in a word.
        with_sequences: the lines in which some codec finds a sequence, complete or not.
    """

    text: str
    candidates: tuple[Candidate, ...]
    suspects: frozenset[str]
    misfits: frozenset[str]
    with_sequences: frozenset[str]


@cache
def _other_codecs() -> tuple[str, ...]:
    """Return the codecs in which no continuation byte is a small letter of an alphabet, so that sequences are rare."""
    return tuple(codec.name for codec in CODECS if not inverse_of(Layer(codec.name)).is_alphabet)


@cache
def _alphabet_codecs() -> tuple[str, ...]:
    return tuple(codec.name for codec in CODECS if inverse_of(Layer(codec.name)).is_alphabet)


@cache
def _lead(*codecs: str) -> re.Pattern[str]:
    return re.compile(_any_of(frozenset[str]().union(*(inverse_of(Layer(codec)).lead_alphabet for codec in codecs))))


@cache
def _could_be_sequence() -> re.Pattern[str]:
    """Return a pattern of the second byte of a sequence in some codec after the first byte of one in another.

    The second byte comes first in the pattern: it is what is rare in clean text of most languages.
    """
    inverses = [inverse_of(Layer(codec)) for codec in _other_codecs()]
    leads = frozenset[str]().union(*(inverse.lead_alphabet for inverse in inverses))
    others = frozenset[str]().union(*(inverse.continuation_alphabet for inverse in inverses)) | {"\ufffd"}
    return re.compile(f"{_any_of(others)}(?<={_any_of(leads)}.)")


def _any_of(characters: frozenset[str]) -> str:
    return "[" + "".join(map(re.escape, sorted(characters))) + "]"


@lru_cache(maxsize=4096)
def _codecs_of(pair: str) -> frozenset[str]:
    """Return the codecs to which two characters are the beginning of a sequence."""
    return frozenset(
        codec for codec in _other_codecs() if HAS_SEQUENCE.match(inverse_of(Layer(codec)).symbols(pair)) is not None
    )


class _Pair(Enum):
    """What two characters are to the codecs, between two others."""

    NO_SEQUENCE = 0
    MISFIT = 1
    COMPLETE_MISFIT = 2
    SEQUENCE = 3


@lru_cache(maxsize=65536)
def _pair(around: str) -> _Pair:
    """Say what the middle two of four characters are."""
    before, pair, after = around[0], around[1:3], around[3]
    codecs = _codecs_of(pair)
    if not codecs:
        return _Pair.NO_SEQUENCE
    beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    # Nothing that could belong to it follows.
    if not beside or not after.isascii():
        return _Pair.SEQUENCE
    symbols = [inverse_of(Layer(codec)).symbols(pair) for codec in codecs]
    if not all(_MISFITS.match(b"a" + some, 1) for some in symbols):
        return _Pair.SEQUENCE
    return _Pair.COMPLETE_MISFIT if any(measure(some).two for some in symbols) else _Pair.MISFIT


def _lines_with_pairs(text: str) -> tuple[str, set[str], set[str], set[str]]:
    """Look for lines that have a sequence to some codec, but for those of alphabets.

    Returns:
        the lines, the codecs; of the lines with nothing but misfits, which no codec explains, all, and the suspects.
    """
    text = f"\n{text}\n"  # so that something is before and after each character
    pattern = _could_be_sequence()
    lines, codecs, misfits, suspects = [], set[str](), set[str](), set[str]()
    place = 0
    while match := pattern.search(text, place):
        place = match.end()
        if _pair(text[place - 3 : place + 1]) is _Pair.NO_SEQUENCE:
            continue
        begin, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        places = [m.end() for m in pattern.finditer(text, place - 1, end)]
        line, place = text[begin:end], end
        pairs = [_pair(text[p - 3 : p + 1]) for p in places]
        if _Pair.SEQUENCE in pairs or len(pairs) > _MOST_WEIGHT_OF_MISFITS:
            lines.append(line)
            codecs.update(*(_codecs_of(text[p - 2 : p]) for p in places))
        else:
            misfits.add(line)
            if _Pair.COMPLETE_MISFIT in pairs:
                suspects.add(line)
    return "\n".join(lines), codecs, misfits, suspects


# Kinds of bytes: the leads of two bytes, three and four, continuation bytes, what was replaced, and what is neither.
_KINDS = bytes(
    ord(
        "2" if 0xC2 <= byte <= 0xDF
        else "3" if 0xE0 <= byte <= 0xEF
        else "4" if 0xF0 <= byte <= 0xF4
        else "c" if 0x80 <= byte <= 0xBF
        else "r" if byte == 0xFF
        else "?" if byte >= 0x80 or byte == 0x3F
        else "\n" if byte == 0x0A
        else " "
    )
    for byte in range(256)
)  # fmt: skip
_EXPLAINED_OR_NOT = (
    *((kind, b"e" * len(kind)) for kind in (b"4ccc", b"3cc", b"2c")),
    *((kind, b"ee".ljust(len(kind))) for kind in (b"4cc", b"4c", b"3c")),
)


def _lines_of_alphabet(text: str, codec: str) -> str:
    """Return the lines of a text of which nearly all could be sequences to a codec with letters for continuation bytes.

    The same as by `measure`, of the whole text at once: explained symbols become `e`, the other ones stay.
    """
    inverse = inverse_of(Layer(codec))
    kinds = inverse.symbols(text.replace("?", " ")).translate(_KINDS)
    if b"r" in kinds:
        return text
    for kind, explained in _EXPLAINED_OR_NOT:
        kinds = kinds.replace(kind, explained)
    rest = kinds.translate(None, b" ").split(b"\n")
    of = _ALPHABET_SHARE + 1
    return "\n".join(
        line
        for line, kind in zip(text.split("\n"), rest, strict=True)
        if kind and of * kind.count(b"e") >= _ALPHABET_SHARE * len(kind)
    )


def _text_with(pattern: re.Pattern[str], text: str) -> str:
    """Return the lines of a text in which a pattern is found, and others, too, where it is found all through."""
    if len(pattern.findall(text, 0, _SAMPLE_CHARS)) > _SAMPLE_CHARS / 10:
        return text
    return "\n".join(lines_with(pattern, text).values())


@lru_cache(maxsize=4096)
def _measured(symbols: bytes) -> tuple[Structure, bool]:
    """Return the structure of a line, and whether all its sequences are of the kind that clean words are full of."""
    structure = measure(symbols)
    if structure.weight > _MOST_WEIGHT_OF_MISFITS:
        return structure, False
    return structure, HAS_SEQUENCE.search(_MISFITS.sub(b" ", symbols)) is None


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
        structure, weak = _measured(symbols)
        unexplained = structure.stray + inverse.count_foreign(line, symbols)
        if inverse.is_alphabet and structure.explained < _ALPHABET_SHARE * (unexplained + structure.bare):
            continue  # words are full of sequences, and of pieces that are none
        if codec == _WITH_SMALL_LETTERS and not _NOT_IN_A_WORD.search(symbols):
            weak = True
        if structure.two or structure.three or structure.four:
            suspects.add(line)
        if structure.explained > unexplained + structure.bare and not weak:
            score += structure.explained - structure.bare - unexplained
            lines.append(line)
            encoded.append(symbols)
            structures.append(structure)
    return Candidate(codec, score, tuple(lines), tuple(encoded), tuple(structures))


def scan(text: str) -> Scan:
    r"""Look for sequences of UTF-8 in the lines of a text, which end at \n, through every codec."""
    found = []
    paired, codecs, misfits, suspects = _lines_with_pairs(text)
    with_sequences = misfits.union(paired.split("\n"))
    has_alphabet = _lead(*_alphabet_codecs()).search(text) is not None
    for codec in CODECS:
        lines = paired if codec.name in codecs else ""
        if has_alphabet and codec.name in _alphabet_codecs():
            lines = _lines_of_alphabet(_text_with(_lead(codec.name), text), codec.name)
            with_sequences.update(lines.split("\n"))
        if lines:
            found.append(_scan_codec(codec.name, lines, suspects))
    candidates = tuple(candidate for candidate in found if candidate.score > 0)
    return Scan(text, candidates, frozenset(suspects), frozenset(misfits), frozenset(with_sequences))
