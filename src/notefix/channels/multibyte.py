"""UTF-8 read by a codec of two bytes a character: which bytes was that, and which of them are lost?

One damaged character is then two bytes of two different originals, and a byte that made no pair with the next one is
lost. So a line is first turned into its *view*, one character a byte; from there on all is as it is for a codec of one
byte a character, but that which bytes can have been lost at a place depends on the byte after it.

Where Windows put one character for a byte that made no pair and the next one (`channels.windows`), the view has four
symbols for it: that byte; what in ASCII went with it, a space mostly, or a letter; and the byte that did, if it was
none of these. From the first one a path goes on at one of the others, and at a line's end, where nothing was left to
take, it is through.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.forward import REPLACEMENTS
from notefix.channels.inverse import END, REPLACED, Inverse, Reading, Steps
from notefix.channels.windows import EURO, LETTERS_TAKEN, PAIR_OF_EURO, TAKEN_ALONG, own_bytes, own_characters

__all__ = ["PUT_FOR_LOST", "MultibyteInverse", "View", "decoded_pairs", "multibyte_inverse_of", "view_of"]

_ONE_BYTE_CHARACTERS = tuple(map(chr, range(256)))
# After a pair: what begins no other one, and where to cut. All pairs of a lead are decoded at once.
_AFTER = "  \n\n"

# The four bytes of GB 18030 are two digits and two others: no UTF-8 is that, but with digits in the text.
_MOST_BYTES = 3

# So many bytes of a character of four may be lost.
_MOST_LOST = 2

# Of dashes, quotation marks and full stops, and of Hangul in Korea, Windows loses all three so often that hardly a line
# would be read otherwise.
_LEADS_OF_PUNCTUATION = frozenset(b"\xe2\xe3\xef")
_LEADS_OF_HANGUL = frozenset(b"\xea\xeb\xec\xed")

_MOST_BYTES_OF_UTF_8 = 4

# So many symbols show all of a character and whether a line ends after it, if all its bytes are lost.
_REACH_BY_WINDOWS = 17


# The symbols after what was put for a byte and what went with it; no UTF-8 has those either. They never stand for
# themselves in a line that is proved.
_ASCII_TAKEN, _LETTER_TAKEN, _BYTE_TAKEN = 0xFE, 0xFD, 0xFC
_NO_CHARACTER = "\uffff"
_LAST_BYTE = 0xF4  # of UTF-8; where Windows read, those above it are symbols

# What stands in the text where bytes were replaced.
PUT_FOR_LOST = {fate: text for fate, text in REPLACEMENTS.items() if text}

_NOTHING_LOST = (frozenset[int](),) * 256


@cache
def _lost_before(codec: str, *, by_windows: bool = False) -> tuple[frozenset[int], ...]:
    """Return for each byte that could follow, 0 to 255, the bytes that make no pair with it and are lost."""
    own = own_characters(codec, by_windows=by_windows)
    lost: list[set[int]] = [set() for _ in range(256)]
    for byte in range(0x80, 0xF5):
        if bytes([byte]) in own:
            continue
        for following, text in enumerate(decoded_pairs(codec, byte, range(256))):
            if text.startswith("\ufffd") and bytes([byte, following]) not in own:
                lost[following].add(byte)
    return tuple(map(frozenset, lost))


def decoded_pairs(codec: str, lead: int, following: range) -> list[str]:
    """Return what a byte becomes with each of those that could follow; it begins with U+FFFD where they are no pair."""
    data = bytearray((bytes([lead, 0]) + _AFTER.encode()) * len(following))
    data[1 :: 2 + len(_AFTER)] = bytes(following)
    return data.decode(codec, "replace").split(_AFTER)[:-1]


_FATE = bytes([REPLACED])
_TAKING = bytes([REPLACED, _ASCII_TAKEN, _LETTER_TAKEN, _BYTE_TAKEN])


@lru_cache(maxsize=256)
def _lost_places(window: bytes, fate: int, length: int) -> tuple[tuple[int, ...], bool]:
    """Return which bytes of a character of some length were lost, and whether the next one was; asked for thousands."""
    places = tuple(place for place in range(length) if window[place] == fate)
    return places, window[length : length + 1] == bytes([fate])


class MultibyteInverse(Inverse):
    """The inverse of one layer of a codec of several bytes, on views. Make it with `multibyte_inverse_of`."""

    def __init__(self, layer: Layer) -> None:
        """Build the tables of `layer`."""
        super().__init__(layer)
        self._looks_ahead = True
        self._following = bytes(range(0x80))
        self._beginnings = b"\1" * 256
        # Where nothing is lost the tables are not needed, and they take a while.
        loses = layer.undefined is not UndefinedBytes.CONTROL
        self._lost = _lost_before(layer.codec, by_windows=layer.by_windows) if loses else _NOTHING_LOST
        self._lost_before_lead = sorted(frozenset[int]().union(*self._lost[0xC2:0xF5]))
        self._any_lost = sorted(frozenset[int]().union(*self._lost))
        self.drops_leads = layer.undefined is UndefinedBytes.DROPPED
        self._fate: int | None = REPLACED if layer.undefined in PUT_FOR_LOST else None
        if layer.undefined is UndefinedBytes.QUESTION_MARK and not layer.by_windows:
            self._fate = ord("?")
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

    def _onward(self, steps: Steps, certain: Steps, sequence: bytes, window: bytes, consumed: int) -> Steps:
        # Nobody can tell an emoji of which three bytes are lost from a million others.
        if sequence[0] < 0xF0:
            return steps
        lost = window[:consumed].count(self._fate) if self._fate is not None else len(sequence) - consumed
        return steps if lost < _MOST_LOST else certain

    def _could_arrive(self, sequence: bytes, window: bytes, length: int) -> bool:
        if self._fate is None:
            return True
        lost, goes_on = _lost_places(window, self._fate, len(sequence))
        for place in lost:
            if place + 1 < len(sequence):
                if sequence[place] not in self._lost[sequence[place + 1]]:
                    return False
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


class WindowsInverse(MultibyteInverse):
    """The same where Windows put one character for two bytes. Make it with `multibyte_inverse_of`."""

    def __init__(self, layer: Layer) -> None:
        """Build the tables of `layer`."""
        super().__init__(layer)
        self.reach = _REACH_BY_WINDOWS
        self._following = END  # any other ASCII would have been taken along
        self._leads_of_frequent = _LEADS_OF_PUNCTUATION | (_LEADS_OF_HANGUL if layer.codec == "cp949" else frozenset())
        taken = TAKEN_ALONG[layer.codec]
        self._lost_before_letter, letters = LETTERS_TAKEN.get(layer.codec, (b"", ""))
        self._taken = {
            bytes([_ASCII_TAKEN]): (Reading(3, tuple(taken), lossy=True),),
            bytes([_LETTER_TAKEN]): (Reading(2, tuple(letters), lossy=True),) if letters else (),
        }
        self._lost_before_ascii = sorted(frozenset[int]().union(*(self._lost[ord(c)] for c in taken)))
        self._lost_before_byte = sorted(frozenset[int]().union(*self._lost[0x80:0xF5]))
        self._bytes_taken = [byte for byte in range(0x80, 0xF5) if self._lost[byte]]
        self._taken_after = {
            byte: [taken for taken in range(0x80, 0xC0) if byte in self._lost[taken]] for byte in self._lost_before_byte
        }

    def _as_far_as_read(self, window: bytes) -> bytes:
        window = super()._as_far_as_read(window)
        missing = _MOST_BYTES_OF_UTF_8 if window[:1] < b"\xe0" or window[:1] > b"\xef" else 3
        place = 0
        while missing > 0 and place < len(window):
            takes = window.startswith(_TAKING, place)
            missing -= 2 if takes else 1
            place += len(_TAKING) if takes else 1
        # Of what comes after the last byte it matters whether it goes on, or ends the line.
        after = window[place : place + 1]
        return window[:place] + (b"\x80" if b"\x80" <= after < b"\xc0" else END if after == END else b"a")

    def _read(self, window: bytes) -> tuple[Reading, ...]:
        if window[:1] in self._taken:
            return self._taken[window[:1]]
        readings = super()._read(window)
        if self.layer.undefined is UndefinedBytes.QUESTION_MARK and window.startswith(_TAKING):
            readings += (Reading(len(_TAKING), ("?",), lossy=False),)
        return readings

    def _steps(self, window: bytes, consumed: int, wanted: range) -> Steps:
        if window[consumed : consumed + 1] == bytes([_BYTE_TAKEN]):
            return [(byte, consumed + 1, True) for byte in self._bytes_taken if byte in wanted]
        if not window.startswith(_TAKING, consumed):
            return super()._steps(window, consumed, wanted)
        ends = window.startswith(END, consumed + len(_TAKING))
        ways = [
            (self._any_lost if ends else (), len(_TAKING)),
            (self._lost_before_ascii, 1),
            (self._lost_before_letter, 2),
            (self._lost_before_byte, 3),
        ]
        return [(byte, consumed + length, True) for some, length in ways for byte in some if byte in wanted]

    def _onward(self, steps: Steps, certain: Steps, sequence: bytes, window: bytes, consumed: int) -> Steps:
        lost = window.count(REPLACED, 0, consumed) + window.count(_BYTE_TAKEN, 0, consumed)
        if lost >= _MOST_LOST and sequence[0] not in self._leads_of_frequent:
            return certain
        if window[consumed : consumed + 1] != bytes([_BYTE_TAKEN]):
            return steps
        return [(byte, consumed + 1, True) for byte in self._taken_after[sequence[-1]]]

    def _could_arrive(self, sequence: bytes, window: bytes, length: int) -> bool:
        return window[length : length + 1] != bytes([_BYTE_TAKEN]) or sequence[-1] in self._lost_before_lead


@cache
def multibyte_inverse_of(layer: Layer) -> MultibyteInverse:
    """Return the inverse of a layer, built once."""
    return WindowsInverse(layer) if layer.by_windows and layer.undefined in PUT_FOR_LOST else MultibyteInverse(layer)


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
def _bytes_of(codec: str, character: str, *, by_windows: bool) -> bytes:
    own = own_bytes(codec, by_windows=by_windows).get(character)
    if own is not None:
        return own
    if character in _first_choice(codec):
        return _first_choice(codec)[character]
    try:
        data = character.encode(codec)
    except UnicodeEncodeError:
        return b""
    return data if len(data) <= _MOST_BYTES else b""


def _euro(before: bytes, after: bytes) -> bytes:
    """Return which of its two codes a euro sign has, between the bytes of others."""
    is_end = before[-1:] < b"\xe0" and b"\x80" <= after[:1] < b"\xc0"
    return PAIR_OF_EURO if is_end else b"\x80"


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
    lost = _TAKING if layer.by_windows else _FATE if put_for_lost != "?" else b"?"
    pieces = []
    symbols = bytearray()
    origins = []
    for place, character in enumerate(line):
        if character == put_for_lost and (place not in kept or not layer.by_windows):
            data, piece = lost, character + _NO_CHARACTER * (len(lost) - 1)
        elif character.isascii():
            data, piece = character.encode(), character
        else:
            data = _bytes_of(layer.codec, character, by_windows=layer.by_windows)
            if character == EURO and layer.codec == "cp936" and not layer.by_windows:
                data = _euro(bytes(symbols[-1:]), _bytes_of(layer.codec, line[place + 1 : place + 2], by_windows=False))
            piece = data.decode("latin-1")
            if place in kept or not data or (layer.by_windows and max(data) > _LAST_BYTE):
                data, piece = bytes([foreign]), character
        pieces.append(piece)
        symbols += data
        origins += [place] * len(data)
    return View("".join(pieces), bytes(symbols), (*origins, len(line)))
