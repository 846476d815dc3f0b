"""Turn a verdict into the most probable original of a line, with the channel that proves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from notefix.channels.channel import Channel, Layer, UndefinedBytes
from notefix.channels.forward import damage
from notefix.channels.lattice import Lattice, is_intact
from notefix.channels.tables import CODECS
from notefix.language_model.scorer import Scorer
from notefix.repairer.search import Step, decode_line

__all__ = ["Proposal", "propose", "simplest_layer"]


class Proposal(NamedTuple):
    """A repaired line, the channel that it claims, and the steps whose characters were inferred, by column from 1."""

    text: str
    channel: Channel
    inferred: tuple[tuple[int, Step], ...] = ()


def _decode_intact(line: str, lattice: Lattice) -> str:
    pieces = []
    done = place = 0
    for place in sorted(lattice):
        reading = lattice[place][0]
        pieces += [line[done:place], reading.characters[0]]
        done = place + reading.length
    return "".join(pieces) + line[done:]


def _spared(line: str, lattice: Lattice, steps: list[Step] | None) -> frozenset[str]:
    """Return the characters outside ASCII that stand in the repaired line as they stood in the damaged one."""
    if steps is not None:
        kept = {step.text for step in steps if step.length == 1 and line[step.place] == step.text}
    else:
        kept = set()
        place = 0
        while place < len(line):
            reading = lattice.get(place)
            if reading is None or (reading[0].length == 1 and reading[0].characters == (line[place],)):
                kept.add(line[place])
            place += reading[0].length if reading else 1
    return frozenset(character for character in kept if not character.isascii())


def propose(line: str, layer: Layer, lattice: Lattice, scorer: Callable[[], Scorer]) -> Proposal:
    """Return the most probable original of a line.

    Args:
        line: the damaged line.
        layer: the accident.
        lattice: the readings of its damaged spans.
        scorer: weighs the readings; called only if a byte is missing.
    """
    if is_intact(lattice):
        return Proposal(_decode_intact(line, lattice), Channel((layer,), _spared(line, lattice, None)))
    steps = decode_line(line, lattice, scorer())
    inferred = tuple((column, step) for column, step in enumerate(steps, 1) if step.lossy)
    text = "".join(step.text for step in steps)
    return Proposal(text, Channel((layer,), _spared(line, lattice, steps)), inferred)


def simplest_layer(layer: Layer, proofs: Sequence[tuple[Proposal, str]]) -> Layer:
    """Return the likeliest codec, and of its layers the one with the fewest losses, that proves some proposals.

    Text is explained by many channels. The one that its readings came from is a wide one, so that nothing was missed;
    the one that is named claims no more than the text shows.

    Args:
        layer: the one that the readings came from.
        proofs: proposals and the lines that they are for.
    """
    for codec in CODECS:
        for simpler in _narrower(replace(layer, codec=codec.name)):
            if all(damage(p.text, Channel((simpler,), p.channel.spared)) == line for p, line in proofs):
                return simpler
    return layer


def _narrower(layer: Layer) -> list[Layer]:
    """Return the layers that lose no more than this one, those that lose least first."""
    layers = [
        Layer(layer.codec, undefined, shy, c1, fold)
        for undefined in dict.fromkeys((UndefinedBytes.CONTROL, layer.undefined))
        for shy in dict.fromkeys((False, layer.strip_soft_hyphens))
        for c1 in dict.fromkeys((False, layer.strip_c1))
        for fold in dict.fromkeys((False, layer.fold_no_break_spaces))
    ]
    return sorted(layers, key=lambda x: x.loss_count)
