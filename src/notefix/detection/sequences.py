"""Two characters that are the beginning of a sequence of UTF-8 to some codec: which are damage, and which are words?

In clean text of most languages such a couple is rare (French has one in a line of eleven), and nearly all of those are
the same few. So a text is searched for them by one pattern, and what a couple is, with its neighbours, is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import inverse_of, inverse_of_codec
from notefix.channels.tables import CODECS
from notefix.detection.glance import Glance
from notefix.detection.structure import HAS_SEQUENCE, Structure, measure

__all__ = [
    "Couple",
    "Couples",
    "Misfits",
    "any_of",
    "are_misfits",
    "codecs_of",
    "could_be_sequence",
    "counts_nowhere",
    "couple",
    "leads",
    "sequence_codecs",
]

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

# What no character begins with, if nothing between was lost: Vietnamese to the Mac's Croatian is full of it.
_NEVER = re.compile(rb"\xe0[\x80-\x9f]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]")

# They join and part letters within words of Persian, and are continuation bytes to Windows-1256.
_JOINERS = "\u200c\u200d"
_LAST_LATIN = "\u036f"


@dataclass(frozen=True, slots=True)
class Misfits:
    """Lines with nothing but sequences that nobody writes in a word; of them those with a complete one."""

    lines: frozenset[str]
    complete: frozenset[str]


@cache
def sequence_codecs() -> tuple[str, ...]:
    """Return the codecs in which no continuation byte is a small letter of an alphabet, so that sequences are rare."""
    return tuple(codec.name for codec in CODECS if not inverse_of_codec(codec.name).is_alphabet)


def leads(*codecs: str) -> frozenset[str]:
    """Return the characters that are first bytes of sequences to some codec."""
    return frozenset[str]().union(*(inverse_of_codec(codec).lead_alphabet for codec in codecs))


@cache
def could_be_sequence() -> re.Pattern[str]:
    """Return a pattern of the second byte of a sequence in some codec after the first byte of one in another.

    The second byte comes first in the pattern: it is what is rare in clean text of most languages.
    """
    inverses = [inverse_of_codec(codec) for codec in sequence_codecs()]
    others = frozenset[str]().union(*(inverse.continuation_alphabet for inverse in inverses)) | {"\ufffd"}
    return re.compile(f"{any_of(others)}(?<={any_of(leads(*sequence_codecs()))}.)")


def any_of(characters: frozenset[str]) -> str:
    """Return a pattern of any of some characters."""
    return "[" + "".join(map(re.escape, sorted(characters))) + "]"


@cache
def _codecs_by_character() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return for each character the codecs to which it is a lead, and those to which it may come after one."""
    firsts: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for codec in sequence_codecs():
        inverse = inverse_of_codec(codec)
        for character in inverse.lead_alphabet:
            firsts.setdefault(character, set()).add(codec)
        for character in inverse.continuation_alphabet | {"\ufffd"}:
            others.setdefault(character, set()).add(codec)
    return firsts, others


@lru_cache(maxsize=4096)
def codecs_of(pair: str) -> frozenset[str]:
    """Return the codecs to which two characters are the beginning of a sequence; none for one at the end of a text."""
    firsts, others = _codecs_by_character()
    codecs = frozenset(firsts.get(pair[:1], ())).intersection(others.get(pair[1:], ()))
    return frozenset(codec for codec in codecs if _loses_bytes(codec) or _NEVER.match(_symbols(codec, pair)) is None)


@cache
def _loses_bytes(codec: str) -> bool:
    """Say whether a codec may lose continuation bytes without a trace."""
    layer = Layer(codec, UndefinedBytes.DROPPED, strip_soft_hyphens=True, strip_c1=True)
    return any(byte in inverse_of(layer).dropped for byte in range(0x80, 0xC0))


def _symbols(codec: str, text: str) -> bytes:
    return inverse_of_codec(codec).symbols(text)


def _is_in_a_word(around: str, codecs: frozenset[str]) -> bool:
    """Say whether the middle two of four characters are in a word of another alphabet than Latin, as it is written.

    So are Ukrainian to Windows-1251 and KOI8-U, Persian to Windows-1256. Of a word that was damaged, the last character
    is never taken for that: what is before it is a continuation byte, and what is after it is no letter.
    """
    before, first, second, after = tuple(around)
    if first <= _LAST_LATIN or not first.isalpha() or not (_is_beside(first, second) or second in _JOINERS):
        return False
    others = _codecs_by_character()[1]
    if not codecs.isdisjoint(others.get(after, ())):
        return False
    if before.isalpha() and _is_beside(first, before) and codecs.isdisjoint(others.get(before, ())):
        return True
    return second.isalpha() and after.isalpha() and _is_beside(first, after) and not after.isupper()


def _is_beside(one: str, other: str) -> bool:
    """Say whether two characters are in the same part of Unicode, as the letters of an alphabet are."""
    return ord(one) >> 8 == ord(other) >> 8


def _is_a_word(around: str) -> bool:
    """Say whether the middle two of four characters are a word of two letters of one alphabet.

    `negative-is-word-of-two`, `negative-uk-word-of-two`
    """
    before, first, second, after = tuple(around)
    are_letters = first.isalpha() and second.isalpha()
    are_alike = max(first, second) <= _LAST_LATIN or _is_beside(first, second)
    return are_letters and are_alike and second.islower() and not before.isalpha() and not after.isalpha()


class Couple(Enum):
    """What two characters are to the codecs, between two others."""

    NO_SEQUENCE = 0  # or in a word
    MISFIT = 1
    COMPLETE_MISFIT = 2
    SEQUENCE = 3


@lru_cache(maxsize=65536)
def couple(around: str) -> Couple:
    """Say what the middle two of four characters are."""
    before, pair, after = around[0], around[1:3], around[3]
    codecs = codecs_of(pair)
    if not codecs or _is_in_a_word(around, codecs):
        return Couple.NO_SEQUENCE
    beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()) or _is_a_word(around)
    # Nothing that could belong to it follows.
    if not beside or not after.isascii():
        return Couple.SEQUENCE
    symbols = [inverse_of_codec(codec).symbols(pair) for codec in codecs]
    if not all(_MISFITS.match(b"a" + some, 1) for some in symbols):
        return Couple.SEQUENCE
    return Couple.COMPLETE_MISFIT if any(measure(some).two for some in symbols) else Couple.MISFIT


def counts_nowhere(text: str) -> bool:
    """Say whether no line of a text has a couple that is a sequence, but for some that nobody writes in a word."""
    around = f"\n{text}\n"
    windows = [around[match.end() - 3 : match.end() + 1] for match in could_be_sequence().finditer(around)]
    return not _is_no_misfit([window for window in windows if couple(window) is not Couple.NO_SEQUENCE])


class Couples:
    """The places of a text at which some codec may find a sequence, but for those of alphabets."""

    def __init__(self, glance: Glance) -> None:
        # Something is before and after each character.
        self._text = f"\n{glance.text}\n"
        # Both bytes are characters outside ASCII, in all codecs, so a sparse text is searched for two of these.
        # A place is that after the pair, as the pattern's end is.
        if glance.is_sparse:
            self._places = [place + 2 for place in glance.seconds()]
        else:
            self._places = [match.end() for match in could_be_sequence().finditer(self._text)]
        windows = {self._text[place - 3 : place + 1] for place in self._places}
        self._sequences = {window for window in windows if couple(window) is not Couple.NO_SEQUENCE}

    def lines(self) -> tuple[str, set[str]]:
        """Return the lines with a sequence that is no misfit, or with more of them than words have; and the codecs."""
        if all(couple(window) is not Couple.SEQUENCE for window in self._sequences) and not self._are_many_in_a_line():
            return "", set()
        lines, codecs = [], set[str]()
        for line, pairs in self._by_line():
            if _is_no_misfit(pairs):
                lines.append(line)
                codecs.update(*(codecs_of(pair[1:3]) for pair in pairs))
        return "\n".join(lines), codecs

    def misfits(self) -> Misfits:
        """Return the other lines with a sequence."""
        lines, complete = set(), set()
        for line, pairs in self._by_line():
            if not _is_no_misfit(pairs):
                lines.add(line)
                if any(couple(pair) is Couple.COMPLETE_MISFIT for pair in pairs):
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
        text, pattern = self._text, could_be_sequence()
        done = 0
        for place in self._places:
            if place <= done or text[place - 3 : place + 1] not in self._sequences:
                continue
            begin, done = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            ends = (match.end() for match in pattern.finditer(text, place - 1, done))
            windows = [text[end - 3 : end + 1] for end in ends]
            yield text[begin:done], [window for window in windows if window in self._sequences]


def _is_no_misfit(pairs: list[str]) -> bool:
    return len(pairs) > _MOST_WEIGHT_OF_MISFITS or any(couple(pair) is Couple.SEQUENCE for pair in pairs)


def are_misfits(symbols: bytes, structure: Structure) -> bool:
    """Say whether all sequences of a line with some structure are of the kind that clean words are full of."""
    few = structure.weight <= _MOST_WEIGHT_OF_MISFITS
    return few and HAS_SEQUENCE.search(_MISFITS.sub(b" ", symbols)) is None
