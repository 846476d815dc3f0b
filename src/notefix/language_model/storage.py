"""A model file as arrays: mapped, verified, and nothing else.

A model file is untrusted input. Sizes, sums and checksum are verified before the first question, so that no look-up
can leave the arrays, and nothing in a file is ever executed.
"""

from __future__ import annotations

import mmap
import sys
import zlib
from array import array
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from notefix.errors import ModelError
from notefix.language_model.format import BLOCK, HEADER, LINE_END, MAGIC, SECTIONS, VERSION, section_lengths

__all__ = ["Numbers", "Tables", "map_file", "read_tables"]

Numbers = Any  # a memoryview of numbers, or an array: a sequence of int to bisect, sum and slice


@dataclass(frozen=True, slots=True)
class Tables:
    """The arrays of a model file, see format.py."""

    order: int
    code_points: Numbers
    styled_points: Numbers
    child_blocks: Numbers
    successor_blocks: Numbers
    styled_bases: Numbers
    node_characters: Numbers
    child_counts: Numbers
    successor_counts: Numbers
    successors: Numbers
    unigram_costs: Numbers
    node_backoffs: Numbers
    successor_costs: Numbers
    styled_costs: Numbers
    case_costs: Numbers


def map_file(path: Path) -> mmap.mmap:
    """Map a file to be read.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelError(f"{path} cannot be read as a model: {reason}.") from error


def read_tables(buffer: bytes | mmap.mmap, name: str, *, trusted: bool = False) -> Tables:
    """Return the arrays of a model file.

    Args:
        buffer: the whole file.
        name: what to call it in an error message.
        trusted: the file came with notefix: its header is enough, so that opening it touches one page. Of any other
            the checksum and every range are verified.

    Raises:
        ModelError: it is not a model file, of another version, truncated or damaged.
    """
    if len(buffer) < HEADER.size:
        raise ModelError(f"{name} is not a notefix model: it is too short.")
    magic, version, order, *counts, checksum = HEADER.unpack_from(buffer)
    if magic != MAGIC:
        raise ModelError(f"{name} is not a notefix model.")
    if version != VERSION:
        raise ModelError(f"{name} is a model of version {version}; this notefix reads version {VERSION}.")
    lengths = section_lengths(*counts)
    characters, nodes = lengths["characters"], lengths["nodes"]
    size = HEADER.size + sum(array(code).itemsize * lengths[kind] for _, code, kind in SECTIONS)
    if len(buffer) != size or not 2 <= order <= 16 or not 2 <= characters <= 0xFFFF or nodes <= characters:
        raise ModelError(f"{name} is damaged: its header does not fit its {len(buffer)} bytes.")
    view = memoryview(buffer)
    if not trusted and zlib.crc32(view[HEADER.size :]) != checksum:
        raise ModelError(f"{name} is damaged: its checksum does not fit.")
    sections = {}
    offset = HEADER.size
    for section, code, kind in SECTIONS:
        end = offset + array(code).itemsize * lengths[kind]
        sections[section] = _numbers(view[offset:end], code)
        offset = end
    tables = Tables(order, **sections)
    if not trusted:
        _verify(tables, name, lengths)
    return tables


def _verify(tables: Tables, name: str, lengths: dict[str, int]) -> None:
    """Verify what a checksum cannot, since it can be forged: that no number leads out of the file."""
    ranges = (
        (tables.child_counts, tables.child_blocks, lengths["nodes"] - 1),
        (tables.successor_counts, tables.successor_blocks, lengths["successors"]),
    )
    for counts, blocks, total in ranges:
        sums = [sum(counts[i : i + BLOCK]) for i in range(0, len(counts), BLOCK)]
        if list(blocks) != [0, *accumulate(sums)][:-1] or sum(sums) != total:
            raise ModelError(f"{name} is damaged: a range lies outside the file.")
    if tables.child_counts[0] != lengths["characters"]:
        raise ModelError(f"{name} is damaged: a range lies outside the file.")
    if any(base >= lengths["characters"] for base in tables.styled_bases):
        raise ModelError(f"{name} is damaged: it names a character that it does not have.")
    points = [*tables.code_points[LINE_END + 1 :], *tables.styled_points]
    if any(point > sys.maxunicode or 0xD800 <= point <= 0xDFFF for point in points):
        raise ModelError(f"{name} is damaged: it names a character that does not exist.")


def _numbers(view: memoryview, code: str) -> Numbers:
    """Read little-endian numbers in place, or swapped into a copy on a machine of the other order."""
    if sys.byteorder == "little" or code == "B":
        return view.cast(code)  # type: ignore[call-overload]
    numbers: array[int] = array(code, view.tobytes())
    numbers.byteswap()
    return numbers
