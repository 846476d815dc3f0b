"""Which accident did these lines have?

One file mostly had one accident, and a short line alone cannot tell: so the lines vote. Structure comes first (does
the codec turn the lines into sequences of UTF-8, and does anything stay unexplained?), the language model decides
what structure leaves open, such as which bytes were dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.forward import arrivals
from notefix.channels.inverse import inverse_of
from notefix.channels.lattice import Lattice, is_intact, span_lattice
from notefix.channels.tables import CODECS
from notefix.detection.evidence import cost_of_window_nats
from notefix.detection.structure import HAS_SEQUENCE, Structure, measure
from notefix.language_model.model import LanguageModel

__all__ = ["ModelSource", "Scan", "Vote", "scan", "vote"]

ModelSource = Callable[[], LanguageModel]

# A codec is still in the race if it explains nearly as much as the best one.
_CLOSE = 0.9

# What the model reads to decide between channels: so many lines, so many characters of each.
_SAMPLE_LINES = 12
_SAMPLE_CHARS = 120

# In nats. A loss has to pay for itself, and of two codecs that read the same the likelier one is named.
_LOSS_PENALTY = 1.0
_CODEC_PENALTY = 0.2


@dataclass(frozen=True, slots=True)
class Vote:
    """A channel's layer, and how the lines speak for it.

    Attributes:
        layer: the accident.
        strongest: the weight (see Structure.weight) of the line that speaks for it most.
        share: what share of the lines looked at speaks for it; in a long clean text some line always seems to.
        weight: the weight of all lines.
    """

    layer: Layer
    strongest: int
    share: float
    weight: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A codec that turns some of the lines into sequences of UTF-8, those lines, and how well it does."""

    codec: str
    score: int
    share: float
    lines: tuple[str, ...]
    structures: tuple[Structure, ...]

    @property
    def intact(self) -> bool:
        """Whether no line of them lost anything."""
        return not any(s.partial or s.bare or s.stray for s in self.structures)


    def vote_for(self, layer: Layer) -> Vote:
        """Return the vote of the lines for a layer of this codec or one that reads them the same."""
        weights = [structure.weight for structure in self.structures]
        return Vote(layer, max(weights), self.share, sum(weights))


@dataclass(frozen=True, slots=True)
class Scan:
    """What structure alone says about some lines.

    Attributes:
        candidates: the codecs that explain lines, in the order of tables.CODECS.
        suspects: the lines in which some codec finds a complete sequence; no others can be intact damage.
    """

    candidates: tuple[Candidate, ...]
    suspects: frozenset[str]


def _count_foreign(line: str, symbols: bytes) -> int:
    """Count the characters that are neither ASCII nor in the codec."""
    return symbols.count(b"?") - line.count("?")


def _lines_with_sequences(text: str, symbols: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while match := HAS_SEQUENCE.search(symbols, place):
        begin = symbols.rfind(b"\n", 0, match.start()) + 1
        end = symbols.find(b"\n", match.end())
        end = len(symbols) if end < 0 else end
        yield text[begin:end], symbols[begin:end]
        place = end


def _scan_codec(codec: str, text: str, suspects: set[str]) -> Candidate:
    score = 0
    lines, structures = [], []
    for line, symbols in _lines_with_sequences(text, inverse_of(Layer(codec)).symbols(text)):
        structure = measure(symbols)
        if structure.two or structure.three or structure.four:
            suspects.add(line)
        unexplained = structure.stray + _count_foreign(line, symbols)
        if structure.explained > unexplained + structure.bare:
            score += structure.explained - structure.bare - 3 * unexplained
            lines.append(line)
            structures.append(structure)
    return Candidate(codec, score, len(lines) / (text.count("\n") + 1), tuple(lines), tuple(structures))


def scan(lines: Sequence[str]) -> Scan:
    """Look for sequences of UTF-8 in lines, through every codec."""
    text = "\n".join(lines)
    alphabet = frozenset(text)
    found = []
    suspects: set[str] = set()
    for codec in CODECS:
        if not alphabet.isdisjoint(inverse_of(Layer(codec.name)).lead_alphabet):
            candidate = _scan_codec(codec.name, text, suspects)
            if candidate.score > 0:
                found.append(candidate)
    return Scan(tuple(found), frozenset(suspects))


def _layers(codec: str, sample: Sequence[str]) -> list[Layer]:
    """Return the layers of a codec whose losses the sample does not rule out."""
    text = "\n".join(sample)
    symbols = inverse_of(Layer(codec)).symbols(text)
    undefined = [UndefinedBytes.CONTROL, UndefinedBytes.DROPPED]
    if "\ufffd" in text:
        undefined.append(UndefinedBytes.REPLACEMENT_CHARACTER)
    if re.search(rb"[\x80-\xf4]\?", symbols):
        undefined.append(UndefinedBytes.QUESTION_MARK)
    hyphens = [False] if "\xad" in text else [False, True]
    controls = [False] if re.search("[\x80-\x9f]", text) else [False, True]
    folds = [False, True] if "\xa0" not in text and re.search(rb"[\x80-\xf4] ", symbols) else [False]
    layers = [
        Layer(codec, fate, shy, c1, nbsp)
        for c1, fate, shy, nbsp in product(controls, undefined, hyphens, folds)
    ]
    return list({arrivals(layer): layer for layer in reversed(layers)}.values())[::-1]


def _line_lattice(layer: Layer, line: str) -> tuple[Lattice, int]:
    """Return the lattice of all spans of a line and how many characters it leaves unexplained."""
    inverse = inverse_of(layer)
    symbols = inverse.symbols(line)
    lattice: Lattice = {}
    unexplained = _count_foreign(line, symbols)
    for match in inverse.span.finditer(symbols):
        part, count = span_lattice(inverse, line, symbols, match.start(), match.end())
        lattice.update(part)
        unexplained += count
    return lattice, unexplained


def _sample(candidate: Candidate) -> list[str]:
    """Choose lines that lost something, spread over the text, and cut them to where the damage is."""
    lossy = [
        line
        for line, structure in zip(candidate.lines, candidate.structures, strict=True)
        if structure.partial or structure.bare or structure.stray
    ] or list(candidate.lines)
    chosen = lossy[:: -(-len(lossy) // _SAMPLE_LINES)]
    sample = []
    for line in chosen:
        first = next((i for i, character in enumerate(line) if not character.isascii()), 0)
        sample.append(line[first : first + _SAMPLE_CHARS])
    return sample


def _least_unexplained(layers: list[Layer], sample: list[str]) -> list[tuple[Layer, list[Lattice]]]:
    read = []
    for layer in layers:
        lattices, counts = zip(*(_line_lattice(layer, line) for line in sample), strict=True)
        read.append((sum(counts), layer, list(lattices)))
    least = min(count for count, _, _ in read)
    return [(layer, lattices) for count, layer, lattices in read if count == least]


def _as_read(lattices: list[Lattice]) -> tuple[object, ...]:
    return tuple(tuple(sorted(lattice.items())) for lattice in lattices)


def vote(candidates: Sequence[Candidate], model: ModelSource) -> Vote | None:
    """Return the accident that explains the scanned lines best, or None if none explains anything.

    Args:
        candidates: of a scan.
        model: called only where structure leaves the question open.
    """
    if not candidates:
        return None
    best = max(candidates, key=lambda c: c.score)
    close = [c for c in candidates if c.score >= _CLOSE * best.score]
    sample = _sample(best)
    if best.intact:
        layers = [Layer(c.codec) for c in close if c.intact]
    else:
        layers = [layer for c in close for layer in _layers(c.codec, sample)]
    read = _least_unexplained(layers, sample)
    if len({_as_read(lattices) for _, lattices in read}) == 1:
        fewest = min(read, key=lambda item: item[0].loss_count)
        return best.vote_for(fewest[0])
    order = [codec.name for codec in CODECS]

    def cost(item: tuple[Layer, list[Lattice]]) -> float:
        layer, lattices = item
        penalty = _LOSS_PENALTY * layer.loss_count + _CODEC_PENALTY * order.index(layer.codec)
        pairs = zip(sample, lattices, strict=True)
        return penalty + sum(cost_of_window_nats(line, lattice, model(), 0, len(line)) for line, lattice in pairs)

    return best.vote_for(min(read, key=cost)[0])
