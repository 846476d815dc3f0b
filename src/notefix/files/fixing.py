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
    from notefix.suppression.suppressor import Suppressor

__all__ = ["FileOutcome", "bytes_of_whole_file", "fix_document", "fix_file", "write_outcome"]


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
        resolved: those of the findings that `after` does away with, those of the repair apart.
        written: whether the file now holds `after` because it was written.
    """

    before: Document
    after: Document
    repair: Repair
    settings: Settings
    findings: tuple[Finding, ...] = ()
    resolved: frozenset[Finding] = frozenset()
    written: bool = False

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.before.path

    @property
    def fully_recovered(self) -> bool:
        """Whether nothing is left in the file that someone has to look at."""
        done = self.resolved.union(self.repair.findings)
        others = (f for f in self.findings if f not in done and f.rule != "unused-ignore")
        return self.repair.fully_recovered and not any(others)

    @property
    def changed(self) -> bool:
        """Whether `after` differs from `before`."""
        return self.after != self.before


def fix_document(
    document: Document, settings: Settings | None = None, suppressor: Suppressor | None = None, sample: str = ""
) -> FileOutcome:
    """Repair and normalise a document. Touches no disk.

    Args:
        document: what to repair.
        settings: how.
        suppressor: what to leave alone; None is nothing.
        sample: lines of the rest of the file, each with its end, where the document is a part of one.
    """
    from notefix.pipeline import repair_beside  # here, so that a file that cannot be read costs nothing

    settings = settings or DEFAULT_SETTINGS
    repaired = repair_beside(sample, document.text, settings)
    others: list[Finding] = []
    if suppressor is not None:
        repaired = suppressor.left_alone(document.text, repaired)
    if document.has_stray_bytes:
        from notefix.files.stray_bytes import find_stray_bytes  # here, since hardly any file has them

        others += find_stray_bytes(document)
    after = replace(document, text=repaired.text)
    form: tuple[Finding, ...] = ()
    resolved: frozenset[Finding] = frozenset()
    if settings.normalize != "none" or settings.select:
        from notefix.files.forming import formed  # here, since most want no rules

        after, form, resolved = formed(document, repaired, settings, suppressor)
    if suppressor is not None:
        others = [*(f for f in others if not suppressor.covers(f)), *suppressor.unused_markers()]
    findings = repaired.findings
    if others or form:
        findings = tuple(sorted((*findings, *others, *form), key=lambda finding: (finding.line, finding.column)))
    return FileOutcome(document, after, repaired, settings, findings, resolved)


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
    if not write:
        document_to_bytes(outcome.after)  # what could not be written is no outcome
        return outcome
    return write_outcome(outcome, backup)


def write_outcome(outcome: FileOutcome, backup: str | None = None) -> FileOutcome:
    """Write what a file shall hold, safely, and return the outcome as written.

    Args:
        outcome: of which the text changes.
        backup: see `fix_file`.

    Raises:
        FileError: it cannot be written, or was changed meanwhile. It is as it was.
        SettingsError: the suffix is none.
    """
    from notefix.files.writing import write_in_place  # here, since mostly there is nothing to write

    # The original is encoded again, not kept: so this also proves, against what is on the disk, that nothing
    # was lost in decoding.
    write_in_place(outcome.path, document_to_bytes(outcome.before), document_to_bytes(outcome.after), backup=backup)
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
