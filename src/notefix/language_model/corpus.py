"""The text that a model is counted from: reading, cleaning, holding out.

Nothing of the text itself ends up in the model file, only how often characters follow each other.
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ftfy.badness import is_bad

__all__ = [
    "HELD_OUT_ONE_IN",
    "by_language",
    "clean_line",
    "corpus_files",
    "is_held_out",
    "read_corpus_file",
    "training_lines",
    "with_quotation",
]

# Every fiftieth line, chosen by its content, is never trained on; benchmarks/accuracy.py measures on those.
HELD_OUT_ONE_IN = 50

_SPACES = re.compile(r"[ \t\u3000]+")
_URL = re.compile(r"https?://[^\s)>\"']+")
_TAG = re.compile(r"<[^<>]{1,300}>")

# Transcribed speech and documentation write ASCII punctuation where notes have the typographic kind. A line that
# has any is counted a second time in typographic dress, so that the model has seen those characters in context.
_TYPOGRAPHY = (
    (re.compile(r"(?<=\w)'(?=\w)"), "\N{RIGHT SINGLE QUOTATION MARK}"),
    (re.compile(r"(?<!\w)\"(?=\w)"), "\N{LEFT DOUBLE QUOTATION MARK}"),
    (re.compile(r"(?<=[\w.,!?])\""), "\N{RIGHT DOUBLE QUOTATION MARK}"),
    (re.compile(r"(?<!\w)'(?=\w)"), "\N{LEFT SINGLE QUOTATION MARK}"),
    (re.compile(r"(?<=[\w.,!?])'"), "\N{RIGHT SINGLE QUOTATION MARK}"),
    (re.compile(r"--"), "\N{EM DASH}"),
    (re.compile(r"\.\.\."), "\N{HORIZONTAL ELLIPSIS}"),
    (re.compile(r"^[*-] "), "\N{BULLET} "),
)

# How a language opens and closes quotations where that is not as in English. Of the lines of any language that puts
# spaces between words, every so many are counted once more with a quotation in them, since speech has none.
_QUOTATION_MARKS = {
    "\u201e\u201c": ("bg", "cs", "de", "hsb", "ka", "lt", "mk", "ru", "sk", "sl", "uk"),
    "\u201e\u201d": ("et", "hu", "lv", "pl", "ro", "sr", "hr"),
    "\u201d\u201d": ("fi", "he", "sv-SE", "da", "nb-NO"),
}
# Between words that has an em dash here, and an en dash elsewhere.
_EM_DASHED = frozenset(("be", "bg", "en", "es", "it", "mk", "pt", "ru", "sr", "uk"))
_SPACED_DASH = re.compile(r" -{1,2} ")
_MARKS_OF_LANGUAGE = {language: marks for marks, languages in _QUOTATION_MARKS.items() for language in languages}
_ENGLISH_MARKS = "\u201c\u201d"
_QUOTED_ONE_IN = 25
_LEAST_QUOTED_WORDS = 5
_PROSE = re.compile(r"[\w\s.,;:!?'\u2019()-]+")
_AFTER_QUOTATION = ".,;:!?"


def _checksum(line: str) -> int:
    return zlib.crc32(line.encode("utf-8", "surrogatepass"))


def _number_of(line: str) -> int:
    """Return a number by which some of the lines that are not held out are chosen."""
    return _checksum(line) // HELD_OUT_ONE_IN


def is_held_out(line: str) -> bool:
    """Say whether a line is kept back from training, by its content alone, so that copies go together."""
    return _checksum(line) % HELD_OUT_ONE_IN == 0


def clean_line(line: str) -> str | None:
    """Return the line as it is counted, or None for a line that would teach nothing or the wrong thing.

    >>> clean_line("see  <b>here</b>: https://example.org/x?y=1 .")
    'see here: .'
    >>> clean_line("caf\u00c3\u00a9") is None
    True
    """
    line = _TAG.sub("", _URL.sub("", line))
    line = _SPACES.sub(" ", line).strip()
    if len(line) < 2 or "\ufffd" in line or (not line.isascii() and is_bad(line)):
        return None
    return line


def read_corpus_file(path: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 text file, plain or xz-compressed, without their endings."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            yield from (line.rstrip("\r\n") for line in stream)
    else:
        with path.open(encoding="utf-8", newline="\n") as stream:
            yield from (line.rstrip("\r\n") for line in stream)


def corpus_files(paths: list[Path]) -> list[Path]:
    """Return the files that are named, and those in the folders that are named, in a fixed order."""
    files: list[Path] = []
    for path in paths:
        found = path.rglob("*.txt*") if path.is_dir() else [path]
        files.extend(sorted(found, key=lambda file: file.as_posix()))
    return files


def by_language(files: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the files of each language, by name; a language is a folder."""
    languages: dict[str, list[Path]] = {}
    for file in files:
        languages.setdefault(file.parent.name, []).append(file)
    return dict(sorted(languages.items()))


def with_quotation(line: str, language: str) -> str | None:
    r"""Return a line with a quotation in it, in the marks of its language: which words, its content decides.

    None if it has few words, or is no plain prose.

    >>> with_quotation("Das Boot ist wieder da.", "de") == "Das Boot ist wieder \u201eda\u201c."
    True
    """
    number = _number_of(line) // _QUOTED_ONE_IN
    words = line.split(" ")
    if len(words) < _LEAST_QUOTED_WORDS or not _PROSE.fullmatch(line):
        return None
    marks = _MARKS_OF_LANGUAGE.get(language, _ENGLISH_MARKS)
    if number % 3 == 0:
        return marks[0] + line + marks[1]
    first = 0 if number % 3 == 1 else number // 3 % len(words)
    last = min(first + number // 1_000 % 4, len(words) - 1)
    words[first] = marks[0] + words[first]
    body = words[last].rstrip(_AFTER_QUOTATION)
    words[last] = body + marks[1] + words[last][len(body) :]
    return " ".join(words)


def _is_quoted(line: str) -> bool:
    return _number_of(line) % _QUOTED_ONE_IN == 0


def training_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Yield every cleaned line of the files that is not held out, and its typographic twins where there are some."""
    for path in paths:
        for raw in read_corpus_file(path):
            if is_held_out(raw):
                continue
            line = clean_line(raw)
            if line is None:
                continue
            yield line
            dash = " \N{EM DASH} " if path.parent.name in _EM_DASHED else " \N{EN DASH} "
            twin = _SPACED_DASH.sub(dash, line)
            for pattern, replacement in _TYPOGRAPHY:
                twin = pattern.sub(replacement, twin)
            if twin != line:
                yield twin
            quoted = with_quotation(line, path.parent.name) if _is_quoted(line) else None
            if quoted is not None:
                yield quoted
