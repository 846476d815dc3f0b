"""How does a text write? A guess that is foreign to it is less likely than the language model says.

The model was counted from all languages at once: in Slovenian U+010D (c with caron) came out as U+011D (g with
circumflex), which Esperanto has in such places. What survived of a text's letters says which languages it may be in.
And from all kinds of text: verses in Arabic have a vowel sign on nearly every letter, prose has hardly any. And from
speech, which has no quotation marks: the model knows those of few languages, and offers them to all. And after a space
it cannot see in which script the line was: an ideograph among Greek letters is rare, whatever the ideograph.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from math import inf, log
from typing import NamedTuple
from unicodedata import category, combining, name

from notefix.channels.code_pages import LETTERS
from notefix.language_model.scorer import Scorer
from notefix.repairer.cyrillic import CYRILLIC
from notefix.repairer.proposal import Proposal

__all__ = ["JOINER", "Habits", "habits_of", "is_against", "with_habits"]

_LETTER = re.compile("LETTER|SYLLABLE|IDEOGRAPH")  # in the names of letters
_LAST_LATIN = "\u024f"
_CYRILLIC_LETTERS = ("\u0400", "\u052f")
_FOREIGN_NATS = 8.0

# A language is considered if it has nearly all of so many letters or more that survived, and they are half or more of
# those of its own that nowhere lost a byte.
_LEAST_LETTERS = 20
_LEAST_SHARE = 0.97
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

# What no text of a kind has is foreign to it by so much that nothing in its context makes up for it.
_NEVER_NATS = 16.0

# A text that closes quotations with U+201C opens as many with a low mark and has no U+201D; if it runs from right to
# left it opens them with U+201D. One that opens them with U+201C has no low mark. Where both others are lost and it is
# not there, languages differ: Hebrew, Arabic, Swedish, Finnish, Norwegian have no low mark, and Danish hardly.
# What is in these letters only is in one of the last four: without one that has a ring, the more of them, the surer.
# In other languages U+201D opens nothing. Of other scripts than Latin and those from the right, two have low marks; how
# East Asian text quotes the model knows.
_LEFT, _RIGHT, _LOW = "\u201c", "\u201d", "\u201e"
_OPENS = re.compile(rf"(?:^|[\s(\[{{]){_LEFT}(?=\S)")
_CLOSES = re.compile(rf"[^\s(\[{{]{_LEFT}(?=[\s.,:;!?)\]/\u2026\u2013\u2014-]|$)")
_LOW_MARK_AS_USUAL = frozenset(["CYRILLIC", "GEORGIAN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"])
_WITHOUT_LOW_MARK = (frozenset("\xe5\xe4\xf6\xe9"), frozenset("\xe5\xe6\xf8\xe9"))
_RING = "\xe5"
_BEFORE_QUOTATION = frozenset("\n\t\u00a0\u202f ([{")
_MOST_QUOTATIONS = 0.9
_LEAST_OF_GUESSED = 0.5
_UNKNOWN_NATS = 2.0
_NO_OPENING_NATS = 8.0

# No language closes anything with a low mark: after a word, or what ends a sentence, it is none.
_CLOSING = {_LOW: _NO_OPENING_NATS}
_FIRST_EAST_ASIAN = "\u2e80"
_BEFORE_CLOSING = frozenset(".,!?\u2026%)]*")

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


@cache
def _cyrillic_orthographies() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return for each language the letters that are frequent, and all of them."""
    return tuple((frozenset(own.partition(" ")[0]), frozenset(own) - {" "}) for own in CYRILLIC.values())


def _is_cyrillic(character: str) -> bool:
    return _CYRILLIC_LETTERS[0] <= character <= _CYRILLIC_LETTERS[1]


def _is_latin(character: str) -> bool:
    return "\x80" <= character <= _LAST_LATIN and character.isalpha()


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


@lru_cache(maxsize=65536)
def script_of(character: str) -> str:
    r"""Return the script of a letter or a mark, as Unicode's names have it; "" if it is of none, or of all.

    >>> script_of("\u0439"), script_of("\u4e2d"), script_of("\u3042"), script_of("\u0301"), script_of("7")
    ('CYRILLIC', 'CJK', 'HIRAGANA', '', '')
    """
    kind = category(character)[0]
    if kind not in "LM":
        return ""
    own = name(character, "")
    script, _, rest = own.partition(" ")
    if script in ("COMBINING", "MODIFIER") or (kind == "L" and not _LETTER.search(rest)):
        return ""
    return script


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
    signs, marks = guessed & _SIGNS, guessed & {_LOW, _RIGHT}
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
    if directions and not any(map(_runs_right_to_left, survived)):
        foreign |= dict.fromkeys(directions, _NEVER_NATS)
    marks_elsewhere, opening = _marks_of_others(proposals, survived, latin) if marks else ({}, {})
    foreign |= marks_elsewhere
    foreign = {character: nats for character, nats in foreign.items() if nats}
    closing = _CLOSING if _LOW in marks else {}
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
    least = max(_LEAST_SHARE, max(shares) - _WORSE_BY)
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
    guessed = sum(step.text in (_LOW, _RIGHT) for proposal in proposals for _, step in proposal.inferred)
    most = max(1.0, _MOST_QUOTATIONS * survived[_LEFT], _LEAST_OF_GUESSED * guessed)
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
        usual = sum(count for character, count in survived.items() if script_of(character) in _LOW_MARK_AS_USUAL)
        in_latin = latin.total() >= others / 2
        nats = _low_mark_nats(latin) if in_latin else 0.0 if usual >= others / 2 else _NEVER_NATS
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


def is_against(proposal: Proposal, habits: Habits) -> bool:
    """Say whether something in a proposal is foreign to the text."""
    text = f"\n{proposal.text}"
    return any(
        step.text in habits.foreign
        or script_of(step.text) in habits.scripts
        or (step.text in habits.opening and text[column - 1] in _BEFORE_QUOTATION)
        or (step.text in habits.closing and _may_end_before(text[column - 1]))
        for column, step in proposal.inferred
    )


def with_habits(scorer: Scorer, habits: Habits) -> Scorer:
    """Return a scorer for a text with some habits."""
    return _ByHabit(scorer, habits) if any(habits) else scorer


def _may_end_before(before: str) -> bool:
    """Say whether a quotation may end after a character, and none begin; how East Asian text quotes the model knows."""
    return (before.isalnum() and before < _FIRST_EAST_ASIAN) or before in _BEFORE_CLOSING


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
        self._foreign: dict[tuple[str, ...], Mapping[str, float]] = {}

    def _costing_more(self, context: str, characters: tuple[str, ...]) -> Mapping[str, float]:
        """Return which of some characters cost more after a context, and by how much."""
        foreign = self._foreign.get(characters)
        if foreign is None:
            foreign = self._foreign[characters] = self._foreign_among(characters)
        _, opening, closing, joining, _ = self._habits
        if joining and JOINER in characters and context and not _can_join(context[-1]):
            foreign = {**foreign, **joining}
        if opening and context[-1:] in _BEFORE_QUOTATION and not opening.keys().isdisjoint(characters):
            foreign = {**foreign, **opening}
        if closing and context and _may_end_before(context[-1]) and not closing.keys().isdisjoint(characters):
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
