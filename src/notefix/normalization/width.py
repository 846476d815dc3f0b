r"""Rules on forms that exist for the width or the joining of letters alone: full-width, half-width, ligatures."""

from __future__ import annotations

import unicodedata

from notefix.normalization.rule import Rule, edits_by_character, edits_by_match

__all__ = ["RULES"]

_ALPHANUMERIC = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_PUNCTUATION = "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e"
# Half-width katakana, their voice marks and punctuation, Hangul letters, signs. Not U+FFA0, which has no width at all.
_HALFWIDTH = "\uff61-\uff9f\uffa1-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc\uffe8-\uffee"
# Forms A and B, but no words and phrases (U+FDF0 to U+FDFD), which are characters in their own right, nor ornaments.
_ARABIC = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufe80-\ufefc"


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


RULES = (
    Rule(
        "latin-ligature",
        "takes ligatures of Latin letters apart",
        "\ufb01ve \ufb02oors",
        "five floors",
        "also Dutch ij, Croatian dz, lj, nj and Afrikaans 'n, which are letters of their alphabets",
        edits_by_character("\ufb00-\ufb06", _compatible),
        "\ufb00-\ufb06",
        spares_verbatim=True,
    ),
    Rule(
        "arabic-presentation-form",
        "puts the letters for Arabic forms that are already shaped, as PDF files have them",
        "\ufe91\ufe8e\ufe8f",
        "\u0628\u0627\u0628",
        "kept",
        edits_by_character(_ARABIC, _compatible),
        _ARABIC,
        spares_verbatim=True,
    ),
    Rule(
        "fullwidth-alphanumeric",
        "puts ASCII for full-width Latin letters and digits; Chinese punctuation stays",
        "\uff27\uff30\uff34\uff0d\uff14\uff0c",
        "GPT\uff0d4\uff0c",
        "all full-width forms, with Chinese commas and brackets, and the ideographic space",
        edits_by_character(_ALPHANUMERIC, _compatible),
        _ALPHANUMERIC,
        spares_verbatim=True,
    ),
    Rule(
        "fullwidth-punctuation",
        "puts ASCII for full-width punctuation between ASCII characters",
        "a\uff0bb\uff1dc",
        "a+b=c",
        "everywhere",
        edits_by_match(f"(?<=[!-~])[{_PUNCTUATION}](?=[!-~])", lambda match: _compatible(match[0])),
        _PUNCTUATION,
        spares_verbatim=True,
    ),
    Rule(
        "halfwidth-form",
        "puts the usual form for half-width katakana, Hangul letters and signs",
        "\uff76\uff9e",
        "\u30ac",
        "the same",
        edits_by_match(f"[{_HALFWIDTH}]+", lambda match: _compatible(match[0])),
        _HALFWIDTH,
        spares_verbatim=True,
    ),
)
