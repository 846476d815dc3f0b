"""What cannot be damaged costs next to nothing."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.inverse import inverse_of_codec
from notefix.channels.tables import CODECS
from notefix.detection.glance import Glance, beginnings
from notefix.detection.orthography import could_be_misread
from notefix.detection.pairs import layers_by_line

__all__ = ["BEYOND_REPAIR", "ODD", "could_be_damaged", "could_be_odd", "first_lead", "has_leads", "is_binary"]

# What a byte leaves behind that nobody can read back: U+FFFD, and U+FFFD's own UTF-8 read as Windows-1252, as
# Windows-1251 and, two of them, as GBK. And memory that was never written, which some compilers fill with CC or CD:
# read as GBK, that is the same ideograph again and again.
# Each alternative begins with a character, not with a count: then whole texts are searched fast.
BEYOND_REPAIR = re.compile(
    "\ufffd|\u00ef\u00bf\u00bd|\u043f\u0457\u0405|\u951f\u65a4\u62f7|" + "\u70eb" * 4 + "|" + "\u5c6f" * 4
)

# That, or a control character that may have been a letter. No line without either is broken, or has stray controls.
# It begins with one set, as that is searched fast and a choice of sets is not.
ODD = re.compile(
    "[\x80-\x9f\ufffd\u00ef\u043f\u951f\u70eb\u5c6f]"
    "(?:(?<=[\x80-\x9f\ufffd])|(?<=\u00ef)\u00bf\u00bd|(?<=\u043f)\u0457\u0405|(?<=\u951f)\u65a4\u62f7"
    "|(?<=\u70eb)\u70eb{3}|(?<=\u5c6f)\u5c6f{3})"
)

# One control character in fifty, of many kinds, those of terminals apart: that is no text, and what looks damaged in it
# is chance. Random bytes have one in ten. One kind or two may part the fields of a table.
_CONTROLS = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_LEAST_KINDS = 8
_CHARS_FOR_A_CONTROL = 50
_BINARY_PROBE_CHARS = 65536

# A glance at a longer text costs less than to search it once.
_SHORT_CHARS = 500

# One character of each alternative of ODD, the rarest, and control characters.
_C1_BEGINNINGS = beginnings(map(chr, range(0x80, 0xA0)))
_OF_ODD = "\ufffd\u00bd\u0405\u951f\u70eb\u5c6f"


def could_be_odd(glance: Glance) -> bool:
    """Say whether a text may have what ODD finds: one character is sought faster than one of several."""
    return any(character in glance.text for character in _OF_ODD) or glance.may_have(_C1_BEGINNINGS)


@cache
def _suspicious() -> re.Pattern[str]:
    leads = set().union(*(inverse_of_codec(codec.name).lead_alphabet for codec in CODECS))
    return re.compile("[" + "".join(map(re.escape, sorted(leads))) + "\ufffd\u951f\u70eb\u5c6f\x80-\x84\x86-\x9f]")


def has_leads(line: str) -> bool:
    """Say whether a line has a character that may be the first byte of another, or what was put for one."""
    return not line.isascii() and _suspicious().search(line) is not None


def first_lead(text: str) -> int | None:
    """Return the place of the first character that may be the first byte of another, or was put for one."""
    match = None if text.isascii() else _suspicious().search(text)
    return match.start() if match is not None else None


def is_binary(text: str) -> bool:
    """Say whether a text, by its beginning, is none: full of control characters."""
    beginning = text[:_BINARY_PROBE_CHARS]
    controls = _CONTROLS.findall(beginning)
    return len(set(controls)) >= _LEAST_KINDS and len(controls) * _CHARS_FOR_A_CONTROL > len(beginning)


def could_be_damaged(text: str) -> bool:
    r"""Say whether a text may hold damage; False is certain, True is a reason to look.

    Why nothing escapes: a damaged character was two bytes or more, the first of them C2 to F4. Where that byte
    survived, it is a character of `lead_alphabet` of some codec; where it was replaced, it is U+FFFD or its
    neighbours' leads are there. A text in which *every* character lost its lead byte has nothing left to go by. What
    was read in pairs has a test of its own, and so has text of Latin code pages; the letters of other old codecs read
    as Latin-1 are leads themselves.

    >>> could_be_damaged("plain"), could_be_damaged("\u4f60\u597d"), could_be_damaged("\u00c3\u00a9")
    (False, False, True)
    """
    if has_leads(text):
        return True
    glance = Glance(text) if len(text) > _SHORT_CHARS else None
    return bool(layers_by_line(text, glance)) or could_be_misread(text, glance)
