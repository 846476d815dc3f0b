"""In whose letters is a file written? A guess of another language's letter is less likely than the language model says.

The model was counted from all languages at once: in Slovenian U+010D (c with caron) came out as U+011D (g with
circumflex), which Esperanto has in such places. What survived of a file's letters says which languages it may be in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import inf

from notefix.channels.code_pages import LETTERS
from notefix.language_model.scorer import Scorer
from notefix.repairer.proposal import Proposal

__all__ = ["foreign_letters", "in_own_letters"]

_LAST_LATIN = "\u024f"
_FOREIGN_NATS = 5.0

# A language is considered if it has nearly all of so many letters or more that survived, and they are half or more of
# those of its own that nowhere lost a byte.
_LEAST_LETTERS = 20
_LEAST_SHARE = 0.97
_LEAST_USED_SHARE = 0.5


@cache
def _orthographies() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letter for letter in letters.split() if letter.isalpha()) for letters in LETTERS.values())


def _is_latin(character: str) -> bool:
    return "\x80" <= character <= _LAST_LATIN and character.isalpha()


def foreign_letters(proposals: Sequence[Proposal]) -> frozenset[str]:
    """Return which of the letters that are guessed, or might be, no language has that the others may be in."""
    guessed = {
        character
        for proposal in proposals
        for _, step in proposal.inferred
        for character in (step.text, *(other for other, _ in step.alternatives))
        if _is_latin(character)
    }
    if len(guessed) < 2:
        return frozenset()
    survived = Counter[str]()
    for proposal in proposals:
        columns = {column for column, _ in proposal.inferred}
        survived.update(
            c.lower() for column, c in enumerate(proposal.text, 1) if _is_latin(c) and column not in columns
        )
    if survived.total() < _LEAST_LETTERS:
        return frozenset()
    lost = set(map(str.lower, guessed))
    own = set(survived)
    languages = [letters for letters in _orthographies() if _may_be_in(letters, survived, lost)]
    own.update(*languages)
    return frozenset(c for c in guessed if c.lower() not in own) if languages else frozenset()


def _may_be_in(letters: frozenset[str], survived: Counter[str], lost: set[str]) -> bool:
    covered = sum(count for letter, count in survived.items() if letter in letters)
    wanted = letters - lost
    return covered >= _LEAST_SHARE * survived.total() and len(wanted.intersection(survived)) >= _LEAST_USED_SHARE * len(
        wanted
    )


def in_own_letters(scorer: Scorer, foreign: frozenset[str]) -> Scorer:
    """Return a scorer for a file to whose languages some letters are foreign."""
    return _InLetters(scorer, foreign) if foreign else scorer


class _InLetters(Scorer):
    """Another scorer, to which some letters cost more."""

    def __init__(self, scorer: Scorer, foreign: frozenset[str]) -> None:
        self._scorer, self._foreign = scorer, foreign

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        costs = self._scorer.costs_nats(context, characters)
        if self._foreign.isdisjoint(characters):
            return costs
        return [
            cost + _FOREIGN_NATS if character in self._foreign else cost
            for character, cost in zip(characters, costs, strict=True)
        ]

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        if self._foreign.isdisjoint(characters):
            return self._scorer.cheapest(context, characters, depth_nats, most_nats)
        return super().cheapest(context, characters, depth_nats, most_nats)

    def shortest(self, context: str) -> str:
        return self._scorer.shortest(context)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        return self._scorer.likeliest(characters)

    def for_line(self, certain: str) -> Scorer:
        return _InLetters(self._scorer.for_line(certain), self._foreign)
