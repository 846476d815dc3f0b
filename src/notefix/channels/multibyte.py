"""UTF-8 read by a codec of two bytes a character: which bytes was that, and which of them are lost?

One damaged character is then two bytes of two different originals, and a byte that made no pair with the next one is
lost. So a line is first turned into its *view*, one character a byte; from there on all is as it is for a codec of one
byte a character, but that which bytes can have been lost at a place depends on the byte after it.

Where a byte that made no pair took the next one with it, a space mostly, the view has two symbols for what was put
there: the lost byte, and a place where a swallowed character may have been.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.forward import SWALLOWED
from notefix.channels.inverse import REPLACED, Inverse, Reading

__all__ = ["PUT_FOR_LOST", "MultibyteInverse", "View", "decoded_pairs", "multibyte_inverse_of", "view_of"]

_ONE_BYTE_CHARACTERS = tuple(map(chr, range(256)))
# After a pair: what begins no other one, and where to cut. All pairs of a lead are decoded at once.
_AFTER = "  \n\n"

# The four bytes of GB 18030 are two digits and two others: no UTF-8 is that, but with digits in the text.
_MOST_BYTES = 3

# So many bytes of a character of four may be lost.
_MOST_LOST = 2


# The symbol after what was put for a lost byte, where it may have swallowed a character; no UTF-8 has that either. It
# never stands for itself in a line that is proved.
_MAY_BE_SWALLOWED = 0xFE
_NO_CHARACTER = "\uffff"
_SWALLOWED_READING = (Reading(1, tuple(SWALLOWED), lossy=True),)

# What stands in the text where bytes were replaced.
PUT_FOR_LOST = {UndefinedBytes.REPLACEMENT_CHARACTER: "\ufffd", UndefinedBytes.QUESTION_MARK: "?"}

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


_FATE = bytes([REPLACED])
_SWALLOWING = bytes([REPLACED, _MAY_BE_SWALLOWED])


@lru_cache(maxsize=256)
def _lost_places(window: bytes, fate: int, length: int, *, swallows: bool) -> tuple[tuple[int, ...], bool]:
    """Return which bytes of a character of some length were lost, and whether the next one was; asked for thousands."""
    symbols = window.replace(_SWALLOWING, _FATE) if swallows else window
    return tuple(place for place in range(length) if symbols[place] == fate), symbols[length : length + 1] == bytes(
        [fate]
    )


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
        self._swallows = layer.swallow_next and self._fate is not None
        if self._swallows:
            self._fate = REPLACED
            self._reach = 2 * self._reach
            self._lost_before_swallowed = sorted(frozenset[int]().union(*(self._lost[ord(c)] for c in SWALLOWED)))
        elif layer.undefined is UndefinedBytes.QUESTION_MARK:
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

    def _read(self, window: bytes) -> tuple[Reading, ...]:
        if self._swallows and window[:1] == bytes([_MAY_BE_SWALLOWED]):
            return _SWALLOWED_READING
        readings = super()._read(window)
        if self._swallows and self.layer.undefined is UndefinedBytes.QUESTION_MARK and window[:1] == _FATE:
            readings += (Reading(2, ("?",), lossy=False),)
        return readings

    def _steps(self, window: bytes, consumed: int, wanted: range) -> list[tuple[int, int, bool]]:
        if not self._swallows or window[consumed : consumed + 2] != _SWALLOWING:
            return super()._steps(window, consumed, wanted)
        steps = [(byte, consumed + 1, True) for byte in self._lost_before_swallowed if byte in wanted]
        after = consumed + 2
        if window[after : after + 1].decode("latin-1") in SWALLOWED and after < len(window):
            return steps
        return steps + [(byte, after, True) for byte in self._lost_here(window, after) if byte in wanted]

    def _may_infer(self, sequence: bytes, window: bytes, consumed: int) -> bool:
        """Bound the readings: nobody can tell an emoji of which three bytes are lost from a million others."""
        if sequence[0] < 0xF0:
            return True
        lost = window[:consumed].count(self._fate) if self._fate is not None else len(sequence) - consumed
        return lost < _MOST_LOST

    def _could_arrive(self, sequence: bytes, window: bytes) -> bool:
        if self._fate is None:
            return True
        lost, goes_on = _lost_places(window, self._fate, len(sequence), swallows=self._swallows)
        for place in lost:
            if place + 1 < len(sequence):
                if sequence[place] not in self._lost[sequence[place + 1]]:
                    return False
            elif self._swallows:
                continue  # a character may have gone between it and the next
            elif goes_on and sequence[place] not in self._lost_before_lead:
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
    put_for_lost = PUT_FOR_LOST.get(layer.undefined)
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
        if layer.swallow_next and character == put_for_lost and place not in kept:
            data, piece = _SWALLOWING, character + _NO_CHARACTER
        pieces.append(piece)
        symbols += data
        origins += [place] * len(data)
    return View("".join(pieces), bytes(symbols), (*origins, len(line)))
