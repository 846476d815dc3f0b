"""Nothing is given up that could be found: a bound is no less than what it bounds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import damage, repair
from notefix.channels.channel import OF_EVERY_CODEC, Layer, UndefinedBytes
from notefix.channels.inverse import inverse_of
from notefix.channels.lattice import span_lattice
from notefix.channels.tables import CODECS
from notefix.detection.evidence import cost_of_window_nats, most_gain_nats, or_itself
from notefix.detection.hope import _readings, is_hopeless
from notefix.detection.readings import continuations, most_log_total
from notefix.detection.scan import scan
from notefix.language_model.model import built_in_model

CODEC_NAMES = [codec.name for codec in CODECS]
FLAGS = list(product((False, True), repeat=4))
LAYERS = [
    Layer("cp1252", fate, shy, False, folded, straight, spaces, spaces)
    for fate, (shy, folded, straight, spaces) in product(OF_EVERY_CODEC, FLAGS)
]
LAYERS += [replace(layer, strip_c1=True) for layer in LAYERS]


@given(st.data(), st.sampled_from(CODEC_NAMES), st.sampled_from(LAYERS))
def test_all_readings_of_all_layers_are_among_those_of_the_widest(
    data: st.DataObject, codec: str, layer: Layer
) -> None:
    layer = replace(layer, codec=codec)
    inverse = inverse_of(layer)
    alphabet = sorted(inverse.lead_alphabet | inverse.continuation_alphabet)
    alphabet = [character for character in alphabet if character > "\x9f" and character != "\xad"]
    letters = st.one_of(st.sampled_from(alphabet), st.sampled_from(" a?'\"\xa0\ufffd"))
    window = data.draw(st.text(letters, min_size=1, max_size=5))
    widest: dict[int, set[str]] = {}
    for reading in _readings(window, (codec,)):
        widest.setdefault(reading.length, set()).update(reading.characters)
    for reading in inverse.readings(inverse.symbols(window), 0):
        assert set(reading.characters) <= widest.get(reading.length, set())


@given(
    st.sampled_from(
        [
            "M\xe1\u0161 \u010das?",
            "N\xe1\u0161 d\u016fm",
            "\xc0 bient\xf4t\u2009!",
            "\u0414\u043e\u043c \u0456 \u0441\u0430\u0434",
        ]
    ),
    st.sampled_from(["cp1252", "cp1250", "cp1251", "macroman"]),
)
def test_a_search_finds_no_more_than_the_bound(line: str, codec: str) -> None:
    model = built_in_model()
    inverse = inverse_of(Layer(codec, UndefinedBytes.DROPPED, strip_soft_hyphens=True))
    symbols = inverse.symbols(line)
    for match in inverse.span.finditer(symbols):
        lattice, _ = span_lattice(inverse, line, symbols, *match.span())
        for place, readings in lattice.items():
            own = {place: readings}
            begin, end = max(0, place - 5), min(len(line), place + 11)
            as_it_is = cost_of_window_nats(line, {}, model, begin, end)
            gain = as_it_is - cost_of_window_nats(line, or_itself(line, own), model, begin, end)
            assert gain <= max(0.0, most_gain_nats(line, place, readings, model)) + 0.7  # log 2: it or itself


@given(
    st.text(st.sampled_from("aeNT \u2019\xe9\u0414\u043e\u4e2d\u3002\ud55c"), max_size=6),
    st.sampled_from("\xc3\xd0\xd1\xe2\xe3\xe4\xe9\xef\xf0"),
    st.sampled_from(LAYERS),
    st.booleans(),
)
def test_characters_are_together_no_more_probable_than_they_may_be(
    before: str, lead: str, layer: Layer, latin: bool
) -> None:
    model = built_in_model()
    inverse = inverse_of(replace(layer, codec="latin-1"))
    for reading in inverse.readings(inverse.symbols(lead + "a"), 0):
        most = most_log_total(model, before, reading.characters, latin)
        assert continuations(model, before, reading.characters, latin).log_total <= most + 1e-9


@pytest.mark.parametrize(
    "line",
    [
        "Kdy m\xe1\u0161 zkou\u0161ku?",
        "N\xe1\u0161 les.",
        "Uk\xe1\u017eu ti cestu.",
        "\u041d\u0456, \u042e\u043b\u0456.",
    ],
)
def test_clean_lines_that_structure_suspects_do_not_vote(line: str) -> None:
    scanned = scan(line)
    assert scanned.candidates
    assert is_hopeless(scanned, built_in_model)
    with patch("notefix.detection.vote.possible_layers", side_effect=AssertionError):
        assert not repair(line).changed


def test_of_many_words_of_an_alphabet_some_are_asked() -> None:
    """All of 1.8 MB of Thai words took four minutes."""
    consonants = "".join(map(chr, range(0x0E01, 0x0E2F, 2)))
    forms = ("\u0e41{}\u0e49\u0e44{}", "\u0e40{}\u0e37\u0e2d{}", "\u0e40{}\u0e49\u0e32{}\u0e2d\u0e07")
    scanned = scan("\n".join(form.format(*pair) for form, pair in product(forms, product(consonants, repeat=2))))
    assert sum(len(candidate.lines) for candidate in scanned.candidates) > 500
    with patch("notefix.detection.hope._is_hopeless", return_value=True) as asked:
        assert is_hopeless(scanned, built_in_model)
    assert 100 < asked.call_count <= 200


@pytest.mark.parametrize("channel", ["cp1250 -undefined -shy", "cp1252 -undefined", "macroman", "cp1251 -undefined"])
@pytest.mark.parametrize(
    "text",
    [
        "\u2705 done",
        "\u201eAno\u201c \u2013 \u0159ekl",
        "\u4f60\u597d",
        "\u0412\u0456\u0442\u0430\u044e",
        "Xin ch\xe0o \u0111\u1ea5t n\u01b0\u1edbc",
    ],
)
def test_damaged_lines_are_not_hopeless(text: str, channel: str) -> None:
    line = damage(text, channel)
    assert not is_hopeless(scan(line), built_in_model)


def test_words_of_a_script_that_was_never_counted_are_no_damage() -> None:
    """Vowel signs and tone marks are of words, as letters are; without that these Thai words were to be Malayalam."""
    words = [
        "\u0e41\u0e01\u0e49\u0e44\u0e02",
        "\u0e40\u0e14\u0e37\u0e2d\u0e19",
        "\u0e40\u0e08\u0e49\u0e32\u0e02\u0e2d\u0e07",
    ]
    found = scan("\n".join(words))
    assert [candidate.codec for candidate in found.candidates] == ["cp874"]
    assert is_hopeless(found, built_in_model)
    damaged = scan(damage("\u0440\u0435\u043a\u0430 \u0438 \u0433\u043e\u0440\u043e\u0434", "cp874"))
    assert not is_hopeless(damaged, built_in_model)
