"""How much text of one Latin code page that was read by another comes back, and how near does clean text come?

    python benchmarks/code_pages.py CORPUS_DIR [--lines N] [--language TAG ...]
    python benchmarks/code_pages.py CORPUS_DIR --clean [--lines N]

Lines that the model was not trained on, with lines in ASCII among them, as files of 1, 5, 20 and 100: prints a Markdown
table of the share of the misread lines that come back exactly, and of lines that come out as neither. `--clean` reads
clean lines by every misreading, whatever letters they are in, and prints what gains most a letter.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from notefix import repair
from notefix.channels.channel import Layer
from notefix.channels.code_pages import MISREAD, characters_before
from notefix.detection.code_pages import weighed
from notefix.language_model.corpus import is_held_out, read_corpus_file
from notefix.language_model.model import built_in_model

CASES = (
    *(("cp1252 from=cp1250", language) for language in ("pl", "cs", "sk", "hu", "ro", "sl")),
    ("latin-1 from=cp1250", "cs"),
    ("cp1250 from=iso-8859-2", "pl"),
    ("cp1252 from=cp852", "pl"),
    ("cp1252 from=cp1254", "tr"),
    *(("cp1252 from=cp1257", language) for language in ("lt", "lv")),
    *(("cp1250 from=cp1252", language) for language in ("fr", "es", "pt", "it", "ca", "sv-SE", "da")),
    *(("cp1257 from=cp1252", language) for language in ("fr", "es", "pt")),
    *((channel, language) for channel in ("cp1252 from=macroman", "macroman from=cp1252") for language in ("fr", "de")),
    *((channel, language) for channel in ("cp1252 from=cp850", "cp850 from=cp1252") for language in ("fr", "de")),
)
SIZES = (1, 5, 20, 100)
SHORTEST, LONGEST = 8, 200
CEDILLAS = str.maketrans("\u0219\u021b\u0218\u021a", "\u015f\u0163\u015e\u0162")  # Windows-1250 has no commas


def held_out_lines(folder: Path) -> list[str]:
    """Return the held-out lines of a language, in ASCII or not."""
    files = sorted(folder.glob("*.txt*"))
    lines = [x for path in files for x in read_corpus_file(path) if is_held_out(x) and SHORTEST < len(x) < LONGEST]
    lines = list(dict.fromkeys(line.translate(CEDILLAS) if folder.name == "ro" else line for line in lines))
    random.Random(3).shuffle(lines)  # noqa: S311 - a sample, the same each time
    return lines


def layer_of(channel: str) -> Layer:
    """Return the layer of a channel of two codecs."""
    codec, _, source = channel.partition(" from=")
    return Layer(codec, source=source)


def pairs_of(lines: list[str], layer: Layer) -> list[tuple[str, str]]:
    """Return the lines that the source has all characters of, each with what it arrives as."""
    after = {was: character for character, was in characters_before(layer).items()}
    usable = [line for line in lines if all(c.isascii() or c in after for c in line)]
    return [(line, "".join(after.get(c, c) for c in line)) for line in usable]


def measure(pairs: list[tuple[str, str]], size: int, most: int) -> tuple[int, int, int]:
    """Return how many lines of files of a size are misread, come back, and are wrong."""
    if size == 1:
        pairs = [pair for pair in pairs if pair[0] != pair[1]]
    misread = right = wrong = 0
    for begin in range(0, min(len(pairs), most), size):
        some = pairs[begin : begin + size]
        results = repair("\n".join(arrived for _, arrived in some)).text.split("\n")
        for (line, arrived), result in zip(some, results, strict=True):
            misread += line != arrived
            right += line != arrived and result == line
            wrong += result not in (line, arrived)
    return misread, right, wrong


def nearest(line: str) -> Iterator[tuple[float, float, float, str, str]]:
    """Yield what each misreading makes of a line: the gain by letter, the gain, the cost by character, itself."""
    for codec, source, _ in MISREAD:
        layer = Layer(codec, source=source)
        weight = weighed(line, layer, built_in_model())
        if weight is not None and weight.changed:
            by_letter = weight.gain_nats / weight.changed
            yield by_letter, weight.gain_nats, weight.cost_nats / weight.characters, str(layer), ascii(line)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=300, help="lines a language at most")
    parser.add_argument("--language", action="append", help="a folder's name; may be given several times")
    parser.add_argument("--clean", action="store_true", help="what clean lines gain, without a look at their letters")
    options = parser.parse_args()
    if options.clean:
        found = []
        for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
            lines = [line for line in held_out_lines(folder) if not line.isascii()][: options.lines]
            found += [row for line in lines for row in nearest(line) if row[1] >= 0]
        for row in sorted(found, reverse=True)[:40]:
            print(row)
        return
    print("| channel | language |" + "".join(f" {size}, % |" for size in SIZES) + " wrong |")
    print("|---|---|" + "---:|" * (len(SIZES) + 1))
    for channel, language in CASES:
        if (options.language and language not in options.language) or not (options.corpus / language).is_dir():
            continue
        pairs = pairs_of(held_out_lines(options.corpus / language), layer_of(channel))
        counts = [measure(pairs, size, options.lines) for size in SIZES]
        shares = [f"{100 * right / max(1, misread):.0f}" for misread, right, _ in counts]
        wrong = ", ".join(str(wrong) for _, _, wrong in counts)
        print("| " + " | ".join([f"`{channel}`", language, *shares, wrong]) + " |", flush=True)


if __name__ == "__main__":
    main()
