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
    from notefix.suppression.suppressor import Suppressor

__all__ = ["FileOutcome", "fix_document", "fix_file", "write_outcome"]


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
    def fully_recovered(self) -> bool:
        """Whether nothing is left in the file that someone has to look at."""
        of_repair = frozenset(self.repair.findings)
        others = (f for f in self.findings if f not in of_repair and f.rule != "unused-ignore")
        return self.repair.fully_recovered and not any(others)

    @property
    def changed(self) -> bool:
        """Whether `after` differs from `before`."""
        return self.after.text != self.before.text


def fix_document(
    document: Document, settings: Settings | None = None, suppressor: Suppressor | None = None
) -> FileOutcome:
    """Repair and normalise a document. Touches no disk.

    Args:
        document: what to repair.
        settings: how.
        suppressor: what to leave alone; None is nothing.
    """
    from notefix.pipeline import normalize, repair  # here, so that a file that cannot be read costs nothing

    settings = settings or DEFAULT_SETTINGS
    repaired = repair(document.text, settings)
    findings: tuple[Finding, ...] = ()
    if suppressor is not None:
        repaired = suppressor.left_alone(document.text, repaired)
    if document.has_stray_bytes:
        findings = _stray_bytes(document)
    if suppressor is not None:
        findings = (*(f for f in findings if not suppressor.covers(f)), *suppressor.unused_markers())
    if findings:
        findings = tuple(sorted((*repaired.findings, *findings), key=lambda finding: (finding.line, finding.column)))
    after = replace(document, text=normalize(repaired.text, settings))
    return FileOutcome(document, after, repaired, settings, findings or repaired.findings)


def _stray_bytes(document: Document) -> tuple[Finding, ...]:
    from notefix.files.stray_bytes import find_stray_bytes  # here, since hardly any file has them

    return find_stray_bytes(document)


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
    return write_outcome(outcome) if write and outcome.changed else outcome


def write_outcome(outcome: FileOutcome, backup: str | None = None) -> FileOutcome:
    """Write what a file shall hold, safely, and return the outcome as written.

    Raises:
        FileError: it cannot be written, or was changed meanwhile. It is as it was.
    """
    from notefix.files.writing import write_in_place  # here, since mostly there is nothing to write

    # The original is encoded again, not kept: so this also proves, against what is on the disk, that nothing
    # was lost in decoding.
    write_in_place(outcome.path, document_to_bytes(outcome.before), document_to_bytes(outcome.after))
    return replace(outcome, written=True)
