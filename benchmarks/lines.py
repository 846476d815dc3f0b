"""How many damaged lines come back exactly, through each channel, beside ftfy?

    python benchmarks/lines.py CORPUS_DIR [--lines N] [--channel NAME ...] [--language TAG ...]

Lines that the model was not trained on are damaged through each channel and repaired, a language at a time as one file,
and each line alone. Prints a Markdown table: lines that the channel changes, the share of them that comes back exactly
as part of a file, alone, and from ftfy (fix_encoding), and the lines that were changed alone and are wrong.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import ftfy

from notefix import damage, repair
from notefix.language_model.corpus import is_held_out, read_corpus_file

# The ten that the figures of docs/detection.md are pooled over, and UTF-8 read in pairs, also by Windows itself.
CHANNELS = (
    *("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "iso-8859-2", "macroman", "cp437"),
    *(f"{codec} undefined=U+FFFD" for codec in ("gbk", "gb18030", "cp932", "cp949", "big5")),
    *(f"{codec} undefined=? by=windows" for codec in ("cp936", "cp949", "cp950")),
    "cp932 undefined=U+30FB by=windows",
)
LANGUAGES = (
    *("ar", "bg", "bn", "de", "el", "es", "fa", "fr", "hi", "hu", "id", "it", "ja", "ko", "nl", "pl", "pt", "ro"),
    *("ru", "ta", "tr", "uk", "vi", "zh-CN", "zh-TW"),
)
SHORTEST, LONGEST = 8, 200


def held_out_lines(folder: Path, limit: int) -> list[str]:
    """Return up to `limit` held-out lines of each file of a language, up to twice as many in all."""
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt*")):
        usable = [x for x in read_corpus_file(path) if is_held_out(x) and not x.isascii()]
        usable = [x for x in usable if SHORTEST < len(x) < LONGEST]
        random.Random(3).shuffle(usable)  # noqa: S311 - a sample, the same each time
        lines += usable[:limit]
    random.Random(4).shuffle(lines)  # noqa: S311
    return lines[: 2 * limit]


def with_case_folded(line: str, channel: str) -> str:
    """Return a line with the letters in ASCII in the case that a channel leaves them in: no repair could tell more."""
    return "".join(damage(c, channel) if c.isascii() else c for c in line) if "case=" in channel else line


def measure(lines: list[str], channel: str) -> list[int]:
    """Return how many lines the channel changes, come back exactly as a file, alone, from ftfy, and are wrong."""
    lines = [with_case_folded(line, channel) for line in lines]
    pairs = [(line, arrived) for line in lines if (arrived := damage(line, channel)) != line]
    as_file = repair("\n".join(arrived for _, arrived in pairs)).text.split("\n") if pairs else []
    alone = [repair(arrived).text for _, arrived in pairs]
    return [
        len(pairs),
        sum(line == result for (line, _), result in zip(pairs, as_file, strict=True)),
        sum(line == result for (line, _), result in zip(pairs, alone, strict=True)),
        sum(line == ftfy.fix_encoding(arrived) for line, arrived in pairs),
        sum(result not in pair for pair, result in zip(pairs, alone, strict=True)),
    ]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=20, help="lines a file at most")
    parser.add_argument("--channel", action="append", help="a channel's name; may be given several times")
    parser.add_argument("--language", action="append", help="a folder's name; may be given several times")
    options = parser.parse_args()
    folders = [options.corpus / name for name in options.language or LANGUAGES]
    texts = [held_out_lines(folder, options.lines) for folder in folders if folder.is_dir()]
    print("| channel | lines | exact, as a file, % | exact, alone, % | ftfy, % | wrong, alone |")
    print("|---|---:|---:|---:|---:|---:|")
    for channel in options.channel or CHANNELS:
        counts = [sum(column) for column in zip(*(measure(lines, channel) for lines in texts), strict=True)]
        shares = [f"{100 * count / max(1, counts[0]):.1f}" for count in counts[1:4]]
        print("| " + " | ".join([f"`{channel}`", str(counts[0]), *shares, str(counts[4])]) + " |", flush=True)


if __name__ == "__main__":
    main()
