r"""Rules on what has no width: spaces of none, joiners, tags, variation selectors. What has a function stays.

ZWJ and ZWNJ are letters' business in many scripts: Persian writes ZWNJ inside words, Sinhala and Bengali ZWJ. RFC 5892
(appendix A) names the places where they matter in identifiers; prose has more of them (ZWNJ after a letter that joins
nothing, ZWJ at a word's end, Hebrew points). So here they stay beside every letter or mark of every script but those
of which we know that they have no use for them (`_PLAIN`), and so does U+200B, which separates words in Thai or Khmer.
Between emoji ZWJ stays where Unicode's own rule for one cluster has it (UAX #29, GB11), and tags stay where they name
a flag (UTS #51, ED-14a).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule, compiled

if TYPE_CHECKING:
    import regex

__all__ = ["RULES"]

_ZWSP, _ZWNJ, _ZWJ, _WORD_JOINER = "\u200b", "\u200c", "\u200d", "\u2060"
# Also: the deprecated U+206A to U+206F, U+FEFF in the middle of a text, tags.
_INVISIBLE = "\u200b-\u200d\u2060\u206a-\u206f\ufeff\U000e0001\U000e0020-\U000e007f"
# Letters and vowel signs of Arabic, Devanagari, Bengali and Thai, all of scripts that `_needs_joiners`.
_JOINED_OFTEN = (
    "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u0900-\u0950\u0985-\u098c\u0995-\u09a8\u09be-\u09c4\u0e01-\u0e30"
)
# A joiner after one of those letters stays, as `_has_function` would say; this says it faster.
_CANDIDATE = f"[{_INVISIBLE}](?<![{_JOINED_OFTEN}][\u200b-\u200d])"
_FIRST_TAG = "\U000e0020"
_TAGS = "\U000e0020-\U000e007e"
_TAG_END = "\U000e007f"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"

_PLAIN = ("Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul")
_NO_SCRIPT = ("Common", "Inherited", "Unknown")

_MARKUP = frozenset("`*_~@#:<>&[]|\\-+=")
_LINE_EDGE = ("", "\r", "\n")

# So many marks are looked across for the letter that they stand on; more do not occur, and the walk stays bounded.
_MARKS_AT_MOST = 8


def _junk(text: str, markup: Markup) -> Iterator[Edit]:
    """Find invisible characters that do nothing where they stand; a run of them is one edit."""
    begin = end = -1
    kept_to = 0
    for match in compiled(_CANDIDATE).finditer(text):
        at = match.start()
        if at < kept_to:
            continue
        if text[at] >= _FIRST_TAG and (tags := _pattern(_EMOJI_TAGS).match(text, at)):
            kept_to = tags.end()
            continue
        if _has_function(text, at):
            continue
        if at != end:
            if begin >= 0:
                yield Edit(begin, end, "")
            begin = at
        end = at + 1
    if begin >= 0:
        yield Edit(begin, end, "")


def _has_function(text: str, at: int) -> bool:
    character, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if _keeps_markup_apart(character, before, after):
        return True
    if character in (_ZWNJ, _ZWJ, _ZWSP) and (_script_joins(text, at, -1) or _script_joins(text, at, 1)):
        return True
    if character == _ZWJ:
        return bool(_pattern(r"\p{ExtPict}").match(after)) and _emoji_ends(text, at)
    if character == _ZWNJ:  # keeps letters from becoming one, as in a German compound
        return before == "f" and after != "" and after in "bfhijklt"
    if character == _WORD_JOINER:  # does nothing beside white space, and inside a word
        return bool(before.strip() and after.strip()) and (_may_break(before) or _may_break(after))
    return False


def _keeps_markup_apart(character: str, before: str, after: str) -> bool:
    """Say whether a character is there so that what is beside it is not read as markup, or a blank line not dropped.

    Writers put U+200B and its like between backticks, before the name in a mention, alone on a line.
    """
    if character == _ZWSP and before in _LINE_EDGE and after in _LINE_EDGE:
        return True
    return character in (_ZWSP, _ZWNJ, _ZWJ, _WORD_JOINER) and not _MARKUP.isdisjoint((before, after))


def _script_joins(text: str, at: int, step: int) -> bool:
    """Say whether the next letter on this side, marks looked across, is of a script that may need joiners."""
    for distance in range(1, _MARKS_AT_MOST + 1):
        place = at + step * distance
        if not 0 <= place < len(text):
            return False
        if _needs_joiners(text[place]):
            return True
        if not unicodedata.category(text[place]).startswith("M"):
            return False
    return False


@lru_cache(maxsize=4096)
def _needs_joiners(character: str) -> bool:
    """Say whether a letter or mark is of a script that may need joiners. U+0640 stretches Arabic, and is of none."""
    scripts = "".join(rf"\p{{Script={script}}}" for script in (*_PLAIN, *_NO_SCRIPT))
    return bool(_pattern(rf"[[\p{{L}}\p{{M}}\u0640]--[{scripts}--\u0640]]").match(character))


def _emoji_ends(text: str, at: int) -> bool:
    """Say whether an emoji ends before `at`: one, with a modifier, a selector or tags."""
    for place in range(at - 1, max(-1, at - 1 - _MARKS_AT_MOST), -1):
        if _pattern(r"\p{ExtPict}").match(text[place]):
            return True
        if not _pattern(r"[\p{Emoji_Modifier}\p{M}]|[\U000e0020-\U000e007f]").match(text[place]):
            return False
    return False


def _may_break(character: str) -> bool:
    """Say whether a line could be broken at this character; roughly, so that in doubt a word joiner stays."""
    return not _pattern(r"[\p{L}\p{M}\p{N}\p{Cf}--[\p{Ideographic}\p{Hira}\p{Kana}]]").match(character)


def _stray_selectors(text: str, markup: Markup) -> Iterator[Edit]:
    """Find variation selectors after what has no variants."""
    for match in compiled(f"[{_SELECTORS}]+").finditer(text):
        # Of several in a row only the first can select anything.
        keep = match.start() > 0 and _may_have_variants(text[match.start() - 1], match[0][0])
        if match.end() > match.start() + keep:
            yield Edit(match.start() + keep, match.end(), "")


def _may_have_variants(base: str, selector: str) -> bool:
    """Say whether a selector may stand after a base: by kind of character, since Python has no list of the pairs.

    Emoji, symbols, punctuation and digits have variants in StandardizedVariants.txt and emoji-variation-sequences.txt,
    ideographs in the Ideographic Variation Database; of letters only those of a few scripts, and none of `_PLAIN`.
    """
    if selector >= "\U000e0100":
        return bool(_pattern(r"\p{Ideographic}").match(base))
    if "\u180b" <= selector <= "\u180f":
        return bool(_pattern(r"\p{Script=Mongolian}").match(base))
    return bool(_pattern(r"[\p{Emoji}\p{Ideographic}\p{S}\p{P}\p{N}]").match(base)) or _needs_joiners(base)


# A black flag or another emoji, then a name in tags (UTS #51, ED-14a).
_EMOJI_TAGS = rf"(?<=[\p{{ExtPict}}\p{{Emoji_Modifier}}\ufe0f])[{_TAGS}]{{1,32}}{_TAG_END}"


@cache
def _pattern(pattern: str) -> regex.Pattern[str]:
    import regex  # Unicode's properties; only text that has such a character needs them

    return regex.compile(pattern, regex.VERSION1)


RULES = (
    Rule(
        "invisible-character",
        "removes characters without width or function: zero-width spaces, stray joiners, tags",
        "ze\u200bro\u2060 wid\ufeffth",
        "zero width",
        "U+FEFF and U+206A to U+206F are removed, the others kept",
        _junk,
        _INVISIBLE,
        pattern=_CANDIDATE,
    ),
    Rule(
        "variation-selector",
        "removes variation selectors after what has no variants",
        "a\ufe0fb \u2764\ufe0f",
        "ab \u2764\ufe0f",
        "kept",
        _stray_selectors,
        _SELECTORS,
    ),
)
