"""Which accident did these lines have?

One file mostly had one accident, and a short line alone cannot tell: so the lines vote. Structure comes first (does
the codec turn the lines into sequences of UTF-8, and does anything stay unexplained?), the language model decides
what structure leaves open, such as which bytes were dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from notefix.channels.channel import Layer
from notefix.channels.inverse import inverse_of, inverse_of_codec
from notefix.channels.lattice import Lattice, span_lattice
from notefix.detection.evidence import cost_of_window_nats, most_gain_nats, or_itself
from notefix.detection.gains import MOST_NATS_AROUND_A_GUESS, MOST_NATS_AROUND_A_LETTER, NATS_OF_UNEXPLAINED
from notefix.detection.glance import Beginnings, Glance, any_of_in_utf_8, beginnings
from notefix.detection.layers import LOSS_PENALTY, penalty_nats, possible_layers
from notefix.detection.samples import BESIDE_CHARS, SAMPLE_LINES, WINDOW_CHARS, sample_of, spread, witnesses_of
from notefix.detection.scan import Candidate, Scan
from notefix.detection.spans import fits_its_word, opens_what_is_not_closed
from notefix.detection.structure import HAS_SEQUENCE
from notefix.detection.twins import of_twins
from notefix.language_model.model import LanguageModel

__all__ = [
    "BARE_LEAD",
    "ESTABLISHED_GAIN_NATS",
    "ModelSource",
    "Vote",
    "bare_leads",
    "could_be_bare_leads",
    "gains_nats",
    "intact_layers",
    "leads_that_may_be_bare",
    "left_over",
    "vote",
]

ModelSource = Callable[[], LanguageModel]
_LatticeOf = Callable[[Layer, str], tuple[Lattice, int]]
_Read = list[tuple[Layer, int, list[Lattice]]]

# A codec or a layer is still in the race if it explains nearly as much as the best one: undamaged curly quotes in a
# damaged line are sequences to some other codec (fixtures/cases/lossy.jsonl, `lossy-fr-spared-quotes`).
_CLOSE = 0.7
_UNEXPLAINED_MORE = 2

# Of very many lone leads the model reads so many samples.
_SAMPLES = 4

# Where no line has a sequence, only lone leads are left to go by; these codecs are tried, and so much must be gained.
_USUAL_CODECS = ("cp1252", "latin-1", "cp1254", "cp1250")
_LEAST_GAIN_NATS = 8.0

# In so many windows around lone leads a few hard words make no difference.
_MANY = 5

# So much may a character of lines with sequences cost, once they are read, if they are to be witnesses for the file.
_MOST_NATS_OF_WITNESSES = 6.3

# What lines without a strong span must gain for their accident to be taken as that of the whole file.
ESTABLISHED_GAIN_NATS = 30.0
ESTABLISHED_LOSS_NATS = 20.0

# Layers less than this apart are in doubt.
_DOUBT_NATS = 6.0

# The lead of two bytes, or of general punctuation (curly quotes, dashes), with nothing left after it. Leads of other
# three-byte characters are common letters in clean text, and nobody can tell what a lone one of them was.
BARE_LEAD = re.compile(rb"[\xc2-\xdf\xe2](?![\x80-\xbf\xff])")

# So many letters beside a lead make it the same word as another.
_LETTERS = re.compile(rf"[^\W\d_]{{1,{BESIDE_CHARS}}}")

# Loses whatever any of the usual codecs loses without a trace: what does not gain by this gains by none of them.
_WIDEST = Layer(
    "latin-1",
    strip_soft_hyphens=True,
    strip_c1=True,
    fold_no_break_spaces=True,
    straighten_quotes=True,
    collapse_spaces=True,
    trim_ends=True,
)

# In nats.
_UNEXPLAINED_PENALTY = 3.0  # for each character that the layer would not have left there
_MOST_UNEXPLAINED_NATS = 12.0
_SCORE_OF_UNEXPLAINED = 4  # a sequence less, and something more that stands alone


@dataclass(frozen=True, slots=True)
class Vote:
    """A channel's layer, and how the lines speak for it.

    Attributes:
        layer: the accident.
        established: whether they speak for it strongly enough to be taken as a witness for other lines.
        lossy: whether they also show that bytes were lost.
    """

    layer: Layer
    established: bool
    lossy: bool


def _line_lattice(layer: Layer, line: str) -> tuple[Lattice, int]:
    """Return the lattice of all spans of a line and how many characters it leaves unexplained."""
    inverse = inverse_of(layer)
    symbols = inverse.symbols(line)
    lattice: Lattice = {}
    unexplained = inverse.count_foreign(line, symbols)
    for match in inverse.span.finditer(symbols):
        part, count = span_lattice(inverse, line, symbols, match.start(), match.end())
        lattice.update(part)
        unexplained += count
    return lattice, unexplained


def left_over(layer: Layer, line: str) -> int:
    """Return how many characters outside ASCII a layer leaves unexplained in a line."""
    return _line_lattice(layer, line)[1]


def bare_leads(text: str, codec: str = _USUAL_CODECS[0], glance: Glance | None = None) -> list[str]:
    """Cut out the surroundings, in their lines, of leads that have lost every continuation byte, all over the text."""
    return spread(_windows_of_bare_leads(text, codec, glance or Glance(text)))


def _windows_of_bare_leads(text: str, codec: str, glance: Glance) -> list[str]:
    """Return these surroundings for some samples, each word once.

    A word that the model does not know gains as often as it is there: it was one word in twenty-three lines of
    Portuguese that made a file of clean text look damaged (`negative-pt-capital-with-accent`).
    """
    if not glance.may_have(_beginnings_of_bare_leads(codec)):
        return []
    windows: dict[str, str] = {}
    for place in glance.places_of(_bare_lead(codec), _SAMPLES * SAMPLE_LINES):
        if opens_what_is_not_closed(text, place):
            continue
        begin = max(place - WINDOW_CHARS, text.rfind("\n", 0, place) + 1)
        window = text[begin : place + 1 + WINDOW_CHARS].partition("\n")[0]
        windows.setdefault(_word_at(window, place - begin), window)
    return list(windows.values())


def _word_at(window: str, place: int) -> str:
    """Return the letters beside a character, and it; of one that stands alone all that is around it."""
    before, after = (_LETTERS.match(side) for side in (window[place - 1 :: -1] if place else "", window[place + 1 :]))
    beside = (before[0][::-1] if before else "", after[0] if after else "")
    return window[place].join(beside) if any(beside) else window


@cache
def _bare_lead(codec: str) -> re.Pattern[bytes]:
    """Return BARE_LEAD as a pattern of characters of a codec, in UTF-8."""
    others = any_of_in_utf_8([*sorted(inverse_of_codec(codec).continuation_alphabet), "\ufffd"])
    return re.compile(any_of_in_utf_8(leads_that_may_be_bare(codec)) + b"(?!" + others + b")")


@cache
def _beginnings_of_bare_leads(codec: str) -> Beginnings:
    return beginnings(leads_that_may_be_bare(codec))


def leads_that_may_be_bare(codec: str = _USUAL_CODECS[0]) -> str:
    """Return the characters that are leads of BARE_LEAD to a codec."""
    inverse = inverse_of_codec(codec)
    return "".join(sorted(c for c in inverse.lead_alphabet if BARE_LEAD.match(inverse.symbols(c))))


def could_be_bare_leads(windows: Sequence[str], model: ModelSource) -> bool:
    """Say whether, where no line has a sequence, leads that stand alone may be damage, by what is around them.

    No layer gains more than the widest one, and whichever it is has lost something and pays for it.
    """
    wanted = _LEAST_GAIN_NATS + LOSS_PENALTY
    most = {window: _most_gain_of_window_nats(window, model()) for window in windows}
    gain = sum(most[window] for window in windows)
    for window in windows:
        if gain < wanted:
            return False
        if most[window]:
            gain += _gain_of_window_nats(window, model()) - most[window]
    return gain >= wanted


def _do_all_samples_agree(windows: Sequence[str], model: ModelSource) -> bool:
    """Say whether, of very many leads that stand alone, each sample shows that they may be damage.

    If they are, they all are, or many of them. If one of them passes by chance, every line of a clean text is weighed.
    """
    if len(windows) < (_SAMPLES - 1) * SAMPLE_LINES:
        return True
    return all(could_be_bare_leads(windows[sample::_SAMPLES], model) for sample in range(_SAMPLES))


@lru_cache(maxsize=4096)
def _most_gain_of_window_nats(window: str, model: LanguageModel) -> float:
    lattice, _ = _line_lattice(_WIDEST, window)
    return sum(max(0.0, most_gain_nats(window, place, some, model, least=0.0)) for place, some in lattice.items())


@lru_cache(maxsize=4096)
def _gain_of_window_nats(window: str, model: LanguageModel) -> float:
    return gains_nats([_WIDEST], [window], model)[_WIDEST]


def _explaining(layers: list[Layer], sample: list[str], lattice_of: _LatticeOf) -> _Read:
    """Return the layers that leave hardly more of a sample unexplained than the best one, what, and the lattices."""
    read = []
    for layer in layers:
        lattices, counts = zip(*(lattice_of(layer, line) for line in sample), strict=True)
        read.append((sum(counts), layer, list(lattices)))
    least = min(count for count, _, _ in read)
    return [(layer, count, lattices) for count, layer, lattices in read if count <= least + _UNEXPLAINED_MORE]


def _as_read(lattices: list[Lattice]) -> tuple[object, ...]:
    return tuple(tuple(sorted(lattice.items())) for lattice in lattices)


def gains_nats(
    layers: list[Layer], sample: list[str], model: LanguageModel, lattice_of: _LatticeOf = _line_lattice
) -> dict[Layer, float]:
    """Return by how many nats the sample is more probable if a layer may have damaged any part of it."""
    as_it_is = sum(cost_of_window_nats(line, {}, model, 0, len(line)) for line in sample)
    gains = dict.fromkeys(layers, as_it_is)
    costs: dict[tuple[object, ...], float] = {}  # most layers read most lines alike
    for layer in layers:
        for line in sample:
            lattice = or_itself(line, lattice_of(layer, line)[0])
            read = (line, *sorted(lattice.items()))
            if read not in costs:
                costs[read] = cost_of_window_nats(line, lattice, model, 0, len(line))
            gains[layer] -= costs[read]
    return gains


def _is_text(layer: Layer, sample: list[str], gain_nats: float, model: LanguageModel) -> bool:
    """Say whether lines in which nothing but lone leads is damaged read like text, if a layer may have damaged them.

    In lists of words, names and patterns nearly everything gains (`negative-fr-list-of-words`).
    """
    cost = sum(cost_of_window_nats(line, {}, model, 0, len(line)) for line in sample) - gain_nats
    are_letters = all(
        fits_its_word(line, match.start())
        for line in sample
        for match in BARE_LEAD.finditer(inverse_of(layer).symbols(line))
    )
    most = MOST_NATS_AROUND_A_LETTER if are_letters or len(sample) >= _MANY else MOST_NATS_AROUND_A_GUESS
    return cost <= most * sum(map(len, sample))


def _is_witness(layer: Layer, sample: list[str], model: LanguageModel, lattice_of: _LatticeOf) -> bool:
    """Say whether a layer makes the sample so much more probable if it damaged all of it, with what does not fit.

    In clean capitals some lone leads gain and others lose: lines are a witness all together. What nobody would write is
    none, however much worse it was before.
    """
    gain = total = 0.0
    for line in sample:
        lattice, unexplained = lattice_of(layer, line)
        cost = cost_of_window_nats(line, lattice, model, 0, len(line))
        gain += cost_of_window_nats(line, {}, model, 0, len(line)) - NATS_OF_UNEXPLAINED * unexplained - cost
        total += cost
    return gain >= ESTABLISHED_GAIN_NATS and total <= _MOST_NATS_OF_WITNESSES * sum(map(len, sample))


def _widest(found: Layer, gains: dict[Layer, float], sample: list[str]) -> Layer:
    """Return, of the layers that might as well have done it, the one that loses most.

    A character that could have been lost otherwise must be among the alternatives.
    """
    near = [
        layer
        for layer, gain in gains.items()
        if gain >= gains[found] - _DOUBT_NATS and (layer.codec == found.codec or _is_latin_1(layer, sample))
    ]
    widest = max(near, key=lambda layer: (len(inverse_of(layer).dropped), gains[layer]))
    folded = any(layer.fold_no_break_spaces for layer in near if layer.codec == widest.codec)
    return replace(widest, fold_no_break_spaces=folded)


def _is_latin_1(layer: Layer, sample: list[str]) -> bool:
    """Say whether a layer is Latin-1 and has all characters: without C1 it loses what any Windows code page does."""
    inverse = inverse_of(layer)
    return layer.codec == "latin-1" and not any(inverse.count_foreign(x, inverse.symbols(x)) for x in sample)


def intact_layers(scanned: Scan) -> list[Layer]:
    """Return the layers of which a vote would choose one, if structure says that nothing was lost; else none.

    With them it is quicker to try what each finds than to weigh which one it is.
    """
    best = max(scanned.candidates, key=lambda c: c.score, default=None)
    if best is None or not best.intact:
        return []
    codecs = [c.codec for c in scanned.candidates if c.score >= _CLOSE * best.score]
    return [] if bare_leads(scanned.text, codecs[0], scanned.glance) else [Layer(codec) for codec in codecs]


def _priors_nats(
    scanned: Scan, best: Candidate | None, codecs: Sequence[str], bare: Sequence[str]
) -> dict[Layer, float]:
    """Return the layers of some codecs that may have damaged lines, and what each is worth before anything is read."""
    if best is not None and best.intact and not bare:
        return {Layer(c.codec): -penalty_nats(Layer(c.codec)) for c in scanned.candidates if c.codec in codecs}
    # Of text that is damaged in parts no line may be explained, but what is there has not been lost.
    seen = [*best.lines, *bare] if best is not None else [scanned.text]
    return possible_layers(codecs, seen)


def vote(scanned: Scan, model: ModelSource) -> Vote | None:
    """Return the accident that explains the scanned lines best, or None if none explains anything.

    Args:
        scanned: the lines.
        model: called only where structure leaves the question open.
    """
    best = max(scanned.candidates, key=lambda c: c.score, default=None)
    if best is None:
        codecs = list(_USUAL_CODECS)
        damaged: list[str] = []
    else:
        codecs = [c.codec for c in scanned.candidates if c.score >= _CLOSE * best.score]
        damaged = sample_of(best)
    windows = _windows_of_bare_leads(scanned.text, codecs[0], scanned.glance)
    bare = spread(windows)
    if not damaged and not bare:
        return None
    if best is None and not (could_be_bare_leads(bare, model) and _do_all_samples_agree(windows, model)):
        return None
    priors = _priors_nats(scanned, best, codecs, bare)
    layers = list(priors)
    lattice_of = cache(_line_lattice)  # for this vote: the same lines are read three times
    strong = best is not None and best.strong
    if best is not None:
        read = _explaining(layers, damaged, lattice_of)
        layers = [layer for layer, _, _ in read]
        behind = {c.codec: best.score - c.score for c in scanned.candidates}
        for layer, count, _ in read:
            # What the sample does not show, the rest may: a character that only one of two like codecs has.
            unexplained = max(count, behind[layer.codec] / _SCORE_OF_UNEXPLAINED)
            priors[layer] -= min(_MOST_UNEXPLAINED_NATS, _UNEXPLAINED_PENALTY * unexplained)
        if strong and not bare and len({_as_read(lattices) for _, _, lattices in read}) == 1:
            # They agree on the sample; what explains more of the rest is right (`lossless-zh-hans-cp1254-rare`).
            scores = {c.codec: c.score for c in scanned.candidates}
            layer = min(layers, key=lambda layer: (layer.loss_count, -scores[layer.codec]))
            return Vote(layer, established=True, lossy=best.lossy)
    sample = damaged + bare
    gained = gains_nats(layers, sample, model(), lattice_of)
    gains = {layer: gained[layer] + priors[layer] for layer in layers}
    found = max(gains, key=lambda layer: gains[layer])
    if best is not None:
        gains_of = partial(gains_nats, model=model(), lattice_of=lattice_of)
        found = of_twins(found, layers, best, lattice_of, gains_of)
    if best is None and (gains[found] < _LEAST_GAIN_NATS or not _is_text(found, sample, gained[found], model())):
        return None
    witnesses = bare
    if best is not None:
        witnesses = damaged + witnesses_of(best)
        if "\n" in scanned.text:  # one line of several does not speak twice; alone it does, as the margin was set so
            witnesses = list(dict.fromkeys(witnesses))
    established = strong or _is_witness(found, witnesses, model(), lattice_of)
    loss = gained[found] - max((gained[layer] for layer in layers if not layer.loss_count), default=0.0)
    if best is None:  # other parts of these lines may show which codec it was
        symbols = inverse_of(found).symbols(scanned.text)
        sample = [*bare, *(scanned.text[slice(*match.span())] for match in HAS_SEQUENCE.finditer(symbols))]
    return Vote(_widest(found, gains, sample), established, lossy=established and loss >= ESTABLISHED_LOSS_NATS)
