"""Joiners, tags and selectors stay where a script or an emoji needs them, and go where they do nothing."""

from __future__ import annotations

import pytest
import regex

from notefix import Settings, normalize
from notefix.normalization.registry import RULES
from notefix.normalization.rule import compiled

SAFE = Settings(normalize="safe")
ALL = [chr(c) for c in range(0x20, 0x110000) if not 0xD800 <= c < 0xE000]


def having(properties: str) -> list[str]:
    pattern = regex.compile(properties, regex.VERSION1)
    return [character for character in ALL if pattern.match(character)]


EMOJI = having(r"\p{Emoji}")
PICTURES = having(r"[\p{ExtPict}&&\p{Emoji}]")
MODIFIERS = having(r"\p{Emoji_Modifier}")
REGIONAL = having(r"\p{Regional_Indicator}")
PERSONS = ("\U0001f468", "\U0001f469", "\U0001f9d1")
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def sequences() -> list[str]:
    """Emoji sequences as emoji-test.txt has them, made from the properties of their parts (UTS #51)."""
    bases = having(r"\p{Emoji_Modifier_Base}")
    made = [*EMOJI, *(f"{c}\ufe0f" for c in EMOJI), *(f"{c}\ufe0e" for c in EMOJI)]
    made += [base + modifier for base in bases for modifier in MODIFIERS]
    made += [f"{key}\ufe0f\u20e3" for key in "0123456789#*"]
    made += [first + second for first in REGIONAL for second in REGIONAL]
    skins = ("", *MODIFIERS)
    made += [f"{base}{skin}\u200d{sex}\ufe0f" for base in bases for skin in skins for sex in "\u2640\u2642"]
    made += [f"{who}{skin}\u200d{what}" for who in PERSONS for skin in skins for what in PICTURES]
    made += [f"{a}\u200d\u2764\ufe0f\u200d\U0001f48b\u200d{b}" for a in PERSONS for b in PERSONS]
    made += ["\u200d".join((*parents, "\U0001f467", "\U0001f466")) for parents in zip(PERSONS, PERSONS, strict=True)]
    made += [
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f3f3\ufe0f\u200d\u26a7\ufe0f",
        "\U0001f3f4\u200d\u2620\ufe0f",
        SCOTLAND,
    ]
    return made


def test_emoji_sequences_stay() -> None:
    assert len(EMOJI) > 1_400
    for text in ("\n".join(sequences()), "".join(sequences())):
        assert normalize(text, SAFE) == text


def test_every_script_but_a_few_keeps_its_joiners() -> None:
    """Of each script one letter, between two joiners; a script that regex learns of later is kept, too."""
    plain = regex.compile(
        r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Han}\p{Hira}\p{Kana}\p{Bopo}\p{Hangul}"
        r"\p{Common}\p{Inherited}]",
        regex.VERSION1,
    )
    letters = [c for c in having(r"\p{L}") if not plain.match(c)]
    assert len(letters) > 5_000
    text = "\n".join(f"{letter}\u200c{letter}\u200d" for letter in letters)
    assert normalize(text, Settings(select=("invisible-character",))) == text


@pytest.mark.parametrize("junk", ["\u200d", "\u200b", "\ufe0f", "\U000e0061", "\u0300\u200d", "\u0300"])
def test_long_runs_take_no_long_time(junk: str) -> None:
    """Thirty thousand characters in about as many steps: a walk that looked at all before it would not end."""
    for text in (junk * 30_000, "\u0645" + junk * 30_000, "\U0001f600" + junk * 30_000):
        assert len(normalize(text, Settings(select=("invisible-character", "variation-selector")))) <= len(text)


def test_the_short_cut_knows_only_letters_that_keep_their_joiners() -> None:
    rule = RULES["invisible-character"]
    for letter in having(r"[\p{L}\p{M}]"):
        for joiner in "\u200b\u200c\u200d":
            if not compiled(rule.pattern).search(letter + joiner):
                assert list(rule.find(f"x{letter}{joiner}x", "plain")) == []
