"""Kill runs at random moments with SIGKILL, and look what is left.

    python benchmarks/kills.py [--kills N] [--directory DIRECTORY]

A run writes all files of a tree again and again: files that are replaced, files with two names that are written into,
and files in a directory that takes no new file, whose journals are in the state directory. After each kill, every file
that is replaced has to be whole at once, and every other one after the next run, which leaves no litter either.

On a disk nearly all of the time goes into waiting for it, so few kills hit a write: hence a file system in memory,
where there is one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

# All of it now: what drops root's rights may not be able to read it later.
import notefix.files.overwriting
import notefix.files.recovery  # noqa: F401
from notefix.files.fixing import bytes_of_whole_file
from notefix.files.temporary import clean_once
from notefix.files.writing import write_in_place

CONTENTS = (b"old " * 300_000, b"new, longer " * 150_000)
OTHER = dict(zip(CONTENTS, reversed(CONTENTS), strict=True))
NOBODY = 65534
MEMORY = "/dev/shm"  # noqa: S108


class Tree:
    """The files, and what may be found of them."""

    def __init__(self, root: Path) -> None:
        names = [f"{number}.txt" for number in range(3)]
        self.root = root
        self.replaced = [root / "plain" / name for name in names]
        self.linked = [root / "linked" / name for name in names]
        self.closed = [root / "closed" / name for name in names]
        self.others = [root / "others" / name for name in names]  # second names
        for path in (*self.replaced, *self.linked, *self.closed):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(CONTENTS[0])
        self.others[0].parent.mkdir()
        for path, other in zip(self.linked, self.others, strict=True):
            other.hardlink_to(path)
        (root / "closed").chmod(0o555)

    @property
    def names(self) -> list[Path]:
        """What a run writes, in any order: of two names both, one after the other."""
        names = [*self.replaced, *self.linked, *self.others, *self.closed]
        random.shuffle(names)
        return names

    def litter(self) -> list[Path]:
        """All that is neither a file of the tree nor a directory."""
        known = set(self.names)
        return [path for path in sorted(self.root.rglob("*")) if path not in known and not path.is_dir()]

    def torn(self, paths: list[Path]) -> int:
        """Count the files that are neither old nor new."""
        return sum(path.read_bytes() not in OTHER for path in paths)


def write_once(tree: Tree) -> None:
    """Be one run of notefix."""
    clean_once.cache_clear()
    for path in tree.names:
        before = bytes_of_whole_file(path, write=True)
        write_in_place(path, before, OTHER[before])


def write_for_ever(tree: Tree) -> None:
    """Be a run that has to be killed."""
    random.seed()
    while True:
        write_once(tree)


def forked(work: Callable[[Tree], None], tree: Tree) -> int:
    """Do something in a process of its own; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        work(tree)
        os._exit(0)
    except BaseException as error:
        print(f"the next run: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)


def main() -> int:
    """Run as many times as wanted; return 1 if anything was ever lost or left."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--directory", default=MEMORY if os.path.isdir(MEMORY) else None)  # noqa: PTH112
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    if os.geteuid() == 0:  # to root, no directory is closed
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with tempfile.TemporaryDirectory(dir=arguments.directory) as name:
        os.environ["XDG_STATE_HOME"] = str(Path(name) / "state")
        tree = Tree(Path(name))
        try:
            found = kill(tree, arguments.kills)
        finally:
            (Path(name) / "closed").chmod(0o755)
    for what, count in sorted(found.items()):
        print(f"{what}: {count}")
    return int(any(what.startswith("WRONG") for what in found))


def kill(tree: Tree, kills: int) -> Counter[str]:
    """Kill, look, run again, look again."""
    found = Counter[str]()
    begin = time.monotonic()
    os.waitpid(forked(write_once, tree), 0)
    duration_seconds = time.monotonic() - begin
    for _ in range(kills):
        child = forked(write_for_ever, tree)
        time.sleep(random.uniform(0, duration_seconds))  # noqa: S311
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found["kills"] += 1
        found["kills that left a temporary file"] += any(path.suffix == ".tmp" for path in tree.litter())
        found["kills that left a journal"] += any(path.suffix == ".journal" for path in tree.litter())
        found["kills that left a file of two names, or in a closed directory, torn"] += bool(
            tree.torn([*tree.linked, *tree.closed])
        )
        wrong = {
            "WRONG: replaced files half-written": tree.torn(tree.replaced),
            "WRONG: next runs that failed": os.waitpid(forked(write_once, tree), 0)[1] != 0,
            "WRONG: files half-written after the next run": tree.torn([*tree.replaced, *tree.linked, *tree.closed]),
            "WRONG: links lost": sum(not a.samefile(b) for a, b in zip(tree.linked, tree.others, strict=True)),
            "WRONG: litter after the next run": len(tree.litter()),
        }
        found.update({what: count for what, count in wrong.items() if count})
    return found


if __name__ == "__main__":
    raise SystemExit(main())
