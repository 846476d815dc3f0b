"""What happened to a text: the noun, its name, and the way back from the name.

A layer's name is the codec, what the bytes were if they were not UTF-8, then what became of bytes and characters on
the way, then what was not on the way at all; layers are joined by ` then `, the first accident first:

    cp1254 -undefined -shy
    latin-1 -c1 nbsp=space
    cp1252 then cp1252 undefined=?
    cp1252 spare=U+00E9,12-15
    gbk undefined=U+FFFD
    cp936 undefined=? by=windows
    latin-1 from=cp1251
    cp1252 as=html
    cp1252 case=lower
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from notefix.channels.escapes import ESCAPES
from notefix.channels.tables import CODECS, MULTIBYTE_CODECS
from notefix.channels.windows import PAIR_CODECS
from notefix.errors import ChannelError

__all__ = ["LOSSES", "OF_EVERY_CODEC", "Channel", "Layer", "LetterCase", "UndefinedBytes"]


class UndefinedBytes(Enum):
    """What became of a byte that the codec has no character for. The value is its word in a channel's name."""

    CONTROL = ""
    """The character of the same number, mostly a C1 control (WHATWG's decoders, ftfy's "sloppy" codecs)."""
    DROPPED = "-undefined"
    """Nothing (`errors="ignore"`)."""
    REPLACEMENT_CHARACTER = "undefined=U+FFFD"
    """U+FFFD (`errors="replace"` when decoding)."""
    QUESTION_MARK = "undefined=?"
    """A question mark (converters of databases and editors)."""
    MIDDLE_DOT = "undefined=U+30FB"
    """The middle dot of katakana (Windows-932 as Windows itself reads it)."""


OF_EVERY_CODEC = tuple(fate for fate in UndefinedBytes if fate is not UndefinedBytes.MIDDLE_DOT)


class LetterCase(Enum):
    """What became of capitals and small letters. The value is its word in a channel's name."""

    KEPT = ""
    """Nothing."""
    LOWER = "case=lower"
    """All letters, those in ASCII too, became small ones, each by itself."""
    UPPER = "case=upper"
    """All letters became capitals."""


_ALL_CODECS = (*CODECS, *MULTIBYTE_CODECS)
_CODECS = {name: codec.name for codec in _ALL_CODECS for name in (codec.name, *codec.aliases)}
_SOURCES = {"utf-8": "utf-8", "cesu-8": "cesu-8", **_CODECS}
_LABELS = {codec.name: codec.label for codec in _ALL_CODECS}
_SOURCE_LABELS = {"utf-8": "UTF-8", "cesu-8": "CESU-8", **_LABELS}
_MULTIBYTE = frozenset(codec.name for codec in MULTIBYTE_CODECS)
_UNDEFINED = {member.value: member for member in UndefinedBytes if member.value}
_UNDEFINED_WORDS = {
    UndefinedBytes.DROPPED: "undefined bytes dropped",
    UndefinedBytes.REPLACEMENT_CHARACTER: "undefined bytes replaced by U+FFFD",
    UndefinedBytes.QUESTION_MARK: "undefined bytes replaced by ?",
    UndefinedBytes.MIDDLE_DOT: "undefined bytes replaced by U+30FB",
}
_CASES = {member.value: member for member in LetterCase if member.value}
_CASE_WORDS = {LetterCase.LOWER: "lower-cased", LetterCase.UPPER: "upper-cased"}
# The losses that are there or not: the field, its word in a channel's name, what it is.
LOSSES = (
    ("strip_c1", "-c1", "C1 controls stripped"),
    ("strip_soft_hyphens", "-shy", "soft hyphens stripped"),
    ("fold_no_break_spaces", "nbsp=space", "no-break spaces turned into spaces"),
    ("straighten_quotes", "quotes=straight", "curly quotes straightened"),
    ("collapse_spaces", "spaces=single", "runs of spaces turned into one"),
    ("trim_ends", "-trailing", "spaces at line ends trimmed"),
    ("by_windows", "by=windows", "read by Windows"),
)
_LOSS_OF_WORD = {word: name for name, word, _ in LOSSES}
_SPARED = re.compile(r"U\+([0-9A-F]{4,6})\Z")
_SPARED_COLUMNS = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?\Z")


@dataclass(frozen=True, slots=True)
class Layer:
    """One misreading: bytes of `source` read with `codec`, what was lost in it, and what it did not touch.

    Args:
        codec: a name in `tables.CODECS` or `tables.MULTIBYTE_CODECS`.
        undefined: what became of bytes that the codec has no character for.
        strip_soft_hyphens: U+00AD was removed after the misreading.
        strip_c1: the C1 controls, U+0080 to U+009F, were removed after the misreading.
        fold_no_break_spaces: U+00A0 became a space after the misreading.
        straighten_quotes: curly quotes became straight ones after the misreading.
        collapse_spaces: each run of spaces became one, last but for the trimming.
        trim_ends: spaces at the ends of lines were removed, last of all.
        by_windows: bytes were read in pairs by Windows: the byte after an undefined one went with it, whatever it is,
            and there are characters that Python does not have (see `windows`).
        case: what became of capitals and small letters after the misreading, of one byte a character.
        source: what the bytes were: `utf-8`, `cesu-8`, or the name of a codec.
        escape: how characters outside ASCII were written after all that, a name in `escapes.ESCAPES`; "" as themselves.
        spared: characters that stand undamaged in a text that is otherwise damaged (put there afterwards), so that the
            accident can still be repeated exactly.
        spared_columns: places of the original, from 1, as (first, last), that were spared whatever stands there.
    """

    codec: str
    undefined: UndefinedBytes = UndefinedBytes.CONTROL
    strip_soft_hyphens: bool = False
    strip_c1: bool = False
    fold_no_break_spaces: bool = False
    straighten_quotes: bool = False
    collapse_spaces: bool = False
    trim_ends: bool = False
    by_windows: bool = False
    case: LetterCase = LetterCase.KEPT
    source: str = "utf-8"
    escape: str = ""
    spared: frozenset[str] = frozenset()
    spared_columns: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown codec, losses that it has not, and what no layer could spare.

        Raises:
            ChannelError: there is no such codec, loss of it, character or column.
        """
        if self.codec not in _LABELS:
            raise ChannelError(f"No such codec: {self.codec!r}.{_did_you_mean(self.codec, _LABELS)}")
        if self.source not in _SOURCE_LABELS:
            raise ChannelError(f"No such codec: {self.source!r}.{_did_you_mean(self.source, _SOURCE_LABELS)}")
        if self.escape and self.escape not in ESCAPES:
            raise ChannelError(f"No such escape: {self.escape!r}.{_did_you_mean(self.escape, [*ESCAPES])}")
        if self.case is not LetterCase.KEPT and (self.is_multibyte or self.source != "utf-8"):
            raise ChannelError(f"{self.case.value} is known of UTF-8 read with a codec of one byte a character alone.")
        if self.by_windows and self.codec not in PAIR_CODECS:
            raise ChannelError(f"by=windows is known of {', '.join(PAIR_CODECS)} alone.")
        if self.undefined is UndefinedBytes.MIDDLE_DOT and self.codec != "cp932":
            raise ChannelError(f"{self.undefined.value} is known of cp932 alone.")
        if any(len(character) != 1 or character.isascii() for character in self.spared):
            raise ChannelError("Spared are single characters outside ASCII.")
        if any(not 1 <= first <= last for first, last in self.spared_columns):
            raise ChannelError("Spared columns count from 1, the first one first.")

    def __str__(self) -> str:
        words = [self.codec, "" if self.source == "utf-8" else f"from={self.source}", self.undefined.value]
        words += [word for name, word, _ in LOSSES if getattr(self, name)]
        words.append(self.case.value)
        words.append(f"as={self.escape}" if self.escape else "")
        spared = [f"U+{ord(c):04X}" for c in sorted(self.spared)]
        spared += [str(first) if first == last else f"{first}-{last}" for first, last in self.spared_columns]
        words += ["spare=" + ",".join(spared)] * bool(spared)
        return " ".join(filter(None, words))

    @property
    def is_multibyte(self) -> bool:
        """Whether the codec reads more than one byte as one character."""
        return self.codec in _MULTIBYTE

    @property
    def misreading(self) -> Layer:
        """The layer without what it spared."""
        return replace(self, spared=frozenset(), spared_columns=()) if self.spared or self.spared_columns else self

    @property
    def loss_count(self) -> int:
        """How many kinds of loss the layer has."""
        losses = [self.undefined is not UndefinedBytes.CONTROL, self.case is not LetterCase.KEPT]
        return sum(map(bool, [*losses, *(getattr(self, name) for name, _, _ in LOSSES)]))

    @property
    def description(self) -> str:
        """The layer in words, without what it spared."""
        words = [_LABELS[self.codec], _UNDEFINED_WORDS.get(self.undefined, "")]
        words += [description for name, _, description in LOSSES if getattr(self, name)]
        words.append(_CASE_WORDS.get(self.case, ""))
        words.append(f"written as {self.escape.split('-')[0].upper()} escapes" if self.escape else "")
        return ", ".join(filter(None, words))

    @property
    def source_description(self) -> str:
        """What the bytes were, in words."""
        return _SOURCE_LABELS[self.source]


@dataclass(frozen=True, slots=True)
class Channel:
    """An accident: one or more layers, the first one first.

    >>> str(Channel.parse("windows-1254 -shy -undefined"))
    'cp1254 -undefined -shy'
    >>> Channel.parse("cp1254 -undefined -shy").description
    'Windows-1254, undefined bytes dropped, soft hyphens stripped'
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        """Refuse a channel that has no layers.

        Raises:
            ChannelError: it has none.
        """
        if not self.layers:
            raise ChannelError("A channel needs at least one layer.")

    def __str__(self) -> str:
        return " then ".join(map(str, self.layers))

    @property
    def misreading(self) -> Channel:
        """The channel without what it spared."""
        return Channel(tuple(layer.misreading for layer in self.layers))

    @property
    def description(self) -> str:
        """The channel in words, for a reader."""
        return ", then ".join(layer.description for layer in self.layers)

    @classmethod
    def parse(cls, name: str) -> Channel:
        """Read a channel's name; `Channel.parse(str(channel)) == channel`.

        Raises:
            ChannelError: a word of it is not understood.
        """
        return cls(tuple(_parse_layer(part.split()) for part in name.split(" then ")))


def _parse_layer(words: list[str]) -> Layer:
    if not words:
        raise ChannelError("A channel needs a codec's name, for example 'cp1252'.")
    codec = _known(words[0], _CODECS)
    for group in (_UNDEFINED, _CASES, {word: word for word in words if word.startswith("from=")}):
        said = sorted(group.keys() & set(words[1:]))
        if len(said) > 1:
            raise ChannelError(f"A layer of a channel has only one of {' and '.join(said)}.")
    fields: dict[str, Any] = {}
    for word in words[1:]:
        if word in _UNDEFINED:
            fields["undefined"] = _UNDEFINED[word]
        elif word in _LOSS_OF_WORD:
            fields[_LOSS_OF_WORD[word]] = True
        elif word in _CASES:
            fields["case"] = _CASES[word]
        elif word.startswith("from="):
            fields["source"] = _known(word.removeprefix("from="), _SOURCES)
        elif word.startswith("as="):
            fields["escape"] = word.removeprefix("as=")
        elif word.startswith("spare="):
            fields["spared"], fields["spared_columns"] = _parse_spared(word)
        else:
            known = [*_UNDEFINED, *_LOSS_OF_WORD, *_CASES]
            raise ChannelError(f"A channel has no part {word!r}.{_did_you_mean(word, known)}")
    return Layer(codec, **fields)


def _known(word: str, names: dict[str, str]) -> str:
    name = names.get(word.lower())
    if name is None:
        raise ChannelError(f"No such codec: {word!r}.{_did_you_mean(word.lower(), names)}")
    return name


def _parse_spared(word: str) -> tuple[frozenset[str], tuple[tuple[int, int], ...]]:
    spared = set()
    columns = []
    for part in word.removeprefix("spare=").split(","):
        point, column = _SPARED.match(part), _SPARED_COLUMNS.match(part)
        if column is not None:
            columns.append((int(column[1]), int(column[2] or column[1])))
        elif point is not None and 0x80 <= int(point[1], 16) <= 0x10FFFF:
            spared.add(chr(int(point[1], 16)))
        else:
            raise ChannelError(f"A spared character is written like U+00E9, a column like 12 or 12-15, not {part!r}.")
    return frozenset(spared), tuple(columns)


def _did_you_mean(word: str, known: list[str] | dict[str, str]) -> str:
    from difflib import get_close_matches  # only a typing error needs it

    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else f" Known are: {', '.join(known)}."
