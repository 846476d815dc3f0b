r"""Text in Latin letters that was never UTF-8, read by another code page: Windows-1250 as Windows-1252, and the like.

What that changes in a word is a letter or two, and other languages have those. So it takes three witnesses: no language
is written in the letters of the line, or of the file (detection.orthography); the words with the changed letters become
far more probable; and they cost, letter by letter, what words of a language cost that the language model knows. Of a
language that it has not counted no reading of clean text does (docs/detection.md has the figures).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.code_pages import characters_before
from notefix.detection.evidence import cost_as_it_is_nats
from notefix.detection.glance import Glance
from notefix.detection.lines_with import lines_with
from notefix.detection.orthography import (
    NOT_ASCII,
    Misreading,
    foreign,
    lines_that_could_be_misread,
    misreadings,
    misreadings_of,
)
from notefix.detection.verdict import Verdict
from notefix.detection.vote import ModelSource
from notefix.language_model.model import LanguageModel

__all__ = ["CodePageJudge"]

# What a line must gain that speaks for itself, in nats; what lines must gain together; and what each of them then, in a
# file with other lines. Where a file is in the letters of the misread language, a line of it must not lose.
MARGIN_ALONE_NATS = 30.0
ESTABLISHED_GAIN_NATS = 30.0
MARGIN_IN_FILE_NATS = 3.0
MARGIN_IN_WHOLE_FILE_NATS = 0.0

# What each changed letter must gain, and what the words that it is in may cost a character. Measured, line by line and
# language by language, without a look at the letters: misread text gains 9 to 25 and costs 1.6 to 3.1 (Lithuanian,
# which is known by its words alone, 3.5); clean text in languages that the model has not counted gains up to 5.5
# (Maori) and costs 4.2 and more.
_LEAST_GAIN_PER_LETTER_NATS = 8.0
_LEAST_GAIN_PER_LETTER_TOGETHER_NATS = 6.0
_MOST_NATS_PER_CHARACTER = 3.7
# Where so much is gained the words may be rare ones, as in sentences that have every letter of the alphabet.
_OVERWHELMING_NATS = 80.0
_OVERWHELMING_PER_LETTER_NATS = 10.0
_MOST_OF_RARE_WORDS_NATS = 5.0

_LEAST_CHANGED_ALONE = 3
_LEAST_LINES_AGREEING = 0.85

# So much of a line is weighed, and so many lines of a file, if the first of these speak for a misreading.
_WEIGHED_CHARS = 100
_FIRST_LINES = 20
_WEIGHED_LINES = 200

_WORD = re.compile(r"\S+")


class _Weight(NamedTuple):
    """What is known of some words read otherwise: by how much more probable, how many letters changed, the cost."""

    gain_nats: float = 0.0
    changed: int = 0
    cost_nats: float = 0.0
    characters: int = 0

    def __add__(self, other: tuple[object, ...]) -> _Weight:
        assert isinstance(other, _Weight)  # noqa: S101 - tells the type checker
        return _Weight(
            self.gain_nats + other.gain_nats,
            self.changed + other.changed,
            self.cost_nats + other.cost_nats,
            self.characters + other.characters,
        )

    def passes(self, gain_nats: float, gain_per_letter_nats: float) -> bool:
        """Say whether the gain, also by letter, and the cost by character are those of misread text."""
        if self.gain_nats >= max(_OVERWHELMING_NATS, _OVERWHELMING_PER_LETTER_NATS * self.changed):
            return self.cost_nats <= _MOST_OF_RARE_WORDS_NATS * self.characters
        return (
            self.gain_nats >= max(gain_nats, gain_per_letter_nats * self.changed)
            and self.cost_nats <= _MOST_NATS_PER_CHARACTER * self.characters
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line as it was before a layer."""

    layer: Layer
    text: str
    weight: _Weight


@cache
def _translation(layer: Layer) -> dict[int, str]:
    return {ord(character): was for character, was in characters_before(layer).items()}


@cache
def _changed(layer: Layer) -> re.Pattern[str]:
    """Return a pattern of the characters that a layer made of others."""
    changed = sorted(character for character, was in characters_before(layer).items() if was != character)
    return re.compile("[" + "".join(map(re.escape, changed)) + "]")


def _weigh(line: str, text: str, changed: re.Pattern[str], model: LanguageModel) -> _Weight:
    """Weigh the words of a line that are read otherwise, up to so many."""
    total = _Weight()
    for match in _WORD.finditer(line):
        letters = len(changed.findall(match[0]))
        if letters:
            begin, end = match.start(), min(len(line), match.end() + 1)
            cost = cost_as_it_is_nats(text, {}, model, begin, end)
            gain = cost_as_it_is_nats(line, {}, model, begin, end) - cost
            total += _Weight(gain, letters, cost, end - begin)
            if total.characters >= _WEIGHED_CHARS:
                break
    return total


class CodePageJudge:
    """Knows by which code page the lines of a file were misread, if they were, and judges each."""

    def __init__(self, glance: Glance, model: ModelSource) -> None:
        r"""Look at all lines that could be misread.

        Args:
            glance: at those lines, with \n between them; others among them do not matter.
            model: called only where a line is weighed.
        """
        self._model = model
        self._readings: dict[tuple[str, Layer], _Reading | None] = {}
        self._alone: dict[str, tuple[Misreading, ...]] = {}
        self._established: Misreading | None = None
        self._together: Collection[str] = ()
        self._is_whole = False
        by_letters: dict[frozenset[str], list[str]] = defaultdict(list)
        for line, letters in lines_that_could_be_misread(glance).items():
            by_letters[letters].append(line)
        if by_letters:
            self._establish(by_letters)
        for letters, lines in by_letters.items():
            found = misreadings_of(letters)
            self._alone.update(dict.fromkeys(lines, found) if found else {})
        if self._established is not None:
            self._together = lines_with(_changed(self._established.layer), glance.text).values()
            self._is_whole = _is_whole(glance, self._established)

    @property
    def lines(self) -> Collection[str]:
        """The lines that could be misread."""
        return {**self._alone, **dict.fromkeys(self._together)}

    def _establish(self, by_letters: dict[frozenset[str], list[str]]) -> None:
        """Find a language and a layer that nearly all lines speak for that can be in its letters as they arrive."""
        best = 0.0
        for each in misreadings():
            some = [letters for letters in by_letters if letters <= each.arrived]
            lines = [line for letters in some for line in by_letters[letters]]
            if len(lines) < 2 or each not in misreadings_of(frozenset().union(*some)):
                continue
            if sum(self._weights(lines, each.layer, _FIRST_LINES), _Weight()).gain_nats <= 0:
                continue
            weights = self._weights(lines, each.layer, _WEIGHED_LINES)
            total = sum(weights, _Weight())
            gain = total.gain_nats * len(lines) / len(weights)
            agreeing = sum(weight.gain_nats > 0 for weight in weights)
            is_likeliest = gain > best and agreeing >= _LEAST_LINES_AGREEING * len(weights)
            if is_likeliest and total.passes(ESTABLISHED_GAIN_NATS, _LEAST_GAIN_PER_LETTER_TOGETHER_NATS):
                self._established, best = each, gain

    def _weights(self, lines: Sequence[str], layer: Layer, most: int) -> list[_Weight]:
        """Weigh some lines of a file, from all over it."""
        some = lines[:: max(1, -(-len(lines) // most))]
        readings = (self._reading(line, layer) for line in some)
        return [reading.weight for reading in readings if reading is not None]

    def _reading(self, line: str, layer: Layer) -> _Reading | None:
        """Return a line as it was before a layer; None if it cannot have been through it, or is the same."""
        key = (line, layer)
        if key not in self._readings:
            before = characters_before(layer)
            changed = _changed(layer)
            reading = None
            if changed.search(line) is not None and all(c.isascii() or c in before for c in line):
                text = line.translate(_translation(layer))
                reading = _Reading(layer, text, _weigh(line, text, changed, self._model()))
            self._readings[key] = reading
        return self._readings[key]

    def judge(self, line: str) -> Verdict | None:
        """Return what is damaged in a line, None if nothing is."""
        if self._established is not None:
            reading = self._reading(line, self._established.layer)
            if reading is not None and self._passes_in_file(line, reading, self._established):
                return _verdict(line, reading)
        layers = dict.fromkeys(each.layer for each in self._alone.get(line, ()))
        readings = [reading for layer in layers if (reading := self._reading(line, layer)) is not None]
        best = max(readings, key=lambda reading: reading.weight.gain_nats, default=None)
        if best is None or best.weight.changed < _LEAST_CHANGED_ALONE or not _is_in_words(line, best.layer):
            return None
        return _verdict(line, best) if best.weight.passes(MARGIN_ALONE_NATS, _LEAST_GAIN_PER_LETTER_NATS) else None

    def _passes_in_file(self, line: str, reading: _Reading, established: Misreading) -> bool:
        letters = foreign(line)
        if self._is_whole:
            return reading.weight.passes(MARGIN_IN_FILE_NATS, _LEAST_GAIN_PER_LETTER_NATS) or (
                letters <= established.arrived and reading.weight.gain_nats > MARGIN_IN_WHOLE_FILE_NATS
            )
        before = characters_before(reading.layer)
        return (
            all(c in established.arrived or before[c] == c for c in letters)
            and reading.weight.passes(MARGIN_IN_FILE_NATS, _LEAST_GAIN_PER_LETTER_NATS)
            and _is_in_words(line, reading.layer)
        )


def _is_whole(glance: Glance, misreading: Misreading) -> bool:
    """Say whether all of a file may have been misread, and nearly all of it is in the language's letters."""
    if not characters_before(misreading.layer).keys() >= set(glance.foreign()):
        return False
    lines = [foreign(line) for line in lines_with(NOT_ASCII, glance.text).values()]
    return sum(letters <= misreading.arrived for letters in lines) >= _LEAST_LINES_AGREEING * len(lines)


def _is_in_words(line: str, layer: Layer) -> bool:
    """Say whether a letter was changed, or a sign that stands between letters: others are written after words."""
    return any(
        match[0].isalpha() or (line[: match.start()][-1:].isalpha() and line[match.end() :][:1].isalpha())
        for match in _changed(layer).finditer(line)
    )


def _verdict(line: str, reading: _Reading) -> Verdict:
    spans = tuple(match.span() for match in _changed(reading.layer).finditer(line))
    return Verdict(reading.layer, {}, spans, strong=True, original=reading.text)
