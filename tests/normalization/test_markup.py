"""What of a text is no prose, and how long it takes to find that out of a text that means harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notefix import Settings, normalize
from notefix.normalization import markdown
from notefix.normalization.markup import MASK, Markup, guessed_markup, masked, verbatim_spans
from tests.normalization.strategies import texts

MARKUPS: tuple[Markup, ...] = ("markdown", "html", "code", "plain")


def spared(text: str, markup: Markup = "markdown") -> list[str]:
    return [text[begin:end] for begin, end in verbatim_spans(text, markup)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a `b` c ``d ` e`` f", ["`b`", "``d ` e``"]),
        ("a `b\n  c` d", ["`b\n  c`"]),
        ("> a `b\n> c` d", ["`b\n> c`"]),
        ("- a\n\n  `b`\n\n      c\n", ["`b`", "      c\n"]),
        ("a\n```py\nb\n```\nc", ["```py\nb\n```\n"]),
        ("a\r\n~~~\r\nb\r\n~~~\r\nc", ["~~~\r\nb\r\n~~~\r\n"]),
        ("a\n\n    b\n\nc", ["    b\n"]),
        ("# a `b` #\n", ["`b`"]),
        ("a <b c='d'>e</b> f", ["<b c='d'>", "</b>"]),
        ("<div>\na\n</div>\n\nb", ["<div>\na\n</div>\n"]),
        (
            "[a](b 'c') [d][e] [e] [f][]\n\n[e]: g 'h'\n[f]: i\n",
            ["](b 'c')", "][e]", "[e]", "[f][]", "[e]: g 'h'\n[f]: i\n"],
        ),
        ("[a [b] c][e]\n\n[e]: f", ["][e]", "[e]: f"]),
        ("![a `b` 'c'](d) [![x](y)](z)", ["![a `b` 'c'](d)", "![x](y)](z)"]),
        ("<https://a.example/b> c@d.example", ["<https://a.example/b>", "c@d.example"]),
        ("\\`a\\` \\[b](c)", []),
        ("`a", ["`"]),
        ("---\na: 'b'\n---\nc `d`", ["---\na: 'b'\n---\n", "`d`"]),
        ("+++\na = 'b'\n+++\nc", ["+++\na = 'b'\n+++\n"]),
        ("\ufeff---\na\n...\nb", ["\ufeff---\na\n...\n"]),
        ("---\na", []),
        ("costs $5 and $6, but $x'$ and $$y\nz$$", ["$x'$", "$$y\nz$$"]),
        ("| `a` | b |\n|---|---|\n| `c` | d |", ["`a`", "`c`"]),
        ("a\u2028`b`\u0085`c`\x0b`d`\x0c`e`", ["`b`", "`c`", "`d`", "`e`"]),
        ("\x00`a` \ud800`b`", ["`a`", "`b`"]),
        ("a\tb\t`c`\n\td `e`", ["`c`", "`e`"]),
    ],
    ids=ascii,
)  # fmt: skip
def test_markdown(text: str, parts: list[str]) -> None:
    assert spared(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<p>a</p><!-- b --><br/>c", ["<p>", "</p><!-- b --><br/>"]),
        ("a<style >b</STYLE\n>", ["<style >b</STYLE\n>"]),
        ("<SCRIPT>a</script> <pre>b</pre> c", ["<SCRIPT>a</script>", "<pre>b</pre>"]),
        ("<pre>a", ["<pre>"]),
        ("1 < 2 <- 3", []),
        ("<!-- a", ["<!-- a"]),
    ],
    ids=ascii,
)
def test_html(text: str, parts: list[str]) -> None:
    assert spared(text, "html") == parts


def test_plain_text_and_code() -> None:
    assert spared("see https://a.example/b?c, `d`", "plain") == ["https://a.example/b?c,"]
    assert spared("\u89c1https://a.example/b\uff0c\u597d", "plain") == ["https://a.example/b"]
    assert spared("print('a')\n", "code") == ["print('a')\n"]


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("", "plain"),
        ("Tea # for ``two``.", "plain"),
        ("1. One\n- two\n", "plain"),
        ("# One\n", "markdown"),
        ("a\n```\nb\n```\n", "markdown"),
        ("---\ntitle: a\n---\n", "markdown"),
        ("see [a](https://b.example)", "markdown"),
        ("[a]: b\n", "markdown"),
        ("\n<!doctype html>", "html"),
        ("<?xml version='1.0'?>", "html"),
        ("#!/bin/sh\n# One\n", "code"),
    ],
    ids=ascii,
)
def test_markup_is_guessed_by_plain_signs(text: str, markup: Markup) -> None:
    assert guessed_markup(text) == markup


@settings(max_examples=300)
@given(texts, st.sampled_from(MARKUPS))
def test_spans_are_of_the_text_in_order_and_apart(text: str, markup: Markup) -> None:
    end = -1
    for begin, after in verbatim_spans(text, markup):
        assert end < begin < after <= len(text)
        end = after
    shown = masked(text, verbatim_spans(text, markup))
    assert len(shown) == len(text)
    assert all(b in (a, MASK) and (a not in "\r\n" or a == b) for a, b in zip(text, shown, strict=True))


@settings(max_examples=300)
@given(texts)
def test_code_in_a_fence_is_safe_from_rules_that_would_break_it(text: str) -> None:
    """Whatever stands before, a fence that is open keeps what is in it."""
    chosen = Settings(
        select=("curly-quotes-en", "typographic-dash", "fullwidth-alphanumeric", "html-entity", "cjk-latin-spacing"),
        markup="markdown",
    )
    code = 'x = "it\'s" -- \uff21 &eacute; \u4f60AI\u597d'
    fenced = f"~~~~~~~~~~\n{code}\n~~~~~~~~~~\n"
    # Only what cannot open a block of its own, or close the fence.
    before = "".join(c for c in text if c not in "<~`\r\n\u2028\u2029-+> \t")
    assert fenced in normalize(f"{before}\n\n{fenced}", chosen)


PARTS = (
    "[",
    "![",
    "[a](",
    "[a](<b",
    "*a ",
    "**x",
    "`",
    "<",
    "<a ",
    "&",
    "\\[",
    "]",
    "[]",
    "<!--",
    "[[](",
    "$ ",
    "*_x_* ",
)
LINES = ("> ", "- ", "[a]: b '", "<!--\n", "<div>\n", "    a\n", "- a", "> [a", "a\n\n=", "~~~", "|a", "a@b", "http://")


def seconds(text: str) -> float:
    begin = time.process_time()
    for markup in MARKUPS:
        verbatim_spans(text, markup)
    return time.process_time() - begin


@pytest.mark.parametrize("part", [*PARTS, *(f"{line}\n" for line in LINES)], ids=ascii)
def test_time_is_bounded(part: str) -> None:
    """A text of one thing repeated, as one paragraph or as lines, takes no more than some microseconds a character."""
    size = markdown.LONGEST_PARAGRAPH_CHARS // 4
    for text in (part * (size // len(part)), f"{part}\n\n" * (size // len(part))):
        assert seconds(text) < 4.0


def test_too_long_is_no_prose() -> None:
    long = "a" * (markdown.LONGEST_PARAGRAPH_CHARS + 1)
    assert spared(f"`b`\n\n{long}\n\nc\n") == ["`b`", f"{long}\n"]
    text = "a\n" * (markdown.LONGEST_TEXT_CHARS // 2 + 1)
    assert verbatim_spans(text, "markdown") == [(0, len(text))]


def test_rules_on_all_text_go_into_code() -> None:
    """What must not be in any text, such as a stray byte order mark, must not be in code, either."""
    assert normalize("`a\ufeff\u200b` e\u0301", Settings(normalize="safe", markup="markdown")) == "`a\u200b` \u00e9"
