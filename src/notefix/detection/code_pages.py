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
from functools import cache
from typing import NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.code_pages import characters_before
from notefix.channels.inverse import inverse_of_codec
from notefix.channels.tables import CODECS
from notefix.detection.evidence import cost_as_it_is_nats
from notefix.detection.glance import Glance
from notefix.detection.lines_with import lines_with
from notefix.detection.orthography import (
    MAC_APOSTROPHE,
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

__all__ = ["CodePageJudge", "Weight", "is_told_by", "is_undone_already", "weighed"]

# What a line must gain that speaks for itself, in nats; what lines must gain together; and what each of them then, in a
# file with other lines. Where a file is in the letters of the misread language, a line of it must not lose.
MARGIN_ALONE_NATS = 30.0
ESTABLISHED_GAIN_NATS = 30.0
MARGIN_IN_FILE_NATS = 3.0
MARGIN_IN_WHOLE_FILE_NATS = 0.0

# What each changed letter must gain, and what the words that it is in may cost a character. Measured language by
# language, without a look at the letters: misread text gains 9 to 25 and costs 1.6 to 3.1 (Lithuanian, which is known
# by its words alone, 3.5); clean text in languages that the model has not counted gains up to 5.5 (Maori) and costs 4.2
# and more. benchmarks/code_pages.py says what comes back; to ask for less brings back few lines more, and comes nearer
# to Albanian.
_LEAST_GAIN_PER_LETTER_NATS = 8.0
_LEAST_GAIN_PER_LETTER_TOGETHER_NATS = 6.0
_MOST_NATS_PER_CHARACTER = 3.7
# Where so much is gained the words may be rare ones, as in sentences that have every letter of the alphabet.
_OVERWHELMING_NATS = 80.0
_OVERWHELMING_PER_LETTER_NATS = 10.0
_MOST_OF_RARE_WORDS_NATS = 5.0

# People put signs after words, and an acute accent for an apostrophe, all over a text. So much of the gain must be of
# words in which something else was changed, too (`negative-nl-acute-as-apostrophe`).
_LEAST_TOLD = 0.25

# What apostrophes of the Mac must gain, in a line and each of them: those of English and French gain 25 to 35, a letter
# of Estonian in the midst of a word 5.
_MARGIN_OF_APOSTROPHE_NATS = 20.0
_LEAST_GAIN_PER_APOSTROPHE_NATS = 15.0
_MAC = Layer("cp1252", source="macroman")

_LEAST_CHANGED_ALONE = 3
_LEAST_LINES_AGREEING = 0.85

# So much of a line is weighed, and so many lines of a file, if the first of these speak for a misreading.
_WEIGHED_CHARS = 100
_MOST_OF_A_WORD = 40
_FIRST_LINES = 20
_WEIGHED_LINES = 200

_ACUTE_ACCENT = "\u00b4"
_APOSTROPHES = frozenset([_ACUTE_ACCENT, "\u2018", "\u2019"])

_CLOSING = {"\u2018": "\u2019", "\u201c": "\u201d"}

_WORD = re.compile(r"\S+")
_USUAL_CODECS = ("latin-1", "cp1252")
_PAGES = frozenset(codec.name for codec in CODECS)


class Weight(NamedTuple):
    """What is known of some words read otherwise.

    Attributes:
        gain_nats: by how much they are more probable.
        told_nats: by how much those of them are in which not just a sign after the word changed.
        changed: how many letters and signs of them did.
        cost_nats: what they cost.
        characters: how many they have.
    """

    gain_nats: float = 0.0
    told_nats: float = 0.0
    changed: int = 0
    cost_nats: float = 0.0
    characters: int = 0

    def __add__(self, other: tuple[object, ...]) -> Weight:
        assert isinstance(other, Weight)  # noqa: S101 - tells the type checker
        return Weight(
            self.gain_nats + other.gain_nats,
            self.told_nats + other.told_nats,
            self.changed + other.changed,
            self.cost_nats + other.cost_nats,
            self.characters + other.characters,
        )

    def passes(self, gain_nats: float, gain_per_letter_nats: float) -> bool:
        """Say whether the gain, also by letter, and the cost by character are those of misread text."""
        if self.told_nats < _LEAST_TOLD * self.gain_nats:
            return False
        if self.gain_nats >= max(_OVERWHELMING_NATS, _OVERWHELMING_PER_LETTER_NATS * self.changed):
            return self.cost_nats <= _MOST_OF_RARE_WORDS_NATS * self.characters
        return (
            self.gain_nats >= max(gain_nats, gain_per_letter_nats * self.changed)
            and self.cost_nats <= _MOST_NATS_PER_CHARACTER * self.characters
        )


@cache
def _translation(layer: Layer) -> dict[int, str]:
    return {ord(character): was for character, was in characters_before(layer).items()}


@cache
def _changed(layer: Layer) -> re.Pattern[str]:
    """Return a pattern of the characters that a layer made of others; of none, if a page was read as itself."""
    changed = sorted(character for character, was in characters_before(layer).items() if was != character)
    return re.compile("[" + "".join(map(re.escape, changed)) + "]" if changed else "(?!)")


def weighed(line: str, layer: Layer, model: LanguageModel) -> Weight | None:
    """Weigh the words of a line that are others without a layer, up to so many characters of them.

    Returns:
        None if the line cannot have been through the layer, or is the same without it. Nor has it if a word of it is
        UTF-8 read wrongly: two letters of Spanish, damaged, are two of Turkish (`mixed-es-repeated-ending`).
    """
    changed = _changed(layer)
    if changed.search(line) is None or not characters_before(layer).keys() >= foreign(line):
        return None
    total = Weight()
    for word in _WORD.finditer(line):
        first = changed.search(line, word.start(), word.end())
        if first is None:
            continue
        if _is_rather_utf_8(word[0], layer, model):
            return None
        begin = max(word.start(), first.start() - _MOST_OF_A_WORD)
        end = min(len(line), word.end() + 1, first.start() + _MOST_OF_A_WORD)
        around = line[max(0, begin - model.order) : end + model.order]
        total += _weight_of(around, layer, model, min(begin, model.order), min(begin, model.order) + end - begin)
        if total.characters >= _WEIGHED_CHARS:
            break
    return total


def _is_rather_utf_8(word: str, layer: Layer, model: LanguageModel) -> bool:
    """Say whether all of a word outside ASCII is UTF-8 to the usual codecs, and more probable so.

    To rarer codecs some words are by chance; to these a quotation mark of the Macintosh before a letter is.
    """
    originals = {inverse_of_codec(codec).original_of_intact(word) for codec in _USUAL_CODECS} - {None}
    if not originals:
        return False
    cost = _cost_of_word_nats(word.translate(_translation(layer)), model)
    return any(original and _cost_of_word_nats(original, model) < cost for original in originals)


def _cost_of_word_nats(word: str, model: LanguageModel) -> float:
    return cost_as_it_is_nats(word, {}, model, 0, len(word))


def _weight_of(text: str, layer: Layer, model: LanguageModel, begin: int, end: int) -> Weight:
    """Weigh a piece of a text, which has as much around it as the model sees."""
    cost = cost_as_it_is_nats(text.translate(_translation(layer)), {}, model, begin, end)
    gain = cost_as_it_is_nats(text, {}, model, begin, end) - cost
    told = gain if any(_tells(text, match.start()) for match in _changed(layer).finditer(text, begin, end)) else 0.0
    return Weight(gain, told, len(_changed(layer).findall(text, begin, end)), cost, end - begin)


def _tells(text: str, place: int) -> bool:
    """Say whether a character was changed that people do not put there: a letter, or a sign within a word."""
    character = text[place]
    return character.isalpha() or (
        character != _ACUTE_ACCENT and text[place - 1 : place].isalpha() and text[place + 1 : place + 2].isalpha()
    )


def is_undone_already(text: str, layer: Layer, model: ModelSource) -> bool:
    """Say whether a layer that is stated would be undone once too often: what it makes of a text is less probable.

    Where two pages have the same letters, what was read back can be read back again, and again.
    """
    if layer.is_multibyte or layer.source not in _PAGES:
        return False
    before = characters_before(layer)
    if 2 * len(before.keys() & set(before.values())) < len(before):
        return False
    lines = list(dict.fromkeys(lines_with(_changed(layer), text).values()))
    weights = (weighed(line, layer, model()) for line in lines[:: max(1, -(-len(lines) // _WEIGHED_LINES))])
    return sum((weight.gain_nats for weight in weights if weight is not None), 0.0) <= 0


class CodePageJudge:
    """Knows by which code page the lines of a file were misread, if they were, and judges each."""

    def __init__(self, glance: Glance, model: ModelSource) -> None:
        r"""Look at all lines that could be misread.

        Args:
            glance: at those lines, with \n between them; others among them do not matter.
            model: called only where a line is weighed.
        """
        self._model = model
        self._weights: dict[tuple[str, Layer], Weight | None] = {}
        self._alone: dict[str, tuple[Misreading, ...]] = {}
        self._established: Misreading | None = None
        self._together: Collection[str] = ()
        self._is_whole = False
        self._apostrophes = set(lines_with(MAC_APOSTROPHE, glance.text).values()) if "\u00d5" in glance.text else set()
        by_letters: dict[frozenset[str], list[str]] = defaultdict(list)
        for line, letters in lines_that_could_be_misread(glance).items():
            by_letters[letters].append(line)
        if by_letters:
            self._establish(by_letters)
        for letters, lines in by_letters.items():
            found = tuple(each for each in misreadings_of(letters) if is_told_by(letters & each.changed, each.layer))
            self._alone.update(dict.fromkeys(lines, found) if found else {})
        if self._established is not None:
            self._together = lines_with(_changed(self._established.layer), glance.text).values()
            self._is_whole = _is_whole(glance, self._established)

    @property
    def lines(self) -> Collection[str]:
        """The lines that could be misread."""
        return {**self._alone, **dict.fromkeys((*self._together, *self._apostrophes))}

    def _establish(self, by_letters: dict[frozenset[str], list[str]]) -> None:
        """Find a language and a layer that nearly all lines speak for that can be in its letters as they arrive."""
        best = 0.0
        for each in misreadings():
            some = [letters for letters in by_letters if letters <= each.arrived]
            lines = [line for letters in some for line in by_letters[letters]]
            letters = frozenset[str]().union(*some)
            if (
                len(lines) < 2
                or each not in misreadings_of(letters)
                or not is_told_by(letters & each.changed, each.layer)
            ):
                continue
            if sum(self._some_weights(lines, each.layer, _FIRST_LINES), Weight()).gain_nats <= 0:
                continue
            weights = self._some_weights(lines, each.layer, _WEIGHED_LINES)
            total = sum(weights, Weight())
            gain = total.gain_nats * len(lines) / max(1, len(weights))
            agreeing = sum(weight.gain_nats > 0 for weight in weights)
            is_likeliest = gain > best and agreeing >= _LEAST_LINES_AGREEING * len(weights)
            if is_likeliest and total.passes(ESTABLISHED_GAIN_NATS, _LEAST_GAIN_PER_LETTER_TOGETHER_NATS):
                self._established, best = each, gain

    def _some_weights(self, lines: Sequence[str], layer: Layer, most: int) -> list[Weight]:
        """Weigh some lines of a file, from all over it."""
        weights = (self._weight(line, layer) for line in lines[:: max(1, -(-len(lines) // most))])
        return [weight for weight in weights if weight is not None]

    def _weight(self, line: str, layer: Layer) -> Weight | None:
        key = (line, layer)
        if key not in self._weights:
            self._weights[key] = weighed(line, layer, self._model())
        return self._weights[key]

    def judge(self, line: str) -> Verdict | None:
        """Return what is damaged in a line, None if nothing is."""
        if self._established is not None and self._passes_in_file(line, self._established):
            return _verdict(line, self._established.layer)
        if line in self._apostrophes and self._has_apostrophes(line):
            return _verdict(line, _MAC)
        layers = dict.fromkeys(each.layer for each in self._alone.get(line, ()))
        weights = [(layer, weight) for layer in layers if (weight := self._weight(line, layer)) is not None]
        layer, weight = max(weights, key=lambda pair: pair[1].gain_nats, default=(None, None))
        if layer is None or weight is None or weight.changed < _LEAST_CHANGED_ALONE:
            return None
        return _verdict(line, layer) if weight.passes(MARGIN_ALONE_NATS, _LEAST_GAIN_PER_LETTER_NATS) else None

    def _has_apostrophes(self, line: str) -> bool:
        """Say whether capitals in the midst of words were apostrophes of the Mac, and the rest is of the Mac, too."""
        weight = self._weight(line, _MAC)
        if weight is None or not weight.passes(_MARGIN_OF_APOSTROPHE_NATS, _LEAST_GAIN_PER_APOSTROPHE_NATS):
            return False
        rest = " ".join(word for word in line.split(" ") if MAC_APOSTROPHE.search(word) is None)
        if _changed(_MAC).search(rest) is None:
            return True
        others = self._weight(rest, _MAC)
        return others is not None and others.gain_nats > 0

    def _passes_in_file(self, line: str, established: Misreading) -> bool:
        weight = self._weight(line, established.layer)
        if weight is None:
            return False
        letters = foreign(line)
        if self._is_whole and letters <= established.arrived:
            return weight.gain_nats > MARGIN_IN_WHOLE_FILE_NATS
        before = characters_before(established.layer)
        return weight.passes(MARGIN_IN_FILE_NATS, _LEAST_GAIN_PER_LETTER_NATS) and (
            self._is_whole or all(c in established.arrived or before[c] == c for c in letters)
        )


def is_told_by(changed: frozenset[str], layer: Layer) -> bool:
    """Say whether a letter was changed, or two signs; one sign, however often, somebody put there.

    A letter that would have been a quotation mark is one that words begin with, if none closes it: in Silesian.
    """
    before = {character: characters_before(layer).get(character, "") for character in changed}
    closing = {_CLOSING[mark] for mark in before.values() if mark in _CLOSING}
    unclosed = closing.difference(before.values())
    signs = {c for c in changed - _APOSTROPHES if _CLOSING.get(before[c]) not in unclosed}
    return len(signs) > 1 or any(map(str.isalpha, signs))


def _is_whole(glance: Glance, misreading: Misreading) -> bool:
    """Say whether all of a file may have been misread, and nearly all of it is in the language's letters."""
    if not characters_before(misreading.layer).keys() >= set(glance.foreign()):
        return False
    lines = [foreign(line) for line in lines_with(NOT_ASCII, glance.text).values()]
    return sum(letters <= misreading.arrived for letters in lines) >= _LEAST_LINES_AGREEING * len(lines)


def _verdict(line: str, layer: Layer) -> Verdict:
    spans = tuple(match.span() for match in _changed(layer).finditer(line))
    return Verdict(layer, {}, spans, strong=True, original=line.translate(_translation(layer)))
