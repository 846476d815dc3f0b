from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.reports.display import display_width, printable, visible, window_around


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("d\u00eda \u96ea", "d\u00eda \u96ea"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x00\t\r\n\x7f\x85\x9d", "\\x00\\t\\r\\n\\x7f\\x85\\x9d"),
        ("\u202e\u2066\u200e", "\\u202e\\u2066\\u200e"),
        ("\u200b\u200c\u200d\ufeff\u00ad", "\\u200b\\u200c\\u200d\\ufeff\\xad"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff", "\\udcff"),
        ("\u00a0\u3000\ue000", "\u00a0\u3000\ue000"),  # spaces and private use do no harm
    ],
)
def test_what_a_terminal_obeys_or_a_reader_cannot_see_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u96ea", "\u96ea"),
        (" ", "U+0020"),
        ("\u00a0", "U+00A0"),
        ("\ufe0f", "U+FE0F"),
        ("\u200d", "U+200D"),
        ("e\u0301", "U+0065+U+0301"),
        ("", "nothing"),
    ],
)
def test_a_character_on_its_own_is_shown_or_named(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("\u96ea\u306e", 4),
        ("\uff21", 2),
        ("e\u0301", 1),
        ("\u00e9", 1),
        ("\u2744\ufe0f", 2),
    ],
)
def test_widths(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_a_line_that_fits_is_shown_whole() -> None:
    assert str(window_around("Snow fell.", 3, 20)) == "Snow fell."
    assert str(window_around("", 1, 20)) == ""


def test_a_wide_line_is_cut_by_columns() -> None:
    window = window_around("\u96ea" * 100, 50, 20)
    assert str(window) == "\u2026" + "\u96ea" * 9 + "\u2026"
    assert (window.first_column, window.cut_before, window.cut_after) == (48, True, True)


def test_room_that_one_side_does_not_need_goes_to_the_other() -> None:
    assert str(window_around("abcdefghijklmnopqrstuvwxyz", 26, 10)) == "\u2026stuvwxyz"
    assert str(window_around("abcdefghijklmnopqrstuvwxyz", 1, 10)) == "abcdefgh\u2026"


def test_characters_without_width_do_not_make_a_window_long() -> None:
    assert len(str(window_around("e" + "\u0301" * 10_000, 1, 76))) < 400


@given(st.text(), st.integers(0, 60), st.integers(20, 80))
def test_a_window_fits_and_shows_what_is_in_the_line(line: str, column: int, width: int) -> None:
    window = window_around(line, column, width)
    assert display_width(str(window)) <= width
    begin = window.first_column - 1
    assert "".join(window.cells) == printable(line[begin : begin + len(window.cells)])
    assert window.cut_before == (begin > 0)
    assert window.cut_after == (begin + len(window.cells) < len(line))
    if 1 <= column <= len(line):
        assert begin < column <= begin + len(window.cells)


@given(st.text())
def test_nothing_printable_holds_a_control_or_format_character(text: str) -> None:
    kinds = {unicodedata.category(character) for character in printable(text)}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
