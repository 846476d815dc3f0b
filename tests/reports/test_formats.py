"""Every format on one common set of files, and on no file, and on any text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.errors import SettingsError
from notefix.findings import Finding, LineRepair, LineStatus, Repair, RestoredCharacter
from notefix.reports.colors import Colors
from notefix.reports.display import display_width
from notefix.reports.report import FORMATS, Report, View, report_named
from notefix.reports.reported_file import ReportedFile
from notefix.reports.summary import Summary
from notefix.rules import all_rules
from notefix.settings import Settings

STRANGE = "a b,c:d%\n\x1b[2J\udce9.md"
ALL_RULES = all_rules()
SHOWN = "a b,c:d%\\n\\x1b[2J\\udce9.md"


def written(report: Report, entries: list[ReportedFile]) -> str:
    text, summary = report.begin(), Summary()
    for entry in entries:
        text += report.file(entry)
        summary = summary.with_file(entry)
    return text + report.end(summary)


def in_format(name: str, entries: list[ReportedFile]) -> str:
    return written(report_named(name, version="1.2.3"), entries)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - it is our own


def test_concise(entries: list[ReportedFile]) -> None:
    assert in_format("concise", entries).split("\n") == [
        "docs/a.md:1:2: mojibake UTF-8 was read as Windows-1252.",
        "docs/a.md:2:1: lossy-mojibake UTF-8 was read as Windows-1254.",
        "docs/a.md:3:4: lossy-mojibake UTF-8 was read as Windows-1254.",
        "docs/a.md:9:6: unrecoverable Damage that no reading explains.\\x07",
        "docs/a.md:12:4: not-utf8 Byte E9 at offset 77 is not UTF-8.",
        f"{SHOWN}:1:3: replacement-character Nothing says what that was.",
        "",
    ]


def test_what_was_written_is_no_finding_any_more(entries: list[ReportedFile]) -> None:
    rows = in_format("concise", [replace(entries[1], written=True)]).split("\n")
    assert [row.split()[1] for row in rows[:-1]] == ["lossy-mojibake", "unrecoverable", "not-utf8"]


def test_another_finding_of_a_damaged_line_is_not_about_the_damage(repair: Repair) -> None:
    form = Finding("bidi-control", 1, 1, "U+202E.")
    entry = ReportedFile("a.md", repair, (form,), changed=True, written=True)
    assert in_format("concise", [entry]) == "a.md:1:1: bidi-control U+202E.\n"
    assert in_format("full", [entry]) == "a.md:1:1: bidi-control: U+202E.\n"
    (result,) = json.loads(in_format("sarif", [entry]))["runs"][0]["results"]
    assert "fixes" not in result


def test_concise_in_colour(entries: list[ReportedFile]) -> None:
    painted = written(report_named("concise", colors=Colors(enabled=True)), entries)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == in_format("concise", entries)
    assert painted.count("\x1b[1;31m") == 5
    assert painted.count("\x1b[1;33mnot-utf8") == 1


def test_github(entries: list[ReportedFile]) -> None:
    quoted = "\u5927\u96ea\u4e0b\u4e86\u4e00\u591c\uff0c\u5c71\u8def\u90fd\u770b\u4e0d\u89c1\u4e86\u3002" * 2
    place = "file=docs/a.md,line=1,endLine=1,col=2,endColumn=4,title=notefix%3A mojibake"
    strange = "a b%2Cc%3Ad%25%0A\x1b[2J\\xe9.md"
    rows = in_format("github", entries).split("\n")
    assert rows[0] == (
        f'::error {place}::UTF-8 was read as Windows-1252. It says "d\u00c3\\xada", and should say "d\u00eda".'.replace(
            "\\xad", "\\xad"
        )
    )
    assert rows[2].endswith(f'It says "damaged", and most probably should say "{quoted[:29]}\u2026".')
    assert rows[3:] == [
        "::error file=docs/a.md,line=9,endLine=9,col=6,endColumn=7,title=notefix%3A unrecoverable"
        '::Damage that no reading explains.\\x07 It says "x\\x1b[2J\ufffd".',
        "::warning file=docs/a.md,line=12,endLine=12,col=4,endColumn=5,title=notefix%3A not-utf8"
        "::Byte E9 at offset 77 is not UTF-8.",
        f"::error file={strange},line=1,endLine=1,col=3,endColumn=4,title=notefix%3A replacement-character"
        '::Nothing says what that was. It says "Se\ufffdor".',
        "::error file=gone.md,title=notefix::gone.md: no such file.",
        "",
    ]


def test_gitlab(entries: list[ReportedFile]) -> None:
    issues = json.loads(in_format("gitlab", entries))
    assert [(i["check_name"], i["severity"], i["location"]["lines"]["begin"]) for i in issues] == [
        ("mojibake", "major", 1),
        ("lossy-mojibake", "major", 2),
        ("lossy-mojibake", "major", 3),
        ("unrecoverable", "major", 9),
        ("not-utf8", "minor", 12),
        ("replacement-character", "major", 1),
        ("error", "critical", 1),
    ]
    assert issues[0]["location"]["path"] == "docs/a.md"
    assert issues[5]["location"]["path"] == "a b,c:d%\n\x1b[2J\\xe9.md"
    assert issues[0]["description"] == (
        'UTF-8 was read as Windows-1252. It says "d\u00c3\\xada", and should say "d\u00eda".'
    )
    assert in_format("gitlab", []) == "[]\n"


def test_fingerprints_are_unique_and_outlive_lines_put_in_above() -> None:
    def fingerprints(first: int, path: str = "a.md") -> list[str]:
        lines = tuple(LineRepair(first + i, "x", "y", LineStatus.REPAIRED, None) for i in range(3))
        findings = tuple(Finding("mojibake", line.number, 1, f"At {line.number}.") for line in lines)
        stray = (Finding("not-utf8", first, 1, "Byte."), Finding("not-utf8", first, 2, "Byte."))
        entry = ReportedFile(path, Repair("", changed=True, lines=lines), (*stray, *findings))
        return [issue["fingerprint"] for issue in json.loads(in_format("gitlab", [entry]))]

    assert fingerprints(1) == fingerprints(70)
    assert len({*fingerprints(1), *fingerprints(1, "b.md")}) == 10


def test_junit(entries: list[ReportedFile]) -> None:
    text = in_format("junit", entries)
    assert text.isascii()
    suites = parsed(text)
    (suite,) = suites
    assert suite.attrib == {
        "name": "notefix",
        "tests": "5",
        "failures": "2",
        "errors": "1",
        "skipped": "1",
        "time": "0",
    }
    assert [case.get("name") for case in suite] == [
        "clean.md",
        "docs/a.md",
        "a b,c:d%\n\\x1b[2J\\xe9.md",
        "gone.md",
        "photo.jpg",
    ]
    outcomes = [[(e.tag, e.get("message")) for e in case] for case in suite]
    assert outcomes == [
        [],
        [("failure", "5 findings")],
        [("failure", "1 finding")],
        [("error", "gone.md: no such file.")],
        [("skipped", "binary")],
    ]
    failure = suite[1][0]
    assert failure.get("type") == "mojibake, lossy-mojibake, unrecoverable, not-utf8"
    rows = (failure.text or "").split("\n")
    assert rows[0] == (
        'docs/a.md:1:2: mojibake: UTF-8 was read as Windows-1252. It says "d\u00c3\\xada", and should say "d\u00eda".'
    )
    assert rows[4] == "docs/a.md:12:4: not-utf8: Byte E9 at offset 77 is not UTF-8."
    (empty,) = parsed(in_format("junit", []))
    assert (empty.tag, empty.get("tests"), len(empty)) == ("testsuite", "0", 0)


def test_sarif(entries: list[ReportedFile]) -> None:
    text = in_format("sarif", entries)
    log = json.loads(text)
    check_sarif(log)
    assert text == json.dumps(log, indent=2) + "\n"
    run = log["runs"][0]
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.name for rule in all_rules()]
    first = run["results"][0]
    location = {"uri": "docs/a.md", "uriBaseId": "%SRCROOT%"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": location,
                "region": {"startLine": 1, "startColumn": 2, "endColumn": 4},
            }
        }
    ]
    (fix,) = first["fixes"]
    assert fix["artifactChanges"] == [
        {
            "artifactLocation": location,
            "replacements": [
                {
                    "deletedRegion": {"startLine": 1, "startColumn": 2, "endColumn": 4},
                    "insertedContent": {"text": "\u00ed"},
                }
            ],
        }
    ]
    assert [("fixes" in result, result["level"]) for result in run["results"]] == [
        (True, "error"),
        (True, "error"),
        (True, "error"),
        (False, "error"),
        (False, "warning"),
        (False, "error"),
    ]
    uri = run["results"][5]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == os.fsencode(STRANGE)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]] == [
        ("error", "gone.md: no such file."),
        ("note", "binary"),
    ]
    # A placeholder and a link are what they are nowhere else.
    braces = ReportedFile("a.md", Repair("", changed=False), (Finding("bom", 1, 1, "{0} [x](y)"),))
    (result,) = json.loads(in_format("sarif", [braces]))["runs"][0]["results"]
    assert result["message"]["text"] == "{{0}} \\[x\\](y)"


def test_sarif_of_no_file_and_of_a_rule_that_is_in_no_table() -> None:
    empty = json.loads(in_format("sarif", []))
    check_sarif(empty)
    assert empty["runs"][0]["results"] == []
    assert empty["runs"][0]["invocations"] == [{"executionSuccessful": True}]
    unknown = ReportedFile("a.md", Repair("", changed=False), (Finding("no-such-rule", 1, 1, "Never heard of."),))
    log = json.loads(written(report_named("sarif"), [unknown]))
    check_sarif(log)
    assert "ruleIndex" not in log["runs"][0]["results"][0]
    assert "version" not in log["runs"][0]["tool"]["driver"]


def test_sarif_offers_no_fix_for_what_stays(repair: Repair) -> None:
    kept = ReportedFile("a.md", repair, repair.findings, Settings(uncertain="keep"), changed=True)
    results = json.loads(in_format("sarif", [kept]))["runs"][0]["results"]
    assert ["fixes" in result for result in results] == [True, True, False, False]
    stray = LineRepair(1, "ab", "a\udce9", LineStatus.REPAIRED, None)
    entry = ReportedFile("a.md", Repair("", changed=True, lines=(stray,)), (Finding("mojibake", 1, 2, "No."),))
    assert "fixes" not in json.loads(in_format("sarif", [entry]))["runs"][0]["results"][0]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("./a.md", "a.md"),
        ("x:y.md", "x%3Ay.md"),
        ("\u96ea/100 %.md", "%E9%9B%AA/100%20%25.md"),
        pytest.param("/x y/a.md", "file:///x%20y/a.md", marks=pytest.mark.skipif(os.name != "posix", reason="a root")),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    entry = ReportedFile(path, Repair("", changed=False), (Finding("bom", 1, 1, "A mark."),))
    log = json.loads(in_format("sarif", [entry]))
    check_sarif(log)
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def check_sarif(log: dict[str, Any]) -> None:
    """Hold a log against what SARIF 2.1.0 demands of the properties that we write."""
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run.keys() == {"tool", "columnKind", "newlineSequences", "originalUriBaseIds", "results", "invocations"}
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert "ruleIndex" not in result or ids[result["ruleIndex"]] == result["ruleId"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        (location,) = result["locations"]
        places = [location["physicalLocation"]]
        for fix in result.get("fixes", ()):
            assert fix["description"]["text"]
            for change in fix["artifactChanges"]:
                assert change["replacements"]
                places += [
                    {"artifactLocation": change["artifactLocation"], "region": r["deletedRegion"]}
                    for r in change["replacements"]
                ]
        for place in places:
            check_location(place["artifactLocation"], run)
            region = place["region"]
            assert region["startLine"] >= 1
            assert 1 <= region["startColumn"] <= region.get("endColumn", region["startColumn"])
    for note in run["invocations"][0].get("toolExecutionNotifications", ()):
        assert note["message"]["text"]
        check_location(note["locations"][0]["physicalLocation"]["artifactLocation"], run)


def check_location(location: dict[str, str], run: dict[str, Any]) -> None:
    uri = location["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/:-]|%[0-9A-F]{2})+", uri)
    if "uriBaseId" in location:
        assert location["uriBaseId"] in run["originalUriBaseIds"]
        assert ":" not in uri.split("/")[0]
        assert not uri.startswith("/")
    else:
        assert uri.startswith("file:///")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"No such output format: 'xml'\. Known are: full, "):
        report_named("xml")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_no_other(name: str) -> None:
    code = f"from notefix.reports.report import report_named as made; made({name!r})"
    code += "; import sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {Path(m.replace(".", "/")).name for m in done.stdout.split() if m.startswith("notefix.reports.")}
    own = {"json-lines": {"json"}, "junit": {"junit", "concise"}}
    own |= {"gitlab": {"gitlab", "json"}, "sarif": {"sarif", "json"}}
    assert {m.removesuffix("_report") for m in modules if m.endswith("_report")} == own.get(name, {name})


any_text = st.text(st.characters(exclude_categories=()), max_size=30)
any_message = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)
any_line = any_text.map(lambda text: text.replace("\r", " ").replace("\n", " "))
# What a system can hand over as the name of a file.
paths = st.binary(min_size=1).map(lambda data: os.fsdecode(data.replace(b"\0", b"0")))


@st.composite
def any_entries(draw: st.DrawFn) -> list[ReportedFile]:
    entries = [ReportedFile(draw(paths), error=draw(any_message)), ReportedFile(draw(paths), skipped=draw(any_message))]
    for _ in range(draw(st.integers(0, 2))):
        lines, findings = [], []
        for number in range(1, draw(st.integers(1, 3))):
            original, text = draw(any_line), draw(any_line)
            status = draw(st.sampled_from([s for s in LineStatus if s is not LineStatus.CLEAN]))
            column = draw(st.integers(1, len(original) + 1))
            restored = tuple(
                RestoredCharacter(number, i, c, draw(st.floats(0, 1)), ((draw(any_text), 0.1),))
                for i, c in enumerate(text[:3], 1)
            )
            lines.append(LineRepair(number, original, text, status, None, restored))
            findings.append(Finding(draw(st.sampled_from(ALL_RULES)).name, number, column, draw(any_message)))
        repair = Repair("", changed=True, lines=tuple(lines))
        entries.append(ReportedFile(draw(paths), repair, tuple(findings), changed=True, written=draw(st.booleans())))
    return draw(st.permutations(entries))


@given(any_entries())
def test_any_path_and_any_text_can_be_read_back_by_programs(entries: list[ReportedFile]) -> None:
    for name in ("json", "json-lines", "gitlab", "sarif", "junit"):
        assert in_format(name, entries).isascii()
    document = json.loads(in_format("json", entries))
    assert [file["path"] for file in document["files"]] == [entry.path for entry in entries]
    left = sum(len(entry.left) for entry in entries)
    assert len(json.loads(in_format("gitlab", entries))) == left + 1
    log = json.loads(in_format("sarif", entries))
    check_sarif(log)
    assert len(log["runs"][0]["results"]) == left
    (suite,) = parsed(in_format("junit", entries))
    assert len(suite) == len(entries)
    commands = in_format("github", entries)
    assert commands.count("\n") == left + 1
    for command in commands.split("\n")[:-1]:
        properties = re.fullmatch(r"::(?:error|warning) ([^:]*)::[^\r\n]*", command)
        assert properties
        assert all(re.fullmatch(r"\w+=[^=,]*(?:=[^,]*)?", part) for part in properties[1].split(","))
    commands.encode()


@given(any_entries(), st.sampled_from(View))
def test_any_path_and_any_text_is_printable_for_people(entries: list[ReportedFile], view: View) -> None:
    for text in (written(report_named("full", view), entries), in_format("concise", entries)):
        kinds = {unicodedata.category(c) for c in text if c != "\n"}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    rows = written(report_named("full", view), entries).split("\n")
    assert all(display_width(row) <= 80 for row in rows if row.startswith("    ") and not re.search(r":\d+:\d+: ", row))


def test_the_page_names_every_format_and_every_key(entries: list[ReportedFile]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    table = re.findall(r"^\| `([a-z-]+)` \| .* \|$", page.partition("## full")[0], re.MULTILINE)
    assert table == list(FORMATS)
    document = json.loads(in_format("json", entries))
    assert f"| `version` | {document['version']};" in page

    def keys(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(keys, value))
        return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()

    named = {name for name in keys(document) if name not in {rule.name for rule in all_rules()}}
    assert {name for name in named if f"`{name}`" not in page} == set()
