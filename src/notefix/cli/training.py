"""The command that makes a model. It alone looks into the language model, and only once it runs: numpy is heavy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from notefix.cli.running import Refused
from notefix.errors import FileError, NotefixError, SettingsError

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

__all__ = ["train"]

# For the text of one author, where twice is often. The built-in model is of far more text and keeps less of it.
DEFAULT_THRESHOLD_NATS = 4.0

# Half a page. A model of less knows nothing, and would be taken for one that does.
LEAST_CHARS = 1_000


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="MODEL",
    required=True,
    help="The model file to write. An older one is replaced, any other file is not.",
)
@click.option(
    "--threshold",
    type=float,
    metavar="NATS",
    default=DEFAULT_THRESHOLD_NATS,
    show_default=True,
    help="Keep a sequence of characters if it gains at least so much; more makes a smaller model. The default suits "
    "the text of one author.",
)
def train(paths: tuple[str, ...], output: str, threshold: float) -> None:
    """Make a model of clean text, for --model.

    PATH is a file of UTF-8 text, plain or .xz, or a folder of files whose names end in .txt or .txt.xz. Lines that
    are damaged are left out. Needs the extra 'training': pip install 'notefix[training]'.
    """
    from notefix.reports.display import printable
    from notefix.reports.summary import counted

    try:
        files, size_bytes = _train(paths, output, threshold)
    except NotefixError as error:
        raise Refused(str(error)) from error
    click.echo(f"{counted(files, 'file')}: {printable(output)} written, {size_bytes:,} bytes", err=True)


def _train(paths: Sequence[str], output: str, threshold_nats: float) -> tuple[int, int]:
    """Write the model of some files; return how many they were and how many bytes it has."""
    if not threshold_nats >= 0:
        raise SettingsError(f"--threshold must be 0 or more, not {threshold_nats}.")
    from pathlib import Path

    training = _training()
    from notefix.files.writing import write_output_file
    from notefix.language_model.corpus import corpus_files
    from notefix.language_model.format import MAGIC

    files: list[Path] = []
    for path in paths:
        found = corpus_files([Path(path)])
        if not found:
            raise FileError(f"{path}: has no file whose name ends in .txt or .txt.xz.")
        for file in found:
            _refuse_no_text(file)
        files += found
    if not _is_enough(files):
        raise FileError(f"There is too little text to count: less than {LEAST_CHARS:,} characters of clean lines.")
    write_output_file(output, partial(training.train, files, threshold_nats, words=False), MAGIC)
    return len(files), Path(output).stat().st_size


def _training() -> ModuleType:
    try:
        from notefix.language_model import training
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        raise SettingsError("Counting needs numpy: pip install 'notefix[training]'.") from error
    return training


def _refuse_no_text(file: Path) -> None:
    """Refuse what cannot be read as text, as the other commands do, before the counting begins.

    Raises:
        FileError: it is not there, no regular file, or not UTF-8.
    """
    import lzma

    from notefix.files.document import document_from_bytes
    from notefix.files.reading import bytes_from_file

    data = bytes_from_file(file)
    if file.suffix == ".xz":
        try:
            data = lzma.decompress(data)
        except lzma.LZMAError as error:
            raise FileError(f"{file}: cannot be unpacked: {error}.") from error
    document = document_from_bytes(data, os.fspath(file))
    if document.encoding != "utf-8" or document.has_stray_bytes:
        raise FileError(f"{file}: not UTF-8 throughout, which text for a model has to be.")


def _is_enough(files: Sequence[Path]) -> bool:
    from notefix.language_model.corpus import training_lines

    chars = 0
    for line in training_lines(files):
        chars += len(line)
        if chars >= LEAST_CHARS:
            return True
    return False
