"""What cannot be damaged costs next to nothing."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import COMPLETE_SEQUENCE, inverse_of
from notefix.channels.tables import CODECS

__all__ = ["BEYOND_REPAIR", "could_be_damaged", "has_leads", "misread_in_pairs"]

# What a byte leaves behind that nobody can read back: U+FFFD, and U+FFFD's own UTF-8 read as Windows-1252, as
# Windows-1251 and, two of them, as GBK. And memory that was never written, which some compilers fill with CC or CD:
# read as GBK, that is the same ideograph again and again.
BEYOND_REPAIR = re.compile("\ufffd|\u00ef\u00bf\u00bd|\u043f\u0457\u0405|\u951f\u65a4\u62f7|\u70eb{4}|\u5c6f{4}")


@cache
def _suspicious() -> re.Pattern[str]:
    leads = set().union(*(inverse_of(Layer(codec.name)).lead_alphabet for codec in CODECS))
    return re.compile("[" + "".join(map(re.escape, sorted(leads))) + "\ufffd\u951f\u70eb\u5c6f\x80-\x84\x86-\x9f]")


# Ideographs, kana, Hangul and their halfwidth forms: where codecs of two bytes a character put what began with a lead.
_EAST_ASIAN = re.compile("[\u2e80-\uffef]")

# The codecs that have all characters of the others, but for a few; and a stretch of UTF-8 from its first byte to its
# last, but for the end of its last character. DEL stands for a character that the codec does not have.
_WIDE_CODECS = ("gb18030", "cp932", "cp950", "cp949", "euc-jp")
_STRETCH = re.compile(
    rb"(?<![\x80-\xff\x7f])(?=[\xc2-\xf4][\x80-\xbf])"
    rb"(?>(?:" + COMPLETE_SEQUENCE.pattern + rb")*)"
    rb"(?>(?:[\xc2-\xf4][\x80-\xbf]{0,2})?)(?![\x80-\xff\x7f])"
)


def misread_in_pairs(text: str) -> set[int]:
    """Return the numbers of the lines, from 0, that may have been UTF-8 read by a codec of two bytes a character.

    Why hardly anything escapes: between ASCII, all bytes of damage that were not lost are those of UTF-8, from the
    first to the last, and a lost byte leaves U+FFFD. Where it left a question mark, or nothing, inside a stretch,
    another stretch of the line has to be whole.
    """
    if _EAST_ASIAN.search(text) is None:
        return set()
    found = set()
    if "\ufffd" in text:
        found = {number for number, line in enumerate(text.split("\n")) if "\ufffd" in line}
    for codec in _WIDE_CODECS:
        data = text.encode(codec, "notefix.delete")
        number = place = 0
        for match in _STRETCH.finditer(data):
            number += data.count(b"\n", place, match.start())
            place = match.start()
            found.add(number)
    return found


def has_leads(line: str) -> bool:
    """Say whether a line has a character that may be the first byte of another, or what was put for one."""
    return not line.isascii() and _suspicious().search(line) is not None


def could_be_damaged(text: str) -> bool:
    r"""Say whether a text may hold damage; False is certain, True is a reason to look.

    Why nothing escapes: a damaged character was two bytes or more, the first of them C2 to F4. Where that byte
    survived, it is a character of `lead_alphabet` of some codec; where it was replaced, it is U+FFFD or its
    neighbours' leads are there. A text in which *every* character lost its lead byte has nothing left to go by. What
    was read in pairs has a test of its own; the letters of old codecs read as Latin-1 are leads themselves.

    >>> could_be_damaged("plain"), could_be_damaged("\u4f60\u597d"), could_be_damaged("\u00c3\u00a9")
    (False, False, True)
    """
    return has_leads(text) or bool(misread_in_pairs(text))
