"""Characters beyond U+FFFF as two surrogates of three bytes each: CESU-8, as Oracle and Java write it.

Six bytes in a row that begin ED A0 to ED AF and go on ED B0 to ED BF are nothing else. Where all of a line outside
ASCII is UTF-8 beside them, from its first byte to its last, no doubt is left about the codec that it was read by.
"""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of_codec
from notefix.channels.legacy import legacy_lattice
from notefix.channels.tables import CODECS
from notefix.detection.verdict import Verdict

__all__ = ["judge_surrogates"]

_SURROGATES = bytes([0xED]), range(0xA0, 0xB0), range(0x80, 0xC0), bytes([0xED]), range(0xB0, 0xC0), range(0x80, 0xC0)


@cache
def _pattern() -> re.Pattern[str]:
    """Return what two surrogates look like to any of the codecs."""
    ways = set()
    for codec in CODECS:
        sets = []
        for wanted in _SURROGATES:
            characters = sorted(set(bytes(wanted).decode(codec.name, "ignore")))
            sets.append("[" + "".join(map(re.escape, characters)) + "]" if characters else "(?!)")
        ways.add("".join(sets))
    return re.compile("|".join(sorted(ways)))


def judge_surrogates(line: str, preferred: Layer | None) -> Verdict | None:
    """Return what is damaged in a line that has surrogates in it, None if some of it cannot be read.

    Args:
        line: a line.
        preferred: the accident of the file; where its codec reads the line, it is the one.
    """
    if _pattern().search(line) is None:
        return None
    first = [preferred.codec] if preferred is not None else []
    for codec in dict.fromkeys([*first, *(codec.name for codec in CODECS)]):
        layer = Layer(codec, source="cesu-8")
        if inverse_of_codec(codec).original_of_intact(line) is not None:
            return None  # no surrogates, but other characters
        lattice = legacy_lattice(line, layer)
        if lattice and any(readings[0].characters[0] > "\uffff" for readings in lattice.values()):
            spans = tuple((place, place + readings[0].length) for place, readings in lattice.items())
            return Verdict(layer, lattice, spans, strong=True, view=line)
    return None
