"""Through which codecs do lines turn into sequences of UTF-8? Structure only; nothing is weighed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import Inverse, inverse_of
from notefix.channels.tables import CODECS
from notefix.detection.glance import Beginnings, Glance, beginnings
from notefix.detection.lines_with import lines_with
from notefix.detection.structure import HAS_SEQUENCE, STRONG_WEIGHT, Structure, measure, speaks_for_itself, stands_apart

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
        inverse = inverse_of(Layer(self.codec))
        pairs = zip(self.lines, self.symbols, strict=True)
        return any(line not in self.parts and _has_strong_run(inverse, symbols) for line, symbols in pairs)


@dataclass(frozen=True, slots=True)
class Misfits:
    """Lines with nothing but sequences that nobody writes in a word; of them those with a complete one."""

    lines: frozenset[str]
    complete: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scan:
    """What structure alone says about some lines.

    Attributes:
        glance: all of them.
        candidates: the codecs that explain lines, in the order of tables.CODECS.
        speaking: the lines in which some codec finds a complete sequence that people might write in a word.
        looked_at: the lines that may have such a sequence, complete or not.
        misfits: called for the lines in which all sequences are such as nobody writes in a word; in clean text they are
            many, and next to never asked for.
    """

    glance: Glance
    candidates: tuple[Candidate, ...]
    speaking: frozenset[str]
    looked_at: frozenset[str]
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


@cache
def _other_codecs() -> tuple[str, ...]:
    """Return the codecs in which no continuation byte is a small letter of an alphabet, so that sequences are rare."""
    return tuple(codec.name for codec in CODECS if not inverse_of(Layer(codec.name)).is_alphabet)


@cache
def _alphabet_codecs() -> tuple[str, ...]:
    return tuple(codec.name for codec in CODECS if inverse_of(Layer(codec.name)).is_alphabet)


@cache
def _lead(*codecs: str) -> re.Pattern[str]:
    return re.compile(_any_of(_leads(*codecs)))


def _leads(*codecs: str) -> frozenset[str]:
    return frozenset[str]().union(*(inverse_of(Layer(codec)).lead_alphabet for codec in codecs))


@cache
def _beginnings_of(codec: str) -> Beginnings:
    return beginnings(_leads(codec))


@cache
def _could_be_sequence() -> re.Pattern[str]:
    """Return a pattern of the second byte of a sequence in some codec after the first byte of one in another.

    The second byte comes first in the pattern: it is what is rare in clean text of most languages.
    """
    inverses = [inverse_of(Layer(codec)) for codec in _other_codecs()]
    others = frozenset[str]().union(*(inverse.continuation_alphabet for inverse in inverses)) | {"\ufffd"}
    return re.compile(f"{_any_of(others)}(?<={_any_of(_leads(*_other_codecs()))}.)")


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


class _Pairs:
    """The places of a text at which some codec may find a sequence, but for those of alphabets."""

    def __init__(self, glance: Glance) -> None:
        # Something is before and after each character.
        self._text = f"\n{glance.text}\n"
        # Both bytes are characters outside ASCII, in all codecs, so a sparse text is searched for two of these.
        # A place is that after the pair, as the pattern's end is.
        if glance.is_sparse:
            self._places = [place + 2 for place in glance.seconds()]
        else:
            self._places = [match.end() for match in _could_be_sequence().finditer(self._text)]
        windows = {self._text[place - 3 : place + 1] for place in self._places}
        self._sequences = {window for window in windows if _pair(window) is not _Pair.NO_SEQUENCE}

    def lines(self) -> tuple[str, set[str]]:
        """Return the lines with a sequence that is no misfit, or with more of them than words have; and the codecs."""
        if all(_pair(window) is not _Pair.SEQUENCE for window in self._sequences) and not self._are_many_in_a_line():
            return "", set()
        lines, codecs = [], set[str]()
        for line, pairs in self._by_line():
            if _is_no_misfit(pairs):
                lines.append(line)
                codecs.update(*(_codecs_of(pair[1:3]) for pair in pairs))
        return "\n".join(lines), codecs

    def misfits(self) -> Misfits:
        """Return the other lines with a sequence."""
        lines, complete = set(), set()
        for line, pairs in self._by_line():
            if not _is_no_misfit(pairs):
                lines.add(line)
                if any(_pair(pair) is _Pair.COMPLETE_MISFIT for pair in pairs):
                    complete.add(line)
        return Misfits(frozenset(lines), frozenset(complete))

    def _are_many_in_a_line(self) -> bool:
        """Say whether a line may have more places than _MOST_WEIGHT_OF_MISFITS.

        Of so many in a row some stand at multiples of half as many, and all between the first and the last of these are
        in the line, too. So if a line ends within each such stretch, none has that many.
        """
        half = _MOST_WEIGHT_OF_MISFITS // 2
        stretches = zip(self._places[::half], self._places[half::half], strict=False)
        return any(self._text.find("\n", first, last) < 0 for first, last in stretches)

    def _by_line(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the lines with a sequence, and what the pattern finds in them with the characters around."""
        text, pattern = self._text, _could_be_sequence()
        done = 0
        for place in self._places:
            if place <= done or text[place - 3 : place + 1] not in self._sequences:
                continue
            begin, done = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            ends = (match.end() for match in pattern.finditer(text, place - 1, done))
            yield text[begin:done], [text[end - 3 : end + 1] for end in ends]


def _is_no_misfit(pairs: list[str]) -> bool:
    return len(pairs) > _MOST_WEIGHT_OF_MISFITS or any(_pair(pair) is _Pair.SEQUENCE for pair in pairs)


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
    of = _ALPHABET_SHARE + 1
    # No more is explained than the longest sequences that could begin where a continuation byte follows a lead. Most
    # lines have too few of these, and only the others are counted out.
    leads = kinds.replace(b"2", b"3")
    with_fours = b"4" in leads
    numbers = [
        number
        for number, line in enumerate(leads.split(b"\n"))
        if 0
        < _ALPHABET_SHARE * (len(line) - line.count(b" "))
        <= of * (3 * line.count(b"3c") + (4 * line.count(b"4") if with_fours else 0))
    ]
    if not numbers:
        return ""
    lines, kinds_of_lines = text.split("\n"), kinds.split(b"\n")
    kinds = b"\n".join([kinds_of_lines[number] for number in numbers])
    for kind, explained in _EXPLAINED_OR_NOT:
        kinds = kinds.replace(kind, explained)
    rest = kinds.translate(None, b" ").split(b"\n")
    return "\n".join(
        lines[number]
        for number, kind in zip(numbers, rest, strict=True)
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


def _has_strong_run(inverse: Inverse, symbols: bytes) -> bool:
    """Say whether the longest run of symbols in a line speaks for itself; in some alphabets none does."""
    return not inverse.is_alphabet and speaks_for_itself(measure(max(_RUN.findall(symbols), key=len)), 0)


def _has_strong_part(inverse: Inverse, line: str, symbols: bytes) -> bool:
    """Say the same of a line of which the rest is something else."""
    longest = max(_RUN.finditer(symbols), key=lambda match: len(match[0]))
    return _has_strong_run(inverse, longest[0]) and stands_apart(line, *longest.span())


def _scan_codec(codec: str, text: str, suspects: set[str]) -> Candidate:
    score = 0
    lines, encoded, structures = [], [], []
    parts = set()
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
        mostly = structure.explained > unexplained + structure.bare
        if not weak and (mostly or (structure.weight >= STRONG_WEIGHT and _has_strong_part(inverse, line, symbols))):
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
    pairs = _Pairs(glance)
    paired, codecs = pairs.lines()
    suspects = set[str]()
    looked_at = set(paired.split("\n"))
    alphabets = [codec for codec in _alphabet_codecs() if glance.may_have(_beginnings_of(codec))]
    for codec in CODECS:
        lines = paired if codec.name in codecs else ""
        if codec.name in alphabets:
            lines = _lines_of_alphabet(_text_with(_lead(codec.name), text), codec.name)
            looked_at.update(lines.split("\n"))
        if lines:
            found.append(_scan_codec(codec.name, lines, suspects))
    candidates = tuple(candidate for candidate in found if candidate.score > 0)
    return Scan(glance, candidates, frozenset(suspects), frozenset(looked_at), cache(pairs.misfits))
