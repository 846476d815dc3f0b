"""What becomes of text that was damaged in several ways, or in part only?

    python benchmarks/mixtures.py CORPUS_DIR [--lines N] [--language TAG ...] [--print-wrong]

Lines that the model was not trained on, a language at a time. *Two*: files of which each line had one of two accidents,
drawn at random. *With clean*: one of two, or none. *Many*: one of ten, or none. *In part*: lines of three sentences,
each a text of its own, of which one or two were damaged. Prints a Markdown table of what becomes of the damaged lines:
the share that comes back exactly, and how many are missed (nothing is said), said (they are wrong, and reported as
uncertain or unrecoverable), or wrong without a word; and how many clean ones were changed.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lines import held_out_lines

from notefix import LineStatus, Repair, Settings, damage, repair

ACCIDENTS = (
    *("cp1252", "latin-1", "cp1254 -undefined -shy", "cp1252 -undefined", "macroman", "cp437", "cp1250"),
    *("latin-1 -c1 -shy", "cp1252 undefined=?", "cp1251"),
)
LANGUAGES = (
    *("ar", "bg", "cs", "de", "el", "es", "fi", "fr", "hi", "hu", "it", "ja", "ko", "lv", "pl", "pt", "ro", "ru"),
    *("tr", "uk", "vi", "zh-CN", "zh-TW"),
)
SAID = {LineStatus.UNCERTAIN, LineStatus.UNRECOVERABLE}
KINDS = ("two", "with clean", "many", "in part")
SENTENCES = 3

# One text: what each line was, and how it arrived.
Pairs = list[tuple[str, str]]


def texts(lines: list[str], kind: str, chance: random.Random) -> Iterator[Pairs]:
    """Yield texts of a kind."""
    if kind == "in part":
        for first in range(0, len(lines) - SENTENCES + 1, SENTENCES):
            yield [_damaged_in_part(lines[first : first + SENTENCES], chance)]
        return
    accidents = [*(ACCIDENTS if kind == "many" else chance.sample(ACCIDENTS, 2)), *([] if kind == "two" else [None])]
    yield [(line, _damaged(line, chance.choice(accidents))) for line in lines]


def _damaged(line: str, channel: str | None) -> str:
    return line if channel is None else damage(line, channel)


def _damaged_in_part(sentences: list[str], chance: random.Random) -> tuple[str, str]:
    channel = chance.choice(ACCIDENTS)
    number = chance.choice((1, 2))
    which = chance.sample(range(len(sentences)), min(number, len(sentences) - 1))
    parts = (damage(text, channel) if i in which else text for i, text in enumerate(sentences))
    return " ".join(sentences), " ".join(parts)


def outcomes(pairs: Pairs, done: Repair) -> list[str]:
    """Return what became of each line."""
    statuses = {line.number: line.status for line in done.lines}
    found = []
    for number, ((line, arrived), result) in enumerate(zip(pairs, done.text.split("\n"), strict=True), 1):
        if line == arrived:
            found.append("clean" if result == line else "clean, changed")
        elif result == line:
            found.append("right")
        elif number not in statuses:
            found.append("missed")
        else:
            found.append("said" if statuses[number] in SAID else "wrong")
    return found


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=20, help="lines a file at most")
    parser.add_argument("--language", action="append", help="a folder's name; may be given several times")
    parser.add_argument("--print-wrong", action="store_true", help="print what is wrong without a word, escaped")
    options = parser.parse_args()
    folders = [options.corpus / name for name in options.language or LANGUAGES]
    languages = {folder.name: held_out_lines(folder, options.lines) for folder in folders if folder.is_dir()}
    settings = Settings(experts="ngram")
    print("| damaged | lines | right, % | missed | said | wrong without a word | clean lines | changed |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind in KINDS:
        counts: Counter[str] = Counter()
        for language, lines in languages.items():
            for pairs in texts(lines, kind, random.Random(language)):  # noqa: S311 - the same each time
                done = repair("\n".join(arrived for _, arrived in pairs), settings)
                found = outcomes(pairs, done)
                counts.update(found)
                for what, pair, result in zip(found, pairs, done.text.split("\n"), strict=True):
                    if what == "wrong" and options.print_wrong:
                        print(ascii((*pair, result)))
        damaged = sum(counts[what] for what in ("right", "missed", "said", "wrong"))
        cells = [kind, str(damaged), f"{100 * counts['right'] / max(1, damaged):.1f}"]
        cells += [str(counts[what]) for what in ("missed", "said", "wrong")]
        cells += [str(counts["clean"] + counts["clean, changed"]), str(counts["clean, changed"])]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
