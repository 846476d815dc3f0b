"""What a file says, and how its bytes say it. Touches no disk."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from notefix.errors import FileError

__all__ = ["Document", "document_from_bytes", "document_to_bytes"]

# As git and grep do: a NUL this near to the start means that it is no text.
BINARY_PROBE_BYTES = 8 * 1024

# Guessing an encoding takes time in proportion to what is looked at, and gains little after the first pages.
GUESS_PROBE_BYTES = 64 * 1024

# UTF-32 first: in little-endian order its mark begins with that of UTF-16.
_WIDE_MARKS = (
    ("UTF-32", (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)),
    ("UTF-16", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it came from; together with `bom` it gives the bytes back exactly.

    Attributes:
        path: as the user named it, for messages.
        text: without the byte order mark; line endings as they are.
        bom: whether the bytes begin with a byte order mark.
    """

    path: str
    text: str
    bom: bool = False


def document_from_bytes(data: bytes, path: str) -> Document:
    r"""Decode the content of a file, which has to be UTF-8.

    >>> document_from_bytes(b"\xef\xbb\xbfone\r\n", "a.txt")
    Document(path='a.txt', text='one\r\n', bom=True)

    Raises:
        FileError: the content is binary or not UTF-8; the message names the first offending byte.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    _refuse_binary(data, path)
    offset_bytes = len(codecs.BOM_UTF8) if bom else 0
    try:
        return Document(path, data[offset_bytes:].decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        offset_bytes += error.start
    message = f"{path}: not UTF-8: byte 0x{data[offset_bytes]:02X} at offset {offset_bytes}"
    guess = _guess_encoding(data, offset_bytes)
    raise FileError(f"{message}; it may be {guess}." if guess else f"{message}.")


def document_to_bytes(document: Document) -> bytes:
    r"""Encode a document; `document_to_bytes(document_from_bytes(data, path)) == data`.

    >>> document_to_bytes(Document("a.txt", "one\r\n", bom=True))
    b'\xef\xbb\xbfone\r\n'

    Raises:
        FileError: the text has a lone surrogate, which no UTF-8 has.
    """
    try:
        data = document.text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = f"U+{ord(document.text[error.start]):04X}"
        raise FileError(f"{document.path}: the result has no UTF-8 form: character {character}.") from error
    return codecs.BOM_UTF8 + data if document.bom else data


def _refuse_binary(data: bytes, path: str) -> None:
    for name, marks in _WIDE_MARKS:
        if data.startswith(marks):
            raise FileError(f"{path}: not UTF-8: its byte order mark says {name}.")
    offset_bytes = data.find(0, 0, BINARY_PROBE_BYTES)
    if offset_bytes >= 0:
        raise FileError(f"{path}: is binary: byte 0x00 at offset {offset_bytes}.")


def _guess_encoding(data: bytes, offset_bytes: int) -> str | None:
    """Return what the encoding may be, None if there is no good guess.

    What is UTF-8 up to the byte, and more than ASCII, is UTF-8 with a stray byte or a cut; guesses mislead.
    """
    if not data[:offset_bytes].isascii():
        return None
    from charset_normalizer import from_bytes  # here, since hardly any run needs it and it loads slowly

    best = from_bytes(data[:GUESS_PROBE_BYTES]).best()
    return best.encoding if best and best.encoding not in ("utf_8", "ascii") else None
