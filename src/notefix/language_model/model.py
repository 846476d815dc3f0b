"""Load a model file and ask it for probabilities. Needs nothing but the standard library.

The file is mapped, not read: opening it costs one pass for the checksum, and memory is shared between processes.
A model file is untrusted input: sizes, order of ranges and checksum are verified before the first question, and
nothing in it is ever executed.
"""

from __future__ import annotations

import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from notefix.errors import ModelError
from notefix.language_model.format import (
    BACKOFF_SCALE,
    COST_SCALE,
    HEADER,
    LINE_END,
    MAGIC,
    SECTIONS,
    UNKNOWN,
    VERSION,
)

__all__ = ["BUILT_IN_MODEL", "LanguageModel", "built_in_model"]

BUILT_IN_MODEL = Path(__file__).parent.parent / "data" / "characters.bin"

# What a character costs that the model has never seen, in nats: a little more than the rarest one it knows.
UNKNOWN_COST_NATS = 18.5

# Where a lead alone survived there are thousands of candidates; only so many, the most frequent ones, are weighed.
MANY_CANDIDATES = 256

_COSTS = tuple(i / COST_SCALE for i in range(256))
_BACKOFFS = tuple(i / BACKOFF_SCALE for i in range(256))


class _Candidates:
    """Characters that could stand at one position, prepared once so that one look-up a context serves them all."""

    __slots__ = ("identifiers", "positions", "unigram_costs")

    def __init__(self, texts: Sequence[str], model: LanguageModel) -> None:
        """Prepare `texts`, single characters, for the model."""
        identifiers = [model.identifier(text) for text in texts]
        self.unigram_costs = [model.unigram_cost_nats(i) for i in identifiers]
        known = sorted((i, place) for place, i in enumerate(identifiers) if i != UNKNOWN)
        self.identifiers = [i for i, _ in known]
        self.positions = [place for _, place in known]


class LanguageModel:
    r"""A character n-gram model with backoff.

    >>> model = built_in_model()
    >>> model.cost_nats("Ne\u017eeli \u010ct", "e") < model.cost_nats("Ne\u017eeli \u010ct", "x")
    True
    """

    def __init__(self, buffer: bytes | mmap.mmap, name: str = "model", *, trusted: bool = False) -> None:
        """Open a model held in memory or mapped.

        Args:
            buffer: the whole file.
            name: what to call it in an error message.
            trusted: the file is our own: its checksum is enough. Of any other every range is verified.

        Raises:
            ModelError: it is not a model file, of another version, truncated or damaged.
        """
        if len(buffer) < HEADER.size:
            raise ModelError(f"{name} is not a notefix model: it is too short.")
        magic, version, order, characters, nodes, successors, checksum = HEADER.unpack_from(buffer)
        if magic != MAGIC:
            raise ModelError(f"{name} is not a notefix model.")
        if version != VERSION:
            raise ModelError(f"{name} is a model of version {version}; this notefix reads version {VERSION}.")
        counts = {"characters": characters, "nodes": nodes, "successors": successors}
        size = HEADER.size + sum(array(c).itemsize * (counts[n] + more) for _, c, n, more in SECTIONS)
        if len(buffer) != size or not 2 <= order <= 16 or not 2 <= characters <= 0xFFFF or nodes <= characters:
            raise ModelError(f"{name} is damaged: its header does not fit its {len(buffer)} bytes.")
        view = memoryview(buffer)
        if zlib.crc32(view[HEADER.size :]) != checksum:
            raise ModelError(f"{name} is damaged: its checksum does not fit.")
        sections: dict[str, memoryview | array[int]] = {}
        offset = HEADER.size
        for section, code, count, more in SECTIONS:
            end = offset + array(code).itemsize * (counts[count] + more)
            sections[section] = _numbers(view[offset:end], code)
            offset = end
        self.order: int = order
        self._children = sections["node_children"]
        self._successors_begin = sections["node_successors"]
        self._node_characters = sections["node_characters"]
        self._successors = sections["successors"]
        self._unigram_costs = sections["unigram_costs"]
        self._backoffs = sections["node_backoffs"]
        self._successor_costs = sections["successor_costs"]
        # A checksum can be forged. Ranges that begin at rising places and end inside the file are all that a question
        # relies on: bisect never leaves the range that it is given.
        for starts, limit in ((self._children, nodes), (self._successors_begin, successors)):
            if starts[-1] > limit or not (trusted or _is_rising(starts)):
                raise ModelError(f"{name} is damaged: a range lies outside the file.")
        code_points = sections["code_points"]
        if max(code_points) > sys.maxunicode:
            raise ModelError(f"{name} is damaged: it names a character that does not exist.")
        self._identifiers = {chr(point): i for i, point in enumerate(code_points) if i > LINE_END}
        self._identifiers["\n"] = LINE_END
        zero = self._identifiers.get("0", UNKNOWN)
        self._identifiers.update(dict.fromkeys("123456789", zero))
        self._contexts: dict[str, list[int]] = {}
        self._likeliest: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._candidates: dict[tuple[str, ...], _Candidates] = {}

    @classmethod
    def open(cls, path: Path, *, trusted: bool = False) -> LanguageModel:
        """Map a model file; `trusted` as for the class.

        Raises:
            ModelError: it cannot be read, or is no usable model.
        """
        try:
            with path.open("rb") as stream:
                mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read as a model: {error}.") from error
        return cls(mapped, str(path), trusted=trusted)

    def identifier(self, character: str) -> int:
        """Return the number by which the model knows a character, UNKNOWN if it does not."""
        return self._identifiers.get(character, UNKNOWN)

    def unigram_cost_nats(self, identifier: int) -> float:
        """Return what a character costs where nothing is known about its context."""
        return _COSTS[self._unigram_costs[identifier]] if identifier else UNKNOWN_COST_NATS

    def _nodes(self, context: str) -> list[int]:
        """Return the nodes of the context's last character, last two, and so on, as far as the model knows them."""
        nodes = self._contexts.get(context)
        if nodes is not None:
            return nodes
        nodes = []
        node = 0
        for character in reversed(context):
            identifier = self._identifiers.get(character, UNKNOWN)
            begin, end = self._children[node], self._children[node + 1]
            place = bisect_left(self._node_characters, identifier, begin, end)
            if identifier == UNKNOWN or place >= end or self._node_characters[place] != identifier:
                break
            node = place
            nodes.append(node)
        if len(self._contexts) > 50_000:  # bounds memory on endless input
            self._contexts.clear()
        self._contexts[context] = nodes
        return nodes

    def cost_nats(self, context: str, character: str) -> float:
        """Return the negative log probability of a character after a context of at most `order - 1` characters."""
        identifier = self._identifiers.get(character, UNKNOWN)
        penalty = 0.0
        for node in reversed(self._nodes(context)):
            begin, end = self._successors_begin[node], self._successors_begin[node + 1]
            if begin == end:
                continue
            if identifier != UNKNOWN:
                place = bisect_left(self._successors, identifier, begin, end)
                if place < end and self._successors[place] == identifier:
                    return penalty + _COSTS[self._successor_costs[place]]
            penalty += _BACKOFFS[self._backoffs[node]]
        return penalty + self.unigram_cost_nats(identifier)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        """Return the characters, or of very many of them the most frequent ones, in their order."""
        if len(characters) <= MANY_CANDIDATES:
            return characters
        found = self._likeliest.get(characters)
        if found is None:
            ranked = sorted(characters, key=lambda character: self.unigram_cost_nats(self.identifier(character)))
            chosen = frozenset(ranked[:MANY_CANDIDATES])
            found = self._likeliest[characters] = tuple(c for c in characters if c in chosen)
        return found

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        """Return the cost of each character after a context, in the characters' order."""
        if len(characters) == 1:
            return [self.cost_nats(context, characters[0])]
        candidates = self._candidates.get(characters)
        if candidates is None:
            if len(self._candidates) > 5_000:
                self._candidates.clear()
            candidates = self._candidates[characters] = _Candidates(characters, self)
        costs = candidates.unigram_costs.copy()
        identifiers, positions = candidates.identifiers, candidates.positions
        successors = self._successors
        for node in self._nodes(context):
            begin, end = self._successors_begin[node], self._successors_begin[node + 1]
            if begin == end:
                continue
            backoff = _BACKOFFS[self._backoffs[node]]
            if backoff:
                costs = [cost + backoff for cost in costs]
            for identifier, position in zip(identifiers, positions, strict=True):
                begin = bisect_left(successors, identifier, begin, end)
                if begin == end:
                    break
                if successors[begin] == identifier:
                    costs[position] = _COSTS[self._successor_costs[begin]]
        return costs


def _numbers(view: memoryview, code: str) -> memoryview | array[int]:
    """Read little-endian numbers in place, or swapped into a copy on a machine of the other order."""
    if sys.byteorder == "little" or code == "B":
        return view.cast(code)  # type: ignore[call-overload, no-any-return]
    numbers: array[int] = array(code, view.tobytes())
    numbers.byteswap()
    return numbers


def _is_rising(numbers: Sequence[int] | memoryview) -> bool:
    listed = list(numbers)
    return listed == sorted(listed)


@cache
def built_in_model() -> LanguageModel:
    """Return the model that comes with notefix; opened at the first call, then kept.

    Raises:
        ModelError: the installation is damaged.
    """
    return LanguageModel.open(BUILT_IN_MODEL, trusted=True)
