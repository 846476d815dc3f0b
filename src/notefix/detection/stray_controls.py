"""Control characters that are letters or quotation marks in Windows-1252, where nothing else of a line is damaged."""

from __future__ import annotations

import re

from notefix.channels.channel import Layer
from notefix.channels.legacy import C1, legacy_lattice
from notefix.detection.verdict import Verdict

__all__ = ["judge_stray_controls"]

# Those of terminals, and those that are more likely to be continuation bytes, or bytes of Chinese.
_NO_STRAY_C1 = re.compile(r"[\xa0-\xff][\x80-\x9f]{2}|[\xc2-\xdf][\x80-\x9f]|[\x84-\x9f]\[|[\x80-\xff]{6}")


def judge_stray_controls(line: str) -> Verdict | None:
    """Return what is damaged in a line in which nothing is but control characters: they were Windows-1252.

    Nobody writes those that are letters or quotation marks there, so this needs no model.
    """
    if C1.search(line) is None or _NO_STRAY_C1.search(line):
        return None
    layer = Layer("latin-1", source="cp1252")
    lattice = legacy_lattice(line, layer)
    if not lattice:
        return None
    return Verdict(layer, lattice, tuple((place, place + 1) for place in lattice), strong=True, view=line)
