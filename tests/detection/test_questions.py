"""A question mark after a lost byte: put for it, or the end of a question."""

from __future__ import annotations

from notefix import LineStatus, damage, repair
from notefix.channels.channel import Layer, UndefinedBytes
from notefix.detection.questions import count_may_be_lost

QUESTION = "**Q: Is it \u201cproduction ready\u201d?** \U0001f914"
DROPPED = "cp1252 -undefined"
OTHERS = "\u201cStay\u201d is on the sign.\nThe caf\u00e9 says \u201copen\u201d.\n"


def test_alone_it_may_be_either() -> None:
    (line,) = repair(damage(QUESTION, DROPPED)).lines
    assert line.status is LineStatus.UNCERTAIN
    assert line.restored[0].probability < 0.9


def test_where_other_lines_dropped_the_byte_it_is_a_question() -> None:
    repaired = repair(damage(OTHERS + QUESTION, DROPPED))
    assert repaired.text == OTHERS + QUESTION
    assert {line.status for line in repaired.lines} == {LineStatus.RESTORED}


def test_where_other_lines_replaced_the_byte_it_was_put() -> None:
    text = OTHERS + "Say \u201cplease\u201d to him."
    repaired = repair(damage(text, "cp1252 undefined=?"))
    assert repaired.text == text
    assert {line.status for line in repaired.lines} == {LineStatus.RESTORED}


def test_in_the_midst_of_a_word_it_was_put() -> None:
    text = "C\u2019\u00e9tait \u00c0 l\u2019\u00c1ge de fer."
    (line,) = repair(damage(text, "cp1252 undefined=?")).lines
    assert line.text == text


def test_a_foreign_character_is_no_question_mark() -> None:
    layer = Layer("cp1252", UndefinedBytes.QUESTION_MARK)
    assert count_may_be_lost("\u00e9?", layer) == 1
    assert count_may_be_lost("\u00e9\u4e2d", layer) == 0
