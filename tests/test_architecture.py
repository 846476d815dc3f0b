"""Who imports whom, what an import loads, how large things are, and what may not be written."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "notefix"
MODULES = sorted(SOURCE.rglob("*.py"))

NOUNS = {"errors", "findings", "lines", "rules", "scripts", "settings"}
PIPELINE = {"pipeline", "passes", "look", "weighing"}
# What a room may import besides itself and the nouns.
ALLOWED = {
    "channels": set[str](),
    "language_model": set[str](),
    "detection": {"channels", "language_model"},
    "repairer": {"channels", "language_model", "neural"},
    "neural": {"channels", "language_model"},  # the latter for what text to train on
    "validation": {"channels"},
    "normalization": set[str](),
    "pipeline": {"channels", "passes", "detection", "repairer", "validation", "normalization"},
    "passes": {"channels", "detection", "look", "repairer", "validation", "scoring"},
    "look": {"channels", "detection", "repairer", "validation", "vetoes", "language_model", "scoring", "weighing"},
    "weighing": {"channels", "detection", "repairer", "validation", "vetoes", "language_model", "scoring"},
    "vetoes": {"detection", "repairer", "language_model"},
    "scoring": {"language_model", "repairer"},
    "files": {"pipeline", "suppression"},  # fix_file alone, see files/fixing.py
    "reports": set[str](),
    "suppression": set[str](),
    "cli": {"files", "reports", "pipeline", "suppression"},
    "__init__": {"channels", "files", "pipeline", "language_model"},  # the last for Scorer alone, when it is asked for
    "__main__": {"cli"},
    "errors": set[str](),
    "lines": set[str](),
    "scripts": set[str](),
    "rules": {"normalization"},  # whose rules have a table of their own
    # The type of a field, imported where the type checker looks or where a name has to be parsed.
    "findings": {"channels"},
    # And the names of the rules, where any are named.
    "settings": {"channels", "language_model", "normalization"},
}
# What one module of a room may import besides: `notefix train` is the only command that counts, `explain` shows bytes.
ALLOWED_TO_MODULE = {
    "cli/training.py": {"language_model"},
    # Shows the bytes of a character, and proves a repair before the eyes of a reader.
    "reports/explain.py": {"channels"},
}
# Each third-party package has one room, and only where it is needed is it loaded.
THIRD_PARTY = {
    "click": {"cli"},
    "ftfy": {"repairer", "language_model", "normalization"},  # the last for the rules that are its steps
    "regex": {"language_model", "normalization"},
    "markdown_it": {"normalization"},
    "numpy": {"language_model", "neural"},
    "torch": {"neural"},
    "wordfreq": {"language_model"},
    "charset_normalizer": {"files"},
    "pathspec": {"files"},
}


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_rooms_import_only_what_they_may(path: Path) -> None:
    allowed = {room(path)} | NOUNS | ALLOWED[room(path)]
    allowed |= ALLOWED_TO_MODULE.get(path.relative_to(SOURCE).as_posix(), set())
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "notefix" and rest:
            assert rest.split(".")[0] in allowed, f"{path} imports {name}"
        elif package in THIRD_PARTY:
            assert room(path) in THIRD_PARTY[package], f"{path} imports {name}"
        else:
            assert package in sys.stdlib_module_names | {"notefix"}, f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 60, f"{path}: {node.name}"


def loaded_by(code: str) -> set[str]:
    code += "; import sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_little() -> None:
    loaded = loaded_by("import notefix")
    assert not {name.split(".")[0] for name in loaded} & {
        "ftfy",
        "regex",
        "click",
        "numpy",
        "charset_normalizer",
        "json",
    }
    assert not {name for name in loaded if name.startswith(("notefix.language_model", "notefix.detection"))}


def test_the_commands_are_there_without_what_they_work_with() -> None:
    loaded = loaded_by("import notefix.cli.commands")
    assert not loaded & {"ftfy", "regex", "numpy", "charset_normalizer", "json", "lzma"}
    assert not {name for name in loaded if name.startswith(("notefix.language_model", "notefix.detection"))}


def test_clean_text_loads_no_model_and_no_ftfy() -> None:
    loaded = loaded_by("import notefix; notefix.fix_text('plain'); notefix.fix_text('\\u4f60\\u597d')")
    assert not loaded & {"ftfy", "mmap", "notefix.passes"}


def test_text_that_lost_nothing_opens_no_model() -> None:
    code = (
        "import notefix; notefix.fix_text(notefix.damage('\\u4f60\\u597d\\u4e16\\u754c', "
        "notefix.Channel.parse('latin-1'))); "
        "from notefix.language_model.model import built_in_model; assert not built_in_model.cache_info().currsize"
    )
    loaded_by(code)


def test_only_doubt_loads_the_network() -> None:
    repaired = "import notefix; notefix.repair({}, notefix.Settings(channel='cp1254 -undefined -shy', experts={!r}))"
    clean, sure, doubtful = "'plain'", "'\\u00e4\\u00bd\\u00a0'", "'\\u00e4\\u00b8'"
    for text, experts, loads in ((clean, "best", 0), (sure, "best", 0), (doubtful, "ngram", 0), (doubtful, "best", 1)):
        loaded = loaded_by(repaired.format(text, experts))
        assert ("numpy" in loaded, "notefix.neural.network" in loaded) == (loads, loads), (text, experts)


def test_only_lines_splits_lines() -> None:
    banned = "." + "splitlines("
    places = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    assert [p for p in places if banned in p.read_text("utf-8") and p.name != "lines.py"] == []


def test_no_source_looks_damaged() -> None:
    """Our own hook would repair it."""
    from notefix import repair

    places = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    places += [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "fixtures" / "cases").iterdir()]
    assert [p for p in places if repair(p.read_text("utf-8")).lines] == []
