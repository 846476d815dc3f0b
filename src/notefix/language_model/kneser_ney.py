"""Interpolated modified Kneser-Ney estimation of a character n-gram model, with numpy.

Source: S. F. Chen and J. Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (1998),
section 3; pruning after A. Stolcke, "Entropy-based Pruning of Backoff Language Models" (1998), with the weight of
an n-gram taken as its count in the training text.

An n-gram is one unsigned 64-bit number: its characters' identifiers, the last in the lowest bits. So the n-grams of
one context are neighbours after sorting, and suffix and context are a mask and a shift.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

__all__ = ["MAX_ORDER", "VOCABULARY_LIMIT", "Group", "NGrams", "estimate", "pack"]

Array = Any  # numpy's typing is a build-time matter; the tests run without numpy

# How many bits of a key belong to one character, so how many characters an order has room for: n-grams of orders 5
# to 7 are counted where all their identifiers are small enough. Letters have the smallest; an ideograph tells as
# much as two or three letters, and longer n-grams of rare ones would be too rare to matter.
_BITS = {1: 14, 2: 14, 3: 14, 4: 14, 5: 12, 6: 10, 7: 9}
MAX_ORDER = max(_BITS)
VOCABULARY_LIMIT = 1 << _BITS[1]

LINE_END = 1

# What letters follow one other, text says better than lists of words, which have no punctuation.
LETTERS_KNOWN_FROM_TEXT = 2


class Group(NamedTuple):
    """The text of one language as identifiers, and what one of its n-grams weighs when some have to go."""

    ids: Array
    weight: float


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
        if _BITS[order] < _BITS[1]:
            valid &= window < 1 << _BITS[order]
    if order >= 2:
        valid &= (windows[0] != LINE_END) | (windows[-1] != LINE_END)
    keys = pack([window[valid] for window in windows], _BITS[order])
    return _unique(keys)


def _unique(keys: Array) -> tuple[Array, Array]:
    keys.sort()
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(keys)), dtype=bool), keys[1:] != keys[:-1])))
    return keys[starts], np.diff(np.append(starts, len(keys)))


def _count_groups(groups: list[Group], order: int) -> tuple[Array, Array, Array]:
    """Return the n-grams of all groups, how often each is there, and the same with each group's weight."""
    counted = [(*_count(group.ids, order), group.weight) for group in groups if len(group.ids) >= order]
    keys, _ = _unique(np.concatenate([own for own, _, _ in counted]))
    counts, weights = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys))
    for own, own_counts, weight in counted:
        places = np.searchsorted(keys, own)
        counts[places] += own_counts
        weights[places] += own_counts * weight
    return keys, counts, weights


def _continuation_counts(lower: Array, lower_counts: Array, higher: NGrams) -> Array:
    """Replace counts by the number of different characters seen before each n-gram (Kneser-Ney's lower orders).

    N-grams that nothing precedes (they begin a line) or whose longer forms are not counted keep their own count.
    """
    columns = higher.columns()[1:]
    suffixes = pack(columns, _BITS[higher.order - 1])
    positions = np.searchsorted(lower, suffixes)
    continuations = np.bincount(positions, minlength=len(lower))
    return np.where(continuations > 0, continuations, lower_counts)


def _discounts(counts: Array) -> list[float]:
    """Return what is taken off a count of one, of two, and of more."""
    n1, n2, n3, n4 = (float(np.count_nonzero(counts == i)) or 1.0 for i in range(1, 5))
    y = n1 / (n1 + 2 * n2)
    d1, d2, d3 = 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3
    return [min(max(d1, 0.1), 0.95), min(max(d2, 0.1), 1.9), min(max(d3, 0.1), 2.9)]


def _discounts_by_script(ngrams: tuple[Array, Array, Array], order: int, scripts: Array) -> Array:
    """Return the discounts for n-grams that end in each script; shape (scripts, 3)."""
    keys, counts, _ = ngrams
    last = scripts[keys & np.uint64((1 << _BITS[order]) - 1)]
    return np.array([_discounts(counts[last == script]) for script in range(scripts.max() + 1)])


def _add_words(
    keys: Array, counts: Array, weights: Array, words: Array, order: int, scripts: Array
) -> tuple[Array, Array, Array]:
    """Raise the counts of n-grams to what a list of words says, but add to none that the text has more often.

    Nor is the list part of what lower orders are estimated from: a function word stands in it once, and its
    character as a part of other words a thousand times.
    """
    new, new_counts = _count(words, order)
    if order <= LETTERS_KNOWN_FROM_TEXT:
        usable = scripts[new & np.uint64((1 << _BITS[order]) - 1)] > 0
        new, new_counts = new[usable], new_counts[usable]
    merged, _ = _unique(np.concatenate((keys, new)))
    all_counts, all_weights = np.zeros(len(merged), dtype=np.int64), np.zeros(len(merged))
    places = np.searchsorted(merged, keys)
    all_counts[places], all_weights[places] = counts, weights
    places = np.searchsorted(merged, new)
    all_counts[places] = np.maximum(all_counts[places], new_counts)
    all_weights[places] = np.maximum(all_weights[places], new_counts)
    return merged, all_counts, all_weights


def _interpolate(
    keys: Array, counts: Array, discounts: Array, scripts: Array, lower: NGrams
) -> tuple[Array, Array, Array]:
    """Return log probabilities, and for each n-gram its context's log backoff and its lower-order log probability."""
    order = lower.order + 1
    contexts = keys >> np.uint64(_BITS[order])
    starts = np.flatnonzero(np.concatenate(([True], contexts[1:] != contexts[:-1])))
    lengths = np.diff(np.append(starts, len(keys)))
    last = scripts[keys & np.uint64((1 << _BITS[order]) - 1)]
    discount = discounts[last, np.minimum(counts, 3) - 1]
    totals = np.add.reduceat(counts, starts)
    backoffs = np.log(np.add.reduceat(discount, starts) / totals)
    totals, backoffs = np.repeat(totals, lengths), np.repeat(backoffs, lengths)
    columns = NGrams(order, keys, counts, None, None).columns()[1:]
    lower_log = lower.log_probabilities[np.searchsorted(lower.keys, pack(columns, lower.bits))]
    probabilities = (counts - discount) / totals + np.exp(backoffs + lower_log)
    return np.log(probabilities), backoffs, lower_log


def estimate(
    groups: list[Group], words: Array, scripts: Array, threshold_nats: Callable[[list[Array]], Array]
) -> list[NGrams]:
    """Estimate the model of a text.

    Args:
        groups: the text as identifiers, each of shape (characters,), uint16; 0 is unknown, LINE_END ends each line.
        words: a word list as identifiers, UNKNOWN between the words.
        scripts: for each identifier which discounts it takes, from 0: words of letters and words of ideographs are
            distributed otherwise.
        threshold_nats: given the n-grams of an order, as columns of identifiers, how much each has to gain over its
            backoff on the (weighted) training text to be kept.

    Returns:
        one NGrams an order, from 1 to MAX_ORDER or to the last that was seen.
    """
    raw = [(_count_groups(groups, order)) for order in range(1, MAX_ORDER + 1)]
    raw = raw[: max(order for order, (keys, _, _) in enumerate(raw, 1) if len(keys))]
    counted: list[Array] = [counts for _, counts, _ in raw]
    for i in range(len(raw) - 2, -1, -1):
        counted[i] = _continuation_counts(raw[i][0], raw[i][1], NGrams(i + 2, raw[i + 1][0], None, None, None))

    vocabulary = np.arange(1, len(scripts), dtype=np.uint64)
    counts = np.bincount(raw[0][0].astype(np.int64), counted[0], len(scripts))[1:]
    # A tenth of a count for each character of the vocabulary, so that none is impossible.
    unigram = np.log((counts + 0.1) / (counts + 0.1).sum())
    orders = [NGrams(1, vocabulary, counts, unigram, np.ones(len(vocabulary), dtype=bool))]
    for order in range(2, len(raw) + 1):
        seen = raw[order - 1][0], counted[order - 1], raw[order - 1][2]
        discounts = _discounts_by_script(seen, order, scripts)
        keys, counts, weights = _add_words(*seen, words, order, scripts)
        logs, backoffs, lower_log = _interpolate(keys, counts, discounts, scripts, orders[-1])
        ngrams = NGrams(order, keys, counts, logs, None)
        ngrams.kept = weights * (logs - backoffs - lower_log) >= threshold_nats(ngrams.columns())
        orders.append(ngrams)
    return orders
