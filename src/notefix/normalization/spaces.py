r"""Rules on spaces that are not U+0020. None is in a profile but the ideographic one: their width was mostly wanted."""

from __future__ import annotations

from notefix.normalization.rule import Rule, edits_by_character, edits_by_match

__all__ = ["RULES"]

# French sets a no-break space beside these marks, and many a language one beside a dash or an ellipsis; and before a
# unit or between groups of digits it is what a typographer would set, too.
_NO_BREAK = (
    r"(?<![\d\u00ab\u2039\u2013\u2014\u2026])[\u00a0\u202f](?![;:!?%\u00bb\u203a\u20ac\u2013\u2014\u2026\u2264\u2265])"
)
# The ideographs, kana and full-width forms: beside them the wide space is at home.
_WIDE = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"

RULES = (
    Rule(
        "no-break-space",
        "puts a space for U+00A0 and U+202F, but not after a digit nor where French has one",
        "two\u00a0words",
        "two words",
        "kept",
        edits_by_match(_NO_BREAK, " "),
        "\u00a0\u202f",
        spares_verbatim=True,
    ),
    Rule(
        "exotic-space",
        "puts a space for spaces of other widths, from the en quad to the mathematical one",
        "a\u2003b\u2009c",
        "a b c",
        "kept",
        edits_by_character("\u2000-\u200a\u205f\u1680", lambda _: " "),
        "\u2000-\u200a\u205f\u1680",
        spares_verbatim=True,
    ),
    Rule(
        "ideographic-space",
        "puts a space for U+3000 between letters and digits that are not wide",
        "one\u3000two",
        "one two",
        "always a space (in fix_character_width)",
        edits_by_match(rf"(?<=[^\s{_WIDE}])\u3000+(?=[^\s{_WIDE}])", lambda match: " " * len(match[0])),
        "\u3000",
        spares_verbatim=True,
    ),
)
