"""Sums of probabilities that are held as their natural logarithms."""

from __future__ import annotations

from math import exp, inf, log1p

__all__ = ["log_add"]


def log_add(a: float, b: float) -> float:
    """Return log(exp(a) + exp(b)), without leaving the range of a float.

    >>> log_add(-1000.0, float("-inf"))
    -1000.0
    """
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))
