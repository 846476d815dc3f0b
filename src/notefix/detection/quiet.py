"""A short text in which nothing speaks of damage, as most lines of a data set: seen at once, or not at all.

What looks through a file prepares, counts and votes; a line alone does not need that. Each question here is one that is
asked there (`notefix.look`), and where all of them are answered with no, nothing is found there either.
"""

from __future__ import annotations

import re
from functools import cache

from notefix.detection.alphabets import leads_of_alphabets, lines_of_alphabets
from notefix.detection.glance import Glance
from notefix.detection.legacy_lines import LEGACY_RUN
from notefix.detection.orthography import could_be_misread
from notefix.detection.pairs import layers_by_line
from notefix.detection.prefilter import ODD
from notefix.detection.sequences import any_of, counts_nowhere
from notefix.detection.vote import ModelSource, bare_leads, could_be_bare_leads, leads_that_may_be_bare

__all__ = ["is_quiet"]

# In a longer text what is done once a text is little beside the rest, and something speaks.
_SHORT_CHARS = 2_000


@cache
def _lead_of_an_alphabet() -> re.Pattern[str]:
    """Return a pattern of a character without one of which no line is of an alphabet."""
    return re.compile(any_of(leads_of_alphabets()))


@cache
def _lead_that_may_be_bare() -> re.Pattern[str]:
    """Return a pattern of a character without one of which no lead stands alone."""
    return re.compile(any_of(frozenset(leads_that_may_be_bare())))


def is_quiet(text: str, model: ModelSource) -> bool:
    r"""Say whether nothing in a text speaks of damage; True is certain, False a reason to look.

    Why nothing escapes: without odd characters nothing is beyond repair, binary or a stray control; without three
    letters of old codecs in a row no line is theirs, nor of a Latin one if its letters are a language's own, and
    without a stretch none was read in pairs. Where no couple is a sequence, but for some that are in words, no codec
    explains anything, and only lone leads could vote.

    Args:
        text: lines that end at \n, without escapes.
        model: called only where a lead stands alone.
    """
    if len(text) > _SHORT_CHARS or "\r" in text or ODD.search(text) or LEGACY_RUN.search(text):
        return False
    if not counts_nowhere(text) or could_be_misread(text):
        return False
    if layers_by_line(text):
        return False
    if _lead_of_an_alphabet().search(text) and any(lines_of_alphabets(Glance(text)).values()):
        return False
    if _lead_that_may_be_bare().search(text) is None:
        return True
    return not could_be_bare_leads(bare_leads(text), model)
