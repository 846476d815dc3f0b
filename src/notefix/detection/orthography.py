r"""In whose letters is a text written? A language's own, or those that its letters arrive as through a wrong code page?

Polish of Windows-1250 read as Windows-1252 is written with superscripts, Czech with those of a Dane and an Italian at
once. No language is: so the letters of a line, and nothing else, say of nearly all clean text that it was not misread.
Of 1,365,280 lines outside ASCII in 120 languages 53 are in letters of no language, but in those of a misread one. What
is left is for the language model to judge (detection.code_pages).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Set
from functools import cache, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.code_pages import LETTERS, MISREAD, PUNCTUATION, characters_before
from notefix.detection.glance import Beginnings, Glance, beginnings

__all__ = [
    "COMMON",
    "LAST_TELLING",
    "MAC_APOSTROPHE",
    "NOT_ASCII",
    "TELLING",
    "Misreading",
    "could_be_misread",
    "foreign",
    "is_of_a_language",
    "lines_that_could_be_misread",
    "misreadings",
    "misreadings_of",
]

NOT_ASCII = re.compile("[^\x00-\x7f]")

# The characters without one of which nothing is asked, so that lines without them cost next to nothing: all that
# letters of misread languages arrive as, up to U+02FF, less the commonest letters of the largest languages. Without any
# other one a misread line or two is rare. Spelled out, as most text then needs nothing else; a test compares.
TELLING = (
    "\u0080-\u009f\u00a2-\u00a6\u00a8\u00a9\u00ac-\u00af\u00b1\u00b3-\u00b6\u00b8\u00b9\u00bc-\u00be"
    "\u00c1-\u00c3\u00c6\u00c8\u00ca-\u00d5\u00d7-\u00db\u00dd\u00de\u00ec\u00f0\u00f5\u00f7\u00f8"
    "\u00fd-\u0104\u0106\u010c\u010e-\u0113\u0116-\u0118\u011a\u0122\u0123\u012a\u012b\u012e\u012f\u0131"
    "\u0136\u0137\u0139-\u013e\u0141\u0143-\u0148\u014c\u014d\u0150\u0152\u0154-\u015a\u015e-\u0162"
    "\u0164\u0165\u016a\u016b\u016e-\u0170\u0172\u0173\u0178\u0179\u017b\u017d\u017e\u0192\u02c6\u02c7"
    "\u02d8-\u02da\u02dc\u02dd"
)
COMMON = (
    "\u00c0\u00c4\u00c5\u00c7\u00c9\u00d6\u00dc\u00df-\u00eb\u00ed-\u00ef\u00f1-\u00f4\u00f6\u00f9-\u00fc\u0153"
    "\u0105\u0107\u0119\u0142\u015b\u017a\u017c\u0151\u0171\u010d\u011b"
)
LAST_TELLING = "\u02ff"
_TELLING = re.compile(f"[{TELLING}]")

# The apostrophe of the Mac as Latin-1 has it: a capital between small letters, which is of no language's writing.
MAC_APOSTROPHE = re.compile("\u00d5(?<=[a-z].)(?=[a-z])")

# So many characters of a text show in whose letters most of it is.
_SAMPLE_CHARS = 4000

# What is rarer is a name, or of another language; so much of a text that is misread all through is in those letters.
_LEAST_SHARE = 0.002
_MOST = 0.8


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
    letters = LETTERS[language].split()
    return frozenset(letters) | {capital for capital in map(str.upper, letters) if len(capital) == 1}


@cache
def misreadings() -> tuple[Misreading, ...]:
    """Return what is considered, likeliest layer first."""
    found = []
    for codec, source, languages in MISREAD:
        layer = Layer(codec, source=source)
        after = {was: character for character, was in characters_before(layer).items()}
        signs = {after[sign] for sign in PUNCTUATION if sign in after}
        for language in languages:
            letters = {letter: after[letter] for letter in _letters(language) if letter in after}
            changed = frozenset(arrived for letter, arrived in letters.items() if arrived != letter)
            if changed:
                found.append(Misreading(layer, frozenset(letters.values()) | signs, changed))
    return tuple(found)


def _masks(sets: Iterable[frozenset[str]]) -> dict[str, int]:
    """Return, by character, in which of some sets it is: a bit a set."""
    masks: dict[str, int] = {}
    for place, some in enumerate(sets):
        for character in some:
            masks[character] = masks.get(character, 0) | 1 << place
    return masks


@cache
def _orthographies() -> tuple[frozenset[str], ...]:
    return tuple(_letters(language).union(PUNCTUATION) for language in LETTERS)


@cache
def _own() -> dict[str, int]:
    return _masks(_orthographies())


@cache
def _arrived() -> dict[str, int]:
    return _masks(each.arrived for each in misreadings())


@cache
def _changed() -> dict[str, int]:
    return _masks(each.changed for each in misreadings())


@cache
def _telling() -> frozenset[str]:
    return frozenset(_TELLING.findall("".join(map(chr, range(0x80, 0x300)))))


@cache
def _beginnings() -> Beginnings:
    return beginnings(_telling())


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


def is_of_a_language(characters: Iterable[str]) -> bool:
    """Say whether some language has all of some characters outside ASCII, or anybody writes them."""
    return _in_common(_own(), characters) != 0


def misreadings_of(characters: Collection[str]) -> tuple[Misreading, ...]:
    """Return how a text may have been misread that has just these characters outside ASCII.

    They are of no language, all of them are what the misread one's arrive as, and two are needed to say so.
    """
    if len(characters) < 2 or is_of_a_language(characters):
        return ()
    found = _in_common(_arrived(), characters)
    if found:
        changed = _changed()
        found &= reduce(or_, (changed.get(character, 0) for character in characters))
    return tuple(each for place, each in enumerate(misreadings()) if found >> place & 1) if found else ()


@lru_cache(maxsize=256)
def _some_misreadings_of(characters: frozenset[str]) -> bool:
    """Say whether some lines of a text with just these characters may have been misread."""
    if is_of_a_language(characters):
        return False  # and no misreading has to be prepared
    return any(misreadings_of(characters & each.arrived) for each in misreadings())


def could_be_misread(text: str, glance: Glance | None = None) -> bool:
    """Say whether some lines of a text may be in the letters of a misread language; False is certain."""
    if (glance is not None and not glance.may_have(_beginnings())) or _TELLING.search(text) is None:
        return False
    if MAC_APOSTROPHE.search(text):
        return True
    characters = foreign(text)
    return _some_misreadings_of(characters) if "\n" in text else bool(misreadings_of(characters))


def lines_that_could_be_misread(glance: Glance) -> dict[str, frozenset[str]]:
    """Return lines of a text, and what is not ASCII in them, among them all that show a misreading.

    A line that shows it alone is in no language's letters, so it has one that the language lacks which most of the text
    is in. Lines that show it together are most of the text.
    """
    if not glance.may_have(_beginnings()):
        return {}
    if not glance.is_sparse:
        glance = Glance("\n".join(glance.lines_with(_telling())))
    characters = glance.foreign()
    different = frozenset(characters)
    if different.isdisjoint(_telling()) or not _some_misreadings_of(different):
        return {}
    counts = Counter(characters[:: max(1, len(characters) // _SAMPLE_CHARS)])
    wanted: Set[str] = different
    if not _is_mostly_misread(counts):
        own = max(_orthographies(), key=lambda letters: _count(counts, letters))
        wanted = _arrived().keys() & different - own
    return {line: foreign(line) for line in glance.lines_with(wanted)}


def _count(counts: Counter[str], letters: Iterable[str]) -> int:
    return sum(counts[letter] for letter in letters)


def _is_mostly_misread(counts: Counter[str]) -> bool:
    """Say whether most characters of a text that are not ASCII may be those of a misread language, and no other's."""
    frequent = frozenset(c for c, count in counts.items() if count >= _LEAST_SHARE * counts.total())
    return any(
        misreadings_of(frequent & each.arrived) and _count(counts, each.arrived) >= _MOST * counts.total()
        for each in misreadings()
    )
