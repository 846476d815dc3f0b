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
from notefix.language_model.scorer import Scorer
from notefix.repairer.calibration import calibrated

__all__ = ["MAX_ALTERNATIVES", "Step", "decode_line"]

# Histories kept at one place, and how far below the best one, in nats, a history or a candidate may lie. What is
# dropped counts as impossible, also where a file has taught the scorer how its lines begin: with 8 nats a quarter more
# of what is said to be sure is wrong. 12 and 16 gain little more (docs/language-model.md).
BEAM_WIDTH = 64
BEAM_DEPTH_NATS = 10.0

# Of so many times the width it is asked which are the same to the scorer, before the beam is cut to its width.
BEFORE_MERGING = 4

# Where a stretch goes on without a surviving run long enough to forget its history, the beam narrows, so that a line
# of nothing but guesses takes time in proportion to its length; then the stretch is cut, so that memory is bounded.
LONG_STRETCH = 32
LONG_STRETCH_BEAM_WIDTH = 6
MAX_STRETCH = 400

# Of these, so many are reported; the second expert weighs all that are likelier than the beam is deep.
MAX_ALTERNATIVES = 5
_KEPT_ALTERNATIVES = 64

# Where there are so many candidates that only the most frequent ones are weighed, no more is certain. Without this, of
# 111 such characters in some 50 lines through Big5 that were given 0.99 or more, 4 were wrong.
MOST_PROBABLE_OF_MANY = 0.96

_LEAST_PROBABILITY = 1e-30

# A reading: how many characters it takes, what it is, and whether a byte was missing.
_Edge = tuple[int, str, bool]


class Step(NamedTuple):
    """One character of the result: where it began in the damaged line, how long it was there, and how sure it is."""

    place: int
    length: int
    text: str
    lossy: bool
    probability: float
    alternatives: tuple[tuple[str, float], ...]
    network: bool = False  # whether the second expert weighed it, too


@dataclass(slots=True)
class _State:
    """All partial paths that end at one place with one history."""

    forward: float
    arcs: list[_Arc]
    backward: float = -inf


# How a state was reached: from which one, at which place, by a reading of how many characters, which character it is,
# whether a byte was missing, and its logarithmic probability. A plain tuple: tens of thousands are made for a file.
_Arc = tuple[_State, int, int, str, bool, float]


class _Decoder:
    def __init__(self, text: str, lattice: Lattice, scorer: Scorer) -> None:
        self.text = text
        self.lattice = lattice
        self.scorer = scorer

    def readings(self, place: int) -> tuple[Reading, ...]:
        return self.lattice.get(place) or (Reading(1, (self.text[place],), lossy=False),)

    def options(self, place: int) -> list[tuple[int, tuple[str, ...], bool]]:
        """Return the readings of a place, with the characters that are worth asking about."""
        return [(length, self.scorer.likeliest(texts), lossy) for length, texts, lossy in self.readings(place)]

    def extend(
        self,
        state: _State,
        history: str,
        place: int,
        limit: float,
        options: list[tuple[int, tuple[str, ...], bool]],
        levels: dict[int, dict[str, _State]],
    ) -> None:
        """Add what can be read at a place after one state, where it costs at most `limit` more than the cheapest."""
        forward = state.forward
        for length, characters, lossy in options:
            costs = self.scorer.costs_nats(history, characters)
            most = min(costs) + limit
            target = levels.setdefault(place + length, {})
            for character, cost in zip(characters, costs, strict=True):
                if cost <= most:
                    after = history + character
                    reached = target.get(after)
                    arc = (state, place, length, character, lossy, -cost)
                    if reached is None:
                        target[after] = _State(forward - cost, [arc])
                    else:
                        reached.forward = log_add(reached.forward, forward - cost)
                        reached.arcs.append(arc)

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
            states = self.merged(levels.pop(place), _beam_width(place - begin))
            done[place] = states
            if place == end or (place > begin and not levels and len(states) == 1):
                break
            best = max([state.forward for state in states.values()])
            options = self.options(place)
            for past, state in states.items():
                self.extend(state, past, place, BEAM_DEPTH_NATS - best + state.forward, options, levels)
            place = min(levels)
        if place == end:
            for past, state in done[place].items():
                state.backward = -self.scorer.costs_nats(past, ("\n",))[0]
        else:
            next(iter(done[place].values())).backward = 0.0
        steps = [self.with_the_unasked(step) for step in _steps(done, begin, place, ends_line=place == end)]
        for step in steps:
            history = self.scorer.shortest(history + step.text)
        return steps, place, history

    def with_the_unasked(self, step: Step) -> Step:
        """Return a step less sure where it may be a character that the scorer was never asked about."""
        if not step.lossy or step.probability <= MOST_PROBABLE_OF_MANY:
            return step
        readings = (r.characters for r in self.readings(step.place) if r.length == step.length and r.lossy)
        if all(len(self.scorer.likeliest(characters)) == len(characters) for characters in readings):
            return step
        return step._replace(probability=MOST_PROBABLE_OF_MANY)

    def merged(self, states: dict[str, _State], width: int) -> dict[str, _State]:
        """Return the most probable states, those as one that the scorer cannot tell apart from here on."""
        merged: dict[str, _State] = {}
        for history, state in _prune(states, width * BEFORE_MERGING).items():
            history = self.scorer.shortest(history)
            same = merged.get(history)
            if same is None:
                merged[history] = state
            else:
                same.forward = log_add(same.forward, state.forward)
                same.arcs += state.arcs
        return _prune(merged, width)


def _beam_width(places: int) -> int:
    """Return how many histories are kept so many places into a stretch."""
    if places > MAX_STRETCH:
        return 1
    return BEAM_WIDTH if places <= LONG_STRETCH else LONG_STRETCH_BEAM_WIDTH


def _prune(states: dict[str, _State], width: int) -> dict[str, _State]:
    if len(states) == 1:
        return states
    ranked = sorted(states.items(), key=lambda item: (-item[1].forward, item[0]))
    limit = ranked[0][1].forward - BEAM_DEPTH_NATS
    return {history: state for history, state in ranked[:width] if state.forward >= limit}


def _steps(done: dict[int, dict[str, _State]], begin: int, end: int, *, ends_line: bool) -> list[Step]:
    """Run backward over the stretch and read off the path with the greatest posteriors."""
    total = -inf
    for state in done[end].values():
        total = log_add(total, state.forward + state.backward)
    posteriors: dict[int, dict[_Edge, float]] = {}
    costs: dict[tuple[int, _Edge], float] = {}
    for place in sorted(done, reverse=True):
        for state in done[place].values():
            if state.backward == -inf:
                continue
            for source, begun, length, character, lossy, probability in state.arcs:
                onward = probability + state.backward
                source.backward = log_add(source.backward, onward)
                weight = exp(min(0.0, source.forward + onward - total))
                edges = posteriors.setdefault(begun, {})
                edge = (length, character, lossy)
                edges[edge] = edges.get(edge, 0.0) + weight
                costs[begun, edge] = costs.get((begun, edge), 0.0) - weight * probability
    # The path that collects the greatest sum of posteriors, weighted by length so that cutting finer gains nothing.
    gain: dict[int, float] = {end: 0.0}
    choice: dict[int, _Edge] = {}
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
        cost = costs[place, choice[place]] / max(posteriors[place][choice[place]], _LEAST_PROBABILITY)
        is_last = ends_line and place + length == end
        probabilities = calibrated(character, [p for _, p in ranked], cost if lossy and is_last else 0.0)
        probability = 0.0
        alternatives: list[tuple[str, float]] = []
        for (edge, _), p in zip(ranked, probabilities, strict=True):
            if edge == (length, character, lossy):
                probability = p
            elif edge[1] != character and len(alternatives) < _KEPT_ALTERNATIVES:
                alternatives.append((edge[1], p))
        steps.append(Step(place, length, character, lossy, probability, tuple(alternatives)))
        place += length
    return steps


def _certain(text: str, lattice: Lattice) -> str:
    """Return the characters of a line's original that are in no doubt."""
    pieces = []
    place = 0
    while place < len(text):
        readings = lattice.get(place) or (Reading(1, (text[place],), lossy=False),)
        if len(readings) == 1 and len(readings[0].characters) == 1:
            pieces.append(readings[0].characters[0])
        place += readings[0].length
    return "".join(pieces)


def decode_line(text: str, lattice: Lattice, scorer: Scorer) -> list[Step]:
    """Return the most probable original of a line, one step a character.

    Args:
        text: the damaged line without its ending.
        lattice: the readings of its spans.
        scorer: weighs them.

    Returns:
        the characters in order; joined, they are the repaired line.
    """
    scorer = scorer.for_line(_certain(text, lattice))
    decoder = _Decoder(text, lattice, scorer)
    steps: list[Step] = []
    history, place = "\n", 0
    while place < len(text):
        readings = decoder.readings(place)
        if len(readings) == 1 and len(readings[0].characters) == 1:
            # No choice, so nothing to weigh.
            length, (character,), lossy = readings[0]
            steps.append(Step(place, length, character, lossy, 1.0, ()))
            history = scorer.shortest(history + character)
            place += length
        else:
            stretched, place, history = decoder.stretch(place, history)
            steps.extend(stretched)
    return steps
