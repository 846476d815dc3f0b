"""Repairs that could be proved, and are refused all the same: what they made is no text, or somebody may have meant it.

A proof says that the damage is explained, not that the reading is right (`notefix.validation`).
"""

from __future__ import annotations

import re
from itertools import zip_longest

from notefix.detection.evidence import is_gibberish
from notefix.language_model.model import built_in_model
from notefix.repairer.proposal import Proposal

__all__ = ["is_doubtful", "is_mention", "is_table"]

# So many characters that are likely to be wrong, and such a share of those that were damaged, and a line is left as it
# was. Where codecs of two bytes a character lose most bytes (Chinese read as Big5), nothing but fluent guesses is left.
_MOST_WRONG = 3.0
_MOST_WRONG_SHARE = 0.2

# A word, or any other character.
_WORD = re.compile(r"\w+|[^\w\s]")

# Quotation marks and spaces, and what is between them.
_QUOTES = "\"'`\u00ab\u00bb\u2018-\u201e\u2039\u203a\u300c-\u300f"
_TOKEN = re.compile(f"[{_QUOTES}\\s]+|[^{_QUOTES}\\s]+")
_QUOTE = re.compile(f"[{_QUOTES}]")
_LONGEST_MENTIONED = 4


def is_doubtful(proposal: Proposal) -> bool:
    """Say whether a repair left something over, or guessed, and what it made is gibberish."""
    (layer,) = proposal.channel.layers
    if layer.is_multibyte and _is_invented(proposal):
        return True
    if not proposal.inferred and not layer.spared and not layer.spared_columns:
        return False
    kept = set(proposal.kept)
    changed = [column for column in range(1, len(proposal.text) + 1) if column not in kept]
    return is_gibberish(proposal.text, changed, built_in_model())


def _is_invented(proposal: Proposal) -> bool:
    """Say whether so much of a line is likely to be wrong that it would read well and say something else."""
    kept = set(proposal.kept)
    changed = sum(not c.isascii() and column not in kept for column, c in enumerate(proposal.text, 1))
    wrong = sum(1.0 - step.probability for _, step in proposal.inferred)
    return wrong > max(_MOST_WRONG, _MOST_WRONG_SHARE * changed)


def is_table(proposal: Proposal, line: str) -> bool:
    """Say whether all words that are damaged in a line stand there undamaged, too: then someone may have meant it."""
    if not proposal.channel.layers[0].spared_columns:
        return False
    kept = set(proposal.kept)
    return all(
        match[0] in line
        for match in _WORD.finditer(proposal.text)
        if not kept.issuperset(range(match.start() + 1, match.end() + 1))
    )


def is_mention(text: str, line: str) -> bool:
    """Say whether all that a repair changes in a line are single letters in quotation marks.

    So people write about damage: of letters that look like this. What is no mention mostly shows at once.
    """
    before, wants_quote = "", False
    for one, other in zip_longest(_TOKEN.finditer(line), _TOKEN.finditer(text)):
        if one is None or other is None or (wants_quote and _QUOTE.search(one[0]) is None):
            return False
        wants_quote = False
        if one[0] != other[0]:
            if len(one[0]) > _LONGEST_MENTIONED or len(other[0]) != 1:
                return False
            wants_quote = _QUOTE.search(before) is None
        before = one[0]
    return not wants_quote
