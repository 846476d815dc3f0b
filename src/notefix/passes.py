"""The loop of the pipeline: detect, propose, prove, and again, until a pass changes nothing.

Each pass undoes one layer, and the last one is the proof that a second run of notefix would change nothing. A line
whose repair is vetoed is given back as it was; so is a whole text that does not come to rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from notefix.channels.channel import Channel, Layer
from notefix.detection.intact import IntactText
from notefix.detection.prefilter import BEYOND_REPAIR, could_be_damaged
from notefix.findings import Detection, Finding, LineRepair, LineStatus, Repair, RestoredCharacter, Span, rows
from notefix.lines import split_lines
from notefix.look import look, look_at_once, shows_nothing
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import MAX_ALTERNATIVES
from notefix.scoring import experts_of, offered_scorers
from notefix.settings import DEFAULT_SETTINGS, Settings
from notefix.validation import grade, replays

__all__ = ["find_damage", "run_passes"]

# Up to five layers are found in the wild; one pass more shows that there is no sixth.
_MAX_PASSES = 6

_NON_ASCII = re.compile("[^\x00-\x7f]")


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


def _restored(proposal: Proposal, number: int) -> tuple[RestoredCharacter, ...]:
    return tuple(
        RestoredCharacter(
            number, column, step.text, step.probability, step.alternatives[:MAX_ALTERNATIVES], step.network
        )
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
    if settings.channel is None and shows_nothing(text, settings.json_escapes):
        return Repair(text, changed=False)
    # Of most texts nothing more is needed than what is between the newlines.
    lines = split_lines(text) if "\r" in text else []
    texts = [line.text for line in lines] if lines else text.split("\n")
    at_once = _repair_at_once(texts, settings)
    if at_once is not None:
        found, texts = at_once
        endings = [line.ending for line in lines]
        result = "".join(map("".join, zip(texts, endings, strict=True))) if lines else "\n".join(texts)
        return _account_of_intact(found, result)
    repairs = _repair_lines(texts, settings)
    if not repairs:
        return Repair(text, changed=False)
    lines = lines or split_lines(text)
    unsettled: set[int] = set()
    for _ in range(_MAX_PASSES):
        texts = [_written(i, line.text, repairs, settings) for i, line in enumerate(lines)]
        if all(i in repairs for i in unsettled) and all(r.channel and texts[i] == r.text for i, r in repairs.items()):
            break  # no line is left damaged, and the last pass has shown that nothing changes
        if texts == [line.text for line in lines] and not unsettled:
            break  # nothing has changed, so nothing would come out otherwise
        again = _repair_lines(texts, settings)
        changed = {i for i, r in again.items() if _written(i, texts[i], again, settings) != texts[i]}
        if not changed:
            repairs = {**{i: again[i] for i in unsettled & again.keys()}, **repairs}
            break
        restless = {i for i in changed if texts[i] != lines[i].text}
        if restless & unsettled:
            return _given_up(text, repairs)
        # What was repaired and would be again is judged once more from the beginning, amid what is repaired now.
        repairs = {i: r for i, r in {**repairs, **{i: again[i] for i in changed}}.items() if i not in restless}
        unsettled |= restless
    else:
        return _given_up(text, repairs)
    result = "".join(map("".join, zip(texts, (line.ending for line in lines), strict=True)))
    return _account(text, result, [repairs[i] for i in sorted(repairs)])


def _repair_at_once(lines: Sequence[str], settings: Settings) -> tuple[IntactText, list[str]] | None:
    """Repair a text that lost nothing as a whole; None if its lines have to be judged.

    The same proofs as of lines: it replays, and in what comes out no pass finds anything.

    Returns:
        what was damaged, and all lines as they were.
    """
    if settings.channel is not None:
        return None
    found = look_at_once(lines, settings.json_escapes)
    if found is None:
        return None
    before = found.before.split("\n")
    if len(before) < len(lines):
        texts = list(lines)
        for i, line in zip(found.numbers, before, strict=True):
            texts[i] = line
        before = texts
    result = "\n".join(before)
    if could_be_damaged(result) and not shows_nothing(result, settings.json_escapes):
        looked = look(before, None, None, settings.json_escapes)
        if looked.proposals or looked.broken:
            return None
    return found, before


def _account_of_intact(found: IntactText, result: str) -> Repair:
    """Account for a text that was repaired at once, as `_account` does line by line."""
    channel = Channel((found.layer,))
    pairs = zip(found.numbers, found.damaged.split("\n"), found.before.split("\n"), strict=True)
    changed = [(i + 1, original, text) for i, original, text in pairs if original != text]
    numbers, originals, texts = zip(*changed, strict=True)
    same = repeat(LineStatus.REPAIRED), repeat(channel), repeat(())
    columns = [_first_difference(original, text) or 1 for _, original, text in changed]
    messages, candidates = repeat(_message(channel)), zip(texts, strict=True)
    return Repair(
        result,
        True,
        rows(LineRepair, len(changed), numbers, originals, texts, *same),
        rows(Finding, len(changed), repeat("mojibake"), numbers, columns, messages, candidates, repeat(None)),
        channel,
    )


def _written(index: int, line: str, repairs: dict[int, LineRepair], settings: Settings) -> str:
    """Return what is written for a line: its repair, or the line itself where the settings want it kept."""
    repair = repairs.get(index)
    if repair is None or (repair.status is LineStatus.UNCERTAIN and settings.uncertain == "keep"):
        return line
    return repair.text


def _repair_lines(lines: list[str], settings: Settings) -> dict[int, LineRepair]:
    """Repair lines, in passes, until a pass changes nothing; return the damaged ones by index."""
    tracks: dict[int, _Track] = {}
    texts = list(lines)
    period = len(settings.channel.layers) if isinstance(settings.channel, Channel) else 1
    quiet = 0
    scorers = partial(offered_scorers, settings, _damaged_lines)
    for passed in range((_MAX_PASSES + 1) * period):
        looked = look(texts, _stated_layer(settings, passed), scorers, settings.json_escapes, experts_of(settings))
        quiet += 1
        for i in sorted(looked.broken | looked.proposals.keys()):
            track = tracks.setdefault(i, _Track(lines[i], lines[i]))
            if i in looked.broken and track.channel is not None:
                track.veto()
            elif i in looked.proposals and not track.vetoed:
                _apply(track, looked.proposals[i], i + 1)
            # For good: once the other lines are repaired, nothing may show any more what was wrong with this one.
            track.broken |= i in looked.broken
            if passed >= _MAX_PASSES * period and track.text != texts[i]:
                track.veto()  # it would go on for ever
            if track.text != texts[i]:
                texts[i] = track.text
                quiet = 0
        if quiet == period:
            break
    found = ((i, _line_repair(i + 1, track, settings.certainty)) for i, track in sorted(tracks.items()))
    return {i: repair for i, repair in found if repair is not None}


def _line_repair(number: int, track: _Track, certainty: float) -> LineRepair | None:
    if track.channel is None:
        if not (track.vetoed or track.broken):
            return None
        return LineRepair(number, track.original, track.original, LineStatus.UNRECOVERABLE, None)
    status = grade(track.inferred, certainty, track.channel)
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
    replaced = _only_replaced(lines)
    findings = tuple(_finding(line, line.number in replaced) for line in lines)
    return Repair(result, result != text, tuple(lines), findings, channel)


def _only_replaced(lines: list[LineRepair]) -> set[int]:
    """Return the numbers of the lines whose only trouble is U+FFFD: without it nothing in them looks damaged."""
    left = [line for line in lines if line.channel is None]
    rests = {
        line.number: line.original.replace("\ufffd", " ")
        for line in left
        if set(BEYOND_REPAIR.findall(line.original)) == {"\ufffd"}
    }
    damaged = _damaged_lines("\n".join(rests.values())) if rests else set()
    return {number for place, number in enumerate(rests, 1) if place not in damaged}


def _first_difference(one: str, other: str) -> int | None:
    """Return the column, from 1, at which two texts differ; None if one is the other's beginning."""
    begin = _NON_ASCII.search(one)
    if begin is not None:
        place = begin.start()
        if place < len(other) and one[place] != other[place] and one[:place] == other[:place]:
            return place + 1  # at once, in most lines
    pairs = zip(one, other, strict=False)
    return next((column for column, (a, b) in enumerate(pairs, 1) if a != b), None)


def _message(channel: Channel) -> str:
    return f"{channel.layers[0].source_description} was read as {channel.description}."


def _finding(line: LineRepair, is_only_replaced: bool) -> Finding:
    """Describe a damaged line in one sentence."""
    beyond = BEYOND_REPAIR.search(line.original)
    column = _first_difference(line.original, line.text) or (beyond.start() + 1 if beyond else 1)
    if is_only_replaced:
        message = "A program put U+FFFD here for what it could not read; nothing says what that was."
        return Finding("replacement-character", line.number, column, message)
    if line.channel is None:
        return Finding("unrecoverable", line.number, column, "Damage that no reading explains.")
    message = _message(line.channel)
    if line.status is LineStatus.REPAIRED:
        return Finding("mojibake", line.number, column, message, (line.text,))
    return Finding("lossy-mojibake", line.number, column, message, (line.text,))


def find_damage(text: str, settings: Settings) -> Detection:
    """Find the damaged spans of a text; see pipeline.detect."""
    if settings.channel is None and shows_nothing(text, settings.json_escapes):
        return Detection()
    lines = [line.text for line in split_lines(text)]
    looked = look(lines, _stated_layer(settings, 0), None, settings.json_escapes)
    spans = []
    layers: Counter[tuple[Layer, ...]] = Counter()
    for i, line in enumerate(lines):
        verdict, proposal = looked.verdicts.get(i), looked.proposals.get(i)
        if i in looked.escapes:
            places = [(0, len(line))]
            layers[looked.proposals[i].channel.misreading.layers] += 1
        elif verdict is not None:
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
