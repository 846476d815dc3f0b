r"""The steps of ftfy.fix_text as rules, by calling ftfy's own functions, so that they are what ftfy does.

Which rules do the same better, and why, docs/normalization.md says for each. Two things differ from ftfy even here.
Entities are decoded until nothing is left to decode, line by line and in time that grows with the text alone (ftfy
looks at the whole line again for each layer of `&amp;amp;`). And where a text's only surrogates are U+DC80 to U+DCFF
they stay: so Python keeps bytes that are not UTF-8 (PEP 383), and U+FFFD in their place would lose those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from notefix.normalization.controls import holds_bytes
from notefix.normalization.markup import Markup
from notefix.normalization.rule import Edit, Find, Rule, edits_by_match

__all__ = ["RULES"]

_LIGATURES = "\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06"
_WIDTHS = "\u3000\uff01-\uffef"
_QUOTES = "\u02bc\u2018-\u201f"
_BREAKS = "\r\u0085\u2028\u2029"
_CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc"
_TERMINAL = "\x1b\\[[\\d;]*[a-zA-Z]"
# The longest that ftfy takes for an entity.
_ENTITY_AT_MOST = 1 + 1 + 24 + 1
_ENTITIES = re.compile("&[&#0-9A-Za-z;]*")


def _step(name: str) -> Callable[[str], str]:
    def step(text: str) -> str:
        from ftfy import fixes  # loads slowly, and hardly any text needs it

        fixed: str = getattr(fixes, name)(text)
        return fixed

    return step


def _by_match(name: str, pattern: str) -> Find:
    step = _step(name)
    return edits_by_match(pattern, lambda match: step(match[0]))


def _entities(text: str, markup: Markup) -> Iterator[Edit]:
    """Find what is to be decoded: nothing from the first line on that has a `<`, since that may be HTML."""
    tag = text.find("<")
    end = len(text) if tag < 0 else text.rfind("\n", 0, tag) + 1
    for match in _ENTITIES.finditer(text, 0, end):
        after = _decoded(match[0])
        if after != match[0]:
            yield Edit(match.start(), match.end(), after)


def _decoded(text: str) -> str:
    """Decode entities, and those that come of it, from left to right: every character is put down a few times at most.

    The order does not matter for what comes out: two entities never overlap.

    >>> _decoded("&amp;amp;eacute;") == "\u00e9"
    True
    """
    decode = _step("unescape_html")
    done: list[str] = []
    left = list(reversed(text))
    while left:
        done.append(left.pop())
        if done[-1] != ";":
            continue
        tail = "".join(done[-_ENTITY_AT_MOST:])
        begin = tail.rfind("&")
        if begin >= 0 and (decoded := decode(tail[begin:])) != tail[begin:]:
            del done[begin - len(tail) :]
            left += reversed(decoded)
    return "".join(done)


def _surrogates(text: str, markup: Markup) -> Iterable[Edit]:
    step = _by_match("fix_surrogates", "[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
    return () if holds_bytes(text) else step(text, markup)


def _rule(name: str, summary: str, before: str, after: str, find: Find, characters: str) -> Rule:
    in_ascii = bool(re.search(f"[{characters}]", "".join(map(chr, range(0x80)))))
    return Rule(name, f"{summary}, as ftfy does", before, after, "the same", find, characters, ascii=in_ascii)


RULES = (
    _rule(
        "ftfy-entities",
        "decodes HTML's entities before the first <",
        "&hearts; &lt;",
        "\u2665 <",
        _entities,
        "&",
    ),
    _rule(
        "ftfy-c1",
        "puts Windows-1252 for C1 control characters",
        "a\x92b",
        "a\u2019b",
        _by_match("fix_c1_controls", "[\x80-\x9f]+"),
        "\x80-\x9f",
    ),
    _rule(
        "ftfy-ligatures",
        "takes Latin ligatures and digraphs apart",
        "\ufb02ue \u01c9",
        "flue lj",
        _by_match("fix_latin_ligatures", f"[{_LIGATURES}]+"),
        _LIGATURES,
    ),
    _rule(
        "ftfy-width",
        "puts the usual form for full-width and half-width ones, Chinese punctuation with them",
        "\uff2f\uff2b\uff01",
        "OK!",
        _by_match("fix_character_width", f"[{_WIDTHS}]+"),
        _WIDTHS,
    ),
    _rule(
        "ftfy-quotes",
        "puts straight quotation marks for curly ones",
        "\u201chi\u201d",
        '"hi"',
        _by_match("uncurl_quotes", f"[{_QUOTES}]"),
        _QUOTES,
    ),
    _rule(
        "ftfy-line-breaks",
        "puts LF for every other line break",
        "a\r\nb\u2028c",
        "a\nb\nc",
        _by_match("fix_line_breaks", f"\r\n|[{_BREAKS}]"),
        _BREAKS,
    ),
    _rule(
        "ftfy-surrogates",
        "joins surrogates to characters, and puts U+FFFD for the rest",
        "\ud83d\ude00\ud83d",
        "\U0001f600\ufffd",
        _surrogates,
        "\ud800-\udfff",
    ),
    _rule(
        "ftfy-terminal-escapes",
        "removes colours of terminals",
        "\x1b[1mhi\x1b[0m",
        "hi",
        _by_match("remove_terminal_escapes", _TERMINAL),
        "\x1b",
    ),
    _rule(
        "ftfy-control",
        "removes control characters",
        "a\x00b\ufeff",
        "ab",
        _by_match("remove_control_chars", f"[{_CONTROLS}]+"),
        _CONTROLS,
    ),
)
