r"""In whose letters is a text written? A language's own, or those that its letters arrive as through a wrong code page?

Polish of Windows-1250 read as Windows-1252 is written with superscripts, Czech with those of a Dane and an Italian at
once. No language is: so the letters of a line, and nothing else, say of nearly all clean text that it was not misread
(of 96,512 lines outside ASCII in 150 languages 2 are in letters of no language, but in those of a misread one). What is
left is for the language model to judge (detection.code_pages).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.code_pages import LETTERS, MISREAD, PUNCTUATION, characters_before
from notefix.detection.glance import Beginnings, Glance, beginnings

__all__ = ["NOT_ASCII", "Misreading", "could_be_misread", "foreign", "misreadings", "misreadings_of", "telling"]

NOT_ASCII = re.compile("[^\x00-\x7f]")

# Letters of the commonest languages: without any other one nothing is asked, so that their lines cost nothing. What is
# missed is French or Spanish in the letters of a misread language that lacks all of the others.
_COMMON = frozenset("\xe0\xe1\xe2\xe3\xe4\xe5\xe7\xe8\xe9\xea\xeb\xed\xee\xef\xf1\xf3\xf4\xf6\xf9\xfa\xfb\xfc\xdf")


class Misreading(NamedTuple):
    """How a language's text arrives through a layer.

    Attributes:
        layer: the misreading.
        arrived: its letters, and punctuation, as they arrive.
        changed: those of the letters that arrive as something else.
    """

    layer: Layer
    arrived: frozenset[str]
    changed: frozenset[str]


def _letters(language: str) -> frozenset[str]:
    small = LETTERS[language]
    return frozenset(small) | {capital for capital in map(str.upper, small) if len(capital) == 1}


@cache
def misreadings() -> tuple[Misreading, ...]:
    """Return what is considered, likeliest layer first."""
    found = []
    for codec, source, languages in MISREAD:
        layer = Layer(codec, source=source)
        before = characters_before(layer)
        for language in languages:
            letters = _letters(language)
            arrived = frozenset(a for a, was in before.items() if was in letters or was in PUNCTUATION)
            changed = frozenset(a for a in arrived if before[a] in letters and before[a] != a)
            if changed:
                found.append(Misreading(layer, arrived, changed))
    return tuple(found)


def _masks(sets: Iterable[frozenset[str]]) -> dict[str, int]:
    """Return, by character, in which of some sets it is: a bit a set."""
    masks: dict[str, int] = {}
    for place, some in enumerate(sets):
        for character in some:
            masks[character] = masks.get(character, 0) | 1 << place
    return masks


@cache
def _orthographies() -> dict[str, int]:
    return _masks(_letters(language).union(PUNCTUATION) for language in LETTERS)


@cache
def _arrived() -> dict[str, int]:
    return _masks(each.arrived for each in misreadings())


@cache
def _changed() -> dict[str, int]:
    return _masks(each.changed for each in misreadings())


@cache
def _telling_letters() -> frozenset[str]:
    return frozenset().union(*(each.arrived for each in misreadings())) - _COMMON - set(PUNCTUATION)


@cache
def telling() -> re.Pattern[str]:
    """Return a pattern of the characters without one of which nothing is asked."""
    return re.compile("[" + "".join(map(re.escape, sorted(_telling_letters()))) + "]")


@cache
def _beginnings() -> Beginnings:
    return beginnings(_telling_letters())


def foreign(line: str) -> frozenset[str]:
    """Return the characters of a line that are not ASCII."""
    return frozenset(NOT_ASCII.findall(line))


def _in_common(masks: dict[str, int], characters: Iterable[str]) -> int:
    """Return a bit for each of the sets that all of some characters are in."""
    common = -1
    for character in characters:
        common &= masks.get(character, 0)
        if not common:
            break
    return common


def misreadings_of(characters: Collection[str]) -> tuple[Misreading, ...]:
    """Return how a text may have been misread that has just these characters outside ASCII.

    They are of no language, all of them are what the misread one's arrive as, and two are needed to say so.
    """
    if len(characters) < 2 or _in_common(_orthographies(), characters):
        return ()
    found = _in_common(_arrived(), characters)
    if found:
        changed = _changed()
        found &= reduce(or_, (changed.get(character, 0) for character in characters))
    return tuple(each for place, each in enumerate(misreadings()) if found >> place & 1) if found else ()


@lru_cache(maxsize=256)
def _some_misreadings_of(characters: frozenset[str]) -> bool:
    """Say whether some lines of a text with just these characters may have been misread."""
    return any(misreadings_of(characters & each.arrived) for each in misreadings())


def could_be_misread(text: str, glance: Glance | None = None) -> bool:
    """Say whether some lines of a text may be in the letters of a misread language; False is certain.

    Args:
        text: the lines.
        glance: at it, where there was one already.
    """
    if glance is not None and not glance.may_have(_beginnings()):
        return False
    if telling().search(text) is None:
        return False
    characters = foreign(text) if glance is None else glance.foreign()
    return _some_misreadings_of(characters) if "\n" in text else bool(misreadings_of(characters))
