"""What the repairer asks of a language model: the public protocol, and two models as one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from math import exp, inf, log
from typing import Protocol

__all__ = ["LEAST_PROBABILITY", "MixedScorer", "Scorer"]

# So that no logarithm of nothing is taken: less than any model says of any character.
LEAST_PROBABILITY = 1e-30


class Scorer(Protocol):
    r"""Anything that says how probable a character is after the characters before it.

    Derive from it, and give `Settings(scorer=...)` an instance: then that weighs the readings of damaged text, in
    place of the model that comes with notefix. `costs_nats` is all that has to be written; the same question must
    always get the same answer.

    >>> class Vowels(Scorer):
    ...     def costs_nats(self, context, characters):
    ...         return [1.0 if character in "aeiou" else 3.0 for character in characters]
    >>> Vowels().costs_nats("\nh", ("a", "x"))
    [1.0, 3.0]
    """

    @abstractmethod
    def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
        r"""Return the negative natural log probability of each of some characters.

        Args:
            context: what stands before them in the repaired line, as far as `shortest` keeps it; "\n" begins a line.
            characters: single characters; "\n" is the end of the line.

        Returns:
            one cost a character, in their order. Only differences between them matter.
        """
        raise NotImplementedError

    def cheapest(
        self, context: str, characters: tuple[str, ...], depth_nats: float, most_nats: float = inf
    ) -> Sequence[tuple[str, float]]:
        """Return the characters that cost at most so much more than the cheapest of them, each with its cost.

        As `costs_nats` says; overridden where that can be known without asking about each of them. What costs more than
        `most_nats` is left out, too.
        """
        costs = self.costs_nats(context, characters)
        most = min(min(costs) + depth_nats, most_nats)
        return [pair for pair in zip(characters, costs, strict=True) if pair[1] <= most]

    def shortest(self, context: str) -> str:
        """Return the shortest end of a context after which every text costs what it costs after all of it.

        Paths through a line that agree on it are one path from there on. Unless it is overridden this is the whole
        context, which is always right; then only the most probable paths are followed to the end of the line.
        """
        return context

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of very many candidates are worth asking about, in their order; all, by default."""
        return characters

    def for_line(self, certain: str) -> Scorer:
        """Return the scorer to use for a line of which these characters are in no doubt; itself, by default."""
        del certain
        return self


class MixedScorer(Scorer):
    """Two scorers' probabilities, averaged."""

    def __init__(self, one: Scorer, other: Scorer, share: float) -> None:
        """Mix two scorers; `share` is that of the second, between 0 and 1."""
        self._one, self._other, self._share = one, other, share

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        """Return the costs of the mixture."""
        share, rest = self._share, 1.0 - self._share
        pairs = zip(self._one.costs_nats(context, characters), self._other.costs_nats(context, characters), strict=True)
        return [-log(rest * exp(-a) + share * exp(-b) + LEAST_PROBABILITY) for a, b in pairs]

    def shortest(self, context: str) -> str:
        """Return the longer of what the two need."""
        return max(self._one.shortest(context), self._other.shortest(context), key=len)

    def likeliest(self, characters: tuple[str, ...]) -> tuple[str, ...]:
        """Return what either of the two finds worth asking about."""
        wanted = {*self._one.likeliest(characters), *self._other.likeliest(characters)}
        return tuple(character for character in characters if character in wanted)

    def for_line(self, certain: str) -> MixedScorer:
        """Prepare both for a line."""
        return MixedScorer(self._one.for_line(certain), self._other.for_line(certain), self._share)
