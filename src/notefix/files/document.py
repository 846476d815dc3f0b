"""What a file says, and how its bytes say it. Touches no disk.

A text is UTF-8, or what its byte order mark says, or what the caller says. Anything else is refused, with a guess
(`notefix.files.encodings`). In a file that is UTF-8 but for some stray bytes, each of those is a lone surrogate,
U+DC80 to U+DCFF (Python's `surrogateescape`): no channel has such a character, so it is never part of any damage, and
it becomes the same byte again.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from notefix.errors import BinaryFileError, FileError

__all__ = ["Document", "document_from_bytes", "document_to_bytes"]

# As git and grep do: a NUL this near to the start means that it is no text.
BINARY_PROBE_BYTES = 8 * 1024

# UTF-32 first: in little-endian order its mark begins with that of UTF-16.
_MARKS = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_MARK_OF = dict(_MARKS)

STRICT = "strict"
KEEP_STRAY_BYTES = "surrogateescape"


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it came from; together with the other attributes it gives the bytes back exactly.

    Attributes:
        path: as the user named it, for messages.
        text: without the byte order mark; line endings as they are.
        bom: whether the bytes begin with a byte order mark.
        encoding: Python's name of the codec.
        errors: `strict`, or `surrogateescape` where some bytes are not of that encoding and are kept.
    """

    path: str
    text: str
    bom: bool = False
    encoding: str = "utf-8"
    errors: str = STRICT

    @property
    def has_stray_bytes(self) -> bool:
        """Whether some bytes are not of the encoding, and stand in the text as lone surrogates."""
        return self.errors != STRICT


def document_from_bytes(data: bytes, path: str, from_encoding: str | None = None) -> Document:
    r"""Decode the content of a file, and prove that it can be encoded to the same bytes again.

    Args:
        data: the content.
        path: the file, for messages.
        from_encoding: what a file is in that is not UTF-8 and has no byte order mark: the name of a codec, or `auto`
            for the best guess where that is sound. None: such a file is refused. `utf-8` keeps all bytes that are not
            UTF-8, however many they are.

    >>> document_from_bytes(b"\xef\xbb\xbfone\r\n", "a.txt")
    Document(path='a.txt', text='one\r\n', bom=True, encoding='utf-8', errors='strict')
    >>> document_from_bytes(b"Caf\xe9", "a.txt", "cp1252").text == "Caf\u00e9"
    True

    Raises:
        BinaryFileError: the content is no text.
        OtherEncodingError: it is in another encoding, which nobody has named, or that is not sure enough.
        FileError: it is not in the encoding that was named, or that its byte order mark says.
        SettingsError: there is no such encoding.
    """
    if from_encoding is not None:
        from notefix.files.encodings import stated_encoding  # here, since mostly nobody states one

        from_encoding = stated_encoding(from_encoding)
    encoding = next((name for name, mark in _MARKS if data.startswith(mark)), None)
    if encoding is not None:
        document = _decode(data[len(_MARK_OF[encoding]) :], path, encoding, bom=True)
    else:
        document = _decode_unmarked(data, path, from_encoding)
    # Python's UTF-8 keeps this by definition. Some other codecs have two sequences for one character.
    if document.encoding != "utf-8" and document_to_bytes(document) != data:
        raise FileError(f"{path}: read as {document.encoding}, its bytes could not be written as they are.")
    return document


def document_to_bytes(document: Document) -> bytes:
    r"""Encode a document; `document_to_bytes(document_from_bytes(data, path)) == data`.

    >>> document_to_bytes(Document("a.txt", "one\r\n", bom=True))
    b'\xef\xbb\xbfone\r\n'

    Raises:
        FileError: the encoding has no such character; the message names it.
    """
    try:
        data = document.text.encode(document.encoding, document.errors)
    except UnicodeEncodeError as error:
        raise FileError(_no_form(document, error.start)) from error
    except UnicodeError as error:  # what a codec does not say the place of
        raise FileError(f"{document.path}: the result has no {document.encoding} form: {error}.") from error
    # Two stray bytes that meet may be a character.
    if document.has_stray_bytes and data.decode(document.encoding, document.errors) != document.text:
        raise FileError(f"{document.path}: the result would be read as something else.")
    return _MARK_OF[document.encoding] + data if document.bom else data


def _no_form(document: Document, place: int) -> str:
    character = document.text[place]
    name = f"U+{ord(character):04X}" + (f" ({character})" if character.isprintable() else "")
    encoding = "UTF-8" if document.encoding == "utf-8" else document.encoding
    return f"{document.path}: the result has no {encoding} form: character {name}."


def _decode_unmarked(data: bytes, path: str, from_encoding: str | None) -> Document:
    if from_encoding is not None and from_encoding != "auto":
        from notefix.files.encodings import extends_ascii

        # In UTF-16 every other byte may be NUL, and ASCII bytes may be anything in ISO-2022-JP.
        if not extends_ascii(from_encoding):
            return _decode(data, path, from_encoding)
    offset_bytes = data.find(0, 0, BINARY_PROBE_BYTES)
    if offset_bytes >= 0:
        raise BinaryFileError(f"{path}: is binary: byte 0x00 at offset {offset_bytes}.")
    try:
        # Whatever was stated: what is not UTF-8 hardly ever looks as if it were, and of two thousand files that are
        # given with one encoding, some are UTF-8 already.
        return Document(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        first_stray = error.start
    from notefix.files.encodings import encoding_of_strays  # here, since hardly any file needs it

    return _decode(data, path, encoding_of_strays(data, first_stray, path, from_encoding))


def _decode(data: bytes, path: str, encoding: str, *, bom: bool = False) -> Document:
    errors = STRICT
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            what, place = f"not {encoding}", error.start
            if bom:
                what = f"its byte order mark says {encoding}, which it is not"
                place += len(_MARK_OF[encoding])
            raise FileError(f"{path}: {what}: byte 0x{data[error.start]:02X} at offset {place}.") from error
        errors = KEEP_STRAY_BYTES
        text = data.decode(encoding, errors)
    except UnicodeError as error:  # what a codec does not say the place of
        raise FileError(f"{path}: not {encoding}: {error}.") from error
    return Document(path, text, bom, encoding, errors)
