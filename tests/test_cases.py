"""The cases of fixtures/cases, one test for each label and claim. Their README says what the kinds mean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import notefix
from notefix.channels.channel import Channel, Layer

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
FILES = sorted(CASES.glob("*.jsonl"))
KEYS = ["label", "kind", "comment", "channel", "original", "fixed"]
KINDS = {"wild", "synthetic", "negative", "known-failure"}


@dataclass(frozen=True, slots=True)
class Case:
    label: str
    kind: str
    comment: str
    channel: str | None
    original: str
    fixed: str


def _entries(file: Path) -> list[dict[str, Any]]:
    # Not a text mode with universal newlines: a case is whatever stands between two line feeds.
    return [json.loads(line) for line in file.read_bytes().decode("ascii").removesuffix("\n").split("\n")]


ALL = [Case(**entry) for file in FILES for entry in _entries(file)]


def _parameters(cases: list[Case]) -> list[Any]:
    return [
        pytest.param(
            case,
            id=case.label,
            marks=[pytest.mark.xfail(strict=True, raises=AssertionError, reason=case.comment)]
            if case.kind == "known-failure"
            else [],
        )
        for case in cases
    ]


def _channel(case: Case) -> Channel:
    assert case.channel is not None
    return Channel.parse(case.channel)


def _without_losses(channel: Channel) -> Channel:
    return Channel(tuple(Layer(layer.codec, spared=layer.spared) for layer in channel.layers))


DAMAGED = [case for case in ALL if case.kind != "negative"]
NEGATIVE = [case for case in ALL if case.kind == "negative"]
SYNTHETIC = [case for case in ALL if case.kind == "synthetic"]
LOSSLESS_SINGLE_LAYER = [
    case for case in SYNTHETIC if len(_channel(case).layers) == 1 and _channel(case) == _without_losses(_channel(case))
]


def test_there_are_cases_of_every_kind() -> None:
    assert {case.kind for case in ALL} == KINDS
    assert LOSSLESS_SINGLE_LAYER


def test_labels_are_unique() -> None:
    labels = [case.label for case in ALL]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_file_is_ascii_json_in_one_form(file: Path) -> None:
    data = file.read_bytes()
    assert data.isascii()
    entries = _entries(file)
    assert all(list(entry) == KEYS for entry in entries)
    assert data.decode("ascii") == "".join(json.dumps(entry, ensure_ascii=True) + "\n" for entry in entries)


@pytest.mark.parametrize("case", ALL, ids=lambda case: str(case.label))
def test_case_is_well_formed(case: Case) -> None:
    assert case.label
    assert case.comment
    if case.kind == "negative":
        assert case.channel is None
        assert case.original == case.fixed
    elif case.channel is None:
        assert case.kind == "known-failure"
    else:
        assert str(Channel.parse(case.channel)) == case.channel
        assert case.original != case.fixed


@pytest.mark.parametrize("case", SYNTHETIC, ids=lambda case: str(case.label))
def test_synthetic_case_replays(case: Case) -> None:
    channel = _channel(case)
    assert notefix.damage(case.fixed, channel) == case.original
    if case not in LOSSLESS_SINGLE_LAYER:
        assert notefix.damage(case.fixed, _without_losses(channel)) != case.original, "nothing was lost"


@pytest.mark.parametrize("case", _parameters(DAMAGED))
def test_damaged_text_is_repaired(case: Case) -> None:
    assert notefix.repair(case.original).text == case.fixed


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: str(case.label))
def test_clean_text_is_left_alone(case: Case) -> None:
    repair = notefix.repair(case.original)
    assert repair.text == case.original
    assert not repair.changed
    assert repair.lines == ()
    assert repair.findings == ()
    assert not notefix.detect(case.original).damaged


NEIGHBOUR = "Der B\u00e4r l\u00e4uft \u00fcber die Stra\u00dfe."


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: str(case.label))
@pytest.mark.parametrize("copies", [1, 20])
def test_clean_text_is_left_alone_beside_a_damaged_line(case: Case, copies: int) -> None:
    damaged = notefix.damage(NEIGHBOUR, "cp1252")
    text = "\n".join([case.original, *[damaged] * copies])
    assert notefix.repair(text).text == "\n".join([case.original, *[NEIGHBOUR] * copies])


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: str(case.label))
def test_clean_text_is_left_alone_beside_many_damaged_lines(case: Case) -> None:
    neighbours = [f"{NEIGHBOUR} Es sind {i} Gr\u00fc\u00dfe f\u00fcr Sch\u00f6ne." for i in range(60)]
    text = "\n".join([case.original, *[notefix.damage(line, "cp1252") for line in neighbours]])
    assert notefix.repair(text).text == "\n".join([case.original, *neighbours])


@pytest.mark.parametrize(
    "case", [case for case in ALL if case.kind in {"wild", "synthetic"}], ids=lambda case: str(case.label)
)
def test_repaired_text_stays(case: Case) -> None:
    repair = notefix.repair(case.fixed)
    assert repair.text == case.fixed
    assert repair.findings == ()


@pytest.mark.parametrize("case", LOSSLESS_SINGLE_LAYER, ids=lambda case: str(case.label))
def test_one_more_layer_comes_off(case: Case) -> None:
    twice = notefix.damage(case.original, Channel.parse("cp1252"))
    assert notefix.repair(twice).text == case.fixed
