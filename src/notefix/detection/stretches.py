r"""In which lines is a stretch that is UTF-8 from end to end, to a codec of two bytes a character?

A stretch stands between bytes of ASCII: after one it begins with a first byte and a second one, and before one it ends.
Nearly all East Asian text is looked through here for each codec and has none, so the ways are the quickest that miss no
line; `share_of_stretches` decides. Whether a line counts never depends on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import islice
from typing import AnyStr, NamedTuple

from notefix.channels.inverse import COMPLETE_SEQUENCE
from notefix.channels.multibyte import decoded_pairs
from notefix.channels.windows import ENCODE_AS_WINDOWS
from notefix.detection.glance import Glance, beginnings

__all__ = ["UTF_8", "lines_with_stretches", "may_have_stretches", "share_of_stretches", "with_windows"]

# UTF-8 from its first byte to its last, but for the end of its last character. DEL stands for a character that the
# codec does not have. Atomic groups: nothing is tried twice.
UTF_8 = rb"(?>(?:" + COMPLETE_SEQUENCE.pattern + rb")*)(?>(?:[\xc2-\xf4][\x80-\xbf]{0,2})?)"
_STRETCH = re.compile(UTF_8 + rb"(?![\x80-\xff\x7f])")

_BEGINNING = re.compile(b"abc")  # leaps from one `a` to the next; bytes.find does not

# The byte 80, which ends one Chinese character in 37.
_EURO_AMID_PAIRS = re.compile("[\u2e80-\uffef]\u20ac")

# The first bytes of sequences, and the others. In Big5 kana begin with three of the former, so that nearly all lines
# of Japanese have a stretch; what these are the beginning of, of U+0180 to U+023F, hardly any text begins a word with.
_LEADS = range(0xC2, 0xF5)
_CONTINUATIONS = range(0x80, 0xC0)
_LEADS_OF_KANA = {"cp950": range(0xC6, 0xC9)}

# So many characters after the first one show nearly always that it begins none.
_MORE_CHARS = ".{0,9}"

# So many places are looked at together.
_BATCH = 4096

# Of these codecs a stretch is sought by its first character, a rare one; of the others by what it comes after.
_OF_RARE_HEADS = ("cp932", "cp950")

# Patterns take a third as long as to encode a text, but a twentieth of a second to make: once so much was encoded.
_PATTERNS_PAY_CHARS = 500_000

# Of GBK they do not pay where so many characters of so large a beginning are places where a stretch may begin.
_SAMPLE_CHARS = 4096
_MOST_PLACES = 64

# What the patterns do not know: the rarer half of Hangul ends in ASCII in Windows-949.
_UNKNOWN = {"cp949": beginnings(map(chr, range(0xAC00, 0xD7C0, 64)))}


class _Group(NamedTuple):
    """Codecs whose stretches are sought together: by what comes before them, or else by what begins them."""

    codecs: tuple[str, ...]
    by_what_is_before: bool


class _Encoded:
    """How much this process has encoded to look for stretches."""

    def __init__(self) -> None:
        self.chars = 0


@cache
def _leads(codec: str) -> tuple[int, ...]:
    """Return the bytes that may begin a stretch to a codec."""
    return tuple(byte for byte in _LEADS if byte not in _LEADS_OF_KANA.get(codec, ()))


@cache
def _kinds(codec: str) -> bytes:
    """Return what a byte is to a stretch: what one may come after, its first byte, its second, or none of these."""
    first = _leads(codec)
    return bytes(
        ord("a" if byte < 0x7F else "b" if byte in first else "c" if byte in _CONTINUATIONS else "-")
        for byte in range(256)
    )


def share_of_stretches(line: str, codec: str) -> float:
    """Return the share of the bytes of a line outside ASCII, to a codec, that are in stretches.

    Where the codec does not have all characters of a line with a stretch, it is 1: they may be what damage left alone.
    """
    # "?" is what is put for a character that the codec does not have: it must not be in the line itself.
    line = line.replace("?", " ")
    data = line.encode(codec, ENCODE_AS_WINDOWS if codec == "cp936" else "replace")
    data = b"\n" + data.replace(b"?", b"\x7f")
    kinds = data.translate(_kinds(codec))
    begun = (_STRETCH.match(data, match.start() + 1) for match in _BEGINNING.finditer(kinds))
    good = sum(match.end() - match.start() for match in begun if match is not None)
    if good and b"\x7f" in data:
        return 1.0
    return good / (len(kinds) - kinds.count(b"a")) if good else 0.0


def may_have_stretches(text: str, codecs: Sequence[str]) -> bool:
    """Say whether a short text may have a stretch to one of some codecs; False is certain.

    It is encoded whole: what saves that in a long one costs more than it.
    """
    text = f"\n{text}"
    return any(any(_in_bytes(_bytes(text, codec), codec)) for codec in codecs)


def lines_with_stretches(glance: Glance, codecs: Sequence[str]) -> dict[str, list[int]]:
    """Return by codec the numbers of lines of a text, from 0 and in order, among them all that have a stretch."""
    text = f"\n{glance.text}"
    found: dict[str, list[int]] = {}
    if _do_patterns_pay(text):
        for group in _groups(codec for codec in codecs if _is_quick_by_pattern(codec, glance)):
            places: dict[str, list[int]] = {codec: [] for codec in group.codecs}
            for codec, place in _places(text, group):
                places[codec].append(place)
            found |= {codec: list(_numbers(text, "\n", those)) for codec, those in places.items()}
    for codec in codecs:
        if codec not in found:
            data = _bytes(text, codec)
            found[codec] = list(_numbers(data, b"\n", _in_bytes(data, codec)))
    return found


@cache
def _encoded_so_far() -> _Encoded:
    return _Encoded()


def _do_patterns_pay(text: str) -> bool:
    so_far = _encoded_so_far()
    so_far.chars += len(text)
    return so_far.chars > _PATTERNS_PAY_CHARS


def _is_quick_by_pattern(codec: str, glance: Glance) -> bool:
    """Say whether the patterns know all of a text, and find few places in it where a stretch to a codec may begin."""
    if codec == "cp936":
        return False
    if codec == "gb18030":  # its stretches come after what is not in GB 2312: after traditional characters
        sample = glance.text[:_SAMPLE_CHARS]
        return len(_pattern(_Group((codec,), by_what_is_before=True)).findall(sample)) <= _MOST_PLACES
    return codec not in _UNKNOWN or not glance.may_have(_UNKNOWN[codec])


def _groups(codecs: Iterable[str]) -> list[_Group]:
    rare: list[str] = []
    others: list[str] = []
    for codec in codecs:
        (rare if codec in _OF_RARE_HEADS else others).append(codec)
    return [_Group(tuple(some), some is others) for some in (others, rare) if some]


def _bytes(text: str, codec: str) -> bytes:
    """Encode a text without the characters that the codec does not have: no stretch has one in it or beside it."""
    # All of Unicode is in GB 18030, and the four bytes of most of it take long. GBK has what has two bytes there; any
    # other character is put as a question mark, after which a stretch may begin as after a digit of four bytes, and
    # which ends one wherever it stands.
    if codec == "cp936":
        return text.encode(codec, ENCODE_AS_WINDOWS)
    return text.encode("gbk", "replace") if codec == "gb18030" else text.encode(codec, "ignore")


def with_windows(text: str, codecs: Sequence[str]) -> Sequence[str]:
    """Return some codecs, and Windows-936 where its euro sign may be the byte 80 of what was read in pairs."""
    may_be = "\u20ac" in text and _EURO_AMID_PAIRS.search(text) is not None
    return [*codecs, "cp936"] if may_be else codecs


def _numbers(text: AnyStr, newline: AnyStr, places: Iterable[int]) -> Iterator[int]:
    """Yield the numbers of the lines in which places are, each once. The first line begins after a newline."""
    number = counted = end = 0
    for place in places:
        if place > end:
            number += text.count(newline, counted, place)
            counted = place
            yield number - 1
            end = text.find(newline, place)
            if end < 0:
                return


def _characters(codec: str, leads: Iterable[int], following: range) -> set[str]:
    """Return the characters that are two bytes of two ranges, and those that are one byte of the first."""
    pairs = (pair[0] for lead in leads for pair in decoded_pairs(codec, lead, following))
    return set(pairs) - {"\ufffd"}


def _set_of(*characters: Set[str]) -> str:
    """Return what a pattern has between brackets for any of some characters."""
    points = sorted(map(ord, set[str]().union(*characters)))
    begins = [point for before, point in zip([-2, *points], points, strict=False) if point != before + 1]
    ends = [point for point, after in zip(points, [*points[1:], -2], strict=True) if point + 1 != after]
    return "".join(f"{re.escape(chr(begin))}-{re.escape(chr(end))}" for begin, end in zip(begins, ends, strict=True))


@cache
def _pattern(group: _Group) -> re.Pattern[str]:
    """Return a pattern of where a stretch may begin; its group is the beginning, or that without one character."""
    if not group.by_what_is_before:
        return re.compile(f"[{_set_of(*map(_heads, group.codecs))}](?=({_MORE_CHARS}))")
    # All bytes of a character are 0x80 or more, so a stretch comes after ASCII, or after what ends in a byte of ASCII.
    before = "[\x00-\x7e\u00a5\u203e]"
    if "gb18030" in group.codecs:  # in it what GBK does not have may end in a digit
        before = f"[^{_set_of(_characters('gbk', range(0x81, 0xFF), range(0x80, 0xFF)))}]"
    return re.compile(f"{before}(?=((?:{'|'.join(map(_beginning, group.codecs))}){_MORE_CHARS}))")


def _beginning(codec: str) -> str:
    """Return a pattern of the first character of a stretch before what it may go on with, by its first byte."""
    two = _characters(codec, range(0xC2, 0xE0), _CONTINUATIONS)
    more = _characters(codec, range(0xE0, 0xF5), _CONTINUATIONS)
    if codec == "gb18030":  # what it does not go on with, most of GB 2312: the rest ends in ASCII, or may
        others = _characters("gbk", range(0xB0, 0xC2), range(0xA1, 0xFF))
        others |= _characters("gbk", _LEADS, range(0xC0, 0xFF))
        return f"[{_set_of(two)}](?![{_set_of(others)}])|[{_set_of(more)}]"
    return f"[{_set_of(two)}](?=[\x00-\x7e\u00a5\u203e{_set_of(two, more)}]|\\Z)|[{_set_of(more)}]"


def _places(text: str, group: _Group) -> Iterator[tuple[str, int]]:
    """Yield where stretches to codecs may begin."""
    for matches in _batches(_pattern(group).finditer(text)):
        if group.by_what_is_before:
            begun = [(match.end(), match[1]) for match in matches]
        else:
            begun = [(match.start(), match[0] + match[1]) for match in matches]
        for codec in group.codecs:
            places = _begun(begun, codec)
            if not group.by_what_is_before:
                before = _encoded([text[place - 1] for place in places], codec)
                places = [place for place, data in zip(places, before, strict=True) if data[-1:] < b"\x7f"]
            yield from ((codec, place) for place in places)


@cache
def _heads(codec: str) -> frozenset[str]:
    return frozenset(_characters(codec, _leads(codec), _CONTINUATIONS))


def _begun(pieces: list[tuple[int, str]], codec: str) -> list[int]:
    """Return the places of pieces that begin a stretch."""
    heads = _heads(codec)
    pieces = [(place, piece) for place, piece in pieces if piece[0] in heads]
    encoded = _encoded([piece for _, piece in pieces], codec)
    return [place for (place, _), data in zip(pieces, encoded, strict=True) if _STRETCH.match(data)]


def _batches(matches: Iterator[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Yield matches so many at once: in damaged text half of the characters are such, and the text may be large."""
    while batch := list(islice(matches, _BATCH)):
        yield batch


def _encoded(pieces: list[str], codec: str) -> list[bytes]:
    """Encode pieces of lines, all at once; DEL stands for a character that the codec does not have."""
    if not pieces:
        return []
    text = "\n".join([piece if piece != "\n" else " " for piece in pieces]).replace("?", " ")
    return text.encode(codec, "replace").replace(b"?", b"\x7f").split(b"\n")


def _in_bytes(data: bytes, codec: str) -> Iterator[int]:
    """Yield where stretches begin, if characters that the codec does not have are left out.

    These are all: no stretch has such a character in it or beside it.
    """
    kinds = data.translate(_kinds(codec))
    if b"abc" not in kinds:
        return
    for match in _BEGINNING.finditer(kinds):
        if _STRETCH.match(data, match.start() + 1):
            yield match.start() + 1
