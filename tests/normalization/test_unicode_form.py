"""The four forms, on every character that the interpreter knows, and on what makes them up."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given

from notefix import Settings, normalize
from notefix.normalization.unicode_form import BASES, LONG_CHARS, may_compose
from tests.normalization.strategies import texts

FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
ASSIGNED = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Co", "Cs")]
DECOMPOSING = [c for c in ASSIGNED if unicodedata.decomposition(c)]
# What joins onto something before it: the second halves of canonical pairs, vowels and finals of Hangul.
PAIRS = [unicodedata.decomposition(c).split() for c in DECOMPOSING]
SECONDS = {chr(int(pair[1], 16)) for pair in PAIRS if len(pair) == 2 and pair[0][0] != "<"} | {
    *map(chr, range(0x1161, 0x1176)),
    *map(chr, range(0x11A8, 0x11C3)),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_character_alone_in_context_and_decomposed(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    """What NormalizationTest.txt asks, from the interpreter's own data: of c, its NFC, NFD, NFKC and NFKD."""
    chosen = Settings(normalize=form)
    variants = {v for c in DECOMPOSING for v in (c, *(unicodedata.normalize(other, c) for other in FORMS))}
    for around in ("{}", "a{}\u0323\u0301b", "\u0301{}", "\uac00{}\u11a8", "\u4e00{}\uff9e"):
        # A hundred to a line, so that there are places to find in it.
        given = [around.format(v) for v in sorted(variants)]
        text = "\n".join(" ".join(given[i : i + 100]) for i in range(0, len(given), 100))
        assert normalize(text, chosen) == unicodedata.normalize(form, text)
    rest = "".join(ASSIGNED)
    assert normalize(rest, chosen) == unicodedata.normalize(form, rest)


@pytest.mark.parametrize("form", FORMS)
@given(texts)
def test_any_text_comes_out_as_the_interpreter_has_it(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> None:
    assert normalize(text, Settings(select=(form.lower(),))) == unicodedata.normalize(form, text)


def test_no_base_joins_onto_what_stands_before_it() -> None:
    bases = re.compile(f"[{BASES}]")
    for character in ASSIGNED:
        if bases.match(character):
            first = unicodedata.normalize("NFKD", character)[0]
            assert unicodedata.combining(first) == 0, ascii(character)
            # A Hangul syllable is cut before, not within.
            assert first not in SECONDS or "\uac00" <= character <= "\ud7a3", ascii(character)


def test_long_text_is_looked_at_in_another_way_with_the_same_result() -> None:
    """Every character, every pair that composes and every mark beside others is found where NFC would change it."""
    marks = [c for c in ASSIGNED if unicodedata.combining(c)]
    samples = {*ASSIGNED, *(unicodedata.normalize(form, c) for c in DECOMPOSING for form in FORMS)}
    samples |= {a + b for a in marks[::7] for b in marks[::11]}
    samples |= {f"{first}{second}" for first in "a\u0915\u09c7\u1100\uac00\u0627\u304b" for second in SECONDS}
    for sample in samples:
        text = f"x {sample}y"
        if not unicodedata.is_normalized("NFC", text):
            assert may_compose().search(text), ascii(sample)
    filler = "caf\u00e9 \u0915\u094d\u0937 " * LONG_CHARS
    assert normalize(filler, Settings(select=("nfc",))) is filler
    assert normalize(f"{filler}e\u0301{filler}", Settings(select=("nfc",))) == f"{filler}\u00e9{filler}"


def test_safe_is_nfc_of_all_that_is_visible() -> None:
    """Of all assigned characters `safe` changes those that NFC does, and what is in its other rules."""
    safe = Settings(normalize="safe")
    gone = (
        "[\x81\x8d\x8f\x90\x9d\u200b-\u200d\u2060\u206a-\u206f\ufeff\ufe00-\ufe0f"
        "\u180b-\u180d\u180f\U000e0001-\U000e01ef]"
    )
    for character in DECOMPOSING:
        assert normalize(f"x {character} x", safe) == unicodedata.normalize("NFC", f"x {character} x")
    others = [c for c in ASSIGNED if not unicodedata.decomposition(c) and not re.match(gone, c)]
    text = "\n".join(f"x {c} x" for c in others)
    assert normalize(text, safe) == text


def test_hebrew_points_and_indic_vowels_read_the_same() -> None:
    """NFC reorders points that stand on different sides of a letter; none is lost."""
    word = "\u05e9\u05c1\u05bc\u05b8\u05d1"
    assert sorted(normalize(word, Settings(normalize="safe"))) == sorted(word)
    assert normalize("\u0bc6\u0bbe", Settings(normalize="safe")) == "\u0bca"


def test_the_interpreter_is_not_older_than_our_tables() -> None:
    """Tables by hand say which characters a rule means; their sources are of these versions or have not changed since.

    Python 3.11 has Unicode 14: characters that are newer have no names and no properties there, and rules leave them
    alone. Should an interpreter ever be older than 14, the kinds of invisible characters have to be looked at again.
    """
    assert tuple(map(int, unicodedata.unidata_version.split("."))) >= (14, 0, 0)
