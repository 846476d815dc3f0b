from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[[str, bytes], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()
HOPELESS = "one \u951f\u65a4\u62f7\u951f\u65a4\u62f7 two\n".encode()

only_posix = pytest.mark.skipif(os.name != "posix", reason="descriptors and signals as POSIX has them")


def closing(descriptor: int) -> Callable[[], None]:
    return lambda: os.close(descriptor)


@only_posix
@pytest.mark.parametrize("arguments", [["check", "a.txt"], ["fix", "--diff", "a.txt"], ["--help"], ["fix", "-"]])
def test_a_reader_that_went_away_is_no_error_to_speak_of(make: Make, run_notefix: Run, arguments: list[str]) -> None:
    file = make("a.txt", DAMAGED * 100)
    read_end, write_end = os.pipe()
    os.close(read_end)
    with file.open("rb") as data:
        done = run_notefix(*arguments, stdin=data, stdout=write_end)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")


@only_posix
def test_nobody_reads_the_errors_either(run_notefix: Run) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = run_notefix("check", "nothing", stdout=subprocess.PIPE, stderr=write_end)
    os.close(write_end)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "arguments", [["check", "a.txt"], ["fix", "--diff", "a.txt"], ["check", "--output-format", "json", "a.txt"]]
)
def test_output_that_cannot_be_written_is_an_error(make: Make, run_notefix: Run, arguments: list[str]) -> None:
    make("a.txt", DAMAGED)
    with Path("/dev/full").open("wb") as full:
        done = run_notefix(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr.endswith(b"notefix: error: the output cannot be written: No space left on device.\n")
    assert b"Traceback" not in done.stderr


@only_posix
@pytest.mark.parametrize("descriptor", [1, 2])
def test_without_an_output_the_work_is_still_done(make: Make, run_notefix: Run, descriptor: int) -> None:
    file = make("a.txt", DAMAGED + HOPELESS)
    done = run_notefix("fix", "a.txt", preexec_fn=closing(descriptor))
    assert done.returncode == 1
    assert file.read_bytes() == REPAIRED + HOPELESS
    assert b"Traceback" not in done.stderr


@only_posix
def test_without_an_input_there_is_an_error(run_notefix: Run) -> None:
    done = run_notefix("fix", "-q", "-", preexec_fn=closing(0))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"notefix: error: standard input is closed.\n"


@only_posix
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_the_characters_gets_escapes(
    make: Make, run_notefix: Run, environment: dict[str, str], encoding: str
) -> None:
    make("a.txt", HOPELESS)
    done = run_notefix("fix", "-q", "a.txt", env={**environment, "PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (1, b"")
    # Of an ASCII terminal click assumes that it was only set up wrongly, and takes UTF-8.
    shown = HOPELESS if encoding != "cp1252" else b"one \\u951f\\u65a4\\u62f7\\u951f\\u65a4\\u62f7 two\n"
    assert b"    " + shown in done.stdout


@only_posix
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_diff_and_a_repaired_text_are_bytes_whatever_the_locale(
    make: Make, run_notefix: Run, environment: dict[str, str], encoding: str
) -> None:
    make("a.txt", DAMAGED)
    environment["PYTHONIOENCODING"] = encoding
    assert b"\n+" + REPAIRED in run_notefix("fix", "--diff", "a.txt", env=environment).stdout
    assert run_notefix("fix", "-", input=DAMAGED, env=environment).stdout == REPAIRED


@only_posix
def test_ctrl_c_ends_with_130_and_without_a_traceback(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "notefix", "fix", "nothing", "-"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    assert process.stderr.readline() == b"notefix: error: nothing: no such file.\n"  # now it reads its input
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors.strip()) == (130, b"", b"")


@only_posix
def test_a_diff_on_a_terminal_is_made_harmless(make: Make, run_notefix: Run) -> None:
    pty = pytest.importorskip("pty")
    make("a.txt", b"\x1b[2J\tTea\r\n" + DAMAGED)
    ours, theirs = pty.openpty()
    done = run_notefix("fix", "-q", "--diff", "a.txt", stdout=theirs)
    os.close(theirs)
    shown = os.read(ours, 10_000)
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b" \\x1b[2J\tTea\r" in shown
    assert b"\x1b[2J" not in shown


def test_a_clean_file_loads_nothing_that_it_does_not_need(make: Make, environment: dict[str, str]) -> None:
    file = make("a.txt", b"Tea is ready.\n")
    unneeded = (
        "charset_normalizer",
        "ftfy",
        "importlib.metadata",
        "json",
        "notefix.channels",
        "notefix.detection",
        "notefix.language_model",
        "notefix.reports.diff",
        "notefix.reports.json_report",
        "notefix.reports.text_report",
        "notefix.rules",
        "notefix.suppression",
        "regex",
        "tempfile",
    )
    script = (
        "import sys; before = set(sys.modules); from notefix.cli import main; "
        f"code = main(['check', {str(file)!r}]); "
        f"print(code, sorted(set({unneeded!r}) & set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout == b"0 []\n"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_output_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    """A short write on a disk that fills up must not pass for success."""
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text("Pok\u00c3\u00a9mon caf\u00c3\u00a9\n" * 5_000, "utf-8")
    command = f'ulimit -f 16; exec "{sys.executable}" -m notefix fix -q - < "{source}" > "{target}"'
    done = subprocess.run(["bash", "-c", f"trap '' XFSZ; {command}"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"the output cannot be written" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors of POSIX")
def test_closed_output_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("Pok\u00c3\u00a9mon\n", "utf-8")
    command = f'exec "{sys.executable}" -m notefix fix -q - < "{source}" >&-'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == 2
