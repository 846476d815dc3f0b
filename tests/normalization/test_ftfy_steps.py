"""The profiles `ftfy` and `corpus` are ftfy with those options, but for what docs/normalization.md lists."""

from __future__ import annotations

import doctest
from typing import Any

import ftfy
import pytest
from ftfy import TextFixerConfig, fixes
from hypothesis import assume, given, settings

from notefix import Settings, fix_text, normalize
from tests.normalization.strategies import texts

FTFY = Settings(normalize="ftfy")
CORPUS = Settings(normalize="corpus")
# The defaults of datatrove's FTFYFormatter and of NeMo Curator's UnicodeReformatter, which are the same options.
CORPUS_OPTIONS: dict[str, Any] = {
    "fix_latin_ligatures": False,
    "fix_character_width": False,
    "uncurl_quotes": False,
    "fix_line_breaks": False,
    "normalization": None,
}
STEPS = {
    "unescape_html": "ftfy-entities",
    "fix_c1_controls": "ftfy-c1",
    "fix_latin_ligatures": "ftfy-ligatures",
    "fix_character_width": "ftfy-width",
    "uncurl_quotes": "ftfy-quotes",
    "fix_line_breaks": "ftfy-line-breaks",
    "fix_surrogates": "ftfy-surrogates",
    "remove_terminal_escapes": "ftfy-terminal-escapes",
    "remove_control_chars": "ftfy-control",
}
BYTES_THAT_ARE_NO_UTF8 = {chr(c) for c in range(0xDC80, 0xDD00)}
# The planes in which anything is that a step could mean; the others are alike.
ALL = [chr(c) for c in (*range(0x20000), *range(0xE0000, 0xE1000), *range(0x10FF00, 0x110000))]


def test_the_profile_has_every_step() -> None:
    """A step that a later version of ftfy adds would be missing in the profile."""
    known = {*STEPS, "fix_encoding", "restore_byte_a0", "replace_lossy_sequences", "decode_inconsistent_utf8"}
    assert set(TextFixerConfig._fields) == known | {"normalization", "max_decode_length", "explain"}


@pytest.mark.parametrize(("step", "rule"), STEPS.items())
def test_a_rule_is_its_step_on_every_character(step: str, rule: str) -> None:
    function, chosen = getattr(fixes, step), Settings(select=(rule,))
    for around in ("{}", "x{}&y"):
        for first in range(0, len(ALL), 0x1000):
            characters = [c for c in ALL[first : first + 0x1000] if c not in BYTES_THAT_ARE_NO_UTF8 | {"<"}]
            text = " ".join(around.format(character) for character in characters)
            assert normalize(text, chosen) == function(text)


@pytest.mark.parametrize(("step", "rule"), STEPS.items())
def test_a_rule_does_what_the_step_s_documentation_shows(step: str, rule: str) -> None:
    """Run the examples in ftfy's docstrings with our rule in place of the function."""
    chosen = Settings(select=(rule,))
    assert_examples(getattr(fixes, step), {step: lambda text: normalize(text, chosen)})


def test_the_profile_does_what_the_documentation_of_ftfy_shows() -> None:
    assert_examples(ftfy.fix_text, {"fix_text": lambda text: fix_text(text, FTFY)})


def assert_examples(documented: Any, replaced: dict[str, Any]) -> None:
    test = doctest.DocTestFinder(recurse=False).find(documented, globs={})[0]
    test.globs = {**vars(fixes), **replaced}
    said: list[str] = []
    # As ftfy runs them: the three dots in one of them stand for an ellipsis.
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    runner.run(test, out=said.append)
    assert runner.tries == len(test.examples)
    assert runner.failures == 0, "".join(said)


@settings(max_examples=500)
@given(texts)
def test_any_text_comes_out_as_from_ftfy(text: str) -> None:
    assume(BYTES_THAT_ARE_NO_UTF8.isdisjoint(text))
    assume("<" not in text and "\uff1c" not in text)  # see the next tests
    assert normalize(text, FTFY) == ftfy.fix_text(text, fix_encoding=False)
    assert normalize(text, CORPUS) == ftfy.fix_text(text, fix_encoding=False, **CORPUS_OPTIONS)


@pytest.mark.parametrize(
    "text", ["a &lt; b &amp;amp;\n&eacute;", "&eacute; <b> &eacute;\n&eacute;", "&eacute;\n<b>\n&eacute;", "<"]
)
def test_entities_are_decoded_before_the_first_tag(text: str) -> None:
    for chosen, options in ((FTFY, {}), (CORPUS, CORPUS_OPTIONS)):
        assert normalize(text, chosen) == ftfy.fix_text(text, fix_encoding=False, **options)


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        ("&eacute;\r<b>", "\u00e9\n<b>", "&eacute;\n<b>"),
        ("&eacute;\uff1c&#38;amp;", "\u00e9<&", "\u00e9<&"),
        ("\uff1c\uff06eacute;", "<&eacute;", "<\u00e9"),
        ("<\u0338 &eacute;", "\u226e \u00e9", "\u226e &eacute;"),
        ("a\udc80b", "a\udc80b", "a\ufffdb"),
    ],
    ids=ascii,
)
def test_the_differences_that_are_listed(text: str, ours: str, theirs: str) -> None:
    """All but the last because there ftfy, asked again, would change its own result."""
    assert normalize(text, FTFY) == ours
    assert ftfy.fix_text(text, fix_encoding=False) == theirs


@pytest.mark.parametrize("layer", ["&amp;", "&#38;", "&a&#109;p;"])
def test_layers_of_entities_take_linear_time(layer: str) -> None:
    """Ten thousand layers: looking at all for each would take minutes."""
    text = "&" + layer[1:] * 10_000 + "lt;"
    assert normalize(text, CORPUS) in ("<", text.replace("&a&#109;p;", "&amp;"))


def test_marks_of_entities_alone_take_linear_time() -> None:
    assert normalize("&" * 300_000, CORPUS) == "&" * 300_000
