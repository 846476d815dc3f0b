"""Which spans of a line are damaged, each weighed with the others as context."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from notefix.channels.inverse import Inverse
from notefix.detection.gains import (
    MARGIN_ALONE_NATS,
    MARGIN_IN_DAMAGED_LINE_NATS,
    SPANS_OF_CONTEXT,
    could_gain,
    gain_of_span_nats,
    is_guess_in_text,
    is_initial_by_chance,
    without_clean,
)
from notefix.detection.spans import LineSpan
from notefix.detection.vote import ModelSource

__all__ = ["SpanWeigher"]

# In a line with other damage the rest of it went through the same accident, unless the text clearly says otherwise:
# better a guess that is reported than a piece of damage that is taken for a character. A lone lead of three bytes or
# four, a common letter where it is clean, has so many readings that it must gain by itself.
_MARGIN_OF_LONG_LEAD_NATS = 2.0

# What a unit of Structure.weight counts beside a gain; a complete sequence of two bytes gains 20 and more.
_NATS_OF_WEIGHT = 10.0

# A lone lead in a line with characters that this accident would not have left: the line, or part of it, was not there.
_MARGIN_AMID_FOREIGN_NATS = 24.0


@dataclass(frozen=True, slots=True)
class SpanWeigher:
    """Weighs spans of lines of one file.

    Attributes:
        model: the language model, once it is called.
        established: whether the evidence for the file's accident is strong.
        lossy: whether other lines of the file lost bytes: a lone lead is a character that did.
    """

    model: ModelSource
    established: bool
    lossy: bool

    def damaged(self, inverse: Inverse, line: str, spans: list[LineSpan], margin: float) -> list[LineSpan]:
        """Return the spans that are damaged; each one found is context for the others, so look until none is added.

        Args:
            inverse: of the layer that the line may have gone through.
            line: the line.
            spans: all of its spans in that layer.
            margin: what a span must gain if nothing else in the line is damaged, in nats.
        """
        damaged = [span.speaks_for_itself and not inverse.is_alphabet for span in spans]
        places = range(len(spans))

        def gain(i: int) -> float:
            found = gain_of_span_nats(line, spans, i, damaged, self.model())
            if found < margin or any(damaged) or spans[i].is_complete:
                return found
            if not (self.lossy and self.established) and is_initial_by_chance(line, spans[i], found):
                return -inf
            return found if self.established or is_guess_in_text(line, spans[i], self.model()) else -inf

        def passes(i: int) -> bool:
            return could_gain(line, spans[i], self.model(), margin) and gain(i) >= margin

        if self.established and all(span.structure.weight and span.is_complete for span in spans):
            # All or none: one that is damaged is a witness for the others.
            return without_clean(line, spans, self.model()) if any(damaged) or any(map(passes, places)) else []
        if not any(damaged) and not any(map(passes, places)):
            return []
        foreign = inverse.count_foreign(line, inverse.symbols(line)) > 0
        gains = [0.0 if damaged[i] else gain(i) for i in places]
        while True:
            found = self._passing(spans, damaged, gains, margin, foreign=foreign)
            if not found:
                return [span for span, sure in zip(spans, damaged, strict=True) if sure]
            for i in found:
                damaged[i] = True
            near = {j for i in found for j in range(i - SPANS_OF_CONTEXT, i + SPANS_OF_CONTEXT + 1)}
            for j in sorted(near.intersection(places)):
                if not damaged[j]:
                    gains[j] = gain(j)

    def _passing(
        self, spans: list[LineSpan], damaged: list[bool], gains: list[float], margin: float, *, foreign: bool
    ) -> list[int]:
        """Return the numbers of more spans that are damaged, given what they gain and which ones are."""
        lone_margin = margin if self.lossy else max(margin, MARGIN_ALONE_NATS)
        # A lone lead says little by itself: the whole line has to agree with it.
        together = sum(
            _NATS_OF_WEIGHT * span.structure.weight if sure else own
            for span, sure, own in zip(spans, damaged, gains, strict=True)
        )
        in_line = any(damaged)

        def passes(i: int) -> bool:
            span, own = spans[i], gains[i]
            if self.established and in_line and span.is_complete and own >= MARGIN_IN_DAMAGED_LINE_NATS:
                return True
            if span.structure.weight and own >= (_in_line_margin(span) if in_line else margin):
                return True
            if not foreign and in_line and own >= _in_line_margin(span):
                return True
            least = lone_margin if in_line or not foreign else _MARGIN_AMID_FOREIGN_NATS
            return own >= least and together >= lone_margin

        return [i for i, sure in enumerate(damaged) if not sure and passes(i)]


def _in_line_margin(span: LineSpan) -> float:
    return _MARGIN_OF_LONG_LEAD_NATS if span.has_long_lead else MARGIN_IN_DAMAGED_LINE_NATS
