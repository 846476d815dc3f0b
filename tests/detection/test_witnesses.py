"""A line that says little is damaged where all the others are."""

from __future__ import annotations

import pytest

from notefix import damage, repair
from notefix.channels.channel import Layer
from notefix.detection.witnesses import margin_among_damaged_nats

CHANNEL = "cp1254 -undefined -shy"
HUNGARIAN = [
    f"A {i}. k\u00eds\u00e9rletre a v\u00e1lasz egyszer\u0171, de h\u00e1rom h\u00e9t m\u00falva \u00e9rkezik."
    for i in range(60)
]
# A letter and a mark that are a sequence, and what is left of another letter; neither gains much.
IN_DOUBT = "menj [KAPCSOL\u00d3]... [F\u00c1JL]..."


def damaged(lines: list[str]) -> list[str]:
    return [damage(line, CHANNEL) for line in lines]


@pytest.mark.parametrize("line", [IN_DOUBT, "! V\u00ddRAZ V\u00ddRAZ je nepravda"])
def test_a_line_is_damaged_where_all_others_are(line: str) -> None:
    (found,) = [x for x in repair("\n".join(damaged([line, *HUNGARIAN]))).lines if x.number == 1]
    assert found.text == line


def test_a_line_is_left_alone_where_others_are_whole() -> None:
    text = "\n".join([*damaged([IN_DOUBT, *HUNGARIAN]), *HUNGARIAN[:5]])
    assert [line for line in repair(text).lines if line.number == 1] == []


def test_a_short_line_of_intact_damage_is_damaged_where_all_others_are() -> None:
    lines = [f"Die {i}. Stra\u00dfe f\u00fchrt \u00fcber die Br\u00fccke nach S\u00fcden." for i in range(60)]
    text = "\n".join(["Hallo \u00c4rmelschoner!", *lines])
    assert repair(damage(text, "cp1252")).text == text


@pytest.mark.parametrize(
    ("line", "is_damage"),
    [
        ("De kerk is open \u2014 iedereen is welkom.", True),
        ("Kies daarna \u201c---\u201d en wacht.", True),
        ("De letter \xe2.", False),
    ],
)
def test_a_mark_between_words_is_damaged_where_all_others_are(line: str, *, is_damage: bool) -> None:
    channel = "latin-1 -c1"
    lines = [f"Op {i} mei co\xf6rdineert het caf\xe9 \u201c\xe9\xe9n\u201d re\xfcnie." for i in range(80)]
    arrived = damage(line, channel) if is_damage else line
    text = "\n".join([arrived, *[damage(other, channel) for other in lines]])
    assert any(found.number == 1 for found in repair(text).lines) is is_damage


def test_the_margin_falls_with_the_witnesses() -> None:
    layer = Layer("cp1252")
    lines = [damage(line, "cp1252") for line in HUNGARIAN]
    few, some, many = (margin_among_damaged_nats("\n".join(lines[:n]), layer) for n in (9, 12, 60))
    assert few is None
    assert some is not None
    assert many is not None
    assert 7.5 > some > many >= 3.5
    assert margin_among_damaged_nats("\n".join([*lines, *HUNGARIAN[:4]]), layer) is None
    assert margin_among_damaged_nats("\n".join([*lines, *lines[:1] * 40]), layer) == many  # equal lines are one
