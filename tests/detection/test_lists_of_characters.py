"""A list of signs or letters, as source code and tables have them, is no text of an old codec."""

from __future__ import annotations

import random

import pytest

from notefix import repair

SIGNS = [*map(chr, (*range(0xA1, 0xAD), *range(0xAE, 0xC0))), "\u00d7", "\u00f7"]
LETTERS = [letter for letter in map(chr, range(0xC0, 0x100)) if letter.isalpha()]
LINES = ("pattern = '[{}]'", "symbols: {}", "| {} | what the column means |", "return re.sub('[^a-z{}]', '', text)")


@pytest.mark.parametrize("characters", [SIGNS, LETTERS, SIGNS + LETTERS], ids=["signs", "letters", "both"])
@pytest.mark.parametrize("line", LINES)
def test_a_list_of_characters_is_no_text_of_an_old_codec(characters: list[str], line: str) -> None:
    chosen = random.Random(line)  # noqa: S311 - the same each time
    for length in range(6, 17):
        some = chosen.sample(characters, length)
        for own in (some, sorted(some)):
            channels = [repaired.channel for repaired in repair(line.format("".join(own))).lines]
            layers = [layer for channel in channels if channel for layer in channel.layers]
            assert all(layer.source == "utf-8" for layer in layers)
