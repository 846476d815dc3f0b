r"""What a rule is: a name, and a pure function of a text to the edits it wants.

Rules know nothing of each other, of profiles, of spared lines. A rule that must not touch code, URLs or markup says so
(`spares_verbatim`) and is then shown a text in which those are masked, character by character, so that columns stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from notefix.normalization.markup import Markup

__all__ = ["Edit", "Find", "Rule", "compiled", "edits_by_character", "edits_by_match", "quick_class"]


class Edit(NamedTuple):
    """What a rule wants in one place: characters `begin` to `end` of its text become `after`.

    With `after` None the place is only reported; `message` and `candidates` then say why.
    """

    begin: int
    end: int
    after: str | None
    message: str = ""
    candidates: tuple[str, ...] = ()


_BELOW_U10000 = "".join(map(chr, range(0x10000)))

Find = Callable[[str, Markup], Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One named step.

    Attributes:
        name: in kebab-case, as the user writes it.
        summary: one line: what it does.
        before: an example.
        after: what becomes of the example; of a rule that only reports, the same.
        ftfy: where ftfy.fix_text differs, and why.
        find: text and markup to edits, in order and apart. Its own result has to satisfy it.
        characters: the inside of a character class; a text with none of them is left alone. Empty: any may do.
        pattern: a regular expression; a text without a match is left alone. Empty: any may do. Above all a rule that
            spares what is no prose has one, since to find that out takes a parser.
        ascii: whether it can want anything of a text that is all ASCII.
        spares_verbatim: whether code, URLs and markup are kept from it.
        once: whether its changes are one finding a text, not one a line.
        reports_only: whether it never changes anything.
    """

    name: str
    summary: str
    before: str
    after: str
    ftfy: str
    find: Find
    characters: str = ""
    pattern: str = ""
    ascii: bool = False
    spares_verbatim: bool = False
    once: bool = False
    reports_only: bool = False


@cache
def quick_class(characters: str) -> re.Pattern[str]:
    """Return an expression for any of some characters, and for any beyond U+FFFF.

    A class with characters beyond U+FFFF is looked through range by range, any other in one step: so this is the
    negation of a class that has none. It takes a millisecond to make.
    """
    others, begin = [], 0
    for match in compiled(f"[{characters}]").finditer(_BELOW_U10000):
        if match.start() > begin:
            others.append(f"\\u{begin:04x}-\\u{match.start() - 1:04x}")
        begin = match.end()
    if begin < len(_BELOW_U10000):
        others.append(f"\\u{begin:04x}-\\uffff")
    return re.compile(f"[^{''.join(others)}]")


def edits_by_match(pattern: str, replaced: str | Callable[[re.Match[str]], str]) -> Find:
    """Return a rule's `find` that replaces every match of a pattern; matches that would stay are no edits."""
    become = (lambda _: replaced) if isinstance(replaced, str) else replaced

    def find(text: str, markup: Markup) -> Iterator[Edit]:
        for match in compiled(pattern).finditer(text):
            after = become(match)
            if after != match[0]:
                yield Edit(match.start(), match.end(), after)

    return find


def edits_by_character(characters: str, replaced: Callable[[str], str]) -> Find:
    """Return a rule's `find` that replaces each character of a class by itself."""
    return edits_by_match(f"[{characters}]", lambda match: replaced(match[0]))


@cache  # compiled at the first text that has one of the characters: hardly any run needs more than a few
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression, compiled once."""
    return re.compile(pattern)
