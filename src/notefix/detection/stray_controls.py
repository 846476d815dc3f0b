"""Control characters where nothing else of a line is damaged: signs of Windows-1252, or what is left of a character."""

from __future__ import annotations

import re
from functools import cache

from notefix.channels.channel import Layer
from notefix.channels.legacy import C1, legacy_lattice
from notefix.detection.verdict import Verdict

__all__ = ["judge_stray_controls"]

# Those of terminals, and those that are more likely to be continuation bytes, or bytes of Chinese.
_NO_STRAY_C1 = re.compile(r"[\xa0-\xff][\x80-\x9f]{2}|[\xc2-\xdf][\x80-\x9f]|[\x84-\x9f]\[|[\x80-\xff]{6}")
_TERMINAL = re.compile(r"\x9b[\d;?]*[A-Za-z]|[\x84-\x9f]\[")

# Letters of other alphabets, and of scripts all of whose characters are three bytes or more.
_LETTER = "[\u0370-\u07ff\u10a0-\u10ff\u1f00-\u1fff]"
_SYLLABLE = "[\u0800-\u109f\u1100-\u1cff\u2e80-\ud7ff\uf900-\ufaff\ufe70-\ufefc\uff10-\uffdc\U00020000-\U0003ffff]"

# A control character in quotation marks, and one that is a field, as in tables of what bytes are
# (`negative-table-of-controls`).
_QUOTED_ALONE = re.compile("([\"'`])[\x80-\x9f]\\1")
_FIELD = re.compile("(?<![^,;\t|])[\x80-\x9f](?![^,;\t|])")

# Beside a letter signs of Windows-1252 stand where people put them: quotation marks and dashes at the ends of words,
# apostrophes in them; beside syllables and ideographs only marks that quote something. Any other control character
# there is what is left of a letter that lost its lead. U+0085 may end a line.
_QUOTED = re.compile("[\x84\x93][^\x80-\x9f]*[\x93\x94]|[\x82\x91][^\x80-\x9f]*[\x91\x92]")
_ANY = "[\x80-\x84\x86-\x9f]"
_CONTROL = re.compile("[\x80-\x9f]")
_NOT_WITHIN = "[\x80-\x84\x86-\x91\x93-\x95\x98-\x9f]"
_NOT_AFTER = "[\x80-\x84\x86-\x90\x95\x98\x9a\x9c-\x9f]"
_NOT_BEFORE = "[\x81\x83\x86-\x8a\x8c-\x90\x92\x94\x98-\x9f]"


@cache
def _left_of_a_character() -> re.Pattern[str]:
    """Return a pattern of what is left of a character. It takes seven thousandths of a second to compile."""
    return re.compile(
        f"{_SYLLABLE}[\xa0-\xbf]?{_ANY}|{_ANY}[\x80-\xbf]?{_SYLLABLE}"
        f"|{_LETTER}(?:{_NOT_AFTER}|{_NOT_WITHIN}{_LETTER})|(?<!{_LETTER}){_NOT_BEFORE}{_LETTER}"
    )


# Of Hangul and ideographs that Windows read in pairs question marks are left, and the byte 80 as itself.
_AFTER_QUESTION = re.compile(r"\?[\x80-\x9f]")


@cache
def _any_syllable() -> re.Pattern[str]:
    return re.compile(_SYLLABLE)


def _is_listed(line: str) -> bool:
    """Say whether a line is about the control characters themselves: in quotation marks, or a field without letters."""
    rest = _QUOTED_ALONE.sub("", line)
    if not any(map(str.isalpha, rest)):
        rest = _FIELD.sub("", rest)
    return _CONTROL.search(rest) is None


def judge_stray_controls(line: str) -> Verdict | None:
    """Return what is damaged in a line in which nothing is but control characters: they were Windows-1252.

    Nobody writes those that are letters or quotation marks there, so this needs no model. What is left of a character
    that lost its lead is broken.
    """
    if _CONTROL.search(line) is None:
        return None
    layer = Layer("latin-1", source="cp1252")
    if _left_of_a_character().search(_QUOTED.sub("", line)) and not _TERMINAL.search(line):
        return Verdict(layer, {}, (), broken=True)
    if _AFTER_QUESTION.search(line) and _any_syllable().search(line):
        return Verdict(layer, {}, (), broken=True)
    if C1.search(line) is None or _NO_STRAY_C1.search(line) or _is_listed(line):
        return None
    lattice = legacy_lattice(line, layer)
    if not lattice:
        return None
    return Verdict(layer, lattice, tuple((place, place + 1) for place in lattice), strong=True, view=line)
