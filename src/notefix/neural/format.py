"""The network's file: one header, then flat arrays. Data only: nothing in it is ever executed.

All numbers are little-endian. Matrices are signed bytes, each row with a scale of its own: a weight is its byte times
the scale of its row.

    header          see HEADER
    code_points     u32  one a character; its place is the character's token
    rows            u16  the row of `embedding` that each character is: a traditional ideograph has the simplified one's
    styles          u8   0 as everywhere, 1 traditional, 2 simplified: the row of `style_embedding` that is added
    biases          f32  one a character: how much more often it is the answer than others
    frequencies     f32  one a character: the natural logarithm of how often it was in the text
    damages         4 bytes each: what may arrive of a character that lost a byte, padded with NUL
    damage_rows     u16  the row of each
    embedding, style_embedding          rows of `width`
    input_forward, input_backward       3 * hidden rows of `width`: reset gate, update gate, new state
    state_forward, state_backward       3 * hidden rows of `hidden`
    output                              `width` rows of 2 * hidden: forward state, backward state
    *_scales                            f32, one a row of the matrix before
    *_biases                            f32, after the matrices that have them
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from notefix.errors import ModelError

__all__ = ["MAGIC", "VERSION", "Weights", "pack", "read_weights"]

Array = Any

MAGIC = b"notefix-nn\r\n\x1a\n\0\0"
VERSION = 1
# magic, version, characters, damages, rows, width, hidden, CRC-32 of all that follows the header
HEADER = struct.Struct("<16sIIIIIII20x")

# Beyond these no network is worth its time, and sums of products of bytes would no longer be exact (network.py).
_MOST_WIDE = 512
_MOST_ROWS = 0xFFFF
_LARGEST_SCALE = 1e3
_LARGEST_BIAS = 1e4


@dataclass(frozen=True, slots=True)
class Weights:
    """The arrays of a network's file; matrices as bytes, with their scales."""

    code_points: Array
    rows: Array
    styles: Array
    biases: Array
    frequencies: Array
    damages: Array
    damage_rows: Array
    embedding: Array
    embedding_scales: Array
    style_embedding: Array
    style_embedding_scales: Array
    input_forward: Array
    input_forward_scales: Array
    input_forward_biases: Array
    state_forward: Array
    state_forward_scales: Array
    state_forward_biases: Array
    input_backward: Array
    input_backward_scales: Array
    input_backward_biases: Array
    state_backward: Array
    state_backward_scales: Array
    state_backward_biases: Array
    output: Array
    output_scales: Array
    output_biases: Array


def _shapes(
    characters: int, damages: int, rows: int, width: int, hidden: int
) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return type and shape of each section, in their order in the file."""
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        "code_points": ("<u4", (characters,)),
        "rows": ("<u2", (characters,)),
        "styles": ("u1", (characters,)),
        "biases": ("<f4", (characters,)),
        "frequencies": ("<f4", (characters,)),
        "damages": ("u1", (damages, 4)),
        "damage_rows": ("<u2", (damages,)),
    }
    matrices = [("embedding", rows, width, False), ("style_embedding", 3, width, False)]
    for direction in ("forward", "backward"):
        matrices.append((f"input_{direction}", 3 * hidden, width, True))
        matrices.append((f"state_{direction}", 3 * hidden, hidden, True))
    matrices.append(("output", width, 2 * hidden, True))
    for name, height, wide, has_biases in matrices:
        shapes[name] = ("i1", (height, wide))
        shapes[f"{name}_scales"] = ("<f4", (height,))
        if has_biases:
            shapes[f"{name}_biases"] = ("<f4", (height,))
    return shapes


def pack(weights: Weights) -> bytes:
    """Return a network's file; `read_weights` of it gives the same arrays."""
    characters, damages = len(weights.code_points), len(weights.damages)
    sizes = (characters, damages, *weights.embedding.shape, weights.state_forward.shape[1])
    body = b"".join(
        np.ascontiguousarray(getattr(weights, name), dtype=kind).reshape(shape).tobytes()
        for name, (kind, shape) in _shapes(*sizes).items()
    )
    return HEADER.pack(MAGIC, VERSION, *sizes, zlib.crc32(body)) + body


def read_weights(path: Path) -> Weights:
    """Read and verify a network's file.

    Raises:
        ModelError: it cannot be read, is no such file, of another version, truncated or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read as a network: {error.strerror or error}.") from error
    return _weights_of(data, str(path))


def _weights_of(data: bytes, name: str) -> Weights:
    if len(data) < HEADER.size:
        raise ModelError(f"{name} is not a notefix network: it is too short.")
    magic, version, *sizes, checksum = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise ModelError(f"{name} is not a notefix network.")
    if version != VERSION:
        raise ModelError(f"{name} is a network of version {version}; this notefix reads version {VERSION}.")
    characters, damages, rows, width, hidden = sizes
    fits = 2 <= characters <= _MOST_ROWS and damages <= _MOST_ROWS and 2 <= rows <= _MOST_ROWS
    fits = fits and 1 <= width <= _MOST_WIDE and 1 <= hidden <= _MOST_WIDE
    shapes = _shapes(*sizes) if fits else {}
    size = sum(np.dtype(kind).itemsize * int(np.prod(shape)) for kind, shape in shapes.values())
    if not fits or len(data) != HEADER.size + size:
        raise ModelError(f"{name} is damaged: its header does not fit its {len(data)} bytes.")
    if zlib.crc32(memoryview(data)[HEADER.size :]) != checksum:
        raise ModelError(f"{name} is damaged: its checksum does not fit.")
    arrays = {}
    offset = HEADER.size
    for section, (kind, shape) in shapes.items():
        count = int(np.prod(shape))
        arrays[section] = np.frombuffer(data, kind, count, offset).reshape(shape)
        offset += count * np.dtype(kind).itemsize
    weights = Weights(**arrays)
    _verify(weights, name, rows)
    return weights


def _verify(weights: Weights, name: str, rows: int) -> None:
    """Verify what a checksum cannot, since it can be forged: that no number leads out of the file or to no number."""
    points = weights.code_points
    if (points > 0x10FFFF).any() or ((points >= 0xD800) & (points <= 0xDFFF)).any():
        raise ModelError(f"{name} is damaged: it names a character that does not exist.")
    if (weights.rows >= rows).any() or (weights.damage_rows >= rows).any() or (weights.styles > 2).any():
        raise ModelError(f"{name} is damaged: it names a row that it does not have.")
    for section in Weights.__dataclass_fields__:
        array = getattr(weights, section)
        if array.dtype.kind == "f":
            largest = _LARGEST_SCALE if section.endswith("_scales") else _LARGEST_BIAS
            if not (np.abs(array) <= largest).all():
                raise ModelError(f"{name} is damaged: a number in it is none, or too large.")
        elif array.dtype.kind == "i" and (array == -128).any():
            raise ModelError(f"{name} is damaged: a weight in it is out of range.")
