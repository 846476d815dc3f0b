"""Accidents in which the bytes of a line do not stand one a character: judged a line at a time, and by the file.

UTF-8 read by a codec of two bytes a character: the line's view (channels.multibyte) must be UTF-8, but for bytes that
were lost, and so much more probable under the language model that the gain passes a margin. Structure does not speak
for itself here: two ideographs in a row are UTF-8 by chance once in a few hundred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.lattice import Lattice, span_lattice
from notefix.channels.multibyte import View, multibyte_inverse_of, telling_characters, view_of
from notefix.channels.tables import MULTIBYTE_CODECS
from notefix.detection.evidence import cost_of_window_nats
from notefix.detection.verdict import Verdict
from notefix.detection.vote import ModelSource
from notefix.language_model.model import LanguageModel

__all__ = ["WholeLineJudge", "could_be_misread_in_pairs"]

# Gain in nats over leaving the line alone: alone, and in a file whose lines gain so much together.
MARGIN_ALONE_NATS = 10.0
MARGIN_IN_FILE_NATS = 4.0
ESTABLISHED_GAIN_NATS = 30.0

# What a reading must gain for each character that it changes: less is a coincidence of rare characters.
_LEAST_GAIN_PER_CHARACTER_NATS = 1.0

# So much of a line is weighed, and no character of it counts more: none is so rare that it proves anything.
_WEIGHED_CHARS = 240
_MOST_NATS = 14.0

# Bytes between ASCII, holes and characters that the codec does not have, and those that could be UTF-8 from the first
# to the last, but for the ends of characters that go on in a hole. Atomic groups: nothing is tried twice.
_PIECE = re.compile(rb"\xff?[\x80-\xfe]+")
_GOOD_PIECE = re.compile(
    rb"(?>(?:\xff[\x80-\xbf]{0,3})?)"
    rb"(?>(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*)"
    rb"(?>(?:[\xc2-\xf4][\x80-\xbf]{0,2})?)"
)
_PARTIAL = re.compile(
    rb"[\xc2-\xf4](?![\x80-\xbf])|[\xe0-\xf4][\x80-\xbf](?![\x80-\xbf])|[\xf0-\xf4][\x80-\xbf]{2}(?![\x80-\xbf])"
)
_QUESTIONED = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\?|\?[\x80-\xbf]")

# A line is looked at if the runs that could be UTF-8 are at least a third of it; a codec is tried that explains nearly
# as much as the best one.
_LEAST_SHARE = 1 / 3
_CLOSE = 0.7
_FOREIGN_BYTES = 2

# In nats: what it costs that a codec is rarer than the one before, and what a loss does.
_CODEC_PENALTY = 1.0
_LOSS_PENALTY = 3.0
_RANKS = {codec.name: rank for rank, codec in enumerate(MULTIBYTE_CODECS)}


@cache
def _telling() -> re.Pattern[str]:
    return re.compile("[" + re.escape(telling_characters()) + "]")


def could_be_misread_in_pairs(line: str) -> bool:
    """Say whether a line may be UTF-8 read by a codec of two bytes a character; False is certain."""
    return _telling().search(line) is not None or "\ufffd" in line


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A layer that explains a line, how, and by how many nats better than nothing."""

    layer: Layer
    view: View
    lattice: Lattice
    spans: tuple[tuple[int, int], ...]
    gain_nats: float
    changed: int

    @property
    def penalised_gain_nats(self) -> float:
        return self.gain_nats - _CODEC_PENALTY * _RANKS[self.layer.codec] - _LOSS_PENALTY * self.layer.loss_count


def _plausible_layers(line: str) -> Iterator[Layer]:
    """Yield the layers through which a line could be UTF-8, by a quick look."""
    scores = {}
    for codec in MULTIBYTE_CODECS:
        symbols = view_of(line, Layer(codec.name, UndefinedBytes.REPLACEMENT_CHARACTER)).symbols
        pieces = _PIECE.findall(symbols)
        good = sum(len(piece) for piece in pieces if _GOOD_PIECE.fullmatch(piece))
        bad = sum(map(len, pieces)) - good + _FOREIGN_BYTES * (symbols.count(b"?") - line.count("?"))
        if good and good >= _LEAST_SHARE * (good + bad):
            scores[codec.name] = good - bad
    best = max(scores.values(), default=0)
    for name, score in scores.items():
        if score >= _CLOSE * best:
            yield from _layers(line, name)


def _layers(line: str, codec: str) -> Iterator[Layer]:
    """Yield a codec's layers, by what may have become of bytes that made no pair."""
    if "\ufffd" in line:
        yield Layer(codec, UndefinedBytes.REPLACEMENT_CHARACTER)
        return
    symbols = view_of(line, Layer(codec)).symbols
    if not _PARTIAL.search(symbols):
        yield Layer(codec)
    elif _QUESTIONED.search(symbols):
        yield Layer(codec, UndefinedBytes.QUESTION_MARK)
    else:
        yield Layer(codec, UndefinedBytes.DROPPED)


def _explained(line: str, layer: Layer) -> tuple[View, Lattice, tuple[tuple[int, int], ...]] | None:
    """Return the view of a line, the lattice of the spans that are UTF-8 in it, and where those are in the line."""
    inverse = multibyte_inverse_of(layer)
    kept: set[int] = set()
    view = view_of(line, layer)
    for _ in range(2):
        lattice: Lattice = {}
        spans = []
        broken: set[int] = set()
        for match in inverse.span.finditer(view.symbols):
            begin, end = view.origins[match.start()], view.origins[match.end() - 1] + 1
            part, unexplained = span_lattice(inverse, view.text, view.symbols, *match.span())
            if unexplained or not any(readings[0].length > 1 or readings[0].lossy for readings in part.values()):
                broken.update(range(begin, end))
            else:
                lattice.update(part)
                spans.append((begin, end))
        if not broken or not spans:
            break
        kept |= broken
        view = view_of(line, layer, frozenset(kept))
    return (view, lattice, tuple(spans)) if spans else None


def _plain_cost_nats(line: str, model: LanguageModel) -> float:
    reach = model.order - 1
    history = "\n"
    cost = 0.0
    for character in line:
        cost += min(_MOST_NATS, model.cost_nats(history, character))
        history = (history + character)[-reach:]
    return cost


def _cut(view: View, lattice: Lattice) -> int:
    """Return a place of the view, not far in, at which a character begins on every path."""
    for place in range(_WEIGHED_CHARS, len(view.text)):
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

    def __init__(self, lines: Sequence[str], model: ModelSource, stated: Layer | None = None) -> None:
        """Look at all lines that could be damaged."""
        self._model = model
        self._stated = stated
        self._found: dict[str, list[_Candidate]] = {}
        together: dict[str, float] = defaultdict(float)
        for line in dict.fromkeys(lines):
            if stated is not None or could_be_misread_in_pairs(line):
                candidates = self._found[line] = list(self._candidates(line))
                best: dict[str, float] = defaultdict(float)
                for candidate in candidates:
                    codec = candidate.layer.codec
                    best[codec] = max(best[codec], candidate.penalised_gain_nats)
                for codec, gain in best.items():
                    together[codec] += gain
        self._codec = max(together, key=lambda codec: (together[codec], -_RANKS[codec]), default=None)
        self.established = stated is not None or (
            self._codec is not None and together[self._codec] >= ESTABLISHED_GAIN_NATS
        )

    def _candidates(self, line: str) -> Iterator[_Candidate]:
        for layer in [self._stated] if self._stated is not None else _plausible_layers(line):
            explained = _explained(line, layer)
            if explained is not None:
                yield self._weighed(line, layer, *explained)

    def _weighed(
        self, line: str, layer: Layer, view: View, lattice: Lattice, spans: tuple[tuple[int, int], ...]
    ) -> _Candidate:
        model = self._model()
        end = _cut(view, lattice)
        gain = _plain_cost_nats(line[: view.origins[end]], model)
        gain -= cost_of_window_nats(view.text, lattice, model, 0, end)
        changed = sum(end - begin for begin, end in spans)
        return _Candidate(layer, view, lattice, spans, gain, min(changed, _WEIGHED_CHARS))

    def judge(self, line: str) -> Verdict | None:
        """Return what is damaged in a line, None if nothing is."""
        best = None
        for candidate in self._found.get(line, ()):
            margin = MARGIN_ALONE_NATS
            if self.established and candidate.layer.codec == self._codec:
                margin = MARGIN_IN_FILE_NATS
            passes = self._stated is not None or (
                candidate.gain_nats >= margin
                and candidate.gain_nats >= _LEAST_GAIN_PER_CHARACTER_NATS * candidate.changed
            )
            if passes and (best is None or candidate.penalised_gain_nats > best.penalised_gain_nats):
                best = candidate
        if best is None:
            return None
        strong = best.gain_nats >= ESTABLISHED_GAIN_NATS
        return Verdict(best.layer, best.lattice, best.spans, strong=strong, view=best.view.text)
