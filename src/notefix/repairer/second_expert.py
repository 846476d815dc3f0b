"""Ask the network about what the n-gram model leaves in doubt, and take the product of both experts' probabilities.

The n-gram model knows what follows what, the file's own terms among it; the network knows the sentence, on both sides.
They err in different places, so where both find a reading probable it is far more probable than either says.

What was damaged in the same way all through a file is also compared: an author who writes U+4E0E for "and" writes it
often. Nothing that survived says so where the accident took a byte of each of them, but the other guesses do.

Sources: G. Hinton, "Products of Experts" (1999), with an exponent for each expert, which is a logarithmic opinion pool;
M. Saerens et al., "Adjusting the Outputs of a Classifier to New a Priori Probabilities" (2002).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.inverse import REPLACED, inverse_of
from notefix.channels.lattice import Lattice
from notefix.repairer.calibration import Acquaintance, exponents_of_experts, kind_of
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.scripts import east_asian_letter

if TYPE_CHECKING:
    from notefix.neural.network import Place

__all__ = ["IN_DOUBT", "Weighed", "asked", "combined", "consult"]

# The network is asked about a character that is less probable than this, and is shown the others as they are. Of what
# is given 0.99 or more on unseen Chinese, 0.15 % is wrong then; with 0.99 here it is 0.25 %.
IN_DOUBT = 0.999

# What a reading counts for at least that the search has dropped, so that the network can bring it back.
_LEAST_PROBABILITY = 1e-6

# How far a file's own shares of the readings of one damage count, against how many characters' worth of those of all
# text, and in how many rounds they are found. Measured on unseen sources: docs/language-model.md.
_SHARES_EXPONENT = 0.6
_USUAL_CHARACTERS = 20.0
_ROUNDS = 3

# One network has learned lines in these scripts, and another one lines in those. Punctuation in others would be weighed
# by what is usual in these. Of what is left of an alphabet that was read in pairs the latter knows too little.
_ALPHABETS = re.compile("[\u0400-\u052f\u0590-\u07bf\u0900-\u09ff\u0b00-\u0bff\u10a0-\u10ff]")

# By what arrived: how much more often than in all text each reading is in this file, as a logarithm.
_Shares = dict[bytes, dict[str, float]]


class Weighed(NamedTuple):
    """A line that lost bytes, or its view through a codec of several bytes: between what to choose, what was chosen."""

    line: str
    layer: Layer
    lattice: Lattice
    proposal: Proposal


class _Guess(NamedTuple):
    """A restored character: its line and its number there, what arrived of it, what the search and the network say."""

    line: int
    number: int
    arrived: bytes
    step: Step
    costs: Mapping[str, float]
    acquaintance: Acquaintance


def asked(line: Weighed) -> bool:
    """Say whether a network is asked about a line."""
    return _is_in_doubt(line) and _acquaintance(line) is not None


def _is_in_doubt(line: Weighed) -> bool:
    return any(step.probability < IN_DOUBT for _, step in line.proposal.inferred)


def _acquaintance(line: Weighed) -> Acquaintance | None:
    """Return how well some network knows lines like this one; None if not at all."""
    if east_asian_letter().search(line.proposal.text):
        return Acquaintance.IN_PAIRS if line.layer.is_multibyte else Acquaintance.USUAL
    is_known = not line.layer.is_multibyte and _ALPHABETS.search(line.proposal.text)
    return Acquaintance.ALPHABETS if is_known else None


def consult(lines: Sequence[Weighed]) -> list[Proposal]:
    """Return the proposals for all lines of a file that lost bytes as both experts have them.

    Only readings of the same places are chosen, so what could be proved can be proved again; but not with the same
    channel, perhaps.
    """
    acquaintances = [_acquaintance(line) for line in lines]
    doubtful = [i for i, line in enumerate(lines) if acquaintances[i] is not None and _is_in_doubt(line)]
    if not doubtful:
        return [line.proposal for line in lines]
    # Here, so that nothing else loads numpy.
    from notefix.neural.network import BUILT_IN_ALPHABETS, BUILT_IN_NETWORK, built_in_network

    in_alphabets = [i for i in doubtful if acquaintances[i] is Acquaintance.ALPHABETS]
    others = [i for i in doubtful if acquaintances[i] is not Acquaintance.ALPHABETS]
    answers: dict[int, dict[int, dict[str, float]]] = {}
    for path, numbers in ((BUILT_IN_NETWORK, others), (BUILT_IN_ALPHABETS, in_alphabets)):
        if numbers:
            costs = built_in_network(path).costs_nats([_places(*lines[i]) for i in numbers])
            answers.update(zip(numbers, costs, strict=True))
    guesses = []
    for number, (line, layer, _, proposal) in enumerate(lines):
        symbols = _symbols(line, layer)
        acquaintance = acquaintances[number] or Acquaintance.ALPHABETS
        costs_of_line = answers.get(number, {})
        for index, (column, step) in enumerate(proposal.inferred):
            costs_of_place = costs_of_line.get(column - 1, {})
            guesses.append(_Guess(number, index, _arrived(symbols, step), step, costs_of_place, acquaintance))
    return _rewritten(lines, guesses, _settled(guesses))


def _settled(guesses: Sequence[_Guess]) -> list[Step]:
    """Return the steps of guesses by both experts and the shares that the file has of each reading."""
    shares: _Shares = {}
    for _ in range(_ROUNDS):
        steps = [
            combined(g.step, g.costs, shares.get(g.arrived), g.acquaintance) if g.costs else g.step for g in guesses
        ]
        shares = _shares(guesses, steps)
    return steps


def _shares(guesses: Sequence[_Guess], steps: Sequence[Step]) -> _Shares:
    counts: dict[bytes, dict[str, float]] = {}
    for guess, step in zip(guesses, steps, strict=True):
        if guess.acquaintance is not Acquaintance.USUAL:
            continue
        own = counts.setdefault(guess.arrived, {})
        for reading, probability in ((step.text, step.probability), *step.alternatives):
            own[reading] = own.get(reading, 0.0) + probability
    shares: _Shares = {}
    if not counts:
        return shares
    from notefix.neural.network import built_in_network

    network = built_in_network()
    for arrived, own in counts.items():
        usual = {r: exp(nats) for r in own if (nats := network.frequency_nats(r)) is not None}
        total, usual_total = sum(own[reading] for reading in usual), sum(usual.values())
        shares[arrived] = {
            reading: log((own[reading] * usual_total / often + _USUAL_CHARACTERS) / (total + _USUAL_CHARACTERS))
            for reading, often in usual.items()
        }
    return shares


def _rewritten(lines: Sequence[Weighed], guesses: Sequence[_Guess], steps: Sequence[Step]) -> list[Proposal]:
    inferred = [list(line.proposal.inferred) for line in lines]
    texts = [list(line.proposal.text) for line in lines]
    for guess, step in zip(guesses, steps, strict=True):
        column, _ = inferred[guess.line][guess.number]
        inferred[guess.line][guess.number] = column, step
        texts[guess.line][column - 1] = step.text
    return [
        line.proposal._replace(text="".join(text), inferred=tuple(own))
        for line, text, own in zip(lines, texts, inferred, strict=True)
    ]


def _places(line: str, layer: Layer, lattice: Lattice, proposal: Proposal) -> list[Place]:
    """Return a line as the network sees it: what is in no doubt, and of the rest what arrived."""
    from notefix.neural.network import Place

    places = [Place(character) for character in proposal.text]
    symbols = _symbols(line, layer)
    for column, step in proposal.inferred:
        if step.probability < IN_DOUBT:
            places[column - 1] = Place(step.text, _arrived(symbols, step), _candidates(lattice, step))
    return places


def _symbols(line: str, layer: Layer) -> bytes:
    """Return a line, or its view through a codec of several bytes, as the bytes that arrived."""
    return line.encode("latin-1", "replace") if layer.is_multibyte else inverse_of(layer).symbols(line)


def _arrived(symbols: bytes, step: Step) -> bytes:
    """Return what arrived of a character; whatever stands for a lost byte, the network knows it as REPLACED."""
    return bytes(s if s >= 0x80 else REPLACED for s in symbols[step.place : step.place + step.length])


def _candidates(lattice: Lattice, step: Step) -> tuple[str, ...]:
    readings = (r for r in lattice.get(step.place, ()) if r.length == step.length and r.lossy)
    return next((r.characters for r in readings if step.text in r.characters), ())


def combined(
    step: Step,
    costs: Mapping[str, float],
    shares: Mapping[str, float] | None = None,
    acquaintance: Acquaintance = Acquaintance.USUAL,
) -> Step:
    """Return a step whose readings are weighed by both experts.

    Args:
        step: what the search says; its alternatives too.
        costs: what the network says of the readings that it knows: negative log probabilities.
        shares: how much more often each is in this file than in all text, as logarithms.
        acquaintance: of the network with lines like this one; the file's shares count only in what is usual.

    The search's probability of all those together stays as it was, and so does that of any other.
    """
    if acquaintance is Acquaintance.IN_PAIRS:
        costs = _of_one_kind(costs, step.text)
    before = {step.text: step.probability, **dict(step.alternatives)}
    total = sum(probability for reading, probability in before.items() if reading in costs)
    ours, theirs = exponents_of_experts(step.text, acquaintance)
    if total <= 0.0 or not theirs:
        return step
    weights = {
        reading: ours * log(max(before.get(reading, 0.0), _LEAST_PROBABILITY)) - theirs * cost
        for reading, cost in costs.items()
    }
    for reading, gain in step.known:  # what neither expert has said, and no exponent may take away
        if reading in weights:
            weights[reading] += (1.0 - ours) * gain
    if shares and acquaintance is Acquaintance.USUAL:
        weights = {reading: weight + _SHARES_EXPONENT * shares.get(reading, 0.0) for reading, weight in weights.items()}
    largest = max(weights.values())
    powers = {reading: exp(weight - largest) for reading, weight in weights.items()}
    share = total / sum(powers.values())
    after = {**before, **{reading: power * share for reading, power in powers.items()}}
    (text, probability), *alternatives = _ranked(after.items())
    return step._replace(text=text, probability=probability, alternatives=tuple(alternatives), network=True)


def _of_one_kind(costs: Mapping[str, float], chosen: str) -> dict[str, float]:
    """Return what those readings cost that are syllables if the chosen one is, or ideographs, or punctuation.

    Where the first byte is lost there are several kinds, between which the network has never learned to choose.
    """
    kind = kind_of(chosen)
    return {reading: cost for reading, cost in costs.items() if kind_of(reading) is kind}


def _ranked(probabilities: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(probabilities, key=lambda item: (-item[1], item[0]))
