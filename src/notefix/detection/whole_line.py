"""Accidents in which the bytes of a line do not stand one a character: judged a line at a time, and by the file.

UTF-8 read by a codec of two bytes a character: the line's view (channels.multibyte) must be UTF-8, but for bytes that
were lost, and so much more probable under the language model that the gain passes a margin. Structure does not speak
for itself here: two ideographs in a row are UTF-8 by chance once in a few hundred.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import exp, inf

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import inverse_of_codec
from notefix.channels.lattice import Lattice
from notefix.channels.legacy import legacy_lattice
from notefix.channels.multibyte import PUT_FOR_LOST, View
from notefix.channels.tables import CODECS
from notefix.channels.windows import WINDOWS_OF
from notefix.detection.candidate import PAIRS, Candidate, rank
from notefix.detection.evidence import cost_of_window_nats
from notefix.detection.excused import LAST_LATIN
from notefix.detection.glance import Glance
from notefix.detection.in_pairs import explained, ways_of
from notefix.detection.legacy_lines import is_chance, is_in_words, legacy_layers, legacy_lines, read_without_choice
from notefix.detection.line_costs import (
    as_it_is_nats,
    cost_of_restored_nats,
    found_cost_nats,
    least_cost_nats,
    plain_cost_nats,
)
from notefix.detection.lines_with import lines_with
from notefix.detection.pairs import is_mostly_gone, layers_by_line, layers_that_lost
from notefix.detection.verdict import Verdict
from notefix.detection.vote import ModelSource

__all__ = ["WholeLineJudge"]

# Gain in nats over leaving the line alone: alone, and in a file whose lines gain so much together.
MARGIN_ALONE_NATS = 5.0
MARGIN_IN_FILE_NATS = 3.0
# Where one character is all that was read in pairs: people write about one (`negative-lone-ideograph-en`).
MARGIN_ONE_NATS = 11.0
# Where one or two are all, with no letter of Latin beside them: a word of a list (`negative-zh-word-of-two`). Of
# 599,159 words of Chinese, Japanese and Korean lists, a line each, in three forms, 39 to 46 passed without this, and
# none does; of 47 words of two letters that were read so and came back alone 15 still do.
MARGIN_WORD_NATS = 16.0
ESTABLISHED_GAIN_NATS = 30.0

# And of the lines that a codec explains so many gain: in a long list some do by chance.
_LEAST_SHARE_GAINING = 1 / 8

# The same for text that never was UTF-8: there no structure speaks.
MARGIN_LEGACY_NATS = 20.0

# A row of letters can be turned into another one by every code page. What is really text costs 2 to 5 nats a character,
# a list of letters read as Cyrillic 6.5 (`negative-letters-nordic`).
_MOST_NATS_PER_CHARACTER = 5.5

# And what was restored costs so much a character at most, whatever the words in ASCII around it cost: a list of Latin
# letters or of signs in source code is a row of ideographs that nobody writes (`negative-signs-of-latin-1-in-code`). Of
# 2,032 lines, words and names of files in ten old codecs that came back eleven cost more; of 380 lists that were taken
# for text of one, 371 did.
_MOST_NATS_PER_RESTORED = 8.0

# What a reading must gain for each character that it changes: less is a coincidence of rare characters.
_LEAST_GAIN_PER_CHARACTER_NATS = 1.0

# So much of a line is weighed.
_WEIGHED_CHARS = 240
_LEGACY_WEIGHED_CHARS = 100

# A line that reads so much worse at its beginning is not weighed further.
_BEGINNING_CHARS = 12
_MOST_LOST_NATS = 60.0

# So many lines are weighed in vain that may have lost bytes without a trace, if nothing else of a text gains.
_MOST_IN_VAIN = 8

_LOST = re.compile("\ufffd")
_LOST_BY_WINDOWS = re.compile("[\ufffd\u30fb]|(?<=[\u2e80-\uffef])[?\u20ac]|\\?(?=[\u2e80-\uffef])")

# What is left of a line that was read in pairs, and costs so much a character, is damage, too: text costs 2 to 7.
_LEFT = re.compile("[\u2e80-\uffef\u20ac?]{4,}")
_LEAST_NATS_OF_DAMAGE = 9.0

# What it costs to have been read in another way than most of the file.
_OTHER_WAY_NATS = 10.0


def _layers_of_lines(text: str, stated: Layer | None, glance: Glance | None) -> dict[str, list[Layer]]:
    """Return what the lines of a text may have come through, for those that may have come through anything."""
    if stated is not None:
        return {line: [stated] for line in text.split("\n") if not line.isascii()}
    glance = glance or Glance(text)
    in_pairs = layers_by_line(text, glance)
    legacy = legacy_lines(text, glance)
    found: dict[str, list[Layer]] = {}
    lines = text.split("\n") if in_pairs or legacy else []
    for number in sorted(in_pairs.keys() | legacy):
        line = lines[number]
        if line not in found:
            found[line] = [*in_pairs.get(number, ()), *(legacy_layers(line) if number in legacy else ())]
    return found


def _is_in_latin(line: str, begin: int, end: int) -> bool:
    """Say whether a letter of Latin stands beside a part of a line."""
    beside = line[max(0, begin - 1) : begin] + line[end : end + 1]
    return any(character.isalpha() and character <= LAST_LATIN for character in beside)


def _cut(view: View, lattice: Lattice, least: int) -> int:
    """Return a place of the view, not far in, at which a character begins on every path."""
    for place in range(least, len(view.text)):
        jumps = (place - back + r.length for back in range(1, 6) for r in lattice.get(place - back, ()))
        if view.origins[place] != view.origins[place - 1] and not any(to > place for to in jumps):
            return place
    return len(view.text)


class WholeLineJudge:
    """Knows how the lines of a file were misread in pairs, if they were, and judges each.

    Attributes:
        established: whether the lines together leave no doubt.
        layer: None; each line shows by itself what it lost.
    """

    layer: Layer | None = None

    def __init__(
        self, text: str, model: ModelSource, stated: Layer | None = None, glance: Glance | None = None
    ) -> None:
        r"""Look at all lines that could be damaged.

        Args:
            text: those lines, with \n between them; others among them do not matter.
            model: called only where a line is weighed.
            stated: the layer, where the caller knows it.
            glance: at the text, where there was one already.
        """
        self._model = model
        self._stated = stated
        self._found: dict[str, list[Candidate]] = {}
        self._way: bool | None = None  # whether Windows read the file's pairs, where they show it
        self._name: str | None = None  # until all lines are weighed, each speaks for itself
        self.established = False
        explaining: dict[str, set[str]] = defaultdict(set)
        for line, layers in self._in_order(_layers_of_lines(text, stated, glance)):
            candidates = list(self._candidates(line, layers))
            for candidate in candidates:
                explaining[candidate.name].add(line)
            self._found.setdefault(line, []).extend(c for c in candidates if stated or c.gain_nats > 0)
        self._name = self._agreed_name(explaining)
        self.established = stated is not None or self._name is not None
        if stated is None and self._name in PAIRS:
            self._find_without_pairs(text, self._name)
            self._way = self._usual_way()

    def _agreed_name(self, explaining: Mapping[str, Collection[str]]) -> str | None:
        """Return the accident of which all lines together leave no doubt, if there is one.

        Args:
            explaining: the lines that each explains, whatever they gain.
        """
        together: dict[str, float] = defaultdict(float)
        gaining = Counter[str]()
        for candidates in self._found.values():
            best: dict[str, float] = defaultdict(float)
            for candidate in candidates:
                best[candidate.name] = max(best[candidate.name], candidate.penalised_gain_nats)
            for name, gain in best.items():
                together[name] += gain
                gaining[name] += 1
        found = max(together, key=lambda name: (together[name], -rank(name)), default=None)
        if found is None or together[found] < ESTABLISHED_GAIN_NATS:
            return None
        return found if gaining[found] >= _LEAST_SHARE_GAINING * len(explaining[found]) else None

    def _usual_way(self) -> bool | None:
        """Return whether those lines that lost bytes speak for Windows; None if there is none."""
        together = 0.0
        for candidates in self._found.values():
            ways = {False: 0.0, True: 0.0}
            for candidate in candidates:
                layer = candidate.layer
                if candidate.name == self._name and (layer.by_windows or layer.undefined in PUT_FOR_LOST):
                    ways[layer.by_windows] = max(ways[layer.by_windows], candidate.penalised_gain_nats)
            together += ways[True] - ways[False]
        return together > 0.0 if together else None

    def _in_order(self, layers_by_line: dict[str, list[Layer]]) -> Iterator[tuple[str, list[Layer]]]:
        """Yield the layers to try with each line; those that lost bytes without a trace last, and not for ever.

        To weigh what they leave open takes long, and many short clean lines could have come through them. Where nothing
        else gains enough, and none of the longest lines does so either, those that are shorter are not weighed.
        """
        late = {}
        for line, layers in layers_by_line.items():
            dropped = [layer for layer in layers if layer.is_multibyte and layer.undefined is UndefinedBytes.DROPPED]
            if dropped and self._stated is None:
                late[line] = dropped
                layers = [layer for layer in layers if layer not in dropped]
            yield line, layers
        for number, line in enumerate(sorted(late, key=len, reverse=True)):
            if number == _MOST_IN_VAIN and not any(self._passes(c) for some in self._found.values() for c in some):
                break
            yield line, late[line]

    def _find_without_pairs(self, text: str, codec: str) -> None:
        """Look at lines in which no pair is left, as other lines show that bytes were read in pairs."""
        for line in lines_with(_LOST_BY_WINDOWS if codec in WINDOWS_OF else _LOST, text).values():
            if line not in self._found and not is_mostly_gone(line):
                layers = list(layers_that_lost(line, codec))
                self._found[line] = [c for c in self._candidates(line, layers) if c.gain_nats > 0]

    @property
    def lines(self) -> Collection[str]:
        """The lines that could be damaged."""
        return self._found.keys()

    def _candidates(self, line: str, layers: Sequence[Layer]) -> Iterator[Candidate]:
        for layer in layers:
            if layer.is_multibyte:
                for way in [layer] if self._stated else ways_of(line, layer):
                    found = explained(line, way)
                    if found is not None:
                        yield self._weighed(line, way, *found)
            else:
                lattice = legacy_lattice(line, layer)
                if not lattice:
                    continue
                spans = tuple((place, place + r[0].length) for place, r in lattice.items())
                if self._stated or not is_chance(line, layer, lattice, spans):
                    view = View(line, b"", tuple(range(len(line) + 1)))
                    yield self._weighed(line, layer, view, lattice, spans)

    def _weighed(
        self, line: str, layer: Layer, view: View, lattice: Lattice, spans: tuple[tuple[int, int], ...]
    ) -> Candidate:
        model = self._model()
        end = _cut(view, lattice, _WEIGHED_CHARS if layer.is_multibyte else _LEGACY_WEIGHED_CHARS)
        text = read_without_choice(view.text[:end], lattice)
        if layer.is_multibyte:
            gain = found_cost_nats(line[: view.origins[end]], model)
        else:
            gain = as_it_is_nats(line, end, model)
        if self._is_hopeless(line, layer, view, lattice):
            return Candidate(layer, view.text, lattice, spans, 0.0, 0, 0.0)
        if text and self._stated is None and gain <= least_cost_nats(text, line, model):
            return Candidate(layer, view.text, lattice, spans, 0.0, 0, 0.0)
        gain -= cost_of_window_nats(view.text, lattice, model, 0, end)
        changed = sum(last - first for first, last in spans)
        each = plain_cost_nats(text, model) / max(1, len(text)) if text else 0.0
        is_asked = gain > 0.0 and text != "" and not layer.is_multibyte
        restored = cost_of_restored_nats(text, model) if is_asked else 0.0
        different = len(set("".join(line[first:last] for first, last in spans)))
        is_word = layer.is_multibyte and different <= 2 and not any(_is_in_latin(line, *span) for span in spans)
        if is_word:  # what is there again says no more than before (`negative-zh-ideograph-repeated`)
            gain *= different / changed
        return Candidate(layer, view.text, lattice, spans, gain, min(changed, _WEIGHED_CHARS), each, restored, is_word)

    def _is_hopeless(self, line: str, layer: Layer, view: View, lattice: Lattice) -> bool:
        """Say whether the beginning of a line alone loses more than the rest of it could gain.

        Judgement, measured: of 554 readings of damaged lines that gain in the end none had lost more than 18 nats
        after so many characters, and half of the clean ones had lost 108 and more.
        """
        if self._stated is not None or not layer.is_multibyte or len(view.text) < 2 * _BEGINNING_CHARS:
            return False
        model = self._model()
        end = _cut(view, lattice, _BEGINNING_CHARS)
        gain = found_cost_nats(line[: view.origins[end]], model)
        return gain - cost_of_window_nats(view.text, lattice, model, 0, end) < -_MOST_LOST_NATS

    def _passes(self, candidate: Candidate) -> bool:
        if self._stated is not None:
            return True
        margin = MARGIN_ALONE_NATS if candidate.changed > 1 else MARGIN_ONE_NATS
        if candidate.is_word:
            margin = MARGIN_WORD_NATS
        if not candidate.layer.is_multibyte:
            margin = MARGIN_LEGACY_NATS
            if candidate.cost_per_character_nats > _MOST_NATS_PER_CHARACTER or self._is_better_as_utf_8(candidate):
                return False
            in_pairs = candidate.layer.source in PAIRS
            if candidate.cost_per_restored_nats > (_MOST_NATS_PER_RESTORED if in_pairs else _MOST_NATS_PER_CHARACTER):
                return False
            if in_pairs and is_in_words(candidate):
                return False
        if self.established and candidate.name == self._name:
            margin = MARGIN_IN_FILE_NATS
        return candidate.gain_nats >= max(margin, _LEAST_GAIN_PER_CHARACTER_NATS * candidate.changed)

    def _is_better_as_utf_8(self, candidate: Candidate) -> bool:
        """Say whether all of a line is UTF-8 to some codec, and more probable so (`lossless-mt-macroman-alone`)."""
        line = candidate.text
        originals = {inverse_of_codec(codec.name).original_of_intact(line) for codec in CODECS} - {None, line}
        if not originals:
            return False
        model = self._model()
        cost = plain_cost_nats(read_without_choice(line, candidate.lattice), model)
        return any(original and plain_cost_nats(original, model) < cost for original in originals)

    def judge(self, line: str) -> Verdict | None:
        """Return what is damaged in a line, None if nothing is."""
        passing = [candidate for candidate in self._found.get(line, ()) if self._passes(candidate)]
        whole = [candidate for candidate in passing if not self._leaves_damage(line, candidate)]
        best = max(whole or passing, key=self._weight, default=None)
        if best is None:
            return None
        # Who put something for lost bytes says what was there.
        others = [c for c in whole if c.layer.by_windows is not best.layer.by_windows]
        odds = exp(max([self._weight(other) - self._weight(best) for other in others], default=-inf))
        doubt = odds / (1.0 + odds)
        strong = best.gain_nats >= ESTABLISHED_GAIN_NATS
        return Verdict(best.layer, best.lattice, best.spans, not whole, strong, view=best.text, doubt=doubt)

    def _weight(self, candidate: Candidate) -> float:
        is_other = candidate.name == self._name and self._way not in (None, candidate.layer.by_windows)
        return candidate.penalised_gain_nats - _OTHER_WAY_NATS * is_other

    def _leaves_damage(self, line: str, candidate: Candidate) -> bool:
        """Say whether something beside what a candidate explains looks as damaged as that does."""
        if not candidate.layer.is_multibyte or self._stated is not None:
            return False
        begins = [0, *(end for _, end in candidate.spans)]
        ends = [*(begin for begin, _ in candidate.spans), len(line)]
        left = [match[0] for b, e in zip(begins, ends, strict=True) for match in _LEFT.finditer(line, b, e)]
        model = self._model()
        return any(plain_cost_nats(some, model) > _LEAST_NATS_OF_DAMAGE * len(some) for some in left)
