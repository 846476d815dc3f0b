"""A large file through the pipeline in blocks, so that memory does not grow with its size.

A first pass reads all of it, says which blocks could be damaged at all, and draws a sample; a second one repairs those
blocks, each together with the sample, and copies the others. So a block is weighed with what its own lines say, and
with what those from all over the file do: which accident it was, and which words recur. Nothing else is of the whole
file. What is, such as rules of form, or an encoding to be guessed, needs all of it, and is not done here.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, NamedTuple

from notefix.errors import FileError
from notefix.files.blocks import BLOCK_BYTES, blocks_of
from notefix.files.document import BINARY_PROBE_BYTES, Document, document_to_bytes
from notefix.files.fixing import FileOutcome, fix_document
from notefix.lines import split_lines
from notefix.settings import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from notefix.findings import Finding, LineRepair, Repair
    from notefix.suppression.suppressor import Suppressor

__all__ = ["Part", "Survey", "parts_of", "survey_of"]

# The sample: lines with characters that could be misread bytes, evenly from all blocks that have any. They are weighed
# again with each block, so this many cost some percent of a block that is damaged all through.
_SAMPLE_LINES = 60
_SAMPLE_LINE_CHARS = 400
_PROBES_PER_BLOCK = 64
_LINES_PER_BLOCK = 4

# What makes a difference to lines that are far away: a marker that turns rules off, up to the one that turns them on.
_MARKER = b"notefix:"


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found.

    Attributes:
        suspicious: the blocks that could be damaged, by number from 0.
        sample: lines from all over them, each with its end.
    """

    suspicious: frozenset[int] = frozenset()
    sample: str = ""


class Part(NamedTuple):
    """A block as it was and as it is: bytes, and the outcome, with lines and columns of the file; None if it stays."""

    before: bytes
    after: bytes
    outcome: FileOutcome | None


def survey_of(stream: IO[bytes], settings: Settings = DEFAULT_SETTINGS, size_bytes: int = BLOCK_BYTES) -> Survey | None:
    """Read a stream to its end, and say what could be damaged; None if it has to be looked at as a whole.

    Args:
        stream: the file.
        settings: `json_escapes` is used.
        size_bytes: of a block.
    """
    from notefix.pipeline import could_be_damaged

    suspicious: set[int] = set()
    lines: list[str] = []
    for number, data in enumerate(blocks_of(stream, size_bytes)):
        # Another encoding, strays among UTF-8, or no text.
        if _MARKER in data or (
            not number and (0 in data[:BINARY_PROBE_BYTES] or data[:2] in (b"\xff\xfe", b"\xfe\xff"))
        ):
            return None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if could_be_damaged(text, settings):
            suspicious.add(number)
            lines += _some_lines(text, settings)
    return Survey(frozenset(suspicious), "".join(f"{line}\n" for line in _spread(lines, _SAMPLE_LINES)))


def _some_lines(text: str, settings: Settings) -> list[str]:
    from notefix.pipeline import could_be_damaged

    lines = _spread([line.text for line in split_lines(text)], _PROBES_PER_BLOCK)
    some = [line for line in lines if len(line) <= _SAMPLE_LINE_CHARS and could_be_damaged(line, settings)]
    return _spread(some, _LINES_PER_BLOCK)


def _spread(lines: list[str], most: int) -> list[str]:
    return lines[:: max(1, -(-len(lines) // most))]


def parts_of(
    stream: IO[bytes],
    path: str,
    survey: Survey,
    settings: Settings = DEFAULT_SETTINGS,
    make_suppressor: Callable[[], Suppressor | None] | None = None,
    size_bytes: int = BLOCK_BYTES,
) -> Iterator[Part]:
    """Repair a stream that was surveyed, from its beginning, block by block.

    Args:
        stream: the file.
        path: its name, for messages.
        survey: of the same content.
        settings: how; without rules of form.
        make_suppressor: gives what to leave alone in a block.
        size_bytes: of a block, as in the survey.

    Raises:
        FileError: the content is no longer what was surveyed.
        ModelError: bytes are missing and the language model cannot be loaded.
    """
    lines = columns_before = columns_after = 0
    for number, data in enumerate(blocks_of(stream, size_bytes)):
        document = _block(data, path, number)
        outcome, after, text_after = None, data, document.text
        if number in survey.suspicious:
            suppressor = make_suppressor() if make_suppressor is not None else None
            outcome = fix_document(document, settings, suppressor, survey.sample)
            if outcome.changed:
                after, text_after = document_to_bytes(outcome.after), outcome.after.text
            outcome = _moved(outcome, lines, columns_before, columns_after)
        yield Part(data, after, outcome)
        ends = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
        columns_before, columns_after = (0, 0) if ends else (columns_before, columns_after)
        lines += ends
        columns_before += _last_columns(document.text)
        columns_after += _last_columns(text_after)


def _last_columns(text: str) -> int:
    """Return how many characters stand after the last line end."""
    return len(text) - 1 - max(text.rfind("\n"), text.rfind("\r"))


def _block(data: bytes, path: str, number: int) -> Document:
    """Return a block as a document. What looks like a byte order mark after the first is a character."""
    mark = b"" if number or not data.startswith(codecs.BOM_UTF8) else codecs.BOM_UTF8
    try:
        return Document(path, data[len(mark) :].decode("utf-8"), bom=bool(mark))
    except UnicodeDecodeError as error:  # it was, when it was surveyed
        raise FileError(f"{path}: was changed while it was being repaired, and is left as it is now.") from error


def _moved(outcome: FileOutcome, lines: int, columns_before: int, columns_after: int) -> FileOutcome:
    """Return the outcome of a block with lines and columns counted from the beginning of the file."""
    repair: Repair = outcome.repair
    findings = tuple(_moved_finding(finding, lines, columns_before) for finding in repair.findings)
    repaired = tuple(_moved_line(line, lines, columns_after) for line in repair.lines)
    repair = replace(repair, lines=repaired, findings=findings)
    others = tuple(_moved_finding(finding, lines, columns_before) for finding in outcome.findings)
    return replace(outcome, repair=repair, findings=others)


def _moved_finding(finding: Finding, lines: int, columns: int) -> Finding:
    column = finding.column + (columns if finding.line == 1 else 0)
    return replace(finding, line=finding.line + lines, column=column)


def _moved_line(line: LineRepair, lines: int, columns: int) -> LineRepair:
    more = columns if line.number == 1 else 0
    restored = tuple(replace(c, line=c.line + lines, column=c.column + more) for c in line.restored)
    return replace(line, number=line.number + lines, restored=restored)
