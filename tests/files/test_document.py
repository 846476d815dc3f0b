from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notefix.errors import FileError
from notefix.files.document import Document, document_from_bytes, document_to_bytes


@pytest.mark.parametrize(
    ("data", "text", "bom"),
    [
        (b"", "", False),
        (b"\xef\xbb\xbf", "", True),
        (b"\xef\xbb\xbf\xef\xbb\xbfx", "\ufeffx", True),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", False),
        ("d\u00eda".encode(), "d\u00eda", False),
        (b"x" * 8192 + b"\0", "x" * 8192 + "\0", False),
    ],
)
def test_documents_are_read_as_they_are(data: bytes, text: str, bom: bool) -> None:
    document = document_from_bytes(data, "a.txt")
    assert document == Document("a.txt", text, bom)
    assert document_to_bytes(document) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\0c", "a.txt: is binary: byte 0x00 at offset 2."),
        (b"x" * 8191 + b"\0", "a.txt: is binary: byte 0x00 at offset 8191."),
        (b"\xff\xfea\0", "a.txt: not UTF-8: its byte order mark says UTF-16."),
        (b"\xff\xfe\0\0a\0\0\0", "a.txt: not UTF-8: its byte order mark says UTF-32."),
        # More than ASCII before the byte: UTF-8 with a stray byte, so nothing is guessed.
        (b"d\xc3\xada \xe9 fin", "a.txt: not UTF-8: byte 0xE9 at offset 5."),
        (b"\xef\xbb\xbfd\xc3\xada \xff", "a.txt: not UTF-8: byte 0xFF at offset 8."),
        (b"a" * 70_000 + b"\xe9", "a.txt: not UTF-8: byte 0xE9 at offset 70000."),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_the_offset(data: bytes, message: str) -> None:
    with pytest.raises(FileError) as refusal:
        document_from_bytes(data, "a.txt")
    assert str(refusal.value) == message


def test_the_likely_encoding_is_named() -> None:
    text = "\u041a\u043e\u0448\u043a\u0430 \u0441\u043f\u0438\u0442 \u043d\u0430 \u043e\u043a\u043d\u0435.\n" * 5
    with pytest.raises(FileError, match=r"byte 0xCA at offset 0; it may be cp1251\.$"):
        document_from_bytes(text.encode("cp1251"), "a.txt")


def test_a_lone_surrogate_is_refused_and_not_written_as_something_else() -> None:
    with pytest.raises(FileError, match=r"^a\.txt: .*U\+D800"):
        document_to_bytes(Document("a.txt", "x\ud800"))


@settings(deadline=None)  # the first guess loads charset-normalizer
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_document_that_gives_them_back_or_are_refused(data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        with pytest.raises(FileError, match=r"^a\.txt: "):
            document_from_bytes(data, "a.txt")
    else:
        assert document_to_bytes(document_from_bytes(data, "a.txt")) == data
