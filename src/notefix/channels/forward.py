"""The forward channel: how an original arrives. Everything that a repair claims is proved by it."""

from __future__ import annotations

import codecs
import re
from functools import cache, partial
from itertools import groupby

from notefix.channels.channel import Channel, Layer, LetterCase, UndefinedBytes
from notefix.channels.escapes import escaped
from notefix.channels.windows import WINDOWS_OF, own_characters

__all__ = ["REPLACEMENTS", "arrivals", "damage", "encoded"]

REPLACEMENTS = {
    UndefinedBytes.DROPPED: "",
    UndefinedBytes.REPLACEMENT_CHARACTER: "\ufffd",
    UndefinedBytes.QUESTION_MARK: "?",
    UndefinedBytes.MIDDLE_DOT: "\u30fb",
}
_LINE_ENDS = (b"\r", b"\n", b"")
_STRAIGHT = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'"}
_STRAIGHT |= {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"'}
_FOLDS = {LetterCase.LOWER: str.lower, LetterCase.UPPER: str.upper}
_SPACES = re.compile(" {2,}")
_SAME = re.compile(b"\\x00+|\\x01+")
_TRAILING = re.compile(r" +(?=[\r\n]|\Z)")


def _arrival(layer: Layer, character: str) -> str:
    """Return what becomes of a character after it was misread."""
    if (layer.strip_c1 and "\x80" <= character <= "\x9f") or (layer.strip_soft_hyphens and character == "\xad"):
        return ""
    if layer.fold_no_break_spaces and character == "\xa0":
        return " "
    return _STRAIGHT.get(character, character) if layer.straighten_quotes else character


@cache
def arrivals(layer: Layer) -> tuple[str, ...]:
    """Return what each of the 256 bytes becomes in a layer of a single-byte codec; "" where it is lost without a trace.

    >>> arrivals(Layer("cp1252", UndefinedBytes.DROPPED))[0x80:0x82]
    ('\u20ac', '')
    """
    decoded = enumerate(bytes(range(256)).decode(layer.codec, "replace"))
    fold = _FOLDS.get(layer.case, str)
    characters = (REPLACEMENTS.get(layer.undefined, chr(byte)) if c == "\ufffd" else c for byte, c in decoded)
    return tuple(fold(_arrival(layer, character)) for character in characters)


@cache
def _decoding_map(layer: Layer) -> str | dict[int, str]:
    """Return what each byte becomes: as a text, which decodes ten times as fast, where each is one character."""
    arrived = arrivals(layer)
    if all(len(character) == 1 for character in arrived):
        return "".join(arrived)
    return dict(enumerate(arrived))


@cache
def _translation(layer: Layer) -> dict[int, str]:
    """Return what becomes of characters outside ASCII that a codec of several bytes made."""
    touched = [chr(point) for point in range(0x80, 0xAE)] + list(_STRAIGHT)
    return {ord(c): _arrival(layer, c) for c in touched if _arrival(layer, c) != c}


def _replacement(fate: UndefinedBytes, data: bytes) -> str:
    return REPLACEMENTS.get(fate, data.decode("latin-1"))


def _handled(fate: UndefinedBytes, error: UnicodeError) -> tuple[str, int]:
    """Put for undefined bytes what becomes of them; see `codecs.register_error`."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - tells the type checker
    return _replacement(fate, error.object[error.start : error.end]), error.end


def _handled_with_own(fate: UndefinedBytes, by_windows: bool, error: UnicodeError) -> tuple[str, int]:
    """Do the same where there are characters that Python does not have; by Windows, line ends are not taken along."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - tells the type checker
    data, start = error.object, error.start
    own = own_characters(WINDOWS_OF[error.encoding], by_windows=by_windows)
    for known in (data[start : start + 2], data[start : start + 1]):
        if known in own:
            return own[known], start + len(known)
    end = start + 1 + (by_windows and data[start + 1 : start + 2] not in _LINE_ENDS)
    return _replacement(fate, data[start:end]), end


def _handler(layer: Layer) -> str:
    """Return the name of the handler of a layer's undefined bytes."""
    way = "by windows" if layer.by_windows else "cp936" if layer.codec == "cp936" else ""
    return f"notefix.{layer.undefined.name}.{way}"


for _fate in UndefinedBytes:
    codecs.register_error(f"notefix.{_fate.name}.", partial(_handled, _fate))
    codecs.register_error(f"notefix.{_fate.name}.cp936", partial(_handled_with_own, _fate, False))
    codecs.register_error(f"notefix.{_fate.name}.by windows", partial(_handled_with_own, _fate, True))


def damage(text: str, channel: Channel | str) -> str:
    r"""Return the text as it arrives after the channel.

    Args:
        text: an undamaged text of any length; line endings arrive as they are, and so does a text in ASCII but for
            spaces that are collapsed or trimmed, and letters whose case is folded.
        channel: the accident, or its name.

    Raises:
        ChannelError: the name is not understood.

    >>> damage("d\u00eda", "cp1252 -shy") == "d\u00c3a"
    True
    """
    if isinstance(channel, str):
        channel = Channel.parse(channel)
    for layer in channel.layers:
        text = _damage(text, layer)
    return text


def _damage(text: str, layer: Layer) -> str:
    if not text.isascii() or layer.case is not LetterCase.KEPT:
        misread = _misread_multibyte if layer.is_multibyte else _misread
        if layer.spared or layer.spared_columns:
            # Without what it spared, which may be thousands of columns, as a key for what is kept of a layer.
            plain = layer.misreading
            text = "".join(piece if spared else misread(piece, plain) for piece, spared in _pieces(text, layer))
        else:
            text = misread(text, layer)
    if layer.collapse_spaces:
        text = _SPACES.sub(" ", text)
    if layer.trim_ends:
        text = _TRAILING.sub("", text)
    return escaped(text, layer.escape) if layer.escape else text


def _pieces(text: str, layer: Layer) -> list[tuple[str, bool]]:
    """Cut a text into pieces that the layer spared and pieces that it did not."""
    spared = bytearray(character in layer.spared for character in text)
    for first, last in layer.spared_columns:
        spared[first - 1 : last] = b"\1" * len(spared[first - 1 : last])
    return [(text[m.start() : m.end()], m[0][0] == 1) for m in _SAME.finditer(spared)]


def _misread(text: str, layer: Layer) -> str:
    decode = _decoding_map(layer)
    if layer.source == "utf-8":
        # A lone surrogate has no UTF-8; its generalised form keeps the function total.
        return codecs.charmap_decode(text.encode("utf-8", "surrogatepass"), "strict", decode)[0]
    pieces = (
        codecs.charmap_decode(p, "strict", decode)[0] if isinstance(p, bytes) else p for p in encoded(text, layer)
    )
    return "".join(pieces)


def _misread_multibyte(text: str, layer: Layer) -> str:
    handler = _handler(layer)
    pieces = (p.decode(layer.codec, handler) if isinstance(p, bytes) else p for p in encoded(text, layer))
    return "".join(pieces).translate(_translation(layer))


_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def _surrogates(match: re.Match[str]) -> str:
    point = ord(match[0]) - 0x10000
    return chr(0xD800 + (point >> 10)) + chr(0xDC00 + (point & 0x3FF))


def encoded(text: str, layer: Layer) -> list[bytes | str]:
    """Return the bytes of a text in the layer's source; characters that have none there are left as they are."""
    if layer.source == "cesu-8":  # two surrogates of three bytes each: Unicode Technical Report 26
        text = _BEYOND_BMP.sub(_surrogates, text)
    if layer.source in ("utf-8", "cesu-8"):
        return [text.encode("utf-8", "surrogatepass")]
    try:
        return [text.encode(layer.source)]
    except UnicodeEncodeError:
        characters = [_encoded_character(character, layer.source) for character in text]
    pieces: list[bytes | str] = []
    for _, group in groupby(characters, key=type):
        some = list(group)
        pieces += some if isinstance(some[0], str) else [b"".join(x for x in some if isinstance(x, bytes))]
    return pieces


def _encoded_character(character: str, source: str) -> bytes | str:
    try:
        return character.encode(source)
    except UnicodeEncodeError:
        return character
