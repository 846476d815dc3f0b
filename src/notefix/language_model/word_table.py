"""How frequent is a word? A table of the words of many languages, by their fingerprints.

A character model sees six characters back, and half knows most words; here they are whole. Only words with a character
outside ASCII are in it. A word's hash leads to two buckets of ENTRIES entries of two bytes each, and it is in one of
them (cuckoo hashing); an entry is twelve bits of the hash and four bits of frequency. So one word in two hundred and
fifty that is in no list passes for one that is.

Source: B. Fan et al., "Cuckoo Filter: Practically Better Than Bloom" (2014).

    header      see HEADER
    entries     u16, little-endian: ENTRIES a bucket, 0 where there is none
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from math import log
from pathlib import Path

from notefix.errors import ModelError
from notefix.language_model.storage import map_file

__all__ = ["LEAST_FREQUENCY", "WordTable", "built_in_words", "listed_form", "serialise", "words_in"]

BUILT_IN_WORDS = Path(__file__).parent.parent / "data" / "words.bin"

MAGIC = b"notefix-words\r\n\x1a"
VERSION = 1
# magic, version, buckets, CRC-32 of the entries
HEADER = struct.Struct("<16sIII4x")
ENTRIES = 8
_BUCKET = struct.Struct(f"<{ENTRIES}H")
_FULL = 0.97
# So many words are displaced at most to make room for one; then the last of them is left out.
_MOST_DISPLACED = 500
_HASH = struct.Struct("<IIH")

# Frequencies are 1 to 15 steps above the least, which is that of rarer words, too.
LEAST_FREQUENCY = 1e-6
_STEP_NATS = 0.75
_MOST_STEPS = 15

_LONGEST_WORD = 30


@cache
def _word() -> re.Pattern[str]:
    """Return a pattern of words: letters and the marks on them; no digits."""
    marks = "".join(map(re.escape, filter(_is_mark, map(chr, range(0x300, 0x3000)))))
    return re.compile(rf"[^\W\d_](?:[^\W\d_]|[{marks}])*")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


# Vowel signs of Arabic and points of Hebrew, which most text leaves out, and so do lists of words.
_VOWELS = {**dict.fromkeys(range(0x591, 0x5C8)), **dict.fromkeys(range(0x64B, 0x653)), 0x640: None, 0x670: None}


def listed_form(word: str) -> str:
    r"""Return a word as it is in the table: in small letters, composed, and without vowels that most text leaves out.

    >>> listed_form("\u00c9t\u00e9") == "\u00e9t\u00e9"
    True
    """
    return unicodedata.normalize("NFC", word.lower().translate(_VOWELS))


def words_in(text: str) -> list[tuple[int, int]]:
    r"""Return where the words of a text are, as (begin, end).

    >>> words_in("d\u00e9j\u00e0 vu, 2 fois")
    [(0, 4), (5, 7), (11, 15)]
    """
    return [match.span() for match in _word().finditer(text)]


def _places(word: str, buckets: int) -> tuple[int, int, int]:
    """Return the two buckets in which a word may be, and its fingerprint."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    one, other, fingerprint = _HASH.unpack(digest)
    return one % buckets, other % buckets, fingerprint >> 4


class WordTable:
    """A table of words, read in place."""

    def __init__(self, data: memoryview, buckets: int) -> None:
        """Make one with `open`."""
        self._data = data
        self._buckets = buckets

    @classmethod
    def open(cls, path: Path) -> WordTable:
        """Open a table.

        Raises:
            ModelError: the file cannot be read, or is none.
        """
        data = memoryview(map_file(path))
        if len(data) < HEADER.size:
            raise ModelError(f"{path} is no table of words: it is too short.")
        magic, version, buckets, checksum = HEADER.unpack_from(data)
        if magic.rstrip(b"\0") != MAGIC:
            raise ModelError(f"{path} is no table of words.")
        if version != VERSION:
            raise ModelError(f"{path} is a table of words of version {version}; this notefix reads version {VERSION}.")
        entries = data[HEADER.size :]
        if not buckets or len(entries) != buckets * _BUCKET.size or zlib.crc32(entries) != checksum:
            raise ModelError(f"{path} is a damaged table of words.")
        return cls(entries, buckets)

    @lru_cache(maxsize=65536)  # noqa: B019 - one table a process
    def log_frequency(self, word: str) -> float | None:
        """Return the logarithm of the share of a word among the words of a language that has it; None if none has.

        Args:
            word: as it is listed, see `listed_form`.
        """
        one, other, fingerprint = _places(word, self._buckets)
        for bucket in (one, other):
            entries: tuple[int, ...] = _BUCKET.unpack_from(self._data, bucket * _BUCKET.size)
            for entry in entries:
                if entry and entry >> 4 == fingerprint:
                    return log(LEAST_FREQUENCY) + _STEP_NATS * ((entry & 15) - 1)
        return None


def _put(word: str, buckets: list[list[str]]) -> None:
    """Put a word in the one of its two buckets that has more room; where neither has any, another one makes it."""
    for displaced in range(_MOST_DISPLACED):
        one, other, _ = _places(word, len(buckets))
        bucket = min(buckets[one], buckets[other], key=len)
        if len(bucket) < ENTRIES:
            bucket.append(word)
            return
        bucket = buckets[one if displaced % 2 else other]
        word, bucket[displaced % ENTRIES] = bucket[displaced % ENTRIES], word


def _entry(word: str, share: float, buckets: int) -> int:
    _, _, fingerprint = _places(word, buckets)
    steps = 1 + round(log(share / LEAST_FREQUENCY) / _STEP_NATS)
    return fingerprint << 4 | min(_MOST_STEPS, max(1, steps))


def serialise(frequencies: Mapping[str, float]) -> bytes:
    """Return the file of a table: the same bytes for the same words.

    Args:
        frequencies: by word, the share of it among all words of a language. Words in ASCII are left out, and rare ones.
    """
    words = [
        word
        for word, share in frequencies.items()
        if share >= LEAST_FREQUENCY and not word.isascii() and len(word) <= _LONGEST_WORD
    ]
    words.sort(key=lambda word: (-frequencies[word], word))
    buckets: list[list[str]] = [[] for _ in range(max(1, round(len(words) / (ENTRIES * _FULL))))]
    for word in words:
        _put(word, buckets)
    entries = b"".join(
        _BUCKET.pack(*[_entry(word, frequencies[word], len(buckets)) for word in own], *[0] * (ENTRIES - len(own)))
        for own in buckets
    )
    return HEADER.pack(MAGIC, VERSION, len(buckets), zlib.crc32(entries)) + entries


@cache
def built_in_words() -> WordTable:
    """Return the table that comes with notefix; opened at the first call, then kept.

    Raises:
        ModelError: the installation is damaged.
    """
    return WordTable.open(BUILT_IN_WORDS)
