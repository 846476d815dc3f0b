"""Lines that were misread in pairs, judged by the file."""

from __future__ import annotations

import pytest

from notefix import LineStatus, Settings, damage, repair
from notefix.channels.channel import Layer, UndefinedBytes
from notefix.detection.in_pairs import explained
from notefix.detection.whole_line import WholeLineJudge
from notefix.language_model.model import built_in_model

CHANNEL = "gbk undefined=U+FFFD"
DASHES = (
    "He left \u2013 late.",
    "She stayed \u2013 of course.",
    "They ate \u2013 slowly.",
    "We slept \u2013 at last.",
    "It rained \u2013 again.",
)


def test_a_guess_in_doubt_stays_where_the_file_is_the_witness() -> None:
    """Weighed a second time, a line is still one of a file that was misread in pairs."""
    arrived = [damage(line, CHANNEL) for line in DASHES]
    done = repair("\n".join(arrived))
    assert [line.number for line in done.lines if line.channel] == [1, 2, 3, 4, 5]


def test_a_line_without_pairs_is_read_where_the_file_is_the_witness() -> None:
    lines = (
        "M\u00f3j ch\u0142opiec \u017ale si\u0119 czu\u0142.",
        "P\u00f3\u017aniej wr\u00f3ci\u0142 na wie\u015b.",
        "Siedzia\u0142 spokojnie.",
    )
    arrived = [damage(line, "big5 undefined=U+FFFD") for line in lines]
    assert repair(arrived[2]).text == arrived[2]
    done = repair("\n".join(arrived))
    assert [line.number for line in done.lines if line.channel] == [1, 2, 3]


def test_what_would_mostly_be_invented_is_left_alone_and_reported() -> None:
    """Of each of these syllables Big5 loses two bytes or three."""
    arrived = damage(
        "\uc2dc\uc7a5\uc5d0\uc11c \uc0dd\uc120\uc744 \uc0ac\uc11c \uc9d1\uc73c\ub85c \ub3cc\uc544\uc654\ub2e4.",
        "big5 undefined=U+FFFD",
    )
    (line,) = repair(arrived).lines
    assert (line.text, line.status) == (arrived, LineStatus.UNRECOVERABLE)


def test_a_table_of_ideographs_stays() -> None:
    """Some are letters to some codec, and gain a little; all together they are no accident."""
    text = "\n".join(f"{chr(point)} {point * 7 % 9973}" for point in range(0x4E00, 0x9FFF, 2))
    assert repair(text).text == text


@pytest.mark.parametrize("codec", ["gbk", "cp949", "big5", "euc-jp"])
def test_a_character_that_is_written_about_is_not_damage(codec: str) -> None:
    """Its bytes may be the UTF-8 of a letter; but the sentence says nothing for the letter."""
    letters = "\u00e0\u00e9\u00ea\u00f3\u00fc\u0107\u0161\u0131\u0434\u03b1"
    found = {damage(letter, f"{codec} undefined=U+FFFD") for letter in letters}
    for character in sorted(found):
        if len(character) == 1 and character != "\ufffd":
            text = f"We had to look up {character} in a dictionary."
            assert repair(text).text == text


@pytest.mark.parametrize(
    "codec", ["latin-1", "cp1252", "cp1250", "cp1251", "cp1253", "macroman", "cp437", "cp866", "koi8-r"]
)
@pytest.mark.parametrize(
    "original",
    [
        "See you \U0001f600",
        "\u65e9\u4e0a\u597d \U0001f31e",
        "\u0414\u043e \u0441\u0432\u0438\u0434\u0430\u043d\u0438\u044f \U0001f44b",
    ],
)
def test_surrogates_are_read_in_any_codec(codec: str, original: str) -> None:
    done = repair(damage(original, f"{codec} from=cesu-8"))
    assert done.text == original


def test_clean_words_of_the_letters_of_surrogates_stay() -> None:
    """In Windows-1251 the first byte of a surrogate is a common letter, and others are Ukrainian ones."""
    text = "\u0432\u0456\u043d\xa0\u0456\u043d\u0456\u0457 \u0456\u043d\u0448\u0456"
    assert repair(text).lines == ()


def test_nothing_was_taken_along_where_spaces_stand_after_lost_bytes() -> None:
    text = "Мы долго ждали — поезд так и не пришёл, и все пошли домой."
    done = repair(damage(text, CHANNEL))
    assert (done.text, str(done.channel)) == (text, CHANNEL)


def test_a_stated_channel_is_tried_where_every_stretch_lost_a_byte() -> None:
    damaged = damage("他说：“好的，没问题。” OK, 再见。 Then he left.", "gbk -undefined")
    assert not repair(damaged).changed
    assert repair(damaged, Settings(channel="gbk -undefined")).changed


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("It isn\u2019t true.", "cp949 undefined=? by=windows"),
        ("\u4e00\u8d77\u786e\u5b9a\u4f18\u5148\u7ea7", "cp936"),
        ("複数の例外の型をカッコで囲んでいない", "cp932 undefined=U+30FB by=windows"),
    ],
)
def test_no_stretch_has_to_be_whole_where_windows_lost_bytes(text: str, channel: str) -> None:
    assert repair(damage(text, channel)).text == text


def test_a_question_mark_is_windows_own_and_took_a_comma_along_where_a_space_follows() -> None:
    text = "// \u81ea\u5b9a\u4e49\u56fe\u6807\u989c\u8272, \u7559\u7a7a\u8868\u793a\u4f7f\u7528\u9ed8\u8ba4\u503c"
    channel = "cp936 undefined=? by=windows"
    done = repair(damage(text, channel))
    assert (done.text, str(done.channel)) == (text, channel)
    assert done.lines[0].status is LineStatus.UNCERTAIN
    verdict = WholeLineJudge(damage(text, channel), built_in_model).judge(damage(text, channel))
    assert verdict is not None
    assert verdict.doubt > 0.01


def test_a_line_that_still_looks_damaged_beside_what_was_read_is_left_and_reported() -> None:
    sentence = "使用增强型迭代器遍历集合里的所有数据"
    other = "编译器会自动选择最合适的实现方式"
    whole, partly = damage(sentence, "cp936 undefined=? by=windows"), damage(other, "gbk -undefined")
    done = repair(f"{whole} = {partly}")
    assert (done.changed, [line.status for line in done.lines]) == (False, [LineStatus.UNRECOVERABLE])


def test_a_way_that_is_a_thousand_nats_behind_is_no_doubt() -> None:
    text = "Ο καιρός σήμερα είναι πολύ καλός και πηγαίνουμε μια βόλτα στη θάλασσα. " * 2
    assert repair(damage(text, "cp949 undefined=?")).changed  # was an OverflowError


def test_the_byte_80_beside_a_question_mark_and_hangul_is_no_euro_sign() -> None:
    done = repair("\ubd80 ?\x80 ?")
    assert (done.changed, [line.status for line in done.lines]) == (False, [LineStatus.UNRECOVERABLE])


def test_most_lines_say_whether_windows_read_the_file() -> None:
    text = "\u6211\u4eec\u4e00\u8d77\u68c0\u67e5\u8fd9\u4e9b\u8bed\u53e5\u3002 OK"
    for channel in ("cp936 undefined=? by=windows", "cp936 undefined=U+FFFD"):
        judge = WholeLineJudge(damage(text, channel), built_in_model)
        assert judge._way is ("by=windows" in channel)


def test_a_line_that_either_may_have_read_is_read_as_the_file_was() -> None:
    sure = "我们一起检查这些语句，然后再决定下一步怎么做。 请看 README 的说明。"
    lines = [damage(text, "cp936 undefined=U+FFFD") for text in (sure, f"{sure}好")]
    lines.append(damage("It’s late — ok", "cp936 undefined=U+FFFD by=windows"))
    assert "by=windows" not in str(repair("\n".join(lines)).lines[-1].channel)


def test_a_line_in_which_no_pair_is_left_is_read_by_what_the_file_shows() -> None:
    channel = "cp932 undefined=U+30FB by=windows"
    lines = ["Сообщение не удалось отправить, попробуйте ещё раз.", "What we were working on – March 2023"]
    assert not repair(damage(lines[1], channel)).changed
    assert repair("\n".join(damage(line, channel) for line in lines)).text == "\n".join(lines)


@pytest.mark.parametrize("line", ["車庫?地上", "他們?因為", "是?你"])
def test_nothing_was_taken_along_amid_clean_ideographs(line: str) -> None:
    assert explained(line, Layer("cp950", UndefinedBytes.QUESTION_MARK, by_windows=True)) is None
