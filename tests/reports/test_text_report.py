from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from notefix.findings import Finding, LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.colors import Colors
from notefix.reports.display import display_width
from notefix.reports.full_report import FullReport
from notefix.reports.report import View
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary, statistics_text, summary_text
from notefix.settings import DEFAULT_SETTINGS, Settings

characters = st.text(min_size=1, max_size=1)
probabilities = st.floats(0, 1)


def leftovers_text(path: str, repair: Repair, settings: Settings) -> str:
    return FullReport(View.LEFTOVERS).file(ReportedFile(path, repair, repair.findings, settings, changed=True))


def of_line(line: LineRepair) -> Repair:
    finding = Finding("lossy-mojibake", line.number, 1, "UTF-8 was misread.")
    return Repair("", changed=True, lines=(line,), findings=(finding,))


def summary_of(*entries: ReportedFile) -> Summary:
    summary = Summary()
    for entry in entries:
        summary = summary.with_file(entry)
    return summary


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
    recovered = replace(repair, lines=repair.lines[:2], findings=repair.findings[:2])
    assert leftovers_text("a.md", recovered, DEFAULT_SETTINGS) == ""
    assert leftovers_text("a.md", Repair("text", changed=False), DEFAULT_SETTINGS) == ""


def test_an_uncertain_line_whose_guesses_are_all_sure_lists_them_all(repair: Repair) -> None:
    text = leftovers_text("a.md", repair, Settings(certainty=0))
    assert ": uncertain: 4 restored characters are guesses\n" in text
    assert "    2: \u96ea 1.00; 48: " in text


def test_no_carets_under_a_line_that_runs_from_right_to_left() -> None:
    text = "\u0627\u0644\u062b\u0644\u062c \u064a\u0630\u0648\u0628"
    line = LineRepair(1, "damaged", text, LineStatus.UNCERTAIN, None, (RestoredCharacter(1, 3, text[2], 0.5, ()),))
    report = leftovers_text("a.md", of_line(line), DEFAULT_SETTINGS)
    assert "^" not in report
    assert f"    {text}\n    3: {text[2]} 0.50\n" in report


def test_a_line_with_very_many_guesses_is_not_listed_to_its_end() -> None:
    guesses = tuple(RestoredCharacter(1, column, "e", 0.5, ()) for column in range(1, 100_001))
    line = LineRepair(1, "damaged", "e" * 100_000, LineStatus.UNCERTAIN, None, guesses)
    report = leftovers_text("a.md", of_line(line), DEFAULT_SETTINGS)
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
    report = leftovers_text("a.md", of_line(line), DEFAULT_SETTINGS)
    assert report.endswith("\n")
    rows = report.split("\n")[:-1]
    assert rows[0].startswith("a.md:1:")
    assert all(display_width(row) <= 80 and row.startswith("    ") for row in rows[1:])


def test_damage_is_shown_as_it_is_and_as_it_should_be(repair: Repair) -> None:
    text = FullReport().file(ReportedFile("a.md", repair, repair.findings, changed=True))
    snow = "\u5927\u96ea\u4e0b\u4e86\u4e00\u591c\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1\u4e86\u3002"
    assert text.split("\n") == [
        "a.md:1:2: mojibake: UTF-8 was read as Windows-1252.",
        "    says:       d\u00c3\u00ada".replace("\u00ad", "\\xad"),
        "    should say: d\u00eda",
        "a.md:2:1: lossy-mojibake: UTF-8 was read as Windows-1254.",
        "    says:       d",
        "    should say: e",
        "a.md:3:4: lossy-mojibake: UTF-8 was read as Windows-1254.",
        "    says:       damaged",
        f"    should say: {(snow * 3)[:31]}\u2026",
        "    48: \u4e0b 0.62 (\u4e2d 0.21, \u4e0d 0.08); 51: \u591c 0.98 (\u591f <0.01)",
        "    52: U+FE0F <0.01 (U+0020 0.30)",
        "a.md:9:6: unrecoverable: Damage that no reading explains.\\x07",
        "    x\\x1b[2J\ufffd",
        "            ^",
        "",
    ]


def test_colours_paint_what_differs_and_are_absent_when_off(repair: Repair) -> None:
    entry = ReportedFile("a b.md", repair, repair.findings, changed=True)
    for view in View:
        painted = FullReport(view, Colors(enabled=True)).file(entry)
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == FullReport(view).file(entry)
        assert "\x1b[" not in FullReport(view).file(entry)
    rows = FullReport(View.DAMAGE, Colors(enabled=True)).file(entry).split("\n")
    message = "UTF-8 was read as Windows-1252."
    assert rows[0] == f"\x1b[1ma b.md\x1b[0m:\x1b[36m1:2\x1b[0m: \x1b[1;31mmojibake\x1b[0m: {message}"
    assert rows[1].endswith("d\x1b[31m\u00c3\\xad\x1b[0ma")
    assert rows[2].endswith("d\x1b[32m\u00ed\x1b[0ma")


def test_other_findings_are_a_row_in_both_views(entries: list[ReportedFile]) -> None:
    row = "docs/a.md:12:4: not-utf8: Byte E9 at offset 77 is not UTF-8.\n"
    for view in View:
        assert FullReport(view).file(entries[1]).endswith(row)
        assert [FullReport(view).file(entries[i]) for i in (0, 3, 4)] == ["", "", ""]


def test_the_summary_has_the_same_rows_whatever_the_numbers_are(entries: list[ReportedFile]) -> None:
    summary = summary_of(*entries)
    assert summary_text(summary).split("\n") == [
        "3 files (1 more could not be done, 1 skipped): 5 damaged lines",
        "      1 repaired: every byte was there",
        "      1 restored: bytes were missing, and each guess is sure enough",
        "      1 uncertain: bytes were missing, and some guess is less sure",
        "      2 unrecoverable: left as they were",
        "5 characters restored",
        "channel: cp1254 -undefined -shy (2 lines)",
        "    Windows-1254, undefined bytes dropped, soft hyphens stripped",
        "channel: cp1252 (1 line)",
        "    Windows-1252",
        "1 finding of not-utf8",
        "",
    ]
    assert statistics_text(summary).split("\n") == [
        "     6  findings",
        "     2      lossy-mojibake",
        "     1      mojibake",
        "     1      not-utf8",
        "     1      replacement-character",
        "     1      unrecoverable",
        "     5  damaged lines",
        "     2      unrecoverable",
        "     1      repaired",
        "     1      restored",
        "     1      uncertain",
        "     3  damaged lines of a known channel",
        "     2      cp1254 -undefined -shy",
        "     1      cp1252",
        "",
    ]


def test_the_summary_of_a_run_without_damage(entries: list[ReportedFile]) -> None:
    clean, failed, skipped = entries[0], entries[3], entries[4]
    assert summary_text(summary_of(clean)) == "1 file: no damage found\n"
    assert summary_text(summary_of(clean, failed)) == "1 file (1 more could not be done): no damage found\n"
    assert summary_text(summary_of(clean, skipped)) == "1 file (1 skipped): no damage found\n"
    assert summary_text(summary_of(skipped)) == "0 files (1 skipped): no damage found\n"
    assert summary_text(summary_of(failed)) == "no file could be done\n"
    assert summary_text(Summary()) == "0 files: no damage found\n"


def test_the_summary_of_a_run_with_other_findings_alone() -> None:
    findings = (Finding("bidi-control", 1, 1, "U+202E."), Finding("bidi-control", 2, 1, "U+202E."))
    summary = summary_of(ReportedFile("a.md", Repair("", changed=False), findings))
    assert summary_text(summary) == "1 file: 0 damaged lines\n2 findings of bidi-control\n"


def test_characters_of_a_line_that_was_kept_are_not_counted_as_restored(repair: Repair) -> None:
    kept = summary_of(ReportedFile("a.md", repair, repair.findings, Settings(uncertain="keep"), changed=True))
    assert kept.characters_restored == 1


def test_the_numbers_of_files_add_up(repair: Repair) -> None:
    summary = summary_of(*(ReportedFile("a.md", repair, changed=changed) for changed in (True, False, True)))
    assert (summary.files, summary.files_changed, summary.lines_damaged) == (3, 2, 12)
    assert [lines for _, lines in summary.channels_by_lines] == [6, 3]
