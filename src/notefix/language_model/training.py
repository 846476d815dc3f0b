"""Build a model file from plain text.

    python -m notefix.language_model.training CORPUS [CORPUS ...] -o FILE [--threshold NATS] [--words]

CORPUS is a text file (plain or .xz, one sentence or paragraph a line) or a folder of such files. The same input
gives the same bytes. Needs the extra `training` (numpy).
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from notefix.language_model.corpus import by_language, corpus_files, training_lines
from notefix.language_model.folding import Kind, case_context, kind_of, small_form
from notefix.language_model.format import (
    BACKOFF_SCALE,
    BLOCK,
    CASE_CONTEXTS,
    COST_SCALE,
    HEADER,
    LINE_END,
    MAGIC,
    SECTIONS,
    STYLES,
    UNKNOWN,
    VERSION,
)
from notefix.language_model.kneser_ney import VOCABULARY_LIMIT, Group, NGrams, estimate, pack
from notefix.language_model.signs import emoji_lines, sign_lines
from notefix.language_model.word_lists import simplified_forms, word_lines

Array = Any

# A character is in the vocabulary from this count on; rarer ones are mostly typing errors and foreign names.
MINIMUM_COUNT = 2

# Chosen so that the file fits the wheel (12 MB compressed): docs/language-model.md has the table.
DEFAULT_THRESHOLD_NATS = 40.5

# An n-gram that ends in an ideograph gets six times the detail, since one of them is harder to infer from its
# neighbours. One that ends in ASCII is no candidate itself, and one of nothing but ASCII weighs the same on every
# path through a lattice: so only the strongest are kept.
IDEOGRAPHIC_FACTOR = 0.16
ASCII_FACTOR = 3.0
PLAIN_FACTOR = 8.0

# A long n-gram needs a context of its own, which takes more room than the n-gram itself.
LONG_FACTORS = {6: 1.5, 7: 2.0}

# A language with little text gets more detail from it: its n-grams weigh (text of the largest / its own) ** this.
WEIGHT_EXPONENT = 0.5

_IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_HANGUL = ((0xAC00, 0xD7A3),)
_ALL_POINTS = 0x110000

# Of contexts, by length: how many bits of a key belong to one character (compare kneser_ney._BITS, one longer).
_CONTEXT_BITS = (0, 14, 14, 14, 14, 12, 10)

_STYLE_OF_LANGUAGE = {"zh-CN": "Hans", "zh-TW": "Hant", "zh-HK": "Hant", "ja": "Jpan"}


def _points(lines: Iterable[str]) -> Array:
    """Return lines as code points, a line end before and after every one."""
    text = "\n" + "\n".join(lines) + "\n"
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")


def _texts(files: list[Path]) -> dict[str, Array]:
    """Return the text of each language."""
    return {name: _points(training_lines(own)) for name, own in by_language(files).items()}


def _weights(texts: dict[str, Array]) -> dict[str, float]:
    """Return what one n-gram of each text weighs in pruning; what a tag says after its hyphen is the same language."""
    lengths: dict[str, int] = {}
    for name, points in texts.items():
        language = name.partition("-")[0]
        lengths[language] = lengths.get(language, 0) + len(points)
    largest = max(lengths.values())
    return {name: (largest / lengths[name.partition("-")[0]]) ** WEIGHT_EXPONENT for name in texts}


def _in_ranges(points: Array, ranges: tuple[tuple[int, int], ...]) -> Array:
    return np.logical_or.reduce([(points >= first) & (points <= last) for first, last in ranges])


class _Folding:
    """What every code point of some texts is counted as, and how often each is worn; see folding.py."""

    def __init__(self, texts: dict[str, Array]) -> None:
        self.counts: Array = sum(np.bincount(points, minlength=_ALL_POINTS) for points in texts.values())
        self.present = np.flatnonzero(self.counts)
        self.table = np.arange(_ALL_POINTS, dtype=np.uint32)
        for point in self.present.tolist():
            self.table[point] = ord(small_form(chr(point)))
        for traditional, simplified in simplified_forms().items():
            self.table[ord(traditional)] = ord(simplified)
        self.table[ord("1") : ord("9") + 1] = ord("0")

    def case_costs(self, texts: dict[str, Array]) -> Array:
        """Return what each of CASES costs after each case context, in nats; shape (contexts, cases)."""
        kinds = np.zeros(_ALL_POINTS, dtype=np.uint8)
        for point in self.present.tolist():
            kinds[point] = kind_of(chr(point))
        contexts = np.array([[case_context(before, last) for last in Kind] for before in Kind])
        counts = np.ones((len(CASE_CONTEXTS), 2, 2))  # context, not ASCII, capital
        for points in texts.values():
            own = np.concatenate(([Kind.LINE_END, Kind.LINE_END], kinds[points]))
            context, letters = contexts[own[:-2], own[1:-1]], own[2:]
            for i, j in product(range(2), range(2)):
                chosen = (letters == (Kind.SMALL, Kind.CAPITAL)[j]) & ((points >= 0x80) == i)
                counts[:, i, j] += np.bincount(context[chosen], minlength=len(CASE_CONTEXTS))
        return -np.log(counts / counts.sum(axis=2, keepdims=True)).reshape(len(CASE_CONTEXTS), 4)

    def styled(self, texts: dict[str, Array], bases: Array) -> tuple[Array, Array]:
        """Return the ideographs that stand for a base together with others, and their costs in each style."""
        shared = np.bincount(self.table[self.present], minlength=_ALL_POINTS) > 1
        usable = self.present[self.counts[self.present] >= MINIMUM_COUNT]
        members = usable[_in_ranges(usable, _IDEOGRAPHS) & shared[self.table[usable]]]
        members = members[np.isin(self.table[members], bases)]
        overall = self.counts[members] / np.bincount(self.table[members], self.counts[members])[self.table[members]]
        costs = np.zeros((len(members), len(STYLES)))
        for i, style in enumerate(STYLES):
            own = [points for name, points in texts.items() if _STYLE_OF_LANGUAGE.get(name) == style]
            counts = overall.copy()
            for points in own:
                counts += np.bincount(points, minlength=_ALL_POINTS)[members]
            costs[:, i] = -np.log(counts / np.bincount(self.table[members], counts)[self.table[members]])
        return members, costs


def _vocabulary(counts: Array) -> Array:
    """Choose the characters by how often each is there: letters first, so that their identifiers are small."""
    counts = counts.copy()
    counts[[0, 10]] = 0
    points = np.flatnonzero(counts >= MINIMUM_COUNT)
    alphabetic = np.array([chr(point).isalpha() or unicodedata.category(chr(point))[0] == "M" for point in points])
    alphabetic |= points < 0x80
    alphabetic &= ~_in_ranges(points, _IDEOGRAPHS + _HANGUL)
    order = np.lexsort((points, -counts[points], ~alphabetic))
    return np.concatenate(([0, ord("\n")], points[order]))[:VOCABULARY_LIMIT]


def _threshold(points: Array, base_nats: float) -> Callable[[list[Array]], Array]:
    """Return how much n-grams have to gain, given as columns of identifiers, by what they end in."""
    detail = np.full(len(points), base_nats)
    detail[_in_ranges(points, _IDEOGRAPHS)] *= IDEOGRAPHIC_FACTOR
    plain = points < 0x80
    detail[plain] *= ASCII_FACTOR

    def threshold_nats(columns: list[Array]) -> Array:
        all_plain = np.logical_and.reduce([plain[column] for column in columns])
        return detail[columns[-1]] * np.where(all_plain, PLAIN_FACTOR, 1.0) * LONG_FACTORS.get(len(columns), 1.0)

    return threshold_nats


def _context_keys(columns: list[Array]) -> Array:
    """Pack contexts, farthest character first, into keys that begin with the nearest."""
    return pack(columns[::-1], _CONTEXT_BITS[len(columns)])


def _context_columns(keys: Array, length: int) -> list[Array]:
    bits = _CONTEXT_BITS[length]
    mask = np.uint64((1 << bits) - 1)
    return [((keys >> np.uint64(bits * i)) & mask).astype(np.uint16) for i in range(length)]


def _context_tree(orders: list[NGrams], characters: int) -> tuple[list[Array], Array]:
    """Return the contexts of each length as sorted keys, and how many nodes lie before each length.

    Every context of a kept n-gram is there; so are its ancestors in the tree, without the farthest character, and
    what it was a character ago, without the nearest: a context that is not there will not be part of a later one.
    """
    longest = len(orders) - 1
    keys: list[Array] = [None] * (longest + 1)
    carried: list[list[Array]] = []
    for length in range(longest, 0, -1):
        ngrams = orders[length]
        carried.append([column[ngrams.kept] for column in ngrams.columns()[:-1]])
        keys[length] = np.unique(_context_keys([np.concatenate(parts) for parts in zip(*carried, strict=True)]))
        columns = _context_columns(keys[length], length)
        carried = [columns[1:], columns[:-1]]
    keys[1] = np.arange(characters, dtype=np.uint64)
    offsets = np.cumsum([1] + [len(k) for k in keys[1:]])
    return keys, np.concatenate(([0], offsets))


def _assemble(orders: list[NGrams], points: Array) -> dict[str, Array]:
    """Lay the kept n-grams out as the arrays of the model file."""
    characters = len(points)
    keys, offsets = _context_tree(orders, characters)
    nodes = int(offsets[-1])
    node_characters = np.zeros(nodes, dtype=np.uint16)
    child_counts = np.zeros(nodes, dtype=np.int64)
    child_counts[0] = characters
    for length in range(1, len(keys)):
        first = int(offsets[length])
        columns = _context_columns(keys[length], length)
        node_characters[first : first + len(keys[length])] = columns[0]
        if length > 1:
            parents = np.searchsorted(keys[length - 1], _context_keys(columns[1:])) + int(offsets[length - 1])
            child_counts += np.bincount(parents, minlength=nodes)

    successor_counts = np.zeros(nodes, dtype=np.int64)
    remaining, lower_remaining = np.ones(nodes), np.ones(nodes)
    parts: list[tuple[Array, Array, Array]] = []
    for ngrams in orders[1:]:
        columns = [column[ngrams.kept] for column in ngrams.columns()]
        logs = ngrams.log_probabilities[ngrams.kept]
        lower = orders[ngrams.order - 2]
        lower_logs = lower.log_probabilities[np.searchsorted(lower.keys, pack(columns[1:], lower.bits))]
        node = np.searchsorted(keys[ngrams.order - 1], _context_keys(columns[:-1])) + int(offsets[ngrams.order - 1])
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
        "child_blocks": _before_each_block(child_counts),
        "successor_blocks": _before_each_block(successor_counts),
        "node_characters": node_characters,
        "child_counts": child_counts,
        "successor_counts": successor_counts,
        "successors": successors[order],
        "unigram_costs": _quantise(unigram),
        "node_backoffs": _quantise(backoffs * BACKOFF_SCALE),
        "successor_costs": _quantise(-all_logs[order] * COST_SCALE),
    }


def _before_each_block(counts: Array) -> Array:
    return np.concatenate(([0], np.cumsum(counts)))[: len(counts) : BLOCK]


def _quantise(values: Array) -> Array:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def serialise(arrays: dict[str, Array], order: int) -> bytes:
    """Return the model file of the arrays that format.SECTIONS names."""
    numpy_types = {"I": "<u4", "H": "<u2", "B": "u1"}
    payload = b"".join(arrays[name].astype(numpy_types[code]).tobytes() for name, code, _ in SECTIONS)
    counts = (len(arrays[name]) for name in ("code_points", "styled_points", "node_characters", "successors"))
    return HEADER.pack(MAGIC, VERSION, order, *counts, zlib.crc32(payload)) + payload


def train(files: list[Path], threshold_nats: float = DEFAULT_THRESHOLD_NATS, *, words: bool = False) -> bytes:
    """Count the files and return the model file as bytes.

    Args:
        files: plain text or .xz; those of one folder are one language.
        threshold_nats: how much an n-gram has to gain over its backoff to be kept.
        words: count the word lists of jieba and wordfreq, too.
    """
    texts = _texts(files)
    folding = _Folding(texts)
    extra = {"emoji": _points(emoji_lines()), "signs": _points(sign_lines())}
    if words:
        extra["words"] = _points(word_lines())
    folded = {name: folding.table[points] for name, points in (texts | extra).items()}
    points = _vocabulary(sum(np.bincount(block, minlength=_ALL_POINTS) for block in folded.values()))
    identifiers = np.full(_ALL_POINTS, UNKNOWN, dtype=np.uint16)
    identifiers[points] = np.arange(len(points))
    identifiers[0] = UNKNOWN
    assert identifiers[10] == LINE_END
    ids = {name: identifiers[block] for name, block in folded.items()}
    word_ids = ids.pop("words", np.zeros(0, dtype=np.uint16))
    word_ids[word_ids == LINE_END] = UNKNOWN  # a word is no line: nothing is known about what stands around it
    weights = _weights(texts)
    groups = [Group(block, weights.get(name, 1.0)) for name, block in ids.items()]
    scripts = _in_ranges(points, _IDEOGRAPHS).astype(np.uint8)
    orders = estimate(groups, word_ids, scripts, _threshold(points, threshold_nats))
    arrays = _assemble(orders, points)
    styled, styled_costs = folding.styled(texts, points)
    arrays |= {
        "styled_points": styled,
        "styled_bases": identifiers[folding.table[styled]],
        "styled_costs": _quantise(styled_costs.ravel() * COST_SCALE),
        "case_costs": _quantise(folding.case_costs(texts).ravel() * COST_SCALE),
    }
    return serialise(arrays, len(orders))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m notefix.language_model.training", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD_NATS, help="nats an n-gram must gain")
    parser.add_argument("--words", action="store_true", help="count the word lists of jieba and wordfreq, too")
    options = parser.parse_args(arguments)
    model = train(corpus_files(options.corpus), options.threshold, words=options.words)
    options.output.write_bytes(model)
    size = len(zlib.compress(model, 9))
    sys.stdout.write(f"{options.output}: {len(model)} bytes, {size} compressed, CRC-32 {zlib.crc32(model):08x}\n")


if __name__ == "__main__":
    main()
