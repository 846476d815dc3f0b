"""The model file is untrusted input; what it says is a probability distribution."""

from __future__ import annotations

import math
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import ModelError
from notefix.language_model.format import HEADER, MAGIC, SECTIONS, VERSION
from notefix.language_model.model import BUILT_IN_MODEL, LanguageModel, built_in_model


def tiny_model() -> bytes:
    """Two characters beside the reserved ones, "a" and "b"; after "a" comes "b" at a cost of 14 (1 nat)."""
    arrays = {
        "code_points": [0, 10, 97, 98],
        "node_children": [1, 5, 5, 5, 5, 5],
        "node_successors": [0, 0, 0, 0, 1, 1],
        "node_characters": [0, 0, 1, 2, 3],
        "successors": [3],
        "unigram_costs": [255, 28, 14, 14],
        "node_backoffs": [0, 0, 0, 28, 0],
        "successor_costs": [14],
    }
    sizes = {"I": 4, "H": 2, "B": 1}
    payload = b"".join(
        number.to_bytes(sizes[code], "little") for name, code, _, _ in SECTIONS for number in arrays[name]
    )
    return HEADER.pack(MAGIC, VERSION, 2, 4, 5, 1, zlib.crc32(payload)) + payload


def test_costs_and_backoff() -> None:
    model = LanguageModel(tiny_model())
    assert model.cost_nats("a", "b") == 1.0
    assert model.cost_nats("a", "a") == 1.0 + 1.0
    assert model.cost_nats("b", "a") == 1.0
    assert model.costs_nats("xa", ("a", "b", "?")) == [2.0, 1.0, 1.0 + 18.5]


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
    header = HEADER.pack(MAGIC, VERSION, 2, 4, 5, 1, zlib.crc32(payload))
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
    assert math.isclose(sum(math.exp(-model.cost_nats(context[-4:], c)) for c in characters), 1.0, abs_tol=0.05)


def test_one_look_up_says_what_many_say() -> None:
    model = built_in_model()
    characters = tuple("\u63d0\u63ed\u67d0\u4e0d\u4e2d\u4e0e\u3042a\U0001f31f\u0e01")
    for context in ("", "\n", "\u521b\u65b0\u70b9\uff1a", "a b", "\u0e01"):
        assert model.costs_nats(context, characters) == [model.cost_nats(context, c) for c in characters]


def test_the_provenance_names_this_file() -> None:
    import hashlib

    note = (BUILT_IN_MODEL.parent / "PROVENANCE.md").read_text("utf-8")
    assert hashlib.sha256(BUILT_IN_MODEL.read_bytes()).hexdigest() in note
    assert f"{BUILT_IN_MODEL.stat().st_size:,} bytes" in note


def test_the_model_fits_the_wheel() -> None:
    assert len(zlib.compress(BUILT_IN_MODEL.read_bytes(), 6)) < 11_500_000
