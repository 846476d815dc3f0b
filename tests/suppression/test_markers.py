from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.findings import Finding
from notefix.lines import split_lines
from notefix.suppression.markers import markers_of


def covered(text: str, rule: str = "mojibake") -> list[int]:
    """The lines of a text whose findings its markers cover."""
    markers = markers_of(text)
    return [n for n, _ in enumerate(split_lines(text), 1) if markers.cover(Finding(rule, n, 1, ""))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\ntwo\n", []),
        ("one  # notefix: ignore\ntwo\n", [1]),
        ("one <!-- notefix:ignore -->\ntwo\n", [1]),
        ("// notefix: ignore-next-line\ntwo\nthree\n", [2]),
        ("one\n# notefix: off\nthree\n# notefix: on\nfive\n", [2, 3, 4]),
        ("one\n# notefix: off\nthree\n", [2, 3]),
        ("one # notefix: ignored\n", []),
        ("one # notefix: ignore-lines\n", []),
        ("write `notefix: ignore` in a comment\n", []),
        ("one # notefix: ignore[mojibake]\n", [1]),
        ("one # notefix: ignore[bidi-control, mojibake]\n", [1]),
        ("one # notefix: ignore[bidi-control]\n", []),
        ("# notefix: off[mojibake]\ntwo\n# notefix: off[bidi-control]\n# notefix: on[mojibake]\nfive\n", [1, 2, 3, 4]),
        ("# notefix: off[mojibake,]\ntwo\n# notefix: on[, mojibake]\nfour\n", [1, 2, 3]),
        ("# notefix: off[ ]\ntwo\n# notefix: on[,]\nfour\n", [1, 2, 3]),
        ("# notefix: on\ntwo\n", []),
        ("one # notefix: ignore[mojibake\n", []),
        ("# notefix: off[mojibake; other]\ntwo\n", []),
        (f"one # notefix: ignore[{'mojibake,' * 60}]\n", []),
        ("one # notefix: ignore\rtwo\r\nthree # notefix: ignore", [1, 3]),
    ],
)
def test_reach(text: str, lines: list[int]) -> None:
    assert covered(text) == lines


def test_on_ends_what_names_the_same_rules() -> None:
    text = "# notefix: off[mojibake]\n# notefix: off[bidi-control]\n# notefix: on[mojibake]\nfour\n"
    assert covered(text, "mojibake") == [1, 2, 3]
    assert covered(text, "bidi-control") == [2, 3, 4]


def test_what_covers_nothing_is_reported() -> None:
    text = "one # notefix: ignore\ntwo # notefix: ignore[mojibake]\n"
    markers = markers_of(text)
    markers.cover(Finding("mojibake", 1, 1, ""))
    assert [(f.rule, f.line, f.column) for f in markers.unused()] == [("unused-ignore", 2, 7)]
    assert markers.unused()[0].message == "Nothing here needs 'notefix: ignore[mojibake]'."


def test_a_mistyped_rule_is_named() -> None:
    (finding,) = markers_of("one # notefix: ignore[mojibak, nfc]\n").unused()
    assert finding.message == "No such rule: 'mojibak', in 'notefix: ignore[mojibak, nfc]'."


WORDS = st.sampled_from(
    ["notefix:", " ", "ignore", "-next-line", "off", "on", "[", "]", "mojibake", ",", "\n", "\r", "`"]
)


@given(st.lists(WORDS).map("".join))
def test_any_text_has_markers_or_none(text: str) -> None:
    assert all(1 <= n <= len(split_lines(text)) for n in covered(text))
