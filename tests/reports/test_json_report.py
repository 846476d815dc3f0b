from __future__ import annotations

import json
from typing import Any

from notefix.findings import Repair
from notefix.reports.json_report import entry_of_failure, entry_of_repair, json_report
from notefix.reports.summary import Summary
from notefix.settings import DEFAULT_SETTINGS


def shape(value: Any) -> Any:
    """Return the keys of a document, with everything that may be absent or repeated left out."""
    return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else None


def test_the_document_of_a_run(repair: Repair) -> None:
    summary = Summary().with_repair(repair, DEFAULT_SETTINGS, changed=True).with_failure()
    entries = [entry_of_repair("a.md", repair, changed=True), entry_of_failure("b.md", "b.md: no such file.")]
    text = json_report(entries, summary)
    assert text.isascii()
    assert text.endswith("}\n")
    document = json.loads(text)
    assert document["version"] == 1
    first, second = document["files"]
    assert {**first, "lines": [], "findings": []} == {
        "path": "a.md",
        "channel": "cp1254 -undefined -shy",
        "changed": True,
        "lines": [],
        "findings": [],
        "error": None,
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
    assert document["summary"] == {
        "files": 2,
        "files_changed": 1,
        "files_failed": 1,
        "lines_damaged": 4,
        "lines_repaired": 1,
        "lines_restored": 1,
        "lines_uncertain": 1,
        "lines_unrecoverable": 1,
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


def test_the_shape_is_the_same_for_no_file_and_for_every_kind_of_file(repair: Repair) -> None:
    clean = Repair("", changed=False)
    entries = [
        entry_of_repair("a.md", repair, changed=True),
        entry_of_repair("b.md", clean, changed=False),
        entry_of_failure("c.md", "no"),
    ]
    assert len({str(shape(entry)) for entry in entries}) == 1
    full = json.loads(json_report(entries, Summary().with_repair(repair, DEFAULT_SETTINGS, changed=True)))
    assert shape(full) == shape(json.loads(json_report([], Summary())))


def test_characters_that_are_no_text_are_escaped() -> None:
    report = json_report([entry_of_failure("a\udcff\x1b.md", "no")], Summary())
    assert '"a\\udcff\\u001b.md"' in report
