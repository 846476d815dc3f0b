"""What would it cost to keep the model's n-grams otherwise: in arrays for numpy, in tries of marisa-trie?

    python benchmarks/storage.py [--model FILE] [--nodes N] [--queries N] [--candidates N] [--runs N]

Every way holds the same n-grams and answers the same queries with the same costs, case and style included; a query is
what N candidates for one character cost after one context. Contexts come from the notes, repaired, and from the
sentences of the property tests. As the program does, every way keeps what it prepared for a set of candidates and
what it found for a context: the first pass pays for both, the repeated one for neither.

Each run is a process of its own, the ways in turns, and a figure the median of the runs: loading, without the import
of the library and with it; how much more of the process is in memory after loading, and after the first pass (own: not
shared with the file system's cache, which Linux alone tells apart). The import of notefix is not counted, and the
files are in that cache. Converting the whole model takes half a minute and 1.5 GB; --nodes takes part of the tree.
"""

from __future__ import annotations

import argparse
import ast
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from notefix.language_model import format as layout
from notefix.language_model.folding import case_context, kind_of
from notefix.language_model.model import BUILT_IN_MODEL, LanguageModel
from notefix.language_model.storage import Tables, map_file, read_tables

ROOT = Path(__file__).parent.parent
NOTES = ROOT / "fixtures" / "notes" / "notes.md"
STRATEGIES = ROOT / "tests" / "properties" / "strategies.py"

SAMPLE = 500  # queries whose costs are compared
UNSEEN = 0xFFFF  # no character has this identifier, since there are at most as many
COSTS = tuple(i / layout.COST_SCALE for i in range(256))
BACKOFFS = tuple(i / layout.BACKOFF_SCALE for i in range(256))


Known = list[tuple[int, str, int]]  # of the candidates that the model knows: identifier, letter, position


@dataclass(frozen=True, slots=True)
class Way:
    """A way to keep n-grams: the library it takes, "" for none; what the wheel would hold."""

    name: str
    library: str
    files: tuple[str, ...]
    open: Callable[[Path], LanguageModel]


def letter(identifier: int) -> str:
    """Return the character that stands for an identifier in a key: the frequent ones are short in UTF-8."""
    return chr(identifier if identifier < 0xD800 else identifier + 0x800)


def dress_costs(model: LanguageModel, characters: tuple[str, ...]) -> list[list[float]]:
    """Return what each character costs on top after each case context; nothing where that is nothing for all."""
    every = [[model.dress_cost_nats(x, case) for x in characters] for case in range(len(layout.CASE_CONTEXTS))]
    return [costs if any(costs) else [] for costs in every]


class VectorArrays(LanguageModel):
    """The same file, one vectorised look-up a context for all candidates; the walk there is ours, numpy's is slower."""

    def __init__(self, folder: Path) -> None:
        """Map the file."""
        import numpy

        buffer: Any = map_file(folder / "model.bin")
        super().__init__(buffer, trusted=True)
        tables = read_tables(buffer, "model", trusted=True)
        self._numpy: Any = numpy
        self._vector_successors: Any = numpy.asarray(tables.successors)
        self._vector_costs: Any = numpy.asarray(tables.successor_costs)
        self._all_costs = numpy.array(COSTS)
        self._ready_for = cache(self._prepare)

    def _prepare(self, characters: tuple[str, ...]) -> tuple[Any, Any, list[Any]]:
        identifiers = self._numpy.array([self.identifier(x) or UNSEEN for x in characters], self._numpy.uint16)
        costs = self._numpy.array([self.base_cost_nats(self.identifier(x)) for x in characters])
        return identifiers, costs, [self._numpy.array(extra) for extra in dress_costs(self, characters)]

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        """Return the cost of each character after a context."""
        identifiers, base_costs, dress = self._ready_for(characters)
        case = case_context(kind_of(context[-2:-1]), kind_of(context[-1:]))
        costs = base_costs.copy()
        for begin, end, backoff in reversed(self.contexts.longest(context).ranges):
            costs += backoff
            successors = self._vector_successors[begin:end]
            places = successors.searchsorted(identifiers)
            there = successors.take(places, mode="clip") == identifiers
            if there.any():
                own = self._vector_costs[begin:end].take(places, mode="clip")
                self._numpy.copyto(costs, self._all_costs.take(own), where=there)
        listed: list[float] = (costs + dress[case] if len(dress[case]) else costs).tolist()
        return listed


def map_trie(path: Path) -> Any:
    """Map a trie."""
    return import_module("marisa_trie").Trie().mmap(str(path))


def numbers(path: Path, code: str) -> Any:
    """Map numbers as wide as `code` says."""
    return memoryview(map_file(path)).cast(code)  # type: ignore[call-overload]


class ContextTrie(LanguageModel):
    """Contexts in a trie, the nearest character first; what follows them in arrays, by the number of the key."""

    def __init__(self, folder: Path) -> None:
        """Map the trie, and the model less its tree, which case and style need."""
        super().__init__(numbers(folder / "rest.bin", "B"), trusted=True)
        self._trie = map_trie(folder / "contexts.marisa")
        self._key_backoffs = numbers(folder / "backoffs.bin", "B")
        self._ready_for = cache(self._prepare)
        self._found = cache(self._find)
        self._open_successors(folder)

    def _open_successors(self, folder: Path) -> None:
        arrays = (numbers(folder / name, code) for name, code in ARRAYS.items())
        self._key_blocks, self._key_counts, self._key_successors, self._key_costs = arrays

    def _prepare(self, characters: tuple[str, ...]) -> tuple[list[float], Known, list[list[float]]]:
        identifiers = [self.identifier(character) for character in characters]
        known = sorted((i, letter(i), position) for position, i in enumerate(identifiers) if i)
        return [self.base_cost_nats(i) for i in identifiers], known, dress_costs(self, characters)

    def _find(self, context: str) -> tuple[list[tuple[str, int]], int]:
        """Return the keys of the context's last character, last two, and so on, with their numbers."""
        key = "".join(letter(self.identifier(x) or UNSEEN) for x in reversed(context[1 - self.order :]))
        case = case_context(kind_of(context[-2:-1]), kind_of(context[-1:]))
        return list(self._trie.iter_prefixes_with_ids(key)), case

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        """Return the cost of each character after a context."""
        base_costs, known, dress = self._ready_for(characters)
        keys, case = self._found(context)
        costs = base_costs.copy()
        for key, number in keys:
            backoff = BACKOFFS[self._key_backoffs[number]]
            if backoff:
                costs = [cost + backoff for cost in costs]
            self._put_costs(costs, key, number, known)
        return [cost + extra for cost, extra in zip(costs, dress[case], strict=True)] if dress[case] else costs

    def _put_costs(self, costs: list[float], key: str, number: int, known: Known) -> None:
        """Put what is known after one context into the list."""
        block = number // layout.BLOCK
        begin = self._key_blocks[block] + sum(self._key_counts[block * layout.BLOCK : number])
        end = begin + self._key_counts[number]
        successors = self._key_successors
        for identifier, _, position in known:
            begin = bisect_left(successors, identifier, begin, end)
            if begin == end:
                break
            if successors[begin] == identifier:
                costs[position] = COSTS[self._key_costs[begin]]


class NGramTrie(ContextTrie):
    """A second trie has the n-grams, context and character; an array their costs, by the number of the key."""

    def _open_successors(self, folder: Path) -> None:
        self._number_of = map_trie(folder / "ngrams.marisa").get
        self._key_costs = numbers(folder / "ngram_costs.bin", "B")

    def _put_costs(self, costs: list[float], key: str, number: int, known: Known) -> None:
        for _, last, position in known:
            found = self._number_of(key + last)
            if found is not None:
                costs[position] = COSTS[self._key_costs[found]]


TRIE = ("rest.bin", "contexts.marisa", "backoffs.bin")
ARRAYS = {"blocks.bin": "I", "counts.bin": "H", "successors.bin": "H", "costs.bin": "B"}
WAYS = (
    Way("ours: arrays, bisect", "", ("model.bin",), lambda x: LanguageModel.open(x / "model.bin", trusted=True)),
    Way("the same arrays, numpy", "numpy", ("model.bin",), VectorArrays),
    Way("n-grams in a trie", "marisa_trie", (*TRIE, "ngrams.marisa", "ngram_costs.bin"), NGramTrie),
    Way("contexts in a trie, bisect", "marisa_trie", (*TRIE, *ARRAYS), ContextTrie),
)


def before_each_block(counts: list[int]) -> list[int]:
    """Return the sum of all counts before each block."""
    return [0, *accumulate(counts)][: len(counts) : layout.BLOCK]


def cut(tables: Tables, nodes: int, *, ngrams: bool = True) -> bytes:
    """Return a model file of the first nodes of the tree, with what follows them or without.

    The machine has to be a little-endian one. Short contexts come first: the empty one, then each character.
    """
    room = nodes - 1
    child_counts = []
    for count in tables.child_counts[:nodes]:
        child_counts.append(min(count, room))
        room -= child_counts[-1]
    successor_counts = list(tables.successor_counts[:nodes]) if ngrams else [0] * nodes
    counts = len(tables.code_points), len(tables.styled_points), nodes, sum(successor_counts)
    kept = layout.section_lengths(*counts)
    sections: dict[str, Iterable[int]] = {x: getattr(tables, x)[: kept[kind]] for x, _, kind in layout.SECTIONS}
    sections |= {"child_counts": child_counts, "child_blocks": before_each_block(child_counts)}
    sections |= {"successor_counts": successor_counts, "successor_blocks": before_each_block(successor_counts)}
    payload = b"".join(array(code, sections[name]).tobytes() for name, code, _ in layout.SECTIONS)
    return layout.HEADER.pack(layout.MAGIC, layout.VERSION, tables.order, *counts, zlib.crc32(payload)) + payload


def contexts_of(tables: Tables) -> Iterator[tuple[str, int, range]]:
    """Yield the key and the node of each context, and the places of its successors, unless it has none."""
    keys = [""]
    begin = 0
    for node, (children, successors) in enumerate(zip(tables.child_counts, tables.successor_counts, strict=True)):
        first = len(keys)
        keys += [keys[node] + letter(i) for i in tables.node_characters[first : first + children]]
        if successors:
            yield keys[node], node, range(begin, begin + successors)
        begin += successors


def convert(folder: Path) -> None:
    """Write what the ways with a trie read beside model.bin."""
    new_trie = import_module("marisa_trie").Trie
    tables = read_tables(map_file(folder / "model.bin"), "model", trusted=True)
    contexts = list(contexts_of(tables))
    trie = new_trie(key for key, _, _ in contexts)
    trie.save(str(folder / "contexts.marisa"))
    contexts.sort(key=lambda context: trie.key_id(context[0]))
    counts = [len(own) for _, _, own in contexts]
    places = [place for _, _, own in contexts for place in own]
    costs = bytes(tables.successor_costs[place] for place in places)

    def ngrams() -> Iterator[str]:
        return (key + letter(tables.successors[place]) for key, _, own in contexts for place in own)

    trie = new_trie(ngrams())
    trie.save(str(folder / "ngrams.marisa"))
    by_number = dict(zip(map(trie.key_id, ngrams()), costs, strict=True))
    files: dict[str, bytes | array[int]] = {
        "rest.bin": cut(tables, len(tables.code_points) + 1, ngrams=False),
        "backoffs.bin": bytes(tables.node_backoffs[node] for _, node, _ in contexts),
        "blocks.bin": array("I", before_each_block(counts)),
        "counts.bin": array("H", counts),
        "successors.bin": array("H", (tables.successors[place] for place in places)),
        "costs.bin": costs,
        "ngram_costs.bin": bytes(by_number[number] for number in range(len(by_number))),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def queries(model: LanguageModel, number: int, candidates: int) -> list[tuple[str, str]]:
    """Return contexts, and of what may follow the characters that share all but the last bits with what does.

    They are the candidates where the last byte was lost; positions of characters outside ASCII, which lose bytes,
    come first.
    """
    from notefix import Settings, repair

    body = ast.parse(STRATEGIES.read_text("utf-8")).body
    values = {ast.unparse(x.targets[0]): x.value for x in body if isinstance(x, ast.Assign)}
    notes = repair(NOTES.read_bytes().decode(), Settings(scorer=model)).text
    asked: dict[bool, list[tuple[str, str]]] = {False: [], True: []}
    for line in [*ast.literal_eval(values["SENTENCES"]), *notes.splitlines()]:
        for i, character in enumerate(line):
            first = ord(character) // candidates * candidates
            points = range(first, min(first + candidates, sys.maxunicode + 1))
            context = ("\n" + line)[: i + 1][1 - model.order :]
            asked[character.isascii()].append((context, "".join(map(chr, points))))
    return (asked[False] + asked[True])[:number]


def resident_kib() -> tuple[int, int]:
    """Return how much of this process is in memory, and how much of that is its own; elsewhere than on Linux, 0."""
    status = Path("/proc/self/status")
    if not status.exists():
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak, 0
    sizes = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(sizes["VmRSS"].split()[0]), int(sizes["RssAnon"].split()[0])


def asked_a_second(model: LanguageModel, asked: list[tuple[str, tuple[str, ...]]]) -> float:
    """Return how many queries are answered a second."""
    begin = time.perf_counter()
    for context, characters in asked:
        model.costs_nats(context, characters)
    return len(asked) / (time.perf_counter() - begin)


def measure(way: Way, folder: Path) -> dict[str, Any]:
    """Return what one way costs in this process, by the columns' names, and the costs of some queries."""
    alike: dict[str, tuple[str, ...]] = {}
    pairs = json.loads((folder / "queries.json").read_text("utf-8"))
    asked = [(context, alike.setdefault(characters, tuple(characters))) for context, characters in pairs]
    resident = [resident_kib()]
    times = [time.perf_counter()]
    if way.library:
        import_module(way.library)
    times.append(time.perf_counter())
    model = way.open(folder)
    times.append(time.perf_counter())
    resident.append(resident_kib())
    first = asked_a_second(model, asked)
    resident.append(resident_kib())
    (loaded, loaded_own), (grown, grown_own) = ((b - a, d - c) for (a, c), (b, d) in pairwise(resident))
    return {
        "load, ms": 1000 * (times[2] - times[1]),
        "with library, ms": 1000 * (times[2] - times[0]),
        "load, KiB": loaded,
        "load, own KiB": loaded_own,
        "queries, KiB": grown,
        "queries, own KiB": grown_own,
        "queries a second, first": first,
        "repeated": asked_a_second(model, asked),
        "sample": [model.costs_nats(*query) for query in asked[:: max(1, len(asked) // SAMPLE)]],
    }


def row(way: Way, folder: Path, runs: list[dict[str, Any]], right: list[list[float]]) -> dict[str, str]:
    """Return what the table says of one way, by column."""
    if not runs:
        return {"way": way.name, "": f"{way.library} is not installed"}
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0] if name != "sample"}
    files = [(folder / name).read_bytes() for name in way.files]
    figures["files, bytes"] = sum(map(len, files))
    figures["compressed"] = sum(len(zlib.compress(file, 6)) for file in files)
    installed = metadata.files(way.library) or [] if way.library else []
    figures["library, bytes"] = sum(path.size or 0 for path in installed)
    same = sum(one == other for one, other in zip(runs[0]["sample"], right, strict=True))
    cells = {name: f"{figure:,.1f}" if "ms" in name else f"{figure:,.0f}" for name, figure in figures.items()}
    return {"way": way.name, **cells, "same costs": f"{same} of {len(right)}"}


def compare(options: argparse.Namespace, folder: Path) -> None:
    """Write every way's files into the folder, measure them there, print the table."""
    model = LanguageModel.open(options.model)
    tables = read_tables(map_file(options.model), str(options.model), trusted=True)
    whole = len(tables.node_characters)
    nodes = max(len(tables.code_points) + 1, min(options.nodes or whole, whole))
    (folder / "model.bin").write_bytes(cut(tables, nodes))
    asked = queries(model, options.queries, options.candidates)
    (folder / "queries.json").write_text(json.dumps(asked), "utf-8")
    if find_spec("marisa_trie"):
        convert(folder)
    found: dict[str, list[dict[str, Any]]] = {way.name: [] for way in WAYS}
    for way in options.runs * [way for way in WAYS if not way.library or find_spec(way.library)]:
        command = [sys.executable, __file__, "--measure", way.name, str(folder)]
        found[way.name].append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    ngrams = f"{nodes:,} of {whole:,} nodes, {sum(tables.successor_counts[:nodes]):,} n-grams"
    print(f"{options.model}: {ngrams}; {len(asked):,} queries, {len(dict(asked)):,} contexts\n")
    for i, way in enumerate(WAYS):
        cells = row(way, folder, found[way.name], found[WAYS[0].name][0]["sample"])
        if not i:
            print(f"| {' | '.join(cells)} |\n|---|{'---:|' * (len(cells) - 1)}")
        print(f"| {' | '.join(cells.values())} |")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=BUILT_IN_MODEL)
    parser.add_argument("--nodes", type=int, help="take the first N of the tree, but at least one a character")
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--candidates", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        ways = {way.name: way for way in WAYS}
        print(json.dumps(measure(ways[options.measure[0]], Path(options.measure[1]))))
    else:
        with tempfile.TemporaryDirectory() as folder:
            compare(options, Path(folder))


if __name__ == "__main__":
    main()
