"""The runs of a line that could be damaged, one by one, with what could be read there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notefix.channels.inverse import Inverse
from notefix.channels.lattice import Lattice, is_intact, span_lattice
from notefix.detection.orthography import foreign
from notefix.detection.structure import LONG_LEAD, STRONG_WEIGHT, Structure, measure, speaks_for_itself
from notefix.detection.verdict import Verdict

__all__ = [
    "LineSpan",
    "are_ends_of_words",
    "are_strong",
    "differing",
    "fits_its_word",
    "is_remnant",
    "is_strong_as_a_whole",
    "opens_what_is_not_closed",
    "spans_of",
    "verdict_on",
    "without_what_is_written",
]

# So many are compared at most.
_MOST_DIFFERING = 8

# The last letter of a word, or the accent on it, and the punctuation after a quoted one, or a sign that stands twice.
_TWICE = "([\u00a1-\u00bf\u00d7\u00f7\u02c6-\u02dd\u2013-\u2122])\\1"
_CLOSING = "\u2026?[\u2018\u2019\u201c\u201d\u203a\xbb]"
_END_OF_WORD = re.compile(f"(?<=[A-Za-z\u1e00-\u1eff])[\u00c0-\u024f\u0300-\u036f](?:{_TWICE}|{_CLOSING})(?![^\\W_])")

_LIGATURE = re.compile("(?<![\ufb01\ufb02].)[\ufb01\ufb02][\u00c0-\u024f](?![\ufb01\ufb02])")

# The last letters of words; a quotation is no longer than so much.
_LAST_LETTER = re.compile(r"(?<=\S)[^\W\d_](?!\w)")
_MOST_QUOTED_CHARS = 300

_BETWEEN_WORDS = " \u2018\u201a\u201c\u201e\u2039\xab"

# Of dashes, quotation marks and arrows. Before what ends a sentence, and after a space, somebody writes of a letter.
_LEAD_OF_MARKS = b"\xe2"
_ENDS_OF_SENTENCES = frozenset(".,;:!?)")


@dataclass(frozen=True, slots=True, eq=False)
class LineSpan:
    """A run of symbols outside ASCII, its structure and its readings."""

    begin: int
    end: int
    structure: Structure
    lattice: Lattice
    unexplained: int
    has_long_lead: bool

    @property
    def is_complete(self) -> bool:
        """Whether every character of the span has all its bytes, and none is left over."""
        return not self.unexplained and is_intact(self.lattice)

    @property
    def speaks_for_itself(self) -> bool:
        """Whether it is damaged by its structure alone."""
        return speaks_for_itself(self.structure, self.unexplained)


def spans_of(inverse: Inverse, line: str) -> list[LineSpan]:
    """Return the spans of a line in which something could be read."""
    symbols = inverse.symbols(line)
    spans = []
    for match in inverse.span.finditer(symbols):
        structure = measure(match.group())
        if structure.weight or structure.bare or inverse.drops_leads:
            lattice, unexplained = span_lattice(inverse, line, symbols, *match.span())
            has_long_lead = LONG_LEAD.search(match.group()) is not None
            spans.append(LineSpan(*match.span(), structure, lattice, unexplained, has_long_lead))
    return spans


def are_ends_of_words(line: str, spans: list[LineSpan]) -> bool:
    """Say whether spans are nothing but last letters of words with quotation marks or signs, as people write them.

    An accented letter, an ellipsis and a quotation mark are a sequence of three bytes; two words of a dialogue are two.
    So are a letter and a sign that stands twice (`negative-fi-doubled-signs`).
    """
    ends = (_END_OF_WORD.match(line, span.begin) for span in spans)
    return all(
        end is not None and not line[end.end() : span.end].strip(_BETWEEN_WORDS)
        for end, span in zip(ends, spans, strict=True)
    )


def fits_its_word(line: str, place: int) -> bool:
    """Say whether people may have written the letter at a place.

    Not a capital after a small letter, nor a small one before a capital, nor one before a quotation mark and a sign.
    """
    before, letter, after, then = (line[max(0, i) : i + 1] for i in range(place - 1, place + 3))
    if (before.islower() and letter.isupper()) or (letter.islower() and after.isupper()):
        return False
    return after not in ("'", '"') or then.isascii() or then.isalpha()


def is_remnant(inverse: Inverse, line: str, span: LineSpan) -> bool:
    """Say whether a span is what is left of one letter after another one, or of one mark between words.

    A first letter, or what is left of an ideograph, is too often a letter as it stands.
    """
    if span.structure.bare != 1 or span.has_long_lead or line[span.begin + 1 : span.end].strip(" "):
        return False
    before, lead, after = (line[max(0, i) : i + 1] for i in range(span.begin - 1, span.begin + 2))
    is_mark = inverse.symbols(lead) == _LEAD_OF_MARKS and not after.isalnum()
    return before.isalpha() or (is_mark and not (before.isspace() and after in _ENDS_OF_SENTENCES))


def opens_what_is_not_closed(text: str, place: int) -> bool:
    """Say whether the letter at a place is a small one that a word begins with, and ends none in the rest of the line.

    All that it could have been before a word is a quotation mark, and that would be closed
    (`negative-fr-circumflex-at-beginning`).
    """
    before, letter, after = (text[max(0, i) : i + 1] for i in range(place - 1, place + 2))
    if before.isalnum() or not (letter.islower() and after.islower()):
        return False
    rest = text[place : place + _MOST_QUOTED_CHARS].partition("\n")[0]
    return letter not in _LAST_LETTER.findall(rest)


def without_what_is_written(line: str) -> str:
    """Return a line without sequences that people write.

    They are the last letters of words before quotation marks or signs: after a small letter a capital is none, and
    after a quotation mark there is ASCII. And ligatures with the next letter, as they come out of printed files; of an
    alphabet of which ligatures are the leads two stand side by side (`negative-hu-ligatures`).
    """

    def blank(match: re.Match[str]) -> str:
        fits = match[0][0].islower() or line[match.start() - 1].isupper()
        return " " if fits and line[match.end() : match.end() + 1].isascii() else match[0]

    return _LIGATURE.sub(" ", _END_OF_WORD.sub(blank, line))


def are_strong(spans: Sequence[LineSpan]) -> bool:
    """Say whether some spans of a line speak for damage together; one character again and again does not.

    The last letters of a word of Slovak, in which they stood twice, were three bytes (`negative-sk-ends-of-words`).
    """
    if sum(span.structure.weight for span in spans) < STRONG_WEIGHT:
        return False
    readings = (reading for span in spans for some in span.lattice.values() for reading in some)
    return len({c for reading in readings for c in reading.characters if not c.isascii()}) > 1


def is_strong_as_a_whole(line: str, original: str) -> bool:
    """Say the same of a line of which all is UTF-8: each character that it saved is at least 1 in Structure.weight."""
    return len(line) - len(original) >= STRONG_WEIGHT and len(foreign(original)) > 1


def differing(spans: list[LineSpan], lattice: Lattice) -> list[LineSpan]:
    """Return spans in which another lattice has other readings: the shortest, as lone leads are most in doubt."""
    differing = (s for s in spans if any(lattice.get(place) != s.lattice.get(place) for place in range(s.begin, s.end)))
    return sorted(differing, key=lambda span: span.end - span.begin)[:_MOST_DIFFERING]


def verdict_on(inverse: Inverse, line: str, spans: list[LineSpan]) -> Verdict | None:
    """Return what is damaged in a line, which are some of its spans; None if there are none."""
    if not spans:
        return None
    symbols = inverse.symbols(line)
    lattice: Lattice = {}
    for span in spans:
        lattice.update(span.lattice)
    broken = any(s.unexplained and _is_broken(line, symbols, s.lattice, s.begin, s.end) for s in spans)
    strong = are_strong(spans)
    return Verdict(inverse.layer, lattice, tuple((s.begin, s.end) for s in spans), broken, strong)


def _is_broken(text: str, symbols: bytes, lattice: Lattice, begin: int, end: int) -> bool:
    """Say whether a lead byte's character stands for itself beside characters that are read as damage."""
    return any(
        0xC2 <= symbols[place] <= 0xF4 and reading.length == 1 and reading.characters == (text[place],)
        for place in range(begin, end)
        for reading in lattice.get(place, ())
    )
