"""A text in which nothing speaks is one in which a look finds nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notefix import damage, repair
from notefix.channels.channel import Channel
from notefix.findings import Repair
from notefix.look import look, shows_nothing
from tests.detection.test_fast_paths import TEXTS
from tests.properties.strategies import OTHER_CHANNELS, SENTENCES, channels


@given(TEXTS)
@example("a\u20ac \u5143\ufffd")
@example("l\u2019\u00e9t\u00e9\n\u00e9t\u00c3\u00a9")
@example("\u0440\u0430\u0440\u0430\u0440\u0430")
@example("\u00c2 \u00c3")
def test_nothing_is_found_in_a_quiet_text(text: str) -> None:
    if shows_nothing(text):
        looked = look(text.split("\n"), None, None)
        assert (looked.proposals, looked.broken, looked.verdicts) == ({}, set(), {})


@given(st.sampled_from(SENTENCES), st.one_of(channels, st.sampled_from(OTHER_CHANNELS)))
def test_a_damaged_text_is_not_quiet(sentence: str, channel: Channel) -> None:
    damaged = damage(sentence, channel)
    if shows_nothing(damaged):
        assert look([damaged], None, None).proposals == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "l\u2019\u00e9t\u00e9 o\u00f9 la fen\u00eatre \u00e9tait ouverte",
        "wir h\u00f6ren den gr\u00fcnen Vogel dr\u00fcben",
        "\u043c\u044b \u0447\u0438\u0442\u0430\u043b\u0438 \u043a\u043d\u0438\u0433\u0443",
        "\u4eca\u5929\u6211\u4eec\u5728\u56fe\u4e66\u9986 read a book",
        "\u4eca\u65e5\u306f\u53cb\u9054\u3068\u672c\u3092\u8aad\u307f\u307e\u3057\u305f",
        "\u03c4\u03bf \u03b2\u03b9\u03b2\u03bb\u03af\u03bf \u03b5\u03af\u03bd\u03b1\u03b9 \u03b5\u03b4\u03ce",
    ],
)
def test_sentences_are_quiet(sentence: str) -> None:
    """Else the rest of the tests would be about nothing."""
    assert shows_nothing(sentence)
    assert repair(sentence) == Repair(sentence, changed=False)


def test_a_long_text_is_looked_at_whole() -> None:
    assert not shows_nothing("\u00e9t\u00e9 " * 1000)
