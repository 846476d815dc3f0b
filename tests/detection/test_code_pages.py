"""Text of a Latin code page that was read by another one, alone, in a file, and among other lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import Channel, LineStatus, Settings, damage, detect, repair
from notefix.channels.channel import Layer
from notefix.channels.code_pages import LETTERS, MISREAD, PUNCTUATION
from notefix.detection.code_pages import is_told_by
from notefix.detection.glance import Glance
from notefix.detection.orthography import (
    COMMON,
    LAST_TELLING,
    TELLING,
    could_be_misread,
    foreign,
    lines_that_could_be_misread,
    misreadings,
    misreadings_of,
)
from notefix.look import shows_nothing

CHANNEL = "cp1252 from=cp1250"
POLISH = (
    "Dzi\u0119kuj\u0119 bardzo, ale musz\u0119 ju\u017c i\u015b\u0107, bo poci\u0105g odje\u017cd\u017ca o \u00f3smej.",
    "Siostra wr\u00f3ci\u0142a do domu p\u00f3\u017anym wieczorem.",
    "Ksi\u0105\u017cka le\u017cy na p\u00f3\u0142ce.",
    "Zamknij okno, \u017ceby nie by\u0142o zimno.",
)
ARRIVED = tuple(damage(line, CHANNEL) for line in POLISH)
ICELANDIC = "\u00fea\u00f0 er gott a\u00f0 vera me\u00f0 \u00feeim og hann var \u00fear"


def test_a_file_comes_back_with_the_channel_that_proves_it() -> None:
    done = repair("\n".join(ARRIVED))
    assert done.text == "\n".join(POLISH)
    assert {(line.status, str(line.channel)) for line in done.lines} == {(LineStatus.REPAIRED, CHANNEL)}
    assert damage(done.text, CHANNEL) == "\n".join(ARRIVED)
    assert done.findings[0].message == "Windows-1250 was read as Windows-1252."


def test_detection_names_the_channel_and_the_changed_characters() -> None:
    found = detect("\n".join(ARRIVED))
    assert str(found.channel) == CHANNEL
    assert [span.text for span in found.spans if span.line == 3] == ["\u00b9", "\u00bf", "\u00bf", "\u00b3"]


def test_a_line_alone_needs_more_than_a_line_in_a_file() -> None:
    assert repair(ARRIVED[0]).text == POLISH[0]
    assert repair(ARRIVED[3]).text == ARRIVED[3]
    short = "Prosz\u0119 usi\u0105\u015b\u0107."  # 51 nats: enough, but not so much that rare words would be excused
    assert repair(damage(short, CHANNEL)).text == short
    assert repair("\n".join((ARRIVED[0], ARRIVED[3]))).text == "\n".join((POLISH[0], POLISH[3]))


def test_clean_lines_of_the_same_file_stay() -> None:
    clean = (
        "Zostawi\u0142em ksi\u0105\u017ck\u0119 w \u0142\u00f3\u017cku.",
        "L\u2019\u00e9t\u00e9 dernier, la for\u00eat \u00e9tait belle.",
    )
    done = repair("\n".join((*ARRIVED, *clean)))
    assert done.text == "\n".join((*POLISH[:3], done.text.split("\n")[3], *clean))


def test_superscripts_after_words_are_no_letters() -> None:
    """What they would be ends many words of the language, and the rest of the file was misread."""
    clean = "Zobacz przypis\u00b9 oraz tom\u00b3"
    done = repair("\n".join((*ARRIVED[:2], clean, "Zostawi\u0142em ksi\u0105\u017ck\u0119.")))
    assert done.text.split("\n")[:3] == [*POLISH[:2], clean]


def test_what_no_page_made_so_is_not_read() -> None:
    """A line with a letter of the claimed original, undamaged, was not read by that page."""
    assert repair(ARRIVED[0] + " \u0142").text == ARRIVED[0] + " \u0142"


@pytest.mark.parametrize("times", [1, 30])
def test_letters_of_a_language_stay_though_another_one_arrives_so(times: int) -> None:
    lines = "\n".join(f"{number} {ICELANDIC}" for number in range(times))
    assert not could_be_misread(lines)
    assert repair(lines).lines == ()


def test_control_characters_are_letters_of_the_page_not_of_windows_1252() -> None:
    original = "Prosz\u0119 przynie\u015b\u0107 \u015bwie\u017cy chleb i \u017ad\u017ab\u0142o trawy."
    done = repair(damage(original, "latin-1 from=cp1250"))
    assert (done.text, str(done.lines[0].channel)) == (original, "latin-1 from=cp1250")


def test_under_utf_8_read_wrongly_it_is_found_too() -> None:
    done = repair(damage("\n".join(ARRIVED), "cp1252"))
    assert (done.text, str(done.channel)) == ("\n".join(POLISH), f"{CHANNEL} then cp1252")


def test_only_the_stated_channel_is_undone() -> None:
    stated = Settings(channel="cp1252 from=cp1254")
    assert repair("\n".join(ARRIVED), stated).text != "\n".join(POLISH)
    assert repair(ARRIVED[3], Settings(channel=CHANNEL)).text == POLISH[3]


LETTERS_OF_ALL = sorted(
    {letter for own in LETTERS.values() for letter in own.split()} | set("\u00b3\u00b9\u00bf\u2019")
)
WORDS = st.text([*LETTERS_OF_ALL, *"aeno "], min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_no_line_that_shows_a_misreading_is_passed_over(lines: list[str]) -> None:
    text = "\n".join(lines)
    shown = [line for line in lines if could_be_misread(line)]
    assert could_be_misread(text) or not shown
    assert lines_that_could_be_misread(Glance(text)).keys() >= set(shown)


@given(st.sets(st.sampled_from(LETTERS_OF_ALL), max_size=5))
def test_a_misreading_has_all_letters_and_no_language_has(letters: set[str]) -> None:
    expected = [
        each
        for each in misreadings()
        if letters <= each.arrived and letters & each.changed and len(letters) > 1 and not _is_of_a_language(letters)
    ]
    assert list(misreadings_of(letters)) == expected


def _is_of_a_language(letters: set[str]) -> bool:
    small = {letter.lower() if letter not in "\u0130\u1e9e" else letter for letter in letters} - set(PUNCTUATION)
    return any(small <= set(own.split()) for own in LETTERS.values())


@given(st.sampled_from([Layer(codec, source=source) for codec, source, _ in MISREAD]), st.sampled_from(POLISH))
def test_what_is_quiet_stays(layer: Layer, sentence: str) -> None:
    arrived = damage(sentence, Channel((layer,)))
    if shows_nothing(arrived):
        assert repair(arrived).lines == ()


def test_what_tells_is_what_letters_arrive_as_but_for_the_commonest() -> None:
    arrived = {character for each in misreadings() for character in each.arrived if character <= LAST_TELLING}
    expected = {character for character in arrived if not re.match(f"[{COMMON}]", character)} - set(PUNCTUATION)
    assert {character for character in map(chr, range(0x500)) if re.match(f"[{TELLING}]", character)} == expected


def test_characters_outside_ascii() -> None:
    assert foreign("a\u00e9b\u00e9\u2019") == {"\u00e9", "\u2019"}


def test_a_long_word_costs_no_more_than_a_short_one() -> None:
    text = "\n".join(ARRIVED).replace(" ", "_") * 2000
    assert repair(text.replace("\n", "_")).lines == ()


@pytest.mark.parametrize("name", ["cp1252 from=cp1252", "latin-1 from=latin-1"])
def test_a_page_that_is_stated_to_be_read_as_itself_changes_nothing(name: str) -> None:
    text = "d\u017cem i ja\u015bmin, \u00e9t\u00e9\n"
    assert repair(text, Settings(channel=Channel.parse(name))).text == text


def test_letters_that_would_be_quotation_marks_tell_nothing_unless_they_are_closed() -> None:
    # In Silesian words begin with a capital O with circumflex, which the Mac has for an opening quotation mark.
    layer = Layer("cp1252", source="macroman")
    assert not is_told_by(frozenset("\u00d4"), layer)
    assert not is_told_by(frozenset("\u00d2"), layer)
    assert is_told_by(frozenset("\u00d4\u00d5"), layer)
    assert is_told_by(frozenset("\u00d2\u00d3"), layer)
    assert is_told_by(frozenset("\u00d4\u017d"), layer)  # an e with acute


@pytest.mark.parametrize(
    ("arrived", "fixed"),
    [
        ("We don\u00d5t know if it\u00d5s here.", "We don\u2019t know if it\u2019s here."),
        ("Dell\u00d5anno scorso non so niente.", "Dell\u2019anno scorso non so niente."),
        ("Aujourd\u00d5hui le caf\u017d est ferm\u017d.", "Aujourd\u2019hui le caf\u00e9 est ferm\u00e9."),
        ("It\u00d5s \u00d2fine\u00d3, she said.", "It\u2019s \u201cfine\u201d, she said."),
    ],
)
def test_apostrophes_of_the_mac_in_words(arrived: str, fixed: str) -> None:
    for text in (arrived, f"Nothing here.\n{arrived}\nOr here.\n"):
        done = repair(text)
        assert done.text == text.replace(arrived, fixed)
        assert [line.status for line in done.lines] == [LineStatus.REPAIRED]


@pytest.mark.parametrize(
    "text",
    [
        "\u00d5ue on suur ja \u00d5PIK on laual.",
        "See on e\u00d5pe, uus e\u00d5ppekava.",
        "It\u00d5s a caf\u00e9, we don\u00d5t know.",  # the e is not of the Mac
        "N\u00c3O, MANH\u00d5ES e LI\u00c7\u00d5ES.",
    ],
)
def test_a_capital_o_with_tilde_that_was_none(text: str) -> None:
    assert repair(text).text == text
