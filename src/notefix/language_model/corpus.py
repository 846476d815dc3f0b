"""The text that a model is counted from: reading, cleaning, holding out.

Nothing of the text itself ends up in the model file, only how often characters follow each other.
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex
from ftfy.badness import is_bad

__all__ = [
    "HELD_OUT_ONE_IN",
    "by_language",
    "clean_line",
    "corpus_files",
    "emoji_lines",
    "is_held_out",
    "read_corpus_file",
    "training_lines",
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
    (re.compile(r" -{1,2} "), " \N{EN DASH} "),
    (re.compile(r"--"), "\N{EM DASH}"),
    (re.compile(r"\.\.\."), "\N{HORIZONTAL ELLIPSIS}"),
    (re.compile(r"^[*-] "), "\N{BULLET} "),
)

_JOINER = "\N{ZERO WIDTH JOINER}"
_JOINED_EMOJI = tuple(
    _JOINER.join(parts)
    for parts in (
        ("\N{WOMAN}", "\N{PERSONAL COMPUTER}"),
        ("\N{MAN}", "\N{PERSONAL COMPUTER}"),
        ("\N{MAN}", "\N{WOMAN}", "\N{GIRL}"),
        ("\N{MAN}", "\N{WOMAN}", "\N{GIRL}", "\N{BOY}"),
        ("\N{WAVING WHITE FLAG}\ufe0f", "\N{RAINBOW}"),
        ("\N{HEAVY BLACK HEART}\ufe0f", "\N{FIRE}"),
        ("\N{SHRUG}", "\N{MALE SIGN}\ufe0f"),
        ("\N{SHRUG}", "\N{FEMALE SIGN}\ufe0f"),
        ("\N{FACE PALM}", "\N{MALE SIGN}\ufe0f"),
        ("\N{FACE PALM}", "\N{FEMALE SIGN}\ufe0f"),
        ("\N{WOMAN}", "\N{MICROSCOPE}"),
        ("\N{MAN}", "\N{MICROSCOPE}"),
        ("\N{EYE}\ufe0f", "\N{LEFT SPEECH BUBBLE}\ufe0f"),
    )
)


def is_held_out(line: str) -> bool:
    """Say whether a line is kept back from training, by its content alone, so that copies go together."""
    return zlib.crc32(line.encode("utf-8", "surrogatepass")) % HELD_OUT_ONE_IN == 0


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


def training_lines(paths: Iterable[Path]) -> Iterator[str]:
    """Yield every cleaned line of the files that is not held out, and its typographic twin where there is one."""
    for path in paths:
        for raw in read_corpus_file(path):
            if is_held_out(raw):
                continue
            line = clean_line(raw)
            if line is None:
                continue
            yield line
            twin = line
            for pattern, replacement in _TYPOGRAPHY:
                twin = pattern.sub(replacement, twin)
            if twin != line:
                yield twin


def emoji_lines() -> Iterator[str]:
    """Yield each emoji alone, after a space and after an exclamation mark, with the selector or joiner that it takes.

    Corpora of prose have next to none, while notes are full of them. Source: the Unicode properties Emoji and
    Emoji_Presentation, as the installed `regex` has them.
    """
    for code_point in range(0x203C, 0x1FB00):
        emoji = chr(code_point)
        if regex.match(r"\p{Emoji}", emoji):
            if not regex.match(r"\p{Emoji_Presentation}", emoji):
                emoji += "\N{VARIATION SELECTOR-16}"
            yield from (emoji, f" {emoji} ", f"! {emoji}")
    for emoji in _JOINED_EMOJI:
        yield from (emoji, f" {emoji} ", f"! {emoji}")
