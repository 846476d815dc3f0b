"""Make probabilities mean what they say: of those given 0.9, nine in ten are right.

The posteriors of the search are those of a model that was counted on other text than the one at hand, so they are a
little too sure of letters, whose words it half knows. Each script's are raised to a power, and normalised.

Source: C. Guo et al., "On Calibration of Modern Neural Networks" (2017), temperature scaling. Fitted on half of the
lines of sources that the model was not trained on, tested on the other half: docs/accuracy.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from math import exp

from notefix.scripts import CYRILLIC_LETTERS, IDEOGRAPHS, KANA, SYLLABLES, is_in

__all__ = ["Acquaintance", "Kind", "calibrated", "exponents_of_experts", "is_known", "kind_of", "tempered"]


class Kind(Enum):
    """What a character is, as far as the experts know one kind better than another."""

    IDEOGRAPHS = "ideographs"
    SYLLABLES = "kana and Hangul"
    PUNCTUATION = "punctuation"
    CYRILLIC = "Cyrillic"
    OTHER_ALPHABETS = "Hebrew, Arabic, Thaana, Devanagari, Bengali, Tamil"
    LITTLE_TEXT = "Oriya, Georgian"
    OTHERS = "others"


_RANGES = {
    Kind.IDEOGRAPHS: (IDEOGRAPHS,),
    Kind.SYLLABLES: (KANA, SYLLABLES),
    Kind.PUNCTUATION: (("\u2010", "\u203f"), ("\u3000", "\u3020"), ("\uff01", "\uff5e")),
    Kind.CYRILLIC: (CYRILLIC_LETTERS,),
    Kind.OTHER_ALPHABETS: (("\u0590", "\u07bf"), ("\u0900", "\u09ff"), ("\u0b80", "\u0bff")),
    Kind.LITTLE_TEXT: (("\u0b00", "\u0b7f"), ("\u10a0", "\u10ff")),
}

# Of the search alone.
_EXPONENTS = {Kind.IDEOGRAPHS: 1.1, Kind.SYLLABLES: 0.85}
_EXPONENT_OF_OTHERS = 0.75

# Exponents of the search's probability and of the network's; no network's where it has not learned enough to help.
EXPERTS = {
    Kind.IDEOGRAPHS: (0.6, 0.45),
    Kind.SYLLABLES: (0.4, 0.35),
    Kind.PUNCTUATION: (0.4, 0.65),
    Kind.CYRILLIC: (0.6, 0.5),
    Kind.OTHER_ALPHABETS: (0.6, 0.45),
    Kind.LITTLE_TEXT: (0.7, 0.3),
}
EXPERTS_IN_PAIRS = {
    Kind.IDEOGRAPHS: (0.8, 0.2),
    Kind.SYLLABLES: (0.75, 0.2),
    Kind.PUNCTUATION: (0.5, 0.5),
}
_SEARCH_ALONE = (1.0, 0.0)

# What it costs that a line was cut inside its last character, so that no reading is right: where every one of them is
# rare, the likeliest is no sure thing (tests/detection/test_detection.py). Weighed at every place it would take back
# what is known of terms and of names: on the user's notes the surprise rises by a quarter.
CUT_NATS = 16.0

# In a language that a model knows, letters that survived surprise it by no more than so many nats when they are hidden
# and it has to find them. How much less its word counts where they surprise it more: repairer/rehearsal.py finds out,
# docs/language-model.md has on what this was fitted. From 1.5 nats on no letter is given 0.99 any more.
_KNOWN_NATS = 1.0
_SURPRISE_EXPONENT = 0.5
_OTHERWISE_A_NAT = 0.02

# A reading that the search has dropped was at least so improbable (search.BEAM_DEPTH_NATS): no other is any surer.
_DROPPED = exp(-10.0)


class Acquaintance(Enum):
    """How well the network knows lines like this one.

    USUAL: it has learned to choose among what codecs of one byte a character leave.
    ALPHABETS: the same, in another network, which knows languages of little text: the file's shares do not count.
    IN_PAIRS: of UTF-8 read in pairs other bytes are left than it has learned from, leads lost among them.
    """

    USUAL = "usual"
    ALPHABETS = "alphabets"
    IN_PAIRS = "in pairs"


@lru_cache(maxsize=65536)
def kind_of(character: str) -> Kind:
    r"""Return what a character is.

    >>> kind_of("\u4e2d").name, kind_of("\u3042").name, kind_of("\u2022").name, kind_of("\xe9").name
    ('IDEOGRAPHS', 'SYLLABLES', 'PUNCTUATION', 'OTHERS')
    """
    return next((kind for kind, ranges in _RANGES.items() if is_in(character, *ranges)), Kind.OTHERS)


def calibrated(chosen: str, probabilities: Sequence[float], cost_nats: float = 0.0) -> list[float]:
    r"""Return the probabilities of all readings of one place, calibrated.

    Args:
        chosen: the reading that was chosen; its script decides.
        probabilities: of each reading, in any order.
        cost_nats: what the chosen one costs in its context, if it is the last character of a line; else 0.

    Returns:
        them in the same order; they sum to 1 less the probability of a cut.

    >>> calibrated("\N{PUSHPIN}", [1.0])
    [1.0]
    """
    exponent = _EXPONENTS.get(kind_of(chosen), _EXPONENT_OF_OTHERS)
    powers = [min(1.0, probability) ** exponent for probability in probabilities]
    cut = exp(cost_nats - CUT_NATS) if cost_nats else 0.0
    total = sum(powers) * (1.0 + cut)
    return [power / total for power in powers]


def is_known(surprise_nats: float) -> bool:
    """Say whether a language whose letters surprise a model so much is one that it knows."""
    return surprise_nats <= _KNOWN_NATS


def tempered(probabilities: Sequence[float], surprise_nats: float) -> list[float]:
    """Return the probabilities of some readings of one place in a language that the model knows badly.

    They are raised to a power, which tells it that it is too sure; and as it may also be sure for no reason, there is
    a share, whatever it says, of something else having stood there.

    Args:
        probabilities: of each reading; what they leave is one more reading, at least as probable as what is dropped.
        surprise_nats: how much letters that survived surprise the model, in the mean.

    >>> [round(probability, 3) for probability in tempered([1.0, 0.0], 2.6)]
    [0.964, 0.002]
    >>> [round(probability, 3) for probability in tempered([0.9, 0.1], 1.0)]
    [0.9, 0.1]
    """
    if is_known(surprise_nats):
        return list(probabilities)
    exponent = (surprise_nats / _KNOWN_NATS) ** -_SURPRISE_EXPONENT
    rest = 1.0 - sum(probabilities)
    powers = [max(probability, _DROPPED) ** exponent for probability in (*probabilities, rest)]
    share = (1.0 - _OTHERWISE_A_NAT * (surprise_nats - _KNOWN_NATS)) / sum(powers)
    return [power * share for power in powers[:-1]]


def exponents_of_experts(chosen: str, acquaintance: Acquaintance = Acquaintance.USUAL) -> tuple[float, float]:
    """Return the exponents of the search's calibrated probabilities and of the network's, by the script of a reading.

    Fitted, both at once, so that the product needs no more calibration: docs/language-model.md has the table.

    Args:
        chosen: the reading.
        acquaintance: of the network with lines like this one.
    """
    exponents = EXPERTS_IN_PAIRS if acquaintance is Acquaintance.IN_PAIRS else EXPERTS
    return exponents.get(kind_of(chosen), _SEARCH_ALONE)
