"""Make probabilities mean what they say: of those given 0.9, nine in ten are right.

The posteriors of the search are those of a model that was counted on other text than the one at hand, so they are a
little too sure of letters, whose words it half knows. Each script's are raised to a power, and normalised.

Source: C. Guo et al., "On Calibration of Modern Neural Networks" (2017), temperature scaling. Fitted on half of the
lines of sources that the model was not trained on, tested on the other half: docs/accuracy.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

__all__ = ["calibrated"]

_IDEOGRAPHS = ("\u3400", "\u9fff")
_SYLLABLES = ("\uac00", "\ud7a3")
_KANA = ("\u3041", "\u30ff")

EXPONENT_IDEOGRAPHS = 1.1
EXPONENT_SYLLABLES = 0.85
EXPONENT_OTHERS = 0.75

# What it costs that a line was cut inside its last character, so that no reading is right: where every one of them is
# rare, the likeliest is no sure thing (tests/detection/test_detection.py). Weighed at every place it would take back
# what is known of terms and of names: on the user's notes the surprise rises by a quarter.
CUT_NATS = 16.0


def _exponent(character: str) -> float:
    if _IDEOGRAPHS[0] <= character <= _IDEOGRAPHS[1]:
        return EXPONENT_IDEOGRAPHS
    if _SYLLABLES[0] <= character <= _SYLLABLES[1] or _KANA[0] <= character <= _KANA[1]:
        return EXPONENT_SYLLABLES
    return EXPONENT_OTHERS


def calibrated(chosen: str, probabilities: Sequence[float], cost_nats: float = 0.0) -> list[float]:
    r"""Return the probabilities of all readings of one place, calibrated.

    Args:
        chosen: the reading that was chosen; its script decides.
        probabilities: of each reading, in any order.
        cost_nats: what the chosen one costs in its context, if it is the last character of a line; else 0.

    Returns:
        them in the same order; they sum to 1 less the probability of a cut.

    >>> calibrated("\N{PUSHPIN}", [1.0])
    [1.0]
    """
    exponent = _exponent(chosen)
    powers = [min(1.0, probability) ** exponent for probability in probabilities]
    cut = exp(cost_nats - CUT_NATS) if cost_nats else 0.0
    total = sum(powers) * (1.0 + cut)
    return [power / total for power in powers]
