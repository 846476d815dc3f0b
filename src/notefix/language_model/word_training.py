"""Build the table of words: those of wordfreq's lists, and of a corpus those of languages for which there is no list.

    python -m notefix.language_model.word_training CORPUS... -o WORDS

CORPUS is a folder with one folder a language, as for notefix.language_model.training; held-out lines are not read.
Needs the extra `word-lists`. The same input makes the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from notefix.language_model.corpus import by_language, corpus_files, training_lines
from notefix.language_model.word_lists import WITHOUT_SPACES, frequencies_of, listed_words
from notefix.language_model.word_table import LEAST_FREQUENCY, listed_form, serialise, words_in

__all__ = ["counted_words", "main"]

# A word that a corpus has once may be misspelled.
_LEAST_COUNT = 2

_SHARP_S = "\u00df"


def counted_words(files: list[Path], least_count: int = _LEAST_COUNT) -> dict[str, float]:
    """Return the words of some files of one language, with the share of each among all of them."""
    counts = Counter[str]()
    for line in training_lines(files):
        counts.update(listed_form(line[begin:end]) for begin, end in words_in(line))
    total = counts.total()
    return {word: count / total for word, count in counts.items() if count >= least_count}


def with_sharp_s(counted: Mapping[str, float], listed: Mapping[str, float]) -> dict[str, float]:
    """Return the words of German with a sharp s, which the list has with two s instead, as case folding makes it."""
    return {
        word: max(share, listed.get(word.replace(_SHARP_S, "ss"), 0.0))
        for word, share in counted.items()
        if _SHARP_S in word
    }


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m notefix.language_model.word_training", description=__doc__)
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    options = parser.parse_args(arguments)
    listed = listed_words(LEAST_FREQUENCY)
    frequencies: dict[str, float] = {}
    for own in listed.values():
        for listed_word, share in own.items():
            word = listed_form(listed_word)
            frequencies[word] = max(share, frequencies.get(word, 0.0))
    for name, files in by_language(corpus_files(options.corpus)).items():
        language = name.partition("-")[0]
        if language == "de":
            frequencies |= with_sharp_s(counted_words(files, least_count=1), frequencies_of(language))
        if language not in listed and language not in WITHOUT_SPACES:
            for word, share in counted_words(files).items():
                frequencies[word] = max(share, frequencies.get(word, 0.0))
    table = serialise(frequencies)
    options.output.write_bytes(table)
    sys.stdout.write(f"{options.output}: {len(table)} bytes, CRC-32 {zlib.crc32(table):08x}\n")


if __name__ == "__main__":
    main()
