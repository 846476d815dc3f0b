"""The names of the rules, the order in which they run, which exclude each other, and the profiles.

Names alone: `Settings` checks what it is given against them, and must not load the rules for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from notefix.errors import SettingsError

__all__ = ["CONFLICTS", "CURLY_QUOTES", "ORDER", "PROFILES", "active_rules", "check_names", "profile_named"]

# One rule for each language whose quotation marks quotes.py knows.
CURLY_QUOTES = tuple(f"curly-quotes-{language}" for language in ("de", "en", "es", "fr", "pl", "ru", "sv", "zh"))

# What an earlier rule makes, a later one may want to see: bytes and codes become characters first, then characters
# get their form, then lines. The steps of ftfy keep the order that they have there.
ORDER = (
    "bom",
    "surrogate-pair",
    "lone-surrogate",
    "html-entity",
    "ftfy-entities",
    "ftfy-c1",
    "ftfy-ligatures",
    "ftfy-width",
    "ftfy-quotes",
    "ftfy-line-breaks",
    "ftfy-surrogates",
    "ftfy-terminal-escapes",
    "ftfy-control",
    "terminal-escape",
    "c0-control",
    "c1-windows-1252",
    "c1-control",
    "noncharacter",
    "bidi-control",
    "invisible-character",
    "variation-selector",
    "soft-hyphen",
    "no-break-space",
    "exotic-space",
    "latin-ligature",
    "arabic-presentation-form",
    "fullwidth-alphanumeric",
    "fullwidth-punctuation",
    "halfwidth-form",
    "nfc",
    "nfd",
    "nfkc",
    "nfkd",
    "ideographic-space",
    "chinese-punctuation",
    "cjk-latin-spacing",
    "straight-quotes",
    *CURLY_QUOTES,
    "plain-dash",
    "typographic-dash",
    "line-separator",
    "lf",
    "crlf",
    "mixed-line-endings",
    "trailing-whitespace",
    "final-newline",
    "homoglyph",
    "legacy-code-page",
)

# Of each of these sets at most one rule can be on: each undoes what another does.
CONFLICTS = (
    frozenset({"nfc", "nfd", "nfkc", "nfkd"}),
    frozenset({"lf", "crlf", "mixed-line-endings", "ftfy-line-breaks"}),
    frozenset({"straight-quotes", "ftfy-quotes", *CURLY_QUOTES}),
    frozenset({"plain-dash", "typographic-dash"}),
    *(frozenset({"chinese-punctuation", other}) for other in ("nfkc", "nfkd", "ftfy-width", "fullwidth-punctuation")),
)

_SAFE = ("bom", "c1-control", "invisible-character", "variation-selector", "nfc")
_NOTES = (
    *_SAFE,
    "surrogate-pair",
    "c0-control",
    "c1-windows-1252",
    "noncharacter",
    "fullwidth-alphanumeric",
    "mixed-line-endings",
    "trailing-whitespace",
    "final-newline",
    "homoglyph",
)
_CORPUS = ("ftfy-entities", "ftfy-c1", "ftfy-surrogates", "ftfy-terminal-escapes", "ftfy-control")
_FTFY = (*_CORPUS, "ftfy-ligatures", "ftfy-width", "ftfy-quotes", "ftfy-line-breaks", "nfc")

PROFILES: dict[str, tuple[str, ...]] = {
    "none": (),
    "safe": _SAFE,
    "notes": _NOTES,
    "notes-zh": (*_NOTES, "ideographic-space", "chinese-punctuation", "cjk-latin-spacing"),
    "corpus": _CORPUS,
    "ftfy": _FTFY,
    # As `Settings.normalize` was written before there were profiles.
    **{form.upper(): (form,) for form in ("nfc", "nfd", "nfkc", "nfkd")},
}


def profile_named(name: object) -> str:
    """Return the name of a profile; None is `none`.

    Raises:
        SettingsError: there is no such profile; the message has the nearest name.
    """
    if name is None:
        return "none"
    if not isinstance(name, str) or name not in PROFILES:
        raise SettingsError(f"normalize must be a profile, one of {', '.join(PROFILES)}, not {_not(name, PROFILES)}")
    return name


def check_names(names: Iterable[str], others: Iterable[str], setting: str) -> None:
    """Check that all names are rules of normalization, or among the others.

    Raises:
        SettingsError: one is not; the message has the nearest name.
    """
    known = (*ORDER, *others)
    for name in names:
        if name not in known:
            raise SettingsError(f"{setting} must name rules, not {_not(name, known)}")


@lru_cache(maxsize=64)
def active_rules(profile: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the rules that are on, in the order in which they run.

    A selected rule turns off those of the profile that it excludes. Names that are no rules of normalization
    (damage has rules, too) say nothing here.

    Raises:
        SettingsError: two selected rules exclude each other.

    >>> active_rules("NFC", ("lf", "nfkc"), ())
    ('nfkc', 'lf')
    """
    chosen = {name for name in select if name in ORDER} - set(ignore)
    for conflict in CONFLICTS:
        if len(both := sorted(conflict & chosen)) > 1:
            raise SettingsError(f"The rules {both[0]} and {both[1]} cannot be on together: each undoes the other.")
    excluded = {name for conflict in CONFLICTS if conflict & chosen for name in conflict - chosen}
    on = (set(PROFILES[profile]) - excluded | chosen) - set(ignore)
    return tuple(name for name in ORDER if name in on)


def _not(name: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # for an error alone

    near = get_close_matches(name, known, 1, cutoff=0.5) if isinstance(name, str) else []
    return f"{name!r}; did you mean {near[0]!r}?" if near else f"{name!r}."
