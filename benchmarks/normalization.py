"""Are the profiles `ftfy` and `corpus` what ftfy does, and how fast is `safe` on clean text?

    python benchmarks/normalization.py CORPUS [--lines N] [--characters N]

CORPUS has one folder a language, with text files of one sentence a line. Lines are taken from all over each file.
Identity is of whole `fix_text`, line by line; times are the least of several runs in this process, of whole texts that
`safe` has nothing to change in, so read the ratios.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ftfy

from notefix import Settings, fix_text, normalize
from notefix.language_model.corpus import read_corpus_file

OPTIONS = {
    "ftfy": ftfy.TextFixerConfig(explain=False),
    # The defaults of datatrove's FTFYFormatter and of NeMo Curator's UnicodeReformatter.
    "corpus": ftfy.TextFixerConfig(
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        normalization=None,
        explain=False,
    ),
}
RUNS = 3


def lines_by_language(corpus: Path, most: int) -> Iterator[tuple[str, list[str]]]:
    """Return for each language up to so many lines of each of its files, always the same ones."""
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        lines = []
        for file in sorted(folder.iterdir()):
            those = list(read_corpus_file(file))
            lines += random.Random(1).sample(those, min(len(those), most))  # noqa: S311
        yield folder.name, lines


def compare(corpus: Path, most: int) -> None:
    """Print how many lines ftfy changes, and which come out otherwise."""
    total, changed = 0, dict.fromkeys(OPTIONS, 0)
    different = dict.fromkeys(OPTIONS, 0)
    for language, lines in lines_by_language(corpus, most):
        total += len(lines)
        for profile, options in OPTIONS.items():
            for line in lines:
                theirs = ftfy.fix_text(line, options)
                changed[profile] += theirs != line
                if fix_text(line, Settings(normalize=profile)) != theirs:
                    different[profile] += 1
                    print(f"{profile}, {language}: {line!a}", file=sys.stderr)
    for profile in OPTIONS:
        print(f"{profile}: {total} lines, {changed[profile]} changed by ftfy, {different[profile]} differ")


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of a few runs."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def measure(corpus: Path, characters: int) -> None:
    """Print a row a language: times for a million characters, and the ratio."""
    safe = Settings(normalize="safe")
    print("\n| language | ftfy.fix_text, s | safe, ms | ratio |")
    print("|---|---:|---:|---:|")
    for language, lines in lines_by_language(corpus, characters // 20):
        if not lines:
            continue
        text = normalize("\n".join(lines), safe)
        text = (text + "\n") * (1 + characters // len(text))
        text = text[:characters]
        theirs, ours = seconds(lambda: ftfy.fix_text(text)), seconds(lambda: normalize(text, safe))  # noqa: B023
        million = len(text) / 1e6
        print(f"| {language} | {theirs / million:.2f} | {1000 * ours / million:.2f} | {theirs / ours:.0f} |")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=800, help="lines of each file to compare")
    parser.add_argument("--characters", type=int, default=200_000, help="characters of each language to time")
    options = parser.parse_args()
    compare(options.corpus, options.lines)
    measure(options.corpus, options.characters)


if __name__ == "__main__":
    main()
