r"""Rules on characters that are no text: controls, surrogates, noncharacters, the byte order mark, the soft hyphen.

The C1 controls U+0080 to U+009F are, in practice, never what ISO 6429 means by them: they are bytes of Windows-1252
that were read as Latin-1, as HTML reads `&#146;`. Where Windows-1252 has a character at that byte it can be put there
(`c1-windows-1252`, which a reader sees); where it has none, nothing is lost with them (`c1-control`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule, edits_by_character, edits_by_match

__all__ = ["RULES", "holds_bytes"]

_C1_UNDEFINED = r"\x81\x8d\x8f\x90\x9d"
_C1_DEFINED = r"\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f"

# U+FDD0 to U+FDEF and the last two of each of the 17 planes: The Unicode Standard, section 23.7; it cannot change.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000))

# Control sequences and operating system commands of ECMA-48, 5.4 and 8.3.89. Both are bounded: a text full of their
# beginnings must not be searched to its end for each.
_TERMINAL_ESCAPE = (
    "\x1b\\[[0-?]{0,100}[ -/]{0,10}[@-~]"  # colours and the like
    "|\x1b\\][^\x00-\x1f\x7f]{0,2000}(?:\x07|\x1b\\\\)"  # titles, links
)


def _windows_1252(character: str) -> str:
    return character.encode("latin-1").decode("cp1252")


def _joined(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def holds_bytes(text: str) -> bool:
    """Say whether a text's surrogates are how Python keeps bytes that are not UTF-8: all from U+DC80 to U+DCFF."""
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", text)


def _lone(text: str, markup: Markup) -> Iterable[Edit]:
    alone = "[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]"
    return () if holds_bytes(text) else edits_by_match(alone, "\ufffd")(text, markup)


RULES = (
    Rule(
        "bom",
        "removes a byte order mark at the beginning of the text",
        "\ufeffTea",
        "Tea",
        "removed everywhere in a line",
        edits_by_match("\\A\ufeff+", ""),
        "\ufeff",
    ),
    Rule(
        "surrogate-pair",
        "joins two surrogates to the character that they code in UTF-16",
        "\ud83d\ude00",
        "\U0001f600",
        "the same",
        edits_by_match("[\ud800-\udbff][\udc00-\udfff]", _joined),
        "\ud800-\udbff",
    ),
    Rule(
        "lone-surrogate",
        "puts U+FFFD for a surrogate that is half of nothing",
        "a\ud800b",
        "a\ufffdb",
        "the same, also where all are U+DC80 to U+DCFF: those stand for bytes that are not UTF-8, which would be lost",
        _lone,
        "\ud800-\udfff",
    ),
    Rule(
        "terminal-escape",
        "removes what colours a terminal, sets its title or links",
        "\x1b[1mdone\x1b[0m",
        "done",
        "colours alone: ESC, [, digits and semicolons, a letter",
        edits_by_match(_TERMINAL_ESCAPE, ""),
        "\x1b",
        ascii=True,
    ),
    Rule(
        "c0-control",
        "removes ASCII control characters that are neither white space nor the start of a terminal's sequence",
        "a\x00b\x7f",
        "ab",
        "also the ESC that starts a sequence, if that has not gone with it",
        edits_by_match("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?![\\[\\]])", ""),
        "\x00-\x08\x0b\x0e-\x1f\x7f",
        ascii=True,
    ),
    Rule(
        "c1-windows-1252",
        "puts what Windows-1252 has at its byte for a C1 control character",
        "it\x92s",
        "it\u2019s",
        "the same",
        edits_by_character(_C1_DEFINED, _windows_1252),
        _C1_DEFINED,
    ),
    Rule(
        "c1-control",
        "removes C1 control characters at whose byte Windows-1252 has nothing, either",
        "a\x81b",
        "ab",
        "kept",
        edits_by_character(_C1_UNDEFINED, lambda _: ""),
        _C1_UNDEFINED,
    ),
    Rule(
        "noncharacter",
        "removes code points that Unicode will never give to a character",
        "a\uffffb",
        "ab",
        "kept",
        edits_by_character(_NONCHARACTERS, lambda _: ""),
        _NONCHARACTERS,
    ),
    Rule(
        "bidi-control",
        "removes embeddings, overrides and isolates of direction, with which source code can be made to lie",
        "a\u202eb\u202c",
        "ab",
        "kept",
        edits_by_character("\u202a-\u202e\u2066-\u2069", lambda _: ""),
        "\u202a-\u202e\u2066-\u2069",
    ),
    Rule(
        "soft-hyphen",
        "removes soft hyphens, which say where a word may be broken",
        "sil\u00adver",
        "silver",
        "kept",
        edits_by_character("\u00ad", lambda _: ""),
        "\u00ad",
    ),
)
