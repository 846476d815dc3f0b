"""What does a text cost, by its kind, beside ftfy, plsfix and the floors; and what do a start and the notes?

    python benchmarks/speed.py [CORPUS] [--runs N] [--small] [--check]

One process, one thread. Every figure is the median of N runs, taken in turns so that a noisy machine is noisy for all;
read the ratios, not the megabytes a second. CORPUS has one folder a language, with files of one sentence a line;
without it the sentences are put together from words of our own, no two of them equal.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import NamedTuple

import ftfy

from notefix import damage, repair
from notefix.language_model.corpus import read_corpus_file

NOTES = Path(__file__).parent.parent / "fixtures" / "notes" / "notes.md"

# Words to make sentences of, and what stands between two.
WORDS = {
    "ASCII": ("the old house by a river where nobody lives now was sold to my friend for very little money", " "),
    "French": (
        "la fen\u00eatre \u00e9tait ouverte et le caf\u00e9 "
        "tr\u00e8s chaud mais personne ne d\u00e9jeunait pr\u00e8s "
        "du th\u00e9\u00e2tre \u00e0 l\u2019heure o\u00f9 l\u2019\u00e9t\u00e9 finit d\u00e9j\u00e0",
        " ",
    ),
    "Chinese": (
        "\u6211\u4eec \u4eca\u5929 \u5728 \u56fe\u4e66\u9986 \u8bfb\u4e66 \u7136\u540e \u4e00\u8d77 \u5403\u996d "
        "\u670b\u53cb \u8bf4 \u8fd9\u4e2a \u65b9\u6cd5 \u5f88 "
        "\u6709\u6548 \uff0c \u4f46\u662f \u9700\u8981 \u65f6\u95f4",
        "",
    ),
    "Russian": (
        "\u0441\u0435\u0433\u043e\u0434\u043d\u044f \u043c\u044b "
        "\u0447\u0438\u0442\u0430\u043b\u0438 \u043d\u043e\u0432\u0443\u044e "
        "\u043a\u043d\u0438\u0433\u0443 \u043e \u0433\u043e\u0440\u043e\u0434\u0435 \u0438 \u0440\u0435\u043a\u0435 "
        "\u043f\u043e\u0442\u043e\u043c \u0434\u043e\u043b\u0433\u043e "
        "\u0433\u0443\u043b\u044f\u043b\u0438 \u043f\u043e "
        "\u0443\u043b\u0438\u0446\u0430\u043c",
        " ",
    ),
    "Japanese": (
        "\u4eca\u65e5\u306f \u53cb\u9054\u3068 \u672c\u3092 \u8aad\u3093\u3067 "
        "\u304b\u3089 \u6d77\u3078 \u884c\u304d\u307e\u3057\u305f "
        "\u5929\u6c17\u304c \u3068\u3066\u3082 \u3088\u304f\u3066 "
        "\u98a8\u3082 \u5c11\u3057 \u3042\u308a\u307e\u3057\u305f",
        "",
    ),
    "emoji": (
        "we are so happy \U0001f600 \U0001f389 today \U0001f31f come and see \U0001f4da our new \U0001f680 page",
        " ",
    ),
}
LANGUAGES = {"ASCII": "en", "French": "fr", "Chinese": "zh-CN", "Russian": "ru", "Japanese": "ja"}
INTACT, LOSSY = "latin-1", "cp1252 -undefined -shy"
_WORDS_A_LINE = 12
_MEGABYTE = 1_000_000
_MOST_MEASUREMENTS = 4

# What `--small --check` wants: notefix's speed as a multiple of that of ftfy.fix_encoding (for lossy damage, of
# ftfy.fix_text) on the same small text: half of what it was when this was written, of lossy damage a quarter, since the
# network's threads wait for each other where other programs run. A small text pays for all that is done once a text, so
# these say nothing about large ones.
LEAST_RATIOS = {
    "ASCII, clean": 40.0,
    "French, clean": 1.9,
    "Chinese, clean": 1.4,
    "Russian, clean": 1.5,
    "Japanese, clean": 1.5,
    "emoji, clean": 19.0,
    "French, intact damage": 0.7,
    "Chinese, intact damage": 0.6,
    "Russian, intact damage": 0.6,
    "Japanese, intact damage": 0.6,
    "emoji, intact damage": 1.8,
    "French, lossy damage": 0.01,
    "Chinese, lossy damage": 0.0035,
    "Russian, lossy damage": 0.006,
    "Japanese, lossy damage": 0.003,
    "emoji, lossy damage": 0.02,
}


class Text(NamedTuple):
    """A text to repair, and what became of it."""

    kind: str
    state: str
    text: str


class Row(NamedTuple):
    """Medians of one text, in seconds by what was called."""

    of: Text
    seconds: dict[str, float]

    def ratio(self, other: str) -> float:
        """Return how many times as fast as another notefix is."""
        return self.seconds[other] / self.seconds["notefix"]


def sentences(kind: str, size_bytes: int, corpus: Path | None) -> str:
    """Return lines of a kind, of so many bytes in UTF-8; no two are equal."""
    folder = None if corpus is None or kind not in LANGUAGES else corpus / LANGUAGES[kind]
    lines: dict[str, None] = {}
    size = 0
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.txt*")):
            for line in read_corpus_file(path):
                if size < size_bytes and line not in lines:
                    lines[line] = None
                    size += len(line.encode()) + 1
        return "\n".join(lines)
    words, between = WORDS[kind][0].split(), WORDS[kind][1]
    random = Random(kind)  # noqa: S311 - the same sentences every time
    while size < size_bytes:
        line = between.join(random.choices(words, k=_WORDS_A_LINE)) + "."
        if line not in lines:
            lines[line] = None
            size += len(line.encode()) + 1
    return "\n".join(lines)


def texts(scale: float, corpus: Path | None) -> list[Text]:
    """Return what is timed: clean text, damage that lost nothing, and damage that lost bytes."""
    found = [Text(kind, "clean", sentences(kind, int(scale * _MEGABYTE), corpus)) for kind in WORDS]
    for state, channel, part in (("intact damage", INTACT, 0.05), ("lossy damage", LOSSY, 0.005)):
        found += [
            Text(kind, state, damage(sentences(kind, int(scale * part * _MEGABYTE), corpus), channel))
            for kind in WORDS
            if kind != "ASCII"
        ]
    return found


def by_the_line(function: Callable[[str], object]) -> Callable[[str], object]:
    """Return a function of a text that calls another one for each of its lines."""
    return lambda text: [function(line) for line in text.split("\n")]


def line_functions() -> dict[str, Callable[[str], object]]:
    """Return what is compared and takes a line at a time, by name."""
    functions: dict[str, Callable[[str], object]] = {
        "ftfy.fix_encoding": ftfy.fix_encoding,
        "ftfy.fix_text": ftfy.fix_text,
    }
    if find_spec("plsfix") is not None:
        functions["plsfix"] = import_module("plsfix").fix_text
    return functions


def timed_functions() -> dict[str, Callable[[str], object]]:
    """Return what is compared, by name."""
    functions: dict[str, Callable[[str], object]] = {
        "notefix": repair,
        **{name: by_the_line(function) for name, function in line_functions().items()},
    }
    encoded: dict[str, bytes] = {}
    functions["decoding"] = lambda text: (encoded.get(text) or encoded.setdefault(text, text.encode())).decode()
    return functions


def measure(text: Text, runs: int) -> Row:
    """Time all functions on one text, in turns; the first turn fills the caches."""
    functions = timed_functions()
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for run in range(runs + 1):
        for name, function in functions.items():
            begin = time.process_time()  # one thread: what other programs take does not count
            function(text.text)
            if run:
                seconds[name].append(time.process_time() - begin)
    return Row(text, {name: statistics.median(values) for name, values in seconds.items()})


def print_texts(rows: list[Row]) -> None:
    """Print the ratios of all texts."""
    others = [name for name in rows[0].seconds if name != "notefix"]
    print("| text | KB | notefix, MB/s | " + " | ".join(f"times {name}" for name in others) + " |")
    print("|---|---:|" + "---:|" * (1 + len(others)))
    for row in rows:
        size = len(row.of.text.encode())
        cells = [f"{row.ratio(name):.2g}" if row.ratio(name) < 100 else f"{row.ratio(name):,.0f}" for name in others]
        speed = size / _MEGABYTE / row.seconds["notefix"]
        print(f"| {row.of.kind}, {row.of.state} | {size // 1000} | {speed:,.2f} | " + " | ".join(cells) + " |")


def print_lines(scale: float, corpus: Path | None, runs: int) -> None:
    """Print what a call for each line costs, as for a column of a table; no line comes twice."""
    functions = {name: function for name, function in line_functions().items() if name != "ftfy.fix_text"}
    print(
        "\n| a line a call | lines | notefix, microseconds a line | "
        + "".join(f"times {name} | " for name in functions).rstrip()
    )
    print("|---|---:|---:|" + "---:|" * len(functions))
    functions = {"notefix": repair, **functions}
    for state, channel, part in (("clean", "", 0.1), ("intact damage", INTACT, 0.03), ("lossy damage", LOSSY, 0.003)):
        for kind in WORDS:
            lines = sentences(kind, int(scale * part * (runs + 1) * _MEGABYTE), corpus).split("\n")
            damaged = [damage(line, channel) for line in lines] if channel else lines
            parts = [damaged[run :: runs + 1] for run in range(runs + 1)]
            seconds: dict[str, list[float]] = {name: [] for name in functions}
            for run, some in enumerate(parts):
                for name, function in functions.items():
                    begin = time.process_time()
                    for line in some:
                        function(line)
                    if run:
                        seconds[name].append((time.process_time() - begin) / len(some))
            medians = {name: statistics.median(values) for name, values in seconds.items()}
            own = medians.pop("notefix")
            cells = " | ".join(f"{value / own:.2g}" for value in medians.values())
            print(f"| {kind}, {state} | {len(parts[0])} | {1e6 * own:,.1f} | {cells} |")


def print_growth(scale: float, corpus: Path | None) -> None:
    """Print how time grows with the size of a clean text: nothing in it may be worse than proportional."""
    print("\n| clean Chinese, MB | seconds | a megabyte |")
    print("|---:|---:|---:|")
    piece = sentences("Chinese", int(scale * _MEGABYTE), corpus)
    for times in (1, 10, 100):
        text = "\n".join([piece] * times)
        megabytes = len(text.encode()) / _MEGABYTE
        begin = time.process_time()
        repair(text)
        seconds = time.process_time() - begin
        print(f"| {megabytes:,.1f} | {seconds:.3f} | {seconds / megabytes:.4f} |")


def commands(clean: Path) -> dict[str, list[str]]:
    """Return the whole processes that are timed, by name."""
    python = [sys.executable]
    return {
        "bare interpreter": [*python, "-c", "pass"],
        "import click": [*python, "-c", "import click"],
        "import notefix": [*python, "-c", "import notefix"],
        "import ftfy": [*python, "-c", "import ftfy"],
        "notefix check, clean ASCII file": [*python, "-m", "notefix", "check", str(clean)],
        "notefix check, the notes": [*python, "-m", "notefix", "check", "--output-format", "json", str(NOTES)],
        "notefix fix --diff, the notes": [*python, "-m", "notefix", "fix", "--diff", str(NOTES)],
    }


def print_processes(runs: int) -> None:
    """Print what a start, an import and the notes cost."""
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.txt"
        clean.write_text("Nothing to see here.\n" * 100)
        timed = commands(clean)
        seconds: dict[str, list[float]] = {name: [] for name in timed}
        for run in range(runs + 1):
            for name, command in timed.items():
                begin = time.perf_counter()
                done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
                if done.returncode not in (0, 1):  # 1: damage was found
                    raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
                if run:  # the first one fills the caches
                    seconds[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print("\n| process | seconds | over a bare interpreter | of import click |")
    print("|---|---:|---:|---:|")
    for name, value in medians.items():
        over = value - medians["bare interpreter"]
        print(f"| {name} | {value:.3f} | {over:+.3f} | {value / medians['import click']:.2f} |")


def too_slow(rows: list[Row], runs: int) -> list[str]:
    """Return a sentence for each text on which the ratio to ftfy has fallen by half, however often it is measured.

    A busy machine makes one of thirty medians fall by half now and then, code that became slow all of them.
    """
    found = []
    for row in rows:
        other = "ftfy.fix_text" if row.of.state == "lossy damage" else "ftfy.fix_encoding"
        name = f"{row.of.kind}, {row.of.state}"
        wanted, ratio = LEAST_RATIOS.get(name, 0.0), row.ratio(other)
        measured = 1
        while ratio < wanted and measured < _MOST_MEASUREMENTS:
            ratio = max(ratio, measure(row.of, runs).ratio(other))
            measured += 1
        if ratio < wanted:
            found.append(f"{name}: {ratio:.3g} times {other}, wanted are {wanted:.3g}.")
    return found


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="little text, and no processes")
    parser.add_argument("--check", action="store_true", help="fail where a ratio has fallen by half")
    options = parser.parse_args()
    scale = 0.03 if options.small else 1.0
    rows = [measure(text, options.runs) for text in texts(scale, options.corpus)]
    print_texts(rows)
    print_lines(scale, options.corpus, options.runs)
    if not options.small:
        print_processes(options.runs)
        print_growth(scale, options.corpus)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"\nPeak resident memory: {own / 1024:.0f} MB here, {children / 1024:.0f} MB in the largest process")
    if options.check and (slow := too_slow(rows, options.runs)):
        sys.exit("\n".join(slow))


if __name__ == "__main__":
    main()
