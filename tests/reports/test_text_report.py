from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from notefix.findings import LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.display import display_width
from notefix.reports.summary import Summary, summary_text
from notefix.reports.text_report import findings_text, leftovers_text
from notefix.settings import DEFAULT_SETTINGS, Settings

characters = st.text(min_size=1, max_size=1)
probabilities = st.floats(0, 1)


def test_the_lines_that_someone_has_to_look_at(repair: Repair) -> None:
    window = (
        "\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1\u4e86\u3002\u5927\u96ea\u4e0b\u4e86\u4e00\u591c"
        "\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1\u4e86\u3002\u5927\u96ea\u4e0b\u4e86\u4e00\u591c"
        "\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1"
    )
    assert leftovers_text("a\x07.md", repair, DEFAULT_SETTINGS).split("\n") == [
        "a\\x07.md:3:48: uncertain: 3 of 4 restored characters less sure than 0.99",
        f"    \u2026{window}\u2026",
        " " * 27 + "^^" + " " * 4 + "^^^^",
        "    48: \u4e0b 0.62 (\u4e2d 0.21, \u4e0d 0.08); 51: \u591c 0.98 (\u591f <0.01)",
        "    52: U+FE0F <0.01 (U+0020 0.30)",
        "a\\x07.md:9:6: unrecoverable: Damage that no reading explains.\\x07",
        "    x\\x1b[2J\ufffd",
        "            ^",
        "",
    ]


def test_a_kept_line_is_named_by_its_place_in_the_file(repair: Repair) -> None:
    first = leftovers_text("a.md", repair, Settings(uncertain="keep")).split("\n")[0]
    assert first == (
        "a.md:3:4: uncertain: kept as it was; best reading: 3 of 4 restored characters less sure than 0.99"
    )


def test_the_certainty_asked_for_decides_what_is_listed(repair: Repair) -> None:
    text = leftovers_text("a.md", repair, Settings(certainty=0.5))
    assert "1 of 4 restored characters less sure than 0.5\n" in text
    assert "\u591c 0.98" not in text


def test_nothing_is_reported_of_lines_that_were_recovered(repair: Repair) -> None:
    assert leftovers_text("a.md", replace(repair, lines=repair.lines[:2]), DEFAULT_SETTINGS) == ""
    assert leftovers_text("a.md", Repair("text", changed=False), DEFAULT_SETTINGS) == ""


def test_an_uncertain_line_whose_guesses_are_all_sure_lists_them_all(repair: Repair) -> None:
    text = leftovers_text("a.md", repair, Settings(certainty=0))
    assert ": uncertain: 4 restored characters are guesses\n" in text
    assert "    2: \u96ea 1.00; 48: " in text


def test_no_carets_under_a_line_that_runs_from_right_to_left() -> None:
    text = "\u0627\u0644\u062b\u0644\u062c \u064a\u0630\u0648\u0628"
    line = LineRepair(1, "damaged", text, LineStatus.UNCERTAIN, None, (RestoredCharacter(1, 3, text[2], 0.5, ()),))
    report = leftovers_text("a.md", Repair("", changed=True, lines=(line,)), DEFAULT_SETTINGS)
    assert "^" not in report
    assert f"    {text}\n    3: {text[2]} 0.50\n" in report


def test_a_line_with_very_many_guesses_is_not_listed_to_its_end() -> None:
    guesses = tuple(RestoredCharacter(1, column, "e", 0.5, ()) for column in range(1, 100_001))
    line = LineRepair(1, "damaged", "e" * 100_000, LineStatus.UNCERTAIN, None, guesses)
    report = leftovers_text("a.md", Repair("", changed=True, lines=(line,)), DEFAULT_SETTINGS)
    assert report.endswith("\n    and 99960 more\n")
    assert len(report) < 2_000


@given(
    st.lists(st.tuples(characters, probabilities, st.lists(st.tuples(characters, probabilities), max_size=5))),
    st.text(alphabet=st.characters(exclude_characters="\r\n")),
)
def test_every_row_after_the_first_fits_80_columns(
    guesses: list[tuple[str, float, list[tuple[str, float]]]], text: str
) -> None:
    restored = tuple(
        RestoredCharacter(1, column, character, probability, tuple(others))
        for column, (character, probability, others) in enumerate(guesses, 1)
    )
    line = LineRepair(1, "damaged", text, LineStatus.UNCERTAIN, None, restored)
    report = leftovers_text("a.md", Repair("", changed=True, lines=(line,)), DEFAULT_SETTINGS)
    assert report.endswith("\n")
    rows = report.split("\n")[:-1]
    assert rows[0].startswith("a.md:1:")
    assert all(display_width(row) <= 80 and row.startswith("    ") for row in rows[1:])


def test_findings_are_a_row_each(repair: Repair) -> None:
    assert findings_text("a.md", repair).split("\n") == [
        "a.md:1:2: mojibake: UTF-8 was read as Windows-1252.",
        "a.md:2:1: lossy-mojibake: UTF-8 was read as Windows-1254.",
        "a.md:3:4: lossy-mojibake: UTF-8 was read as Windows-1254.",
        "a.md:9:6: unrecoverable: Damage that no reading explains.\\x07",
        "",
    ]


def test_the_summary_has_the_same_rows_whatever_the_numbers_are(repair: Repair) -> None:
    summary = Summary().with_repair(repair, DEFAULT_SETTINGS, changed=True).with_failure()
    assert summary_text(summary).split("\n") == [
        "1 file (1 more could not be done): 4 damaged lines",
        "      1 repaired: every byte was there",
        "      1 restored: bytes were missing, and each guess is sure enough",
        "      1 uncertain: bytes were missing, and some guess is less sure",
        "      1 unrecoverable: left as they were",
        "5 characters restored",
        "channel: cp1254 -undefined -shy (2 lines)",
        "    Windows-1254, undefined bytes dropped, soft hyphens stripped",
        "channel: cp1252 (1 line)",
        "    Windows-1252",
        "",
    ]


def test_the_summary_of_a_run_without_damage() -> None:
    clean = Summary().with_repair(Repair("", changed=False), DEFAULT_SETTINGS, changed=False)
    assert summary_text(clean) == "1 file: no damage found\n"
    assert summary_text(clean.with_failure()) == "1 file (1 more could not be done): no damage found\n"
    assert summary_text(Summary().with_failure()) == "no file could be done\n"


def test_characters_of_a_line_that_was_kept_are_not_counted_as_restored(repair: Repair) -> None:
    kept = Summary().with_repair(repair, Settings(uncertain="keep"), changed=True)
    assert kept.characters_restored == 1


def test_the_numbers_of_files_add_up(repair: Repair) -> None:
    summary = Summary()
    for changed in (True, False, True):
        summary = summary.with_repair(repair, DEFAULT_SETTINGS, changed=changed)
    assert (summary.files, summary.files_changed, summary.lines_damaged) == (3, 2, 12)
    assert [lines for _, lines in summary.channels_by_lines] == [6, 3]
