r"""Run the rules that are on, until none of them wants anything, and keep account of what changed where.

One pass asks every rule once, in the order of `profiles.ORDER`, each with what the one before left. What a later rule
makes an earlier one may want to see (a full-width `\uff06` that becomes the `&` of an entity), so there is another
pass until one changes nothing. That makes the result stable by construction: normalizing it again is that last pass.
Rules that only report are asked about the result.

Nothing is done twice that text need not pay for: a text with none of the characters that any rule could care about
is given back after one search, which runs in C.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from notefix.findings import Normalization
from notefix.normalization.accounts import Made, account
from notefix.normalization.markup import Markup, Span, guessed_markup, masked, verbatim_spans
from notefix.normalization.places import History, LineStarts, applied, moved_spans
from notefix.normalization.profiles import active_rules
from notefix.normalization.registry import RULES
from notefix.normalization.rule import Edit, Rule, compiled, quick_class
from notefix.settings import Settings

__all__ = ["PASSES_AT_MOST", "normalization_of"]

# Rules decode in depth by themselves, so that two passes nearly always do, the second to see that the first did;
# tests/normalization/test_engine.py looks for texts that need more. The bound is for what nobody thought of.
PASSES_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rules that are on.

    Attributes:
        changing: those that change text, in order.
        reporting: those that only report.
        characters: the inside of a class of all characters that make a rule with `Rule.characters` want anything.
        ascii: whether any of them can want anything of ASCII.
    """

    changing: tuple[Rule, ...]
    reporting: tuple[Rule, ...]
    characters: str
    ascii: bool


def normalization_of(text: str, settings: Settings, spared_lines: frozenset[int] = frozenset()) -> Normalization:
    """Normalize a text as the settings say; see `notefix.pipeline.normalization`."""
    plan = _plan(settings.normalize, settings.select, settings.ignore)
    if text.isascii() and not plan.ascii:
        return Normalization(text, changed=False)
    run = _Run(text, settings, spared_lines)
    for _ in range(PASSES_AT_MOST):
        if not run.changed_by(plan):
            break
    run.report(plan.reporting)
    return run.result()


@lru_cache(maxsize=64)
def _plan(profile: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> _Plan:
    rules = [RULES[name] for name in active_rules(profile, select, ignore)]
    return _Plan(
        tuple(rule for rule in rules if not rule.reports_only),
        tuple(rule for rule in rules if rule.reports_only),
        "".join(dict.fromkeys(rule.characters for rule in rules)),
        any(rule.ascii for rule in rules),
    )


class _Run:
    """One text on its way."""

    def __init__(self, text: str, settings: Settings, spared_lines: frozenset[int]) -> None:
        self._given = text
        self._text = text
        self._settings = settings
        self._spared = LineStarts(text).spans(spared_lines) if spared_lines else []
        self._history = History()
        self._made: list[Made] = []
        # Of the present text, where they are known: what it is written in, and where it is no prose.
        self._markup: Markup | None = None
        self._verbatim: list[Span] | None = None

    def changed_by(self, plan: _Plan) -> bool:
        """Ask every rule of the plan once and do as they want; return whether any changed the text."""
        before = self._text
        self._markup = self._verbatim = None  # the text may be another since they were found out
        searched: str | None = None
        found = ""
        for rule in plan.changing:
            if rule.characters:
                if searched is not self._text:  # one search for all rules, and another after each change
                    searched, found = self._text, _distinct(plan.characters, self._text)
                if not compiled(f"[{rule.characters}]").search(found):
                    continue
            if edits := self._wanted(rule):
                self._make(rule, edits)
        return self._text is not before and self._text != before

    def report(self, rules: Iterable[Rule]) -> None:
        """Ask rules that only report."""
        for rule in rules:
            self._markup = self._verbatim = None
            if rule.characters and not compiled(f"[{rule.characters}]").search(self._text):
                continue
            for edit in self._wanted(rule):
                stood = self._text[edit.begin : edit.end]
                self._made.append((rule, edit, stood, self._history.origin(edit.begin)))

    def result(self) -> Normalization:
        """Return the text and the account of it."""
        if not self._made:
            return Normalization(self._given, changed=False)
        lines = LineStarts(self._given)
        changes, findings = account(self._made, lines)
        return Normalization(self._text, self._text != self._given, changes, findings)

    def _wanted(self, rule: Rule) -> list[Edit]:
        """Return the edits that a rule wants and may make."""
        if rule.pattern and not compiled(rule.pattern).search(self._text):
            return []
        text: str = self._text
        markup: Markup = "plain"
        if rule.spares_verbatim:  # the others do not care, and to find it out takes time
            if self._markup is None:
                self._markup = _markup(self._settings, text)
            markup = self._markup
            if self._verbatim is None:
                self._verbatim = verbatim_spans(text, markup)
            text = masked(text, self._verbatim)
        edits = list(rule.find(text, markup))
        return _outside(edits, self._spared, len(text)) if edits and self._spared else edits

    def _make(self, rule: Rule, edits: Sequence[Edit]) -> None:
        self._made += [
            (rule, edit, self._text[edit.begin : edit.end], self._history.origin(edit.begin)) for edit in edits
        ]
        self._history.add(edits)
        self._text = applied(self._text, edits)
        self._spared = moved_spans(self._spared, edits)
        # A rule that looks at code and prose alike may have changed both; then it is found out again.
        untouched = self._verbatim is not None and rule.spares_verbatim
        self._verbatim = moved_spans(self._verbatim or [], edits) if untouched else None


def _distinct(characters: str, text: str) -> str:
    """Return those of some characters that a text has, each once; and all that it has beyond U+FFFF."""
    return "".join(set(quick_class(characters).findall(text))) if characters else ""


def _markup(settings: Settings, text: str) -> Markup:
    if settings.markup != "auto":
        return settings.markup
    return "markdown" if settings.normalize.startswith("notes") else guessed_markup(text)


def _outside(edits: Sequence[Edit], spared: Sequence[Span], length: int) -> list[Edit]:
    """Return the edits that touch no spared line; both are in order, so this is one walk."""
    kept, number = [], 0
    for edit in edits:
        while number < len(spared) and (spared[number][1] < edit.begin or spared[number][1] == edit.begin < length):
            number += 1
        if number < len(spared):
            begin, end = spared[number]
            inserted_within = edit.begin == edit.end and begin <= edit.begin <= end
            if inserted_within or (edit.begin < end and edit.end > begin):
                continue
        kept.append(edit)
    return kept
