"""Is a question mark what was put for a lost byte, or does it end a question?

Both stand after what is left of a character. To take one away always makes a text more probable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import Reading, inverse_of

__all__ = ["QUESTION_DOUBT", "QUESTION_NATS", "count_may_be_lost", "may_be_a_question"]

_MAY_BE_LOST = re.compile(rb"[\x80-\xf4]\?")

# How likely a question mark is one if it is the only one of its line that may have been put, and no word goes on.
QUESTION_DOUBT = 0.3

# What a text gains by it that one of them is taken away.
QUESTION_NATS = 8.0


def count_may_be_lost(line: str, layer: Layer) -> int:
    """Return how many question marks of a line may be what was put for a byte after what a layer left there."""
    return len(_MAY_BE_LOST.findall(inverse_of(layer).symbols(line)))


def may_be_a_question(line: str, layer: Layer, lattice: Mapping[int, tuple[Reading, ...]]) -> bool:
    """Say whether a reading takes one question mark of a line away, and that at the end of a word."""
    if layer.undefined is not UndefinedBytes.QUESTION_MARK:
        return False
    ends = {place + readings[0].length for place, readings in lattice.items()}
    questions = [end for end in ends if line[end - 1] == "?"]
    return len(questions) == 1 and not line[questions[0] : questions[0] + 1].isalnum()
