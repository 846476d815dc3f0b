r"""Characters written as ASCII: HTML's entities and JSON's \u escapes, around damage as around anything else.

Damage that went through a program that escapes is two entities side by side for one letter. It is undone only where two
such characters stand side by side, and only if writing the line that way again gives the line as it was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import codepoint2name, name2codepoint

__all__ = ["ESCAPES", "could_be_escaped", "escaped", "unescaped"]

_NON_ASCII = re.compile("[^\x00-\x7f]")


def _named_or_itself(match: re.Match[str]) -> str:
    name = codepoint2name.get(ord(match[0]))
    return f"&{name};" if name else match[0]


def _named_or_number(match: re.Match[str]) -> str:
    name = codepoint2name.get(ord(match[0]))
    return f"&{name};" if name else f"&#{ord(match[0])};"


def _json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


# How characters outside ASCII are written, by name, likeliest first.
ESCAPES: dict[str, Callable[[re.Match[str]], str]] = {
    "html": _named_or_itself,
    "html-numbers": _named_or_number,
    "html-decimal": lambda match: f"&#{ord(match[0])};",
    "html-hex": lambda match: f"&#x{ord(match[0]):x};",
    "html-hex-upper": lambda match: f"&#x{ord(match[0]):X};",
    "json": _json,
}

_ENTITY = r"&(?:[A-Za-z][A-Za-z0-9]{1,8}|#[0-9]{3,7}|#[xX][0-9A-Fa-f]{2,6});"
_HTML_RUN = re.compile(rf"(?:{_ENTITY}|[^\x00-\x7f])(?:{_ENTITY}|[^\x00-\x7f])+")
_JSON_RUN = re.compile(r"(?:\\u[0-9A-Fa-f]{4}){2,}")
_HTML_PART = re.compile(_ENTITY)
_JSON_PART = re.compile(r"\\u([0-9A-Fa-f]{4})")


def could_be_escaped(text: str, json: bool = False) -> bool:
    """Say whether a text has two characters side by side of which one is escaped; False is certain."""
    # Of the runs only those with an entity count, and these are quicker sought by the entity.
    if "&" in text and any(_stands_beside(text, *entity.span()) for entity in _HTML_PART.finditer(text)):
        return True
    return json and "\\u" in text and _JSON_RUN.search(text) is not None


def escaped(text: str, escape: str) -> str:
    r"""Return a text with its characters outside ASCII written as an escape.

    >>> escaped("\u00e9", "html"), escaped("\u00e9", "html-decimal"), escaped("\u00e9", "json")
    ('&eacute;', '&#233;', '\\u00e9')
    """
    return _NON_ASCII.sub(ESCAPES[escape], text)


def _stands_beside(text: str, begin: int, end: int) -> bool:
    """Say whether a character outside ASCII, or another entity, stands before or after a place; after is enough."""
    return text[begin - 1 : begin] > "\x7f" or text[end : end + 1] > "\x7f" or bool(_HTML_PART.match(text, end))


def _character(entity: str) -> str:
    body = entity[1:-1]
    if not body.startswith("#"):
        return chr(name2codepoint[body]) if body in name2codepoint else entity
    point = int(body[2:], 16) if body[1] in "xX" else int(body[1:])
    return chr(point) if 0x80 <= point <= 0x10FFFF else entity


def unescaped(line: str, json: bool = False) -> tuple[str, str] | None:
    r"""Return a line without the escapes of characters that stand side by side, and the name of the escape.

    Args:
        line: a line.
        json: whether JSON's escapes are undone, too.

    Returns:
        None if there are none, or writing them again would not give the line as it is.

    >>> unescaped("a&laquo;&eacute;")
    ('a\xab\xe9', 'html')
    """
    if not could_be_escaped(line, json):
        return None
    text = _HTML_RUN.sub(lambda run: _HTML_PART.sub(lambda part: _character(part[0]), run[0]), line)
    names = [name for name in ESCAPES if name.startswith("html")]
    if text == line and json:
        text = _JSON_RUN.sub(_plain, line)
        names = ["json"]
    return next(((text, name) for name in names if text != line and escaped(text, name) == line), None)


def _plain(run: re.Match[str]) -> str:
    units = b"".join(bytes.fromhex(part) for part in _JSON_PART.findall(run[0]))
    text = units.decode("utf-16-be", "surrogatepass")
    return text if not any(character.isascii() for character in text) else run[0]
