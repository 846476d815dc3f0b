"""What do a start, an import and the notes cost, beside ftfy in the same run?

    python benchmarks/speed.py [--runs N]

Every figure is a whole process of its own, the median of N runs, taken in turns so that a noisy machine is noisy for
all; read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOTES = Path(__file__).parent.parent / "fixtures" / "notes" / "notes.md"

FTFY = """
import ftfy, sys
text = open(sys.argv[1], encoding="utf-8", newline="").read()
"".join(ftfy.fix_encoding(line) for line in text.splitlines(keepends=True))
"""


def commands(notes: Path, clean: Path) -> dict[str, list[str]]:
    """Return what is timed, by name."""
    python = [sys.executable]
    return {
        "bare interpreter": [*python, "-c", "pass"],
        "import click": [*python, "-c", "import click"],
        "import notefix": [*python, "-c", "import notefix"],
        "import ftfy": [*python, "-c", "import ftfy"],
        "notefix check, clean ASCII file": [*python, "-m", "notefix", "check", str(clean)],
        "notefix check, the notes": [*python, "-m", "notefix", "check", "--json", str(notes)],
        "notefix fix --diff, the notes": [*python, "-m", "notefix", "fix", "--diff", str(notes)],
        "ftfy.fix_encoding, the notes": [*python, "-c", FTFY, str(notes)],
    }


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.txt"
        clean.write_text("Nothing to see here.\n" * 100)
        timed = commands(NOTES, clean)
        seconds: dict[str, list[float]] = {name: [] for name in timed}
        for run in range(options.runs + 1):
            for name, command in timed.items():
                begin = time.perf_counter()
                subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
                if run:  # the first one fills the caches
                    seconds[name].append(time.perf_counter() - begin)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print("| what | seconds | over a bare interpreter | of import click | of ftfy on the notes |")
    print("|---|---:|---:|---:|---:|")
    for name, value in medians.items():
        over = value - medians["bare interpreter"]
        click = value / medians["import click"]
        ftfy = value / medians["ftfy.fix_encoding, the notes"]
        print(f"| {name} | {value:.3f} | {over:+.3f} | {click:.2f} | {ftfy:.2f} |")
    print(f"\nPeak resident memory of the largest process: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
