"""What the model has not seen gets the benefit of the doubt: what may a character cost that stands for itself?

The language model was counted from prose. It finds letters that stand alone, signs after words, boxes and rare scripts
far less probable than they are; damage looks just like these, so such a cost is no evidence for it.
"""

from __future__ import annotations

import string
import unicodedata
from functools import lru_cache
from math import inf

from notefix.language_model.model import LanguageModel

__all__ = ["HARDLY_SEEN_NATS", "LAST_LATIN", "limits_nats"]

LAST_LATIN = "\u024f"

# Of letters that the model hardly knows it cannot say what is improbable, so they cost what letters usually do; so does
# a capital that stands twice (`negative-sv-form-of-a-date`). Latin letters are known: rare ones are suspicious.
HARDLY_SEEN_NATS = 12.5
_USUAL_LETTER_NATS = 4.0

# A letter that stands alone is in a list, a table or a sentence about letters; the model has seen none of those.
_LONE_LETTER_NATS = 7.0
_AROUND_A_LETTER = frozenset(
    ["", *string.punctuation, *string.whitespace, *"\xab\xbb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"]
)

# And what follows such a letter says nothing: the model counts a capital as its small letter, which does not end there.
_AFTER_A_LETTER_NATS = 6.0

# In a table of characters each is the one after the last.
_NEXT_IN_TABLE_NATS = 2.0

# Signs after words are not as rare as the model says, which has never seen some of them: a trade mark, a footnote. Who
# writes one writes it twice (docs/detection.md has what each number costs).
_SIGN_NATS = 12.0
_SIGN_AGAIN_NATS = 2.0
_ORDINALS = "\u00aa\u00ba"

# Nor are mathematical symbols in prose, nor boxes; in DOS 437 those are the leads of letters.
_SYMBOL_NATS = 9.0
_BOX_DRAWING = ("\u2500", "\u259f")
_BOX_NATS = 7.0


@lru_cache(maxsize=16384)
def limits_nats(model: LanguageModel, around: str, place: int) -> tuple[float, float]:
    """Return the least and the most that a character may cost that stands for itself.

    Args:
        model: whose costs they limit.
        around: the character, up to two before it and one after it.
        place: of the character there.
    """
    character = around[place]
    if character.isascii():
        return 0.0, inf
    if place and ord(character) == ord(around[place - 1]) + 1:
        return 0.0, _NEXT_IN_TABLE_NATS
    if _BOX_DRAWING[0] <= character <= _BOX_DRAWING[1]:
        return 0.0, _BOX_NATS
    if character > LAST_LATIN and _is_hardly_seen(model, character):
        return _USUAL_LETTER_NATS, _USUAL_LETTER_NATS
    if character.isalpha() and character not in _ORDINALS:
        if place and character == around[place - 1] and character.isupper():
            return 0.0, _USUAL_LETTER_NATS
        return 0.0, _LONE_LETTER_NATS if _stands_alone(around, place) else inf
    return 0.0, _most_of_a_sign_nats(around, place)


def _most_of_a_sign_nats(around: str, place: int) -> float:
    """Return the most that a character may cost that is no letter."""
    if place and around[place] == around[place - 1]:
        return _SIGN_AGAIN_NATS
    if place and around[place - 1] > "\x7f" and _stands_alone(around, place - 1):
        return _AFTER_A_LETTER_NATS
    category = unicodedata.category(around[place])
    if category == "Sm":
        return _SYMBOL_NATS
    # Within words there are none, but in damaged ones. Accents, spaces and what is invisible are no signs.
    return _SIGN_NATS if category[0] in "LNPS" and not around[place + 1 :].isalpha() else inf


@lru_cache(maxsize=65536)
def _is_hardly_seen(model: LanguageModel, character: str) -> bool:
    """Say whether a letter, a vowel sign or an accent is so rare to the model that it cannot say what is usual."""
    is_of_a_word = character.isalpha() or unicodedata.category(character).startswith("M")
    return is_of_a_word and model.unigram_cost_nats(character) >= HARDLY_SEEN_NATS


def _stands_alone(text: str, place: int) -> bool:
    """Say whether the character at a place is a letter with no other beside it."""
    character = text[place]
    if not character.isalpha():
        return False
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if character > LAST_LATIN:
        return not before.isalpha() and not after.isalpha()
    return before in _AROUND_A_LETTER and after in _AROUND_A_LETTER
