"""What is looked for in a whole text at once is what would be found line by line, and character by character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notefix import damage, repair
from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.escapes import _HTML_RUN, could_be_escaped
from notefix.channels.inverse import COMPLETE_SEQUENCE, inverse_of
from notefix.channels.lattice import span_lattice
from notefix.channels.multibyte import decoded_pairs, multibyte_inverse_of
from notefix.channels.tables import CODECS, MULTIBYTE_CODECS
from notefix.detection.alphabets import _lines_of_alphabet
from notefix.detection.glance import Glance, any_of_in_utf_8, beginnings
from notefix.detection.legacy_lines import _BEGINNINGS, LEGACY_RUN
from notefix.detection.lines_with import lines_with
from notefix.detection.pairs import _ASCII, _GOOD_PIECE, _GOOD_RUN, _LARGEST, _PIECE, layers_by_line
from notefix.detection.prefilter import BEYOND_REPAIR, ODD, could_be_damaged, could_be_odd
from notefix.detection.scan import scan
from notefix.detection.sequences import (
    _NEVER,
    Couple,
    _is_in_a_word,
    _loses_bytes,
    codecs_of,
    could_be_sequence,
    couple,
    sequence_codecs,
)
from notefix.detection.stretches import (
    _PATTERNS_PAY_CHARS,
    _encoded_so_far,
    _Group,
    _pattern,
    lines_with_stretches,
    may_have_stretches,
    share_of_stretches,
)
from notefix.detection.structure import HAS_SEQUENCE, Structure, measure
from notefix.detection.vote import bare_leads
from notefix.look import Look, look
from tests.properties.strategies import SENTENCES

_PARTS = re.compile(
    rb"([\xc2-\xdf][\x80-\xbf])|([\xe0-\xef][\x80-\xbf]{2})|([\xf0-\xf4][\x80-\xbf]{3})"
    rb"|([\xc2-\xdf]\xff|[\xe0-\xef][\x80-\xbf\xff]{1,2}|[\xf0-\xf4][\x80-\xbf\xff]{1,3})|([\xc2-\xf4])|([\x80-\xff])"
)
SYMBOLS = st.lists(
    st.sampled_from([0x20, 0x61, 0x3F, 0xC0, 0xC3, 0xD0, 0xE2, 0xE4, 0xF0, 0xF5, 0xFF, 0x80, 0x9F, 0xA0, 0xBF])
).map(bytes)

# Letters of many scripts, signs that code pages have, ideographs, kana and Hangul, and what is put for a lost byte.
LETTERS = st.one_of(
    st.sampled_from(
        "ab ?!\n\u2019\u2026\xab\xbb\xe9\xe0\xc3\xa9\u0151\u0119\u0142\u0451\u0456\ufffd\x7f\x85\x93\uff84"
    ),
    st.sampled_from("".join(SENTENCES)),
    st.characters(min_codepoint=0xA0, max_codepoint=0x45F),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
)
TEXTS = st.text(LETTERS, max_size=24)


@given(SYMBOLS)
def test_counting_kinds_is_reading_on(symbols: bytes) -> None:
    counts = [0] * 7
    for match in _PARTS.finditer(symbols):
        counts[match.lastindex or 0] += 1
    assert measure(symbols) == Structure(*counts[1:])


def _windows(line: str) -> Iterable[tuple[str, ...]]:
    text = f"\n{line}\n"
    return zip(text, text[1:], text[2:], text[3:], strict=False)


@given(TEXTS)
@example("l\u2019\u00e9t\u00e9\n\u00e9t\u00c3\u00a9")
@example("\u00b6\u00d6")
def test_a_scan_misses_no_sequence(text: str) -> None:
    """A suspect has a complete sequence; a line that no codec has any sequence in is nowhere in the scan."""
    found = scan(text)
    codecs = [codec.name for codec in CODECS if not inverse_of(Layer(codec.name)).is_alphabet]
    for line in text.split("\n"):
        if any(_is_in_a_word(window, codecs_of(window[1:3])) for window in map("".join, _windows(line))):
            continue  # words are not looked at, and what else is in their line may be nothing but misfits then
        read = [inverse_of(Layer(codec)).symbols(line) for codec in codecs]
        read = [s if _loses_bytes(c) else _NEVER.sub(b" ", s) for c, s in zip(codecs, read, strict=True)]
        structures = [measure(symbols) for symbols in read]
        if any(s.two or s.three or s.four for s in structures):
            assert line in found.suspects
        if any(HAS_SEQUENCE.search(symbols) for symbols in read):
            assert line in found.with_sequences


@given(
    st.text(
        st.sampled_from("\u0430\u043e\u0442\u0440\u0435\u0441\u0410\u042d\u0451 ?\n\u2500\u251c\u00e9a"), max_size=30
    )
)
def test_an_alphabet_is_counted_as_by_the_line(text: str) -> None:
    inverse = inverse_of(Layer("cp866"))
    expected = []
    for line in text.split("\n"):
        symbols = inverse.symbols(line)
        structure = measure(symbols)
        unexplained = structure.stray + inverse.count_foreign(line, symbols) + structure.bare
        if structure.explained and structure.explained >= 4 * unexplained:
            expected.append(line)
    assert _lines_of_alphabet(text, "cp866") == "\n".join(expected)


@pytest.fixture(params=[-(10**9), _PATTERNS_PAY_CHARS], ids=["encoded", "patterns"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for stretches in one way or the other, however much was looked through."""
    with patch.object(_encoded_so_far(), "chars", request.param):
        yield


@pytest.mark.usefixtures("way")
@given(TEXTS)
@example("\u6d63\u72b2\u30bd")
@example("a\u20ac \u5143\ufffd")
@example("\u570b\u6f22\u79a4 \uac02\u9ebc\u30c4")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_stretch_is_missed(text: str) -> None:
    """Every line that has one, each codec's missing characters put as DEL, is among those that are looked at."""
    rest = rb"(?>(?:" + COMPLETE_SEQUENCE.pattern + rb")*)(?>(?:[\xc2-\xf4][\x80-\xbf]{0,2})?)(?![\x80-\xff\x7f])"
    numbers = lines_with_stretches(Glance(text), _LARGEST)
    for codec in _LARGEST:
        kana = rb"(?![\xc6-\xc8])" if codec == "cp950" else rb""
        stretch = re.compile(rb"(?<![\x80-\xff\x7f])" + kana + rb"(?=[\xc2-\xf4][\x80-\xbf])" + rest)
        for number, line in enumerate(text.split("\n")):
            has = stretch.search(line.encode(codec, "notefix.delete")) is not None
            assert (share_of_stretches(line, codec) > 0) == has
            assert not has or number in numbers[codec]
            assert not has or may_have_stretches(text, [codec])


@pytest.mark.usefixtures("way")
@given(
    st.text(
        st.sampled_from("\u2014\u201c\u00e9\u00b7\u03b1\u0439\u4f60\u597d\u3053\ud55c\U0001f600 a?"),
        min_size=1,
        max_size=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_stretch_that_was_damaged_is_missed(original: str) -> None:
    """Of what UTF-8 becomes when it is read in pairs."""
    for codec in _LARGEST:
        text = original.encode().decode(codec, "replace")
        assert not share_of_stretches(text, codec) or lines_with_stretches(Glance(text), [codec])[codec] == [0]
        assert not share_of_stretches(text, codec) or may_have_stretches(text, [codec])


@pytest.mark.parametrize("codec", ["gb18030", "cp932", "cp950", "cp949", "euc-jp"])
def test_where_a_stretch_may_begin(codec: str) -> None:
    """Of all characters of the plane: what begins one after ASCII, and what another character may begin one after."""
    by_what_is_before = codec not in ("cp932", "cp950")
    pattern = _pattern(_Group((codec,), by_what_is_before))
    head = next(chr(p) for p in range(0x4E00, 0xA000) if _begins(chr(p).encode(codec, "ignore"), codec))
    for point in (*range(0x80, 0xD800), *range(0xE000, 0x10000)):
        data = chr(point).encode(codec, "ignore")
        assert not _begins(data, codec) or pattern.search(f"a{chr(point)}")
        if by_what_is_before and data and data[-1] < 0x7F and not (codec == "cp949" and chr(point) >= "\uac00"):
            assert pattern.match(f"{chr(point)}{head}")


def _begins(data: bytes, codec: str) -> bool:
    if codec == "cp950" and data[:1] in (b"\xc6", b"\xc7", b"\xc8"):  # kana
        return False
    return len(data) > 1 and 0xC2 <= data[0] <= 0xF4 and 0x80 <= data[1] <= 0xBF


@pytest.mark.parametrize("codec", [codec.name for codec in MULTIBYTE_CODECS])
def test_damage_in_pairs_is_looked_at(codec: str) -> None:
    text = "\n".join(damage(sentence, codec) for sentence in SENTENCES[10:])
    looked_at = {number + 1 for number in layers_by_line(text)}
    repaired = {line.number for line in repair(text).lines if line.channel and line.channel.layers[-1].is_multibyte}
    assert repaired <= looked_at


@pytest.mark.parametrize("codec", ["gbk", "cp932", "euc-jp"])
def test_pairs_decoded_at_once_are_pairs_decoded_one_by_one(codec: str) -> None:
    for lead in (0x81, 0xC3, 0xE4, 0xF4):
        for following, text in enumerate(decoded_pairs(codec, lead, range(256))):
            expected = bytes([lead, following, 0x20, 0x20]).decode(codec, "replace")
            assert text.startswith("\ufffd") == expected.startswith("\ufffd")
            assert text.startswith("\ufffd") or text + "  " == expected


@given(st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), min_size=1, max_size=6))
def test_a_whole_span_is_read_at_once(text: str) -> None:
    """The same lattice as character by character."""
    line = text.encode().decode("latin-1")
    for layer in (Layer("latin-1"), Layer("latin-1", UndefinedBytes.DROPPED, strip_soft_hyphens=True)):
        inverse = inverse_of(layer)
        symbols = inverse.symbols(line)
        for span in inverse.span.finditer(symbols):
            at_once = span_lattice(inverse, line, symbols, *span.span())
            with patch("notefix.channels.lattice._whole_lattice", return_value=None):
                assert at_once == span_lattice(inverse, line, symbols, *span.span())


@given(TEXTS)
def test_odd_is_what_is_beyond_repair_and_controls(text: str) -> None:
    expected = BEYOND_REPAIR.search(text) is not None or re.search("[\x80-\x9f]", text) is not None
    assert (ODD.search(text) is not None) == expected


@given(TEXTS)
def test_lines_with_is_a_loop_over_lines(text: str) -> None:
    pattern = re.compile("[ab\u00e9]")
    expected = {number: line for number, line in enumerate(text.split("\n")) if pattern.search(line)}
    assert lines_with(pattern, text) == expected


@given(TEXTS)
def test_what_cannot_be_damaged_is_not_found_damaged(text: str) -> None:
    if not could_be_damaged(text):
        assert look(text.split("\n"), None, None) == Look()


@given(TEXTS, st.sets(LETTERS.filter(lambda letter: not letter.isascii()), min_size=1, max_size=5))
def test_a_glance_misses_no_character(text: str, letters: set[str]) -> None:
    glance = Glance(text)
    assert glance.may_have(beginnings(letters)) or not any(letter in text for letter in letters)
    found = [match.start() for match in re.finditer("[" + "".join(map(re.escape, letters)) + "]", text)]
    assert glance.places_of(re.compile(any_of_in_utf_8(sorted(letters))), len(text) + 1) == found


@given(TEXTS)
def test_a_glance_sees_what_stands_side_by_side(text: str) -> None:
    glance = Glance(text)
    high = [not character.isascii() for character in text]
    assert glance.seconds() == [i for i in range(1, len(text)) if high[i - 1] and high[i]]
    if not glance.may_have_three_in_a_row() or not glance.may_have(_BEGINNINGS):
        assert not LEGACY_RUN.search(text)
    assert could_be_odd(glance) or ODD.search(text) is None


def test_lone_leads_are_those_of_a_loop_over_characters() -> None:
    """Of many, in parts of the text and in more lines than are asked for, the same as of all, one by one."""
    words = ["".join(chr(97 + i // 26**digit % 26) for digit in range(3)) for i in range(2500)]
    text = "\n".join(f"le {w}\u00e2tre n\u00b0 {w}, \u00e2{w} \u00c3\u00a9 \u4e2d\u6587" for w in words)
    places = [match.start() for match in re.finditer("\u00e2", text)]
    expected = [text[max(0, p - 8, text.rfind("\n", 0, p) + 1) : p + 9].split("\n")[0] for p in places]
    assert bare_leads(text) == expected[:: -(-len(expected) // 32)][::4]


def test_a_word_with_a_lone_lead_counts_once() -> None:
    text = "le th\u00e9\u00e2tre, un th\u00e9\u00e2tre\nth\u00e9\u00e2tres, \u00e2 deux et \u00e2 trois"
    assert bare_leads(text) == ["le th\u00e9\u00e2tre, un ", "\u00e9\u00e2tres, \u00e2 deux et", "deux et \u00e2 trois"]


@given(TEXTS, st.integers(0, 3))
@example("d\u2019\u00e9t\u00e9 " * 21, 1)
@example("d\u2019\u00e9t\u00e9 " * 20, 1)
def test_misfits_are_those_of_a_loop_over_lines(text: str, times: int) -> None:
    """Also where a line has more of them than words have."""
    text = "\n".join([text, *["l\u2019\u00e9t\u00e9"] * times])
    misfits = set()
    for line in text.split("\n"):
        ends = [match.end() for match in could_be_sequence().finditer(line)]
        pairs = [couple(f"\n{line}\n"[end - 2 : end + 2]) for end in ends]
        while pairs and pairs[0] is Couple.NO_SEQUENCE:
            del pairs[0]
        if pairs and len(pairs) <= 20 and Couple.SEQUENCE not in pairs:
            misfits.add(line)
    found = scan(text)
    assert found.misfits().lines == misfits
    assert found.misfits().complete == found.suspects & misfits


@given(st.lists(st.sampled_from([0x20, 0x61, 0x80, 0xA4, 0xBF, 0xC0, 0xC3, 0xE4, 0xF0, 0xFE])).map(bytes))
def test_good_runs_are_good_pieces(data: bytes) -> None:
    pieces = _PIECE.findall(data)
    assert sum(map(len, _GOOD_RUN.findall(data))) == sum(len(p) for p in pieces if _GOOD_PIECE.fullmatch(p))
    assert len(data.translate(None, _ASCII)) == sum(map(len, pieces))


@given(st.lists(st.sampled_from(["&", "&eacute;", "&#233;", "&amp", "\u00e9", "a", ";", "\n"])).map("".join))
def test_an_entity_beside_another_character_is_a_run_with_one(text: str) -> None:
    assert could_be_escaped(text) == any("&" in match[0] for match in _HTML_RUN.finditer(text))


@given(st.binary(min_size=1, max_size=4), st.sampled_from([b"", b" a", b"a ", b"zz", b"'\xa9", b"?b", b"\n"]))
@pytest.mark.parametrize(
    "layer",
    [
        Layer("latin-1", UndefinedBytes.DROPPED, True, True, True, True, True, True),
        Layer("cp1252", UndefinedBytes.QUESTION_MARK, trim_ends=True),
        Layer("gbk", UndefinedBytes.DROPPED),
        Layer("cp932", UndefinedBytes.QUESTION_MARK),
    ],
)
def test_windows_that_read_the_same_are_read_once(layer: Layer, beginning: bytes, after: bytes) -> None:
    inverse = multibyte_inverse_of(layer) if layer.is_multibyte else inverse_of(layer)
    # Four bytes have too many readings, and three where most bytes are dropped.
    symbols = beginning.translate(bytes(byte if byte < 0xE0 else byte - 0x20 for byte in range(256))) + after
    window = symbols[:5] if len(symbols) >= 5 else symbols + b"\n"
    assert inverse.readings(symbols, 0) == inverse._read(window)


@given(st.text(LETTERS, min_size=2, max_size=2))
@example("\u0151\ufffd")
def test_a_pair_is_known_by_its_characters(pair: str) -> None:
    symbols = {codec: inverse_of(Layer(codec)).symbols(pair) for codec in sequence_codecs()}
    never = {codec for codec, some in symbols.items() if not _loses_bytes(codec) and _NEVER.match(some)}
    assert codecs_of(pair) == {codec for codec, some in symbols.items() if HAS_SEQUENCE.match(some)} - never


CODECS_OF_ALPHABETS = ("cp1251", "koi8-r", "koi8-u", "iso-8859-5", "mac-cyrillic", "cp1256", "cp1253", "cp1255")


@pytest.mark.parametrize("codec", CODECS_OF_ALPHABETS)
@given(
    text=st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x2FFF, categories=["L", "P"]), min_size=1, max_size=6)
)
def test_no_damaged_word_is_taken_for_a_word(codec: str, text: str) -> None:
    """However it looks: one of its couples is not in a word, and the text is looked at."""
    damaged = damage(text, codec)
    windows = ["".join(window) for window in _windows(f" {damaged} ")]
    assert any(codec in codecs_of(window[1:3]) and couple(window) is not Couple.NO_SEQUENCE for window in windows)


def test_words_of_other_alphabets_are_not_looked_at() -> None:
    for text in ("Сьогодні він прийшов додому пізно", "بازار بزرگ است، و پارک هم دارد؟"):
        assert not scan(text).looked_at - {""}
