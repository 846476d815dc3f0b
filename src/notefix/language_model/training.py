"""Build a model file from plain text.

    python -m notefix.language_model.training CORPUS [CORPUS ...] -o FILE [--threshold NATS]

CORPUS is a text file (plain or .xz, one sentence or paragraph a line) or a folder of such files. The same input
gives the same bytes. Needs the extra `training` (numpy).
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from notefix.language_model.corpus import emoji_lines, training_lines
from notefix.language_model.format import (
    BACKOFF_SCALE,
    COST_SCALE,
    HEADER,
    LINE_END,
    MAGIC,
    SECTIONS,
    UNKNOWN,
    VERSION,
)
from notefix.language_model.kneser_ney import ALPHABET_SIZE, VOCABULARY_LIMIT, NGrams, estimate, pack

Array = Any

# A character is in the vocabulary from this count on; rarer ones are mostly typing errors and foreign names.
MINIMUM_COUNT = 2

# Chosen so that the file fits the wheel (12 MB compressed). Ideographs get four times the detail of letters, since one
# of them is harder to infer from its neighbours: at equal size, against equal thresholds, Chinese gained 0.3 points
# and alphabets lost 0.1. docs/language-model.md has the table.
DEFAULT_THRESHOLD_NATS = 28.0
IDEOGRAPHIC_FACTOR = 0.25

_IDEOGRAPHS_AND_HANGUL = ((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def corpus_files(paths: list[Path]) -> list[Path]:
    """Return the files that are named, and those in the folders that are named, in a fixed order."""
    files: list[Path] = []
    for path in paths:
        found = path.rglob("*.txt*") if path.is_dir() else [path]
        files.extend(sorted(found, key=lambda file: file.as_posix()))
    return files


def _blocks(files: list[Path]) -> Iterator[Array]:
    """Yield the text of each file as code points, a line end before and after every line, digits folded to 0."""
    for lines in [*(training_lines([file]) for file in files), emoji_lines()]:
        text = "\n" + "\n".join(lines) + "\n"
        points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").copy()
        points[(points >= ord("1")) & (points <= ord("9"))] = ord("0")
        yield points


def _vocabulary(blocks: list[Array]) -> tuple[Array, int]:
    """Choose the characters: alphabetic ones first, so that their identifiers are small; most frequent first.

    Returns:
        the code points, and how many of them are alphabetic.
    """
    counts = np.zeros(0x110000, dtype=np.int64)
    for points in blocks:
        counts += np.bincount(points, minlength=len(counts))
    counts[[0, 10]] = 0
    points = np.flatnonzero(counts >= MINIMUM_COUNT)
    ideographic = np.zeros(len(points), dtype=bool)
    for first, last in _IDEOGRAPHS_AND_HANGUL:
        ideographic |= (points >= first) & (points <= last)
    order = np.lexsort((points, -counts[points], ideographic))
    points = np.concatenate(([0, ord("\n")], points[order]))[:VOCABULARY_LIMIT]
    alphabetic = int(np.count_nonzero(~ideographic)) + 2
    if alphabetic > ALPHABET_SIZE:
        sys.exit("training: more alphabetic characters than 5-grams have room for")
    return points, alphabetic


def _context_tree(orders: list[NGrams], characters: int) -> tuple[list[Array], Array]:
    """Return the contexts of each length as sorted reversed keys, and how many nodes lie before each length.

    Every context of a kept n-gram is there, and each of its own suffixes, its ancestors in the tree.
    """
    longest = len(orders) - 1
    keys: list[Array] = [None] * (longest + 1)
    carried: list[Array] | None = None
    for length in range(longest, 0, -1):
        ngrams = orders[length]
        context = [column[ngrams.kept] for column in ngrams.columns()[:-1]]
        if carried is not None:
            context = [np.concatenate(pair) for pair in zip(context, carried, strict=True)]
        keys[length] = np.unique(pack(context[::-1], 14))
        columns = [((keys[length] >> np.uint64(14 * i)) & np.uint64(0x3FFF)).astype(np.uint16) for i in range(length)]
        carried = columns[1:]  # without the farthest character
    keys[1] = np.arange(characters, dtype=np.uint64)
    offsets = np.cumsum([1] + [len(k) for k in keys[1:]])
    return keys, np.concatenate(([0], offsets))


def _assemble(orders: list[NGrams], points: Array) -> dict[str, Array]:
    """Lay the kept n-grams out as the arrays of the model file."""
    characters = len(points)
    keys, offsets = _context_tree(orders, characters)
    nodes = int(offsets[-1])
    node_characters = np.zeros(nodes, dtype=np.uint16)
    child_counts = np.zeros(nodes + 1, dtype=np.int64)
    for length in range(1, len(keys)):
        first = int(offsets[length])
        node_characters[first : first + len(keys[length])] = (keys[length] & np.uint64(0x3FFF)).astype(np.uint16)
        if length == 1:
            child_counts[0] = len(keys[1])
        else:
            parents = np.searchsorted(keys[length - 1], keys[length] >> np.uint64(14)) + int(offsets[length - 1])
            child_counts += np.bincount(parents, minlength=nodes + 1)
    children = 1 + np.concatenate(([0], np.cumsum(child_counts[:-1])))

    successor_counts = np.zeros(nodes, dtype=np.int64)
    remaining, lower_remaining = np.ones(nodes), np.ones(nodes)
    parts: list[tuple[Array, Array, Array]] = []
    for ngrams in orders[1:]:
        columns = [column[ngrams.kept] for column in ngrams.columns()]
        logs = ngrams.log_probabilities[ngrams.kept]
        lower = orders[ngrams.order - 2]
        suffixes = pack(ngrams.columns()[1:], lower.bits)[ngrams.kept]
        lower_logs = lower.log_probabilities[np.searchsorted(lower.keys, suffixes)]
        reversed_keys = pack(columns[-2::-1], 14)
        node = np.searchsorted(keys[ngrams.order - 1], reversed_keys) + int(offsets[ngrams.order - 1])
        successor_counts += np.bincount(node, minlength=nodes)
        remaining -= np.bincount(node, weights=np.exp(logs), minlength=nodes)
        lower_remaining -= np.bincount(node, weights=np.exp(lower_logs), minlength=nodes)
        parts.append((node, columns[-1], logs))
    all_nodes, successors, all_logs = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.lexsort((successors, all_nodes))
    backoffs = -np.log(np.clip(remaining, 1e-4, 1.0) / np.clip(lower_remaining, 1e-4, 1.0))

    unigram = np.full(characters, 255.0)
    unigram[orders[0].keys.astype(np.int64)] = -orders[0].log_probabilities * COST_SCALE
    return {
        "code_points": points,
        "node_children": np.minimum(children, nodes),
        "node_successors": np.concatenate(([0], np.cumsum(successor_counts))),
        "node_characters": node_characters,
        "successors": successors[order],
        "unigram_costs": _quantise(unigram),
        "node_backoffs": _quantise(backoffs * BACKOFF_SCALE),
        "successor_costs": _quantise(-all_logs[order] * COST_SCALE),
    }


def _quantise(values: Array) -> Array:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def serialise(arrays: dict[str, Array], order: int) -> bytes:
    """Return the model file of the arrays that format.SECTIONS names."""
    numpy_types = {"I": "<u4", "H": "<u2", "B": "u1"}
    payload = b"".join(arrays[name].astype(numpy_types[code]).tobytes() for name, code, _, _ in SECTIONS)
    counts = (len(arrays["code_points"]), len(arrays["node_characters"]), len(arrays["successors"]))
    return HEADER.pack(MAGIC, VERSION, order, *counts, zlib.crc32(payload)) + payload


def train(files: list[Path], threshold_nats: float = DEFAULT_THRESHOLD_NATS) -> bytes:
    """Count the files and return the model file as bytes."""
    blocks = list(_blocks(files))
    points, alphabetic = _vocabulary(blocks)
    identifiers = np.full(0x110000, UNKNOWN, dtype=np.uint16)
    identifiers[points] = np.arange(len(points))
    identifiers[0] = UNKNOWN
    assert identifiers[10] == LINE_END
    ids = np.concatenate([identifiers[block] for block in blocks])
    thresholds = (threshold_nats, threshold_nats * IDEOGRAPHIC_FACTOR)
    orders = estimate(ids, len(points), alphabetic, thresholds)
    return serialise(_assemble(orders, points), len(orders))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m notefix.language_model.training", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD_NATS, help="nats an n-gram must gain")
    options = parser.parse_args(arguments)
    model = train(corpus_files(options.corpus), options.threshold)
    options.output.write_bytes(model)
    size = len(zlib.compress(model, 9))
    sys.stdout.write(f"{options.output}: {len(model)} bytes, {size} compressed, CRC-32 {zlib.crc32(model):08x}\n")


if __name__ == "__main__":
    main()
