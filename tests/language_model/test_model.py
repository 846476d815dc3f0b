"""The model file is untrusted input; what it says is a probability distribution."""

from __future__ import annotations

import math
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import ModelError
from notefix.language_model import contexts
from notefix.language_model import model as model_module
from notefix.language_model.format import CASE_CONTEXTS, HEADER, MAGIC, SECTIONS, VERSION
from notefix.language_model.model import BUILT_IN_MODEL, LanguageModel, built_in_model

ARRAYS = {
    "code_points": [0, 10, 97, 98, 0x4F53],
    "styled_points": [0x4F53, 0x9AD4],
    "child_blocks": [0],
    "successor_blocks": [0],
    "styled_bases": [4, 4],
    "node_characters": [0, 0, 1, 2, 3, 4],
    "child_counts": [5, 0, 0, 0, 0, 0],
    "successor_counts": [0, 0, 0, 1, 0, 0],
    "successors": [3],
    "unigram_costs": [255, 8, 4, 4, 12],
    "node_backoffs": [0, 0, 0, 8, 0, 0],
    "successor_costs": [2],
    "styled_costs": [0, 40, 0, 40, 0, 40],
    "case_costs": [0, 20, 0, 40] * len(CASE_CONTEXTS),
}


def tiny_model(**changed: list[int]) -> bytes:
    """Two letters beside the reserved characters, "a" and "b", after "a" comes "b"; an ideograph in two styles."""
    arrays = ARRAYS | changed
    sizes = {"I": 4, "H": 2, "B": 1}
    payload = b"".join(number.to_bytes(sizes[code], "little") for name, code, _ in SECTIONS for number in arrays[name])
    return HEADER.pack(MAGIC, VERSION, 2, 5, 2, 6, 1, zlib.crc32(payload)) + payload


def test_costs_and_backoff() -> None:
    model = LanguageModel(tiny_model())
    assert model.cost_nats("a", "b") == 0.5
    assert model.cost_nats("a", "a") == 1.0 + 1.0
    assert model.cost_nats("b", "a") == 1.0
    assert model.costs_nats("xa", ("a", "b", "?")) == [2.0, 0.5, 1.0 + 18.5]


def test_a_capital_is_its_small_letter_in_a_dress() -> None:
    model = LanguageModel(tiny_model())
    assert model.cost_nats("a", "B") == 0.5 + 5.0
    assert model.cost_nats("A", "b") == 0.5
    assert model.costs_nats("A", ("b", "B")) == [0.5, 5.5]


def test_an_ideograph_costs_little_in_its_own_style() -> None:
    model = LanguageModel(tiny_model())
    simplified, traditional = "\u4f53", "\u9ad4"
    assert model.cost_nats("", simplified) < model.cost_nats("", traditional)
    view = model.for_line("\u9ad4")
    assert view.cost_nats("", traditional) < 3.1 < view.cost_nats("", simplified)
    assert model.for_line("ab") is model


@pytest.mark.parametrize(
    "changed",
    [
        {"child_counts": [6, 0, 0, 0, 0, 0]},
        {"child_counts": [4, 1, 0, 0, 0, 0]},
        {"successor_counts": [0, 0, 0, 2, 0, 0]},
        {"successor_blocks": [1]},
        {"styled_bases": [4, 5]},
        {"code_points": [0, 10, 97, 98, 0x110000]},
        {"styled_points": [0xD800, 0x9AD4]},
    ],
)
def test_a_number_that_leads_nowhere_is_refused(changed: dict[str, list[int]]) -> None:
    with pytest.raises(ModelError, match="damaged"):
        LanguageModel(tiny_model(**changed))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "too short"),
        (b"\0" * 200, "not a notefix model"),
        (tiny_model()[:-1], "header does not fit"),
        (tiny_model() + b"\0", "header does not fit"),
        (tiny_model()[:-1] + b"\1", "checksum"),
        (tiny_model().replace(VERSION.to_bytes(4, "little"), b"\x63\0\0\0", 1), "version 99"),
    ],
)
def test_bad_files_are_refused(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=message if data else "cannot be read"):
        LanguageModel.open(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        LanguageModel.open(tmp_path / "none.bin")


@given(st.integers(HEADER.size, len(tiny_model()) - 1), st.integers(0, 255))
def test_a_forged_checksum_gives_no_more_than_an_error(place: int, byte: int) -> None:
    data = bytearray(tiny_model())
    data[place] = byte
    payload = bytes(data[HEADER.size :])
    header = HEADER.pack(MAGIC, VERSION, 2, 5, 2, 6, 1, zlib.crc32(payload))
    try:
        model = LanguageModel(header + payload)
        for context in ("a", "b", "ab", "\n"):
            assert model.cost_nats(context, "a") >= 0
            assert all(cost >= 0 for cost in model.costs_nats(context, ("a", "b")))
    except ModelError:
        pass


@pytest.mark.parametrize("context", ["\n", "la pobl", "\u533b\u7597", "\u043f\u0440\u0438", "qzx\u2603"])
def test_the_built_in_model_is_a_distribution(context: str) -> None:
    model = built_in_model()
    characters = [c for c in model._identifiers if c not in "123456789"]
    assert math.isclose(sum(math.exp(-model.cost_nats(context, c)) for c in characters), 1.0, abs_tol=0.1)


def test_one_look_up_says_what_many_say() -> None:
    model = built_in_model()
    characters = tuple("\u63d0\u63ed\u67d0\u4e0d\u4e2d\u4e0e\u3042a\U0001f31f\u0e01")
    for context in ("", "\n", "\u521b\u65b0\u70b9\uff1a", "a b", "\u0e01"):
        assert model.costs_nats(context, characters) == [model.cost_nats(context, c) for c in characters]


def test_what_is_kept_is_bounded_and_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    characters = tuple("\u63d0\u63ed\u67d0aZ\u017e")
    texts = ["\nNe\u017eeli \u010ct", "\u521b\u65b0\u70b9\uff1a", "la pobl", "\u5b66\u4e60\u7684"] * 2
    plain = [(built_in_model().costs_nats(text, characters), built_in_model().cost_nats(text, "e")) for text in texts]
    monkeypatch.setattr(contexts, "_MOST_KEPT", 5)
    monkeypatch.setattr(model_module, "_MOST_KEPT", 3)
    monkeypatch.setattr(model_module, "_MOST_COSTS_KEPT", 10)
    model = LanguageModel.open(BUILT_IN_MODEL, trusted=True)
    assert [(model.costs_nats(text, characters), model.cost_nats(text, "e")) for text in texts] == plain
    assert sum(map(len, model._costs.values())) <= 3
    assert model.contexts._kept <= 5
    assert model._kept_costs <= 10


@given(st.text("\nNe\u017ela \u5b66\u4e60\u7684\U0010fffd", max_size=9), st.text("ab\u4e2d", max_size=3))
def test_of_a_context_its_end_counts(end: str, beginning: str) -> None:
    model = built_in_model()
    known = [text for text in (end[i:] for i in range(len(end))) if model.contexts.longest(text).length == len(text)]
    longest = model.contexts.longest(beginning + end)
    assert longest.length >= len(max(known, key=len, default=""))
    assert longest is model.contexts.longest((beginning + end)[1 - model.order :])


def test_the_provenance_names_this_file() -> None:
    import hashlib

    note = (BUILT_IN_MODEL.parent / "PROVENANCE.md").read_text("utf-8")
    assert hashlib.sha256(BUILT_IN_MODEL.read_bytes()).hexdigest() in note
    assert f"{BUILT_IN_MODEL.stat().st_size:,} bytes" in note


def test_the_model_fits_the_wheel() -> None:
    assert len(zlib.compress(BUILT_IN_MODEL.read_bytes(), 6)) < 11_850_000
