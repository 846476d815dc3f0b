from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from notefix.findings import Repair
from notefix.reports.json_report import JsonLinesReport, JsonReport
from notefix.reports.report import Report
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary


def shape(value: Any) -> Any:
    """Return the keys of a document, with everything that may be absent or repeated left out."""
    return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else None


def written(report: Report, entries: Sequence[ReportedFile]) -> str:
    text, summary = report.begin(), Summary()
    for entry in entries:
        text += report.file(entry)
        summary = summary.with_file(entry)
    return text + report.end(summary)


def test_the_document_of_a_run(repair: Repair) -> None:
    entries = [
        ReportedFile("a.md", repair, repair.findings, changed=True, written=True),
        ReportedFile("b.md", error="b.md: no such file."),
        ReportedFile("c.jpg", skipped="binary"),
    ]
    text = written(JsonReport(), entries)
    assert text.isascii()
    assert text.endswith("}\n")
    document = json.loads(text)
    assert text == json.dumps(document, indent=2) + "\n"
    assert document["version"] == 2
    first, second, third = document["files"]
    assert {**first, "lines": [], "findings": []} == {
        "path": "a.md",
        "channel": "cp1254 -undefined -shy",
        "changed": True,
        "written": True,
        "lines": [],
        "findings": [],
        "error": None,
        "skipped": None,
    }
    assert [line["status"] for line in first["lines"]] == [
        "repaired",
        "restored",
        "uncertain",
        "unrecoverable",
    ]
    assert first["lines"][0] == {
        "number": 1,
        "status": "repaired",
        "channel": "cp1252 spare=U+00E9",
        "original": "d\u00c3\u00ada",
        "text": "d\u00eda",
        "restored": [],
    }
    assert first["lines"][2]["restored"][2] == {
        "line": 3,
        "column": 51,
        "text": "\u591c",
        "probability": 0.9899,
        "alternatives": [{"text": "\u591f", "probability": 0.009}, {"text": "\u591a", "probability": 0.001}],
        "network": False,
    }
    assert first["lines"][3]["channel"] is None
    assert first["findings"][0] == {
        "rule": "mojibake",
        "path": "a.md",
        "line": 1,
        "column": 2,
        "message": "UTF-8 was read as Windows-1252.",
        "candidates": ["d\u00eda"],
    }
    assert second["error"] == "b.md: no such file."
    assert third["skipped"] == "binary"
    assert document["summary"] == {
        "files": 3,
        "files_changed": 1,
        "files_failed": 1,
        "files_skipped": 1,
        "lines_damaged": 4,
        "lines_repaired": 1,
        "lines_restored": 1,
        "lines_uncertain": 1,
        "lines_unrecoverable": 1,
        "findings": {"lossy-mojibake": 2, "mojibake": 1, "unrecoverable": 1},
        "characters_restored": 5,
        "channels": [
            {
                "name": "cp1254 -undefined -shy",
                "description": "Windows-1254, undefined bytes dropped, soft hyphens stripped",
                "lines": 2,
            },
            {"name": "cp1252", "description": "Windows-1252", "lines": 1},
        ],
    }


def test_the_shape_is_the_same_for_no_file_and_for_every_kind_of_file(entries: list[ReportedFile]) -> None:
    full = json.loads(written(JsonReport(), entries))
    assert len({str(shape(file)) for file in full["files"]}) == 1
    empty = json.loads(written(JsonReport(), []))
    assert written(JsonReport(), []) == json.dumps(empty, indent=2) + "\n"
    assert (empty["version"], empty["files"], empty["summary"]["files"]) == (2, [], 0)
    assert full["summary"].keys() == empty["summary"].keys()
    clean = [ReportedFile("a.md", Repair("", changed=False))]
    assert full["summary"].keys() == json.loads(written(JsonReport(), clean))["summary"].keys()


def test_characters_that_are_no_text_are_escaped() -> None:
    report = written(JsonReport(), [ReportedFile("a\udcff\x1b.md", error="no")])
    assert '"a\\udcff\\u001b.md"' in report


def test_the_rows_are_the_parts_of_the_document(entries: list[ReportedFile]) -> None:
    document = json.loads(written(JsonReport(), entries))
    rows = [json.loads(row) for row in written(JsonLinesReport(), entries).split("\n")[:-1]]
    assert rows[:-1] == [{"type": "file", **file} for file in document["files"]]
    assert rows[-1] == {"type": "summary", "version": document["version"], **document["summary"]}
    (row,) = written(JsonLinesReport(), []).split("\n")[:-1]
    assert json.loads(row).keys() == rows[-1].keys()
