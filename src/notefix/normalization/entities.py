r"""The rule on HTML's entities and character references, aware of what the text is written in.

`&amp;lt;` means the four characters `&lt;`, so an ampersand that would make an entity stays written as one; so do
references to characters by which the text's own markup is written, and references to nothing that is a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Rule

__all__ = ["RULES"]

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_REST = re.compile(r"#?[0-9A-Za-z]{1,32};")


def _entities(text: str, markup: Markup) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        character = _meaning(match[0])
        if character is None or _is_syntax(character, markup):
            continue
        if character == "&" and _REST.match(text, match.end()):
            continue
        yield Edit(match.start(), match.end(), character)


def _meaning(entity: str) -> str | None:
    """Return the characters that an entity stands for, None if there are none or it has to stay."""
    import html  # only text with entities needs their table
    from html.entities import html5

    name = entity[1:]
    if not name.startswith("#") and name not in html5:
        return None
    meaning = html.unescape(entity)
    # A reference to no character becomes nothing or U+FFFD there; one to a letter of ASCII, `#` or `;` hides from
    # those who collect addresses, and could make another entity.
    if not meaning or meaning == entity or meaning == "\ufffd":
        return None
    return None if re.fullmatch(r"[0-9A-Za-z#;\x00-\x1f\x7f-\x9f]", meaning) else meaning


def _is_syntax(character: str, markup: Markup) -> bool:
    """Say whether a character, written as such, would be read as markup or get lost as white space."""
    if markup == "html":
        return character in "<>&\"'" or character.isspace()
    return markup == "markdown" and (character.isascii() or character.isspace())


RULES = (
    Rule(
        "html-entity",
        "puts the characters for HTML's entities, but for those that the text's own markup needs",
        "caf&eacute; &amp;lt;",
        "caf\u00e9 &amp;lt;",
        "all in a line without <, until nothing is left to decode, and those in capitals; none from the first < on",
        _entities,
        "&",
        ascii=True,
        spares_verbatim=True,
    ),
)
