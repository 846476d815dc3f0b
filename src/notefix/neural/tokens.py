"""What the network sees: one number a place of a line, a character or what survived of one.

A place that lost no byte is its character, a digit as 0. One that did is what arrived of it: its symbols
(`channels.inverse.Inverse.symbols`), so that one network serves all channels: of the same surviving bytes different
channels leave different candidates, and among those alone the network chooses.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LINE_END", "UNKNOWN", "character_token", "damage_token", "fallbacks"]

# The first two tokens: what stands before and after every line, and a character that the network does not know.
LINE_END = 0
UNKNOWN = 1


def character_token(character: str, tokens: Mapping[str, int]) -> int:
    """Return the token of a character."""
    return tokens.get("0" if character.isdigit() else character, UNKNOWN)


def fallbacks(arrived: bytes) -> tuple[bytes, ...]:
    r"""Return under which names what arrived of a character may be known, the most exact first.

    >>> fallbacks(b"\xe4\xbd")
    (b'\xe4\xbd', b'\xe4', b'')
    """
    return tuple(dict.fromkeys((arrived, arrived[:1], b"")))


def damage_token(arrived: bytes, tokens: Mapping[bytes, int]) -> int:
    """Return the token of what arrived of a character that lost a byte."""
    return next((tokens[name] for name in fallbacks(arrived) if name in tokens), UNKNOWN)
