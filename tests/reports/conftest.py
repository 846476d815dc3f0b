from __future__ import annotations

import pytest

from notefix.channels.channel import Channel
from notefix.findings import Finding, LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.reported_file import ReportedFile

CHANNEL = Channel.parse("cp1254 -undefined -shy")
LONG = "\u5927\u96ea\u4e0b\u4e86\u4e00\u591c\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1\u4e86\u3002" * 6


@pytest.fixture
def repair() -> Repair:
    """One line of each status; the texts of damaged lines are made up, reports do not look into them."""
    uncertain = (
        RestoredCharacter(3, 2, "\u96ea", 1.0, ()),
        RestoredCharacter(3, 48, "\u4e0b", 0.6251, (("\u4e2d", 0.21), ("\u4e0d", 0.08), ("\u4e01", 0.004))),
        RestoredCharacter(3, 51, "\u591c", 0.9899, (("\u591f", 0.009), ("\u591a", 0.001))),
        RestoredCharacter(3, 52, "\ufe0f", 0.005, ((" ", 0.3),)),
    )
    lines = (
        LineRepair(1, "d\u00c3\u00ada", "d\u00eda", LineStatus.REPAIRED, Channel.parse("cp1252 spare=U+00E9")),
        LineRepair(2, "d", "e", LineStatus.RESTORED, CHANNEL, (RestoredCharacter(2, 1, "e", 0.995, ()),)),
        LineRepair(3, "damaged", LONG, LineStatus.UNCERTAIN, CHANNEL, uncertain),
        LineRepair(9, "x\x1b[2J\ufffd", "x\x1b[2J\ufffd", LineStatus.UNRECOVERABLE, None),
    )
    findings = (
        Finding("mojibake", 1, 2, "UTF-8 was read as Windows-1252.", ("d\u00eda",)),
        Finding("lossy-mojibake", 2, 1, "UTF-8 was read as Windows-1254.", ("e",)),
        Finding("lossy-mojibake", 3, 4, "UTF-8 was read as Windows-1254.", (LONG,)),
        Finding("unrecoverable", 9, 6, "Damage that no reading explains.\x07"),
    )
    return Repair("text", changed=True, lines=lines, findings=findings, channel=CHANNEL)


# What a path may hold: spaces, what ends a property or a row, what a terminal obeys, a byte that is no text.
STRANGE_PATH = "a b,c:d%\n\x1b[2J\udce9.md"


@pytest.fixture
def entries(repair: Repair) -> list[ReportedFile]:
    """One file of each kind, as a run of `check` reports them."""
    stray = Finding("not-utf8", 12, 4, "Byte E9 at offset 77 is not UTF-8.")
    replaced = Finding("replacement-character", 1, 3, "Nothing says what that was.")
    left = LineRepair(1, "Se\ufffdor", "Se\ufffdor", LineStatus.UNRECOVERABLE, None)
    return [
        ReportedFile("clean.md", Repair("Tea.", changed=False)),
        ReportedFile("docs/a.md", repair, (*repair.findings, stray), changed=True),
        ReportedFile(STRANGE_PATH, Repair("Se\ufffdor", changed=False, lines=(left,)), (replaced,)),
        ReportedFile("gone.md", error="gone.md: no such file."),
        ReportedFile("photo.jpg", skipped="binary"),
    ]
