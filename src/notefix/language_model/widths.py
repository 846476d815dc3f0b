"""Fullwidth letters and digits: known from ASCII, as a capital is known from its small letter.

The training text has few of them; older text from East Asia has many. What follows one is known from ASCII, and that
it is a wide one, too, is next to certain; elsewhere it is rare. A sign after one is known from there as well, and
elsewhere by itself. Punctuation of Chinese and Japanese, fullwidth wherever it stands, is no part of this.
"""

from __future__ import annotations

from functools import cache

__all__ = ["LETTERS", "is_after_wide", "is_wide", "narrow_form", "reach", "width_cost_nats"]

_FORMS = tuple(map(chr, range(0xFF01, 0xFF5F)))
_PUNCTUATION = frozenset("\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5c\uff5d\uff5e")
_OFFSET = 0xFEE0

_WIDE = frozenset(_FORMS) - _PUNCTUATION

# And digits: they are counted as ASCII wherever they stand.
LETTERS = tuple(filter(str.isalnum, _FORMS))

# Those that lose a byte to many codecs. A guess that is one of them makes no other one likely: a row of exclamation
# marks would be one of zeros. So they are passed over, this many at most.
_OFTEN_LOST = frozenset("\uff0d\uff0e\uff0f\uff10\uff1d\uff1e\uff20\uff2d\uff41\uff4d\uff4e\uff4f\uff50")
_MOST_PASSED = 8

# What letters and digits cost beside what they cost in ASCII, after a wide one and elsewhere; and signs after one, of
# which documentation, from which they are known, has many.
_AFTER_WIDE_NATS = 0.2
_FIRST_NATS = 6.0
_SIGN_AFTER_WIDE_NATS = 1.0


def is_wide(character: str) -> bool:
    """Say whether a character is a fullwidth letter, digit or sign; "" is none."""
    return character >= _FORMS[0] and character in _WIDE


def narrow_form(character: str) -> str:
    r"""Return the character in ASCII that a wide one is a form of; anything else as it is.

    >>> narrow_form("\uff21"), narrow_form("\uff10"), narrow_form("\uff0c") == "\uff0c"
    ('A', '0', True)
    """
    return chr(ord(character) - _OFFSET) if is_wide(character) else character


def is_after_wide(context: str) -> bool:
    r"""Say whether a context ends in wide characters, one of which is no mere guess.

    >>> is_after_wide("\uff11\uff10"), is_after_wide("\uff10"), is_after_wide("\uff11 ")
    (True, False, False)
    """
    if not is_wide(context[-1:]):
        return False
    for character in reversed(context[-_MOST_PASSED:]):
        if not is_wide(character):
            return False
        if character not in _OFTEN_LOST:
            return True
    return False


def reach(context: str) -> int:
    """Return how many characters of a context `is_after_wide` goes by."""
    return _MOST_PASSED if is_wide(context[-1:]) else 0


@cache
def width_cost_nats(character: str, *, after_wide: bool) -> float:
    """Return what it costs that a character is wide, if it is: where a wide one is before it, and elsewhere."""
    if not is_wide(character):
        return 0.0
    if character.isalnum():
        return _AFTER_WIDE_NATS if after_wide else _FIRST_NATS
    return _SIGN_AFTER_WIDE_NATS if after_wide else 0.0
