"""How does a file write? A guess that is foreign to it is less likely than the language model says.

The model was counted from all languages at once: in Slovenian U+010D (c with caron) came out as U+011D (g with
circumflex), which Esperanto has in such places. What survived of a file's letters says which languages it may be in.
And from all kinds of text: verses in Arabic have a vowel sign on nearly every letter, prose has hardly any. What
survived of the signs says how many there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import inf, log

from notefix.channels.code_pages import LETTERS
from notefix.language_model.scorer import Scorer
from notefix.repairer.proposal import Proposal

__all__ = ["foreign_characters", "in_own_letters"]

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
_ARABIC, _HEBREW = ("\u0621", "\u06d5"), ("\u05d0", "\u05ea")
_LEAST_SIGNS_A_LETTER = 0.05
_UNSEEN_SIGNS = 0.5
_RARE_SIGNS_NATS = 1.0


# Swedish, Finnish, Danish, Norwegian and Arabic open a quotation with what another closes it with, or with the closing
# mark of others, never (hardly, in Danish) with a low one. What is in these letters only is in one of the first four:
# with the letter a with ring any of it, without so much that it would have shown that it is German or Estonian.
_LOW_QUOTE = "\u201e"
_LOW_QUOTE_NATS = 16.0
_WITHOUT_LOW_QUOTE = (frozenset("\xe5\xe4\xf6\xe9"), frozenset("\xe5\xe6\xf8\xe9"))
_RING = "\xe5"


@cache
def _orthographies() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letter for letter in letters.split() if letter.isalpha()) for letters in LETTERS.values())


def _is_latin(character: str) -> bool:
    return "\x80" <= character <= _LAST_LATIN and character.isalpha()


def _is_of(script: tuple[str, str], character: str) -> bool:
    return script[0] <= character <= script[1] and character.isalpha()


def foreign_characters(proposals: Sequence[Proposal]) -> dict[str, float]:
    """Return which of the characters that are guessed, or might be, are foreign to the text, and by how many nats."""
    guessed = {
        character
        for proposal in proposals
        for _, step in proposal.inferred
        for character in (step.text, *(other for other, _ in step.alternatives))
    }
    letters = {character for character in guessed if _is_latin(character)}
    signs = guessed & _SIGNS
    if len(letters) < 2 and not signs and _LOW_QUOTE not in guessed:
        return {}
    survived = Counter(_survivors(proposals))
    latin = Counter[str]()
    for character, count in survived.items():
        if _is_latin(character):
            latin[character.lower()] += count
    foreign = dict.fromkeys(_of_no_language(letters, latin), _FOREIGN_NATS)
    foreign |= dict.fromkeys(signs, _signs_cost_nats(survived))
    if _LOW_QUOTE in guessed and not survived[_LOW_QUOTE] and _has_no_low_quote(survived, latin):
        foreign[_LOW_QUOTE] = _LOW_QUOTE_NATS
    return {character: nats for character, nats in foreign.items() if nats}


def _survivors(proposals: Sequence[Proposal]) -> Iterator[str]:
    for proposal in proposals:
        columns = {column for column, _ in proposal.inferred}
        yield from (character for column, character in enumerate(proposal.text, 1) if column not in columns)


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
    letters = sum(n for c, n in survived.items() if _is_of(_ARABIC, c) or _is_of(_HEBREW, c))
    expected = _LEAST_SIGNS_A_LETTER * letters
    most = _RARE_SIGNS_NATS if signs else _FOREIGN_NATS
    return min(most, max(0.0, log(expected / (signs + _UNSEEN_SIGNS)))) if expected else 0.0


def _has_no_low_quote(survived: Counter[str], latin: Counter[str]) -> bool:
    """Say whether a text is in a language that opens no quotation with a low mark."""
    arabic = sum(count for character, count in survived.items() if _is_of(_ARABIC, character))
    if arabic > sum(count for character, count in survived.items() if character.isalpha()) / 2:
        return True
    least = _LEAST_SHARE * latin.total()
    return (latin[_RING] > 0 or latin.total() >= _LEAST_LETTERS) and any(
        sum(latin[letter] for letter in letters) >= least for letters in _WITHOUT_LOW_QUOTE
    )


def _may_be_in(letters: frozenset[str], survived: Counter[str], lost: set[str]) -> bool:
    covered = sum(count for letter, count in survived.items() if letter in letters)
    wanted = letters - lost
    return covered >= _LEAST_SHARE * survived.total() and len(wanted.intersection(survived)) >= _LEAST_USED_SHARE * len(
        wanted
    )


def in_own_letters(scorer: Scorer, foreign: Mapping[str, float]) -> Scorer:
    """Return a scorer for a text to which some characters are foreign, by so many nats."""
    return _InLetters(scorer, foreign) if foreign else scorer


class _InLetters(Scorer):
    """Another scorer, to which some characters cost more."""

    def __init__(self, scorer: Scorer, foreign: Mapping[str, float]) -> None:
        self._scorer, self._foreign = scorer, foreign

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        costs = self._scorer.costs_nats(context, characters)
        if self._foreign.keys().isdisjoint(characters):
            return costs
        return [cost + self._foreign.get(character, 0.0) for character, cost in zip(characters, costs, strict=True)]

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        if self._foreign.keys().isdisjoint(characters):
            return self._scorer.cheapest(context, characters, depth_nats, most_nats)
        return super().cheapest(context, characters, depth_nats, most_nats)

    def shortest(self, context: str) -> str:
        return self._scorer.shortest(context)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        return self._scorer.likeliest(characters)

    def for_line(self, certain: str) -> Scorer:
        return _InLetters(self._scorer.for_line(certain), self._foreign)
