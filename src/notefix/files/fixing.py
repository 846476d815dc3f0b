"""One file through the pipeline: the only place where files and linguistics meet."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from notefix.files.document import Document, document_from_bytes, document_to_bytes
from notefix.files.reading import bytes_from_file
from notefix.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from notefix.findings import Finding, Repair

__all__ = ["FileOutcome", "fix_document", "fix_file"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file.

    Attributes:
        before: the document as it was read.
        after: the document repaired and normalised.
        repair: the account of the repair.
        settings: what was asked for.
        findings: what a report prints: those of the repair, and the bytes that are not of the file's encoding
            (`not-utf8`), sorted by place.
        written: whether the file now holds `after` because it was written.
    """

    before: Document
    after: Document
    repair: Repair
    settings: Settings
    findings: tuple[Finding, ...] = ()
    written: bool = False

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.before.path

    @property
    def changed(self) -> bool:
        """Whether `after` differs from `before`."""
        return self.after.text != self.before.text


def fix_document(document: Document, settings: Settings | None = None) -> FileOutcome:
    """Repair and normalise a document. Touches no disk."""
    from notefix.pipeline import normalize, repair  # here, so that a file that cannot be read costs nothing

    settings = settings or DEFAULT_SETTINGS
    repaired = repair(document.text, settings)
    after = replace(document, text=normalize(repaired.text, settings))
    return FileOutcome(document, after, repaired, settings, _findings(document, repaired))


def _findings(document: Document, repaired: Repair) -> tuple[Finding, ...]:
    if not document.has_stray_bytes:
        return repaired.findings
    from notefix.files.stray_bytes import find_stray_bytes  # here, since hardly any file has them

    both = (*find_stray_bytes(document), *repaired.findings)
    return tuple(sorted(both, key=lambda finding: (finding.line, finding.column)))


def fix_file(path: str | os.PathLike[str], settings: Settings | None = None, *, write: bool = True) -> FileOutcome:
    """Repair one file in place, safely.

    The file is written only if it changes: whole, with its mode, byte order mark and line endings kept.

    Args:
        path: a regular file, or a symbolic link to one.
        settings: how to repair.
        write: whether to write; without, only the outcome is returned.

    Raises:
        FileError: it cannot be read, is not UTF-8, or cannot be written. It is as it was.
        ModelError: bytes are missing and the language model cannot be loaded.
    """
    document = document_from_bytes(bytes_from_file(path), os.fspath(path))
    outcome = fix_document(document, settings)
    if not (write and outcome.changed):
        return outcome
    from notefix.files.writing import write_in_place  # here, since mostly there is nothing to write

    # The original is encoded again, not kept: so this also proves, against what is on the disk, that nothing
    # was lost in decoding.
    write_in_place(path, document_to_bytes(document), document_to_bytes(outcome.after))
    return replace(outcome, written=True)
