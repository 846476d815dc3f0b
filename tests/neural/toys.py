"""Networks small enough to be made in a test."""

from __future__ import annotations

import numpy as np

from notefix.neural.format import Weights

WIDTH, HIDDEN = 4, 3
CHARACTERS = "\n\0abc\u4e0e\u4e0d\u570b"
DAMAGES = (b"", b"\xe4", b"\xe4\xb8")


def toy_weights(seed: int = 1) -> Weights:
    """Return weights drawn at random; U+570B is taken for U+4E0D, as if that were its simplified form."""
    random = np.random.Generator(np.random.PCG64(seed))
    rows = len(CHARACTERS) - 1 + len(DAMAGES)

    def matrix(height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
        return random.integers(-127, 128, (height, width)).astype(np.int8)

    arrays = {"embedding": matrix(rows, WIDTH), "style_embedding": matrix(3, WIDTH)}
    for name in ("forward", "backward"):
        arrays[f"input_{name}"] = matrix(3 * HIDDEN, WIDTH)
        arrays[f"state_{name}"] = matrix(3 * HIDDEN, HIDDEN)
    arrays["output"] = matrix(WIDTH, 2 * HIDDEN)
    floats = {f"{name}_scales": np.full(len(array), 0.01, np.float32) for name, array in arrays.items()}
    for name, array in arrays.items():
        if "embedding" not in name:
            floats[f"{name}_biases"] = random.normal(size=len(array)).astype(np.float32)
    return Weights(
        code_points=np.array([ord(c) for c in CHARACTERS]),
        rows=np.array([0, 1, 2, 3, 4, 5, 6, 6]),
        styles=np.array([0, 0, 0, 0, 0, 0, 2, 1]),
        biases=np.zeros(len(CHARACTERS)),
        frequencies=np.zeros(len(CHARACTERS)),
        damages=np.array([list(name.ljust(4, b"\0")) for name in DAMAGES]),
        damage_rows=np.array([7, 8, 9]),
        **arrays,
        **floats,
    )
