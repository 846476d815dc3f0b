"""Is there any hope that structure has found damage? In clean text, nearly always, there is none.

In Czech, "\u00e1\u0161" is the beginning of a rune to Windows-1250, and one line in thirty has it. To find the layer
that explains such lines best, and to weigh what it makes of each, takes a hundred times as long as to see that every
reading, through every layer, costs more than what is there could gain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise, product
from math import inf

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.forward import arrivals
from notefix.channels.inverse import Reading, inverse_of, inverse_of_codec
from notefix.channels.lattice import Lattice
from notefix.detection.evidence import cost_of_window_nats, most_gain_nats, or_itself
from notefix.detection.gains import MARGIN_IN_DAMAGED_FILE_NATS
from notefix.detection.scan import Scan, scan
from notefix.detection.structure import STRONG_WEIGHT
from notefix.detection.vote import ModelSource, Vote, vote
from notefix.language_model.model import LanguageModel

__all__ = ["is_hopeless", "vote_of_line", "without_hopeless"]

# Where a character may begin that lost bytes: at what was a byte outside ASCII, or was put for one.
_BEGINNING = re.compile("[^\x00-\x7f][^\x00->@-\x7f]*")
_REACH = 5

# Where a codec's letters are bytes of sequences (Thai to Windows-874) words of clean text are such all over. So many
# lines that only such codecs explain are asked, spread over all of them: 1.8 MB of words of Thai took four minutes.
_MOST_OF_ALPHABETS = 200

# ASCII that may have been such a byte; at any other a character ends.
_PLAIN = re.compile("[\x00-\x7f](?<![ ?'\"])")

# What another layer would have lost: that is for the vote.
_SURVIVED = re.compile("[\x80-\x9f\xad]")

# What was not folded or straightened, and what may have been put for a byte.
_MARKS = tuple(map(re.compile, ("\xa0", "[\u2018-\u201f]", r"\?", "\ufffd")))


def is_hopeless(scanned: Scan, model: Callable[[], LanguageModel]) -> bool:
    """Say whether no codec's layers can make any line so much more probable that a span of it passes a margin.

    Certain, but where there are more than _MOST_OF_ALPHABETS lines that only an alphabet's codec explains.
    """
    codecs: dict[str, list[str]] = {}
    for candidate in scanned.candidates:
        # In an alphabet of which letters are bytes of sequences words weigh much, too: clean Thai through Windows-874.
        heavy = any(structure.weight >= STRONG_WEIGHT for structure in candidate.structures)
        if candidate.strong or (heavy and not inverse_of_codec(candidate.codec).is_alphabet):
            return False
        for line in candidate.lines:
            codecs.setdefault(line, []).append(candidate.codec)
    by_alphabets = {line: None for line, some in codecs.items() if all(inverse_of_codec(c).is_alphabet for c in some)}
    step = max(1, -(-len(by_alphabets) // _MOST_OF_ALPHABETS))
    asked = [line for line in codecs if line not in by_alphabets] + list(by_alphabets)[::step]
    return all(_is_hopeless(line, tuple(codecs[line]), model()) for line in asked)


def without_hopeless(scanned: Scan, model: ModelSource) -> Scan:
    """Return a scan without its candidates if there is no hope for them."""
    return replace(scanned, candidates=()) if is_hopeless(scanned, model) else scanned


@lru_cache(maxsize=1024)
def vote_of_line(line: str, model: ModelSource) -> Vote | None:
    """Return the vote of a line alone; every pass asks."""
    return vote(without_hopeless(scan(line), model), model)


def _is_hopeless(line: str, codecs: tuple[str, ...], model: LanguageModel) -> bool:
    if _SURVIVED.search(line):
        return False
    lattice: Lattice = {}
    most = 0.0
    for match in _BEGINNING.finditer(line):
        for place in range(*match.span()):
            plain = _PLAIN.search(line, place, place + _REACH)
            window = line[place : plain.start()] + "a" if plain else line[place : place + _REACH]
            readings = _readings(window, codecs)
            gain = most_gain_nats(line, place, readings, model, least=0.0) if readings else 0.0
            if gain > 0.0:
                lattice[place] = readings
                most += gain
    # No reading of a span is believed for less, whatever the rest of the file is, but beside damage that gained more.
    if most >= MARGIN_IN_DAMAGED_FILE_NATS:
        most = sum(_gain_nats(line, places, lattice, model) for places in _near_each_other(list(lattice), model.order))
    return most < MARGIN_IN_DAMAGED_FILE_NATS


def _near_each_other(places: list[int], order: int) -> Iterator[list[int]]:
    """Yield places in groups, such that what is read in one makes no difference to the next one."""
    first = 0
    for number, (place, after) in enumerate(pairwise([*places, inf]), 1):
        if after - place >= _REACH + order:
            yield places[first:number]
            first = number


def _gain_nats(line: str, places: list[int], lattice: Lattice, model: LanguageModel) -> float:
    begin, end = places[0], min(len(line), places[-1] + _REACH + model.order)
    own = or_itself(line, {place: lattice[place] for place in places})
    return cost_of_window_nats(line, {}, model, begin, end) - cost_of_window_nats(line, own, model, begin, end)


@lru_cache(maxsize=16384)
def _readings(window: str, codecs: tuple[str, ...]) -> tuple[Reading, ...]:
    """Return how the beginning of a window can be read as one character, through all that each codec may have lost."""
    found = {}
    for codec in codecs:
        for layer in _widest(codec, *(mark.search(window) is not None for mark in _MARKS)):
            inverse = inverse_of(layer)
            found.update(dict.fromkeys(inverse.readings(inverse.symbols(window), 0)))
    return tuple(found)


@cache
def _widest(codec: str, no_break_space: bool, quote: bool, question_mark: bool, replaced: bool) -> tuple[Layer, ...]:
    """Return the layers of a codec that lose most, and those that leave what is in a window."""
    layer = Layer(codec, strip_soft_hyphens=True, strip_c1=True, collapse_spaces=True, trim_ends=True)
    fates = [UndefinedBytes.DROPPED, UndefinedBytes.CONTROL]
    fates += [UndefinedBytes.QUESTION_MARK] if question_mark else []
    fates += [UndefinedBytes.REPLACEMENT_CHARACTER] if replaced else []
    spaces, quotes = {True, not no_break_space}, {True, not quote}
    layers = (
        replace(layer, undefined=fate, fold_no_break_spaces=folded, straighten_quotes=straight)
        for fate, folded, straight in product(fates, sorted(spaces), sorted(quotes))
    )
    return tuple({arrivals(layer): layer for layer in layers}.values())
