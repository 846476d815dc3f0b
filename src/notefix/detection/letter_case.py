r"""Was text lower-cased or upper-cased after it was damaged? Asked of lines in which damage was found, or may be.

In small letters the lead C3 is the lead E3, and of continuation bytes 8A is 9A: what comes out may be UTF-8 from end to
end and another text. It shows in that all letters of the damaged lines, those in ASCII too, are of one case; of Chinese
that kept its capitals every second character would have one. Then the language model compares.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from notefix.channels.channel import Layer, LetterCase
from notefix.channels.forward import arrivals
from notefix.channels.inverse import inverse_of, inverse_of_codec
from notefix.detection.layers import possible_layers
from notefix.detection.samples import pieces_of, spread
from notefix.detection.vote import ESTABLISHED_GAIN_NATS, ModelSource, gains_nats, left_over

__all__ = ["folded_layer", "in_one_case", "may_be_folded"]

# The usual codecs, and whichever the lines were read by before.
_CODECS = ("cp1252", "latin-1", "cp1254", "cp1250", "cp1251")

# By so many nats folding may be less probable than what was read before, what it costs beforehand counted in, and is
# still believed: where the two read otherwise, it is then in doubt which is right.
_DOUBT_NATS = 2.5

# Where that leaves something over, folding must be more probable by so much.
_MARGIN_NATS = 14.0

# What is left of a character where a line was cut is another one in small letters, and no evidence.
_CUT = re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")

# In small letters the lead C2 is the lead E2: one sign of Latin-1, or what is left of a star, a clock or a bar.
_SIGN_OR_REMAINS = re.compile(rb"\xe2[\x80-\xbf](?![\x80-\xbf])")

# In a text without one, letters of one case are no evidence that case was folded.
_ASCII_LETTER = re.compile("[A-Za-z]")

# So much of a text shows mostly that it has both capitals and small letters.
_HEAD_CHARS = 512


def _case_of(text: str) -> LetterCase:
    """Return what may have been done to the letters of a text; KEPT if it has capitals and small ones, or neither."""
    for case, fold in ((LetterCase.LOWER, str.lower), (LetterCase.UPPER, str.upper)):
        if all(fold(part) == part for part in (text[:_HEAD_CHARS], text)):
            return case
    return LetterCase.KEPT


def in_one_case(lines: Collection[str]) -> list[str]:
    """Return some lines, in order, if all their letters are of one case; else none."""
    # Each stops at the first line that has another one: most lines have both.
    is_folded = any(all(fold(line) == line for line in lines) for fold in (str.lower, str.upper))
    return sorted(lines) if is_folded else []


@cache
def _letters(codec: str, case: LetterCase) -> frozenset[str]:
    """Return the continuation bytes of a codec that arrive as the same letter as another one."""
    arrived = arrivals(Layer(codec, case=case))[0x80:0xC0]
    return frozenset(character for character in arrived if len(character) == 1 and arrived.count(character) > 1)


def may_be_folded(text: str, layer: Layer) -> bool:
    """Say whether text that is UTF-8 from end to end to a layer may have been another one, before its case was folded.

    Leads are what they are: no other one has so many continuation bytes.
    """
    case = _case_of(text)
    return case is not LetterCase.KEPT and not _letters(layer.codec, case).isdisjoint(text)


def _sample(lines: Sequence[str], case: LetterCase, codecs: Iterable[str]) -> list[str]:
    """Cut lines in pieces, and choose some: those with letters that are one byte or another, if there are any."""
    codecs = tuple(codecs)
    pieces = [piece for line in lines for piece in pieces_of(line, Layer(codecs[0], case=case))]
    letters = frozenset[str]().union(*(_letters(codec, case) for codec in codecs))
    return spread([piece for piece in pieces if not letters.isdisjoint(piece)] or pieces)


def _reads_the_same(lines: Sequence[str], found: Layer) -> bool:
    """Say whether lines are UTF-8 from end to end to a codec, with no letter that is one byte or another."""
    inverse = inverse_of_codec(found.codec)
    is_intact = all(inverse.original_of_intact(line) is not None for line in lines)
    return is_intact and not any(may_be_folded(line, found) for line in lines)


def _explained(lines: Sequence[str], layers: Iterable[Layer]) -> list[str]:
    """Return the lines of which the layer that loses most leaves nothing over."""
    widest = max(layers, key=lambda layer: len(inverse_of(layer).dropped))
    return [line for line in lines if not left_over(widest, line)]


def _without_cut(line: str, layer: Layer) -> str:
    return line[: len(_CUT.sub(b"", inverse_of(layer).symbols(line)))]


def folded_layer(lines: Sequence[str], found: Layer | None, established: bool, model: ModelSource) -> Layer | None:
    """Return a layer that folds case, if lines that are damaged came through it.

    Args:
        lines: those in which damage was found.
        found: what they are taken for otherwise.
        established: whether that is beyond doubt.
        model: called only where the lines are of one case.
    """
    case = _case_of("\n".join(lines))
    if case is LetterCase.KEPT or (found is not None and _reads_the_same(lines, found)):
        return None
    codecs = tuple(dict.fromkeys(((found.codec,) if found else ()) + _CODECS))
    explained = {codec: _explained(lines, possible_layers([codec], lines, case)) for codec in codecs}
    most = max(map(len, explained.values()))
    if 2 * most <= len(lines):
        return None
    codecs = tuple(codec for codec in codecs if len(explained[codec]) == most)
    lines = [_without_cut(line, found or Layer(codecs[0])) for line in explained[codecs[0]]]
    layers = possible_layers(codecs, lines, case)
    others = possible_layers([found.codec], lines) if found is not None else {}
    gained = gains_nats([*layers, *others], _sample(lines, case, codecs), model())
    best = max(layers, key=lambda layer: gained[layer] + layers[layer])
    gain = gained[best] + layers[best]
    if found is not None:
        margin = -_DOUBT_NATS if _ASCII_LETTER.search("\n".join(lines)) else _DOUBT_NATS
        if any(left_over(found, line) for line in lines):
            margin = _MARGIN_NATS
        if gain < max(gained[layer] + prior for layer, prior in others.items()) + margin:
            return None
    symbols = inverse_of(best).symbols("\n".join(lines))
    if case is LetterCase.LOWER and _SIGN_OR_REMAINS.sub(b"", symbols).isascii():
        return None
    return best if established or gain >= ESTABLISHED_GAIN_NATS else None
