"""What each rule on visible text does, and above all what it leaves alone. Sentences are our own."""

from __future__ import annotations

import pytest

from notefix import Settings, normalize
from notefix.pipeline import normalization

CASES = [
    # rule, markup, text, wanted
    ("curly-quotes-en", "plain", 'He said "yes", and left.', "He said \u201cyes\u201d, and left."),
    ("curly-quotes-en", "plain", "She's at the dogs' home.", "She\u2019s at the dogs' home."),
    ("curly-quotes-en", "plain", "'Tea,' he said.", "\u2018Tea,\u2019 he said."),
    ("curly-quotes-de", "plain", 'Er rief: "Komm!"', "Er rief: \u201eKomm!\u201c"),
    ("curly-quotes-fr", "plain", 'On dit "oui" ici.', "On dit \u00ab\u00a0oui\u00a0\u00bb ici."),
    ("curly-quotes-zh", "plain", '\u4ed6\u8bf4"\u597d"\u3002', "\u4ed6\u8bf4\u201c\u597d\u201d\u3002"),
    ("curly-quotes-en", "plain", 'a 5\' 10" man and a 3" nail', 'a 5\' 10" man and a 3" nail'),
    ("curly-quotes-en", "plain", 'one " alone', 'one " alone'),
    ("curly-quotes-en", "plain", 'an "odd one', 'an "odd one'),
    ("curly-quotes-en", "plain", 'x = "1" if y == "2"', "x = \u201c1\u201d if y == \u201c2\u201d"),
    ("curly-quotes-en", "code", 'x = "1"  # it\'s', 'x = "1"  # it\'s'),
    ("curly-quotes-en", "markdown", 'The `"a"` of "b"', 'The `"a"` of \u201cb\u201d'),
    ("curly-quotes-en", "markdown", '[it\'s](u "t") ![a"b"](c)', '[it\u2019s](u "t") ![a"b"](c)'),
    ("curly-quotes-en", "markdown", '---\ntitle: "x"\n---\n"y"\n', '---\ntitle: "x"\n---\n\u201cy\u201d\n'),
    ("curly-quotes-en", "markdown", '<a href="x">"y"</a>', '<a href="x">\u201cy\u201d</a>'),
    ("curly-quotes-en", "html", '<p class="x">"y"</p><pre>"z"</pre>', '<p class="x">\u201cy\u201d</p><pre>"z"</pre>'),
    ("straight-quotes", "plain", "\u201ca\u201d \u2018b\u2019 it\u2019s", "\"a\" 'b' it's"),
    ("straight-quotes", "plain", "\u4ed6\u8bf4\u201cGPT\u201d\u3002", "\u4ed6\u8bf4\u201cGPT\u201d\u3002"),
    ("plain-dash", "plain", "1914\u20131918 \u2212 x \u2014 y", "1914-1918 - x -- y"),
    ("plain-dash", "markdown", "\u2013 no list\n\u2014\n| \u2013 |", "\u2013 no list\n\u2014\n| \u2013 |"),
    ("plain-dash", "plain", "\u4f60\u597d\u2014\u2014\u4e16\u754c", "\u4f60\u597d\u2014\u2014\u4e16\u754c"),
    ("typographic-dash", "plain", "yes--no, and -- well", "yes\u2014no, and \u2013 well"),
    ("typographic-dash", "plain", "git log --oneline a -- b.c\n---\n| -- |", "git log --oneline a \u2013 b.c\n---\n| -- |"),
    ("typographic-dash", "markdown", "`a--b` [x](y--z) https://a.example/b--c", "`a--b` [x](y--z) https://a.example/b--c"),
    ("html-entity", "plain", "R&amp;D, 3 &lt; 4 &notanentity; &amp;eacute;", "R&D, 3 < 4 &notanentity; &amp;eacute;"),
    ("html-entity", "markdown", "caf&eacute; &lt;b&gt; &nbsp; &#42;", "caf\u00e9 &lt;b&gt; &nbsp; &#42;"),
    ("html-entity", "markdown", "`&eacute;` <a title='&eacute;'>", "`&eacute;` <a title='&eacute;'>"),
    ("html-entity", "html", "<p>&eacute; &lt; &amp; &quot;</p>", "<p>\u00e9 &lt; &amp; &quot;</p>"),
    ("html-entity", "plain", "&#146; &#0; &#xD800; &#x110000; &#64;", "\u2019 &#0; &#xD800; &#x110000; @"),
    ("fullwidth-alphanumeric", "markdown", "\uff21\uff22\uff0c`\uff23`", "AB\uff0c`\uff23`"),
    ("fullwidth-punctuation", "plain", "a\uff1ab\uff0c\u4f60\u597d\uff01", "a:b\uff0c\u4f60\u597d\uff01"),
    ("halfwidth-form", "plain", "\uff8a\uff9f\uff70\uff84 \uff62\uff63", "\u30d1\u30fc\u30c8 \u300c\u300d"),
    ("latin-ligature", "plain", "e\ufb03cient \u01c6 \u0133", "efficient \u01c6 \u0133"),
    ("arabic-presentation-form", "plain", "\ufef3\ufef4\ufefb \ufdfa \ufdf2", "\u064a\u064a\u0644\u0627 \ufdfa \ufdf2"),
    ("no-break-space", "plain", "deux\u00a0mots\u00a0! \u00ab\u00a0x\u00a0\u00bb 10\u00a0km", "deux mots\u00a0! \u00ab\u00a0x\u00a0\u00bb 10\u00a0km"),
    ("exotic-space", "plain", "a\u2003b\u3000c", "a b\u3000c"),
    ("ideographic-space", "plain", "a\u3000b \u4f60\u3000\u597d\n\u3000\u3000\u4f60", "a b \u4f60\u3000\u597d\n\u3000\u3000\u4f60"),
    ("chinese-punctuation", "plain", "\u4f60\u597d, \u4e16\u754c. 3.14, a", "\u4f60\u597d\uff0c\u4e16\u754c. 3.14, a"),
    ("chinese-punctuation", "plain", "\u5b8c\u4e86.\n\u65f6\u95f4 10:30?", "\u5b8c\u4e86\u3002\n\u65f6\u95f4 10:30?"),
    ("chinese-punctuation", "markdown", "\u597d(\u4e0d) [\u597d](\u597d) `\u597d,\u597d`", "\u597d\uff08\u4e0d\uff09 [\u597d](\u597d) `\u597d,\u597d`"),
    ("chinese-punctuation", "plain", "\u51fd\u6570(a, b)\u548c...", "\u51fd\u6570(a, b)\u548c..."),
    ("chinese-punctuation", "markdown", "\u4e00\u884c,  \n\u4e8c\u884c", "\u4e00\u884c\uff0c  \n\u4e8c\u884c"),
    ("cjk-latin-spacing", "plain", "\u7528AI\u6a21\u578b\u548cGPT-4\u5199", "\u7528 AI \u6a21\u578b\u548c GPT-4 \u5199"),
    ("cjk-latin-spacing", "plain", "T\u6064\u548cX\u5149, 2024\u5e743\u6708\uff0cAI\uff01", "T\u6064\u548cX\u5149, 2024\u5e743\u6708\uff0cAI\uff01"),
    ("cjk-latin-spacing", "markdown", "\u7528`AI`\u548c[\u8bba\u6587](x/AI\u6a21)", "\u7528`AI`\u548c[\u8bba\u6587](x/AI\u6a21)"),
    ("trailing-whitespace", "markdown", "a  \nb \n  \nc\t\n", "a  \nb\n\nc\n"),
    ("trailing-whitespace", "markdown", "a    \nb", "a  \nb"),
    ("trailing-whitespace", "markdown", "```\nx  \ny \n```\n", "```\nx  \ny \n```\n"),
    ("trailing-whitespace", "plain", "a  \r\nb ", "a\r\nb"),
    ("final-newline", "plain", "a\r\nb", "a\r\nb\r\n"),
    ("final-newline", "plain", "a\n\n\r\n", "a\n"),
    ("final-newline", "plain", "\n\n", "\n\n"),
    ("mixed-line-endings", "plain", "a\rb\rc\n", "a\rb\rc\r"),
    ("mixed-line-endings", "plain", "a\r\nb\n", "a\nb\n"),
    ("line-separator", "plain", "a\u2029b\r\n", "a\r\nb\r\n"),
    ("lone-surrogate", "plain", "\udc80 \ud800 \udfff \ud83d\ude00", "\udc80 \ufffd \ufffd \ud83d\ude00"),
    ("terminal-escape", "plain", "\x1b]8;;https://a.example\x07x\x1b]8;;\x07 \x1b[", "x \x1b["),
    ("c0-control", "plain", "\x00a\tb\x0cc\x1b[d", "a\tb\x0cc\x1b[d"),
    ("c1-control", "plain", "\x81\x85\x92", "\x85\x92"),
    ("bom", "plain", "\ufeff\ufeffa\ufeff", "a\ufeff"),
    ("bidi-control", "plain", "\u200f\u2067a\u2069", "\u200fa"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "markup", "text", "wanted"), CASES, ids=ascii)
def test_rule(rule: str, markup: str, text: str, wanted: str) -> None:
    assert normalize(text, Settings(select=(rule,), markup=markup)) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "candidates"),
    [
        ("p\u0430yment", ("payment",)),
        ("\u043coc\u043a\u0432\u0430", ("\u043c\u043e\u0441\u043a\u0432\u0430",)),
        ("\u0421AT", ("CAT", "\u0421\u0410\u0422")),
        ("\u0391pple", ("Apple",)),
        ("H\u03b1", ()),
        ("\u0394x", ()),
        ("SMS-\u043a\u0430", ()),
        ("\u03bcm", ()),
    ],
    ids=ascii,
)
def test_homoglyphs_are_reported(word: str, candidates: tuple[str, ...]) -> None:
    done = normalization(f"x {word} y", Settings(select=("homoglyph",)))
    assert not done.changed
    assert [(f.column, f.candidates) for f in done.findings] == ([(3, candidates)] if candidates else [])


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("Ren\u201a", "Ren\u00e9"),  # code page 437 read as Windows-1252
        ("Ren\u0398", "Ren\u00e9"),  # the other way round
        ("Sch\u0178ler", "Sch\u00fcler"),  # Mac Roman read as Windows-1252
        ("Ren\u00c8", "Ren\u00e9"),  # the other way round
        ("h\u00c9ireann", ""),
        ("km\u00b2", ""),
        ("n\u00b0", ""),
    ],
    ids=ascii,
)
def test_names_in_the_dress_of_an_old_page_are_reported(word: str, wanted: str) -> None:
    done = normalization(f"x {word}, y", Settings(select=("legacy-code-page",)))
    assert not done.changed
    assert [wanted in f.candidates for f in done.findings] == ([True] if wanted else [])
