"""The loop of the pipeline: detect, propose, prove, and again, until a pass changes nothing.

Each pass undoes one layer, and the last one is the proof that a second run of notefix would change nothing. A line
whose repair is vetoed is given back as it was; so is a whole text that does not come to rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf

from notefix.channels.channel import Channel, Layer
from notefix.channels.inverse import inverse_of
from notefix.detection.evidence import is_gibberish
from notefix.detection.judge import LEAST_PROBABILITY_ALONE, MARGIN_FTFY_LONG_NATS, MARGIN_FTFY_NATS, Judge
from notefix.detection.prefilter import BEYOND_REPAIR, could_be_damaged
from notefix.detection.structure import measure
from notefix.detection.verdict import Verdict
from notefix.detection.whole_line import WholeLineJudge
from notefix.findings import Detection, Finding, LineRepair, LineStatus, Repair, RestoredCharacter, Span
from notefix.language_model.model import built_in_model
from notefix.language_model.scorer import Scorer
from notefix.lines import split_lines
from notefix.repairer.fallback import propose_with_ftfy
from notefix.repairer.proposal import Proposal, propose, renamed, simplest_layer
from notefix.scoring import choose_scorer, offered_scorers, pieces_of_line, pieces_of_proposal, taught
from notefix.settings import DEFAULT_SETTINGS, Settings
from notefix.validation import grade, replays

__all__ = ["find_damage", "run_passes"]

# Up to five layers are found in the wild; one pass more shows that there is no sixth.
_MAX_PASSES = 6

# A line is weighed a second time if one of its characters is less probable than this.
_IN_NO_DOUBT = 0.999

_Known = dict[str, tuple[Proposal | None, Verdict | None]]


@dataclass(slots=True)
class _Track:
    """What has become of one line so far."""

    original: str
    text: str
    channel: Channel | None = None
    inferred: tuple[RestoredCharacter, ...] = ()
    vetoed: bool = False
    broken: bool = False

    def veto(self) -> None:
        self.text, self.channel, self.inferred, self.vetoed = self.original, None, (), True


@dataclass(slots=True)
class _Pass:
    """One look at all lines of a text, by index: what to change, what is damaged, what is broken beyond repair."""

    proposals: dict[int, Proposal] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)


def _look(lines: Sequence[str], stated: Layer | None, scorers: Callable[[], Sequence[Scorer]] | None) -> _Pass:
    """Judge every line and propose repairs. Equal lines are judged once.

    Args:
        lines: the text.
        stated: the accident, if it is known.
        scorers: what may weigh readings; called only if a byte is missing. None: only damage is looked for.
    """
    result = _Pass()
    suspicious = [i for i, line in enumerate(lines) if could_be_damaged(line)]
    judge, known = _judge_all([lines[i] for i in suspicious], stated)
    if scorers is not None:
        _weigh_again(lines, known, judge, scorers)
    # If all that is damaged in a line stands there undamaged, too, and no other line is damaged, someone wrote it so:
    # a table of mojibake, for example (fixtures/cases/negative.jsonl, `negative-c-source-pair-list`).
    tables: dict[int, Verdict] = {}
    for i in suspicious:
        line = lines[i]
        proposal, verdict = known[line]
        if verdict is not None and verdict.table:
            tables[i] = verdict
            continue
        if verdict is not None:
            result.verdicts[i] = verdict
        if (verdict is not None and verdict.broken) or (proposal is None and BEYOND_REPAIR.search(line)):
            result.broken.add(i)
        elif proposal is not None:
            result.proposals[i] = proposal
    if result.proposals:
        result.verdicts |= tables
        result.broken |= tables.keys()
    if judge.established and stated is None:
        _name_simply(result, lines)
    return result


def _judge_all(lines: list[str], stated: Layer | None) -> tuple[Judge, _Known]:
    """Judge lines, first as read by a codec of one byte a character; what is left, as read in pairs."""
    by_the_line = stated is not None and (stated.is_multibyte or stated.source != "utf-8")
    judge = Judge([] if by_the_line else lines, built_in_model, stated)
    known: _Known = dict.fromkeys(lines, (None, None))
    if not by_the_line:
        for line in known:
            known[line] = _judge_line(line, judge, stated is not None)
    if by_the_line or stated is None:
        # What a line with missing bytes could be, besides: text of an old codec looks much like it.
        rest = [line for line, (proposal, verdict) in known.items() if _is_open(proposal, verdict)]
        whole = WholeLineJudge(rest, built_in_model, stated)
        for line in rest:
            proposal, _ = known[line]
            verdict = whole.judge(line, proposal.text if proposal else None)
            if verdict is not None:
                known[line] = _checked(line, whole, verdict)
    return judge, known


def _is_open(proposal: Proposal | None, verdict: Verdict | None) -> bool:
    """Say whether a line may have been damaged in another way than was found."""
    return bool(proposal.inferred) if proposal is not None else verdict is None or verdict.broken


def _weigh_again(lines: Sequence[str], known: _Known, judge: Judge, scorers: Callable[[], Sequence[Scorer]]) -> None:
    """Weigh the readings of lines in doubt once more, with what the settings offer and all the text teaches.

    A term recurs all through a file; where it lost nothing, or is in no doubt, it speaks for the places where it is.
    """
    lossy = {line: proposal for line, (proposal, _) in known.items() if proposal is not None and proposal.inferred}
    if not lossy:
        return
    offered = scorers()
    scorer = choose_scorer(offered, lossy.values())
    least = _IN_NO_DOUBT if offered == (built_in_model(),) else inf
    pieces: dict[str, tuple[str, ...]] = {}
    for line in dict.fromkeys(lines):
        proposal, verdict = known.get(line, (None, None))
        if proposal is not None:
            pieces[line] = pieces_of_proposal(proposal)
        elif verdict is None:
            pieces[line] = pieces_of_line(line)
    scorer = taught(scorer, (piece for own in pieces.values() for piece in own))
    for line, proposal in lossy.items():
        _, verdict = known[line]
        if verdict is not None and min(step.probability for _, step in proposal.inferred) < least:
            known[line] = _checked(line, judge, verdict, partial(scorer.without, pieces[line]))


def _name_simply(looked: _Pass, lines: Sequence[str]) -> None:
    """Claim no more losses of the file's accident than its lines show: readings come from a layer wide enough."""
    by_layer: dict[Layer, list[int]] = {}
    for i, proposal in looked.proposals.items():
        if len(proposal.channel.layers) == 1:
            by_layer.setdefault(proposal.channel.layers[0].misreading, []).append(i)
    for layer, indices in by_layer.items():
        simplest = simplest_layer(layer, [(looked.proposals[i], lines[i]) for i in indices])
        for i in indices:
            looked.proposals[i] = renamed(looked.proposals[i], simplest)


def _judge_line(line: str, judge: Judge, stated: bool) -> tuple[Proposal | None, Verdict | None]:
    verdict = judge.judge(line)
    if verdict is None and line in judge.suspects:
        return _judge_short(line, judge, stated)
    if verdict is None:
        return None, None
    if verdict.broken:
        # Surrogates are no UTF-8, but CESU-8.
        other = None if stated else propose_with_ftfy(line, None)
        if other is not None and other.channel.layers[0].source == "cesu-8":
            return other, None
        return None, verdict if verdict.strong or judge.established else None
    return _checked(line, judge, verdict)


def _judge_short(line: str, judge: Judge, stated: bool) -> tuple[Proposal | None, Verdict | None]:
    """Judge a line with nothing but short damage in it that lost nothing: ftfy knows, and so does the file.

    ftfy takes the first codec that fits, and is wrong on capitals before typographic punctuation
    (fixtures/cases/negative.jsonl, `negative-pt-manha-quotes`), so the language model has to agree.
    """
    verdict = judge.judge_intact(line)
    own: tuple[Proposal | None, Verdict | None] = (None, None)
    if verdict is not None:
        own = (None, verdict) if verdict.broken and judge.established else _checked(line, judge, verdict)
    other = None if stated else propose_with_ftfy(line, judge.layer)
    if other is None:
        return own
    gain = judge.gain_of_text_nats(other.text, line)
    if gain < (MARGIN_FTFY_LONG_NATS if _has_long_sequence(other, line) else MARGIN_FTFY_NATS) or (
        own[0] and judge.gain_of_text_nats(own[0].text, line) >= gain
    ):
        return own
    return other, None


def _has_long_sequence(proposal: Proposal, line: str) -> bool:
    """Say whether a line has a sequence of three bytes or more to the layer that a repair of it undoes first."""
    structure = measure(inverse_of(Layer(proposal.channel.layers[-1].codec)).symbols(line))
    return structure.three + structure.four > 0


def _checked(
    line: str, judge: Judge | WholeLineJudge, verdict: Verdict, scorer: Callable[[], Scorer] = built_in_model
) -> tuple[Proposal | None, Verdict | None]:
    """Propose a repair of what a verdict found, if it can be proved."""
    proposal = propose(line if verdict.view is None else verdict.view, verdict.layer, verdict.lattice, scorer)
    in_doubt = any(step.probability < LEAST_PROBABILITY_ALONE for _, step in proposal.inferred)
    if in_doubt and not (judge.established or verdict.strong):
        return None, None
    if _is_doubtful(proposal):
        doubtful = verdict.strong or judge.established
        return None, replace(verdict, broken=True) if doubtful else None
    if _is_table(proposal, line) or not replays(proposal.text, proposal.channel, line):
        return None, replace(verdict, broken=True, table=_is_table(proposal, line))
    if verdict.layer != judge.layer or not judge.established:
        layer = simplest_layer(verdict.layer, [(proposal, line)])
        proposal = renamed(proposal, layer)
    return proposal, verdict


def _is_doubtful(proposal: Proposal) -> bool:
    """Say whether a repair left something over, or guessed, and what it made is gibberish."""
    (layer,) = proposal.channel.layers
    if not proposal.inferred and not layer.spared and not layer.spared_columns:
        return False
    kept = set(proposal.kept)
    changed = [column for column in range(1, len(proposal.text) + 1) if column not in kept]
    return is_gibberish(proposal.text, changed, built_in_model())


def _is_table(proposal: Proposal, line: str) -> bool:
    """Say whether all that is damaged in a line stands there undamaged, too: then someone may have meant it."""
    if not proposal.channel.layers[0].spared_columns:
        return False
    return all(character.isascii() or character in line for character in proposal.text)


def _restored(proposal: Proposal, number: int) -> tuple[RestoredCharacter, ...]:
    return tuple(
        RestoredCharacter(number, column, step.text, step.probability, step.alternatives)
        for column, step in proposal.inferred
    )


def _apply(track: _Track, proposal: Proposal, number: int) -> None:
    """Take a proposal over into a line's track if it can be proved; else give the line back as it was."""
    if not replays(proposal.text, proposal.channel, track.text):
        track.veto()
        return
    channel = proposal.channel
    if track.channel is not None:
        channel = Channel(channel.layers + track.channel.layers)
        # Places and probabilities of an earlier layer's guesses mean nothing in the text of this one.
        if track.inferred or not replays(proposal.text, channel, track.original):
            track.veto()
            return
    track.text, track.channel, track.inferred = proposal.text, channel, _restored(proposal, number)


def _stated_layer(settings: Settings, passed: int) -> Layer | None:
    """Return the layer to undo in a pass: of a stated channel the last one first, and round again to see the end."""
    if settings.channel is None:
        return None
    assert isinstance(settings.channel, Channel)  # noqa: S101 - Settings made it one; this tells the type checker
    layers = settings.channel.layers
    return layers[-1 - passed % len(layers)]


def run_passes(text: str, settings: Settings) -> Repair:
    """Repair a text; see pipeline.repair.

    A line that was given back damaged may be judged otherwise once the lines around it are repaired, so the result is
    repaired again until that changes nothing.
    """
    lines = split_lines(text)
    repairs = _repair_lines([line.text for line in lines], settings)
    for _ in range(_MAX_PASSES):
        texts = [_written(i, line.text, repairs, settings) for i, line in enumerate(lines)]
        if all(repair.channel and texts[i] == repair.text for i, repair in repairs.items()):
            break  # no line is left damaged, and the last pass has shown that nothing changes
        again = _repair_lines(texts, settings)
        changed = {i: r for i, r in again.items() if _written(i, texts[i], again, settings) != texts[i]}
        if not changed:
            break
        if any(texts[i] != lines[i].text for i in changed):
            return _given_up(text, repairs)
        repairs.update(changed)
    else:
        return _given_up(text, repairs)
    result = "".join(map("".join, zip(texts, (line.ending for line in lines), strict=True)))
    return _account(text, result, [repairs[i] for i in sorted(repairs)])


def _written(index: int, line: str, repairs: dict[int, LineRepair], settings: Settings) -> str:
    """Return what is written for a line: its repair, or the line itself where the settings want it kept."""
    repair = repairs.get(index)
    if repair is None or (repair.status is LineStatus.UNCERTAIN and settings.uncertain == "keep"):
        return line
    return repair.text


def _repair_lines(lines: list[str], settings: Settings) -> dict[int, LineRepair]:
    """Repair lines, in passes, until a pass changes nothing; return the damaged ones by index."""
    tracks = [_Track(line, line) for line in lines]
    period = len(settings.channel.layers) if isinstance(settings.channel, Channel) else 1
    quiet = 0
    scorers = partial(offered_scorers, settings, _damaged_lines)
    for passed in range((_MAX_PASSES + 1) * period):
        before = [track.text for track in tracks]
        looked = _look(before, _stated_layer(settings, passed), scorers)
        for i, track in enumerate(tracks):
            if i in looked.broken and track.channel is not None:
                track.veto()
            elif i in looked.proposals and not track.vetoed:
                _apply(track, looked.proposals[i], i + 1)
            # For good: once the other lines are repaired, nothing may show any more what was wrong with this one.
            track.broken |= i in looked.broken
            if passed >= _MAX_PASSES * period and track.text != before[i]:
                track.veto()  # it would go on for ever
        quiet = quiet + 1 if before == [track.text for track in tracks] else 0
        if quiet == period:
            break
    found = ((i, _line_repair(i + 1, track, settings.certainty)) for i, track in enumerate(tracks))
    return {i: repair for i, repair in found if repair is not None}


def _line_repair(number: int, track: _Track, certainty: float) -> LineRepair | None:
    if track.channel is None:
        if not (track.vetoed or track.broken):
            return None
        return LineRepair(number, track.original, track.original, LineStatus.UNRECOVERABLE, None)
    status = grade(track.inferred, certainty)
    return LineRepair(number, track.original, track.text, status, track.channel, track.inferred)


def _given_up(text: str, repairs: dict[int, LineRepair]) -> Repair:
    """Give a text back as it was: it does not come to rest, so no repair of it can be trusted."""
    touched = [
        LineRepair(repair.number, repair.original, repair.original, LineStatus.UNRECOVERABLE, None)
        for _, repair in sorted(repairs.items())
    ]
    return _account(text, text, touched)


def _account(text: str, result: str, lines: list[LineRepair]) -> Repair:
    channels = Counter(line.channel.misreading for line in lines if line.channel)
    channel = min(channels, key=lambda c: (-channels[c], str(c)), default=None)
    result = text if result == text else result
    return Repair(result, result != text, tuple(lines), tuple(map(_finding, lines)), channel)


def _finding(line: LineRepair) -> Finding:
    """Describe a damaged line in one sentence."""
    beyond = BEYOND_REPAIR.search(line.original)
    pairs = zip(line.original, line.text, strict=False)
    column = next((i for i, (a, b) in enumerate(pairs, 1) if a != b), beyond.start() + 1 if beyond else 1)
    if line.channel is None:
        return Finding("unrecoverable", line.number, column, "Damage that no reading explains.")
    message = f"{line.channel.layers[0].source_description} was read as {line.channel.description}."
    if line.status is LineStatus.REPAIRED:
        return Finding("mojibake", line.number, column, message, (line.text,))
    return Finding("lossy-mojibake", line.number, column, message, (line.text,))


def find_damage(text: str, settings: Settings) -> Detection:
    """Find the damaged spans of a text; see pipeline.detect."""
    lines = [line.text for line in split_lines(text)]
    looked = _look(lines, _stated_layer(settings, 0), None)
    spans = []
    layers: Counter[tuple[Layer, ...]] = Counter()
    for i, line in enumerate(lines):
        verdict, proposal = looked.verdicts.get(i), looked.proposals.get(i)
        if verdict is not None:
            places = list(verdict.spans)
            layers[(verdict.layer,)] += 1
        elif proposal is not None:
            spared = "".join(frozenset().union(*(layer.spared for layer in proposal.channel.layers)))
            places = [m.span() for m in re.finditer(rf"[^\x00-\x7f{re.escape(spared)}]+", line)]
            layers[proposal.channel.misreading.layers] += 1
        else:
            places = [m.span() for m in BEYOND_REPAIR.finditer(line)] if i in looked.broken else []
        spans += [Span(i + 1, begin + 1, end + 1, line[begin:end]) for begin, end in places]
    channels = sorted(layers.items(), key=lambda item: (-item[1], str(Channel(item[0]))))
    return Detection(Channel(channels[0][0]) if channels else None, tuple(spans))


def _damaged_lines(text: str) -> set[int]:
    """Return the numbers of the damaged lines of a text, from 1."""
    return {span.line for span in find_damage(text, DEFAULT_SETTINGS).spans}
