r"""Which lines may have been UTF-8 read by a codec of two bytes a character, and by which? Structure only.

Nearly all East Asian text is clean, and any of it is bytes of any such codec: so what is looked for first is the one
thing that damage has and clean text rarely has, a stretch of bytes between ASCII that is UTF-8 from end to end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.multibyte import PUT_FOR_LOST, view_of
from notefix.channels.tables import MULTIBYTE_CODECS
from notefix.channels.windows import ENCODE_AS_WINDOWS, WINDOWS_OF, bytes_of_any
from notefix.detection.glance import Glance, beginnings
from notefix.detection.lines_with import lines_with
from notefix.detection.stretches import (
    UTF_8,
    lines_with_stretches,
    may_have_stretches,
    share_of_stretches,
    with_windows,
)

__all__ = ["is_mostly_gone", "layers_by_line", "layers_that_lost"]

# Ideographs, kana, Hangul and their halfwidth forms: where codecs of two bytes a character put what began with a lead.
# All others are named: a set of few characters takes a quarter of the time to compile.
_EAST_ASIAN = re.compile("[^\x00-\u2e7f\ufff0-\U0010ffff]")
_BEGINNINGS = beginnings(map(chr, range(0x2E80, 0xFFF0, 64)))  # of 64 characters each
_EAST_ASIAN_OR_LOST = re.compile("[^\x00-\u2e7f\ufff0-\ufffc\ufffe-\U0010ffff]")

# The codecs that have all characters of the others, but for a few.
_LARGEST = ("gb18030", "cp932", "cp950", "cp949", "euc-jp")
_ALL_CODECS = tuple(codec.name for codec in MULTIBYTE_CODECS if codec.name != "cp936")

# Bytes between ASCII, holes and characters that the codec does not have, and those that could be UTF-8, but for the
# ends of characters that go on in a hole.
_PIECE = re.compile(rb"\xff?[\x80-\xfe]+")
_GOOD_PIECE = re.compile(rb"(?>(?:\xff[\x80-\xbf]{0,3})?)" + UTF_8)
# The latter where there are no holes: whole runs, from their first byte to their last. It begins with one set, as
# that is searched fast.
_GOOD_RUN = re.compile(
    rb"[\xc2-\xf4](?<![\x80-\xfe].)"
    rb"(?>(?:(?<=[\xc2-\xdf])[\x80-\xbf]|(?<=[\xe0-\xef])[\x80-\xbf]{2}|(?<=[\xf0-\xf4])[\x80-\xbf]{3})"
    + UTF_8
    + rb"|[\x80-\xbf]{0,2})(?![\x80-\xfe])",
    re.DOTALL,
)
_ASCII = bytes(range(0x80))
_PARTIAL = re.compile(
    rb"[\xc2-\xf4](?![\x80-\xbf])|[\xe0-\xf4][\x80-\xbf](?![\x80-\xbf])|[\xf0-\xf4][\x80-\xbf]{2}(?![\x80-\xbf])"
)
_QUESTIONED = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\?|\?[\x80-\xbf]")

# What Windows puts for lost bytes: a question mark beside what was read in pairs, or in Japan the dot.
_MIDDLE_DOT = PUT_FOR_LOST[UndefinedBytes.MIDDLE_DOT]
_TAKEN = re.compile("\\?[\u2e80-\uffef]")
_QUESTION = re.compile(r"(?<=[^\x00-\x7f])\?|\?(?=[^\x00-\x7f])")

# What Windows has and Python has not.
_OWN = re.compile("[\x80\u20ac\ue000-\uf8ff]")

# A line is looked at if the pieces that could be UTF-8 are at least a third of it; a codec is tried that explains
# nearly as much as the best one.
_LEAST_SHARE = 1 / 3
_CLOSE = 0.7
_LEAST_SHARE_AT_FIRST = 0.3  # of what has stretches at all: most of it has one, by chance
_FOREIGN_BYTES = 2

# Five bytes lost in a row are a character of which nothing is left, and more. Where so much of what is damaged is that,
# every second word would be invented, and weighing what takes long (Chinese, Japanese and Korean read as Big5).
_GONE = re.compile("\ufffd{5,}")
_MOST_GONE_SHARE = 1 / 4

# So short a text is searched, and encoded, whole, before anything else is asked.
_SHORT_CHARS = 500

# So much of a text is looked at to see whether it is East Asian all through.
_SAMPLE_CHARS = 4096


def layers_by_line(text: str, glance: Glance | None = None) -> dict[int, list[Layer]]:
    r"""Return the layers through which lines may have been UTF-8, by the lines' numbers, from 0.

    Why hardly anything escapes: between ASCII, all bytes of damage that were not lost are those of UTF-8, from the
    first to the last, and a lost byte leaves U+FFFD. Where it left a question mark, or nothing, inside a stretch,
    another stretch of the line has to be whole.

    Args:
        text: the lines, which end at \n.
        glance: at the text, where there was one already.
    """
    if len(text) < _SHORT_CHARS and not _could_be_pairs(text):
        return {}
    glance = glance or Glance(text)
    if not glance.may_have(_BEGINNINGS) or _EAST_ASIAN.search(text) is None:
        return {}
    if len(_EAST_ASIAN.findall(text, 0, _SAMPLE_CHARS)) < _SAMPLE_CHARS / 10:
        some = lines_with(_EAST_ASIAN_OR_LOST, text)
        found = _layers_by_line(Glance("\n".join(some.values())))
        numbers = list(some)
        return {numbers[number]: layers for number, layers in found.items()}
    return _layers_by_line(glance)


def _could_be_pairs(text: str) -> bool:
    """Say whether a short text may have anything that was read in pairs; False is certain."""
    if _EAST_ASIAN.search(text) is None:
        return False
    return "\ufffd" in text or _TAKEN.search(text) is not None or may_have_stretches(text, with_windows(text, _LARGEST))


def _layers_by_line(glance: Glance) -> dict[int, list[Layer]]:
    text = glance.text
    lines = text.split("\n")
    hits, unsure = set[int](), set[int]()
    for codec, numbers in lines_with_stretches(glance, with_windows(text, _LARGEST)).items():
        for number in numbers:
            line = lines[number]
            if codec == "gb18030" and _is_in_gb18030_alone(line) and share_of_stretches(line, codec):
                unsure.add(number)
            elif number not in hits and _could_be(line, codec):
                hits.add(number)
    if "\ufffd" in text:
        lossy = {number for number, line in enumerate(lines) if "\ufffd" in line}
        hits, unsure = hits - lossy, unsure | lossy
    if "?" in text:
        unsure |= lines_with(_TAKEN, text).keys() - hits
    # A look through the codecs that have stretches refuses most; a line that passes is looked at through all.
    hits |= {n for n in unsure - hits if any(_score(lines[n], codec) is not None for codec in _ALL_CODECS)}
    found = ((number, list(_plausible_layers(lines[number]))) for number in sorted(hits))
    return {number: layers for number, layers in found if layers}


def _could_be(line: str, codec: str) -> bool:
    """Say whether enough of a line without U+FFFD could be UTF-8 to a codec: what refuses most is asked first."""
    data = line.replace("?", " ").encode(codec, "replace")
    if b"?" in data or _with_holes(line, codec) != line:
        return _score(line, codec) is not None and share_of_stretches(line, codec) > 0
    return share_of_stretches(line, codec) > _LEAST_SHARE_AT_FIRST and _score(line, codec) is not None


def _is_in_gb18030_alone(line: str) -> bool:
    """Say whether GB 18030 has four bytes for some of a line.

    They are cut by their digits, as by characters that the other codecs do not have.
    """
    return line.encode("gbk", "ignore") != line.encode("gb18030", "replace")


def _score(line: str, codec: str) -> int | None:
    """Return by how many bytes more of a line could be UTF-8 to a codec than could not; None if too few could."""
    line = _with_holes(line, codec)
    errors = ENCODE_AS_WINDOWS if _OWN.search(line) else "replace"  # each character that is not there is asked for
    symbols = b"\xff".join([part.encode(codec, errors) for part in line.split("\ufffd")])
    lost = line.count("\ufffd")
    foreign = symbols.count(b"?") - line.count("?")
    if foreign and 2 * foreign > len(line) - len(line.encode("ascii", "ignore")) - lost:
        return None
    if b"\xff" in symbols:
        pieces = _PIECE.findall(symbols)
        good = sum(len(piece) for piece in pieces if _GOOD_PIECE.fullmatch(piece))
        bad = sum(map(len, pieces)) - good + _FOREIGN_BYTES * foreign
    else:
        good = sum(map(len, _GOOD_RUN.findall(symbols)))
        bad = len(symbols.translate(None, _ASCII)) - good + _FOREIGN_BYTES * foreign
    return good - bad if good and good >= _LEAST_SHARE * (good + bad) else None


def _plausible_layers(line: str) -> Iterator[Layer]:
    """Yield the layers through which a line could be UTF-8, by a quick look."""
    if "\ufffd" in line and is_mostly_gone(line):
        return
    scores = {codec: score for codec in _ALL_CODECS if (score := _score(line, codec)) is not None}
    best = max(scores.values(), default=0)
    for codec, score in scores.items():
        if score >= _CLOSE * best:
            yield from layers_that_lost(line, codec)


def is_mostly_gone(line: str) -> bool:
    """Say whether so many bytes of a line were lost side by side that nothing is to be made of it."""
    gone = sum(map(len, _GONE.findall(line)))
    return gone > _MOST_GONE_SHARE * (len(line) - len(line.encode("ascii", "ignore")))


def _with_holes(line: str, codec: str) -> str:
    """Return a line with U+FFFD for what Windows may have put for lost bytes."""
    if codec == "cp932":
        line = line.replace(_MIDDLE_DOT, "\ufffd")
    return _QUESTION.sub("\ufffd", line) if codec in WINDOWS_OF and "?" in line else line


def layers_that_lost(line: str, codec: str) -> Iterator[Layer]:
    """Yield a codec's layers, by what may have become of bytes that made no pair."""
    layer = Layer(codec)
    if not bytes_of_any(codec).keys().isdisjoint(line):
        # What users may define, and the euro sign.
        layer = Layer("cp936") if codec == "gbk" else Layer(codec, by_windows=True)
    if "\ufffd" in line:
        yield replace(layer, undefined=UndefinedBytes.REPLACEMENT_CHARACTER)
        return
    if _MIDDLE_DOT in line and codec in ("cp932", "shift_jis"):
        if codec == "cp932":  # Windows has no other code page for it
            yield Layer(codec, UndefinedBytes.MIDDLE_DOT, by_windows=True)
        return
    symbols = view_of(line, layer).symbols
    is_partial = _PARTIAL.search(symbols) is not None
    is_questioned = codec in WINDOWS_OF and _QUESTION.search(line) is not None
    is_questioned = is_questioned or (is_partial and "?" in line and _QUESTIONED.search(symbols) is not None)
    if not is_partial:
        yield layer
    elif symbols.count(b"?") > line.count("?"):
        return  # a line with characters that the codec does not have, and with pieces: anything could be that
    elif not is_questioned:
        yield replace(layer, undefined=UndefinedBytes.DROPPED, by_windows=False)
    if is_questioned:
        yield replace(layer, undefined=UndefinedBytes.QUESTION_MARK)
