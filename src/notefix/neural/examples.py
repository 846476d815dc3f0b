"""Text to train the network on, damaged as it goes: which characters, what survives of each, between what to choose.

All tables are over an alphabet of every character in the text, so that damaging a batch is looking up numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from notefix.channels.channel import Channel, Layer
from notefix.channels.forward import damage
from notefix.channels.inverse import inverse_of
from notefix.language_model.corpus import training_lines
from notefix.language_model.word_lists import words_of
from notefix.neural.tokens import LINE_END, UNKNOWN, damage_token, fallbacks

__all__ = ["CHANNELS", "Alphabet", "Examples", "character_counts", "read_stream", "word_streams"]

Array = Any

# What a row of text goes through, and how often. They drop 5 to 32 of the 64 continuation bytes, and one keeps the gap.
CHANNELS = (
    ("cp1254 -undefined -shy", 0.38),
    ("cp1252 -undefined", 0.16),
    ("cp1252 -undefined -shy", 0.08),
    ("latin-1 -c1", 0.12),
    ("cp1252 undefined=U+FFFD", 0.06),
    ("cp1254 undefined=U+FFFD -shy", 0.06),
    ("cp1257 -undefined -shy", 0.05),
    ("cp1250 -undefined", 0.03),
    ("cp874 -undefined", 0.03),
    ("cp1253 -undefined", 0.03),
)

# To ask about a character that its row's channel does not damage, so many others are tried.
_CHANNELS_TRIED = 3

# A token for what arrived of a character is worth having if that many characters of the alphabet arrive so.
_LEAST_CHARACTERS_A_TOKEN = 2


def _arrived(character: str, layer: Layer) -> tuple[bytes, tuple[str, ...]] | None:
    """Return the symbols that arrive of a character and what it may have been; None if it lost nothing or is lost."""
    text = damage(character, Channel((layer,)))
    if character.isascii() or not text:
        return None
    inverse = inverse_of(layer)
    symbols = inverse.symbols(text)
    for reading in inverse.readings(symbols, 0):
        if reading.lossy and reading.length == len(symbols) and character in reading.characters:
            return symbols, reading.characters
    return None


def character_counts(lines: Iterable[str]) -> Counter[str]:
    """Count the characters of some lines, digits as 0."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line)
    for digit in [character for character in counts if character.isdigit() and character != "0"]:
        counts["0"] += counts.pop(digit)
    return counts


@dataclass(slots=True)
class Alphabet:
    """The characters and tokens that a network knows.

    Args:
        characters: those with a token; the tokens of the first two are LINE_END and UNKNOWN.
        damages: what arrives of damaged characters; their tokens follow.
        every: every character of the text, those first.
        forms: the simplified form of every traditional ideograph, which the network takes it for.
    """

    characters: list[str]
    damages: list[bytes]
    every: list[str]
    forms: dict[str, str]

    @classmethod
    def of(cls, counts: Counter[str], least: int, forms: dict[str, str]) -> Alphabet:
        """Choose the alphabet of a text: what occurs so many times at least, and every other form of it."""
        frequent = {c for c in counts if counts[c] >= least and c not in "\n\0"}
        frequent |= {styled for styled, plain in forms.items() if plain in frequent}
        ranked = sorted({*counts, *frequent} - {"\n", "\0"}, key=lambda c: (c not in frequent, -counts[c], c))
        known = ranked[: len(frequent)]
        names: Counter[bytes] = Counter({b"": _LEAST_CHARACTERS_A_TOKEN})
        for name, _ in CHANNELS:
            (layer,) = Channel.parse(name).layers
            arrivals = {a[0]: None for c in known if (a := _arrived(c, layer))}
            for symbols in arrivals:
                names.update(fallbacks(symbols)[:-1])
        damages = sorted(name for name, n in names.items() if n >= _LEAST_CHARACTERS_A_TOKEN or len(name) < 2)
        return cls(["\n", "\0", *known], damages, ["\n", "\0", *ranked], forms)

    def bases(self) -> tuple[list[int], list[int]]:
        """Return for each character which one it is taken for, and its style: 0 as all, 1 traditional, 2 simplified."""
        place = {c: i for i, c in enumerate(self.characters)}
        simplified = {plain for styled, plain in self.forms.items() if styled != plain}
        bases, styles = [], []
        for i, character in enumerate(self.characters):
            base = place.get(self.forms.get(character, character), i)
            bases.append(base)
            styles.append(1 if base != i else 2 if character in simplified else 0)
        return bases, styles


class Examples:
    """Damages text of an alphabet: tables by channel and character."""

    def __init__(self, alphabet: Alphabet) -> None:
        """Build the tables."""
        tokens = {c: i for i, c in enumerate(alphabet.characters)}
        first = len(alphabet.characters)
        damages = {d: first + i for i, d in enumerate(alphabet.damages)}
        size = len(alphabet.every)
        # The token of a character that lost nothing; of one that did by channel, with its candidates, or -1.
        self.own = np.array([tokens.get(c, UNKNOWN) for c in alphabet.every], np.int32)
        self.damaged = np.tile(self.own, (len(CHANNELS), 1))
        self.choice = np.full((len(CHANNELS), size), -1, np.int32)
        sets: dict[tuple[int, ...], int] = {}
        for row, (name, _) in enumerate(CHANNELS):
            (layer,) = Channel.parse(name).layers
            known: dict[bytes, tuple[int, int]] = {}
            for i, character in enumerate(alphabet.every):
                arrived = _arrived(character, layer)
                if arrived is None:
                    continue
                symbols, characters = arrived
                if symbols not in known:
                    candidates = tuple(sorted({tokens.get(c, UNKNOWN) for c in characters}))
                    known[symbols] = damage_token(symbols, damages), sets.setdefault(candidates, len(sets))
                self.damaged[row, i], self.choice[row, i] = known[symbols]
        width = max(map(len, sets))
        self.candidates = np.full((len(sets), width), -1, np.int32)
        for candidates, i in sets.items():
            self.candidates[i, : len(candidates)] = candidates
        self.widths = np.array([len(candidates) for candidates in sets], np.int32)
        self.shares = np.cumsum([share for _, share in CHANNELS]) / sum(share for _, share in CHANNELS)

    def batch(self, rows: Array, random: Any) -> tuple[Array, Array, Array, Array]:
        """Damage rows of characters, numbers in the alphabet, and ask about all of them that can be damaged.

        Since the answer at a place does not depend on what is seen there, it can be asked for everywhere: at damaged
        places between what the row's channel left, elsewhere between what another channel would have. That is five
        times as much to learn from as damaged places alone.

        Returns:
            tokens; the places that are asked for in the flattened rows; the tokens there; their candidates' numbers.
        """
        channels = self._channels(random, len(rows))[:, None]
        hidden = self.choice[channels, rows] >= 0
        # What is in no doubt is shown to the network when it is asked, so it learns from all degrees of that.
        shown = np.maximum(0.0, random.random((len(rows), 1)) * 1.5 - 0.5)
        hidden &= random.random(rows.shape) >= shown
        tokens = np.where(hidden, self.damaged[channels, rows], self.own[rows])
        flat = rows.ravel()
        choices = np.where(hidden, self.choice[channels, rows], -1).ravel()
        for _ in range(_CHANNELS_TRIED):
            others = np.flatnonzero(choices < 0)
            choices[others] = self.choice[self._channels(random, len(others)), flat[others]]
        places = np.flatnonzero(choices >= 0)
        return tokens, places, self.own[flat[places]], choices[places]

    def _channels(self, random: Any, count: int) -> Array:
        return np.searchsorted(self.shares, random.random(count), side="right")


def read_stream(paths: Iterable[Path], alphabet: Alphabet, seed: int) -> Array:
    """Return the lines of some files in random order as numbers in the alphabet, a line end after each."""
    lines = list(training_lines(paths))
    Random(seed).shuffle(lines)  # noqa: S311 - an order, the same each time
    return _numbers("\n" + "\n".join(lines) + "\n", alphabet)


def _numbers(text: str, alphabet: Alphabet) -> Array:
    numbers = np.full(0x110000, UNKNOWN, np.int32)
    for i, character in enumerate(alphabet.every):
        numbers[ord(character)] = i
    for point in range(0x110000):
        if chr(point).isdigit():
            numbers[point] = numbers[ord("0")]
    numbers[ord("\n")] = LINE_END
    return numbers[np.frombuffer(text.encode("utf-32-le"), dtype="<u4")]


# What stands between two words of a list: mostly nothing, as in text, or what often stands there. Weights beside them.
_BETWEEN = (("", "\n", "\u3001", "\uff0c", "\u3002", "\u7684"), (50, 20, 10, 6, 4, 10))
_BETWEEN_SPACED = ((" ", "\n", ", "), (70, 20, 10))


def word_streams(languages: Iterable[str], alphabet: Alphabet, seed: int) -> dict[str, Array]:
    """Return the words of the lists of some languages in random order, as numbers in the alphabet.

    Raises:
        ImportError: jieba or wordfreq is not installed (the extra `word-lists`).
    """
    random = Random(seed)  # noqa: S311 - an order, the same each time
    streams = {}
    for language in languages:
        words = words_of(language)
        random.shuffle(words)
        marks, weights = _BETWEEN if language in ("zh", "ja") else _BETWEEN_SPACED
        pairs = zip(words, random.choices(marks, weights, k=len(words)), strict=True)
        streams[language] = _numbers("\n" + "".join(word + mark for word, mark in pairs), alphabet)
    return streams
