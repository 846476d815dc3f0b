"""Interpolated modified Kneser-Ney estimation of a character n-gram model, with numpy.

Source: S. F. Chen and J. Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (1998),
section 3; pruning after A. Stolcke, "Entropy-based Pruning of Backoff Language Models" (1998), with the weight of
an n-gram taken as its count in the training text.

An n-gram is one unsigned 64-bit number: its characters' identifiers, the last in the lowest bits. So the n-grams of
one context are neighbours after sorting, and suffix and context are a mask and a shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["ALPHABET_SIZE", "MAX_ORDER", "NGrams", "estimate"]

Array = Any  # numpy's typing is a build-time matter; the tests run without numpy

MAX_ORDER = 5
# 5-grams are counted where all identifiers are below ALPHABET_SIZE, so that they fit 64 bits: all alphabetic characters
# and the most frequent ideographs and syllables. Those of rarer ones would be too rare to matter.
ALPHABET_SIZE = 1 << 12
VOCABULARY_LIMIT = 1 << 14
_BITS = {1: 14, 2: 14, 3: 14, 4: 14, 5: 12}

LINE_END = 1


@dataclass(slots=True)
class NGrams:
    """All n-grams of one order: sorted keys, counts, natural log probabilities; what pruning kept."""

    order: int
    keys: Array
    counts: Array
    log_probabilities: Array
    kept: Array

    @property
    def bits(self) -> int:
        """How many bits of a key belong to one character."""
        return _BITS[self.order]

    def columns(self) -> list[Array]:
        """Return one array of identifiers a position, first character first."""
        mask = np.uint64((1 << self.bits) - 1)
        shifts = [np.uint64(self.bits * (self.order - 1 - i)) for i in range(self.order)]
        return [((self.keys >> shift) & mask).astype(np.uint16) for shift in shifts]


def pack(columns: list[Array], bits: int) -> Array:
    """Pack identifiers into keys of `bits` bits a character."""
    keys = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        keys = (keys << np.uint64(bits)) | column.astype(np.uint64)
    return keys


def _count(ids: Array, order: int) -> tuple[Array, Array]:
    """Count the n-grams of a text given as identifiers; a line end may stand first or last in one, not inside."""
    windows = [ids[i : len(ids) - order + 1 + i] for i in range(order)]
    valid = np.ones(len(windows[0]), dtype=bool)
    for window in windows[1:-1]:
        valid &= window != LINE_END
    for window in windows:
        valid &= window != 0
    if order >= 2:
        valid &= (windows[0] != LINE_END) | (windows[-1] != LINE_END)
    if order == MAX_ORDER:
        for window in windows:
            valid &= window < ALPHABET_SIZE
    keys = pack([window[valid] for window in windows], _BITS[order])
    keys.sort()
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[starts], np.diff(np.append(starts, len(keys)))


def _continuation_counts(lower: Array, lower_counts: Array, higher: NGrams) -> Array:
    """Replace counts by the number of different characters seen before each n-gram (Kneser-Ney's lower orders).

    N-grams that nothing precedes (they begin a line) or whose longer forms are not counted keep their own count.
    """
    columns = higher.columns()[1:]
    suffixes = pack(columns, _BITS[higher.order - 1])
    positions = np.searchsorted(lower, suffixes)
    continuations = np.bincount(positions, minlength=len(lower))
    return np.where(continuations > 0, continuations, lower_counts)


def _discounts(counts: Array) -> tuple[float, float, float]:
    n1, n2, n3, n4 = (float(np.count_nonzero(counts == i)) or 1.0 for i in range(1, 5))
    y = n1 / (n1 + 2 * n2)
    d1, d2, d3 = 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3
    return min(max(d1, 0.1), 0.95), min(max(d2, 0.1), 1.9), min(max(d3, 0.1), 2.9)


def _interpolate(keys: Array, counts: Array, order: int, lower: NGrams) -> tuple[Array, Array, Array]:
    """Return log probabilities, and for each n-gram its context's log backoff and its lower-order log probability."""
    contexts = keys >> np.uint64(_BITS[order])
    starts = np.flatnonzero(np.concatenate(([True], contexts[1:] != contexts[:-1])))
    lengths = np.diff(np.append(starts, len(keys)))
    discount = np.choose(np.minimum(counts, 3) - 1, _discounts(counts))
    totals = np.add.reduceat(counts, starts)
    backoffs = np.log(np.add.reduceat(discount, starts) / totals)
    totals, backoffs = np.repeat(totals, lengths), np.repeat(backoffs, lengths)
    columns = NGrams(order, keys, counts, None, None).columns()[1:]
    lower_log = lower.log_probabilities[np.searchsorted(lower.keys, pack(columns, lower.bits))]
    probabilities = (counts - discount) / totals + np.exp(backoffs + lower_log)
    return np.log(probabilities), backoffs, lower_log


def estimate(ids: Array, vocabulary_size: int, alphabetic: int, thresholds: tuple[float, float]) -> list[NGrams]:
    """Estimate the model of a text.

    Args:
        ids: the text as identifiers, shape (characters,), uint16; 0 is unknown, LINE_END ends each line.
        vocabulary_size: number of identifiers.
        alphabetic: identifiers below this are of alphabetic characters.
        thresholds: an n-gram is kept if it gains at least so many nats over its backoff on the training text; the
            first for n-grams that end in an alphabetic character, the second for the others.

    Returns:
        one NGrams an order, from 1 to MAX_ORDER.
    """
    raw: list[tuple[Array, Array]] = [(None, None)] + [_count(ids, order) for order in range(1, MAX_ORDER + 1)]
    counted: list[Array] = [None] * (MAX_ORDER + 1)
    for order in range(MAX_ORDER, 0, -1):
        keys, counts = raw[order]
        if order < MAX_ORDER:
            counts = _continuation_counts(keys, counts, NGrams(order + 1, raw[order + 1][0], None, None, None))
        counted[order] = counts

    keys, counts = raw[1][0], counted[1]
    # A tenth of a count for each character of the vocabulary, so that none is impossible.
    unigram = np.log((counts + 0.1) / (counts.sum() + 0.1 * vocabulary_size))
    orders = [NGrams(1, keys, raw[1][1], unigram, np.ones(len(keys), dtype=bool))]
    for order in range(2, MAX_ORDER + 1):
        keys, counts = raw[order][0], counted[order]
        logs, backoffs, lower_log = _interpolate(keys, counts, order, orders[-1])
        gain = raw[order][1] * (logs - backoffs - lower_log)
        last = keys & np.uint64((1 << _BITS[order]) - 1)
        orders.append(NGrams(order, keys, raw[order][1], logs, gain >= np.where(last < alphabetic, *thresholds)))
    return orders
