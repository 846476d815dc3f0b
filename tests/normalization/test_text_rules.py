"""What each rule on visible text does, and above all what it leaves alone. Sentences are our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notefix import Settings, normalize
from notefix.pipeline import normalization

ROOT = Path(__file__).parents[2]
FILE = ROOT / "fixtures" / "normalization" / "rules.jsonl"
KEYS = ["label", "kind", "comment", "rule", "markup", "original", "normalized"]
CASES = [json.loads(line) for line in FILE.read_bytes().decode("ascii").removesuffix("\n").split("\n")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["label"]))
def test_case(case: dict[str, str]) -> None:
    assert list(case) == KEYS
    assert case["kind"] == ("kept" if case["original"] == case["normalized"] else "changed")
    settings = Settings(select=tuple(case["rule"].split()), markup=case["markup"])  # type: ignore[arg-type]
    assert normalize(case["original"], settings) == case["normalized"]


def test_labels_are_unique_and_the_file_is_ascii_in_one_form() -> None:
    assert len({case["label"] for case in CASES}) == len(CASES)
    assert FILE.read_bytes().decode("ascii") == "".join(json.dumps(case) + "\n" for case in CASES)


@pytest.mark.parametrize(
    ("word", "candidates"),
    [
        ("p\u0430yment", ("payment",)),
        ("\u043coc\u043a\u0432\u0430", ("\u043c\u043e\u0441\u043a\u0432\u0430",)),
        ("\u0421AT", ("CAT", "\u0421\u0410\u0422")),
        ("\u0391pple", ("Apple",)),
        ("H\u03b1", ()),
        ("\u0394x", ()),
        ("SMS-\u043a\u0430", ()),
        ("\u03bcm", ()),
    ],
    ids=ascii,
)
def test_homoglyphs_are_reported(word: str, candidates: tuple[str, ...]) -> None:
    done = normalization(f"x {word} y", Settings(select=("homoglyph",)))
    assert not done.changed
    assert [(f.column, f.candidates) for f in done.findings] == ([(3, candidates)] if candidates else [])


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Ren\u201a", "Ren\u00e9"),  # code page 437 read as Windows-1252
        ("Ren\u0398", "Ren\u00e9"),  # the other way round
        ("Sch\u0178ler", "Sch\u00fcler"),  # Mac Roman read as Windows-1252
        ("Ren\u00c8", "Ren\u00e9"),  # the other way round
        ("h\u00c9ireann", ""),
        ("km\u00b2", ""),
        ("n\u00b0", ""),
    ],
    ids=ascii,
)
def test_names_in_the_dress_of_an_old_page_are_reported(word: str, wanted: str) -> None:
    done = normalization(f"x {word}, y", Settings(select=("legacy-code-page",)))
    assert not done.changed
    assert [wanted in f.candidates for f in done.findings] == ([True] if wanted else [])
