"""The main job: the user's notes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ftfy

from notefix import LineStatus, Repair, damage, detect, repair
from notefix.lines import split_lines

NOTES = Path(__file__).parent.parent / "fixtures" / "notes" / "notes.md"


@cache
def notes() -> str:
    return NOTES.read_bytes().decode()


@cache
def repaired() -> Repair:
    return repair(notes())


def test_the_fixture_is_byte_exact() -> None:
    assert len(NOTES.read_bytes()) == 83_376


def test_the_channel_is_named() -> None:
    assert str(repaired().channel) == str(detect(notes()).channel) == "cp1254 -undefined -shy"


def test_every_damaged_line_is_accounted_for() -> None:
    damaged = [i for i, line in enumerate(split_lines(notes()), 1) if not line.text.isascii()]
    assert [line.number for line in repaired().lines] == damaged
    assert len(damaged) == 163
    assert all(line.status is not LineStatus.UNRECOVERABLE for line in repaired().lines)
    assert sorted({span.line for span in detect(notes()).spans}) == damaged


def test_clean_lines_and_endings_stay() -> None:
    before, after = split_lines(notes()), split_lines(repaired().text)
    assert len(before) == len(after) == 489
    for old, new in zip(before, after, strict=True):
        assert old.ending == new.ending
        assert not old.text.isascii() or old.text == new.text


def test_every_line_replays() -> None:
    for line in repaired().lines:
        assert line.channel is not None
        assert damage(line.text, line.channel) == line.original


def test_lines_that_lost_nothing_are_exact() -> None:
    whole = [line for line in repaired().lines if line.status is LineStatus.REPAIRED]
    assert len(whole) == 10
    for line in whole:
        assert line.text == ftfy.fix_encoding(line.original)


def test_what_bytes_were_lost_is_restored() -> None:
    assert len(repaired().restored) == 2_384
    sure = sum(character.probability >= 0.99 for character in repaired().restored)
    assert sure > 0.8 * 2_384
    assert not repaired().fully_recovered


def test_words_that_recur_are_read_right() -> None:
    """Terms of the field, each of which lost a byte, as a reader knows them."""
    lost = ("学习", "训练", "编码器", "数据集", "实验", "大语言模型", "诊断", "提示", "标注", "图像", "核心方法")
    for term in lost:
        assert term in repaired().text
    assert repaired().text.count("### 🌟 论文解读") == 10


def test_a_second_run_changes_nothing_and_finds_nothing() -> None:
    again = repair(repaired().text)
    assert again.text is repaired().text
    assert not again.lines
    assert not again.findings
