"""Texts rich in what the rules care about, and sets of rules that can be on together."""

from __future__ import annotations

from hypothesis import strategies as st

from notefix import Settings
from notefix.normalization.profiles import CONFLICTS, ORDER, PROFILES

# One string a theme: whole texts are strung together from these and from any characters.
PIECES = (
    *("\r", "\n", "\r\n", "\n\n", " ", "  ", "\t", "  \n", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c"),
    *("\ufeff", "\x00", "\x1b", "\x1b[31m", "\x1b]8;;x\x07", "\x7f"),
    *("\x81", "\x92", "\x9d", "\uffff", "\ufdd0", "\U0010ffff"),
    *("\ud83d", "\ude00", "\udc80", "\udcff", "\ufffd", "\ue000"),
    *("\u200b", "\u200c", "\u200d", "\u2060", "\u206a", "\u00ad", "\u202e", "\u202c", "\u2066", "\u200f", "\u061c"),
    *("\ufe0e", "\ufe0f", "\U000e0100", "\U000e01ef", "\u180b"),
    *("\u180e", "\u1820", "\U000e0067", "\U000e007f", "\U000e0001"),
    *("\U0001f3f4", "\U0001f468", "\U0001f3fd", "\u2640"),
    *("\u2764", "1\ufe0f\u20e3", "\U0001f1e9\U0001f1ea", "\u263a"),
    *("e\u0301", "\u00e9", "\u0323\u0307", "\u0307\u0323", "\u0338"),
    *("<", "\u212b", "\ufb01", "\u0132", "\u0149", "\u01c6", "\u00bd"),
    *("\u1100", "\u1161", "\u11a8", "\uac00", "\uffa1", "\uffc2"),
    *("\u3131", "\uff76\uff9e", "\u304b\u3099", "\uf900", "\ufa19"),
    *("\u0915\u094d", "\u0937", "\u09b0\u200d\u09cd\u09af", "\u0bc6\u0bbe"),
    *("\u0e01\u0e33", "\u0645\u06cc\u200c", "\u0640", "\u05e9\u05c1\u05bc"),
    *("\ufefb", "\ufe91", "\ufdfa", "\u0c46\u0c56", "\u1780\u17d2", "\u0f71\u0f72"),
    *("\uff21", "\uff11", "\uff0c", "\uff01", "\uff06", "\uff1c"),
    *("\uff40", "\u3000", "\u3002", "\u300a", "\u300b", "\uff08"),
    *("\u4f60", "\u597d", "\u6a21\u578b", "GPT-4", "AI", "T", "3D", "2024", ",", ".", ":", "?", "!", "(", ")"),
    *('"', "'", "\u201c", "\u201d", "\u2018", "\u2019", "\u00ab", "\u00bb", "\u02bc", "\u00a0", "\u202f", "\u2003"),
    *("-", "--", "---", "\u2013", "\u2014", "\u2212", "\u2010", "...", "\u2026", "\\"),
    *("&amp;", "&eacute;", "&lt;", "&#146;", "&#x41;", "&nbsp;"),
    *("&", ";", "amp;", "#38;", "&EACUTE;", "&#0;", "&NewLine;"),
    *("`", "``", "```\n", "\n```\n", "    ", "# ", "- ", "> ", "---\n"),
    *("[a](b)", "[", "](", "<b>", "</b>", "<!--", "-->", "<pre>", "$x'$"),
    *("https://a.example/b", "www.a.example", "a@b.example"),
    *("p\u0430y", "\u0440\u0443", "Ren\u201a", "a", "Z", "9", "%"),
)  # fmt: skip

pieces = st.sampled_from(PIECES) | st.characters(max_codepoint=0x10FFFF, exclude_categories=())
texts = st.lists(pieces, max_size=24).map("".join)


def together(names: list[str]) -> tuple[str, ...]:
    """Drop from some rules those that exclude one before them."""
    chosen: list[str] = []
    for name in names:
        if not any(name in conflict and conflict & set(chosen) for conflict in CONFLICTS):
            chosen.append(name)
    return tuple(chosen)


rules = st.lists(st.sampled_from(ORDER), unique=True, max_size=len(ORDER)).map(together)
markups = st.sampled_from(("auto", "markdown", "html", "code", "plain"))
subsets = st.builds(lambda select, markup: Settings(select=select, markup=markup), rules, markups)
profiles = st.builds(
    lambda profile, select, ignore: Settings(normalize=profile, select=together(select), ignore=tuple(ignore)),
    st.sampled_from(sorted(PROFILES)),
    st.lists(st.sampled_from(ORDER), unique=True, max_size=3),
    st.lists(st.sampled_from(ORDER), unique=True, max_size=3),
)
