"""By how much is a span more probable as damage, amid the other spans of its line?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import inverse_of, inverse_of_codec
from notefix.channels.lattice import Lattice
from notefix.channels.tables import CODECS
from notefix.detection.evidence import cost_as_it_is_nats, cost_of_window_nats, gain_nats, most_gain_nats, or_itself
from notefix.detection.spans import LineSpan, fits_its_word, opens_what_is_not_closed, spans_of, verdict_on
from notefix.detection.structure import stands_apart
from notefix.detection.verdict import Verdict
from notefix.language_model.model import LanguageModel

__all__ = [
    "MARGIN_ALONE_NATS",
    "MARGIN_IN_DAMAGED_FILE_NATS",
    "MARGIN_IN_DAMAGED_LINE_NATS",
    "MOST_NATS_AROUND_A_GUESS",
    "MOST_NATS_AROUND_A_LETTER",
    "NATS_OF_UNEXPLAINED",
    "SPANS_OF_CONTEXT",
    "could_gain",
    "gain_of_span_nats",
    "gain_of_text_nats",
    "is_guess_in_text",
    "is_initial_by_chance",
    "judge_parts",
    "widened",
    "without_clean",
]

# What a character counts that would not be there if the line had been damaged this way.
NATS_OF_UNEXPLAINED = 15.0

# Gain in nats that a reading with inferred bytes must have over leaving the span alone: in a file that is known to
# be damaged this way, and without such a witness. docs/detection.md has the figures for other values of the latter.
MARGIN_IN_DAMAGED_FILE_NATS = 7.5
MARGIN_ALONE_NATS = 14.0

# In a line with other damage the rest of it went through the same accident, unless the text clearly says otherwise:
# better a guess that is reported than a piece of damage that is taken for a character.
MARGIN_IN_DAMAGED_LINE_NATS = -8.0

# So many sequences of a line that is damaged in part choose the codec.
_SAMPLE_SPANS = 40

# Prose that was damaged in part costs 2 to 7 nats a character afterwards (51 lines in 24 languages), letters at random
# 7.5 and more. So many characters are looked at.
_MOST_NATS_A_CHARACTER = 7.0
_SAMPLE_CHARS = 300

_CONTROL = re.compile("[\x80-\x9f]")

# Where bytes are guessed, and no file or line is a witness, the text around must be such that the model knows what is
# usual there: prose read rightly costs 1.7 to 3.7 nats a character, a few words up to 5.3; lists and patterns read
# wrongly 4.4 to 10. If it is a letter that fits its word, people may have written it.
MOST_NATS_AROUND_A_GUESS = 5.3
MOST_NATS_AROUND_A_LETTER = 4.2
_AROUND_A_GUESS = 8
_BESIDE_LETTERS = 100

# What the first letter of a word must gain, where nothing else speaks for damage: names are rare words. Of 1,000,267
# names and phrases, each alone, 14 changes three, and this one; of 328 damaged lines of which no more than a lead was
# left and that came back, six do not any more (`negative-no-name`).
_MARGIN_OF_INITIAL_NATS = 18.0

# How many characters to either side are context for a difference.
_CONTEXT_CHARS = 4

# How many spans to either side are context for one.
SPANS_OF_CONTEXT = 4

# A lone lead is left alone at once if its most frequent reading is rarer by this than the character that it is.
_HOPE_NATS = 3.0


def widened(layer: Layer) -> Layer:
    """Return the layer with its undefined bytes dropped and soft hyphens stripped, the losses that leave no trace."""
    return replace(layer, undefined=UndefinedBytes.DROPPED, strip_soft_hyphens=True)


def gain_of_span_nats(
    line: str, spans: Sequence[LineSpan], i: int, damaged: Sequence[bool], model: LanguageModel
) -> float:
    """Return by how many nats span number `i` of a line is more probable as damage, if those marked are, too."""
    span = spans[i]
    if span.unexplained == span.end - span.begin:
        return -NATS_OF_UNEXPLAINED * span.unexplained
    if span.end - span.begin == 1 and not _is_hopeful(line[span.begin], span.lattice, model):
        return -NATS_OF_UNEXPLAINED
    neighbours = range(max(0, i - SPANS_OF_CONTEXT), min(len(spans), i + SPANS_OF_CONTEXT + 1))
    accepted = {(spans[j].begin, spans[j].end): spans[j].lattice for j in neighbours if damaged[j]}
    return gain_nats(line, span.lattice, model, span.begin, span.end, accepted)


def gain_of_text_nats(text: str, line: str, model: LanguageModel) -> float:
    """Return by how many nats a repair of a line is more probable than the line, looking where they differ."""
    first = _common(text, line)
    last = _common(text[first:][::-1], line[first:][::-1])
    begin, end = max(0, first - _CONTEXT_CHARS), max(0, last - _CONTEXT_CHARS)
    as_it_is = cost_as_it_is_nats(line, {}, model, begin, len(line) - end)
    return as_it_is - cost_of_window_nats(text, {}, model, begin, len(text) - end, found=False)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)


def could_gain(line: str, span: LineSpan, model: LanguageModel, least_nats: float) -> bool:
    """Say whether a span of a line may be so much more probable as damage, if no other is; nothing is searched."""
    if not span.lattice:
        return False
    first = min(span.lattice)
    return most_gain_nats(line, first, span.lattice[first], model, span.end, least_nats) >= least_nats


def _is_hopeful(character: str, lattice: Lattice, model: LanguageModel) -> bool:
    """Say whether a reading of a lone lead is common enough to be worth a look at its context."""
    readings = (reading.characters for options in lattice.values() for reading in options)
    least = min(_least_unigram_cost_nats(model, characters) for characters in readings)
    return least <= model.unigram_cost_nats(character) + _HOPE_NATS


@lru_cache(maxsize=4096)
def _least_unigram_cost_nats(model: LanguageModel, characters: tuple[str, ...]) -> float:
    """Return what the commonest of some characters costs; a lead alone has a thousand, and stands in every line."""
    return min(map(model.unigram_cost_nats, characters))


def is_guess_in_text(line: str, span: LineSpan, model: LanguageModel) -> bool:
    """Say whether a span that lost bytes, as read, stands in something that reads like text."""
    beside = line[max(0, span.begin - _BESIDE_LETTERS) : span.begin] + line[span.end : span.end + _BESIDE_LETTERS]
    if line[span.begin : span.end].isalpha() and not any(map(str.isalnum, beside)):
        return False  # letters are all that there is (`negative-az-two-letters`)
    if span.end - span.begin == 1 and opens_what_is_not_closed(line, span.begin):
        return False
    begin, end = max(0, span.begin - _AROUND_A_GUESS), min(len(line), span.end + _AROUND_A_GUESS)
    cost = cost_of_window_nats(line, or_itself(line, span.lattice), model, begin, end)
    most = MOST_NATS_AROUND_A_LETTER if fits_its_word(line, span.begin) else MOST_NATS_AROUND_A_GUESS
    return cost <= most * (end - begin)


def is_initial_by_chance(line: str, span: LineSpan, gain: float) -> bool:
    """Say whether a lone lead is the first letter of a word that goes on in small letters, and gains too little."""
    before, after = line[max(0, span.begin - 1) : span.begin], line[span.end : span.end + 1]
    is_initial = line[span.begin : span.end].isupper() and after.islower() and not before.isalpha()
    return is_initial and span.end - span.begin == 1 and gain < _MARGIN_OF_INITIAL_NATS


def without_clean(line: str, spans: list[LineSpan], model: LanguageModel) -> list[LineSpan]:
    """Leave out what is one sequence by chance, as far as the model can see, in a line that is damaged in part.

    An apostrophe and an accented letter are an Armenian one to the Mac (`mixed-one-line-fr-apostrophe`).
    """
    none = [False] * len(spans)
    return [
        span
        for i, span in enumerate(spans)
        if span.structure.weight > 1 or gain_of_span_nats(line, spans, i, none, model) >= MARGIN_IN_DAMAGED_LINE_NATS
    ]


def judge_parts(line: str, model: LanguageModel) -> Verdict | None:
    """Return the sequences of a line that lost nothing and are damage beyond doubt, whatever the rest of it is.

    The codec is the one through which the first ones gain most. With a control left over, more of the line is damaged;
    if a part seems to have lost bytes, the verdict is that it is broken.
    """
    best, chosen = 0.0, None
    for codec in CODECS:
        inverse = inverse_of_codec(codec.name)
        if inverse.is_alphabet:
            continue
        spans = [s for s in spans_of(inverse, line) if s.is_complete and stands_apart(line, s.begin, s.end)]
        total = sum(gain for _, gain in _parts(line, spans, range(min(_SAMPLE_SPANS, len(spans))), model))
        if total > best:
            best, chosen = total, (inverse, spans)
    if chosen is None:
        return None
    inverse, spans = chosen
    damaged = [False] * len(spans)
    for i, _ in _parts(line, spans, range(len(spans)), model):
        damaged[i] = True
    # What is left of them beside these has witnesses.
    more = [
        i
        for i, sure in enumerate(damaged)
        if not sure and gain_of_span_nats(line, spans, i, damaged, model) >= MARGIN_IN_DAMAGED_FILE_NATS
    ]
    for i in more if any(damaged) else ():
        damaged[i] = True
    found = verdict_on(inverse, line, [span for span, sure in zip(spans, damaged, strict=True) if sure])
    if found is None:
        return None
    covered = {place for begin, end in found.spans for place in range(begin, end)}
    if any(match.start() not in covered for match in _CONTROL.finditer(line)):
        return None
    if _nats_a_character(line, found, covered, model) > _MOST_NATS_A_CHARACTER:
        return None
    return replace(found, broken=_lost_bytes(line, found.layer, model))


def _nats_a_character(line: str, found: Verdict, covered: set[int], model: LanguageModel) -> float:
    """Return what the characters of a line, or of its beginning, cost on average if what was found is damage."""
    inside = covered.difference(begin for begin, _ in found.spans)
    end = next(e for e in range(min(len(line), _SAMPLE_CHARS), len(line) + 1) if e not in inside)
    characters = sum(place in found.lattice or place not in covered for place in range(end))
    return cost_of_window_nats(line, found.lattice, model, 0, end) / max(1, characters)


def _lost_bytes(line: str, layer: Layer, model: LanguageModel) -> bool:
    """Say whether other parts of a line seem to be damaged, too, but lost bytes."""
    spans = [span for span in spans_of(inverse_of(widened(layer)), line) if span.structure.partial]
    none = [False] * len(spans)
    gains = (gain_of_span_nats(line, spans, i, none, model) for i in range(len(spans)))
    return any(gain >= MARGIN_IN_DAMAGED_FILE_NATS for gain in gains)


def _parts(line: str, spans: list[LineSpan], numbers: range, model: LanguageModel) -> Iterator[tuple[int, float]]:
    """Yield the numbers of the spans that gain enough by themselves, and what they gain."""
    none = [False] * len(spans)
    for i in numbers:
        gain = gain_of_span_nats(line, spans, i, none, model)
        if gain >= MARGIN_ALONE_NATS:
            yield i, gain
