"""`notefix train`: a model file from clean text, or one sentence that says why not."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notefix.channels.channel import Channel
from notefix.channels.forward import damage
from notefix.cli.commands import program
from notefix.language_model import training
from notefix.language_model.model import LanguageModel

Make = Callable[[str, bytes], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

# A village that there is not, in enough lines to be counted.
VILLAGE = "獐坑"
CLEAN = "".join(f"{i} 我们在{VILLAGE}看了一场电影。\n" for i in range(200)).encode()
DAMAGED = damage(f"周末我们在{VILLAGE}看了一场电影。\n", Channel.parse("cp1254 -undefined -shy")).encode()


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_model_is_written_and_knows_what_it_saw(make: Make, tmp_path: Path) -> None:
    output = tmp_path / "mine.bin"
    result = invoke("train", make("a.md", CLEAN), "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"1 file: {output} written, {output.stat().st_size:,} bytes\n"
    assert names(tmp_path) == ["a.md", "mine.bin"]
    assert LanguageModel.open(output).cost_nats(f"在{VILLAGE[0]}", VILLAGE[1]) < 2


def test_it_is_what_fix_and_check_take(make: Make, tmp_path: Path) -> None:
    model, file = tmp_path / "mine.bin", make("b.txt", DAMAGED)
    assert invoke("train", make("a.txt", CLEAN), "-o", model).exit_code == 0
    (checked,) = json.loads(invoke("check", "--output-format", "json", "--model", model, file).stdout)["files"]
    assert VILLAGE in checked["lines"][0]["text"]
    assert invoke("fix", "--model", model, file).exit_code == 0
    assert f"我们在{VILLAGE}看".encode() in file.read_bytes()


def test_of_a_folder_the_text_files_are_counted(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    (folder / "2024").mkdir(parents=True)
    make("notes/2024/a.txt", CLEAN)
    make("notes/b.txt.xz", lzma.compress(CLEAN))
    make("notes/picture.png", b"\x89PNG\r\n\x1a\n")
    result = invoke("train", folder, "-o", tmp_path / "mine.bin")
    assert result.exit_code == 0
    assert result.stderr.startswith("2 files: ")


def test_a_greater_threshold_makes_a_smaller_model(make: Make, tmp_path: Path) -> None:
    file = make("a.txt", CLEAN)
    sizes = []
    for threshold in ("0", "1000"):
        assert invoke("train", file, "-o", tmp_path / "mine.bin", "--threshold", threshold).exit_code == 0
        sizes.append((tmp_path / "mine.bin").stat().st_size)
    assert sizes[1] < sizes[0]


def test_an_older_model_is_replaced(make: Make, tmp_path: Path) -> None:
    output = tmp_path / "mine.bin"
    assert invoke("train", make("a.txt", CLEAN), "-o", output).exit_code == 0
    before = output.read_bytes()
    assert invoke("train", make("b.txt", CLEAN.replace(b"0", "冬天".encode())), "-o", output).exit_code == 0
    assert output.read_bytes() != before
    assert names(tmp_path) == ["a.txt", "b.txt", "mine.bin"]


TOO_LITTLE = "There is too little text to count: less than 1,000 characters of clean lines.\n"

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", TOO_LITTLE),
    "short.txt": (b"Tea is ready.\n", TOO_LITTLE),
    "damaged.txt": (DAMAGED * 100, TOO_LITTLE),
    "latin.txt": (b"caf\xe9 " * 300, "latin.txt: not UTF-8: byte 0xE9 at offset 3"),
    "binary.txt": (b"\0" + CLEAN, "binary.txt: is binary: byte 0x00 at offset 0."),
    "broken.txt.xz": (lzma.compress(CLEAN)[:-20], "broken.txt.xz: cannot be unpacked: "),
    "latin.txt.xz": (lzma.compress(b"caf\xe9 " * 300), "latin.txt.xz: not UTF-8: byte 0xE9 at offset 3"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_sentence_and_no_model(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    content, message = BAD_FILES[name]
    make(name, content)
    older = make("mine.bin", b"notefix-lm\r\n\x1a\n\0\0 and so on")
    monkeypatch.chdir(tmp_path)
    result = invoke("train", name, "-o", "mine.bin")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"notefix: error: {message}")
    assert result.stderr.count("\n") == 1
    assert older.read_bytes().endswith(b" and so on")
    assert names(tmp_path) == sorted(["mine.bin", name])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing", "-o", "new.bin"], "notefix: error: nothing: no such file.\n"),
        (["folder", "-o", "new.bin"], "notefix: error: folder: has no file whose name ends in .txt or .txt.xz.\n"),
        (["a.txt", "-o", "a.txt"], "notefix: error: a.txt: holds something else, and is not replaced.\n"),
        (["a.txt", "-o", "folder"], "notefix: error: folder: is a directory, not a file.\n"),
        (["a.txt", "-o", "nowhere/new.bin"], "notefix: error: nowhere/new.bin: cannot be written: its directory "),
        (["a.txt", "-o", os.devnull], f"notefix: error: {os.devnull}: is a device, not a file.\n"),
        (["a.txt", "-o", "new.bin", "--threshold", "-1"], "notefix: error: --threshold must be 0 or more, not -1.0.\n"),
        (["a.txt", "-o", "new.bin", "--threshold", "nan"], "notefix: error: --threshold must be 0 or more, not nan.\n"),
        (["a.txt"], "Error: Missing option '-o' / '--output'.\n"),
        (["-o", "new.bin"], "Error: Missing argument 'PATH...'.\n"),
    ],
)
def test_wrong_usage_is_said_and_nothing_is_written(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    file = make("a.txt", CLEAN)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    result = invoke("train", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert file.read_bytes() == CLEAN
    assert names(tmp_path) == ["a.txt", "folder"]


def test_without_numpy_it_says_what_to_install(
    make: Make, run_notefix: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    make("a.txt", CLEAN)
    (tmp_path / "without").mkdir()
    make("without/numpy.py", b"raise ModuleNotFoundError('No module named numpy', name='numpy')\n")
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "without"), environment["PYTHONPATH"]])
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    done = run_notefix("train", "a.txt", "-o", "mine.bin", env=environment)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"notefix: error: Counting needs numpy: pip install 'notefix[training]'.\n"
    assert names(tmp_path) == ["a.txt", "without"]


def test_what_stops_the_counting_leaves_the_older_model(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*arguments: object, **options: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "train", stop)
    older = make("mine.bin", b"notefix-lm\r\n\x1a\n\0\0 and so on")
    assert invoke("train", make("a.txt", CLEAN), "-o", older).exit_code != 0
    assert older.read_bytes().endswith(b" and so on")
    assert names(tmp_path) == ["a.txt", "mine.bin"]
