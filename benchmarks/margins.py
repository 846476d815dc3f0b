"""What does each margin of detection cost and bring?

    python benchmarks/margins.py CORPUS_DIR [--lines N]

For several values of each margin, in nats: the clean lines, in the forms that look most like damage, that are changed
or accused when they stand alone, also a million characters, and the damaged lines that come back exactly when they
stand alone.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from types import ModuleType

from false_changes import STRESS

from notefix import damage, look, repair
from notefix.detection import judge, weighing_spans, whole_line
from notefix.language_model.corpus import is_held_out, read_corpus_file

LANGUAGES = ["cs", "de", "es", "fr", "hu", "it", "ja", "ko", "pl", "pt", "ro", "ru", "tr", "vi", "zh-CN"]
# The modules that read the margin, its name, its values, and the channel on whose lines its worth shows.
MARGINS: tuple[tuple[tuple[ModuleType, ...], str, tuple[float, ...], str], ...] = (
    ((judge, weighing_spans), "MARGIN_ALONE_NATS", (2, 6, 10, 14, 18, 24), "cp1252 -undefined -shy"),
    ((look,), "MARGIN_FTFY_NATS", (0, 3, 6, 9, 12), "macroman"),
    ((look,), "MARGIN_FTFY_LONG_NATS", (-4, 0, 2, 6, 10), "cp1252"),
    ((whole_line,), "MARGIN_ALONE_NATS", (0, 5, 10, 15, 20), "gbk undefined=U+FFFD"),
    ((whole_line,), "MARGIN_ONE_NATS", (5, 8, 11, 14), "gbk undefined=U+FFFD"),
    ((whole_line,), "MARGIN_LEGACY_NATS", (0, 10, 20, 40), "latin-1 from=gbk"),
)
LONGEST = 150


def held_out_lines(folder: Path, limit: int) -> list[str]:
    """Return up to `limit` held-out lines of a language."""
    lines = [x for path in sorted(folder.glob("*.txt*")) for x in read_corpus_file(path)]
    usable = [x for x in lines if is_held_out(x) and not x.isascii() and len(x) < LONGEST]
    random.Random(5).shuffle(usable)  # noqa: S311 - a sample, the same each time
    return usable[:limit]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=20, help="lines a language at most")
    options = parser.parse_args()
    folders = [folder for name in LANGUAGES if (folder := options.corpus / name).is_dir()]
    lines = [line for folder in folders for line in held_out_lines(folder, options.lines)]
    clean = [form(line) for line in lines for form in STRESS.values()]
    million = sum(map(len, clean)) / 1e6
    print("| margin | nats | clean lines changed | a million characters | channel | damaged lines exact |")
    print("|---|---:|---:|---:|---|---:|")
    for modules, name, values, channel in MARGINS:
        damaged = [(line, arrived) for line in lines if (arrived := damage(line, channel)) != line]
        usual = getattr(modules[0], name)
        for value in values:
            for module in modules:
                setattr(module, name, value)
            changed = sum(bool(repair(text).lines) for text in clean)
            exact = sum(repair(arrived).text == line for line, arrived in damaged)
            shown = f"**{value}**" if value == usual else str(value)
            cells = [f"`{modules[0].__name__.split('.')[-1]}.{name}`", shown, f"{changed} of {len(clean)}"]
            cells += [f"{changed / million:.1f}", f"`{channel}`", f"{exact} of {len(damaged)}"]
            print("| " + " | ".join(cells) + " |", flush=True)
        for module in modules:
            setattr(module, name, usual)


if __name__ == "__main__":
    main()
