r"""Text of which nothing was lost, and all was read by one codec: decoded at once.

Lines are judged one by one because a line can be something else. Where all that could be damaged in a text is UTF-8
from end to end to one codec, none of them is, and to encode and decode the text costs no more than that.

Why this gives what judging each line gives (`notefix.look`), condition by condition:

- The codec explains every character outside ASCII, in every line, so no other one explains more, and the file's vote
  is for it. Another one that explains as much and reads something else is refused: that is for the language model.
- A line with some long sequences speaks for itself once the vote is known. A shorter one would be weighed, and is
  (`IntactText.doubtful`), as it may be a clean one among the damaged (`negative-citroen`), unless there is something in
  it that nobody writes.
- That the vote is strong is a judgement: of 692,869 clean lines outside ASCII in 80 languages 45 are UTF-8 from end to
  end to some codec and no misfits (detection.sequences), each of one character, and all of a language together never
  show a second one. So what shows three, and saves six characters, is damaged; and what nobody writes at all.
- Nor is a line asked whether it is text of an old codec, as UTF-8 of three bytes may seem to be (an ellipsis is
  Windows-1256 by chance). That is the one thing that comes out otherwise, and right: nothing in the text speaks for it.
- Lines that may have been read in pairs, or have no sequences but misfits, send the whole text back to be judged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from notefix.channels.channel import Layer
from notefix.channels.forward import arrivals
from notefix.channels.inverse import Inverse, inverse_of_codec, is_assigned
from notefix.detection.evidence import cost_of_window_nats
from notefix.detection.pairs import layers_by_line
from notefix.detection.prefilter import could_be_damaged, first_lead, has_leads
from notefix.detection.sequences import codecs_of, sequence_codecs
from notefix.detection.structure import STRONG_WEIGHT
from notefix.detection.vote import ModelSource

__all__ = ["IntactText", "read_intact"]

# What a text must show: so many different characters where it is first damaged, and so many characters saved.
_LEAST_DIFFERENT = 3
_LEAST_SAVED = 6
_SAMPLE_CHARS = 4096
_FEW_CHARS = 512

# What is no longer is weighed where more than one codec reads it. Of two codecs the vote prefers the commoner one by
# less than this.
_MOST_WEIGHED_CHARS = 500
_WEIGHED_CHARS = 24
_NO_DOUBT_NATS = 12.0

# What sequences._MISFITS are once they are decoded: those that are cut short are not UTF-8 at all.
_ODD_IN_A_WORD = re.compile("[\u0400-\u07ff]")
_BESIDE_LATIN = re.compile("[A-Za-z](?:(?<=[\u0400-\u07ff].)|(?=[\u0400-\u07ff]))")
_MOST_SAVED_BY_MISFITS = 20


# What nobody writes: control characters, but for U+0085, which also ends lines; a capital with an accent after a small
# letter, A with tilde before a sign and a small letter, a euro sign after a circumflex. The capitals are leads of two
# bytes to code pages of Latin, but for multiplication and diameter signs, which do stand there; ordinals and guillemets
# are no signs.
_CERTAIN = re.compile(
    "[\x80-\x84\x86-\x9f]"
    "|[a-z][\u00c2-\u00d6\u00d9-\u00de\u0100\u0102\u0106\u0139][^\x00-\x7f]"
    "|\u00c3[\u00a1-\u00a9\u00ac-\u00b9\u00bc-\u00bf][a-z]"
    "|\u00e2\u20ac[^\x00-\x7f]"
)


class IntactText(NamedTuple):
    r"""What was damaged, by which layer, and what it was: lines of a text, with \n between them.

    Attributes:
        layer: the accident.
        numbers: of those lines in the text, from 0.
        damaged: the lines; those of them that are in ASCII are not damaged.
        before: as they were.
    """

    layer: Layer
    numbers: Sequence[int]
    damaged: str
    before: str

    @property
    def doubtful(self) -> dict[str, str]:
        """The lines that have to be weighed, and what they would have been."""
        pairs = zip(self.damaged.split("\n"), self.before.split("\n"), strict=True)
        return {a: b for a, b in pairs if 0 < len(a) - len(b) < STRONG_WEIGHT and _CERTAIN.search(a) is None}

    def without(self, lines: Collection[str]) -> IntactText | None:
        """Return the same text less some of its lines, which are not damaged; None if another layer reads it first."""
        triples = zip(self.numbers, self.damaged.split("\n"), self.before.split("\n"), strict=True)
        kept = [triple for triple in triples if triple[1] not in lines]
        if not kept:
            return None
        numbers, damaged, before = zip(*kept, strict=True)
        rest = IntactText(self.layer, numbers, "\n".join(damaged), "\n".join(before))
        earlier = sequence_codecs()[: sequence_codecs().index(self.layer.codec)]
        return (
            None if any(_decoded(rest.damaged, inverse_of_codec(codec)) == rest.before for codec in earlier) else rest
        )


@lru_cache(maxsize=4096)
def _readers_of(pair: str) -> tuple[Inverse, ...]:
    """Return the inverses of the layers to which two characters are the beginning of a sequence."""
    some = codecs_of(pair)
    return tuple(inverse_of_codec(codec) for codec in sequence_codecs() if codec in some)


@cache
def _read_otherwise(one: Inverse, other: Inverse) -> bytes:
    """Return the bytes to the first one of the characters that are other bytes to the second."""
    bytes_of = {character: byte for byte, character in enumerate(arrivals(other.layer))}
    return bytes(byte for byte, character in enumerate(arrivals(one.layer)) if bytes_of.get(character, byte) != byte)


def read_intact(lines: Sequence[str], model: ModelSource) -> IntactText | None:
    """Return a text as it was, if all that could be damaged in it is, by one layer, and lost nothing.

    Args:
        lines: the text.
        model: called only where a short text can be read in more ways than one.

    Returns:
        None if anything speaks against it: then the lines have to be judged.
    """
    text = "\n".join(lines)
    place = first_lead(text)
    if place is None:
        return None
    end = text.find("\n", place)
    line = text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]
    readers = [inverse for inverse in _readers_of(text[place : place + 2]) if _decoded(line, inverse) is not None]
    if not readers:
        return None
    numbers: Sequence[int] = range(len(lines))
    others = ""
    read = _read(text, readers, model)
    if read is None:
        # The lines without leads may be clean beyond doubt: then they have no voice in anything.
        those = {i: line for i, line in enumerate(lines) if has_leads(line)}
        others = "\n".join([line for i, line in enumerate(lines) if i not in those])
        numbers, text = list(those), "\n".join(those.values())
        read = _read(text, readers, model)
    if read is None or could_be_damaged(others):
        return None
    layer, before = read
    saved = len(text) - len(before)
    if (saved < _LEAST_SAVED or _has_few_characters(before)) and _CERTAIN.search(text) is None:
        return None
    if not is_assigned(before) or _has_misfits(text, before) or layers_by_line(text):
        return None
    return IntactText(layer, numbers, text, before)


def _read(text: str, readers: Sequence[Inverse], model: ModelSource) -> tuple[Layer, str] | None:
    """Return the first layer through which a text is UTF-8, and that; None if another one may be right."""
    begin = first_lead(text) or 0
    end = text.find("\n", begin + _SAMPLE_CHARS)
    sample = text[begin:] if end < 0 else text[begin:end]
    possible = [inverse for inverse in readers if _decoded(sample, inverse) is not None]
    readings: dict[str, Layer] = {}
    for number, inverse in enumerate(possible):
        try:
            data = inverse.every_byte(text)
            before = data.decode()
        except UnicodeError:
            continue
        readings[before] = inverse.layer
        for other in (*possible[:number], *possible[number + 1 :]):
            # What it has in another place is not here, so it reads the same, or lacks a character.
            odd = _read_otherwise(inverse, other)
            if len(data.translate(None, odd)) != len(data) and (otherwise := _decoded(text, other)) is not None:
                readings.setdefault(otherwise, other.layer)
        break
    likeliest = _likeliest(list(readings), model)
    return None if likeliest is None else (readings[likeliest], likeliest)


def _likeliest(readings: Sequence[str], model: ModelSource) -> str | None:
    """Return the most probable of some readings of a short text, by where they first differ, if none comes near."""
    if len(readings) < 2 or len(readings[0]) > _MOST_WEIGHED_CHARS:
        return readings[0] if len(readings) == 1 else None
    begin = next((i for i, some in enumerate(zip(*readings, strict=False)) if len(set(some)) > 1), 0)
    costs = {
        reading: cost_of_window_nats(
            reading, {}, model(), begin, min(len(reading), begin + _WEIGHED_CHARS), found=False
        )
        for reading in readings
    }
    best, second = sorted(readings, key=lambda reading: costs[reading])[:2]
    return best if costs[second] - costs[best] > _NO_DOUBT_NATS else None


def _decoded(text: str, inverse: Inverse) -> str | None:
    try:
        return inverse.every_byte(text).decode()
    except UnicodeError:
        return None


def _has_few_characters(text: str) -> bool:
    different: set[str] = set()
    for begin in range(0, len(text), _FEW_CHARS):
        different |= set(text[begin : begin + _FEW_CHARS])
        if sum(not character.isascii() for character in different) >= _LEAST_DIFFERENT:
            return False
    return True


def _has_misfits(text: str, before: str) -> bool:
    """Say whether some line may have no sequences but such as nobody writes in a word."""
    if _ODD_IN_A_WORD.search(before) is None or _BESIDE_LATIN.search(before) is None:
        return False
    return any(
        _BESIDE_LATIN.search(line) and len(damaged) - len(line) <= _MOST_SAVED_BY_MISFITS
        for damaged, line in zip(text.split("\n"), before.split("\n"), strict=True)
    )
