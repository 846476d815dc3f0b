"""How deep is a text searched at first? Where nearly all of its lines are weighed a second time, less deep.

Lines in doubt are weighed again with what the others teach, so the first search of such a line only says what it can
teach in its turn, and whether it can be proved.
"""

from __future__ import annotations

from notefix.repairer.proposal import Proposal
from notefix.repairer.search import BEAM_DEPTH_NATS

__all__ = ["IN_NO_DOUBT", "Haste", "least_probability"]

# A line is weighed a second time if one of its characters is less probable than this.
IN_NO_DOUBT = 0.999

# After so many lines, of which such a share was in doubt, the search is less deep. What comes of a line that is not
# weighed again must not be: in Hindi none of what was said to be sure was wrong, and then one in 150.
_LINES_BEFORE_HASTE = 8
_SHARE_FOR_HASTE = 0.8
_HASTY_DEPTH_NATS = 6.0


def least_probability(proposal: Proposal) -> float:
    """Return how sure the least sure character is that was inferred."""
    return min(step.probability for _, step in proposal.inferred)


class Haste:
    """How deep to search, by how the lines so far came out.

    Attributes:
        depth_nats: how deep.
        lines: those that were searched less deep, and have to be weighed again.
    """

    def __init__(self) -> None:
        self.depth_nats = BEAM_DEPTH_NATS
        self.lines: set[str] = set()
        self._searched = self._doubtful = 0

    def note(self, line: str, proposal: Proposal | None) -> None:
        """Take note of a line that was searched, if anything was inferred in it."""
        if proposal is None or not proposal.inferred:
            return
        if self.depth_nats < BEAM_DEPTH_NATS:
            self.lines.add(line)
            return
        self._searched += 1
        self._doubtful += least_probability(proposal) < IN_NO_DOUBT
        if self._searched >= _LINES_BEFORE_HASTE and self._doubtful >= _SHARE_FOR_HASTE * self._searched:
            self.depth_nats = _HASTY_DEPTH_NATS
