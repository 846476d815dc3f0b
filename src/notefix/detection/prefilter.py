"""What cannot be damaged costs next to nothing."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of
from notefix.channels.multibyte import telling_characters
from notefix.channels.tables import CODECS

__all__ = ["BEYOND_REPAIR", "could_be_damaged"]

# What a byte leaves behind that nobody can read back: U+FFFD, and U+FFFD's own UTF-8 read as Windows-1252, as
# Windows-1251 and, two of them, as GBK.
BEYOND_REPAIR = re.compile("\ufffd|\u00ef\u00bf\u00bd|\u043f\u0457\u0405|\u951f\u65a4\u62f7")


@cache
def _suspicious() -> re.Pattern[str]:
    leads = set().union(*(inverse_of(Layer(codec.name)).lead_alphabet for codec in CODECS))
    return re.compile(
        "[" + "".join(map(re.escape, sorted(leads))) + "\ufffd\u951f\x80-\x84\x86-\x9f" + telling_characters() + "]"
    )


def could_be_damaged(text: str) -> bool:
    r"""Say whether a text may hold damage; False is certain, True is a reason to look.

    Why nothing escapes: a damaged character was two bytes or more, the first of them C2 to F4. Where that byte
    survived, it is a character of `lead_alphabet` of some codec; where it was replaced, it is U+FFFD or its
    neighbours' leads are there. A text in which *every* character lost its lead byte has nothing left to go by.

    >>> could_be_damaged("plain"), could_be_damaged("\u4f60\u597d"), could_be_damaged("\u00c3\u00a9")
    (False, False, True)
    """
    return not text.isascii() and _suspicious().search(text) is not None
