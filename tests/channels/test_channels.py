"""Tables row by row, names, and the inverse against the forward channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notefix import Channel, ChannelError, damage
from notefix.channels.channel import Layer, LetterCase, UndefinedBytes
from notefix.channels.forward import _decoding_map, arrivals
from notefix.channels.inverse import inverse_of
from notefix.channels.lattice import is_intact, span_lattice
from notefix.channels.registry import registered_channels
from notefix.channels.tables import CODECS, Codec

BYTES_OF_UTF_8 = [*range(0x80, 0xC0), *range(0xC2, 0xF5)]


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_table_row(codec: Codec) -> None:
    arrived = arrivals(Layer(codec.name))
    assert arrived[:0x80] == tuple(map(chr, range(0x80)))
    kept = [arrived[byte] for byte in BYTES_OF_UTF_8]
    assert len(set(kept)) == len(kept), "two bytes arrive as the same character"
    for alias in codec.aliases:
        assert str(Channel.parse(alias)) == codec.name


def test_names_are_unique() -> None:
    names = [name for codec in CODECS for name in (codec.name, *codec.aliases)]
    assert len(set(names)) == len(names)


def test_every_codec_and_loss_is_registered() -> None:
    names = {str(channel) for channel in registered_channels()}
    assert names.issuperset(f"iso-8859-{part}" for part in (2, 5, 7, 9, 15))
    assert names.issuperset(f"cp{number}" for number in (437, 850, 874, *range(1250, 1259)))
    assert names.issuperset(["latin-1", "macroman", "koi8-r"])
    assert names.issuperset(
        ["cp1254 -undefined -shy", "cp1252 undefined=U+FFFD", "cp1252 undefined=?", "latin-1 -c1", "cp1252 nbsp=space"]
    )


@pytest.mark.parametrize(
    ("text", "channel", "arrived"),
    [
        ("\u5b66", "cp1254 -undefined -shy", "\u00e5\u00a6"),
        ("\u5b66", "cp1254 -undefined", "\u00e5\u00ad\u00a6"),
        ("\u201d", "cp1252 -undefined", "\u00e2\u20ac"),
        ("\u201d", "cp1252 undefined=U+FFFD", "\u00e2\u20ac\ufffd"),
        ("\u201d", "cp1252 undefined=?", "\u00e2\u20ac?"),
        ("\u201d", "cp1252", "\u00e2\u20ac\u009d"),
        ("\u201d", "latin-1 -c1", "\u00e2"),
        ("\u00e0 la", "cp1252 nbsp=space", "\u00c3  la"),
        ("\u00e9\u00e9", "cp1252 then cp1252", "\u00c3\u0192\u00c2\u00a9" * 2),
        ("\u00e9\u00e8", "cp1252 spare=U+00E8", "\u00c3\u00a9\u00e8"),
        ("\U0001f31f", "cp1254", "\u011f\u0178\u0152\u0178"),
        ("D\u00e9j\u00e0 vu", "cp1252 case=lower", "d\u00e3\u00a9j\u00e3\u00a0 vu"),
        ("D\u00e9j\u00e0 vu", "cp1252 case=upper", "D\u00c3\u00a9J\u00c3\u00a0 VU"),
        ("Plain", "cp1252 case=lower", "plain"),
        ("\u00f5\u07c0", "latin-1 case=upper", "\u00c3\u039cSS\u0080"),  # two characters of one, one of another script
        ("D\u00e9j\u00e0", "cp1252 case=lower spare=U+00E9", "d\u00e9j\u00e3\u00a0"),
    ],
)
def test_damage(text: str, channel: str, arrived: str) -> None:
    assert damage(text, Channel.parse(channel)) == arrived


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cp1253x", "No such codec: 'cp1253x'. Did you mean 'cp1253'?"),
        ("", "A channel needs a codec's name, for example 'cp1252'."),
        ("cp1252 then ", "A channel needs a codec's name"),
        ("cp1252 -undefind", "A channel has no part '-undefind'. Did you mean '-undefined'?"),
        ("cp1252 spare=\u00e9", "A spared character is written like U+00E9"),
        ("cp1252 spare=U+0041", "A spared character is written like U+00E9"),
        ("utf-8", "No such codec"),
        ("cp1252 case=title", "A channel has no part 'case=title'. Did you mean 'case=lower'?"),
        ("gbk case=lower", "case=lower is known of UTF-8 read with a codec of one byte a character alone."),
        ("latin-1 from=cp1251 case=upper", "case=upper is known of UTF-8"),
    ],
)
def test_bad_names(name: str, message: str) -> None:
    with pytest.raises(ChannelError) as refused:
        Channel.parse(name)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_unknown_codec_in_a_layer() -> None:
    with pytest.raises(ChannelError):
        Layer("ebcdic")


FOLDED = [
    Channel.parse(f"{codec.name} {losses} case={case}".replace("  ", " "))
    for codec in CODECS
    for losses in ("", "-undefined -shy")
    for case in ("lower", "upper")
]


@pytest.mark.parametrize("channel", [*registered_channels(), *FOLDED], ids=str)
def test_what_was_damaged_is_among_the_readings(channel: Channel) -> None:
    (layer,) = channel.layers
    inverse = inverse_of(layer)
    for character in "\u00ed\u00e0\u0449\u03ce\u05d0\u0627\u0915\u0e01\u201d\u5b66\u4e2d\u3042\ud55c\U0001f31f":
        arrived = damage(character, channel)
        if not arrived or arrived.isascii():
            continue
        if layer.case is not LetterCase.KEPT and len(arrived) > len(
            damage(character, Channel((replace(layer, case=LetterCase.KEPT),)))
        ):
            continue  # a ligature that became two letters
        symbols = inverse.symbols(arrived)
        lattice, unexplained = span_lattice(inverse, arrived, symbols, 0, len(arrived))
        reachable = {c for reading in lattice[0] if reading.length == len(arrived) for c in reading.characters}
        whole = arrived == damage(character, Channel((Layer(layer.codec),)))
        if symbols[0] >= 0x80:  # a lead byte that became a question mark or a space is not tried
            assert character in reachable
            assert not unexplained
            may_differ = inverse.drops_leads or inverse.folded or inverse.folds_case
            assert not whole or may_differ or is_intact(lattice)


def test_characters_that_nobody_writes_are_no_readings() -> None:
    inverse = inverse_of(Layer("cp1252", UndefinedBytes.DROPPED))
    readings = inverse.readings(b"\xc2a", 0)
    assert [character for reading in readings for character in reading.characters] == []


def test_a_channel_has_layers_and_spares_what_it_could_touch() -> None:
    with pytest.raises(ChannelError):
        Channel(())
    with pytest.raises(ChannelError):
        Layer("cp1252", spared=frozenset("a"))


def test_damage_takes_a_name() -> None:
    assert damage("\u00e9", "cp1252") == "\u00c3\u00a9"


def test_where_a_layer_spared_a_line_is_no_key_of_what_is_kept() -> None:
    """A line of a block may have thousands of such places: each piece between them looked up by all of them is slow."""
    damage("caf\u00e9", "cp1252")
    kept = _decoding_map.cache_info().currsize
    places = tuple((column, column) for column in range(2, 200, 5))
    layer = Layer("cp1252", spared=frozenset("\u00e8"), spared_columns=places)
    assert damage("\u00e9\u00e8" * 100, Channel((layer,))).count("\u00e8") == 100
    assert _decoding_map.cache_info().currsize == kept


@pytest.mark.parametrize(
    "name", ["cp1252 case=lower case=upper", "cp1252 from=cp1250 from=cp1251", "cp1252 -undefined undefined=?"]
)
def test_a_layer_that_contradicts_itself_is_refused(name: str) -> None:
    with pytest.raises(ChannelError, match="only one of"):
        Channel.parse(name)
