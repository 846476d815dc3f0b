"""The standard streams: bytes in, bytes and text out, on any terminal and none."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from contextlib import suppress
from typing import IO, cast

import click

from notefix.errors import FileError

__all__ = [
    "accept_all_characters",
    "append",
    "read_standard_input",
    "refuse_output",
    "say_error",
    "stderr_is_terminal",
    "stdout_is_terminal",
    "stored_standard_input",
    "temporary_store",
    "write_output",
]

# As click has it for a reader that went away.
OUTPUT_CLOSED = 1
OUTPUT_FAILED = 2

_PIECE_BYTES = 1 << 20


def accept_all_characters() -> None:
    """Make standard output write an escape where its encoding lacks a character, instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def stdout_is_terminal() -> bool:
    """Say whether a person reads standard output as it comes."""
    return sys.stdout is not None and sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Say whether a person reads standard error as it comes."""
    return sys.stderr is not None and sys.stderr.isatty()


def read_standard_input() -> bytes:
    """Read standard input to its end.

    Raises:
        FileError: there is none, or reading failed.
    """
    if sys.stdin is None:
        raise FileError("standard input is closed.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise FileError(f"standard input cannot be read: {error.strerror or error}.") from error


def stored_standard_input(size_bytes: int) -> IO[bytes]:
    """Read standard input to its end, in memory up to a size and else in a temporary file.

    Raises:
        FileError: there is none, or reading failed.
    """
    if sys.stdin is None:
        raise FileError("standard input is closed.")
    try:
        data = sys.stdin.buffer.read(size_bytes + 1)
        if len(data) <= size_bytes:
            return io.BytesIO(data)
        return _stored(data, sys.stdin.buffer)
    except OSError as error:
        raise FileError(f"standard input cannot be read: {error.strerror or error}.") from error


def _stored(begin: bytes, rest: IO[bytes]) -> IO[bytes]:
    """Store a stream of which the beginning is read; where the disk takes no more of it, in memory."""
    store, piece = temporary_store(), begin
    while piece:
        size_bytes = store.tell()
        try:
            append(store, piece)
        except OSError:
            with store as full:
                full.seek(0)
                store = io.BytesIO()
                append(store, full.read(size_bytes) + piece)
        piece = rest.read(_PIECE_BYTES)
    store.seek(0)
    return store


def temporary_store() -> IO[bytes]:
    """Open a file without a name, not buffered; in memory, if there is no place for one."""
    import tempfile  # this loads half of the standard library, and hardly any input is large

    try:
        return cast("IO[bytes]", tempfile.TemporaryFile(buffering=0))
    except OSError:
        return io.BytesIO()


def append(store: IO[bytes], data: bytes) -> None:
    """Write all of the data to a store, or fail; one call may write less than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[store.write(rest) :]


def write_output(output: bytes | str) -> None:
    """Write all of a result (bytes) or a report (str) to standard output, or fail.

    A buffered writer takes a short write, as on a disk that fills up, for a success.

    Raises:
        OSError: it does not take everything, or there is none and a result would be lost.
    """
    if sys.stdout is None:
        if isinstance(output, str):
            return  # nobody wants the report
        raise OSError(errno.EBADF, "standard output is closed")
    if isinstance(output, str):
        # As click does: a terminal that says ASCII was mostly only set up wrongly.
        encoding = "utf-8" if codecs.lookup(sys.stdout.encoding).name == "ascii" else sys.stdout.encoding
        output = output.encode(encoding, "backslashreplace")
    sys.stdout.flush()
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # a stream in memory
        sys.stdout.buffer.write(output)
        return
    rest = memoryview(output)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def say_error(message: str) -> None:
    """Say in one line on standard error what could not be done."""
    from notefix.reports.display import printable

    click.echo(f"notefix: error: {printable(message)}", err=True)


def refuse_output(error: OSError) -> int:
    """Return the exit code of a run whose output cannot be written, and say why if somebody can read it."""
    if error.errno == errno.EPIPE:
        code = OUTPUT_CLOSED
    else:
        code = OUTPUT_FAILED
        with suppress(OSError):
            say_error(f"the output cannot be written: {error.strerror or error}.")
    _discard_the_rest()
    return code


def _discard_the_rest() -> None:
    # What is left in the buffers would fail once more when the interpreter ends, with a traceback.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, AttributeError, ValueError):  # closed, or not a file
            stream.flush()
            continue
        with suppress(OSError, AttributeError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
