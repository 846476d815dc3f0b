"""One look at all lines of a text: which of them are damaged, and what were they?

The detector says where a line is damaged and how, the repairer proposes, and what cannot be proved is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf

from notefix.channels.channel import Channel, Layer
from notefix.channels.escapes import could_be_escaped, unescaped
from notefix.channels.inverse import inverse_of_codec
from notefix.detection.code_pages import CodePageJudge, is_undone_already
from notefix.detection.gains import judge_parts
from notefix.detection.glance import Glance
from notefix.detection.intact import IntactText, read_intact
from notefix.detection.judge import LEAST_PROBABILITY_ALONE, MARGIN_FTFY_LONG_NATS, MARGIN_FTFY_NATS, Judge
from notefix.detection.letter_case import folded_layer, in_one_case, may_be_folded
from notefix.detection.lines_with import lines_with
from notefix.detection.prefilter import BEYOND_REPAIR, ODD, could_be_odd, has_leads, is_binary
from notefix.detection.quiet import is_quiet
from notefix.detection.stray_controls import judge_stray_controls
from notefix.detection.structure import measure
from notefix.detection.surrogates import judge_surrogates
from notefix.detection.verdict import Verdict
from notefix.detection.whole_line import WholeLineJudge
from notefix.language_model.model import built_in_model
from notefix.language_model.scorer import Scorer
from notefix.repairer.fallback import could_be_repaired_with_ftfy, propose_with_ftfy
from notefix.repairer.haste import IN_NO_DOUBT, Haste, least_probability
from notefix.repairer.own_letters import foreign_letters, in_own_letters
from notefix.repairer.proposal import Proposal, less_sure, propose, renamed, simplest_layer, unsure_of_strangers
from notefix.repairer.rehearsal import less_sure_of_scripts, surprise_by_script
from notefix.repairer.search import BEAM_DEPTH_NATS
from notefix.repairer.second_expert import Weighed, asked, consult
from notefix.scoring import choose_scorer, pieces_of_line, pieces_of_proposal, taught
from notefix.validation import replays
from notefix.vetoes import is_doubtful, is_mention, is_table

__all__ = ["Look", "look", "look_at_once", "shows_nothing"]

_Known = dict[str, tuple[Proposal | None, Verdict | None]]


@dataclass(slots=True)
class Look:
    """One look at all lines of a text, by index: what to change, what is damaged, what is broken beyond repair.

    `escapes` are the lines whose damage is written in escapes; their verdicts are about the lines without.
    """

    proposals: dict[int, Proposal] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    escapes: dict[int, str] = field(default_factory=dict)


def look(
    lines: Sequence[str],
    stated: Layer | None,
    scorers: Callable[[], Sequence[Scorer]] | None,
    json_escapes: bool = False,
    asks_network: bool = False,
) -> Look:
    """Judge every line and propose repairs, also where the damage is written in escapes.

    Args:
        lines: the text.
        stated: the accident, if it is known.
        scorers: what may weigh readings; called only if a byte is missing. None: only damage is looked for.
        json_escapes: whether JSON's escapes are undone, too.
        asks_network: whether what the scorers leave in doubt is weighed by the second expert, too.
    """
    if stated is not None:
        return _look(lines, stated, scorers, asks_network)
    found = {}
    if could_be_escaped("\n".join(lines), json_escapes):
        found = {i: plain for i, line in enumerate(lines) if (plain := unescaped(line, json_escapes)) is not None}
    plain_lines = [found[i][0] if i in found else line for i, line in enumerate(lines)] if found else lines
    result = _look(plain_lines, stated, scorers, asks_network)
    for i, (_, escape) in found.items():
        proposal = result.proposals.pop(i, None)
        result.broken.discard(i)
        verdict = result.verdicts.pop(i, None)
        if proposal is not None:
            layers = proposal.channel.layers
            channel = Channel((*layers[:-1], replace(layers[-1], escape=escape)))
            if replays(proposal.text, channel, lines[i]):
                result.proposals[i] = proposal._replace(channel=channel)
                result.escapes[i] = escape
                if verdict is not None:
                    result.verdicts[i] = verdict
    return result


def shows_nothing(text: str, json_escapes: bool = False) -> bool:
    r"""Say whether a text is short and nothing in it speaks of damage: True is certain. Its lines end at \n."""
    return not could_be_escaped(text, json_escapes) and is_quiet(text, built_in_model)


def look_at_once(lines: Sequence[str], json_escapes: bool = False) -> IntactText | None:
    """Return a text as it was, where everything in it that could be damaged is, and lost nothing; arguments as above.

    None if that cannot be proved, or some line has to be judged by itself.
    """
    if could_be_escaped("\n".join(lines), json_escapes):
        return None
    found = read_intact(lines, built_in_model)
    if found is not None and found.doubtful:
        found = _weighed(found, found.doubtful)
    if found is None or may_be_folded(found.damaged, found.layer) or is_mention(found.before, found.damaged):
        return None
    return found if replays(found.before, Channel((found.layer,)), found.damaged) else None


def _weighed(found: IntactText, doubtful: dict[str, str]) -> IntactText | None:
    """Return a text without those of its doubtful lines that are not damaged; None if one of them was otherwise."""
    judge = Judge("\n".join(doubtful), built_in_model, voted=found.layer)
    clean = set()
    for line, before in doubtful.items():
        proposal, verdict = _judge_line(line, judge, stated=False)
        if proposal is None and verdict is None and judge_stray_controls(line) is None:
            clean.add(line)
        elif proposal is None or (proposal.text, proposal.channel) != (before, Channel((found.layer,))):
            return None
    return found.without(clean) if clean else found


def _look(
    lines: Sequence[str], stated: Layer | None, scorers: Callable[[], Sequence[Scorer]] | None, asks_network: bool
) -> Look:
    """Judge lines without escapes. Equal lines are judged once."""
    result = Look()
    haste = Haste()
    judge, whole, known = _judge_all(lines, stated, haste)
    suspicious = [i for i, line in enumerate(lines) if line in known] if known else []
    surprises = {} if scorers is None else _weigh_again(lines, known, (judge, whole), scorers, haste.lines)
    if asks_network:
        _ask_network(known, judge)
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
            surest = unsure_of_strangers(proposal) if proposal.inferred else proposal
            if verdict is not None:
                surest = less_sure(less_sure_of_scripts(surest, verdict.lattice, surprises), verdict.doubt)
            result.proposals[i] = surest
    if stated is None and all(is_mention(proposal.text, lines[i]) for i, proposal in result.proposals.items()):
        for i in result.proposals:
            result.verdicts.pop(i, None)
        result.proposals.clear()
    if result.proposals:
        result.verdicts |= tables
        result.broken |= tables.keys()
    if judge.established and stated is None:
        _name_simply(result, lines)
    return result


def _judge_all(lines: Sequence[str], stated: Layer | None, haste: Haste) -> tuple[Judge, WholeLineJudge, _Known]:
    """Judge the lines that may be damaged: first those that are as a whole, then the others, span by span."""
    known: _Known = {}
    if stated is None and is_binary("\n".join(lines)):
        known = {line: (None, None) for line in lines if BEYOND_REPAIR.search(line)}
        return Judge("", built_in_model), WholeLineJudge("", built_in_model), known
    by_the_line = stated is not None and (stated.is_multibyte or stated.source != "utf-8")
    glance = Glance("\n".join(lines))
    text = glance.text if by_the_line or stated is None else ""
    if stated is not None and is_undone_already(text, stated, built_in_model):
        text = ""
    whole = WholeLineJudge(text, built_in_model, stated, None if stated else glance)
    for line in whole.lines:
        verdict = whole.judge(line)
        if verdict is not None:
            known[line] = _checked(line, whole, verdict)
    if stated is None:
        pages = CodePageJudge(glance, built_in_model)
        for line in pages.lines:
            verdict = pages.judge(line) if known.get(line, (None, None)) == (None, None) else None
            if verdict is not None:
                known[line] = _checked(line, whole, verdict)
    done = {line for line, result in known.items() if result != (None, None)}
    if by_the_line or done:
        glance = Glance("" if by_the_line else "\n".join([line for line in lines if line not in done]))
    judge = Judge(glance.text, built_in_model, stated, glance)
    wanted = _lines_to_judge(glance, judge) | (set() if by_the_line else known.keys() - done)
    for line in dict.fromkeys(filter(wanted.__contains__, lines)) if wanted else ():
        known[line] = _judge_line(line, judge, stated is not None, haste.depth_nats)
        haste.note(line, known[line][0])
        if known[line] == (None, None) and stated is None:
            verdict = judge_stray_controls(line)
            if verdict is not None:
                known[line] = (None, verdict) if verdict.broken else _checked(line, judge, verdict)
    if stated is None:
        judge = _judge_folded(lines, judge, known, glance)
    if len(known) > 1:
        known = {line: known[line] for line in filter(known.__contains__, lines)}
    return judge, whole, known


def _judge_folded(lines: Sequence[str], judge: Judge, known: _Known, glance: Glance) -> Judge:
    """Judge the lines once more if those that are damaged were lower-cased or upper-cased since; return who judged.

    Folded, damage may be none that anybody would see: then all lines that look like it are asked.
    """
    found = [line for line, result in known.items() if result != (None, None)] or in_one_case(judge.with_couples)
    layer = folded_layer(found, judge.layer, judge.established, built_in_model) if found else None
    if layer is None:
        return judge
    folded = Judge(glance.text, built_in_model, None, glance, layer)
    wanted = _lines_to_judge(glance, folded)
    for line in dict.fromkeys(filter(wanted.__contains__, lines)):
        again = _judge_line(line, folded, stated=False)
        if again[0] is not None:
            known[line] = again
    return folded


def _lines_to_judge(glance: Glance, judge: Judge) -> set[str]:
    """Return the lines in which a judge, or what comes after him, may find anything."""
    odd = lines_with(ODD, glance.text) if could_be_odd(glance) else {}
    return judge.lines_to_judge().union(filter(has_leads, odd.values()))


def _weigh_again(
    lines: Sequence[str],
    known: _Known,
    judges: tuple[Judge, WholeLineJudge],
    scorers: Callable[[], Sequence[Scorer]],
    hasty: Collection[str],
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
    least = IN_NO_DOUBT if offered == (built_in_model(),) else inf
    foreign = foreign_letters([proposal for proposal, _ in known.values() if proposal is not None])
    pieces: dict[str, tuple[str, ...]] = {}
    for line in dict.fromkeys(lines):
        proposal, verdict = known.get(line, (None, None))
        if proposal is not None:
            pieces[line] = pieces_of_proposal(proposal, foreign)
        elif verdict is None:
            pieces[line] = pieces_of_line(line)
    scorer = in_own_letters(scorer, foreign)
    scorer = taught(scorer, (piece for own in pieces.values() for piece in own))
    for line, proposal in lossy.items():
        _, verdict = known[line]
        if verdict is not None and (line in hasty or least_probability(proposal) < least):
            judge = judges[verdict.view is not None]  # the one whose verdict it is
            known[line] = _checked(line, judge, verdict, partial(scorer.without, pieces[line]))
    return surprises


def _ask_network(known: _Known, judge: Judge | WholeLineJudge) -> None:
    """Let the second expert weigh what is still in doubt of UTF-8 that was read with a codec of single bytes."""
    lossy = [
        Weighed(line, verdict.layer, verdict.lattice, proposal)
        for line, (proposal, verdict) in known.items()
        if proposal is not None and verdict is not None and proposal.inferred and verdict.view is None
        if verdict.layer.source == "utf-8" and not verdict.layer.is_multibyte
    ]
    if not any(asked(before.proposal) for before in lossy):
        return
    for before, proposal in zip(lossy, consult(lossy), strict=True):
        _, verdict = known[before.line]
        if verdict is not None and proposal != before.proposal:
            proved, _ = _proved(before.line, judge, verdict, proposal)
            if proved is not None:
                known[before.line] = proved, verdict


def _name_simply(looked: Look, lines: Sequence[str]) -> None:
    """Claim no more losses of the file's accident than its lines show: readings come from a layer wide enough."""
    by_layer: dict[Layer, list[int]] = {}
    for i, proposal in looked.proposals.items():
        if len(proposal.channel.layers) == 1:
            by_layer.setdefault(proposal.channel.layers[0].misreading, []).append(i)
    for layer, indices in by_layer.items():
        simplest = simplest_layer(layer, [(looked.proposals[i], lines[i]) for i in indices])
        for i in indices:
            looked.proposals[i] = renamed(looked.proposals[i], simplest)


def _judge_line(
    line: str, judge: Judge, stated: bool, depth_nats: float = BEAM_DEPTH_NATS
) -> tuple[Proposal | None, Verdict | None]:
    surrogates = None if stated else judge_surrogates(line, judge.layer)
    if surrogates is not None:
        return _checked(line, judge, surrogates)
    verdict = judge.judge(line)
    if verdict is None and line in judge.suspects:
        return _judge_short(line, judge, stated)
    if verdict is None:
        return None, None
    if verdict.broken:
        # Surrogates are no UTF-8, but CESU-8; ftfy also reads lines in which other characters stand as they are.
        other = None if stated else propose_with_ftfy(line, None)
        if other is not None and other.channel.layers[0].source == "cesu-8":
            return other, None
        return None, verdict if verdict.strong or judge.established else None
    return _checked(line, judge, verdict, depth_nats=depth_nats)


def _judge_short(line: str, judge: Judge, stated: bool) -> tuple[Proposal | None, Verdict | None]:
    """Judge a line with nothing but short damage in it that lost nothing: ftfy knows, and so does the file.

    ftfy takes the first codec that fits, and is wrong on capitals before typographic punctuation
    (fixtures/cases/negative.jsonl, `negative-pt-manha-quotes`), so the language model has to agree.
    """
    verdict = judge.judge_intact(line)
    own: tuple[Proposal | None, Verdict | None] = (None, None)
    if verdict is not None:
        own = (None, verdict) if verdict.broken and judge.established else _checked(line, judge, verdict)
    if stated or not could_be_repaired_with_ftfy(line):
        return own
    other = propose_with_ftfy(line, judge.layer)
    if own == (None, None) and other is None:
        parts = judge_parts(line, built_in_model())
        if parts is None or parts.broken:
            return None, parts
        return _checked(line, judge, parts)
    if other is None or (own[0] is not None and own[0].text == other.text):
        return own
    gain = judge.gain_of_text_nats(other.text, line)
    if gain < (MARGIN_FTFY_LONG_NATS if _has_long_sequence(other, line) else MARGIN_FTFY_NATS) or (
        own[0] and judge.gain_of_text_nats(own[0].text, line) >= gain
    ):
        return own
    return other, None


def _has_long_sequence(proposal: Proposal, line: str) -> bool:
    """Say whether a line has a sequence of three bytes or more to the layer that a repair of it undoes first."""
    structure = measure(inverse_of_codec(proposal.channel.layers[-1].codec).symbols(line))
    return structure.three + structure.four > 0


def _checked(
    line: str,
    judge: Judge | WholeLineJudge,
    verdict: Verdict,
    scorer: Callable[[], Scorer] = built_in_model,
    depth_nats: float = BEAM_DEPTH_NATS,
) -> tuple[Proposal | None, Verdict | None]:
    """Propose a repair of what a verdict found, if it can be proved."""
    if verdict.original is not None:
        return _proved(line, judge, verdict, Proposal(verdict.original, Channel((verdict.layer.misreading,))))
    view = line if verdict.view is None else verdict.view
    return _proved(line, judge, verdict, propose(view, verdict.layer, verdict.lattice, scorer, depth_nats))


def _proved(
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
