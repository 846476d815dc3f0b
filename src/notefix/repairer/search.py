"""Which path through a line's lattice is most probable, and how sure is that?

Noisy-channel decoding: the channel is deterministic, so the weight of a path is its probability under the language
model alone. Between two stretches of surviving characters the lattice is short, and forward-backward over it is
exact as long as no more than BEAM_WIDTH histories are alive at one place; beyond that the least probable are dropped.
The path returned takes at each place the reading with the greatest posterior (minimum Bayes risk), since it is
characters that are counted right or wrong, not lines.

Source: F. Jelinek, "Statistical Methods for Speech Recognition" (1997), chapters 2 and 5.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import partial
from math import exp, inf
from types import MappingProxyType
from typing import NamedTuple

from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.language_model.logarithms import log_add
from notefix.language_model.scorer import Scorer
from notefix.repairer.brackets import Brackets, gains_nats, weighed
from notefix.repairer.calibration import calibrated

__all__ = ["BEAM_DEPTH_NATS", "MAX_ALTERNATIVES", "Step", "decode_line"]

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

# Of signs that are so rare everywhere another one may be the usual one here: the arrows of a keyboard came out as
# crosses, and all of 50 were given 1. What boxes are drawn with says by its neighbours what it is.
MOST_PROBABLE_OF_SIGNS = 0.9
_RARE_SIGN_NATS, _RARE_IN_BOXES_NATS = 10.5, 12.5
_BOX_DRAWING = ("\u2500", "\u259f")

# Nothing is closed within a word. What is there may be a hyphen that no keyboard has (U+2010), which formatted manuals
# have and the model has not seen.
_CLOSING_MARK = "\u201d"

_LEAST_PROBABILITY = 1e-30

# Sums of the same costs in another order differ by less.
_ROUNDING_NATS = 1e-9


class Step(NamedTuple):
    """One character of the result: where it began in the damaged line, how long it was there, and how sure it is."""

    place: int
    length: int
    text: str
    lossy: bool
    probability: float
    alternatives: tuple[tuple[str, float], ...]
    network: bool = False  # whether the second expert weighed it, too
    known: tuple[tuple[str, float], ...] = ()  # by how much readings are likelier than the scorer says, in nats


_NOTHING_SETTLED: Mapping[int, Step] = MappingProxyType({})


class _Edge:
    """One reading of one place: how many characters it takes, which one it is, whether a byte was missing.

    A plain class, as are states: tens of thousands are made for a file.

    Attributes:
        posterior: its probability given the line, once the way back has been gone.
        cost: what the character costs on all paths through it, times their probability.
    """

    __slots__ = ("character", "cost", "length", "lossy", "place", "posterior")

    def __init__(self, place: int, length: int, character: str, lossy: bool) -> None:
        self.place, self.length, self.character, self.lossy = place, length, character, lossy
        self.posterior = self.cost = 0.0


class _State:
    """All partial paths that end at one place with one history."""

    __slots__ = ("arcs", "backward", "forward")

    def __init__(self, forward: float, arc: _Arc) -> None:
        self.forward = forward
        self.arcs = [arc]
        self.backward = -inf


# How a state was reached: from which one (None where a stretch begins), by which reading, and what that costs.
_Arc = tuple[_State | None, _Edge, float]
_Edges = dict[int, list[_Edge]]

# A reading: how many characters it takes, what it may be that is worth asking about, whether a byte was missing; and
# whether it may also be what is not worth it.
_Option = tuple[int, tuple[str, ...], bool, bool]


class _Decoder:
    def __init__(self, text: str, lattice: Lattice, scorer: Scorer, settled: Mapping[int, Step]) -> None:
        self.text = text
        self.lattice = lattice
        self.scorer = scorer
        self.settled = settled
        self.asked: dict[int, list[_Option]] = {}
        self.brackets = Brackets(text, lattice)

    def options(self, place: int) -> list[_Option]:
        """Return the readings of a place, with what is worth asking about; kept, as there may be thousands."""
        options = self.asked.get(place)
        if options is None:
            options = self.asked[place] = []
            for length, characters, lossy in self.readings(place):
                likeliest = self.scorer.likeliest(characters)
                options.append((length, likeliest, lossy, len(likeliest) < len(characters)))
        return options

    def readings(self, place: int) -> tuple[Reading, ...]:
        step = self.settled.get(place)
        if step is not None:
            return (Reading(step.length, (step.text,), step.lossy),)
        return self.lattice.get(place) or (Reading(1, (self.text[place],), lossy=False),)

    def extend(
        self, states: dict[str, _State], place: int, levels: dict[int, dict[str, _State]], edges: list[_Edge]
    ) -> None:
        """Add what can be read at a place after each state, where that is not far less probable than the best."""
        odds = self.brackets.odds_nats(place)
        depth = BEAM_DEPTH_NATS - max([state.forward for state in states.values()])
        for length, characters, lossy, _ in self.options(place):
            cheapest = self.scorer.cheapest
            if odds and odds.keys() <= set(characters):
                cheapest = partial(self.cheapest_with, odds)
            target = levels.setdefault(place + length, {})
            best = max([state.forward for state in target.values()], default=-inf)
            known: dict[str, _Edge] = {}
            for history, state in states.items():
                forward = state.forward
                # What lies deeper than the beam below what is there already would be dropped again.
                most = forward - best + BEAM_DEPTH_NATS + _ROUNDING_NATS
                for character, cost in cheapest(history, characters, depth + forward, most):
                    edge = known.get(character)
                    if edge is None:
                        edge = known[character] = _Edge(place, length, character, lossy)
                    after = history + character
                    reached = target.get(after)
                    if reached is None:
                        reached = target[after] = _State(forward - cost, (state, edge, cost))
                    else:
                        reached.forward = log_add(reached.forward, forward - cost)
                        reached.arcs.append((state, edge, cost))
                    if reached.forward > best:
                        best = reached.forward
            edges += known.values()

    def cheapest_with(
        self, odds: Mapping[str, float], context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float
    ) -> list[tuple[str, float]]:
        """Return the same as the scorer's `cheapest`, if more is known of brackets among the characters."""
        pairs = weighed(odds, characters, self.scorer, context)
        most = min(most_nats, min([cost for _, cost in pairs]) + depth_nats)
        return [pair for pair in pairs if pair[1] <= most]

    def with_known(self, step: Step) -> Step:
        """Return a step with what is known of the brackets that it may be; take note of it, if it is one."""
        odds = self.brackets.odds_nats(step.place) if step.lossy else {}
        if not odds:
            return step
        characters = next((some for length, some, _, _ in self.options(step.place) if length == step.length), ())
        most = self.brackets.most_probable(step.place, step.text)
        self.brackets.found(step.place, step.text, {step.text: step.probability, **dict(step.alternatives)})
        if step.probability > most:
            step = step._replace(probability=most)
        if not odds.keys() <= set(characters):
            return step
        usual = dict(zip(characters, self.scorer.costs_nats("", characters), strict=True))
        return step._replace(known=tuple(gains_nats(odds, usual).items()))

    def stretch(self, begin: int, history: str) -> tuple[list[Step], int, str]:
        """Decode from an ambiguous place to the next one where all paths agree on the history.

        Returns:
            the steps, the place after them, the history there.
        """
        start = _State(0.0, (None, _Edge(begin, 0, "", lossy=False), 0.0))
        levels: dict[int, dict[str, _State]] = {begin: {history: start}}
        done: list[dict[str, _State]] = []
        edges: _Edges = {}
        place = begin
        end = len(self.text)
        while True:
            states = self.merged(levels.pop(place), _beam_width(place - begin))
            done.append(states)
            if place == end or (place > begin and not levels and len(states) == 1):
                break
            self.extend(states, place, levels, edges.setdefault(place, []))
            place = min(levels)
        if place == end:
            for past, state in states.items():
                state.backward = -self.scorer.costs_nats(past, ("\n",))[0]
        else:
            next(iter(states.values())).backward = 0.0
        _weigh_edges(done)
        steps = [self.with_the_unasked(step) for step in _steps(edges, begin, place, ends_line=place == end)]
        return steps, place, self.scorer.shortest(history + "".join([step.text for step in steps]))

    def with_the_unasked(self, step: Step) -> Step:
        """Return a step less sure where it may be a character of which the scorer was not asked, or knows nothing."""
        if not step.lossy or step.probability <= MOST_PROBABLE_OF_SIGNS:
            return step
        options = [option for option in self.options(step.place) if option[2] and option[0] == step.length]
        most = MOST_PROBABLE_OF_MANY if any(unasked for _, _, _, unasked in options) else 1.0
        if step.text == _CLOSING_MARK and self.is_in_word(step):
            most = MOST_PROBABLE_OF_SIGNS
        if unicodedata.category(step.text)[0] == "S" and sum(len(characters) for _, characters, _, _ in options) > 1:
            draws = _BOX_DRAWING[0] <= step.text <= _BOX_DRAWING[1]
            rare_nats = _RARE_IN_BOXES_NATS if draws else _RARE_SIGN_NATS
            is_rare = self.scorer.costs_nats("", (step.text,))[0] >= rare_nats
            most = MOST_PROBABLE_OF_SIGNS if is_rare else most
        return step if step.probability <= most else step._replace(probability=most)

    def is_in_word(self, step: Step) -> bool:
        """Say whether a mark stands between two characters of a word, where words are apart."""
        beside = self.text[max(0, step.place - 1) : step.place], self.text[step.place + step.length :][:1]
        return all(character.isalnum() and character.isascii() for character in beside)

    def merged(self, states: dict[str, _State], width: int) -> dict[str, _State]:
        """Return the most probable states, those as one that the scorer cannot tell apart from here on."""
        shortest = self.scorer.shortest
        if len(states) == 1:
            ((history, state),) = states.items()
            return {shortest(history): state}
        merged: dict[str, _State] = {}
        for history, state in _prune(states, width * BEFORE_MERGING).items():
            history = shortest(history)
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
    limit = max([state.forward for state in states.values()]) - BEAM_DEPTH_NATS
    ranked = [(-state.forward, history, state) for history, state in states.items() if state.forward >= limit]
    ranked.sort()  # no two histories are equal, so states are never compared
    return {history: state for _, history, state in ranked[:width]}


def _weigh_edges(done: list[dict[str, _State]]) -> None:
    """Run backward over a stretch and give each edge its posterior."""
    total = -inf
    for state in done[-1].values():
        total = log_add(total, state.forward + state.backward)
    for states in reversed(done):
        for state in states.values():
            backward = state.backward
            if backward == -inf:
                continue
            for source, edge, cost in state.arcs:
                if source is None:
                    continue
                onward = backward - cost
                source.backward = onward if source.backward == -inf else log_add(source.backward, onward)
                weight = exp(min(0.0, source.forward + onward - total))
                edge.posterior += weight
                edge.cost += weight * cost


def _steps(edges: _Edges, begin: int, end: int, *, ends_line: bool) -> list[Step]:
    """Read off the path with the greatest posteriors."""
    # It collects the greatest sum of posteriors, weighted by length so that cutting finer gains nothing.
    gain: dict[int, float] = {end: 0.0}
    choice: dict[int, _Edge] = {}
    for place in sorted(edges, reverse=True):
        onward = [e for e in edges[place] if e.posterior and place + e.length in gain]
        if onward:
            best = max(onward, key=lambda e: (e.length * e.posterior + gain[e.place + e.length], e.character))
            choice[place] = best
            gain[place] = best.length * best.posterior + gain[place + best.length]
    steps = []
    place = begin
    while place < end:
        chosen = choice[place]
        place += chosen.length
        steps.append(_step(chosen, edges[chosen.place], is_last=ends_line and place == end))
    return steps


def _step(chosen: _Edge, edges: list[_Edge], *, is_last: bool) -> Step:
    """Return what was chosen at a place, with what else it may be."""
    ranked = sorted([e for e in edges if e.posterior], key=lambda e: (-e.posterior, e.character))
    cost = chosen.cost / max(chosen.posterior, _LEAST_PROBABILITY) if chosen.lossy and is_last else 0.0
    if len(ranked) == 1 and not cost:
        return Step(chosen.place, chosen.length, chosen.character, chosen.lossy, 1.0, ())
    probabilities = calibrated(chosen.character, [edge.posterior for edge in ranked], cost)
    probability = 0.0
    alternatives: list[tuple[str, float]] = []
    for edge, p in zip(ranked, probabilities, strict=True):
        if edge is chosen:
            probability = p
        elif edge.character != chosen.character and len(alternatives) < _KEPT_ALTERNATIVES:
            alternatives.append((edge.character, p))
    return Step(chosen.place, chosen.length, chosen.character, chosen.lossy, probability, tuple(alternatives))


def _certain(text: str, lattice: Lattice) -> str:
    """Return the characters of a line's original that are in no doubt."""
    pieces = []
    place = 0
    while place < len(text):
        readings = lattice.get(place)
        if not readings:
            pieces.append(text[place])
            place += 1
            continue
        if len(readings) == 1 and len(readings[0].characters) == 1:
            pieces.append(readings[0].characters[0])
        place += readings[0].length
    return "".join(pieces)


def decode_line(
    text: str,
    lattice: Lattice,
    scorer: Scorer,
    settled: Mapping[int, Step] = _NOTHING_SETTLED,
) -> list[Step]:
    """Return the most probable original of a line, one step a character.

    Args:
        text: the damaged line without its ending.
        lattice: the readings of its spans.
        scorer: weighs them.
        settled: by place, what was found before and is not to be weighed again.

    Returns:
        the characters in order; joined, they are the repaired line.
    """
    scorer = scorer.for_line(_certain(text, lattice))
    decoder = _Decoder(text, lattice, scorer, settled)
    steps: list[Step] = []
    history, place = "\n", 0
    begun = 0  # of the steps that the history has not yet
    while place < len(text):
        readings = lattice.get(place)
        if not readings:
            steps.append(Step(place, 1, text[place], False, 1.0, ()))
            place += 1
        elif place in settled:
            steps.append(settled[place])
            place += settled[place].length
        elif len(readings) == 1 and len(readings[0].characters) == 1:
            # No choice, so nothing to weigh.
            length, (character,), lossy = readings[0]
            steps.append(Step(place, length, character, lossy, 1.0, ()))
            place += length
        else:
            history = scorer.shortest(history + "".join([step.text for step in steps[begun:]]))
            stretched, place, history = decoder.stretch(place, history)
            steps += [settled.get(step.place) or decoder.with_known(step) for step in stretched]
            begun = len(steps)
    return steps
