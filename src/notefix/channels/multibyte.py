"""UTF-8 read by a codec of two bytes a character: which bytes was that, and which of them are lost?

One damaged character is then two bytes of two different originals, and a byte that made no pair with the next one is
lost. So a line is first turned into its *view*, one character a byte; from there on all is as it is for a codec of one
byte a character, but that which bytes can have been lost at a place depends on the byte after it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import REPLACED, Inverse

__all__ = ["MultibyteInverse", "View", "decoded_pairs", "multibyte_inverse_of", "view_of"]

_ONE_BYTE_CHARACTERS = tuple(map(chr, range(256)))
# After a pair: what begins no other one, and where to cut. All pairs of a lead are decoded at once.
_AFTER = "  \n\n"

# The four bytes of GB 18030 are two digits and two others: no UTF-8 is that, but with digits in the text.
_MOST_BYTES = 3

# So many bytes of a character of four may be lost.
_MOST_LOST = 2


_NOTHING_LOST = (frozenset[int](),) * 256


@cache
def _lost_before(codec: str) -> tuple[frozenset[int], ...]:
    """Return for each byte that could follow, 0 to 255, the bytes that make no pair with it and are lost."""
    lost: list[set[int]] = [set() for _ in range(256)]
    for byte in range(0x80, 0xF5):
        for following, text in enumerate(decoded_pairs(codec, byte, range(256))):
            if text.startswith("\ufffd"):
                lost[following].add(byte)
    return tuple(map(frozenset, lost))


def decoded_pairs(codec: str, lead: int, following: range) -> list[str]:
    """Return what a byte becomes with each of those that could follow; it begins with U+FFFD where they are no pair."""
    data = bytearray((bytes([lead, 0]) + _AFTER.encode()) * len(following))
    data[1 :: 2 + len(_AFTER)] = bytes(following)
    return data.decode(codec, "replace").split(_AFTER)[:-1]


class MultibyteInverse(Inverse):
    """The inverse of one layer of a codec of several bytes, on views. Make it with `multibyte_inverse_of`."""

    def __init__(self, layer: Layer) -> None:
        """Build the tables of `layer`."""
        super().__init__(layer)
        self._looks_ahead = True
        self._following = bytes(range(0x80))
        self._beginnings = b"\1" * 256
        # Where nothing is lost the tables are not needed, and they take a while.
        self._lost = _lost_before(layer.codec) if layer.undefined is not UndefinedBytes.CONTROL else _NOTHING_LOST
        self._lost_before_lead = sorted(frozenset[int]().union(*self._lost[0xC2:0xF5]))
        self._any_lost = sorted(frozenset[int]().union(*self._lost))
        self.drops_leads = layer.undefined is UndefinedBytes.DROPPED
        fate = {UndefinedBytes.REPLACEMENT_CHARACTER: REPLACED, UndefinedBytes.QUESTION_MARK: ord("?")}
        self._fate = fate.get(layer.undefined)
        if layer.undefined is UndefinedBytes.QUESTION_MARK:
            self.folded = b"?"
            self.span = re.compile(rb"[\x80-\xff?]+")
            self._plain = re.compile(rb"[^\x80-\xff?]")

    def _arrivals(self, layer: Layer) -> tuple[str, ...]:
        return _ONE_BYTE_CHARACTERS

    def _lost_here(self, window: bytes, following: int) -> list[int]:
        """Return the bytes that are lost before the symbol at a place; all that ever are before one that is itself."""
        if following >= len(window) or window[following] == self._fate:
            return self._any_lost
        return sorted(self._lost[window[following]])

    def _may_infer(self, sequence: bytes, window: bytes, consumed: int) -> bool:
        """Bound the readings: nobody can tell an emoji of which three bytes are lost from a million others."""
        if sequence[0] < 0xF0:
            return True
        lost = window[:consumed].count(self._fate) if self._fate is not None else len(sequence) - consumed
        return lost < _MOST_LOST

    def _could_arrive(self, sequence: bytes, window: bytes) -> bool:
        if self._fate is None:
            return True
        lost = [place for place in range(len(sequence)) if window[place] == self._fate]
        for place in lost:
            if place + 1 < len(sequence):
                if sequence[place] not in self._lost[sequence[place + 1]]:
                    return False
            elif window[place + 1 : place + 2] == bytes([self._fate]) and sequence[place] not in self._lost_before_lead:
                return False
        return True

    def _vanished(self, window: bytes, consumed: int) -> list[int]:
        dropped = self.layer.undefined is UndefinedBytes.DROPPED
        return self._lost_here(window, consumed) if dropped else []

    def _replaced(self, window: bytes, place: int) -> list[int]:
        if window[place] == self._fate:
            return self._lost_here(window, place + 1)
        return [window[place]] if window[place] >= 0x80 else []


@cache
def multibyte_inverse_of(layer: Layer) -> MultibyteInverse:
    """Return the inverse of a layer, built once."""
    return MultibyteInverse(layer)


class View(NamedTuple):
    """A line, one character a byte.

    Attributes:
        text: a character of one byte for each byte; characters that the codec does not have, and ASCII, as they are.
        symbols: the same as bytes, `?` or DEL for characters that the codec does not have (see channels.inverse).
        origins: for each place of the view the place in the line that it came from, and one more for the end.
    """

    text: str
    symbols: bytes
    origins: tuple[int, ...]


@cache
def _first_choice(codec: str) -> dict[str, bytes]:
    """Return the bytes of characters that have two codes, of which the one that UTF-8 can be is not the usual one."""
    choice: dict[str, bytes] = {}
    for lead in range(0xC2, 0xF5):
        for byte, character in enumerate(decoded_pairs(codec, lead, range(0x80, 0xC0)), 0x80):
            pair = bytes([lead, byte])
            if len(character) == 1 and character != "\ufffd" and character.encode(codec) != pair:
                choice.setdefault(character, pair)
    return choice


@cache
def _bytes_of(codec: str, character: str) -> bytes:
    if character in _first_choice(codec):
        return _first_choice(codec)[character]
    try:
        data = character.encode(codec)
    except UnicodeEncodeError:
        return b""
    return data if len(data) <= _MOST_BYTES else b""


def view_of(line: str, layer: Layer, kept: frozenset[int] = frozenset()) -> View:
    r"""Return the view of a line through a layer.

    Args:
        line: a damaged line.
        layer: of a codec of several bytes.
        kept: places of the line that are not damaged.

    >>> view_of("\u6d63\u72b2\u30bd", Layer("gbk")).symbols.decode()
    '\u4f60\u597d'
    """
    foreign = 0x7F if layer.undefined is UndefinedBytes.QUESTION_MARK else ord("?")
    pieces = []
    symbols = bytearray()
    origins = []
    for place, character in enumerate(line):
        data = character.encode() if character.isascii() else _bytes_of(layer.codec, character)
        if character == "\ufffd" and layer.undefined is UndefinedBytes.REPLACEMENT_CHARACTER:
            data, piece = bytes([REPLACED]), character
        elif place in kept or not data:
            data, piece = bytes([foreign]), character
        else:
            piece = data.decode("latin-1")
        pieces.append(piece)
        symbols += data
        origins += [place] * len(data)
    return View("".join(pieces), bytes(symbols), (*origins, len(line)))
