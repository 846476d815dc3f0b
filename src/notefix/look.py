"""One look at all lines of a text: which of them are damaged, and what were they?

The detector says where a line is damaged and how, the repairer proposes, and what cannot be proved is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from notefix.channels.channel import Channel, Layer
from notefix.channels.escapes import could_be_escaped, unescaped
from notefix.channels.inverse import inverse_of_codec
from notefix.detection.code_pages import CodePageJudge, is_undone_already
from notefix.detection.gains import gain_of_text_nats, judge_parts
from notefix.detection.glance import Glance
from notefix.detection.intact import IntactText, read_intact
from notefix.detection.judge import MARGIN_FTFY_LONG_NATS, MARGIN_FTFY_NATS, Judge
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
from notefix.repairer.proposal import Proposal, less_sure, renamed, simplest_layer, unsure_of_strangers
from notefix.repairer.rehearsal import less_sure_of_scripts
from notefix.scoring import NO_EXPERTS, Experts
from notefix.validation import replays
from notefix.vetoes import is_mention
from notefix.weighing import Judgements, ask_network, ask_words, checked, weigh_again

__all__ = ["Look", "look", "look_at_once", "shows_nothing"]


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
    experts: Experts = NO_EXPERTS,
) -> Look:
    """Judge every line and propose repairs, also where the damage is written in escapes.

    Args:
        lines: the text.
        stated: the accident, if it is known.
        scorers: what may weigh readings; called only if a byte is missing. None: only damage is looked for.
        json_escapes: whether JSON's escapes are undone, too.
        experts: who else weighs what the scorers leave in doubt.
    """
    if stated is not None:
        return _look(lines, stated, scorers, experts)
    found = {}
    if could_be_escaped("\n".join(lines), json_escapes):
        found = {i: plain for i, line in enumerate(lines) if (plain := unescaped(line, json_escapes)) is not None}
    plain_lines = [found[i][0] if i in found else line for i, line in enumerate(lines)] if found else lines
    result = _look(plain_lines, stated, scorers, experts)
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
    judge = Judge("\n".join(doubtful), built_in_model, voted=found.layer, among=found.damaged)
    clean = set()
    for line, before in doubtful.items():
        proposal, verdict = _judge_line(line, judge, stated=False)
        if (proposal, verdict) == (None, None) and judge_stray_controls(line) is None:
            proposal, verdict = _judge_as_others(line, judge)
            if proposal is None:
                clean.add(line)
                continue
        if proposal is None or (proposal.text, proposal.channel) != (before, Channel((found.layer,))):
            return None
    return found.without(clean) if clean else found


def _look(
    lines: Sequence[str], stated: Layer | None, scorers: Callable[[], Sequence[Scorer]] | None, experts: Experts
) -> Look:
    """Judge lines without escapes. Equal lines are judged once."""
    result = Look()
    judge, whole, known = _judge_all(lines, stated)
    suspicious = [i for i, line in enumerate(lines) if line in known] if known else []
    surprises = {} if scorers is None else weigh_again(lines, known, (judge, whole), scorers, experts)
    if experts.network:
        ask_network(known, (judge, whole))
    if experts.words:
        ask_words(known, (judge, whole))
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


def _judge_all(lines: Sequence[str], stated: Layer | None) -> tuple[Judge, WholeLineJudge, Judgements]:
    """Judge the lines that may be damaged: first those that are as a whole, then the others, span by span."""
    known: Judgements = {}
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
            known[line] = checked(line, whole, verdict)
    if stated is None:
        pages = CodePageJudge(glance, built_in_model)
        for line in pages.lines:
            verdict = pages.judge(line) if known.get(line, (None, None)) == (None, None) else None
            if verdict is not None:
                known[line] = checked(line, whole, verdict)
    done = {line for line, result in known.items() if result != (None, None)}
    if by_the_line or done:
        glance = Glance("" if by_the_line else "\n".join([line for line in lines if line not in done]))
    judge = Judge(glance.text, built_in_model, stated, glance)
    wanted = _lines_to_judge(glance, judge) | (set() if by_the_line else known.keys() - done)
    for line in dict.fromkeys(filter(wanted.__contains__, lines)) if wanted else ():
        known[line] = _judge_line(line, judge, stated is not None)
        if known[line] == (None, None) and stated is None:
            verdict = judge_stray_controls(line)
            if verdict is not None:
                known[line] = (None, verdict) if verdict.broken else checked(line, judge, verdict)
        if known[line] == (None, None):
            known[line] = _judge_as_others(line, judge)
    if stated is None:
        if judge.established:
            known.update(_rather_utf_8(known, judge))
        judge = _judge_folded(lines, judge, known, glance)
    if len(known) > 1:
        known = {line: known[line] for line in filter(known.__contains__, lines)}
    return judge, whole, known


def _rather_utf_8(known: Judgements, judge: Judge) -> Judgements:
    """Return what the accident of a file says of lines that were taken for another codec's, where it says more.

    What is left of a letter of which it took the last byte is a letter of other codecs, too.
    """
    found: Judgements = {}
    for line, (proposal, verdict) in known.items():
        if proposal is None or verdict is None or verdict.layer.source == "utf-8":
            continue
        other, verdict = _judge_line(line, judge, stated=False)
        if other is not None and gain_of_text_nats(other.text, proposal.text, built_in_model()) > 0:
            found[line] = other, verdict
    return found


def _judge_folded(lines: Sequence[str], judge: Judge, known: Judgements, glance: Glance) -> Judge:
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


def _judge_line(line: str, judge: Judge, stated: bool) -> tuple[Proposal | None, Verdict | None]:
    surrogates = None if stated else judge_surrogates(line, judge.layer)
    if surrogates is not None:
        return checked(line, judge, surrogates)
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
    return checked(line, judge, verdict)


def _judge_as_others(line: str, judge: Judge) -> tuple[Proposal | None, Verdict | None]:
    verdict = judge.judge_as_others(line)
    return (None, None) if verdict is None else checked(line, judge, verdict)


def _judge_short(line: str, judge: Judge, stated: bool) -> tuple[Proposal | None, Verdict | None]:
    """Judge a line with nothing but short damage in it that lost nothing: ftfy knows, and so does the file.

    ftfy takes the first codec that fits, and is wrong on capitals before typographic punctuation
    (fixtures/cases/negative.jsonl, `negative-pt-manha-quotes`), so the language model has to agree.
    """
    verdict = judge.judge_intact(line)
    own: tuple[Proposal | None, Verdict | None] = (None, None)
    if verdict is not None:
        own = (None, verdict) if verdict.broken and judge.established else checked(line, judge, verdict)
    if stated or not could_be_repaired_with_ftfy(line):
        return own
    other = propose_with_ftfy(line, judge.layer)
    if own == (None, None) and other is None:
        parts = judge_parts(line, built_in_model())
        if parts is None or parts.broken:
            return None, parts
        return checked(line, judge, parts)
    if other is None or (own[0] is not None and own[0].text == other.text):
        return own
    gain = gain_of_text_nats(other.text, line, built_in_model())
    if gain < (MARGIN_FTFY_LONG_NATS if _has_long_sequence(other, line) else MARGIN_FTFY_NATS) or (
        own[0] and gain_of_text_nats(own[0].text, line, built_in_model()) >= gain
    ):
        return own
    return other, None


def _has_long_sequence(proposal: Proposal, line: str) -> bool:
    """Say whether a line has a sequence of three bytes or more to the layer that a repair of it undoes first."""
    structure = measure(inverse_of_codec(proposal.channel.layers[-1].codec).symbols(line))
    return structure.three + structure.four > 0
