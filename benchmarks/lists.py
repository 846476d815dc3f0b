"""How often is a list of signs or letters changed, as source code and tables have them?

    python benchmarks/lists.py [--lists N] [--seed N]

Random lists of 2 to 16 characters of Latin-1 and Windows-1252, in order, at random or next to each other, in the forms
of FORMS. Prints each one that notefix changes, then how many notefix and ftfy (fix_encoding) change. Some of them are
UTF-8 to some code page, as a whole, and nobody could tell.
"""

from __future__ import annotations

import argparse
import random
import sys

import ftfy

from notefix import repair

FORMS = (
    "pattern = '[%s]'",
    "symbols: %s",
    'chars = "%s";',
    "%s",
    "return re.sub('[^a-z%s]', '', text)",
    "| %s | description of the column |",
    "    '%s',",
)
_SOFT_HYPHEN = 0xAD
SIGNS = [*(chr(point) for point in range(0xA1, 0xC0) if point != _SOFT_HYPHEN), "\u00d7", "\u00f7"]
ALL = [chr(point) for point in range(0xA1, 0x100) if point != _SOFT_HYPHEN]
OF_WINDOWS = list(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore"))
SETS = (SIGNS, ALL, list(filter(str.isalpha, ALL)), ALL + OF_WINDOWS, SIGNS + OF_WINDOWS)


def some_list(chosen: random.Random) -> str:
    """Return a line with a list of characters in it."""
    characters = chosen.choice(SETS)
    length = chosen.randint(2, 16)
    order = chosen.choice(("sorted", "random", "run"))
    if order == "run":
        begin = chosen.randrange(len(characters))
        some = characters[begin : begin + length]
    else:
        some = chosen.sample(characters, length)
    if order == "sorted":
        some.sort()
    form = chosen.choice(FORMS)
    return form % chosen.choice(("", "", " ", ", ")).join(some)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", type=int, default=6000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="other ones for another number")
    options = parser.parse_args()
    chosen = random.Random(options.seed)  # noqa: S311 - the same each time
    changed = changed_by_ftfy = 0
    for _ in range(options.lists):
        line = some_list(chosen)
        text = repair(line).text
        changed += text != line
        changed_by_ftfy += ftfy.fix_encoding(line) != line
        if text != line:
            sys.stdout.write(f"{line!a} -> {text!a}\n")
    sys.stdout.write(f"{options.lists} lists; notefix changes {changed}, ftfy {changed_by_ftfy}\n")


if __name__ == "__main__":
    main()
