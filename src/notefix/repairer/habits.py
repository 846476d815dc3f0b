"""How does a text write? A guess that is foreign to it is less likely than the language model says.

The model was counted from all languages at once: in Slovenian U+010D (c with caron) came out as U+011D (g with
circumflex), which Esperanto has in such places. What survived of a text's letters says which languages it may be in.
And from all kinds of text: verses in Arabic have a vowel sign on nearly every letter, prose has hardly any. And from
speech, which has no quotation marks: the model knows those of few languages, and offers them to all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import inf, log
from typing import NamedTuple
from unicodedata import category, combining

from notefix.channels.code_pages import LETTERS
from notefix.language_model.scorer import Scorer
from notefix.repairer.proposal import Proposal

__all__ = ["JOINER", "Habits", "habits_of", "with_habits"]

_LAST_LATIN = "\u024f"
_FOREIGN_NATS = 5.0

# A language is considered if it has nearly all of so many letters or more that survived, and they are half or more of
# those of its own that nowhere lost a byte.
_LEAST_LETTERS = 20
_LEAST_SHARE = 0.97
_LEAST_USED_SHARE = 0.5

# Vowel signs of Arabic (not doubling and the ending -an, which prose has, too) and points of Hebrew. Where they are
# written throughout, so many or more survive for each letter; a text that shows none may have half a one. One that
# shows a few has them where a word would be misread, and there as often as not.
_SIGNS = frozenset("\u064c\u064d\u064e\u064f\u0650\u0652" + "".join(map(chr, (*range(0x5B0, 0x5BC), 0x5C1, 0x5C2))))
_LEAST_SIGNS_A_LETTER = 0.05
_UNSEEN_SIGNS = 0.5
_RARE_SIGNS_NATS = 1.0

# What no text of a kind has is foreign to it by so much that nothing in its context makes up for it.
_NEVER_NATS = 16.0

# A text that closes quotations with U+201C opens them with a low mark and has no U+201D; if it runs from right to left
# it opens them with U+201D. One that opens them with U+201C has no low mark. Where both others are lost and it is not
# there, languages differ: Hebrew, Arabic, Swedish, Finnish, Danish and Norwegian have no low mark (hardly, in Danish).
# What is in these letters only is in one of the last four: without one that has a ring, the more of them, the surer.
# In other languages U+201D opens nothing.
_LEFT, _RIGHT, _LOW = "\u201c", "\u201d", "\u201e"
_OPENS = re.compile(rf"(?:^|[\s(]){_LEFT}(?=\w)")
_CLOSES = re.compile(rf"[\w.,!?\u2026]{_LEFT}(?=[\s.,:;!?)]|$)")
_WITHOUT_LOW_MARK = (frozenset("\xe5\xe4\xf6\xe9"), frozenset("\xe5\xe6\xf8\xe9"))
_RING = "\xe5"
_BEFORE_QUOTATION = frozenset("\n (")
_MOST_QUOTATIONS = 0.9
_UNKNOWN_NATS = 2.0
_NO_OPENING_NATS = 6.0

# Marks of direction are where text that runs from right to left is. A joiner is after what it can join: an emoji, and
# what follows one, a virama, a letter of Arabic, RA of Bengali and Kannada; elsewhere it is a slip of the keyboard.
_DIRECTIONS = frozenset("\u200e\u200f")
_RIGHT_TO_LEFT = ("\u0590", "\u08ff")
JOINER = "\u200d"
_JOINED_LETTERS = frozenset("\u09b0\u0cb0\u20e3\ufe0f")
_VIRAMA_CLASS = 9
_NOTHING_TO_JOIN_NATS = 8.0


@cache
def _orthographies() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letter for letter in letters.split() if letter.isalpha()) for letters in LETTERS.values())


def _is_latin(character: str) -> bool:
    return "\x80" <= character <= _LAST_LATIN and character.isalpha()


class Habits(NamedTuple):
    """What is foreign to a text, in nats: anywhere, where a quotation may begin, and where nothing can be joined."""

    foreign: Mapping[str, float] = {}
    opening: Mapping[str, float] = {}
    joining: Mapping[str, float] = {}


def habits_of(proposals: Sequence[Proposal]) -> Habits:
    """Return which of the characters that are guessed, or might be, are foreign to a text."""
    guessed = {
        character
        for proposal in proposals
        for _, step in proposal.inferred
        for character in (step.text, *(other for other, _ in step.alternatives))
    }
    letters = {character for character in guessed if _is_latin(character)}
    signs, marks = guessed & _SIGNS, guessed & {_LOW, _RIGHT}
    directions = guessed & _DIRECTIONS
    joining = {JOINER: _NOTHING_TO_JOIN_NATS} if JOINER in guessed else {}
    if len(letters) < 2 and not signs | marks | directions:
        return Habits(joining=joining)
    survived = Counter("".join(proposal.text for proposal in proposals))
    survived.subtract(step.text for proposal in proposals for _, step in proposal.inferred)
    survived = +survived
    latin = Counter[str]()
    for character, count in survived.items():
        if _is_latin(character):
            latin[character.lower()] += count
    foreign = dict.fromkeys(_of_no_language(letters, latin), _FOREIGN_NATS)
    foreign |= dict.fromkeys(signs, _signs_cost_nats(survived))
    if directions and not any(map(_runs_right_to_left, survived)):
        foreign |= dict.fromkeys(directions, _NEVER_NATS)
    marks_elsewhere, opening = _marks_of_others(proposals, survived, latin) if marks else ({}, {})
    foreign |= marks_elsewhere
    return Habits({character: nats for character, nats in foreign.items() if nats}, opening, joining)


def _of_no_language(guessed: set[str], survived: Counter[str]) -> frozenset[str]:
    """Return which of some letters no language has that those that survived may be in."""
    if len(guessed) < 2 or survived.total() < _LEAST_LETTERS:
        return frozenset()
    lost = set(map(str.lower, guessed))
    own = set(survived)
    languages = [letters for letters in _orthographies() if _may_be_in(letters, survived, lost)]
    own.update(*languages)
    return frozenset(c for c in guessed if c.lower() not in own) if languages else frozenset()


def _signs_cost_nats(survived: Counter[str]) -> float:
    """Return how much less likely vowel signs are than in a text that writes them."""
    signs = sum(survived[sign] for sign in _SIGNS)
    letters = sum(count for character, count in survived.items() if _runs_right_to_left(character))
    expected = _LEAST_SIGNS_A_LETTER * letters
    most = _RARE_SIGNS_NATS if signs else _FOREIGN_NATS
    return min(most, max(0.0, log(expected / (signs + _UNSEEN_SIGNS)))) if expected else 0.0


def _marks_of_others(
    proposals: Sequence[Proposal], survived: Counter[str], latin: Counter[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return which quotation marks a text has not: anywhere, and where a quotation begins.

    What stands where says it, or the language, as far as the letters tell.
    """
    texts = [proposal.text for proposal in proposals] if survived[_LEFT] else []
    most = max(1.0, _MOST_QUOTATIONS * survived[_LEFT])
    opens, closes = (sum(len(pattern.findall(text)) for text in texts) >= most for pattern in (_OPENS, _CLOSES))
    others = sum(count for character, count in survived.items() if character.isalpha() and not character.isascii())
    from_the_right = sum(count for character, count in survived.items() if _runs_right_to_left(character))
    if closes and from_the_right <= others / 2:
        return {} if survived[_RIGHT] else {_RIGHT: _NEVER_NATS}, {}
    if survived[_LOW]:
        return {}, {}
    if opens or from_the_right > others / 2:
        nats = _NEVER_NATS
    else:
        nats = _low_mark_nats(latin) if latin.total() >= others / 2 else 0.0
    return {_LOW: nats}, {} if nats else {_RIGHT: _NO_OPENING_NATS}


def _low_mark_nats(latin: Counter[str]) -> float:
    """Return how unlikely a text in Latin letters is in a language that opens quotations with a low mark."""
    least = _LEAST_SHARE * latin.total()
    if any(sum(latin[letter] for letter in letters) >= least for letters in _WITHOUT_LOW_MARK):
        return _NEVER_NATS if latin[_RING] else min(_NEVER_NATS, _UNKNOWN_NATS + latin.total())
    return 0.0


def _runs_right_to_left(character: str) -> bool:
    return _RIGHT_TO_LEFT[0] <= character <= _RIGHT_TO_LEFT[1] and character.isalpha()


def _may_be_in(letters: frozenset[str], survived: Counter[str], lost: set[str]) -> bool:
    covered = sum(count for letter, count in survived.items() if letter in letters)
    wanted = letters - lost
    return covered >= _LEAST_SHARE * survived.total() and len(wanted.intersection(survived)) >= _LEAST_USED_SHARE * len(
        wanted
    )


def with_habits(scorer: Scorer, habits: Habits) -> Scorer:
    """Return a scorer for a text with some habits."""
    return _ByHabit(scorer, habits) if any(habits) else scorer


def _can_join(before: str) -> bool:
    """Say whether a joiner can join what is before it: the last character of a context."""
    return (
        before in _JOINED_LETTERS
        or before > "\uffff"
        or combining(before) == _VIRAMA_CLASS
        or category(before) == "So"
        or _runs_right_to_left(before)
    )


class _ByHabit(Scorer):
    """Another scorer, to which some characters cost more."""

    def __init__(self, scorer: Scorer, habits: Habits) -> None:
        self._scorer, self._habits = scorer, habits
        concerned = {character for some in habits for character in some}
        self._first, self._last = min(concerned), max(concerned)

    def _costing_more(self, context: str, characters: tuple[str, ...]) -> Mapping[str, float]:
        """Return which of some characters, in order, cost more after a context, and by how much."""
        if characters[-1] < self._first or characters[0] > self._last:
            return {}
        foreign, opening, joining = self._habits
        if joining and JOINER in characters and context and not _can_join(context[-1]):
            foreign = {**foreign, **joining}
        if opening and context[-1:] in _BEFORE_QUOTATION:
            foreign = {**foreign, **opening}
        return {} if foreign.keys().isdisjoint(characters) else foreign

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        costs = self._scorer.costs_nats(context, characters)
        more = self._costing_more(context, characters)
        if not more:
            return costs
        return [cost + more.get(character, 0.0) for character, cost in zip(characters, costs, strict=True)]

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        if self._costing_more(context, characters):
            return super().cheapest(context, characters, depth_nats, most_nats)
        return self._scorer.cheapest(context, characters, depth_nats, most_nats)

    def shortest(self, context: str) -> str:
        return self._scorer.shortest(context)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        return self._scorer.likeliest(characters)

    def for_line(self, certain: str) -> Scorer:
        return _ByHabit(self._scorer.for_line(certain), self._habits)
