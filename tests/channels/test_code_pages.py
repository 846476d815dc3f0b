"""The letters of languages, and what they arrive as through another language's code page."""

from __future__ import annotations

import pytest

from notefix import Channel, Settings, damage, repair
from notefix.channels.channel import Layer
from notefix.channels.code_pages import LETTERS, MISREAD, characters_before
from notefix.channels.legacy import legacy_lattice

LAYERS = [Layer(codec, source=source) for codec, source, _ in MISREAD]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_what_a_character_was_arrives_as_it(layer: Layer) -> None:
    before = characters_before(layer)
    assert len(set(before.values())) == len(before)
    assert all(damage(was, Channel((layer,))) == character for character, was in before.items())


@pytest.mark.parametrize(
    ("channel", "original"),
    [
        ("cp1252 from=cp1250", "Zamknij okno, \u017ceby nie by\u0142o zimno."),
        ("cp1252 from=macroman", "Le gar\u00e7on a mang\u00e9 tr\u00e8s t\u00f4t."),
        ("cp850 from=cp1252", "Le gar\u00e7on a mang\u00e9 tr\u00e8s t\u00f4t."),
        (
            "cp1251 from=koi8-r",
            "\u041a\u0430\u043a \u0442\u0432\u043e\u0438 \u0434\u0435\u043b\u0430?",
        ),
    ],
)
def test_a_stated_layer_is_undone_once(channel: str, original: str) -> None:
    """What comes out has the same letters, and could be read so again."""
    stated = Settings(channel=channel)
    done = repair(damage(original, channel), stated)
    assert (done.text, [str(line.channel) for line in done.lines]) == (original, [channel])
    assert repair(done.text, stated).lines == ()


def test_windows_1252_read_as_latin_1_shows_in_control_characters_alone() -> None:
    lattice = legacy_lattice("caf\u00e9\u0085\u0094", Layer("latin-1", source="cp1252"))
    assert lattice is not None
    assert list(lattice) == [4, 5]


def test_every_language_that_is_misread_has_letters() -> None:
    assert {language for _, _, languages in MISREAD for language in languages} <= LETTERS.keys()
    assert all(len(letter) == 1 and not letter.isascii() for own in LETTERS.values() for letter in own.split())


def test_no_misreading_is_considered_twice() -> None:
    assert len(set(LAYERS)) == len(LAYERS)
