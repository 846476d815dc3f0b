"""The proofs. May veto, never edits, and shares no heuristic with the rooms whose work it judges.

What can be proved is that the damage is explained: sent through the channel, the repaired line arrives as the damaged
one, character for character. That an inferred character is the right one cannot be proved; that is what its
probability and the line's status are for.
"""

from __future__ import annotations

from collections.abc import Sequence

from notefix.channels.channel import Channel, LetterCase
from notefix.channels.forward import damage
from notefix.findings import LineStatus, RestoredCharacter

__all__ = ["grade", "replays"]


def replays(text: str, channel: Channel, original: str) -> bool:
    """Say whether a repaired line, damaged again, is exactly the line that was found."""
    return damage(text, channel) == original


def grade(restored: Sequence[RestoredCharacter], certainty: float, channel: Channel) -> LineStatus:
    """Return the status of a repaired line.

    Where case was folded, capitals and small letters of ASCII are not what they were, though nothing was guessed.

    Args:
        restored: its restored characters.
        certainty: the probability wanted of each, 0 to 1.
        channel: that it claims.
    """
    if not restored and all(layer.case is LetterCase.KEPT for layer in channel.layers):
        return LineStatus.REPAIRED
    if all(character.probability >= certainty for character in restored):
        return LineStatus.RESTORED
    return LineStatus.UNCERTAIN
