"""How does a text write? A guess that is foreign to it is less likely than the language model says.

The model was counted from all languages at once: in Slovenian U+010D (c with caron) came out as U+011D (g with
circumflex), which Esperanto has in such places. What survived of a text's letters says which languages it may be in.
And from all kinds of text: verses in Arabic have a vowel sign on nearly every letter, prose has hardly any. And from
speech, which has no quotation marks: the model knows those of few languages, and offers them to all. And after a space
it cannot see in which script the line was: an ideograph among Greek letters is rare, whatever the ideograph.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import inf, log
from typing import NamedTuple
from unicodedata import category, combining

from notefix.channels.code_pages import LETTERS
from notefix.language_model.scorer import Scorer
from notefix.repairer.cyrillic import CYRILLIC
from notefix.repairer.proposal import Proposal
from notefix.repairer.quotations import (
    BEFORE_QUOTATION,
    CLOSING,
    GUESSED_MARKS,
    NEARLY_ALL,
    NEVER_NATS,
    marks_of_others,
    may_end_before,
)
from notefix.scripts import CYRILLIC_LETTERS, Range, is_in, runs_right_to_left, script_of

__all__ = ["JOINER", "Habits", "habits_of", "is_against", "with_habits"]

_LATIN: Range = ("\x80", "\u024f")
_FOREIGN_NATS = 8.0

# A language is considered if it has nearly all of so many letters or more that survived, and they are half or more of
# those of its own that nowhere lost a byte.
_LEAST_LETTERS = 20
_LEAST_USED_SHARE = 0.5

# Letters of Cyrillic are looked at in a text with so many or more; a language that has less of them than another, by
# such a share, is not considered. With so many, letters of a language are missed that are not there.
_LEAST_CYRILLIC_LETTERS = 50
_MANY_CYRILLIC_LETTERS = 200
_WORSE_BY = 0.005

# Vowel signs of Arabic (not doubling and the ending -an, which prose has, too) and points of Hebrew. Where they are
# written throughout, so many or more survive for each letter; a text that shows none may have half a one. One that
# shows a few has them where a word would be misread, and there as often as not.
_SIGNS = frozenset("\u064c\u064d\u064e\u064f\u0650\u0652" + "".join(map(chr, (*range(0x5B0, 0x5BC), 0x5C1, 0x5C2))))
_LEAST_SIGNS_A_LETTER = 0.05
_UNSEEN_SIGNS = 0.5
_RARE_SIGNS_NATS = 1.0

# A script of which nothing survived is as improbable as that says: one letter of it in so many is no news. Where leads
# are lost, as in pairs, letters of all scripts are readings.
_LETTERS_OF_ONE_SCRIPT = 20
_MOST_FOR_SCRIPT_NATS = 8.0

# Marks of direction are where text that runs from right to left is. A joiner is after what it can join: an emoji, and
# what follows one, a virama, a letter of Arabic, RA of Bengali and Kannada; elsewhere it is a slip of the keyboard.
_DIRECTIONS = frozenset("\u200e\u200f")
JOINER = "\u200d"
_JOINED_LETTERS = frozenset("\u09b0\u0cb0\u20e3\ufe0f")
_VIRAMA_CLASS = 9
_NOTHING_TO_JOIN_NATS = 8.0


@cache
def _orthographies() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letter for letter in letters.split() if letter.isalpha()) for letters in LETTERS.values())


@cache
def _cyrillic_orthographies() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return for each language the letters that are frequent, and all of them."""
    return tuple((frozenset(own.partition(" ")[0]), frozenset(own) - {" "}) for own in CYRILLIC.values())


def _is_latin(character: str) -> bool:
    return is_in(character, _LATIN) and character.isalpha()


def _is_cyrillic(character: str) -> bool:
    return is_in(character, CYRILLIC_LETTERS)


class Habits(NamedTuple):
    """What is foreign to a text, in nats.

    Attributes:
        foreign: characters, wherever they stand.
        opening: characters where a quotation may begin.
        closing: characters where one may end.
        joining: characters where nothing can be joined.
        scripts: of which nothing survived.
    """

    foreign: Mapping[str, float] = {}
    opening: Mapping[str, float] = {}
    closing: Mapping[str, float] = {}
    joining: Mapping[str, float] = {}
    scripts: Mapping[str, float] = {}

    def has_nowhere(self, character: str) -> bool:
        """Say whether a character is foreign to the text wherever it stands."""
        return character in self.foreign or script_of(character) in self.scripts


def habits_of(proposals: Sequence[Proposal]) -> Habits:
    """Return which of the characters that are guessed, or might be, are foreign to a text."""
    guessed = {
        character
        for proposal in proposals
        for _, step in proposal.inferred
        for character in (step.text, *(other for other, _ in step.alternatives))
    }
    letters = {character for character in guessed if _is_latin(character)}
    cyrillic = {character for character in guessed if _is_cyrillic(character)}
    signs, marks = guessed & _SIGNS, guessed & GUESSED_MARKS
    directions = guessed & _DIRECTIONS
    joining = {JOINER: _NOTHING_TO_JOIN_NATS} if JOINER in guessed else {}
    scripts = set(map(script_of, guessed)) - {""}
    if len(letters) < 2 and len(scripts) < 2 and not cyrillic | signs | marks | directions:
        return Habits(joining=joining)
    survived = Counter("".join(proposal.text for proposal in proposals))
    survived.subtract(step.text for proposal in proposals for _, step in proposal.inferred)
    survived = +survived
    latin = _small_letters(survived, _is_latin)
    foreign = dict.fromkeys(_of_no_language(letters, latin), _FOREIGN_NATS)
    if cyrillic:
        in_pairs = any(layer.is_multibyte for proposal in proposals for layer in proposal.channel.layers)
        never_survive = frozenset[str]() if in_pairs else frozenset(map(str.lower, cyrillic))
        others = _in_no_cyrillic(cyrillic, _small_letters(survived, _is_cyrillic), never_survive)
        foreign |= dict.fromkeys(others, _FOREIGN_NATS)
    foreign |= dict.fromkeys(signs, _signs_cost_nats(survived))
    if directions and not any(map(runs_right_to_left, survived)):
        foreign |= dict.fromkeys(directions, NEVER_NATS)
    marks_elsewhere, opening = marks_of_others(proposals, survived, latin) if marks else ({}, {})
    foreign |= marks_elsewhere
    foreign = {character: nats for character, nats in foreign.items() if nats}
    closing = {mark: nats for mark, nats in CLOSING.items() if mark in marks}
    return Habits(foreign, opening, closing, joining, _other_scripts(scripts, survived))


def _other_scripts(guessed: set[str], survived: Counter[str]) -> dict[str, float]:
    """Return those of some scripts of which nothing survived, and by how much they are less likely for it."""
    letters = Counter[str]()
    for character, count in survived.items():
        letters[script_of(character)] += count
    del letters[""]
    nats = min(_MOST_FOR_SCRIPT_NATS, log(1.0 + letters.total() / _LETTERS_OF_ONE_SCRIPT))
    return dict.fromkeys(guessed - letters.keys(), nats) if nats else {}


def _of_no_language(guessed: set[str], survived: Counter[str]) -> frozenset[str]:
    """Return which of some letters no language has that those that survived may be in."""
    if len(guessed) < 2 or survived.total() < _LEAST_LETTERS:
        return frozenset()
    lost = set(map(str.lower, guessed))
    own = set(survived)
    languages = [letters for letters in _orthographies() if _may_be_in(letters, survived, lost)]
    own.update(*languages)
    return frozenset(c for c in guessed if c.lower() not in own) if languages else frozenset()


def _small_letters(survived: Counter[str], wanted: Callable[[str], bool]) -> Counter[str]:
    """Return how many of some letters survived, capitals as small ones."""
    letters = Counter[str]()
    for character, count in survived.items():
        if wanted(character):
            letters[character.lower()] += count
    return letters


def _in_no_cyrillic(guessed: set[str], survived: Counter[str], never_survive: frozenset[str]) -> frozenset[str]:
    """Return which of some letters no language in Cyrillic has that those that survived may be in.

    Most have all letters of Russian and some more: if none of the latter is there, it is not one of these.

    Args:
        guessed: the letters.
        survived: how many of each letter did.
        never_survive: letters that the accident takes wherever they stand, so that it means nothing that none is there.
    """
    if survived.total() < _LEAST_CYRILLIC_LETTERS:
        return frozenset()
    shares = [sum(survived[c] for c in letters) / survived.total() for _, letters in _cyrillic_orthographies()]
    least = max(NEARLY_ALL, max(shares) - _WORSE_BY)
    fitting = [own for own, share in zip(_cyrillic_orthographies(), shares, strict=True) if share >= least]
    seen = never_survive.union(survived)
    many = survived.total() >= _MANY_CYRILLIC_LETTERS
    languages = [
        letters
        for frequent, letters in fitting
        if not many or not any(less < frequent and seen.isdisjoint(frequent - less) for less, _ in fitting)
    ]
    own = frozenset(survived).union(*languages)
    return frozenset(c for c in guessed if c.lower() not in own) if languages else frozenset()


def _signs_cost_nats(survived: Counter[str]) -> float:
    """Return how much less likely vowel signs are than in a text that writes them."""
    signs = sum(survived[sign] for sign in _SIGNS)
    letters = sum(count for character, count in survived.items() if runs_right_to_left(character))
    expected = _LEAST_SIGNS_A_LETTER * letters
    most = _RARE_SIGNS_NATS if signs else _FOREIGN_NATS
    return min(most, max(0.0, log(expected / (signs + _UNSEEN_SIGNS)))) if expected else 0.0


def _may_be_in(letters: frozenset[str], survived: Counter[str], lost: set[str]) -> bool:
    covered = sum(count for letter, count in survived.items() if letter in letters)
    wanted = letters - lost
    return covered >= NEARLY_ALL * survived.total() and len(wanted.intersection(survived)) >= _LEAST_USED_SHARE * len(
        wanted
    )


def is_against(proposal: Proposal, habits: Habits) -> bool:
    """Say whether something in a proposal is foreign to the text."""
    text = f"\n{proposal.text}"
    return any(
        habits.has_nowhere(step.text)
        or (step.text in habits.opening and text[column - 1] in BEFORE_QUOTATION)
        or (step.text in habits.closing and may_end_before(text[column - 1]))
        for column, step in proposal.inferred
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
        or runs_right_to_left(before)
    )


class _ByHabit(Scorer):
    """Another scorer, to which some characters cost more."""

    def __init__(self, scorer: Scorer, habits: Habits) -> None:
        self._scorer, self._habits = scorer, habits
        self._foreign: dict[tuple[str, ...], Mapping[str, float]] = {}

    def _costing_more(self, context: str, characters: tuple[str, ...]) -> Mapping[str, float]:
        """Return which of some characters cost more after a context, and by how much."""
        foreign = self._foreign.get(characters)
        if foreign is None:
            foreign = self._foreign[characters] = self._foreign_among(characters)
        _, opening, closing, joining, _ = self._habits
        if joining and JOINER in characters and context and not _can_join(context[-1]):
            foreign = {**foreign, **joining}
        if opening and context[-1:] in BEFORE_QUOTATION and not opening.keys().isdisjoint(characters):
            foreign = {**foreign, **opening}
        if closing and context and may_end_before(context[-1]) and not closing.keys().isdisjoint(characters):
            foreign = {**foreign, **closing}
        return foreign

    def _foreign_among(self, characters: tuple[str, ...]) -> dict[str, float]:
        foreign = {c: nats for c in characters if (nats := self._habits.foreign.get(c))}
        if self._habits.scripts:
            for character in characters:
                nats = self._habits.scripts.get(script_of(character), 0.0)
                if nats:
                    foreign[character] = foreign.get(character, 0.0) + nats
        return foreign

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
        prepared = copy.copy(self)
        prepared._scorer = self._scorer.for_line(certain)
        return prepared
