"""What cannot be damaged costs next to nothing."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.channels.tables import CODECS

__all__ = ["BEGINNING", "BEYOND_REPAIR", "could_be_damaged", "could_be_misread_in_pairs"]

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

# The codecs whose characters the others have, too, but for a few; and how UTF-8 begins, or how it ends after a bit.
_WIDE_CODECS = ("gbk", "cp932", "cp950", "cp949", "euc-jp")
BEGINNING = re.compile(
    rb"(?<![\x80-\xff])(?:[\xc2-\xdf][\x80-\xbf](?![\x80-\xbf])|[\xe0-\xf4][\x80-\xbf]{2}"
    rb"|[\xe0-\xf4][\x80-\xbf]?(?![\x80-\xff]))"
)


def could_be_misread_in_pairs(text: str) -> bool:
    """Say whether a text may have been UTF-8 read by a codec of two bytes a character; False is certain.

    Why nothing escapes: a stretch of damage begins after ASCII with the first byte of a character, so its bytes begin
    like UTF-8, unless they were lost, which leaves U+FFFD. (Or a question mark, or nothing: a text in which no stretch
    keeps its first byte escapes.)
    """
    if _EAST_ASIAN.search(text) is None:
        return False
    return "\ufffd" in text or any(BEGINNING.search(text.encode(codec, "replace")) for codec in _WIDE_CODECS)


def could_be_damaged(text: str) -> bool:
    r"""Say whether a text may hold damage; False is certain, True is a reason to look.

    Why nothing escapes: a damaged character was two bytes or more, the first of them C2 to F4. Where that byte
    survived, it is a character of `lead_alphabet` of some codec; where it was replaced, it is U+FFFD or its
    neighbours' leads are there. A text in which *every* character lost its lead byte has nothing left to go by. What
    was read in pairs has a test of its own; the letters of old codecs read as Latin-1 are leads themselves.

    >>> could_be_damaged("plain"), could_be_damaged("\u4f60\u597d"), could_be_damaged("\u00c3\u00a9")
    (False, False, True)
    """
    if text.isascii():
        return False
    return _suspicious().search(text) is not None or could_be_misread_in_pairs(text)
