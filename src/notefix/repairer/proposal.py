"""Turn a verdict into the most probable original of a line, with the channel that proves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from notefix.channels.channel import LOSSES, Channel, Layer, LetterCase, UndefinedBytes
from notefix.channels.forward import damage
from notefix.channels.lattice import Lattice, is_intact
from notefix.channels.tables import CODECS
from notefix.language_model.scorer import Scorer
from notefix.repairer.search import Step, decode_line
from notefix.scripts import east_asian_letter

__all__ = ["Proposal", "less_sure", "propose", "renamed", "simplest_layer", "unsure_of_strangers"]

# What is guessed into a Latin word where nothing else of the kind is in the line, and how sure that is at most.
_LATIN = re.compile("[A-Za-z\xc0-\u024f]")
_STRANGER_PROBABILITY = 0.5


class Proposal(NamedTuple):
    """A repaired line and the channel that it claims.

    Attributes:
        text: the line.
        channel: `damage(text, channel)` is the damaged line.
        inferred: the steps whose characters were inferred, by column from 1.
        kept: the columns at which a character stands as it stood.
    """

    text: str
    channel: Channel
    inferred: tuple[tuple[int, Step], ...] = ()
    kept: tuple[int, ...] = ()


def _decode_intact(line: str, lattice: Lattice) -> str:
    pieces = []
    done = place = 0
    for place in sorted(lattice):
        reading = lattice[place][0]
        pieces += [line[done:place], reading.characters[0]]
        done = place + reading.length
    return "".join(pieces) + line[done:]


def _kept_columns(line: str, lattice: Lattice, steps: list[Step] | None) -> list[int]:
    """Return the columns of the repaired line, from 1, at which a character stands as it stood in the damaged one."""
    if steps is not None:
        return [column for column, s in enumerate(steps, 1) if s.length == 1 and line[s.place] == s.text]
    kept = []
    place = column = 0
    while place < len(line):
        column += 1
        reading = lattice.get(place)
        if reading is None or (reading[0].length == 1 and reading[0].characters == (line[place],)):
            kept.append(column)
        place += reading[0].length if reading else 1
    return kept


def _spared(text: str, kept: list[int]) -> tuple[frozenset[str], tuple[tuple[int, int], ...]]:
    """Return what a layer spared: characters, and for those that it also damaged elsewhere the columns."""
    columns = set(kept)
    damaged = {character for column, character in enumerate(text, 1) if column not in columns}
    characters = {text[column - 1] for column in kept if not text[column - 1].isascii()}
    single = [column for column in kept if text[column - 1] in damaged and not text[column - 1].isascii()]
    return frozenset(characters - damaged), tuple((column, column) for column in single)


def propose(
    line: str,
    layer: Layer,
    lattice: Lattice,
    scorer: Callable[[], Scorer],
    settled: Mapping[int, Step] = MappingProxyType({}),
) -> Proposal:
    """Return the most probable original of a line.

    Args:
        line: the damaged line, or its view through the layer: what the lattice's places are places of.
        layer: the accident.
        lattice: the readings of its damaged spans.
        scorer: weighs the readings; called only if a byte is missing.
        settled: by place, what was found before and is not to be weighed again.
    """
    steps = None if is_intact(lattice) else decode_line(line, lattice, scorer(), settled)
    text = _decode_intact(line, lattice) if steps is None else "".join(step.text for step in steps)
    kept = _kept_columns(line, lattice, steps)
    characters, columns = _spared(text, kept)
    inferred = tuple((column, step) for column, step in enumerate(steps or (), 1) if step.lossy)
    return Proposal(text, Channel((replace(layer, spared=characters, spared_columns=columns),)), inferred, tuple(kept))


def less_sure(proposal: Proposal, doubt: float) -> Proposal:
    """Return the proposal with its probabilities, which are given the channel, lowered by the doubt about that."""
    if not doubt:
        return proposal
    steps = ((column, s._replace(probability=s.probability * (1.0 - doubt))) for column, s in proposal.inferred)
    return proposal._replace(inferred=tuple(steps))


def unsure_of_strangers(proposal: Proposal) -> Proposal:
    """Return the proposal with less probability for ideographs, kana and Hangul that are guessed into a Latin word.

    That is what lower-cased damage of Latin letters looks like: where nothing else in the line is in those scripts,
    the one reading that there is may well be a wrong one.
    """
    guessed = {column for column, _ in proposal.inferred}
    found = [match.end() for match in east_asian_letter().finditer(proposal.text)]
    if not found or not guessed.issuperset(found):
        return proposal
    beside = {c for c in found if _LATIN.search(proposal.text[max(0, c - 2) : c - 1] + proposal.text[c : c + 1])}
    steps = (
        (column, s._replace(probability=min(s.probability, _STRANGER_PROBABILITY)) if column in beside else s)
        for column, s in proposal.inferred
    )
    return proposal._replace(inferred=tuple(steps)) if beside else proposal


def renamed(proposal: Proposal, layer: Layer) -> Proposal:
    """Return the proposal with another layer, which spares the same, in place of its only one."""
    (own,) = proposal.channel.layers
    layer = replace(layer, spared=own.spared, spared_columns=own.spared_columns)
    return proposal._replace(channel=Channel((layer,)))


def simplest_layer(layer: Layer, proofs: Sequence[tuple[Proposal, str]]) -> Layer:
    """Return the likeliest codec, and of its layers the one with the fewest losses, that proves some proposals.

    Text is explained by many channels. The one that its readings came from is a wide one, so that nothing was missed;
    the one that is named claims no more than the text shows.

    Args:
        layer: the one that the readings came from.
        proofs: proposals of one layer each, and the lines that they are for.
    """
    codecs = [layer.codec] if layer.is_multibyte or layer.source != "utf-8" else [codec.name for codec in CODECS]
    for codec in codecs:
        for simpler in _narrower(replace(layer, codec=codec)):
            if all(damage(p.text, renamed(p, simpler).channel) == line for p, line in proofs):
                return simpler
    return layer


def _narrower(layer: Layer) -> list[Layer]:
    """Return the layers that lose no more than this one, those that lose least first."""
    layers = [replace(layer, undefined=x) for x in dict.fromkeys((UndefinedBytes.CONTROL, layer.undefined))]
    if layer.case is not LetterCase.KEPT:
        layers += [replace(other, case=LetterCase.KEPT) for other in layers]
    for name, _, _ in LOSSES:
        if getattr(layer, name):
            without: dict[str, Any] = {name: False}
            layers += [replace(other, **without) for other in layers]
    return sorted(layers, key=lambda x: x.loss_count)
