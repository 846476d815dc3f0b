"""Which path through a line's lattice is most probable, and how sure is that?

Noisy-channel decoding: the channel is deterministic, so the weight of a path is its probability under the language
model alone. Between two stretches of surviving characters the lattice is short, and forward-backward over it is
exact as long as no more than BEAM_WIDTH histories are alive at one place; beyond that the least probable are dropped.
The path returned takes at each place the reading with the greatest posterior (minimum Bayes risk), since it is
characters that are counted right or wrong, not lines.

Source: F. Jelinek, "Statistical Methods for Speech Recognition" (1997), chapters 2 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf
from typing import NamedTuple

from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.language_model.logarithms import log_add
from notefix.language_model.model import LanguageModel

__all__ = ["Step", "decode_line"]

# Histories kept at one place, and how far below the best one, in nats, a history or a candidate may lie. On the
# held-out corpus 8 nats find what 14 find, in half the time; 7 lose 0.01 points.
BEAM_WIDTH = 64
BEAM_DEPTH_NATS = 8.0

# Where a stretch goes on without a surviving run long enough to forget its history, the beam narrows, so that a line
# of nothing but guesses takes time in proportion to its length; then the stretch is cut, so that memory is bounded.
LONG_STRETCH = 32
LONG_STRETCH_BEAM_WIDTH = 6
MAX_STRETCH = 400

# An exponent on the model's probabilities. At 1 the posteriors are calibrated on held-out text, see docs/accuracy.md.
SCALE = 1.0

MAX_ALTERNATIVES = 5


class Step(NamedTuple):
    """One character of the result: where it began in the damaged line, how long it was there, and how sure it is."""

    place: int
    length: int
    text: str
    lossy: bool
    probability: float
    alternatives: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _State:
    """All partial paths that end at one place with one history."""

    forward: float
    arcs: list[_Arc]
    backward: float = -inf


class _Arc(NamedTuple):
    source: _State
    place: int
    length: int
    character: str
    lossy: bool
    weight: float


class _Decoder:
    def __init__(self, text: str, lattice: Lattice, model: LanguageModel) -> None:
        self.text = text
        self.lattice = lattice
        self.model = model
        self.reach = model.order - 1

    def readings(self, place: int) -> tuple[Reading, ...]:
        return self.lattice.get(place) or (Reading(1, (self.text[place],), lossy=False),)

    def extend(
        self, state: _State, history: str, place: int, limit: float, levels: dict[int, dict[str, _State]]
    ) -> None:
        """Add what can be read at a place after one state, where it costs at most `limit` more than the cheapest."""
        for reading in self.readings(place):
            characters = self.model.likeliest(reading.characters)
            costs = self.model.costs_nats(history, characters)
            most = min(costs) + limit
            target = levels.setdefault(place + reading.length, {})
            for character, cost in zip(characters, costs, strict=True):
                if cost <= most:
                    arc = _Arc(state, place, reading.length, character, reading.lossy, -cost * SCALE)
                    _arrive(target, (history + character)[-self.reach :], arc)

    def stretch(self, begin: int, history: str) -> tuple[list[Step], int, str]:
        """Decode from an ambiguous place to the next one where all paths agree on the history.

        Returns:
            the steps, the place after them, the history there.
        """
        levels: dict[int, dict[str, _State]] = {begin: {history: _State(0.0, [])}}
        done: dict[int, dict[str, _State]] = {}
        place = begin
        end = len(self.text)
        while True:
            states = _prune(levels.pop(place), _beam_width(place - begin))
            done[place] = states
            if place == end or (place > begin and not levels and len(states) == 1):
                break
            best = max(state.forward for state in states.values())
            for past, state in states.items():
                self.extend(state, past, place, BEAM_DEPTH_NATS - best + state.forward, levels)
            place = min(levels)
        if place == end:
            for past, state in done[place].items():
                state.backward = -self.model.cost_nats(past, "\n") * SCALE
        else:
            next(iter(done[place].values())).backward = 0.0
        steps = _steps(done, begin, place)
        for step in steps:
            history = (history + step.text)[-self.reach :]
        return steps, place, history


def _beam_width(places: int) -> int:
    """Return how many histories are kept so many places into a stretch."""
    if places > MAX_STRETCH:
        return 1
    return BEAM_WIDTH if places <= LONG_STRETCH else LONG_STRETCH_BEAM_WIDTH


def _arrive(target: dict[str, _State], history: str, arc: _Arc) -> None:
    total = arc.source.forward + arc.weight
    state = target.get(history)
    if state is None:
        target[history] = _State(total, [arc])
    else:
        state.forward = log_add(state.forward, total)
        state.arcs.append(arc)


def _prune(states: dict[str, _State], width: int) -> dict[str, _State]:
    if len(states) == 1:
        return states
    ranked = sorted(states.items(), key=lambda item: (-item[1].forward, item[0]))
    limit = ranked[0][1].forward - BEAM_DEPTH_NATS
    return {history: state for history, state in ranked[:width] if state.forward >= limit}


def _steps(done: dict[int, dict[str, _State]], begin: int, end: int) -> list[Step]:
    """Run backward over the stretch and read off the path with the greatest posteriors."""
    total = -inf
    for state in done[end].values():
        total = log_add(total, state.forward + state.backward)
    posteriors: dict[int, dict[tuple[int, str, bool], float]] = {}
    for place in sorted(done, reverse=True):
        for state in done[place].values():
            if state.backward == -inf:
                continue
            for arc in state.arcs:
                onward = arc.weight + state.backward
                arc.source.backward = log_add(arc.source.backward, onward)
                weight = exp(min(0.0, arc.source.forward + onward - total))
                edges = posteriors.setdefault(arc.place, {})
                edge = (arc.length, arc.character, arc.lossy)
                edges[edge] = edges.get(edge, 0.0) + weight
    # The path that collects the greatest sum of posteriors, weighted by length so that cutting finer gains nothing.
    gain: dict[int, float] = {end: 0.0}
    choice: dict[int, tuple[int, str, bool]] = {}
    for place in sorted(posteriors, reverse=True):
        onward_edges = [e for e in posteriors[place] if place + e[0] in gain]
        if onward_edges:
            best = max(
                onward_edges,
                key=lambda e: (e[0] * posteriors[place][e] + gain[place + e[0]], e[1]),
            )
            choice[place] = best
            gain[place] = best[0] * posteriors[place][best] + gain[place + best[0]]
    steps = []
    place = begin
    while place < end:
        length, character, lossy = choice[place]
        ranked = sorted(posteriors[place].items(), key=lambda item: (-item[1], item[0][1]))
        alternatives = tuple(
            (edge[1], min(1.0, p)) for edge, p in ranked[: MAX_ALTERNATIVES + 1] if edge[1] != character
        )
        probability = min(1.0, posteriors[place][length, character, lossy])
        steps.append(Step(place, length, character, lossy, probability, alternatives[:MAX_ALTERNATIVES]))
        place += length
    return steps


def decode_line(text: str, lattice: Lattice, model: LanguageModel) -> list[Step]:
    """Return the most probable original of a line, one step a character.

    Args:
        text: the damaged line without its ending.
        lattice: the readings of its spans.
        model: weighs them.

    Returns:
        the characters in order; joined, they are the repaired line.
    """
    decoder = _Decoder(text, lattice, model)
    steps: list[Step] = []
    history, place = "\n", 0
    while place < len(text):
        readings = decoder.readings(place)
        if len(readings) == 1 and len(readings[0].characters) == 1:
            # No choice, so nothing to weigh.
            length, (character,), lossy = readings[0]
            steps.append(Step(place, length, character, lossy, 1.0, ()))
            history = (history + character)[-decoder.reach :]
            place += length
        else:
            stretched, place, history = decoder.stretch(place, history)
            steps.extend(stretched)
    return steps
