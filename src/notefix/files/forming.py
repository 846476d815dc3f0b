"""The form of a document: its text normalised, and a byte order mark that a rule may take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from notefix.files.document import Document
from notefix.findings import Finding, Repair
from notefix.pipeline import lines_left_damaged, normalization
from notefix.settings import Settings

if TYPE_CHECKING:
    from notefix.suppression.suppressor import Suppressor

__all__ = ["formed", "markup_of_path"]

# What a text is written in, by the end of its file's name. Of others, the text itself has to say.
_MARKDOWN = ".md .markdown .mdown .mkd .qmd .rmd"
_HTML = ".html .htm .xhtml .xml .svg .vue"
_CODE = """
    .py .pyi .ipynb .js .mjs .cjs .jsx .ts .tsx .c .h .cc .cpp .cxx .hpp .hh .cs .java .kt .kts .scala .groovy .go .rs
    .rb .php .pl .pm .sh .bash .zsh .fish .ps1 .bat .cmd .lua .swift .m .mm .r .jl .sql .hs .ml .clj .ex .exs .erl .elm
    .dart .zig .nim .asm .s .css .scss .sass .less .json .jsonl .ndjson .yaml .yml .toml .ini .cfg .conf .env
    .properties .csv .tsv .tex .bib .cmake .mk .gradle .proto .graphql .tf .nix .po .pot
"""
_MARKUP: dict[str, Literal["markdown", "html", "code"]] = {
    **dict.fromkeys(_MARKDOWN.split(), "markdown"),
    **dict.fromkeys(_HTML.split(), "html"),
    **dict.fromkeys(_CODE.split(), "code"),
}


def markup_of_path(path: str) -> Literal["auto", "markdown", "html", "code"]:
    """Return what a file is written in, as far as its name says.

    >>> markup_of_path("notes/a.MD"), markup_of_path("a.py"), markup_of_path("README")
    ('markdown', 'code', 'auto')
    """
    return _MARKUP.get(PurePath(path).suffix.lower(), "auto")


def formed(
    document: Document, repaired: Repair, settings: Settings, suppressor: Suppressor | None
) -> tuple[Document, tuple[Finding, ...], frozenset[Finding]]:
    """Return a document in the wanted form, what rules find in it, and which of that the form does away with.

    Args:
        document: as it was read.
        repaired: its repair.
        settings: which rules are on.
        suppressor: what to leave alone; None is nothing. A line with a finding that it covers is spared by all rules.
    """
    if settings.markup == "auto":
        settings = replace(settings, markup=markup_of_path(document.path))
    spared = lines_left_damaged(repaired, settings)
    done = normalization(repaired.text, settings, spared)
    if suppressor is not None:
        covered = frozenset(finding.line for finding in done.findings if suppressor.covers(finding))
        if covered:
            done = normalization(repaired.text, settings, spared | covered)
    changed = {(change.rule, change.line) for change in done.changes}
    resolved = {finding for finding in done.findings if (finding.rule, finding.line) in changed}
    unwanted = _unwanted_mark(document, settings, suppressor)
    after = replace(document, text=done.text, bom=document.bom and not unwanted)
    return after, (*unwanted, *done.findings), frozenset(resolved.union(unwanted))


def _unwanted_mark(document: Document, settings: Settings, suppressor: Suppressor | None) -> list[Finding]:
    """Return a finding if a document has a byte order mark that a rule takes.

    In UTF-8 it says nothing. In UTF-16 it says which half of a character comes first, and stays.
    """
    if not document.bom or document.encoding != "utf-8":
        return []
    found = normalization("\ufeff", settings).findings
    return [f for f in found if f.rule == "bom" and (suppressor is None or not suppressor.covers(f))]
