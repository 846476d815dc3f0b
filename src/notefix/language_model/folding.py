"""What a character is counted as, and what it wears.

A corpus that has seen a word in small letters has seen it in capitals, too. So a capital is counted as its small
letter, and that it is one is a question of its own, which the two characters before it answer. The same holds for
an ideograph that has a simplified form; there, the style of the text answers. Pure functions; no counts, no files.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

__all__ = ["Kind", "case_context", "kind_of", "small_form"]


class Kind(IntEnum):
    """What a character is, as far as the case of the next one depends on it."""

    LINE_END = 0
    STOP = 1
    SPACE = 2
    OTHER = 3
    CASELESS = 4
    SMALL = 5
    CAPITAL = 6


_STOPS = frozenset(".!?\u2026\u3002\uff01\uff1f")


@cache
def small_form(character: str) -> str:
    """Return the small letter of a capital; anything else, and a capital without a partner, as it is.

    >>> small_form("\u0139"), small_form("\u0130") == "\u0130"
    ('\u013a', True)
    """
    small = character.lower()
    return small if len(small) == 1 and small.upper() == character else character


@cache
def kind_of(character: str) -> Kind:
    """Say what a character is; "" is a line end.

    >>> kind_of("a").name, kind_of("\u4e2d").name, kind_of("7").name
    ('SMALL', 'CASELESS', 'OTHER')
    """
    if character in ("", "\n"):
        return Kind.LINE_END
    if small_form(character) != character:
        return Kind.CAPITAL
    if not character.isalpha():
        return Kind.SPACE if character.isspace() else Kind.STOP if character in _STOPS else Kind.OTHER
    capital = character.upper()
    return Kind.SMALL if capital != character and small_form(capital) == character else Kind.CASELESS


def case_context(before: Kind, last: Kind) -> int:
    """Return the place in format.CASE_CONTEXTS of what stands before a letter: the last character but one, the last.

    >>> case_context(kind_of("A"), kind_of("B"))
    6
    """
    if last is Kind.CAPITAL:
        return 6 if before is Kind.CAPITAL else 5
    if last is Kind.SPACE and before is Kind.STOP:
        return 1
    return {Kind.LINE_END: 0, Kind.SMALL: 4, Kind.CASELESS: 3}.get(last, 2)
