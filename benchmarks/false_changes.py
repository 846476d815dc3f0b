"""How often is clean text changed or accused?

    python benchmarks/false_changes.py CORPUS_DIR [--lines N] [--all] [--stress | --signs]

Reads the lines that the model was not trained on (--all: every line), as one file a language and again line by line,
and prints each line that notefix or ftfy changes; then the count a million characters. --stress puts each line into
the forms that look most like damage: capitals before curly quotes, guillemets, degree signs, dashes and no-break
spaces, title case, decomposed letters. --signs does so with what people put after words and between them: trade marks,
footnotes, bars, accents for apostrophes; each sign in four ways.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path

import ftfy

from notefix import repair
from notefix.language_model.corpus import is_held_out, read_corpus_file

STRESS: dict[str, Callable[[str], str]] = {
    "capitals, closing quote": lambda x: x.upper() + "\N{RIGHT DOUBLE QUOTATION MARK}",
    "capitals in guillemets": lambda x: f"\xab\xa0{x.upper()}\xa0\xbb",
    "capitals, low quotes": lambda x: f"\N{DOUBLE LOW-9 QUOTATION MARK}{x.upper()}\N{LEFT DOUBLE QUOTATION MARK}",
    "capitals, degree signs": lambda x: re.sub(r"(\w)\b", "\\1\xb0", x.upper(), count=2),
    "capitals, apostrophes": lambda x: re.sub(r"(\w)\b", "\\1\N{RIGHT SINGLE QUOTATION MARK}", x.upper(), count=3),
    "capitals, ellipsis": lambda x: x.upper().rstrip(".") + "\N{HORIZONTAL ELLIPSIS} " + x,
    "capitals, no-break spaces": lambda x: x.upper().replace(" ", "\xa0"),
    "capitals, bullets": lambda x: f"\N{BULLET}{x.upper()}\N{BULLET}",
    "title case, dash": lambda x: x.title() + "\N{EM DASH}",
    "decomposed": lambda x: unicodedata.normalize("NFD", x),
}
SIGNS = (
    "\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xac\xae\xaf\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf"
    "\xd7\xf7\u02c6\u02dc\u2018\u201a\u201e\u2020\u2021\u2022\u2030\u2039\u203a\u20ac\u2122"
)
PLAIN: dict[str, Callable[[str], str]] = {"as it is": lambda x: x}


def with_signs() -> dict[str, Callable[[str], str]]:
    """Return the forms in which a line has a sign in it."""
    forms: dict[str, Callable[[str], str]] = {}
    for sign in SIGNS:
        after = partial(re.sub, r"(?<=\w)\b", count=2)
        forms[f"{sign!a} after words"] = partial(after, sign)
        forms[f"{sign!a} twice after words"] = partial(after, 2 * sign)
        forms[f"{sign!a} between words"] = partial(re.sub, " ", sign)
        forms[f"{sign!a} for apostrophes"] = partial(re.sub, "['\u2019]", sign)
    return forms


class Counter:
    """Counts the lines that are changed or accused, and prints each."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.characters = 0
        self.lines = 0
        self.changed = {"notefix, as a file": 0, "notefix, line by line": 0, "ftfy": 0}

    def look(self, name: str, lines: list[str]) -> None:
        """Give some clean lines to both, as one file and line by line."""
        self.characters += sum(map(len, lines))
        self.lines += len(lines)
        found = [("notefix, as a file", line) for line in repair("\n".join(lines)).lines]
        found += [("notefix, line by line", line) for text in lines for line in repair(text).lines]
        for how, line in found:
            self.changed[how] += 1
            print(f"{name}; {how}: {line.status.value} {line.channel} {line.original!a} -> {line.text!a}")
        for text in lines:
            fixed = ftfy.fix_encoding(text)
            if fixed != text:
                self.changed["ftfy"] += 1
                print(f"{name}; ftfy: {text!a} -> {fixed!a}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=100_000, help="lines a language at most")
    parser.add_argument("--all", action="store_true", help="lines that the model was trained on, too")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--stress", action="store_true", help="in the forms that look most like damage")
    kind.add_argument("--signs", action="store_true", help="with a sign after words, or between them")
    options = parser.parse_args()
    counter = Counter()
    forms = STRESS if options.stress else with_signs() if options.signs else PLAIN
    for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
        lines = [x for path in sorted(folder.glob("*.txt*")) for x in read_corpus_file(path)]
        lines = [x for x in lines if options.all or is_held_out(x)]
        if forms is not PLAIN:
            lines = [x for x in lines if not x.isascii() and len(x) < 150]
        for name, form in forms.items():
            counter.look(f"{folder.name}, {name}", [form(x) for x in lines[: options.lines]])
    print(f"{counter.lines} lines, {counter.characters} characters")
    for name, count in counter.changed.items():
        print(f"{name}: {count} lines, {1e6 * count / max(counter.characters, 1):.2f} a million characters")


if __name__ == "__main__":
    main()
