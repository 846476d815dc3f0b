"""Text of old codecs, and damage that is written in escapes."""

from __future__ import annotations

import pytest

from notefix import ChannelError, Settings, damage, detect, repair
from notefix.channels.channel import Channel, Layer
from notefix.channels.escapes import ESCAPES, could_be_escaped, escaped, unescaped
from notefix.channels.legacy import LEGACY_SOURCES, legacy_lattice


@pytest.mark.parametrize("source", LEGACY_SOURCES)
def test_what_is_ascii_in_the_source_stays(source: str) -> None:
    assert legacy_lattice("plain", Layer("latin-1", source=source)) == {}


def test_what_cannot_have_been_is_refused() -> None:
    assert legacy_lattice("\xff\xff", Layer("latin-1", source="gbk")) is None
    assert legacy_lattice("\u4f60", Layer("latin-1", source="gbk")) is None


def test_a_character_that_the_source_lacks_arrives_as_it_is() -> None:
    assert damage("\u042f \u4f60", "latin-1 from=cp1251") == "\xdf \u4f60"


def test_cesu_8_has_surrogates() -> None:
    assert damage("\U0001f600", "latin-1 from=cesu-8") == "\xed\xa0\xbd\xed\xb8\x80"
    assert repair("Hi \xed\xa0\xbd\xed\xb8\x80 there").text == "Hi \U0001f600 there"


@pytest.mark.parametrize("escape", ESCAPES)
def test_escapes_are_undone_and_replayed(escape: str) -> None:
    channel = f"cp1252 as={escape}"
    text = "Ma\u00f1ana ser\u00e1 otro d\u00eda, dijo \u00e9l."
    arrived = damage(text, channel)
    assert arrived.isascii()
    done = repair(arrived, Settings(json_escapes=True))
    assert done.text == text
    assert damage(text, done.lines[0].channel or "cp1252") == arrived
    assert detect(arrived, Settings(json_escapes=True)).damaged


def test_json_is_left_alone_unless_asked_for() -> None:
    arrived = damage("ma\u00f1ana ser\u00e1", "cp1252 as=json")
    assert repair(arrived).text is arrived
    assert not detect(arrived).damaged


@pytest.mark.parametrize(
    "line",
    [
        "A &amp; B &lt;&gt;",
        "fun&ccedil;&atilde;o",
        "&laquo;&nbsp;Voil&agrave;&nbsp;&raquo;",
        "&#160;&#8212;",
        "&nosuch;&#99999999;&#x110000;",
        "&" * 50,
    ],
)
def test_entities_that_are_no_damage_stay(line: str) -> None:
    assert repair(line).text == line
    assert repair(line).lines == ()


def test_what_would_be_written_otherwise_is_not_undone() -> None:
    assert unescaped("&#195;&copy;") is None
    assert not could_be_escaped("a & b")
    assert escaped("a", "html") == "a"


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ChannelError, match="No such escape"):
        Channel.parse("cp1252 as=htlm")
    with pytest.raises(ChannelError, match="No such codec"):
        Channel.parse("cp1252 from=klingon")
    with pytest.raises(ChannelError, match="columns"):
        Channel.parse("cp1252 spare=4-2")
