from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.errors import BinaryFileError, FileError, OtherEncodingError, SettingsError
from notefix.files.document import Document, document_from_bytes, document_to_bytes

CHINESE = "我们在湖边喝茶，看着孩子们放风筝。\n"
FRENCH = "Cet été, la forêt près du château était très sèche.\n"
RUSSIAN = """\
Кошка спит на окне, а собака ждёт у двери.
Завтра мы поедем на дачу, если не будет дождя.
Бабушка испекла пирог с яблоками и позвала соседей.
Почему ты вчера не позвонил мне вечером?
В этой деревне раньше было две мельницы и школа.
"""

SURROGATE_ESCAPES = "surrogateescape"


@pytest.mark.parametrize(
    ("data", "text", "bom"),
    [
        (b"", "", False),
        (b"\xef\xbb\xbf", "", True),
        (b"\xef\xbb\xbf\xef\xbb\xbfx", "\ufeffx", True),
        (b"\xef\xbb\xbfa\0", "a\0", True),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", False),
        ("d\u00eda".encode(), "d\u00eda", False),
        (b"x" * 8192 + b"\0", "x" * 8192 + "\0", False),
    ],
)
def test_documents_are_read_as_they_are(data: bytes, text: str, bom: bool) -> None:
    document = document_from_bytes(data, "a.txt")
    assert document == Document("a.txt", text, bom)
    assert document_to_bytes(document) == data


@pytest.mark.parametrize("text", ["", "a\r\n", f"one\r\n{CHINESE}two\rthree", "\ufeff\ufeff", "\0", "\U0001f680"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_what_a_file_is(text: str, mark: bytes, encoding: str) -> None:
    if (encoding, text[:1]) == ("utf-16-le", "\0"):
        return  # that is the mark of UTF-32
    data = mark + text.encode(encoding)
    for stated in (None, "auto", "cp1252"):
        document = document_from_bytes(data, "a.txt", stated)
        assert document == Document("a.txt", text, True, encoding)
        assert document_to_bytes(document) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\0c", "a.txt: is binary: byte 0x00 at offset 2."),
        (b"x" * 8191 + b"\0", "a.txt: is binary: byte 0x00 at offset 8191."),
        ("ab".encode("utf-16-le"), "a.txt: is binary: byte 0x00 at offset 1."),
    ],
)
@pytest.mark.parametrize("stated", [None, "auto", "cp1252"])
def test_what_is_no_text_is_refused(data: bytes, message: str, stated: str | None) -> None:
    with pytest.raises(BinaryFileError) as refusal:
        document_from_bytes(data, "a.txt", stated)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff\xfea\0b", "utf-16-le, which it is not: byte 0x62 at offset 4"),
        (b"\xfe\xff\xd8\0\0a", "utf-16-be, which it is not: byte 0xD8 at offset 2"),
        (b"\xff\xfe\0\0a\0\0\1", "utf-32-le, which it is not: byte 0x61 at offset 4"),
    ],
)
def test_a_byte_order_mark_that_lies_is_refused(data: bytes, place: str) -> None:
    with pytest.raises(FileError) as refusal:
        document_from_bytes(data, "a.txt")
    assert str(refusal.value) == f"a.txt: its byte order mark says {place}."


@pytest.mark.parametrize("strays", [b"\xe9", b"\xff\xfe", b"\xe6\x88", b"\x80\xc0\xf5"])
def test_stray_bytes_in_utf8_are_kept(strays: bytes) -> None:
    data = CHINESE.encode() + strays + CHINESE.encode()
    document = document_from_bytes(data, "a.txt")
    assert (document.encoding, document.has_stray_bytes) == ("utf-8", True)
    assert document.text == CHINESE + "".join(chr(0xDC00 + byte) for byte in strays) + CHINESE
    assert document_to_bytes(document) == data


def test_the_majority_decides_what_is_utf8() -> None:
    assert document_from_bytes("été".encode() + b"\xe9", "a.txt").has_stray_bytes
    for data in ("été".encode() + b"\xe9\xe9", b"Ren\xe9 wrote this.\n", FRENCH.encode("latin-1")):
        with pytest.raises(OtherEncodingError, match=r"^a\.txt: not UTF-8: byte 0xE9 at offset"):
            document_from_bytes(data, "a.txt")
    # A byte order mark, and the user, know better.
    assert document_from_bytes(b"\xef\xbb\xbfRen\xe9", "a.txt").text == "Ren\udce9"
    assert document_from_bytes(b"Ren\xe9", "a.txt", "UTF8").text == "Ren\udce9"


def test_the_likely_encoding_is_named_with_its_confidence() -> None:
    data = b"ASCII for more than is looked at. " * 4000 + RUSSIAN.encode("koi8-r")
    with pytest.raises(OtherEncodingError) as refusal:
        document_from_bytes(data, "a.txt")
    assert refusal.value.encoding == "koi8-r"
    assert refusal.value.confidence is not None
    assert 0 < refusal.value.confidence <= 1
    words = f"byte 0xEB at offset 136000; it may be koi8-r (confidence {refusal.value.confidence:.2f})"
    assert words in str(refusal.value)


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "iso8859-1"), (RUSSIAN, "cp1251"), (CHINESE, "gb18030")])
def test_a_stated_encoding_is_read_and_written(text: str, encoding: str) -> None:
    data = text.replace("\n", "\r\n").encode(encoding)
    document = document_from_bytes(data, "a.txt", encoding.upper())
    assert document == Document("a.txt", text.replace("\n", "\r\n"), False, encoding)
    assert document_to_bytes(document) == data


def test_what_is_utf8_stays_utf8_whatever_is_stated() -> None:
    assert document_from_bytes(FRENCH.encode(), "a.txt", "cp1252") == Document("a.txt", FRENCH)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32-be", "iso2022_jp", "cp037"])
def test_a_stated_encoding_in_which_ascii_is_something_else_is_believed(encoding: str) -> None:
    data = "Tea, now!\r\n".encode(encoding)
    document = document_from_bytes(data, "a.txt", encoding)
    assert (document.text, document.encoding) == ("Tea, now!\r\n", encoding.lower())


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"ab\x81", "cp1252", "a.txt: not cp1252: byte 0x81 at offset 2."),
        (b"a\0b", "utf-16-le", "a.txt: not utf-16-le: byte 0x62 at offset 2."),
        (b"a\0", "utf-16", "a.txt: read as utf-16, its bytes could not be written as they are."),
        (b"\x1b(B\xe9", "shift_jis", "a.txt: not shift_jis: byte 0xE9 at offset 3."),
    ],
)
def test_what_is_not_in_the_stated_encoding_is_refused(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(FileError) as refusal:
        document_from_bytes(data, "a.txt", encoding)
    assert str(refusal.value) == message


@pytest.mark.parametrize("name", ["", "nonsense", "rot13", "hex", "a\0b"])
def test_what_is_no_encoding_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="There is no encoding"):
        document_from_bytes(b"", "a.txt", name)


def test_a_guess_is_taken_only_where_it_is_sound() -> None:
    data = RUSSIAN.encode("koi8-r")
    assert document_from_bytes(data, "a.txt", "auto") == Document("a.txt", RUSSIAN, encoding="koi8-r")
    # Few lines; text that neighbours read as well; and no text at all.
    for other in (data[:90], FRENCH.encode("cp1252") * 9, bytes(range(0x80, 0x100)) + b"\n" + data):
        with pytest.raises(OtherEncodingError):
            document_from_bytes(other, "a.txt", "auto")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (Document("a.txt", "x\ud800"), "a.txt: the result has no UTF-8 form: character U+D800."),
        (Document("a.txt", "x茶", encoding="cp1252"), "a.txt: the result has no cp1252 form: character U+8336 (茶)."),
        (
            Document("a.txt", "\udcc3\udca9", errors=SURROGATE_ESCAPES),
            "a.txt: the result would be read as something else.",
        ),
    ],
)
def test_what_has_no_form_in_the_encoding_is_refused(document: Document, message: str) -> None:
    with pytest.raises(FileError) as refusal:
        document_to_bytes(document)
    assert str(refusal.value) == message


encodings = st.sampled_from([None, "auto", "utf-8", "cp1252", "latin-1", "gbk", "utf-16", "utf-16-le", "utf-7", "hz"])
marks = st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])


@given(marks, st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16-le")), encodings)
def test_any_bytes_are_a_document_that_gives_them_back_or_are_refused(
    mark: bytes, content: bytes, stated: str | None
) -> None:
    try:
        document = document_from_bytes(mark + content, "a.txt", stated)
    except FileError:
        assert stated is not None or mark or is_no_utf8_text(content)
    else:
        assert document_to_bytes(document) == mark + content


def is_no_utf8_text(data: bytes) -> bool:
    try:
        return "\0" in data.decode("utf-8")
    except UnicodeDecodeError:
        return True
