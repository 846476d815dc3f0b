from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[[str, bytes], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()


def read_only(path: Path) -> None:
    path.write_bytes(DAMAGED)
    path.chmod(0o444)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file."),
    "pipe": (os.mkfifo, "is a pipe, not a file."),
    "device": (lambda path: path.symlink_to(os.devnull), "is a device, not a file."),
    "no UTF-16": (lambda path: path.write_bytes(b"\xff\xfea"), "its byte order mark says utf-16-le, which it is not"),
    "read-only": (read_only, "is read-only."),
    "loop": (link_to_itself, "cannot be read: "),
}


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_one_sentence_and_the_others_are_done(
    make: Make, run_notefix: Run, tmp_path: Path, kind: str
) -> None:
    spoil, message = BAD_FILES[kind]
    bad = tmp_path / "bad.txt"
    spoil(bad)
    before = content(bad)
    first, last = make("a.txt", DAMAGED), make("b.txt", DAMAGED)
    done = run_notefix("fix", "-q", "a.txt", "bad.txt", "b.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    sentence = done.stderr.decode()
    assert sentence.startswith(f"notefix: error: bad.txt: {message}")
    assert sentence.count("\n") == 1
    assert first.read_bytes() == last.read_bytes() == REPAIRED
    assert content(bad) == before
    assert names(tmp_path) == sorted({"a.txt", "b.txt", *(["bad.txt"] if kind != "missing" else [])})


def test_a_file_that_cannot_grow_is_left_whole(make: Make, run_notefix: Run, environment: dict[str, str]) -> None:
    resource = pytest.importorskip("resource")
    file, short = make("long.txt", b"Tea.\n" * 100 + DAMAGED), make("short.txt", DAMAGED)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    done = run_notefix("fix", "-q", "long.txt", "short.txt", preexec_fn=limit, env=environment)
    assert done.stderr == b"notefix: error: long.txt: cannot be written, and is as it was: File too large.\n"
    assert done.returncode == 2
    assert file.read_bytes() == b"Tea.\n" * 100 + DAMAGED
    assert short.read_bytes() == REPAIRED
    assert names(file.parent) == ["long.txt", "short.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--encoding-damage", "cp1253x"],
            "notefix: error: No such codec: 'cp1253x'. Did you mean 'cp1253'?\n",
        ),
        (
            ["--encoding-damage", ""],
            "notefix: error: A channel needs a codec's name, for example 'cp1252'.\n",
        ),
        (["--certainty", "2"], "notefix: error: certainty must be between 0 and 1, not 2.0.\n"),
        (["--certainty", "nan"], "notefix: error: certainty must be between 0 and 1, not nan.\n"),
        (["--certainty", "much"], "Error: Invalid value for '--certainty': 'much' is not a valid float.\n"),
        (["--uncertain", "drop"], "Error: Invalid value for '--uncertain': 'drop' is not one of"),
        (["--learn-from", "nothing"], "Error: Invalid value for '--learn-from': File 'nothing' does not exist.\n"),
        (["--learn-from", "."], "Error: Invalid value for '--learn-from': File '.' is a directory.\n"),
        (["--model", "nothing"], "Error: Invalid value for '--model': File 'nothing' does not exist.\n"),
        (["--model-use", "instead"], "Error: Invalid value for '--model-use': 'instead' is not one of"),
        (["--model-use", "alone"], "notefix: error: --model-use alone needs --model.\n"),
        (["--diff", "--output-format", "json"], "Error: --diff and --output-format cannot be used together.\n"),
        (["--backup", "a/b"], "notefix: error: A backup needs a suffix such as '.bak', not 'a/b'.\n"),
        (["--dif"], "Error: No such option '--dif'. Did you mean '--diff'?\n"),
        (["-", "-"], "Error: Standard input (-) can be read only once.\n"),
    ],
)
def test_wrong_usage_is_said_and_nothing_is_done(
    make: Make, run_notefix: Run, arguments: list[str], message: str
) -> None:
    file = make("a.txt", DAMAGED)
    done = run_notefix("fix", "a.txt", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert file.read_bytes() == DAMAGED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Commands:"),
        (["chek", "a.txt"], "No such command 'chek'"),
        (["check"], "Missing argument 'PATH...'"),
    ],
)
def test_a_wrong_command_is_said(run_notefix: Run, arguments: list[str], words: str) -> None:
    done = run_notefix(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()


def test_names_that_could_play_with_the_terminal_are_escaped(run_notefix: Run, make: Make) -> None:
    make("a\x1b[2J.txt", DAMAGED)
    done = run_notefix("check", "-q", "a\x1b[2J.txt", "b\x1b[2J.txt")
    assert done.stdout.startswith(b"a\\x1b[2J.txt:1:7: ")
    assert done.stderr == b"notefix: error: b\\x1b[2J.txt: no such file.\n"


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only on POSIX")
def test_names_that_are_no_text(run_notefix: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.txt")
    try:
        (tmp_path / name).write_bytes(DAMAGED)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert run_notefix("check", "-q", name).stdout.startswith(b"a\\udcff.txt:1:7: ")
    assert b'"a\\udcff.txt"' in run_notefix("check", "--output-format", "json", name).stdout
    assert run_notefix("fix", "--diff", name).stdout.startswith(b'--- "a/a\\377.txt"\n')
    assert run_notefix("fix", name).returncode == 0
    assert (tmp_path / name).read_bytes() == REPAIRED


@pytest.mark.parametrize("name", ["x" * 5_000, "x/" * 3_000 + "y"])
def test_names_that_are_too_long_are_no_files(run_notefix: Run, make: Make, name: str) -> None:
    make("good.md", DAMAGED)
    done = run_notefix("check", name, "good.md", "--output-format", "concise")
    assert done.returncode == 2
    assert b"File name too long." in done.stderr
    assert b"output" not in done.stderr
    assert done.stdout.startswith(b"good.md:1:7: ")
    assert run_notefix("explain", f"{name}:1").returncode == 0


def test_a_directory_that_is_gone_is_said(run_notefix: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "import os, sys; os.rmdir('.'); from notefix.cli import main; sys.exit(main(['check', 'a.md']))"
    command = [sys.executable, "-c", program.replace("'.'", repr(str(gone)))]
    done = subprocess.run(command, cwd=gone, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"The current directory cannot be found" in done.stderr
