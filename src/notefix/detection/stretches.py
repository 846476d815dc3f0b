r"""In which lines is a stretch that is UTF-8 from end to end, to a codec of two bytes a character?

A stretch stands between bytes of ASCII: after one it begins with a first byte and a second one, and before one it ends.
Nearly all East Asian text is looked through here for each codec and has none, so the ways are the quickest that miss no
line; `has_stretch` decides. Whether a line counts never depends on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import AnyStr

from notefix.channels.inverse import COMPLETE_SEQUENCE
from notefix.channels.multibyte import decoded_pairs
from notefix.detection.glance import Glance, beginnings

__all__ = ["UTF_8", "has_stretch", "lines_with_stretches", "may_have_stretches"]

# UTF-8 from its first byte to its last, but for the end of its last character. DEL stands for a character that the
# codec does not have. Atomic groups: nothing is tried twice.
UTF_8 = rb"(?>(?:" + COMPLETE_SEQUENCE.pattern + rb")*)(?>(?:[\xc2-\xf4][\x80-\xbf]{0,2})?)"
_STRETCH = re.compile(UTF_8 + rb"(?![\x80-\xff\x7f])")

# What a byte is to a stretch: something that one may come after, its first byte, its second, or none of these.
_KINDS = bytes(
    ord("a" if byte < 0x7F else "b" if 0xC2 <= byte <= 0xF4 else "c" if 0x80 <= byte <= 0xBF else "-")
    for byte in range(256)
)
_BEGINNING = re.compile(b"abc")  # leaps from one `a` to the next; bytes.find does not

# So many characters after the first one show nearly always that it begins none.
_MORE_CHARS = ".{0,9}"

# So many places are looked at together.
_BATCH = 4096

_HIRAGANA = beginnings(("\u3041", "\u3081"))
_HANGUL = beginnings(map(chr, range(0xAC00, 0xD7C0, 64)))


def has_stretch(line: str, codec: str) -> bool:
    """Say whether a line has a stretch to a codec."""
    # "?" is what is put for a character that the codec does not have: it must not be in the line itself.
    data = b"\n" + line.replace("?", " ").encode(codec, "replace").replace(b"?", b"\x7f")
    return any(_STRETCH.match(data, match.start() + 1) for match in _BEGINNING.finditer(data.translate(_KINDS)))


def may_have_stretches(text: str, codecs: Iterable[str]) -> bool:
    """Say whether a short text may have a stretch to one of some codecs; False is certain.

    It is encoded whole: what saves that in a long one costs more than it.
    """
    text = f"\n{text}"
    for codec in codecs:
        data = _bytes(text, codec)
        if b"abc" in data.translate(_KINDS) and any(_in_bytes(data)):
            return True
    return False


def lines_with_stretches(glance: Glance, codec: str) -> Iterator[int]:
    """Yield the numbers of lines of a text, from 0 and in order, among them all that have a stretch.

    A look for characters passes over the text in a third of the time that encoding it takes, and in a tenth where the
    codec does not have many of its characters.
    """
    text = f"\n{glance.text}"
    # All bytes of a character are 0x80 or more, so a stretch comes after ASCII, or after what is one byte of ASCII.
    if codec == "euc-jp":
        return _numbers(text, "\n", _after_ascii(text, codec, "\u00a5\u203e"))
    # The same is so of all but the rarer half of Hangul.
    if codec == "cp949" and not glance.may_have(_HANGUL):
        return _numbers(text, "\n", _after_ascii(text, codec, ""))
    # Characters that begin with such bytes are rare ones: level 2 of JIS, level 2 of Big5, in which kana are, too.
    if codec == "cp932" or (codec == "cp950" and not glance.may_have(_HIRAGANA)):
        return _numbers(text, "\n", _at_heads(text, codec))
    data = _bytes(text, codec)
    return _numbers(data, b"\n", _in_bytes(data))


def _bytes(text: str, codec: str) -> bytes:
    """Encode a text without the characters that the codec does not have: no stretch has one in it or beside it."""
    # All of Unicode is in GB 18030, and the four bytes of most of it take long. GBK has what has two bytes there; any
    # other character is put as a question mark, after which a stretch may begin as after a digit of four bytes, and
    # which ends one wherever it stands.
    return text.encode("gbk", "replace") if codec == "gb18030" else text.encode(codec, "ignore")


def _numbers(text: AnyStr, newline: AnyStr, places: Iterator[int]) -> Iterator[int]:
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


@cache
def _heads(codec: str) -> str:
    """Return, as a set of a pattern, the characters whose first two bytes are the first two of a sequence.

    And those of one byte that could be the first one.
    """
    pairs = (pair[0] for lead in range(0xC2, 0xF5) for pair in decoded_pairs(codec, lead, range(0x80, 0xC0)))
    return "[" + "".join(map(re.escape, sorted({*pairs} - {"\ufffd"}))) + "]"


@cache
def _after_ascii_pattern(codec: str, more: str) -> re.Pattern[str]:
    return re.compile(f"[\x00-\x7e{more}](?=({_heads(codec)}{_MORE_CHARS}))")


@cache
def _heads_pattern(codec: str) -> re.Pattern[str]:
    return re.compile(f"{_heads(codec)}(?=({_MORE_CHARS}))")


def _after_ascii(text: str, codec: str, more: str) -> Iterator[int]:
    for matches in _batches(_after_ascii_pattern(codec, more).finditer(text)):
        encoded = _encoded([match[1] for match in matches], codec)
        yield from (match.end() for match, data in zip(matches, encoded, strict=True) if _STRETCH.match(data))


def _at_heads(text: str, codec: str) -> Iterator[int]:
    for matches in _batches(_heads_pattern(codec).finditer(text)):
        before = _encoded([text[match.start() - 1] for match in matches], codec)
        hopeful = [match for match, data in zip(matches, before, strict=True) if data[-1:] < b"\x7f"]
        encoded = _encoded([match[0] + match[1] for match in hopeful], codec)
        yield from (match.start() for match, data in zip(hopeful, encoded, strict=True) if _STRETCH.match(data))


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


def _in_bytes(data: bytes) -> Iterator[int]:
    """Yield where stretches begin, if characters that the codec does not have are left out.

    These are all: no stretch has such a character in it or beside it.
    """
    for match in _BEGINNING.finditer(data.translate(_KINDS)):
        if _STRETCH.match(data, match.start() + 1):
            yield match.start() + 1
