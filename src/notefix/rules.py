"""What a finding can be of: every rule, with the words that explain it.

One table feeds the reports, `notefix rule NAME` and docs/rules.md, so they cannot say different things. A new rule is
one entry more. Explanations are ASCII; examples are the text itself, written with escapes in this source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Literal

from notefix.errors import SettingsError

__all__ = ["LINE_DAMAGE", "RULES", "Rule", "RuleKind", "all_rules", "level_of", "rule_named"]


class RuleKind(Enum):
    """What a rule is about."""

    DAMAGE = "damage"
    """Characters that are not those that somebody wrote. On by default."""
    FILE = "file"
    """What keeps a file, or a part of it, from being looked at as it should. On by default."""
    FORM = "form"
    """Text that is not damaged and could do harm, or be written better. Off by default."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: in kebab-case.
        summary: one sentence.
        explanation: paragraphs, with an empty line between them.
        example_before: a line that breaks the rule.
        example_after: what becomes of it; None if it is left as it is.
        default: whether the rule is on unless the settings say otherwise.
        kind: what it is about.
    """

    name: str
    summary: str
    explanation: str
    example_before: str
    example_after: str | None
    default: bool
    kind: RuleKind

    @property
    def level(self) -> Literal["error", "warning"]:
        """How bad it is, in the words of build servers."""
        return "error" if self.kind is RuleKind.DAMAGE else "warning"


RULES = (
    Rule(
        "mojibake",
        "Text was read with the wrong encoding, and every byte of it is still there.",
        "The bytes of a text, nearly always UTF-8, were taken for those of another encoding, and saved as what they "
        "looked like. Nothing was lost, so there is one original, and it can be proved: read wrongly again the same "
        "way, it is the damaged line, character for character.",
        "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.",
        "Le caf\u00e9 est ferm\u00e9.",
        default=True,
        kind=RuleKind.DAMAGE,
    ),
    Rule(
        "lossy-mojibake",
        "Text was read with the wrong encoding, and bytes of it were lost.",
        "As with mojibake, but the wrong encoding had no character for some bytes, or a program on the way removed "
        "what they had become: control characters, soft hyphens, no-break spaces.\n\n"
        "Several originals could have left this line behind. Each missing character is the most probable of those, "
        "with its probability. A line whose guesses all reach the certainty that was asked for is restored, any other "
        "is uncertain: read it before you rely on it.",
        "el mi\u00c3\u00a9rcoles es un d\u00c3a largo",
        "el mi\u00e9rcoles es un d\u00eda largo",
        default=True,
        kind=RuleKind.DAMAGE,
    ),
    Rule(
        "unrecoverable",
        "Text is damaged, and nothing that is left in it says what it was.",
        "The remains of characters that a program gave up on, half a character at a cut, memory that was never "
        "written, or damage for which no original can be proved. The line is left as it was; only an older copy of "
        "the file can help.\n\n"
        "The ideographs U+951F U+65A4 U+62F7 are the best known: two replacement characters, saved as UTF-8 and read "
        "as GBK.",
        "Total: \u951f\u65a4\u62f7\u951f\u65a4\u62f7 pieces",
        None,
        default=True,
        kind=RuleKind.DAMAGE,
    ),
    Rule(
        "replacement-character",
        "A program put U+FFFD where it could not read the text.",
        "U+FFFD, the replacement character, stands for bytes that made no sense in the encoding that a program took "
        "the text for. It does not say which bytes, so what was there is gone. Where the rest of the line shows which "
        "misreading it was, the missing characters are restored, and the rule is lossy-mojibake.",
        "Se\ufffdor Garc\ufffda",
        None,
        default=True,
        kind=RuleKind.DAMAGE,
    ),
    Rule(
        "not-utf8",
        "Bytes in a UTF-8 file are not UTF-8.",
        "A piece in another encoding was pasted into the file, or a character was cut in two. The bytes are kept as "
        "they are, and no damage is looked for across them. The message names their offset in the file.\n\n"
        "In the example, \\udce9 stands for the byte E9.",
        "Le caf\udce9 est ferm\u00e9.",
        None,
        default=True,
        kind=RuleKind.FILE,
    ),
    Rule(
        "unused-ignore",
        "A marker says to ignore a finding that is not there.",
        "The line was repaired since, or the marker names other rules than those that find something. Left in, it "
        "would hide the next damage of that line.",
        "Nothing is wrong here. <!-- notefix: ignore[mojibake] -->",
        None,
        default=True,
        kind=RuleKind.FILE,
    ),
)

# What the table of normalization has no room for.
_MORE_ON_FORM = {
    "bidi-control": "The controls U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows. "
    "Right-to-left scripts seldom need them, and one that is not closed makes a line read as what it is not: in source "
    "code, a way to hide what a program does.",
    "invisible-character": "Zero width spaces, word joiners and the like come along from web pages. They cannot be "
    "seen, and yet searching, comparing and counting see them. Joiners that a script or an emoji needs are no finding.",
    "c1-control": "Nobody types these. Mostly they are bytes of Windows-1252 that were read as Latin-1.",
    "bom": "U+FEFF at the beginning of UTF-8 says nothing that its reader does not know, and is in the way of programs "
    "that expect the first line to be the first line.",
    "mixed-line-endings": "Editors and version control show changes that nobody made where the lines of a file end in "
    "different ways.",
}

LINE_DAMAGE = frozenset(rule.name for rule in RULES if rule.kind is RuleKind.DAMAGE)
"""The rules of which a line has at most one finding, that of its repair."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, those of normalization with the others; loads what they are made of."""
    from notefix.normalization.profiles import PROFILES
    from notefix.normalization.registry import RULES as FORM

    made = []
    for rule in FORM.values():
        profiles = [name for name, rules in PROFILES.items() if rule.name in rules]
        paragraphs = [_MORE_ON_FORM.get(rule.name, ""), f"What ftfy.fix_text does by default: {rule.ftfy}."]
        if profiles:
            paragraphs.append(f"In the profiles {', '.join(profiles)}.")
        summary = f"{rule.summary[0].upper()}{rule.summary[1:]}."
        after = None if rule.after == rule.before else rule.after
        explanation = "\n\n".join(filter(None, paragraphs))
        made.append(Rule(rule.name, summary, explanation, rule.before, after, default=False, kind=RuleKind.FORM))
    return (*RULES, *made)


def level_of(name: str) -> Literal["error", "warning"]:
    """Return the level of the rule of a name; of one that is in no table, "warning"."""
    return next((rule.level for rule in RULES if rule.name == name), "warning")


def rule_named(name: str) -> Rule:
    """Return the rule of a name.

    Raises:
        SettingsError: there is none; the message has the nearest one that there is.

    >>> rule_named("mojibake").level
    'error'
    """
    for rule in all_rules():
        if rule.name == name:
            return rule
    from difflib import get_close_matches  # only a typing error needs it

    names = [rule.name for rule in all_rules()]
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"Did you mean {close[0]!r}?" if close else f"Known are: {', '.join(names)}."
    raise SettingsError(f"No such rule: {name!r}. {hint}")
