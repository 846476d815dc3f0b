"""Joiners, tags and selectors stay where a script or an emoji needs them, and go where they do nothing."""

from __future__ import annotations

import pytest
import regex

from notefix import Settings, normalize

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


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: I want
        "\u0628\u0631\u0627\u062f\u0631\u200c\u0647\u0627",  # Persian: brothers, after a letter that joins nothing
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",  # Persian: a letter
        "\u06f1\u06f4\u06f0\u06f0 \u0647\u0640\u200d",  # Persian: the year of the Hijra, shown as joined
        "\u0643\u064e\u200c\u0628",  # Arabic, after a vowel sign
        "\u0915\u094d\u200d\u0937",  # Hindi: a half letter
        "\u0915\u094d\u200c\u0937",  # Hindi: no ligature
        "\u09b0\u200d\u09cd\u09af\u09be\u09ae",  # Bengali: before the virama
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala: Sri
        "\u0d28\u0d4d\u200d",  # Malayalam: a chillu, as it was written before it had a character
        "\u0c95\u0ccd\u200c\u0cb7",  # Kannada
        "\u1780\u17d2\u179a\u200b\u1798",  # Khmer: between words
        "\u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22",  # Thai: between words
        "\u1820\u180e\u1820\u180b",  # Mongolian: vowel separator and selector
        "\u05d0\u05b8\u200d\u05d1",  # Hebrew, between point and letter
        "Auf\u200clage",  # German: no ligature across a seam
        "``\u200b`\u200b``",  # a backtick in reStructuredText
        "@\u200bmaria \u2060# 3",  # no mention, no heading
        "one\n\u200b\ntwo",  # a blank line that Markdown keeps
        "\u2014\u2060\u4f60",  # no line break after the dash
        "\u845b\U000e0100\u57ce",  # an ideographic variation
        "\u3001\ufe00",  # the corner form of a comma
        "\u2229\ufe00",  # a mathematical variant
        "0\ufe00",  # a slashed zero
        "\u1000\ufe00",  # Myanmar with dots
        "\u034f\u2061\u200e\u200f\u061c",  # joins graphemes, applies a function, marks direction
    ],
    ids=ascii,
)
def test_what_has_a_function_stays(text: str) -> None:
    assert normalize(text, SAFE) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ze\u200bro", "zero"),
        ("\u200b\u200c\u200d\u2060\ufeff", ""),
        ("na\u200dme\u200c", "name"),
        ("\u4f60\u200b\u597d\u200d", "\u4f60\u597d"),
        ("\ud55c\u200b\uad6d", "\ud55c\uad6d"),
        ("\u0441\u043b\u200c\u043e\u0432\u043e", "\u0441\u043b\u043e\u0432\u043e"),
        ("\U0001f600\u200d", "\U0001f600"),
        ("\u200d\U0001f600", "\U0001f600"),
        ("a\u2060b \u2060c", "ab c"),
        ("hi\U000e0068\U000e0069\U000e007f", "hi"),  # a message in tags, hidden from the reader
        ("\U0001f600\U000e0068\U000e0069", "\U0001f600"),  # the same behind an emoji, unfinished
        ("\U0001f600" + "".join(map(chr, range(0xE0100, 0xE0110))), "\U0001f600"),  # and in selectors
        ("A\ufe0f\u0436\ufe0e \ufe0f", "A\u0436 "),
        ("\u4e00\ufe0f\ufe0f", "\u4e00\ufe0f"),
        ("a\u180b", "a"),
        ("\ufeffa\ufeffb", "ab"),
    ],
    ids=ascii,
)
def test_what_does_nothing_goes(text: str, clean: str) -> None:
    assert normalize(text, SAFE) == clean


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
