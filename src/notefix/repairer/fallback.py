"""ftfy's opinion on a line that our own path leaves alone, taken only where a channel proves it.

ftfy is the reference for damage that lost nothing: its heuristics have seen ten years of text. What it does beyond
the forward channels (a curly quote guessed from a lone U+00E2, a sequence decoded by rule) has no proof and is
refused, and so is what it infers of missing bytes: that is for the lattice, which says how sure it is.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from notefix.channels.channel import Channel, Layer
from notefix.channels.forward import damage
from notefix.repairer.proposal import Proposal

__all__ = ["could_be_repaired_with_ftfy", "propose_with_ftfy"]

_CODECS = {
    "latin-1": "latin-1",
    "sloppy-windows-1252": "cp1252",
    "sloppy-windows-1251": "cp1251",
    "sloppy-windows-1250": "cp1250",
    "sloppy-windows-1253": "cp1253",
    "sloppy-windows-1254": "cp1254",
    "sloppy-windows-1257": "cp1257",
    "iso-8859-2": "iso-8859-2",
    "macroman": "macroman",
    "cp437": "cp437",
}

_MAX_LAYERS = 5


def _proving_channel(line: str, text: str, codecs: list[str]) -> Channel | None:
    """Return the channel through these codecs, the first accident first, by which the text arrives as the line."""
    layers = tuple(Layer(codec) for codec in codecs)
    spared = frozenset(c for c in text if not c.isascii() and c in line)
    for kept, source in product((frozenset[str](), spared), ("utf-8", "cesu-8")):
        layers = (replace(layers[0], source=source), *layers[1:])
        channel = Channel(tuple(replace(layer, spared=kept) for layer in layers))
        if damage(text, channel) == line:
            return channel
    return None


def could_be_repaired_with_ftfy(line: str) -> bool:
    """Say whether ftfy looks at a line at all; False is certain."""
    from ftfy.badness import is_bad  # only a line that may be damaged pays for it

    return bool(is_bad(line))


def propose_with_ftfy(line: str, preferred: Layer | None) -> Proposal | None:
    """Return ftfy's repair of a line if it has one and a channel proves it.

    Args:
        line: a line that may be damaged.
        preferred: the file's accident; where it proves the repair too, it is the one that is named.
    """
    import ftfy  # only a line that may be damaged pays for it

    text, plan = ftfy.fix_encoding_and_explain(line)
    if text == line or "\ufffd" in text:
        return None
    codecs = [_CODECS.get(step.parameter) for step in plan or () if step.action == "encode"]
    known = [codec for codec in codecs if codec is not None][::-1]
    if len(known) != len(codecs) or len(known) > _MAX_LAYERS:
        return None
    if preferred is not None and len(known) == 1 and damage(text, Channel((preferred,))) == line:
        return Proposal(text, Channel((preferred,)))
    channel = _proving_channel(line, text, known) if known else None
    return Proposal(text, channel) if channel else None
