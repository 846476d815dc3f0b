"""Scorers that are small enough to reckon with: probability distributions over four characters."""

from __future__ import annotations

from math import log

from notefix import Scorer

ALPHABET = ("a", "b", "\u4e2d", "\n")
_WEIGHTS = {"a": 0.5, "b": 0.25, "\u4e2d": 0.2, "\n": 0.05}
_REPEATED = 0.7
_UNKNOWN = 1e-6


class Weights(Scorer):
    """Looks at no context at all."""

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        return [-log(_WEIGHTS.get(character, _UNKNOWN)) for character in characters]

    def shortest(self, context: str) -> str:
        return ""


class LastCharacter(Scorer):
    """Expects the last character once more."""

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        last = context[-1:]
        return [
            -log((1 - _REPEATED) * _WEIGHTS.get(character, _UNKNOWN) + _REPEATED * (character == last))
            if last in ALPHABET
            else -log(_WEIGHTS.get(character, _UNKNOWN))
            for character in characters
        ]

    def shortest(self, context: str) -> str:
        return context[-1:]
