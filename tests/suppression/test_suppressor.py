from __future__ import annotations

import pytest

from notefix import repair
from notefix.errors import SettingsError
from notefix.findings import Finding, LineStatus
from notefix.suppression.allowed import allows, touches_allowed
from notefix.suppression.baseline import baseline_from_text, baseline_to_text, fingerprint
from notefix.suppression.suppressor import Suppressor, without_lines

CAFE = "Caf\u00c3\u00a9"
DAMAGED = f"{CAFE} au lait\nplain\n{CAFE} cr\u00c3\u00a8me, {CAFE} noir\n"


def left_alone(text: str, **wishes: object) -> list[int]:
    suppressor = Suppressor(**wishes)  # type: ignore[arg-type]
    repaired = repair(text)
    suppressor.read(text, repaired)
    return [f.line for f in repaired.findings if suppressor.covers(f)]


@pytest.mark.parametrize(
    ("wishes", "lines"),
    [
        ({}, []),
        ({"ignore": ("mojibake",)}, [1, 3]),
        ({"ignore": ("unrecoverable",)}, []),
        ({"changed_lines": lambda: None}, []),
        ({"changed_lines": lambda: {3}}, [1]),
        ({"changed_lines": frozenset}, [1, 3]),
        ({"allowed": ("\u00c3\u00a9",)}, [1]),
        ({"allowed": ("\u00c3\u00a9", "\u00c3\u00a8")}, [1, 3]),
        ({"baseline": frozenset({fingerprint("mojibake", "a.md", DAMAGED.split("\n")[0])}), "path": "a.md"}, [1]),
        ({"baseline": frozenset({fingerprint("mojibake", "a.md", DAMAGED.split("\n")[0])}), "path": "b.md"}, []),
    ],
)
def test_what_is_left_alone(wishes: dict[str, object], lines: list[int]) -> None:
    assert left_alone(DAMAGED, **wishes) == lines


def test_a_marker_in_use_is_not_reported() -> None:
    text = f"{CAFE} # notefix: ignore\nplain # notefix: ignore\n"
    suppressor = Suppressor()
    repaired = repair(text)
    suppressor.read(text, repaired)
    assert [suppressor.covers(f) for f in repaired.findings] == [True]
    assert [f.line for f in suppressor.unused_markers()] == [2]
    suppressor.ignore = ("unused-ignore",)
    assert suppressor.unused_markers() == []


def test_an_old_marker_of_no_use_is_not_reported() -> None:
    text = "one # notefix: ignore\ntwo # notefix: ignore\n"
    suppressor = Suppressor(changed_lines=lambda: {2})
    suppressor.read(text, repair(text))
    assert [f.line for f in suppressor.unused_markers()] == [2]


def test_lines_left_alone_come_back_as_they_were() -> None:
    repaired = repair(DAMAGED)
    kept = without_lines(repaired, {3}, DAMAGED)
    lines = DAMAGED.split("\n")
    assert kept.text.split("\n") == ["Caf\u00e9 au lait", *lines[1:]]
    assert [line.number for line in kept.lines] == [f.line for f in kept.findings] == [1]
    nothing = without_lines(repaired, {1, 3}, DAMAGED)
    assert (nothing.text, nothing.changed, nothing.lines) == (DAMAGED, False, ())
    assert without_lines(repaired, (), DAMAGED) is repaired


def test_allowed_text_beside_damage() -> None:
    line = repair(DAMAGED).lines[1]
    assert (allows(line, ["\u00c3\u00a8"]), touches_allowed(line, ["\u00c3\u00a8"])) == (False, True)
    assert not touches_allowed(line, ["\u00c3\u00b6"])


def test_a_text_of_which_nothing_may_be_changed_comes_back_itself() -> None:
    text = DAMAGED.split("\n")[2]
    left = Suppressor(allowed=("\u00c3\u00a9",)).left_alone(text, repair(text))
    assert left.text is text
    assert not left.changed
    assert [(f.rule, f.message) for f in left.findings] == [("unrecoverable", "Damage beside text that is allowed.")]
    assert [line.text for line in left.lines] == [text]


def test_only_what_a_repair_changes_has_to_be_allowed() -> None:
    line = repair(f"{CAFE} \u2192 bar").lines[0]
    assert line.text == "Caf\u00e9 \u2192 bar"
    assert allows(line, ["\u00c3\u00a9"])


def test_damage_in_ascii_is_not_allowed_by_some_other_text() -> None:
    line = repair("Caf\x26Atilde;\x26copy; au lait").lines[0]
    assert line.text == "Caf\u00e9 au lait"
    assert (allows(line, ["\u00c3\u00a9"]), allows(line, ["\x26Atilde;\x26copy;"])) == (False, True)


def test_allowed_text_beyond_repair() -> None:
    line = repair("a lost \ufffd one").lines[0]
    assert line.status is LineStatus.UNRECOVERABLE
    assert (allows(line, ["\ufffd"]), allows(line, ["x"])) == (True, False)


def test_a_baseline_is_ascii_and_comes_back() -> None:
    known = {fingerprint("mojibake", "caf\u00e9.md", CAFE), fingerprint("mojibake", "\udcff", CAFE)}
    text = baseline_to_text(known)
    assert text.isascii()
    assert baseline_from_text(text, "b") == known
    assert repair(text).lines == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}', "[" * 100_000, "\0"]
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="b: "):
        baseline_from_text(text, "b")


def test_a_known_finding_is_known_on_another_line() -> None:
    first = fingerprint("mojibake", "a.md", CAFE)
    suppressor = Suppressor(baseline=frozenset({first}), path="a.md")
    text = f"new\n\n{CAFE}\n"
    repaired = repair(text)
    suppressor.read(text, repaired)
    assert suppressor.covers(repaired.findings[0])
    assert not suppressor.covers(Finding("unrecoverable", 3, 1, ""))
