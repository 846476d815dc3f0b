"""What happened to a text: the noun, its name, and the way back from the name.

A channel's name is the codec, then what became of bytes and characters on the way, then characters that were not
on the way at all; layers are joined by ` then `, the first accident first:

    cp1254 -undefined -shy
    latin-1 -c1 nbsp=space
    cp1252 then cp1252 undefined=?
    cp1252 spare=U+00E9
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from notefix.channels.tables import CODECS
from notefix.errors import ChannelError

__all__ = ["Channel", "Layer", "UndefinedBytes"]


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


_CODECS = {name: codec.name for codec in CODECS for name in (codec.name, *codec.aliases)}
_LABELS = {codec.name: codec.label for codec in CODECS}
_UNDEFINED = {member.value: member for member in UndefinedBytes if member.value}
_UNDEFINED_WORDS = {
    UndefinedBytes.DROPPED: "undefined bytes dropped",
    UndefinedBytes.REPLACEMENT_CHARACTER: "undefined bytes replaced by U+FFFD",
    UndefinedBytes.QUESTION_MARK: "undefined bytes replaced by ?",
}
_SPARE = re.compile(r"U\+([0-9A-F]{4,6})\Z")


@dataclass(frozen=True, slots=True)
class Layer:
    """One misreading: UTF-8 bytes read with `codec`, and what was lost in it.

    Args:
        codec: a name in `tables.CODECS`.
        undefined: what became of bytes that the codec has no character for.
        strip_soft_hyphens: U+00AD was removed after the misreading.
        strip_c1: the C1 controls, U+0080 to U+009F, were removed after the misreading.
        fold_no_break_spaces: U+00A0 became a space after the misreading.
    """

    codec: str
    undefined: UndefinedBytes = UndefinedBytes.CONTROL
    strip_soft_hyphens: bool = False
    strip_c1: bool = False
    fold_no_break_spaces: bool = False

    def __post_init__(self) -> None:
        """Refuse an unknown codec.

        Raises:
            ChannelError: there is no such codec.
        """
        if self.codec not in _LABELS:
            raise ChannelError(f"No such codec: {self.codec!r}.{_did_you_mean(self.codec, _LABELS)}")

    def __str__(self) -> str:
        words = [self.codec, self.undefined.value]
        words += ["-c1"] * self.strip_c1 + ["-shy"] * self.strip_soft_hyphens
        words += ["nbsp=space"] * self.fold_no_break_spaces
        return " ".join(filter(None, words))

    @property
    def loss_count(self) -> int:
        """How many kinds of loss the layer has."""
        losses = (self.undefined is not UndefinedBytes.CONTROL, self.strip_soft_hyphens, self.strip_c1)
        return sum(losses) + self.fold_no_break_spaces

    @property
    def description(self) -> str:
        """The layer in words."""
        words = [_LABELS[self.codec], _UNDEFINED_WORDS.get(self.undefined, "")]
        words += ["C1 controls stripped"] * self.strip_c1
        words += ["soft hyphens stripped"] * self.strip_soft_hyphens
        words += ["no-break spaces turned into spaces"] * self.fold_no_break_spaces
        return ", ".join(filter(None, words))


@dataclass(frozen=True, slots=True)
class Channel:
    """An accident: one or more layers, and the characters that it did not touch.

    `spared` are characters that stand undamaged in a line that is otherwise damaged (put there afterwards), so that
    the accident can still be repeated exactly.

    >>> str(Channel.parse("windows-1254 -shy -undefined"))
    'cp1254 -undefined -shy'
    >>> Channel.parse("cp1254 -undefined -shy").description
    'Windows-1254, undefined bytes dropped, soft hyphens stripped'
    """

    layers: tuple[Layer, ...]
    spared: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        """Refuse a channel that has no layers, or spares what no channel touches.

        Raises:
            ChannelError: it does.
        """
        if not self.layers:
            raise ChannelError("A channel needs at least one layer.")
        if any(len(character) != 1 or character.isascii() for character in self.spared):
            raise ChannelError("Spared are single characters outside ASCII.")

    def __str__(self) -> str:
        name = " then ".join(map(str, self.layers))
        if self.spared:
            name += " spare=" + ",".join(f"U+{ord(c):04X}" for c in sorted(self.spared))
        return name

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
        spared: frozenset[str] = frozenset()
        *others, last = name.split(" then ")
        words = last.split()
        if words and words[-1].startswith("spare="):
            spared = _parse_spared(words.pop())
        parts = [*(other.split() for other in others), words]
        return cls(tuple(map(_parse_layer, parts)), spared)


def _parse_layer(words: list[str]) -> Layer:
    if not words:
        raise ChannelError("A channel needs a codec's name, for example 'cp1252'.")
    codec = _CODECS.get(words[0].lower())
    if codec is None:
        raise ChannelError(f"No such codec: {words[0]!r}.{_did_you_mean(words[0].lower(), _CODECS)}")
    undefined = UndefinedBytes.CONTROL
    flags = {"-shy": False, "-c1": False, "nbsp=space": False}
    for word in words[1:]:
        if word in _UNDEFINED:
            undefined = _UNDEFINED[word]
        elif word in flags:
            flags[word] = True
        else:
            known = [*_UNDEFINED, *flags]
            raise ChannelError(f"A channel has no part {word!r}.{_did_you_mean(word, known)}")
    return Layer(codec, undefined, flags["-shy"], flags["-c1"], flags["nbsp=space"])


def _parse_spared(word: str) -> frozenset[str]:
    spared = set()
    for point in word.removeprefix("spare=").split(","):
        match = _SPARE.match(point)
        if match is None or not 0x80 <= int(match[1], 16) <= 0x10FFFF:
            raise ChannelError(f"A spared character is written like U+00E9, not {point!r}.")
        spared.add(chr(int(match[1], 16)))
    return frozenset(spared)


def _did_you_mean(word: str, known: list[str] | dict[str, str]) -> str:
    from difflib import get_close_matches  # only a typing error needs it

    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else f" Known are: {', '.join(known)}."
