"""The forward channel: how an original arrives. Everything that a repair claims is proved by it."""

from __future__ import annotations

import codecs
import re
from functools import cache

from notefix.channels.channel import Channel, Layer, UndefinedBytes

__all__ = ["arrivals", "damage"]

_REPLACEMENTS = {UndefinedBytes.REPLACEMENT_CHARACTER: "\ufffd", UndefinedBytes.QUESTION_MARK: "?"}


@cache
def arrivals(layer: Layer) -> tuple[str, ...]:
    """Return what each of the 256 bytes becomes in a layer; "" where it is lost without a trace.

    >>> arrivals(Layer("cp1252", UndefinedBytes.DROPPED))[0x80:0x82]
    ('\u20ac', '')
    """
    characters = []
    for byte in range(256):
        try:
            character = bytes([byte]).decode(layer.codec)
        except UnicodeDecodeError:
            character = (
                "" if layer.undefined is UndefinedBytes.DROPPED else _REPLACEMENTS.get(layer.undefined, chr(byte))
            )
        if (layer.strip_c1 and "\x80" <= character <= "\x9f") or (layer.strip_soft_hyphens and character == "\xad"):
            character = ""
        elif layer.fold_no_break_spaces and character == "\xa0":
            character = " "
        characters.append(character)
    return tuple(characters)


@cache
def _decoding_map(layer: Layer) -> dict[int, str]:
    return dict(enumerate(arrivals(layer)))


def damage(text: str, channel: Channel | str) -> str:
    r"""Return the text as it arrives after the channel.

    Args:
        text: an undamaged text of any length; line endings and ASCII arrive as they are.
        channel: the accident, or its name.

    Raises:
        ChannelError: the name is not understood.

    >>> damage("d\u00eda", "cp1252 -shy") == "d\u00c3a"
    True
    """
    if isinstance(channel, str):
        channel = Channel.parse(channel)
    if text.isascii():
        return text
    if not channel.spared:
        return _damage(text, channel)
    pieces = re.split("([" + "".join(map(re.escape, sorted(channel.spared))) + "]+)", text)
    return "".join(piece if i % 2 else _damage(piece, channel) for i, piece in enumerate(pieces))


def _damage(text: str, channel: Channel) -> str:
    for layer in channel.layers:
        # A lone surrogate has no UTF-8; its generalised form keeps the function total.
        text, _ = codecs.charmap_decode(text.encode("utf-8", "surrogatepass"), "strict", _decoding_map(layer))
    return text
