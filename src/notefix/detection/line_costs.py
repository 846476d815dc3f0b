"""What does a line cost as it was found, and as it is read if it was misread as a whole?

No character counts more than a little: none is so rare that it proves anything.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from notefix.detection.evidence import cost_as_it_is_nats
from notefix.detection.excused import LAST_LATIN
from notefix.detection.readings import switch_cost_nats
from notefix.language_model.model import LanguageModel

__all__ = ["as_it_is_nats", "cost_of_restored_nats", "found_cost_nats", "least_cost_nats", "plain_cost_nats"]

_MOST_NATS = 14.0

# A character that stands alone among words of another script is written about, or a name: the model has seen few of
# those. And what follows it says nothing. (`negative-lone-ideograph-en`)
_LONE_NATS = 7.0
_AFTER_LONE_NATS = 6.0


# Kana of half a width, which the model hardly knows, cost what whole ones do (`negative-ja-halfwidth-kana`).
# Cyrillic and Latin read as Shift_JIS are full of single ones, and of marks.
_HALFWIDTH = re.compile("[\uff66-\uff9f]{2,}")


def _as_fullwidth(match: re.Match[str]) -> str:
    return "".join(unicodedata.normalize("NFKC", character) for character in match[0])


def plain_cost_nats(line: str, model: LanguageModel) -> float:
    """Return what a line costs by the language model alone."""
    reach = model.order - 1
    history = "\n"
    cost = 0.0
    most = _MOST_NATS
    for place, character in enumerate(line):
        alone = character > LAST_LATIN and _stands_alone(line, place)
        cost += min(_LONE_NATS if alone else most, model.cost_nats(history, character))
        most = _AFTER_LONE_NATS if alone else _MOST_NATS
        history = (history + character)[-reach:]
    return cost


def cost_of_restored_nats(text: str, model: LanguageModel) -> float:
    """Return what a character outside ASCII costs in a text, in the mean, by the language model alone."""
    reach = model.order - 1
    costs = []
    for place, character in enumerate(text):
        if not character.isascii():
            history = f"\n{text[max(0, place - reach) : place]}"[-reach:]
            costs.append(min(_MOST_NATS, model.cost_nats(history, character)))
    return sum(costs) / max(1, len(costs))


def found_cost_nats(line: str, model: LanguageModel) -> float:
    """Return what a line that was read in pairs costs as it was found, with what every reading costs on top."""
    text = f"\n{line}"
    line = _HALFWIDTH.sub(_as_fullwidth, line)
    switches = (switch_cost_nats(text[max(0, place - 2) : place], text[place]) for place in range(1, len(text)))
    return plain_cost_nats(line, model) + sum(switches)


def _stands_alone(line: str, place: int) -> bool:
    """Say whether a character has no letter beside it, nor what was put for a lost byte."""
    beside = line[max(0, place - 1) : place] + line[place + 1 : place + 2]
    return not any(character.isalpha() or character == "\ufffd" for character in beside)


def least_cost_nats(text: str, line: str, model: LanguageModel) -> float:
    """Return what a reading of a line costs at least: what the model says of what was read, and nothing on top."""
    reach = model.order - 1
    history = "\n"
    cost = 0.0
    for character in text:
        if character.isascii() or character not in line:  # what stands for itself may be excused
            cost += model.cost_nats(history, character)
        history = (history + character)[-reach:]
    return cost


@lru_cache(maxsize=64)
def as_it_is_nats(line: str, end: int, model: LanguageModel) -> float:
    """Return what a line costs left alone; every source asks."""
    return cost_as_it_is_nats(line, {}, model, 0, end)
