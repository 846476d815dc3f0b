"""One file through the pipeline: the only place where files and linguistics meet."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from notefix.files.document import Document, document_from_bytes, document_to_bytes
from notefix.files.journal_places import find_journal
from notefix.files.reading import bytes_from_file
from notefix.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from notefix.findings import Finding, Repair

__all__ = ["FileOutcome", "bytes_of_whole_file", "fix_document", "fix_file"]


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


def fix_file(
    path: str | os.PathLike[str],
    settings: Settings | None = None,
    *,
    write: bool = True,
    from_encoding: str | None = None,
    backup: str | None = None,
) -> FileOutcome:
    """Repair one file in place, safely.

    The file is written only if it changes: whole, with its attributes, encoding, byte order mark and line endings kept.

    Args:
        path: a regular file, or a symbolic link to one.
        settings: how to repair.
        write: whether to write; without, only the outcome is returned.
        from_encoding: what a file is in that is not UTF-8: the name of a codec, or `auto` for the best guess where that
            is sound. None: such a file is refused.
        backup: a suffix such as `.bak`; what a file held that is written stays beside it under its name with this at
            the end. A backup that is there already is never replaced: the next one is `.bak.2`.

    Raises:
        FileError: it cannot be read, is no text or not UTF-8, or cannot be written. It is as it was.
        SettingsError: there is no such encoding, or the suffix is none.
        ModelError: bytes are missing and the language model cannot be loaded.
    """
    if backup is not None:
        from notefix.files.backup import check_suffix  # here, since few ask for one

        check_suffix(backup)  # though there may be nothing to write
    data = bytes_of_whole_file(path, write=write)
    document = document_from_bytes(data, os.fspath(path), from_encoding)
    outcome = fix_document(document, settings)
    if not outcome.changed:
        return outcome
    after = document_to_bytes(outcome.after)  # without writing, too: what could not be written is no outcome
    if not write:
        return outcome
    from notefix.files.writing import write_in_place  # here, since mostly there is nothing to write

    write_in_place(path, data, after, backup=backup)
    return replace(outcome, written=True)


def bytes_of_whole_file(path: str | os.PathLike[str], *, write: bool) -> bytes:
    """Read a file that nobody has left half-written."""
    data = bytes_from_file(path)
    # After reading: whoever begins to write later has not touched what was read.
    journal = find_journal(path)
    if journal is None:
        return data
    from notefix.files.recovery import restore  # here, since hardly any run was killed

    restore(path, journal, write=write)
    return bytes_from_file(path)
