"""The inverse channel: which originals could have arrived as these characters? No scoring, no choice.

A line is first turned into *symbols*, one byte a character, so that a place in the symbols is a place in the line:
the byte that a character stands for; 0xFF, which no UTF-8 has, for U+FFFD, which many put for a lost byte; `?` for
anything that the codec does not have (it then is not this channel's doing), or DEL where `?` may be a lost byte.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from notefix.channels.channel import Layer, LetterCase, UndefinedBytes
from notefix.channels.forward import arrivals
from notefix.scripts import is_in

__all__ = [
    "COMPLETE_SEQUENCE",
    "END",
    "REPLACED",
    "Inverse",
    "Reading",
    "Steps",
    "inverse_of",
    "inverse_of_codec",
    "is_assigned",
]

REPLACED = 0xFF

# What the next byte of a character could be: the byte, how many symbols are consumed then, whether it is inferred.
Steps = list[tuple[int, int, bool]]

_CONTINUATIONS = range(0x80, 0xC0)
_LEADS = range(0xC2, 0xF5)
_ONE_BYTE = [bytes([byte]) for byte in range(256)]
_MAX_CACHED_WINDOWS = 20_000
END = b"\n"
_NO_BREAK_SPACE = 0xA0
_ALPHABET_SIZE = 16
_LAST_LATIN = "\u024f"

# Leads of planes that have no characters, or none but for private use. After one more lead all characters, most of
# them invisible, are in one block.
_EMPTY_PLANES = b"\xf1\xf2\xf4"
_TAGS = b"\xf3\xa0"

# Where Unicode will give out no more, or has given out nothing yet.
_UNASSIGNED_FOR_GOOD = (("\0", "\uffff"), ("\U00034000", "\U000dffff"), ("\U000e0200", "\U000effff"))

# Complete sequences, as in table 3-7 of the Unicode Standard, without its second-byte refinements: decoding checks.
COMPLETE_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Reading(NamedTuple):
    """One way to read the next symbols: `length` of them are one of `characters`; `lossy` if a byte was inferred."""

    length: int
    characters: tuple[str, ...]
    lossy: bool


def _sequence_length(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


@cache
def _is_plausible(character: str) -> bool:
    """Say whether a character is one that people write: assigned, no control, no surrogate, not for private use."""
    return unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")


@cache
def _may_be_plausible(beginning: bytes, missing: int) -> bool:
    """Say whether some character that people write begins with some bytes, two or more, and has so many others."""
    lead = beginning[0]
    if lead in _EMPTY_PLANES or lead == _TAGS[0]:
        return beginning.startswith(_TAGS)
    number = lead & (0x0F if lead < 0xF0 else 0x07)
    for byte in beginning[1:]:
        number = number << 6 | byte & 0x3F
    first, size = number << 6 * missing, 1 << 6 * missing
    return any(map(str.isprintable, map(chr, range(first, first + size))))


def is_assigned(text: str) -> bool:
    """Say whether Unicode has all characters of a text, as this Python knows it.

    Beyond U+FFFF it grows, so any may be one; before, nearly all is given out, and nobody has written what is left
    (`negative-sk-ends-of-words`), nor anything in planes that are empty.
    """
    if text.replace("\n", "").isprintable():
        return True
    return not any(unicodedata.category(c) == "Cn" and is_in(c, *_UNASSIGNED_FOR_GOOD) for c in set(text))


@cache
def _character(sequence: bytes) -> str:
    """Return the character that some bytes are; "" for an overlong form, a surrogate, what is not assigned."""
    try:
        character = sequence.decode()
    except UnicodeDecodeError:
        return ""
    return character if is_assigned(character) else ""


def _is_small_letter(character: str) -> bool:
    return character > _LAST_LATIN and character.isalpha() and not character.isupper()


def _put_delete(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "\x7f" * (error.end - error.start), error.end


_ERRORS = "notefix.delete"
_DELETE = b"\x7f"
codecs.register_error(_ERRORS, _put_delete)


class Inverse:
    """The inverse of one layer. Make it with `inverse_of`, which keeps them.

    Attributes:
        dropped: the bytes that vanish without a trace.
        folded: ASCII symbols that may stand for a lost byte: a space, a question mark.
        drops_leads: whether a character can lose its lead byte and leave the rest.
        folds_case: whether capitals and small letters arrive the same.
        reach: how many symbols show all of a character, and what comes after it; none has more.
        is_alphabet: whether continuation bytes are small letters of an alphabet other than Latin. Clean words of it are
            then full of sequences.
    """

    def __init__(self, layer: Layer) -> None:
        """Build the tables of `layer`."""
        arrived = self._arrivals(layer)
        self.layer = layer
        self.dropped = frozenset(byte for byte in (*_CONTINUATIONS, *_LEADS) if not arrived[byte])
        self.drops_leads = any(byte in self.dropped for byte in _LEADS)
        self._is_latin_1 = arrived == tuple(map(chr, range(256)))
        self.is_alphabet = sum(map(_is_small_letter, arrived[0x80:0xC0])) >= _ALPHABET_SIZE
        self.folds_case = layer.case is not LetterCase.KEPT
        # Of bytes that arrive as one letter the last is its symbol: so the lead of three bytes is, not that of two.
        symbols = {arrived[byte]: byte for byte in (*_CONTINUATIONS, *_LEADS)} if self.folds_case else {}
        self._bytes_of_symbol: dict[int, list[int]] = {}
        decoding = [chr(i) for i in range(128)] + ["\ufffe"] * 128
        decoding[REPLACED] = "\ufffd"
        for byte in (*_CONTINUATIONS, *_LEADS):
            if byte in self.dropped or len(arrived[byte]) > 1:  # two characters of one byte are not read
                continue
            symbol = symbols.get(arrived[byte], byte)
            if arrived[byte].isascii():
                symbol = ord(arrived[byte])
            elif layer.undefined is UndefinedBytes.REPLACEMENT_CHARACTER and arrived[byte] == "\ufffd":
                symbol = REPLACED
            self._bytes_of_symbol.setdefault(symbol, []).append(byte)
            if symbol == byte:
                decoding[symbol] = arrived[byte]
        # Where capitals and small letters are the same, a letter may be one byte or another.
        self._either = frozenset(s for s, some in self._bytes_of_symbol.items() if self.folds_case and len(some) > 1)
        self.folded = bytes(symbol for symbol in self._bytes_of_symbol if symbol < 0x80)
        self._foreign = _DELETE if b"?" in self.folded else b"?"
        self._errors = _ERRORS if b"?" in self.folded else "replace"
        self._encoding = codecs.charmap_build("".join(decoding))
        self._every_byte: Any = None  # made where it is asked for
        self.lead_alphabet = frozenset(c for i, c in enumerate(decoding) if i in _LEADS and c != "\ufffe")
        self.continuation_alphabet = frozenset(
            c for i, c in enumerate(decoding) if i in _CONTINUATIONS and c != "\ufffe"
        )
        tail = b"[\x80-\xff" + re.escape(self.folded) + b"]*" if self.folded else b"[\x80-\xff]*"
        self.span = re.compile(b"[\x80-\xff]" + tail)
        self._plain = re.compile(b"[^\x80-\xff" + re.escape(self.folded) + b"]")
        self._readings: dict[bytes, tuple[Reading, ...]] = {}
        # The symbols at which a character can begin.
        leads = {symbol for symbol, some in self._bytes_of_symbol.items() if any(byte in _LEADS for byte in some)}
        self._beginnings = bytes([self.drops_leads or symbol in leads for symbol in range(256)])
        # Whether a byte may be lost because of what follows it: then what follows matters, up to the line's end.
        self._looks_ahead = layer.collapse_spaces or layer.trim_ends
        self.reach = 5
        # The plain ASCII for which it does.
        self._following = b" " + END if self._looks_ahead else b""

    def _arrivals(self, layer: Layer) -> tuple[str, ...]:
        return arrivals(layer)

    def symbols(self, text: str) -> bytes:
        r"""Return one symbol a character.

        >>> inverse_of(Layer("cp1252")).symbols("\u00c3\u00a9 \u4e2d")
        b'\xc3\xa9 ?'
        """
        return codecs.charmap_encode(text, self._errors, self._encoding)[0]

    def every_byte(self, text: str) -> bytes:
        """Return the bytes that a text was read from, of all 256.

        Raises:
            UnicodeEncodeError: a character is not in the codec.
        """
        if self._is_latin_1:
            return text.encode("latin-1")
        if self._every_byte is None:
            self._every_byte = codecs.charmap_build("".join(arrivals(self.layer)))
        return codecs.charmap_encode(text, "strict", self._every_byte)[0]

    def original_of_intact(self, line: str) -> str | None:
        r"""Return what a line was if all of it outside ASCII is UTF-8 and has no other reading; None if it is not so.

        >>> inverse_of(Layer("cp1252")).original_of_intact("caf\u00c3\u00a9") == "caf\u00e9"
        True
        """
        # What lost a byte cannot end before a continuation byte, unless that may be the end of one without a lead, and
        # no ASCII stands for a byte, nor a letter for two.
        if self.drops_leads or self.folded or self._looks_ahead or self.folds_case:
            return None
        try:
            original = codecs.charmap_encode(line, "strict", self._encoding)[0].decode()
        except UnicodeError:
            return None
        return original if is_assigned(original) else None

    def count_foreign(self, text: str, symbols: bytes) -> int:
        """Count the characters of a text that are neither ASCII nor in the codec, given its symbols."""
        return symbols.count(self._foreign) - text.count(self._foreign.decode())

    def readings(self, symbols: bytes, place: int) -> tuple[Reading, ...]:
        r"""Return how the symbols at `place` can be read as one character of two bytes or more.

            >>> inverse = inverse_of(Layer("cp1252", UndefinedBytes.DROPPED, strip_soft_hyphens=True))
            >>> [(r.length, r.lossy, len(r.characters)) for r in inverse.readings(b"\xc3\xa9", 0)]
            [(2, False, 1)]
        >>> [(r.length, r.lossy, len(r.characters)) for r in inverse.readings(b"\xc3a", 0)]
        [(1, True, 6)]
        """
        if place < len(symbols) and not self._beginnings[symbols[place]]:
            return ()
        if self._looks_ahead:
            window = symbols[place : place + self.reach]
            window = window if len(window) == self.reach else window + END
        else:
            window = symbols[place : place + 4]
        found = self._readings.get(window)
        if found is None:
            if len(self._readings) >= _MAX_CACHED_WINDOWS:
                self._readings.clear()
            known = self._as_far_as_read(window)
            found = self._readings.get(known)
            if found is None:
                found = self._readings[known] = self._read(known)
            self._readings[window] = found
        return found

    def _as_far_as_read(self, window: bytes) -> bytes:
        """Return a window with what makes no difference made the same: most windows are equal up to there."""
        plain = self._plain.search(window)  # reading on stops at plain ASCII, mostly whichever it is
        if plain is not None:
            window = window[: plain.start()] + (plain[0] if plain[0] in self._following else b"a")
        if self._looks_ahead or self.drops_leads or not window or window[0] not in _LEADS:
            return window
        length = _sequence_length(window[0])
        if length >= len(window):
            return window
        # A lead that is there says how many symbols are read; of the next one it matters whether it goes on.
        return window[:length] + (b"\x80" if window[length] in _CONTINUATIONS else b"a")

    def _vanished(self, window: bytes, consumed: int) -> list[int]:
        """Return the bytes that may have been lost without a trace before what follows."""
        lost = sorted(self.dropped)
        if self._looks_ahead and consumed < len(window):
            next_symbol = window[consumed]
            if (self.layer.collapse_spaces and next_symbol == 0x20) or (self.layer.trim_ends and next_symbol == END[0]):
                lost.append(_NO_BREAK_SPACE)
        return lost

    def _replaced(self, window: bytes, place: int) -> list[int]:
        """Return the bytes that a symbol may stand for."""
        return self._bytes_of_symbol.get(window[place], [])

    def _onward(self, steps: Steps, certain: Steps, sequence: bytes, window: bytes, consumed: int) -> Steps:
        """Return which steps may be taken after the bytes so far: of all there are, or of those that infer nothing."""
        return steps

    def _could_arrive(self, sequence: bytes, window: bytes, length: int) -> bool:
        """Say whether all the bytes of a character could have arrived as so many of these symbols together."""
        return True

    def _steps(self, window: bytes, consumed: int, wanted: range) -> Steps:
        """Return what the next byte could be: (byte, symbols consumed afterwards, inferred)."""
        steps = [(byte, consumed, True) for byte in self._vanished(window, consumed) if byte in wanted]
        if consumed < len(window):
            symbol = window[consumed]
            inferred = symbol < 0x80 or symbol == REPLACED or symbol in self._either
            steps += [(byte, consumed + 1, inferred) for byte in self._replaced(window, consumed) if byte in wanted]
        return steps

    def _can_end(self, window: bytes, length: int) -> bool:
        """Say whether a character can end there: a continuation byte begins none, unless leads are dropped."""
        return self.drops_leads or length >= len(window) or window[length] not in _CONTINUATIONS

    def _read(self, window: bytes) -> tuple[Reading, ...]:
        complete = None if self.drops_leads else COMPLETE_SEQUENCE.match(window)
        if complete is not None and not self.folds_case and all(b in self._bytes_of_symbol for b in complete[0]):
            # Nothing is missing, and what lost a byte cannot end before a continuation byte.
            character = _character(complete[0])
            return (Reading(complete.end(), (character,), lossy=False),) if character else ()
        found: dict[tuple[int, bool], list[str]] = {}
        steps = [self._steps(window, consumed, _CONTINUATIONS) for consumed in range(len(window) + 1)]
        certain = [[step for step in some if not step[2]] for some in steps]
        for lead, consumed, inferred in self._steps(window, 0, _LEADS):
            partial = [(bytes([lead]), consumed, inferred)]
            for missing in range(_sequence_length(lead) - 2, -1, -1):
                partial = [
                    (sequence + _ONE_BYTE[byte], after, was_inferred or is_inferred)
                    for sequence, before, was_inferred in partial
                    for byte, after, is_inferred in self._onward(
                        steps[before], certain[before], sequence, window, before
                    )
                    if not missing
                    or not (was_inferred or is_inferred)
                    or _may_be_plausible(sequence + _ONE_BYTE[byte], missing)
                ]
            for sequence, length, was_inferred in partial:
                character = _character(sequence)
                if not character or not length or not self._could_arrive(sequence, window, length):
                    continue
                # A character of which nothing is missing ends where it ends, whatever stands after it.
                if not was_inferred or (self._can_end(window, length) and _is_plausible(character)):
                    found.setdefault((length, was_inferred), []).append(character)
        readings = tuple(
            Reading(length, tuple(sorted(characters)), lossy)
            for (length, lossy), characters in sorted(found.items(), key=lambda item: (-item[0][0], item[0][1]))
        )
        return tuple(map(self._without_choice, readings)) if self.folds_case and len(readings) == 1 else readings

    def _without_choice(self, reading: Reading) -> Reading:
        """Return the only reading of some letters as one that lost nothing, where all its bytes are there."""
        is_there = len(reading.characters) == 1 and reading.length == len(reading.characters[0].encode())
        return reading._replace(lossy=False) if is_there else reading


@cache
def inverse_of(layer: Layer) -> Inverse:
    """Return the inverse of a layer, built once."""
    return Inverse(layer)


@cache
def inverse_of_codec(codec: str) -> Inverse:
    """Return the inverse of the layer of a codec that lost nothing: to make that layer takes longer than to ask it."""
    return inverse_of(Layer(codec))
