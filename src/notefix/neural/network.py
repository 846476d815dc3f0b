"""A bidirectional recurrent network that says which candidate stands at a damaged place, given all of its line.

One layer of gated recurrent units in each direction; at each damaged place, the state of everything before it and that
of everything after it are turned into a vector, whose product with the vectors of the candidates gives their
probabilities. What arrived of the character itself says which they are, and nothing else. Plain numpy.

The same on every machine, to the last bit, though libraries of linear algebra add in whichever order is fastest: what
is multiplied are whole numbers below 128, so sums of up to 1,024 products stay below 2 ** 24, where float32 is exact
and order means nothing. All else is done one number at a time with the four operations that IEEE 754 defines.

Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), in PyTorch's form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from notefix.neural.format import Weights, read_weights
from notefix.neural.tokens import LINE_END, character_token, damage_token

__all__ = ["BUILT_IN_ALPHABETS", "BUILT_IN_NETWORK", "Network", "Place", "built_in_network"]

Array = Any

_DATA = Path(__file__).parent.parent / "data"
# One for lines with ideographs, kana or Hangul, one for other scripts.
BUILT_IN_NETWORK = _DATA / "network.bin"
BUILT_IN_ALPHABETS = _DATA / "alphabets.bin"

# A line is read in windows of so many places, with so many more on both sides to read into: time is in proportion to
# its length, memory is bounded.
_WINDOW = 256
_OVERLAP = 64
_BATCH = 96

_STEPS = np.float32(127.0)
# The last vector is rounded to this; costs, to that.
_VECTOR_STEPS = 256.0
_COST_STEPS = 64.0
# Beyond this the approximation of tanh is 1.
_SATURATED = np.float32(4.97)


class Place(NamedTuple):
    """One place of a line: the character that stands there, or what arrived of it, and what it may have been."""

    character: str
    arrived: bytes = b""
    candidates: tuple[str, ...] = ()


class _Window(NamedTuple):
    line: int
    begin: int  # of the line's places
    tokens: list[int]
    asked: list[int]  # of the line's places


def _tanh(x: Array) -> Array:
    """Return tanh to within 0.0001, by the four operations alone: Lambert's continued fraction, as a quotient."""
    x = np.clip(x, -_SATURATED, _SATURATED)
    square = x * x
    numerator = x * (135135.0 + square * (17325.0 + square * (378.0 + square)))
    return numerator / (135135.0 + square * (62370.0 + square * (3150.0 + square * np.float32(28.0))))


def _sigmoid(x: Array) -> Array:
    return np.float32(0.5) + np.float32(0.5) * _tanh(np.float32(0.5) * x)


class _Direction:
    """The units that read one way."""

    def __init__(self, weights: Weights, name: str) -> None:
        self._state = np.ascontiguousarray(getattr(weights, f"state_{name}").T, dtype=np.float32)
        self._state_scales = getattr(weights, f"state_{name}_scales") / _STEPS
        self._state_biases = getattr(weights, f"state_{name}_biases")
        self._input = np.ascontiguousarray(getattr(weights, f"input_{name}").T, dtype=np.float32)
        self._input_scales = getattr(weights, f"input_{name}_scales")
        self._input_biases = getattr(weights, f"input_{name}_biases")
        styles = weights.style_embedding.astype(np.float32) @ self._input
        self._style_inputs = styles * weights.style_embedding_scales[:, None]
        self._size = len(self._state)

    def inputs(self, rows: Array, scales: Array, styles: Array) -> Array:
        """Return what tokens add to the gates: their vectors, and those of their styles, through the input matrix."""
        own = (rows @ self._input) * scales[:, None]
        own += self._style_inputs[styles]
        own *= self._input_scales
        own += self._input_biases
        return own

    def states(self, inputs: Array, sequences: Sequence[Array]) -> list[Array]:
        """Return the state after each place of some sequences of tokens, as whole numbers.

        The longest come first, and a sequence that has ended is multiplied no more: no row depends on the others.
        """
        size = self._size
        longest_first = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
        states = [np.empty((len(sequence), size), np.int8) for sequence in sequences]
        state = rounded = np.zeros((len(sequences), size), np.float32)
        for place in range(len(sequences[longest_first[0]])):
            while len(sequences[longest_first[-1]]) <= place:
                longest_first.pop()
            running = len(longest_first)
            given = inputs[[sequences[i][place] for i in longest_first]]
            kept = rounded[:running] @ self._state
            kept *= self._state_scales
            kept += self._state_biases
            gates = _sigmoid(given[:, : 2 * size] + kept[:, : 2 * size])
            reset, update = gates[:, :size], gates[:, size:]
            new = _tanh(given[:, 2 * size :] + reset * kept[:, 2 * size :])
            state = new + update * (state[:running] - new)
            rounded = np.rint(state * _STEPS)
            for row, i in enumerate(longest_first):
                states[i][place] = rounded[row]
        return states


class Network:
    """A trained network."""

    def __init__(self, weights: Weights) -> None:
        """Prepare the arrays of a file."""
        self._weights = weights
        self._characters = {chr(point): i for i, point in enumerate(weights.code_points.tolist())}
        first = len(self._characters)
        names = [bytes(name).rstrip(b"\0") for name in weights.damages]
        self._damages = {name: first + i for i, name in enumerate(names)}
        self._rows = np.concatenate([weights.rows, weights.damage_rows])
        self._styles = np.concatenate([weights.styles, np.zeros(len(names), np.uint8)])
        self._forward = _Direction(weights, "forward")
        self._backward = _Direction(weights, "backward")
        self._output = np.ascontiguousarray(weights.output.T, dtype=np.float32)
        self._output_scales = weights.output_scales / _STEPS

    @classmethod
    def open(cls, path: Path) -> Network:
        """Read a network's file.

        Raises:
            ModelError: it cannot be read, or is no usable network.
        """
        return cls(read_weights(path))

    def frequency_nats(self, character: str) -> float | None:
        """Return the natural logarithm of how often a character was in the text; None if it is not known."""
        token = self._characters.get(character)
        return None if token is None else float(self._weights.frequencies[token])

    def costs_nats(self, lines: Sequence[Sequence[Place]]) -> list[dict[int, dict[str, float]]]:
        """Return what each candidate of every damaged place costs: its negative log probability among them.

        Args:
            lines: each as its places.

        Returns:
            for each line, by place; a candidate that the network does not know is left out, and so is a place of
            which it knows fewer than two.
        """
        costs: list[dict[int, dict[str, float]]] = [{} for _ in lines]
        windows = sorted(self._windows(lines), key=lambda window: len(window.tokens))
        for begin in range(0, len(windows), _BATCH):
            batch = windows[begin : begin + _BATCH]
            for window, vectors in zip(batch, self._vectors(batch), strict=True):
                for place, vector in zip(window.asked, vectors, strict=True):
                    own = self._costs(lines[window.line][place].candidates, vector)
                    if len(own) > 1:
                        costs[window.line][place] = own
        return costs

    def _windows(self, lines: Sequence[Sequence[Place]]) -> Iterator[_Window]:
        for number, line in enumerate(lines):
            for begin in range(0, len(line), _WINDOW):
                asked = [i for i in range(begin, min(begin + _WINDOW, len(line))) if line[i].candidates]
                if not asked:
                    continue
                first, last = max(0, begin - _OVERLAP), min(begin + _WINDOW + _OVERLAP, len(line))
                tokens = [LINE_END] * (first == 0) + [self._token(place) for place in line[first:last]]
                tokens += [LINE_END] * (last == len(line))
                yield _Window(number, first - (first == 0), tokens, asked)

    def _token(self, place: Place) -> int:
        if place.candidates:
            return damage_token(place.arrived, self._damages)
        return character_token(place.character, self._characters)

    def _vectors(self, batch: Sequence[_Window]) -> list[Array]:
        """Return for each window the vectors of the places that are asked for, one a row, as whole numbers."""
        # What stands after the last place that is asked for says nothing about those before it.
        ahead = [np.array(window.tokens[: window.asked[-1] - window.begin]) for window in batch]
        back = [np.array(window.tokens[: window.asked[0] - window.begin : -1]) for window in batch]
        used, numbers = np.unique(np.concatenate([*ahead, *back]), return_inverse=True)
        weights, rows, styles = self._weights, self._rows[used], self._styles[used]
        parts = (
            weights.embedding[rows].astype(np.float32),
            weights.embedding_scales[rows],
            styles,
        )
        sequences = np.split(numbers, np.cumsum([len(sequence) for sequence in (*ahead, *back)])[:-1])
        ahead_states = self._forward.states(self._forward.inputs(*parts), sequences[: len(batch)])
        back_states = self._backward.states(self._backward.inputs(*parts), sequences[len(batch) :])
        vectors = []
        for window, before, after in zip(batch, ahead_states, back_states, strict=True):
            places = np.array(window.asked) - window.begin
            both = (before[places - 1], after[len(window.tokens) - 2 - places])
            vector = np.concatenate(both, axis=1).astype(np.float32) @ self._output
            vector = vector * self._output_scales + weights.output_biases
            vectors.append(np.rint(vector.astype(np.float64) * _VECTOR_STEPS))
        return vectors

    def _costs(self, candidates: Sequence[str], vector: Array) -> dict[str, float]:
        known = [character for character in candidates if character in self._characters]
        if len(known) < 2:
            return {}
        weights = self._weights
        tokens = np.array([self._characters[character] for character in known])
        styles = weights.styles[tokens]
        scores = (weights.embedding[weights.rows[tokens]] @ vector) * weights.embedding_scales[weights.rows[tokens]]
        scores += (weights.style_embedding[styles] @ vector) * weights.style_embedding_scales[styles]
        logits = (scores / _VECTOR_STEPS + weights.biases[tokens]).tolist()
        largest = max(logits)
        total = largest + log(sum(exp(logit - largest) for logit in logits))
        costs = [round((total - logit) * _COST_STEPS) / _COST_STEPS for logit in logits]
        return dict(zip(known, costs, strict=True))


@cache
def built_in_network(path: Path = BUILT_IN_NETWORK) -> Network:
    """Return a network that comes with notefix, read once."""
    return Network.open(path)
