"""UTF-8 read in pairs: the view of a line, and what may have been lost where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import Channel, damage
from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.inverse import REPLACED
from notefix.channels.multibyte import multibyte_inverse_of, view_of
from notefix.channels.tables import MULTIBYTE_CODECS
from tests.properties.strategies import any_text

CODECS = [codec.name for codec in MULTIBYTE_CODECS]
TEXT = "\u4f60\u597d, Gr\u00fc\u00dfe! \u3053\u3093\u306b\u3061\u306f."


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("undefined", ["", " undefined=?", " undefined=U+FFFD", " -undefined"])
def test_a_channel_is_the_codec_with_its_error_handler(codec: str, undefined: str) -> None:
    errors = {" undefined=U+FFFD": "replace", " -undefined": "ignore"}.get(undefined)
    arrived = damage(TEXT, codec + undefined)
    if errors:
        assert arrived == TEXT.encode().decode(codec, errors)
    assert arrived != TEXT
    assert str(Channel.parse(codec + undefined)) == codec + undefined


@given(any_text, st.sampled_from(CODECS), st.sampled_from(list(UndefinedBytes)))
def test_damage_in_pairs_is_total_and_keeps_lines(text: str, codec: str, undefined: UndefinedBytes) -> None:
    arrived = damage(text, Channel((Layer(codec, undefined),)))
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
