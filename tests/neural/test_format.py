"""The network's file: what is written comes back, and nothing else is believed."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from notefix.errors import ModelError
from notefix.neural.format import HEADER, MAGIC, VERSION, pack, read_weights
from notefix.neural.network import BUILT_IN_ALPHABETS, BUILT_IN_NETWORK
from tests.neural.toys import toy_weights


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "network.bin"
    path.write_bytes(data)
    return path


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    weights = toy_weights()
    read = read_weights(written(tmp_path, pack(weights)))
    for field in dataclasses.fields(weights):
        assert np.array_equal(getattr(read, field.name), np.float32(getattr(weights, field.name))), field.name


def test_the_files_fit_the_wheel() -> None:
    assert BUILT_IN_NETWORK.stat().st_size + BUILT_IN_ALPHABETS.stat().st_size <= 6_000_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"", "is too short"),
        (lambda data: b"x" + data[1:], "is not a notefix network"),
        (lambda data: data[:16] + struct.pack("<I", VERSION + 1) + data[20:], "of version 2"),
        (lambda data: data[:-1], "does not fit its"),
        (lambda data: data + b"\0", "does not fit its"),
        (lambda data: data[:20] + struct.pack("<I", 0xFFFFFFFF) + data[24:], "does not fit its"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "checksum does not fit"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: object, message: str) -> None:
    assert callable(change)
    with pytest.raises(ModelError, match=message) as caught:
        read_weights(written(tmp_path, change(pack(toy_weights()))))
    assert str(caught.value).count(".") <= 2  # the file's name has one


@pytest.mark.parametrize(
    ("section", "value", "message"),
    [
        ("rows", 10, "a row that it does not have"),
        ("damage_rows", 0xFFFF, "a row that it does not have"),
        ("styles", 3, "a row that it does not have"),
        ("code_points", 0xD800, "a character that does not exist"),
        ("code_points", 0x110000, "a character that does not exist"),
        ("output_scales", float("nan"), "a number in it is none"),
        ("biases", float("inf"), "a number in it is none"),
        ("embedding", -128, "a weight in it is out of range"),
    ],
)
def test_a_forged_file_leads_nowhere(tmp_path: Path, section: str, value: float, message: str) -> None:
    weights = toy_weights()
    array = np.array(getattr(weights, section))
    array.reshape(-1)[-1] = value
    forged = dataclasses.replace(weights, **{section: array})
    with pytest.raises(ModelError, match=message):
        read_weights(written(tmp_path, pack(forged)))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read as a network: No such file"):
        read_weights(tmp_path / "none")


def test_the_header_has_what_the_documentation_says() -> None:
    data = pack(toy_weights())
    assert data.startswith(MAGIC)
    assert HEADER.unpack_from(data)[-1] == zlib.crc32(data[HEADER.size :])
