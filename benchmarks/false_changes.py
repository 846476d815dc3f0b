"""How often is clean text changed or accused?

    python benchmarks/false_changes.py CORPUS_DIR [--lines N] [--all]

Reads the lines that the model was not trained on (--all: every line), as one file a language and again line by line,
and prints each line that notefix or ftfy changes; then the count a million characters.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import ftfy

from notefix import repair
from notefix.language_model.corpus import is_held_out, read_corpus_file


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=100_000, help="lines a language at most")
    parser.add_argument("--all", action="store_true", help="lines that the model was trained on, too")
    options = parser.parse_args()
    characters = 0
    counts = {"notefix, as a file": 0, "notefix, line by line": 0, "ftfy": 0}
    for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
        lines = [x for path in sorted(folder.glob("*.txt*")) for x in read_corpus_file(path)]
        lines = [x for x in lines if options.all or is_held_out(x)][: options.lines]
        characters += sum(map(len, lines))
        for line in repair("\n".join(lines)).lines:
            counts["notefix, as a file"] += 1
            print(f"{folder.name} file {line.status.value} {line.channel} {line.original!a} -> {line.text!a}")
        for line_text in lines:
            for line in repair(line_text).lines:
                counts["notefix, line by line"] += 1
                print(f"{folder.name} line {line.status.value} {line.channel} {line.original!a} -> {line.text!a}")
            fixed = ftfy.fix_encoding(line_text)
            if fixed != line_text:
                counts["ftfy"] += 1
                print(f"{folder.name} ftfy {line_text!a} -> {fixed!a}")
    print(f"{characters} characters")
    for name, count in counts.items():
        print(f"{name}: {count} lines, {1e6 * count / max(characters, 1):.2f} a million characters")


if __name__ == "__main__":
    main()
