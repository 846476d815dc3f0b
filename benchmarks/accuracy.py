"""How many lost characters come back right?

    python benchmarks/accuracy.py CORPUS_DIR [--lines N] [--language NAME ...] [--channel NAME ...] [--stated]
        [--every-line] [--quotations] [--experts best|ngram|both]

CORPUS_DIR has one folder a language, with text files (.txt or .txt.xz, one sentence a line). Lines that the model
was not trained on (language_model.corpus.is_held_out) are damaged through each channel, a language at a time as one
file, and repaired. The channel is detected, as it is for a user; --stated tells it. --every-line takes lines that are
not held out, too, for text that the model was not built from. --quotations puts a quotation into each line that is
plain prose, in the marks of its language, and counts nothing but these marks.

Prints a Markdown table: for each language and channel the lost characters, the share of them that came back right,
the share of lines that are exact, the share of the restored characters that are given 0.99 or more, and the share of
those that are wrong; then the calibration over all of it. With `--experts both` a shorter one: a row a language, with
the errors of the n-gram model alone and of both experts, the rest of both; only languages that lose anything.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from math import nan
from pathlib import Path
from statistics import mean
from typing import Literal

from notefix import Channel, LineRepair, Repair, Settings, damage, repair
from notefix.language_model.corpus import is_held_out, read_corpus_file, with_quotation

CHANNELS = ("cp1252 -undefined", "cp1254 -undefined -shy")
SURE = 0.99
QUOTATION_MARKS = "\u201c\u201d\u201e"
# A mean over languages is of those that lost at least so many characters.
ENOUGH = 20

Experts = Literal["best", "ngram"]
EXPERTS: tuple[Experts, ...] = ("ngram", "best")


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

    @property
    def guessed(self) -> int:
        """How many characters were restored."""
        return sum(count for count, _ in self.bins.values())

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in ("lost", "right", "lines", "exact", "sure", "sure_wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for key, (count, right) in other.bins.items():
            total = self.bins.setdefault(key, [0, 0])
            total[0] += count
            total[1] += right


def usable_lines(folder: Path, limit: int, *, every: bool = False, quoted: bool = False) -> list[str]:
    """Return up to `limit` lines of each file of a language that have something to lose: held-out ones, or any.

    If they are to be `quoted` that is what is put into them.
    """
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt*")):
        read = (x for x in read_corpus_file(path) if every or is_held_out(x))
        if quoted:
            read = (x for line in read if (x := with_quotation(line, folder.name)) is not None)
        usable = [x for x in read if not x.isascii() and 4 < len(x) < 400]
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


def found_by_place(line: LineRepair | None, channel: Channel) -> dict[int, tuple[str, int]]:
    """Return what a repair put at each place of the damaged line; nothing where it cannot be laid beside it.

    By the channel that the repair claims, which may spare a character that the true one damages.
    """
    if line is None:
        return {}
    found = arrivals_by_place(line.text, line.channel or channel)
    return found if sum(length for _, length in found.values()) == len(line.original) else {}


def measure(
    lines: list[str], channel: Channel, stated: bool, experts: Experts = "best", only: str | None = None
) -> Tally:
    """Damage lines, repair them as one file, compare; only some characters, or all."""
    damaged = [damage(line, channel) for line in lines]
    done: Repair = repair("\n".join(damaged), Settings(channel=channel if stated else None, experts=experts))
    after = done.text.split("\n")
    repaired = {line.number: line for line in done.lines}
    tally = Tally(lines=len(lines), exact=sum(a == b for a, b in zip(lines, after, strict=True)))
    for number, line in enumerate(lines, 1):
        found = found_by_place(repaired.get(number), channel)
        truth = arrivals_by_place(line, channel)
        for place, character in lost_places(line, channel):
            if only is not None and character not in only:
                continue
            tally.lost += 1
            tally.right += found.get(place, ("", 0))[0] == character
        place_of_column = list(found)
        for guess in repaired[number].restored if number in repaired else ():
            was = truth.get(place_of_column[guess.column - 1], ("", 0))[0] if found else ""
            if only is not None and (not was or was not in only):
                continue
            right = bool(found) and was == guess.text
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


def print_row(cells: Iterable[object]) -> None:
    """Print one row of a Markdown table, at once."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def print_each(tallies: Iterator[tuple[str, str, Experts, Tally]]) -> Tally:
    """Print a row for each language and channel; return all together."""
    print_row(("language", "channel", "lost", "right %", "lines exact %", "given >= 0.99 %", "of those wrong %"))
    print("|---|---|---:|---:|---:|---:|---:|")
    everything = Tally()
    totals: dict[str, Tally] = {}

    def cells(language: str, channel: str, tally: Tally) -> tuple[str, ...]:
        shares = ((tally.right, tally.lost), (tally.exact, tally.lines), (tally.sure, tally.guessed))
        wrong = percent(tally.sure_wrong, tally.sure)
        return (language, f"`{channel}`", str(tally.lost), *(percent(*share) for share in shares), wrong)

    for language, channel, _, tally in tallies:
        totals.setdefault(channel, Tally()).add(tally)
        everything.add(tally)
        if tally.lost:
            print_row(cells(language, channel, tally))
    for channel, tally in totals.items():
        print_row(cells("**all**", channel, tally))
    return everything


def print_both(tallies: Iterator[tuple[str, str, Experts, Tally]], channels: Sequence[str]) -> Tally:
    """Print a row for each language that lost anything, with both experts; return what both did together."""
    heads = "errors", "given >= 0.99, %", "of those wrong"
    print_row(("language", *(head for channel in channels for head in (f"`{channel}`: lost", *heads))))
    print("|---|" + "---:|---|---:|---:|" * len(channels))
    everything = Tally()
    totals = {(channel, experts): Tally() for channel in channels for experts in EXPERTS}
    shares: dict[tuple[str, Experts], list[float]] = {key: [] for key in totals}

    def cells(ngram: Tally, best: Tally) -> tuple[object, ...]:
        errors = f"{ngram.lost - ngram.right} to {best.lost - best.right}" if best.lost else "-"
        return best.lost, errors, percent(best.sure, best.guessed), best.sure_wrong

    for language, group in groupby(tallies, key=lambda item: item[0]):
        own = {(channel, experts): tally for _, channel, experts, tally in group}
        for key, tally in own.items():
            totals[key].add(tally)
            if tally.lost >= ENOUGH:
                shares[key].append(100 * tally.right / tally.lost)
        if any(tally.lost for tally in own.values()):
            print_row((language, *(x for c in channels for x in cells(own[c, "ngram"], own[c, "best"]))))
    print_row(("**all**", *(x for c in channels for x in cells(totals[c, "ngram"], totals[c, "best"]))))
    print("\n| right, %, mean over languages |" + " n-gram | both |\n|---|---:|---:|")
    for channel in channels:
        means = [f"{mean(shares[channel, experts] or [nan]):.2f}" for experts in EXPERTS]
        print_row((f"`{channel}`", *means))
        everything.add(totals[channel, "best"])
    return everything


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lines", type=int, default=300, help="lines a file at most")
    parser.add_argument("--language", action="append", help="a folder's name; may be given several times")
    parser.add_argument("--channel", action="append", help="a channel's name; may be given several times")
    parser.add_argument("--stated", action="store_true", help="tell the channel instead of detecting it")
    parser.add_argument("--every-line", action="store_true", help="of text that the model was not built from")
    parser.add_argument("--quotations", action="store_true", help="put into each line, and counted alone")
    parser.add_argument("--experts", choices=[*EXPERTS, "both"], default="best", help="ask the network, too, or not")
    options = parser.parse_args()
    channels = options.channel or CHANNELS
    folders = sorted(path for path in options.corpus.iterdir() if path.is_dir())
    wanted = [path for path in folders if not options.language or path.name in options.language]
    both = options.experts == "both"

    def tallies() -> Iterator[tuple[str, str, Experts, Tally]]:
        for folder in wanted:
            lines = usable_lines(folder, options.lines, every=options.every_line, quoted=options.quotations)
            only = QUOTATION_MARKS if options.quotations else None
            for name, experts in product(channels, EXPERTS if both else (options.experts,)):
                tally = measure(lines, Channel.parse(name), options.stated, experts, only) if lines else Tally()
                yield folder.name, name, experts, tally

    everything = print_both(tallies(), channels) if both else print_each(tallies())
    print("\n| probability given | characters | right % |\n|---|---:|---:|")
    for key, (count, right) in sorted(everything.bins.items()):
        print(f"| {key / 20:.2f} to {key / 20 + 0.05:.2f} | {count} | {percent(right, count)} |")


if __name__ == "__main__":
    main()
