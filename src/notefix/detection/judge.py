"""Is this line damaged, and where? One span after the other, each on its own evidence.

A span that is long UTF-8 through and through needs no opinion. A short one, or one that lost bytes, is taken for
damaged only if the language model finds a reading of it so much more probable than leaving it alone that the gain
passes a margin. Short spans that lost nothing come last (`judge_intact`): ftfy is the reference for those.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from math import exp

from notefix.channels.channel import Channel, Layer, UndefinedBytes
from notefix.channels.forward import damage
from notefix.channels.inverse import Inverse, inverse_of, inverse_of_codec
from notefix.channels.lattice import is_intact
from notefix.detection.evidence import gain_nats
from notefix.detection.gains import MARGIN_ALONE_NATS, MARGIN_IN_DAMAGED_FILE_NATS, widened, without_clean
from notefix.detection.glance import Glance
from notefix.detection.hope import vote_of_line, without_hopeless
from notefix.detection.prefilter import has_leads
from notefix.detection.questions import QUESTION_DOUBT, QUESTION_NATS, count_may_be_lost, may_be_a_question
from notefix.detection.scan import scan
from notefix.detection.spans import (
    are_ends_of_words,
    are_strong,
    differing,
    is_remnant,
    is_strong_as_a_whole,
    spans_of,
    verdict_on,
)
from notefix.detection.verdict import Verdict
from notefix.detection.vote import (
    BARE_LEAD,
    ModelSource,
    Vote,
    bare_leads,
    could_be_bare_leads,
    gains_nats,
    intact_layers,
    left_over,
    vote,
)
from notefix.detection.weighing_spans import SpanWeigher
from notefix.detection.witnesses import margin_among_damaged_nats

__all__ = ["LEAST_PROBABILITY_ALONE", "MARGIN_FTFY_LONG_NATS", "MARGIN_FTFY_NATS", "Judge"]

# Without a file to go by, a line is repaired only if every character inferred for it is at least so probable: a
# reading that is itself in doubt is no evidence.
LEAST_PROBABILITY_ALONE = 0.8

# Gain in nats that ftfy's repair of a short damage must have. Real damage gains 20 and more, a lone sign of two bytes
# (a degree sign, a guillemet) 9; capitals before a closing quotation mark gain 3 to 6.
MARGIN_FTFY_NATS = 6.0

# And where a sequence of three bytes or more is in it, which is a coincidence more rarely.
MARGIN_FTFY_LONG_NATS = 2.0

# By so much some damage of a line must be more probable if the line lost more than the file's others show, for that to
# be believed; beforehand it is unlikely, by so much. In 12 languages of which undefined bytes alone were lost 3 does as
# well; with 1 Vietnamese through Windows-1252 loses a character in thirty, and Japanese through Windows-1250 one in 25.
# That its codec was another one, too, has to be so much more probable: with 0 one sure guess in fourteen in Latvian is
# sure no more, with 4 absurd letters are sure (`two-accidents-cs-controls-stripped-too`).
_DOUBT_NATS = 6.0
_UNLIKELY_NATS = 8.0
_ANOTHER_CODEC_NATS = 2.0

# Of so many lines with leads, one that a codec explains says nothing about the others unless it is beyond doubt.
_FEW_OF = 50

# A line's own vote takes some thousandths of a second a character. After so many characters that have voted in vain, no
# more lines are asked: what looks so much like damage, and is none, is no text.
_PATIENCE_CHARS = 2_000

# Latin-1 without its controls: it loses what any code page of Windows loses.
_WIDEST = Layer("latin-1", strip_soft_hyphens=True, strip_c1=True)


class Judge:
    """Knows the file's accident and judges its lines.

    Attributes:
        layer: the accident of the file, None if it had none that shows.
        established: whether the evidence for it is strong.
    """

    def __init__(
        self,
        text: str,
        model: ModelSource,
        stated: Layer | None = None,
        glance: Glance | None = None,
        voted: Layer | None = None,
        among: str | None = None,
    ) -> None:
        r"""Look at all lines that could be damaged.

        Args:
            text: those lines, with \n between them; others among them do not matter.
            model: called only where a byte is missing or structure leaves the channel open.
            stated: the layer, where the caller knows it.
            glance: at the text, where there was one already.
            voted: the layer for which other lines of the file have spoken, by what they did not lose.
            among: all lines of the file that could be damaged, if the text is but some of them.
        """
        self._model = model
        self._stated = stated is not None
        self._text = text
        self._among = text if among is None else among
        scanned = scan(text, glance)
        if stated is None and voted is None:
            scanned = without_hopeless(scanned, model)
        self._scan = scanned
        self._suspects: frozenset[str] | None = None
        self._explained = frozenset(line for candidate in scanned.candidates for line in candidate.lines)
        found = Vote(voted, established=True, lossy=False) if voted else None if stated else vote(scanned, model)
        self.established = stated is not None or (found is not None and found.established)
        self.layer = stated or (found.layer if found else None)
        self._by_themselves = frozenset[str]()  # the lines that speak for it then speak for themselves alone
        if found is not None and not found.established and self._is_thin():
            self.layer, self._by_themselves = None, self._explained
        self._margin = MARGIN_IN_DAMAGED_FILE_NATS if self.established else MARGIN_ALONE_NATS
        # A lone lead is a character that lost bytes: other lines are witnesses only if they lost some, too.
        lossy = stated is not None or (found is not None and found.lossy)
        self._weigher = SpanWeigher(model, self.established, lossy)
        self._patience = _PATIENCE_CHARS

    @property
    def suspects(self) -> frozenset[str]:
        """The lines in which some codec finds a complete sequence."""
        if self._suspects is None:
            self._suspects = self._scan.suspects
        return self._suspects

    @property
    def with_couples(self) -> frozenset[str]:
        """The lines that may have a sequence, complete or not, and not just because an alphabet is full of them."""
        return self._scan.with_couples

    def lines_to_judge(self) -> set[str]:
        """Return the lines in which anything may be found.

        In a file whose accident is established, or stated, that is any line with a lead. In others a lead of three
        bytes or four that stands alone is a common letter, and no evidence.
        """
        if self.established:
            return {line for line in self._text.split("\n") if has_leads(line)}
        if self.layer is None:
            return set(self._scan.speaking | self._by_themselves)
        symbols = inverse_of(self.layer).symbols(self._text)
        lines = set(self._scan.with_sequences)
        place = 0
        while match := BARE_LEAD.search(symbols, place):
            begin, place = symbols.rfind(b"\n", 0, match.start()) + 1, symbols.find(b"\n", match.start())
            place = len(symbols) if place < 0 else place
            lines.add(self._text[begin:place])
        return lines

    def _is_thin(self) -> bool:
        """Say whether so few of the lines that could be damaged speak for the accident that it is not the file's."""
        return 0 < _FEW_OF * len(self._explained) < sum(map(has_leads, self._text.split("\n")))

    def judge(self, line: str) -> Verdict | None:
        """Return what is damaged in a line; None if no span passes, or only short ones that lost nothing."""
        if self.layer is not None:
            verdict = self._judge(line, self.layer, self._margin)
            if self._stated:
                return verdict
            if verdict is not None:
                verdict = self._otherwise(line, verdict) or verdict
                return self._in_question(line, self._with_doubt(line, verdict, self._margin))
        # Where no codec explains the line, its own vote has nothing but bare leads to go by.
        by_itself = line in self.suspects or line in self._by_themselves
        if by_itself and self._patience > 0:
            verdict = self._judge_alone(line)
            if verdict is not None:
                return verdict
        return self._judge_bare_leads(line)

    @cached_property
    def _margin_among_damaged(self) -> float | None:
        return margin_among_damaged_nats(self._among, self.layer) if self.layer and self.established else None

    def judge_as_others(self, line: str) -> Verdict | None:
        """Judge a line that says nothing itself, in a file in which next to nothing is whole."""
        if (margin := self._margin_among_damaged) is None or self.layer is None:
            return None
        inverse = inverse_of(self.layer)
        spans = [span for span in spans_of(inverse, line) if span.is_complete or is_remnant(inverse, line, span)]
        verdict = verdict_on(inverse, line, self._weigher.damaged(inverse, line, spans, margin))
        return None if verdict is None or verdict.broken else self._with_doubt(line, verdict, margin)

    def _judge_alone(self, line: str) -> Verdict | None:
        """Judge a line by what it says itself."""
        if line not in self._explained and not could_be_bare_leads(bare_leads(line), self._model):
            return None
        scanned = scan(line)
        layers = intact_layers(scanned)
        if layers and not any(self._judge(line, layer, MARGIN_ALONE_NATS) for layer in layers):
            return None
        own = vote_of_line(line, self._model)
        verdict = None
        if own is not None and own.layer != self.layer:
            verdict = self._judge(line, own.layer, MARGIN_ALONE_NATS)
        if verdict is None or verdict.broken:
            self._patience -= len(line)
        return None if verdict is None else self._in_question(line, self._with_doubt(line, verdict, MARGIN_ALONE_NATS))

    def judge_intact(self, line: str) -> Verdict | None:
        """Return what is damaged in a line whose short, intact spans ftfy had no opinion on."""
        if self.layer is None or line not in self.suspects:
            return None
        inverse = inverse_of(self.layer)
        return verdict_on(inverse, line, self._weigher.damaged(inverse, line, spans_of(inverse, line), self._margin))

    def _judge_bare_leads(self, line: str) -> Verdict | None:
        """Judge a line of a damaged file that lost more than the file's other lines show."""
        if self.layer is None or not self.established:
            return None
        if not BARE_LEAD.search(inverse_of(self.layer).symbols(line)):
            return None
        wider = widened(self.layer)
        verdict = self._judge(line, wider, MARGIN_ALONE_NATS) if wider != self.layer else None
        return None if verdict is None else self._with_doubt(line, verdict, MARGIN_ALONE_NATS)

    def _otherwise(self, line: str, verdict: Verdict) -> Verdict | None:
        """Return what is damaged in a line of which the file's accident leaves something over, if another explains it.

        Other lines are witnesses only as long as the line does not say otherwise: in a file with two accidents one of
        them would be half undone (`two-accidents-fr-latin-1-too`).
        """
        layer = verdict.layer
        left = left_over(layer, line)
        if self._patience <= 0 or not (left or count_may_be_lost(line, layer)):
            return None
        own = vote_of_line(line, self._model)
        agrees = own is not None and (own.layer.codec, own.layer.undefined) == (layer.codec, layer.undefined)
        found = None
        if own is not None and not agrees and self._explains_more(own.layer, layer, line):
            found = self._judge_by(own.layer, line)
        if found is None and (verdict.broken or not agrees):
            self._patience -= len(line)
        return found

    def _explains_more(self, own: Layer, layer: Layer, line: str) -> bool:
        """Say whether a line's own layer makes it far more probable than the file's."""
        if left_over(own, line) > left_over(layer, line):
            return False
        gains = gains_nats([layer, own], [line], self._model())
        # That a line is UTF-8 from end to end is no coincidence.
        intact = inverse_of_codec(own.codec).original_of_intact(line) is not None
        margin = 0.0 if intact else _UNLIKELY_NATS
        if own.undefined is UndefinedBytes.QUESTION_MARK is not layer.undefined:
            margin += QUESTION_NATS * count_may_be_lost(line, own)
        return gains[own] >= gains[layer] + margin

    def _judge_by(self, layer: Layer, line: str) -> Verdict | None:
        """Return what is damaged in a line, be it short and intact; None if a part of it stays broken."""
        verdict = self._judge(line, layer, MARGIN_ALONE_NATS)
        if verdict is None:
            inverse = inverse_of(layer)
            verdict = verdict_on(
                inverse, line, self._weigher.damaged(inverse, line, spans_of(inverse, line), MARGIN_ALONE_NATS)
            )
        return None if verdict is None or verdict.broken else verdict

    def _with_doubt(self, line: str, verdict: Verdict, margin: float) -> Verdict:
        """Ask whether a line lost more than its layer does: all that leaves no trace.

        What other lines kept this one may have lost, since it may have been elsewhere. A lone lead of which one reading
        is left would be given as certain, however absurd that is (`two-accidents-es-one-soft-hyphen-kept`).
        """
        wider, more = replace(widened(verdict.layer), strip_c1=True), 0.0
        widest = replace(_WIDEST, case=wider.case)
        if wider.codec != widest.codec and inverse_of(widest).symbols(line) == inverse_of(wider).symbols(line):
            wider, more = widest, _ANOTHER_CODEC_NATS  # which codec it was only other lines show
        if inverse_of(wider).dropped == inverse_of(verdict.layer).dropped:
            return verdict
        if is_intact(verdict.lattice) and not BARE_LEAD.search(inverse_of(verdict.layer).symbols(line)):
            return verdict
        gain = 0.0
        for span in differing(spans_of(inverse_of(wider), line), verdict.lattice):
            own = {place: verdict.lattice[place] for place in range(span.begin, span.end) if place in verdict.lattice}
            if any(place + some[0].length > span.end for place, some in own.items()):
                continue  # what the wider layer loses is there, after the span
            wide, narrow = (
                gain_nats(line, lattice, self._model(), span.begin, span.end, {}) for lattice in (span.lattice, own)
            )
            gain = max(gain, wide - narrow - more)
        if gain >= _DOUBT_NATS:
            other = self._judge(line, wider, margin)
            # What survived in the line itself was not lost.
            if other is not None and set(verdict.spans) <= set(other.spans) and other.broken <= verdict.broken:
                return other
        return replace(verdict, doubt=1.0 / (1.0 + exp(_UNLIKELY_NATS - gain))) if gain else verdict

    def _in_question(self, line: str, verdict: Verdict) -> Verdict:
        """Doubt that a question mark was put for a byte, if no other one says so."""
        if verdict.doubt >= QUESTION_DOUBT or not may_be_a_question(line, verdict.layer, verdict.lattice):
            return verdict
        others = self.established and self.layer == verdict.layer and count_may_be_lost(self._text, verdict.layer) > 1
        return verdict if others else replace(verdict, doubt=QUESTION_DOUBT)

    def _judge(self, line: str, layer: Layer, margin: float) -> Verdict | None:
        inverse = inverse_of(layer)
        whole = _decoded(inverse, line)
        if whole is not None:
            return whole
        spans = spans_of(inverse, line)
        # In all lines, short or not.
        is_weighed = inverse.is_alphabet or inverse.folds_case or are_ends_of_words(line, spans)
        if not is_weighed and all(is_intact(span.lattice) for span in spans):
            if are_strong(spans) and not any(span.unexplained for span in spans):
                return verdict_on(inverse, line, without_clean(line, spans, self._model()))
            damaged = [span for span in spans if span.speaks_for_itself]
        else:
            damaged = self._weigher.damaged(inverse, line, spans, margin)
        return verdict_on(inverse, line, damaged)


def _decoded(inverse: Inverse, line: str) -> Verdict | None:
    """Return the verdict that a line is UTF-8 all through; None if it is not, or has too little of it."""
    # Then no space and no straight quote in it stands for a byte.
    plain = inverse_of_codec(inverse.layer.codec) if inverse.folded and not inverse.folds_case else inverse
    original = None if inverse.is_alphabet else plain.original_of_intact(line)
    if original is None or not is_strong_as_a_whole(line, original):
        return None
    layer = inverse.layer if damage(original, Channel((inverse.layer,))) == line else plain.layer
    spans = tuple(match.span() for match in plain.span.finditer(plain.symbols(line)))
    return Verdict(layer, {}, spans, strong=True, original=original)
