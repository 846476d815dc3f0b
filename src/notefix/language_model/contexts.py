"""Which end of a text is the longest context that a model knows?

The tree of a model file, as far as it was walked: from the last character back, each step from one dictionary to the
next. Most contexts are known by a character or two, however long a history the caller keeps, so the walk is short, and
what is kept by context (costs, above all) is found again from every longer history that ends in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from notefix.language_model.format import BACKOFF_SCALE, BLOCK, UNKNOWN
from notefix.language_model.storage import Tables

__all__ = ["Context", "Contexts"]

# Steps that are kept, so that memory is bounded on endless input.
_MOST_KEPT = 30_000

_BACKOFFS = tuple(i / BACKOFF_SCALE for i in range(256))


class Context:
    """The last characters of a text, as many as the model knows.

    Attributes:
        length: how many.
        ranges: of all its ends that have successors, the longest first: where those begin and end among the
            successors, and what it costs that none of them follows.
        shorter: the context without its first character; None for the empty one.
        has_successors: whether its own are among the ranges.
    """

    __slots__ = ("_longer", "_node", "has_successors", "length", "ranges", "shorter")

    def __init__(self, node: int, shorter: Context | None, own: tuple[tuple[int, int, float], ...]) -> None:
        self._node = node
        self.shorter = shorter
        self.length: int = shorter.length + 1 if shorter else 0
        self.ranges: tuple[tuple[int, int, float], ...] = own + (shorter.ranges if shorter else ())
        self.has_successors = bool(own)
        self._longer: dict[str, Context] = {}


# What there is instead of a context that the model does not know.
_NONE = Context(0, None, ())


class Contexts:
    """The contexts of a model."""

    def __init__(self, tables: Tables, identifiers: Mapping[str, int]) -> None:
        """Begin with the empty one.

        Args:
            tables: the arrays of the model's file.
            identifiers: of the characters that it knows.
        """
        self._tables = tables
        self._identifiers = identifiers
        self._longest = tables.order - 1
        self._empty = Context(0, None, ())
        self._kept = 0

    def longest(self, text: str) -> Context:
        """Return the longest known context that a text ends with."""
        context = self._empty
        for character in reversed(text):
            longer = context._longer.get(character)
            if longer is None:
                longer = self._find(context, character)
            if longer is _NONE:
                break
            context = longer
        return context

    def _find(self, context: Context, character: str) -> Context:
        """Return the context that is longer by a character before it; _NONE if it is not known."""
        if self._kept >= _MOST_KEPT:
            self._empty = Context(0, None, ())
            self._kept = 0
        identifier = self._identifiers.get(character, UNKNOWN)
        node = 0 if identifier == UNKNOWN or context.length == self._longest else self._child(context._node, identifier)
        found = Context(node, context, self._own_range(node)) if node else _NONE
        context._longer[character] = found
        self._kept += 1
        return found

    def _child(self, node: int, identifier: int) -> int:
        tables = self._tables
        count = tables.child_counts[node]
        if not count:
            return 0
        block = node // BLOCK
        begin = 1 + tables.child_blocks[block] + sum(tables.child_counts[block * BLOCK : node])
        place = bisect_left(tables.node_characters, identifier, begin, begin + count)
        return place if place < begin + count and tables.node_characters[place] == identifier else 0

    def _own_range(self, node: int) -> tuple[tuple[int, int, float], ...]:
        tables = self._tables
        count = tables.successor_counts[node]
        if not count:
            return ()
        block = node // BLOCK
        begin = tables.successor_blocks[block] + sum(tables.successor_counts[block * BLOCK : node])
        return ((begin, begin + count, _BACKOFFS[tables.node_backoffs[node]]),)
