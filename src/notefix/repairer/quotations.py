"""Which quotation marks has a text not? The language model offers those of few languages to all.

It was counted from speech, which has none; what stands where, and the letters, say how a text quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from notefix.scripts import FIRST_EAST_ASIAN, runs_right_to_left, script_of

if TYPE_CHECKING:
    from notefix.repairer.proposal import Proposal

__all__ = [
    "BEFORE_QUOTATION",
    "CLOSING",
    "GUESSED_MARKS",
    "NEARLY_ALL",
    "NEVER_NATS",
    "closes_quotation",
    "marks_of_others",
    "may_end_before",
]

# Of the letters of a text that a language must have, for the text to be in it.
NEARLY_ALL = 0.97

# What no text of a kind has is foreign to it by so much that nothing in its context makes up for it.
NEVER_NATS = 16.0

# A text that closes quotations with U+201C opens as many with a low mark and has no U+201D; if it runs from right to
# left it opens them with U+201D. One that opens them with U+201C has no low mark. Where both others are lost and it is
# not there, languages differ: Hebrew, Arabic, Swedish, Finnish, Norwegian have no low mark, and Danish hardly.
# What is in these letters only is in one of the last four: without one that has a ring, the more of them, the surer.
# In other languages U+201D opens nothing. Of other scripts than Latin and those from the right, two have low marks; how
# East Asian text quotes the model knows.
_LEFT, _RIGHT, _LOW = "\u201c", "\u201d", "\u201e"
GUESSED_MARKS = frozenset((_RIGHT, _LOW))
_OPENS = re.compile(rf"(?:^|[\s(\[{{]){_LEFT}(?=\S)")
_OPENING_BRACKETS = "([{"
_AFTER_QUOTATION = ".,:;!?)]}/\u2026\u2013\u2014-"
_LOW_MARK_AS_USUAL = frozenset(["CYRILLIC", "GEORGIAN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"])
_WITHOUT_LOW_MARK = (frozenset("\xe5\xe4\xf6\xe9"), frozenset("\xe5\xe6\xf8\xe9"))
_RING = "\xe5"
BEFORE_QUOTATION = frozenset("\n\t\u00a0\u202f ([{")
_MOST_QUOTATIONS = 0.9
_LEAST_OF_GUESSED = 0.5
_UNKNOWN_NATS = 2.0
_NO_OPENING_NATS = 8.0

# No language closes anything with a low mark: after a word, or what ends a sentence, it is none.
CLOSING = {_LOW: _NO_OPENING_NATS}
_BEFORE_CLOSING = frozenset(".,!?\u2026%)]*")


def marks_of_others(
    proposals: Sequence[Proposal], survived: Counter[str], latin: Counter[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return which quotation marks a text has not: anywhere, and where a quotation begins.

    What stands where says it, or the language, as far as the letters tell.
    """
    texts = [proposal.text for proposal in proposals] if survived[_LEFT] else []
    guessed = sum(step.text in GUESSED_MARKS for proposal in proposals for _, step in proposal.inferred)
    most = max(1.0, _MOST_QUOTATIONS * survived[_LEFT], _LEAST_OF_GUESSED * guessed)
    opens = sum(len(_OPENS.findall(text)) for text in texts) >= most
    around = ((t[max(0, i - 1) : i], t[i + 1 : i + 2]) for t in texts for i, mark in enumerate(t) if mark == _LEFT)
    closes = sum(closes_quotation(before, after) for before, after in around) >= most
    others = sum(count for character, count in survived.items() if character.isalpha() and not character.isascii())
    from_the_right = sum(count for character, count in survived.items() if runs_right_to_left(character))
    if closes and from_the_right <= others / 2:
        return {} if survived[_RIGHT] else {_RIGHT: NEVER_NATS}, {}
    if survived[_LOW]:
        return {}, {}
    if opens or from_the_right > others / 2:
        nats = NEVER_NATS
    else:
        usual = sum(count for character, count in survived.items() if script_of(character) in _LOW_MARK_AS_USUAL)
        in_latin = latin.total() >= others / 2
        nats = _low_mark_nats(latin) if in_latin else 0.0 if usual >= others / 2 else NEVER_NATS
    return {_LOW: nats}, {} if nats else {_RIGHT: _NO_OPENING_NATS}


def closes_quotation(before: str, after: str) -> bool:
    r"""Say whether U+201C, which opens quotations in most languages, closes one, as it does in German.

    Args:
        before: the character before it, or nothing.
        after: the one after it.

    >>> closes_quotation("t", "."), closes_quotation(" ", "G"), closes_quotation("t", "\N{EN DASH}")
    (True, False, True)
    """
    return bool(before.strip().strip(_OPENING_BRACKETS)) and not after.strip().strip(_AFTER_QUOTATION)


def _low_mark_nats(latin: Counter[str]) -> float:
    """Return how unlikely a text in Latin letters is in a language that opens quotations with a low mark."""
    least = NEARLY_ALL * latin.total()
    if any(sum(latin[letter] for letter in letters) >= least for letters in _WITHOUT_LOW_MARK):
        return NEVER_NATS if latin[_RING] else min(NEVER_NATS, _UNKNOWN_NATS + latin.total())
    return 0.0


def may_end_before(before: str) -> bool:
    """Say whether a quotation may end after a character, and none begin; how East Asian text quotes the model knows."""
    return (before.isalnum() and before < FIRST_EAST_ASIAN) or before in _BEFORE_CLOSING
