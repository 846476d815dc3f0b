"""A bracket that survived says where the other one is."""

from __future__ import annotations

import tracemalloc

import pytest

from notefix import Settings, damage, repair
from notefix.channels.inverse import Reading
from notefix.channels.lattice import Lattice
from notefix.repairer.brackets import Brackets, gains_nats

CHANNEL = "cp1252 -undefined"  # takes a byte of U+300D, U+3001 and U+3010, and leaves U+300C and U+3011
MISSING: tuple[Reading, ...] = (Reading(1, ("\u3001", "\u300d"), lossy=True),)


@pytest.mark.parametrize(
    "text",
    [
        "\u8bf7\u70b9\u51fb\u300c\u6253\u5f00\u300d\u6309\u94ae\uff0c\u7136\u540e\u9009\u62e9\u300cHTML\u300d\u683c\u5f0f\u3002",
        "\u8f93\u5165\u300cURL\u300d\u6587\u672c\u6846\u3002",
        "\u300cA\u300d\u3001\u300cB\u300d\u3068\u300cC\u300d\u3092\u9078\u3073\u307e\u3059\u3002",
        "\u3010\u91cd\u8981\u3011\u660e\u5929\u4e0d\u4e0a\u8bfe\u3002",
    ],
)
def test_brackets_come_in_pairs(text: str) -> None:
    assert repair(damage(text, CHANNEL), Settings(channel=CHANNEL)).text == text


def test_brackets_that_both_lost_bytes_speak_for_nothing() -> None:
    text = (
        "\u6625\u5929\u5230\u4e86\uff08\u5c71\u4e0a\u8fd8\u6709\u96ea\uff09\uff0c\u6211\u4eec\u53bb\u722c\u5c71\u3002"
    )
    for channel in ("cp932 undefined=U+FFFD", "cp949 undefined=U+FFFD"):
        assert repair(damage(text, channel)).text == text


def test_a_comma_outside_brackets_is_one() -> None:
    text = "\u6625\u3001\u590f\u3001\u79cb\u3001\u51ac\u3002"
    assert repair(damage(text, CHANNEL), Settings(channel=CHANNEL)).text == text


def test_a_guess_against_the_text_beside_it_is_no_sure_one() -> None:
    text = "\u8f93\u5165\u300cURL\u300d\u6587\u672c\u6846\u3002"
    (line,) = repair(damage(text, CHANNEL), Settings(channel=CHANNEL, experts="ngram")).lines
    assert max(restored.probability for restored in line.restored) < 0.99


def test_quotation_marks_come_in_pairs_or_alone() -> None:
    lost: tuple[Reading, ...] = (Reading(1, ("\u2018", "\u201c"), lossy=True),)
    assert Brackets("?one\u201d", {0: lost}).odds_nats(0) == {"\u201c": 3.5}
    # In German it closes what another mark has opened.
    assert Brackets("\u201eeins?", {5: lost}).odds_nats(5) == {}


def test_a_mark_that_closes_is_not_closed() -> None:
    lost: tuple[Reading, ...] = (Reading(1, ("\u201d", "\u201e"), lossy=True),)
    closing = Brackets("?eins\u201c und ?zwei\u201c.", {11: lost})
    assert closing.odds_nats(11) == {}
    opening = Brackets("\u201cone, two? (\u201cthree", {9: lost})
    assert opening.odds_nats(9) == {"\u201d": 3.5}


def test_nothing_is_closed_within_a_word_for_sure() -> None:
    text = "Nach ISO\u2010Woche und Zahl, mit einer 255\u20100\u2010Folge."
    done = repair(damage(text, CHANNEL), Settings(channel=CHANNEL))
    assert [guess.probability <= 0.9 for guess in done.restored] == [True] * 3


def test_rare_signs_are_no_sure_thing() -> None:
    text = "Press \u274e to close the window and \u274e again to open it."
    lines = repair(damage(text, CHANNEL), Settings(channel=CHANNEL)).lines
    assert max(restored.probability for line in lines for restored in line.restored) <= 0.9


@pytest.mark.parametrize("opened", [range(1), range(0, 8000, 2)])
def test_memory_grows_with_the_line_and_not_with_its_square(opened: range) -> None:
    text = "".join("\u300c" if place in opened else "x" for place in range(8000))
    lattice: Lattice = {place: MISSING for place in range(8000) if place not in opened}
    tracemalloc.start()
    brackets = Brackets(text, lattice)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1000 * len(text)
    assert set(brackets.odds_nats(max(lattice))) == {"\u300d"}


def test_a_bracket_that_was_found_is_missing_no_more() -> None:
    lattice: Lattice = dict.fromkeys((1, 2, 3), MISSING)
    brackets = Brackets("\u300cabcd", lattice)
    odds = [brackets.odds_nats(place)["\u300d"] for place in (1, 2, 3)]
    assert odds == sorted(odds)
    brackets.found(1, "\u3001", {"\u300d": 0.25})
    assert brackets.most_probable(3, "\u300d") == 0.75
    assert brackets.most_probable(3, "\u3001") == 1.0
    brackets.found(2, "\u300d", {"\u300d": 0.5})
    assert brackets.most_probable(3, "\u300d") == 0.25
    assert brackets.odds_nats(3)["\u300d"] < odds[0]


def test_the_last_place_is_no_surer_to_be_the_bracket_than_that_no_other_is() -> None:
    text = "\u9078\u64c7\u300cicon\u300d(\u5716\u793a)\u3001\u300cboth\u300d(\u5169\u8005)\u3002"
    (line,) = repair(damage(text, CHANNEL), Settings(channel=CHANNEL, experts="ngram")).lines
    first, second = [guess for guess in line.restored if guess.text in "\u3001\u300d"][:2]
    assert line.text[: second.column] == "\u9078\u64c7\u300cicon\u3001(\u5716\u793a)\u300d"  # wrong
    assert second.probability <= first.probability < 0.95


def test_what_is_not_due_is_less_likely_however_rare_it_is() -> None:
    assert gains_nats({"\u300d": -4.0}, {"\u300d": 9.0, "\u3001": 5.5}) == {"\u300d": -4.0}
    assert gains_nats({"\u300d": 3.5}, {"\u300d": 9.0, "\u3001": 5.5}) == {"\u300d": 7.0}
