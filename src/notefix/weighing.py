"""What is proposed for a line: proved, and weighed again with what the text teaches and by other experts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf
from types import MappingProxyType

from notefix.channels.channel import Channel
from notefix.detection.judge import LEAST_PROBABILITY_ALONE, Judge
from notefix.detection.verdict import Verdict
from notefix.detection.whole_line import WholeLineJudge
from notefix.language_model.model import built_in_model
from notefix.language_model.scorer import Scorer
from notefix.language_model.word_table import built_in_words
from notefix.repairer.habits import JOINER, Habits, habits_of, is_against, with_habits
from notefix.repairer.proposal import Proposal, propose, renamed, simplest_layer
from notefix.repairer.rehearsal import surprise_by_script
from notefix.repairer.search import Step
from notefix.repairer.second_expert import Weighed, asked, consult
from notefix.repairer.words import spelled
from notefix.scoring import Experts, choose_scorer, pieces_of_line, pieces_of_proposal, taught
from notefix.validation import replays
from notefix.vetoes import is_doubtful, is_table

__all__ = ["Judgements", "ask_network", "ask_words", "checked", "proved", "weigh_again"]

# What is known of each line: what is proposed for it, and what is damaged in it.
Judgements = dict[str, tuple[Proposal | None, Verdict | None]]
_Judges = tuple[Judge, WholeLineJudge]

# A line is weighed a second time if one of its characters is less probable than this, or foreign to the file. What is
# no less probable in it is not weighed again: that takes a twelfth to a fifth less time, and of 58,000 lost characters
# one came out otherwise.
_IN_NO_DOUBT = 0.999


def weigh_again(
    lines: Sequence[str],
    known: Judgements,
    judges: _Judges,
    scorers: Callable[[], Sequence[Scorer]],
    experts: Experts,
) -> Mapping[str, float]:
    """Weigh the readings of lines in doubt once more, with what the settings offer and all the text teaches.

    A term recurs all through a file; where it lost nothing, or is in no doubt, it speaks for the places where it is.

    Returns:
        by script how much letters of it surprise the scorer, where the text is in a language that it knows badly.
    """
    lossy = {line: proposal for line, (proposal, _) in known.items() if proposal is not None and proposal.inferred}
    if not lossy:
        return {}
    offered = scorers()
    scorer = choose_scorer(offered, lossy.values())
    surprises = surprise_by_script(list(lossy.values()), scorer)
    least = _IN_NO_DOUBT if offered == (built_in_model(),) else inf
    habits = habits_of([proposal for proposal, _ in known.values() if proposal is not None])
    unlearned = {JOINER, *habits.foreign}
    pieces: dict[str, tuple[str, ...]] = {}
    for line in dict.fromkeys(lines):
        found, verdict = known.get(line, (None, None))
        if found is not None:
            pieces[line] = pieces_of_proposal(spelled(found, built_in_words()) if experts.words else found, unlearned)
        elif verdict is None:
            pieces[line] = pieces_of_line(line)
    scorer = with_habits(scorer, habits)
    scorer = taught(scorer, (piece for own in pieces.values() for piece in own))
    for line, proposal in lossy.items():
        _, verdict = known[line]
        if verdict is None:
            continue
        if is_against(proposal, habits) or any(step.probability < least for _, step in proposal.inferred):
            settled = _settled(proposal, least, habits)
            without = partial(scorer.without, pieces[line])
            known[line] = checked(line, _judge_of(verdict, judges), verdict, without, settled)
    return surprises


def _settled(proposal: Proposal, least: float, habits: Habits) -> dict[int, Step]:
    """Return the letters of a line that are in no doubt, by place; marks are what their line and file make of them."""
    return {
        step.place: step
        for _, step in proposal.inferred
        if step.probability >= least and step.text.isalpha() and not habits.has_nowhere(step.text)
    }


def _judge_of(verdict: Verdict, judges: _Judges) -> Judge | WholeLineJudge:
    """Return the judge whose verdict it is."""
    return judges[verdict.view is not None]


def ask_words(known: Judgements, judges: _Judges) -> None:
    """Weigh what is in doubt by the words that it makes."""
    lossy = [line for line, (proposal, _) in known.items() if proposal is not None and proposal.inferred]
    for line in lossy:
        before, verdict = known[line]
        if before is None or verdict is None:
            continue
        proposal = spelled(before, built_in_words())
        if proposal != before:
            after, _ = proved(line, _judge_of(verdict, judges), verdict, proposal)
            if after is not None:
                known[line] = after, verdict


def ask_network(known: Judgements, judges: _Judges) -> None:
    """Let the second expert weigh what is still in doubt of UTF-8."""
    lossy = {
        line: Weighed(line if verdict.view is None else verdict.view, verdict.layer, verdict.lattice, proposal)
        for line, (proposal, verdict) in known.items()
        if proposal is not None and verdict is not None and proposal.inferred
        if verdict.layer.source == "utf-8" and verdict.layer.is_multibyte == (verdict.view is not None)
    }
    if not any(map(asked, lossy.values())):
        return
    for (line, before), proposal in zip(lossy.items(), consult(list(lossy.values())), strict=True):
        _, verdict = known[line]
        if verdict is not None and proposal != before.proposal:
            after, _ = proved(line, _judge_of(verdict, judges), verdict, proposal)
            if after is not None:
                known[line] = after, verdict


def checked(
    line: str,
    judge: Judge | WholeLineJudge,
    verdict: Verdict,
    scorer: Callable[[], Scorer] = built_in_model,
    settled: Mapping[int, Step] = MappingProxyType({}),
) -> tuple[Proposal | None, Verdict | None]:
    """Propose a repair of what a verdict found, if it can be proved."""
    if verdict.original is not None:
        return proved(line, judge, verdict, Proposal(verdict.original, Channel((verdict.layer.misreading,))))
    view = line if verdict.view is None else verdict.view
    return proved(line, judge, verdict, propose(view, verdict.layer, verdict.lattice, scorer, settled))


def proved(
    line: str, judge: Judge | WholeLineJudge, verdict: Verdict, proposal: Proposal
) -> tuple[Proposal | None, Verdict | None]:
    """Take a proposal back if it cannot be proved, and name the simplest channel that proves it."""
    in_doubt = any(step.probability < LEAST_PROBABILITY_ALONE for _, step in proposal.inferred)
    if in_doubt and not (judge.established or verdict.strong):
        return None, None
    if is_doubtful(proposal):
        doubtful = verdict.strong or judge.established
        return None, replace(verdict, broken=True) if doubtful else None
    if is_table(proposal, line) or not replays(proposal.text, proposal.channel, line):
        return None, replace(verdict, broken=True, table=is_table(proposal, line))
    if verdict.layer != judge.layer or not judge.established:
        layer = simplest_layer(verdict.layer, [(proposal, line)])
        proposal = renamed(proposal, layer)
    return proposal, verdict
