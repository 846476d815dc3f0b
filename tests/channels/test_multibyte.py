"""UTF-8 read in pairs: the view of a line, and what may have been lost where."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import notefix
from notefix import Channel, ChannelError, damage
from notefix.channels.channel import OF_EVERY_CODEC, Layer, UndefinedBytes
from notefix.channels.inverse import REPLACED
from notefix.channels.multibyte import multibyte_inverse_of, view_of
from notefix.channels.tables import MULTIBYTE_CODECS
from notefix.channels.windows import PAIR_CODECS
from tests.properties.strategies import any_text

CODECS = [codec.name for codec in MULTIBYTE_CODECS]
TEXT = "\u4f60\u597d, Gr\u00fc\u00dfe! \u3053\u3093\u306b\u3061\u306f."


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("undefined", ["", " undefined=?", " undefined=U+FFFD", " -undefined"])
def test_a_channel_is_the_codec_with_its_error_handler(codec: str, undefined: str) -> None:
    errors = {" undefined=U+FFFD": "replace", " -undefined": "ignore"}.get(undefined)
    arrived = damage(TEXT, codec + undefined)
    if errors and codec != "cp936":  # Python has no such codec
        assert arrived == TEXT.encode().decode(codec, errors)
    assert arrived != TEXT
    assert str(Channel.parse(codec + undefined)) == codec + undefined


@given(any_text, st.sampled_from(CODECS), st.sampled_from(OF_EVERY_CODEC))
def test_damage_in_pairs_is_total_and_keeps_lines(text: str, codec: str, undefined: UndefinedBytes) -> None:
    arrived = damage(text, Channel((Layer(codec, undefined),)))
    assert arrived.count("\n") == text.count("\n")


@given(any_text, st.sampled_from(PAIR_CODECS), st.sampled_from(list(UndefinedBytes)))
def test_damage_by_windows_is_total_and_keeps_lines(text: str, codec: str, undefined: UndefinedBytes) -> None:
    assume(codec == "cp932" or undefined is not UndefinedBytes.MIDDLE_DOT)
    arrived = damage(text, Channel((Layer(codec, undefined, by_windows=True),)))
    assert arrived.count("\n") == text.count("\n")


@pytest.mark.parametrize("codec", CODECS)
def test_the_view_has_every_byte_that_survived(codec: str) -> None:
    layer = Layer(codec, UndefinedBytes.REPLACEMENT_CHARACTER)
    view = view_of(damage(TEXT, Channel((layer,))), layer)
    assert len(view.text) == len(view.symbols) == len(view.origins) - 1
    assert all(a in (b, REPLACED) for a, b in zip(view.symbols, TEXT.encode(), strict=True))


@pytest.mark.parametrize("codec", CODECS)
def test_the_original_is_among_the_readings(codec: str) -> None:
    layer = Layer(codec, UndefinedBytes.REPLACEMENT_CHARACTER)
    inverse = multibyte_inverse_of(layer)
    symbols = view_of(damage(TEXT, Channel((layer,))), layer).symbols
    place = 0
    for character in TEXT:
        length = len(character.encode())
        if length > 1:
            readings = inverse.readings(symbols, place)
            assert any(r.length == length and character in r.characters for r in readings), character
        place += length


def test_places_that_are_kept_are_no_bytes() -> None:
    view = view_of("\u6d63\u72b2", Layer("gbk"), frozenset([1]))
    assert view.text == "\xe4\xbd\u72b2"
    assert view.symbols == b"\xe4\xbd?"


@pytest.mark.parametrize(
    ("text", "channel", "arrived"),
    [
        ("\u2014 a", "cp936 undefined=? by=windows", "\u9225?a"),
        ("\u2014 a", "gbk undefined=?", "\u9225? a"),
        ("\u2014, a", "cp936 undefined=U+FFFD by=windows", "\u9225\ufffd a"),
        ("\u20147", "cp932 undefined=U+FFFD by=windows", "\u7ab6\ufffd"),
        ("\u2014\n", "cp936 undefined=? by=windows", "\u9225?\n"),
        ("\u2014", "cp936 undefined=? by=windows", "\u9225?"),
        ("\u2014a b?", "cp936 undefined=? by=windows", "\u9225\u6501 b?"),
        # The byte 80 is a euro sign to Windows-936, and what users may define is in the private use area.
        ("\u4e00\u8d77", "cp936 undefined=? by=windows", "\u6d93\u20ac\u74a7?"),
        ("\u4e2d\u6587", "cp936", "\u6d93\ue15f\u6783"),
        ("\u7e41\u9ad4", "cp950 undefined=? by=windows", "\u875c\uef3f?"),
        # What is no pair is one character, whatever its two bytes were.
        ("\u30c6\u30b9\u30c8", "cp932 undefined=U+30FB by=windows", "\u7e5d\u30fb\u305b\u7e5d\u30fb"),
        ("\u304c `a`", "cp932 undefined=U+30FB by=windows", "\u7e3a\u30fb`a`"),
        ("\uc0ac\uc6a9", "cp949 undefined=? by=windows", "?\u044a\uc29c"),
        ("\u041f\u043e", "cp949 undefined=? by=windows", "?\u68d8"),
        # Browsers have characters for pairs that Windows does not have, and take nothing along.
        ("\u4e2d\u88ab", "cp936", "\u6d93\ue161\ue766"),
        ("\u4e2d\u88ab", "cp936 undefined=? by=windows", "\u6d93\ue161?"),
        ("\u30a2\u30f3", "cp936 undefined=U+FFFD", "\u9288\u20ac\u5142"),
    ],
)
def test_windows_reads_pairs_in_its_own_way(text: str, channel: str, arrived: str) -> None:
    assert ascii(damage(text, channel)) == ascii(arrived)
    assert str(Channel.parse(channel)) == channel


@pytest.mark.parametrize("codec", PAIR_CODECS)
@pytest.mark.parametrize("undefined", [UndefinedBytes.REPLACEMENT_CHARACTER, UndefinedBytes.QUESTION_MARK])
def test_the_original_is_among_the_readings_of_what_took_a_character_along(
    codec: str, undefined: UndefinedBytes
) -> None:
    text = "A\u2014 b? \u4f60\u597d\u3002 C\u2019, \u041d\u0435\u0442\u2026 \u0434\u0430? \u201d. \uff08N"
    layer = Layer(codec, undefined, by_windows=True)
    inverse = multibyte_inverse_of(layer)
    view = view_of(damage(text, Channel((layer,))), layer)
    reached = {(0, 0)}  # places of the text and of the view
    for place, character in enumerate(text):
        for here in [view_place for text_place, view_place in reached if text_place == place]:
            for reading in inverse.readings(view.symbols, here):
                if character in reading.characters:
                    reached.add((place + 1, here + reading.length))
            if character.isascii() and view.text[here : here + 1] == character:
                reached.add((place + 1, here + 1))
    assert (len(text), len(view.text)) in reached


@pytest.mark.parametrize(
    ("channel", "message"),
    [
        ("cp1252 undefined=? by=windows", "by=windows is known of cp936, cp932, cp949, cp950 alone"),
        ("cp936 undefined=U+30FB by=windows", "undefined=U.30FB is known of cp932 alone"),
    ],
)
def test_windows_has_four_code_pages_of_pairs_and_one_with_a_dot(channel: str, message: str) -> None:
    with pytest.raises(ChannelError, match=message):
        Channel.parse(channel)


def test_bytes_that_no_utf_8_has_are_not_what_windows_took_along() -> None:
    layer = Layer("cp936", UndefinedBytes.QUESTION_MARK, by_windows=True)
    character = b"\xcd\xfc".decode("gbk")
    assert view_of(f"?{character}", layer).symbols == b"\xff\xfe\xfd\xfc\x7f"
    notefix.repair(f"{character}\n?{character}?\u6d93\u20ac\u74a7?")  # was a KeyError


SYMBOLS = st.sampled_from(
    [b"\xff\xfe\xfd\xfc", b"\xe3", b"\xec", b"\xf0", b"\xd0", b"\x81", b"\x84", b"\xa2", b"a", b" "]
)


@given(st.lists(SYMBOLS, min_size=1, max_size=7), st.sampled_from(PAIR_CODECS))
def test_what_is_left_out_of_a_window_makes_no_difference(symbols: list[bytes], codec: str) -> None:
    inverse = multibyte_inverse_of(Layer(codec, UndefinedBytes.QUESTION_MARK, by_windows=True))
    window = b"".join(symbols)[:16] + b"\n"
    assert inverse._read(window) == inverse._read(inverse._as_far_as_read(window))


def test_a_euro_sign_is_one_byte_or_two_by_what_stands_beside_it() -> None:
    layer = Layer("cp936")
    assert view_of("\u9288\u20ac\u5142", layer).symbols == "\u30a2\u30f3".encode()
    assert view_of("\u6d93\u20ac\u74a7", layer).symbols == "\u4e00".encode() + b"\xe8\xb5"


def test_a_last_byte_that_took_a_lead_along_is_one_that_makes_no_pair_with_any() -> None:
    inverse = multibyte_inverse_of(Layer("cp949", UndefinedBytes.QUESTION_MARK, by_windows=True))
    symbols = b"\xec\x82" + b"\xff\xfe\xfd\xfc" + b"\x84\x84a"
    syllable = b"\xec\x82\x85".decode()  # 85 makes a pair with every lead
    found = {reading.length: syllable in reading.characters for reading in inverse.readings(symbols, 0)}
    assert (found[3], found[5]) == (True, False)
