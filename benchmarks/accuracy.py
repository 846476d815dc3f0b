"""How many lost characters come back right?

    python benchmarks/accuracy.py CORPUS_DIR [--lines N] [--channel NAME ...] [--stated] [--experts best|ngram]

CORPUS_DIR has one folder a language, with text files (.txt or .txt.xz, one sentence a line). Lines that the model
was not trained on (language_model.corpus.is_held_out) are damaged through each channel, a language at a time as one
file, and repaired. The channel is detected, as it is for a user; --stated tells it.

Prints a Markdown table: for each language and channel the lost characters, the share of them that came back right,
the share of lines that are exact, the share of the restored characters that are given 0.99 or more, and the share of
those that are wrong; then the calibration over all of it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from notefix import Channel, Repair, Settings, damage, repair
from notefix.language_model.corpus import is_held_out, read_corpus_file

CHANNELS = ("cp1252 -undefined", "cp1254 -undefined -shy")
SURE = 0.99


@dataclass
class Tally:
    """What is counted for one language and channel."""

    lost: int = 0
    right: int = 0
    lines: int = 0
    exact: int = 0
    sure: int = 0
    sure_wrong: int = 0
    bins: dict[int, list[int]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("lost", "right", "lines", "exact", "sure", "sure_wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for key, (count, right) in other.bins.items():
            total = self.bins.setdefault(key, [0, 0])
            total[0] += count
            total[1] += right


def held_out_lines(folder: Path, limit: int) -> list[str]:
    """Return up to `limit` held-out lines of each file of a language that have something to lose."""
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt*")):
        usable = [x for x in read_corpus_file(path) if is_held_out(x) and not x.isascii() and 4 < len(x) < 400]
        random.Random(1).shuffle(usable)  # noqa: S311 - a sample, the same each time
        lines += usable[:limit]
    return lines


def arrivals_by_place(line: str, channel: Channel) -> dict[int, tuple[str, int]]:
    """Return for each place in the damaged line the character that arrived there and how many places it takes."""
    places = {}
    place = 0
    for character in line:
        length = len(damage(character, channel))
        places[place] = (character, length)
        place += length
    return places


def lost_places(line: str, channel: Channel) -> Iterator[tuple[int, str]]:
    """Yield the place in the damaged line, and the character, of everything that lost a byte."""
    for place, (character, length) in arrivals_by_place(line, channel).items():
        arrived = damage(character, channel)
        lost = length < len(character.encode()) or "\ufffd" in arrived or "?" in arrived
        if not character.isascii() and lost:
            yield place, character


def measure(lines: list[str], channel: Channel, stated: bool, experts: Literal["best", "ngram"] = "best") -> Tally:
    """Damage lines, repair them as one file, compare."""
    damaged = [damage(line, channel) for line in lines]
    done: Repair = repair("\n".join(damaged), Settings(channel=channel if stated else None, experts=experts))
    after = done.text.split("\n")
    restored = {number: line.restored for number, line in ((x.number, x) for x in done.lines)}
    tally = Tally(lines=len(lines), exact=sum(a == b for a, b in zip(lines, after, strict=True)))
    for number, (line, result, arrived) in enumerate(zip(lines, after, damaged, strict=True), 1):
        known = damage(result, channel) == arrived
        found = arrivals_by_place(result, channel) if known else {}
        for place, character in lost_places(line, channel):
            tally.lost += 1
            tally.right += found.get(place, ("", 0))[0] == character
        truth = arrivals_by_place(line, channel)
        place_of_column = list(found)
        for guess in restored.get(number, ()):
            right = known and truth.get(place_of_column[guess.column - 1], ("", 0))[0] == guess.text
            total = tally.bins.setdefault(min(int(guess.probability * 20), 19), [0, 0])
            total[0] += 1
            total[1] += right
            if guess.probability >= SURE:
                tally.sure += 1
                tally.sure_wrong += not right
    return tally


def percent(part: int, whole: int) -> str:
    """Format a share; a dash where there was nothing."""
    return f"{100 * part / whole:.2f}" if whole else "-"


def row(name: str, channel: str, tally: Tally) -> str:
    """Format one row of the table."""
    guessed = sum(count for count, _ in tally.bins.values())
    cells = (
        name,
        f"`{channel}`",
        str(tally.lost),
        percent(tally.right, tally.lost),
        percent(tally.exact, tally.lines),
        percent(tally.sure, guessed),
        percent(tally.sure_wrong, tally.sure),
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=300, help="lines a file at most")
    parser.add_argument("--channel", action="append", help="a channel's name; may be given several times")
    parser.add_argument("--stated", action="store_true", help="tell the channel instead of detecting it")
    parser.add_argument("--experts", choices=["best", "ngram"], default="best", help="ask the network, too, or not")
    options = parser.parse_args()
    print("| language | channel | lost | right % | lines exact % | given >= 0.99 % | of those wrong % |")
    print("|---|---|---:|---:|---:|---:|---:|")
    totals: dict[str, Tally] = {}
    everything = Tally()
    for folder in sorted(path for path in options.corpus.iterdir() if path.is_dir()):
        lines = held_out_lines(folder, options.lines)
        for name in options.channel or CHANNELS:
            tally = measure(lines, Channel.parse(name), options.stated, options.experts) if lines else Tally()
            totals.setdefault(name, Tally()).add(tally)
            everything.add(tally)
            if tally.lost:
                print(row(folder.name, name, tally), flush=True)
    for name, tally in totals.items():
        print(row("**all**", name, tally))
    print("\n| probability given | characters | right % |\n|---|---:|---:|")
    for key, (count, right) in sorted(everything.bins.items()):
        print(f"| {key / 20:.2f} to {key / 20 + 0.05:.2f} | {count} | {percent(right, count)} |")


if __name__ == "__main__":
    main()
