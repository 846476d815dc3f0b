"""What a line that was misread as a whole may have come through: a layer, how that explains it, and what it gains."""

from __future__ import annotations

from dataclasses import dataclass

from notefix.channels.channel import Layer, UndefinedBytes
from notefix.channels.lattice import Lattice
from notefix.channels.legacy import LEGACY_SOURCES
from notefix.channels.tables import MULTIBYTE_CODECS

__all__ = ["PAIRS", "Candidate", "rank"]

# In nats: what it costs that a codec is rarer than the one before, and what a loss does.
_CODEC_PENALTY = 0.25
_LOSS_PENALTY = 3.0
# Question marks for lost bytes are Windows' own way, and U+FFFD is that of others; the other way is so much rarer.
_OF_WINDOWS = {UndefinedBytes.QUESTION_MARK: True, UndefinedBytes.REPLACEMENT_CHARACTER: False}
_LOSSES_OF_OTHERS = 2

# Windows-936 goes by the name of GBK: which of them it was a line shows, or not.
PAIRS = [codec.name for codec in MULTIBYTE_CODECS if codec.name != "cp936"]
_LEGACY = [f"{codec} from={source}" for source in LEGACY_SOURCES for codec in ("latin-1", "cp1252")]
_RANKS = {name: rank for names in (PAIRS, _LEGACY) for rank, name in enumerate(names)}


def rank(name: str) -> int:
    """Return how many accidents of the kind are more frequent than one of some name."""
    return _RANKS.get(name, 0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layer that explains a line, how, and by how many nats better than nothing."""

    layer: Layer
    text: str
    lattice: Lattice
    spans: tuple[tuple[int, int], ...]
    gain_nats: float
    changed: int
    cost_per_character_nats: float
    cost_per_restored_nats: float = 0.0
    is_word: bool = False

    @property
    def penalised_gain_nats(self) -> float:
        """The gain, less what rarer accidents cost."""
        layer = self.layer
        losses = layer.loss_count - layer.by_windows
        if layer.undefined in _OF_WINDOWS and layer.by_windows is not _OF_WINDOWS[layer.undefined]:
            losses += _LOSSES_OF_OTHERS
        return self.gain_nats - _CODEC_PENALTY * rank(self.name) - _LOSS_PENALTY * losses

    @property
    def name(self) -> str:
        """What the lines of a file have in common."""
        codec = "gbk" if self.layer.codec == "cp936" else self.layer.codec
        return str(Layer(codec, source=self.layer.source))
