from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from notefix.channels.channel import Channel
from notefix.channels.forward import damage
from notefix.cli.commands import program

Make = Callable[[str, bytes], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

CLEAN = b"Tea is ready.\n"
# Every byte is there, so this is repaired whatever the language model says.
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()
# Bytes are missing, so this is a guess: certain enough for certainty 0, not for certainty 1.
LOSSY = damage("大家坐在候车室里一边喝茶，一边说笑。\n", Channel.parse("cp1254 -undefined")).encode()
# A village that there is not, in a line that lost bytes of it, and in a clean one.
VILLAGE = "獐坑"
OF_VILLAGE = damage(f"周末我们在{VILLAGE}看了一场电影。\n", Channel.parse("cp1254 -undefined -shy")).encode()
LIKE_IT = f"夏天我们在{VILLAGE}住了三天。\n他们在{VILLAGE}开了一家茶馆。\n".encode()
HOPELESS = "one \u951f\u65a4\u62f7\u951f\u65a4\u62f7 two\n".encode()


def invoke(*arguments: str | Path, data: bytes | None = None) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments], input=data)


def test_check_of_a_clean_file_says_so_and_exits_0(make: Make) -> None:
    result = invoke("check", make("a.txt", CLEAN), make("b.txt", REPAIRED), make("empty.txt", b""))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "3 files: no damage found\n")


def test_check_lists_damaged_lines_and_exits_1_and_writes_nothing(make: Make) -> None:
    file = make("a.txt", CLEAN + DAMAGED + HOPELESS)
    os.utime(file, ns=(1_000, 1_000))
    result = invoke("check", file)
    assert result.exit_code == 1
    rows = result.stdout.split("\n")
    assert rows[0].startswith(f"{file}:2:7: mojibake: ")
    assert rows[1] == "    says:       Le caf\u00c3\u00a9 est ferm\u00c3\u00a9."
    assert rows[2] == "    should say: Le caf\u00e9 est ferm\u00e9."
    assert rows[3].startswith(f"{file}:3:5: unrecoverable: ")
    assert result.stderr.startswith("1 file: 2 damaged lines\n      1 repaired: ")
    assert result.stderr.endswith(f"\nTo repair: notefix fix {file}\n")
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (CLEAN + DAMAGED + HOPELESS, 1_000)


def test_the_hint_has_what_was_stated_about_the_repair_alone(make: Make) -> None:
    file = make("a.txt", DAMAGED)
    stated = ("--allow", "x", "--allow", "y z", "--json-escapes")
    for others in ((), ("--statistics",)):
        result = invoke("check", *others, "--color", "never", "-v", "--jobs", "1", *stated, file)
        assert result.stderr.endswith(f"\nTo repair: notefix fix --json-escapes --allow x --allow 'y z' {file}\n")
    assert "To repair" not in invoke("check", "--quiet", "--statistics", file).stderr
    assert "To repair" not in invoke("check", "-", data=DAMAGED).stderr


def test_a_list_can_name_a_file_that_looks_like_standard_input(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make("-", DAMAGED)
    assert invoke("fix", "--files-from", make("list", b"-\n")).exit_code == 0
    assert (tmp_path / "-").read_bytes() == REPAIRED


def test_the_place_of_another_encoding_is_counted_in_lines_of_any_ending(make: Make) -> None:
    for data in (b"one\r\ntwo\rab\xff\xfe cd\n", b"one\ntwo\nab\xff\xfe cd\n"):
        result = invoke("check", "--output-format", "concise", make("a.txt", data))
        assert "a.txt:3:3: not-utf8 " in result.stdout


def test_fix_writes_and_exits_0_when_everything_was_recovered(make: Make) -> None:
    file = make("a.txt", CLEAN + DAMAGED)
    result = invoke("fix", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "channel: cp1252 (1 line)" in result.stderr
    assert file.read_bytes() == CLEAN + REPAIRED
    os.utime(file, ns=(1_000, 1_000))
    assert invoke("fix", file).exit_code == 0
    assert file.stat().st_mtime_ns == 1_000


def test_fix_lists_lines_that_are_not_recovered_and_exits_1(make: Make) -> None:
    file = make("a.txt", DAMAGED + HOPELESS)
    result = invoke("fix", file)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:2:5: unrecoverable: ")
    assert result.stderr.startswith("1 file: 2 damaged lines\n")
    assert file.read_bytes() == REPAIRED + HOPELESS


def test_certainty_decides_what_is_uncertain(make: Make) -> None:
    lenient = invoke("fix", "--certainty", "0", make("a.txt", LOSSY))
    assert (lenient.exit_code, lenient.stdout) == (0, "")
    file = make("b.txt", LOSSY)
    strict = invoke("fix", "--certainty", "1", file)
    assert strict.exit_code == 1
    assert " uncertain: " in strict.stdout
    assert "restored characters less sure than 1\n" in strict.stdout
    assert file.read_bytes() != LOSSY


def test_uncertain_lines_can_be_kept(make: Make) -> None:
    file = make("a.txt", LOSSY + DAMAGED)
    result = invoke("fix", "--certainty", "1", "--uncertain", "keep", file)
    assert result.exit_code == 1
    assert "uncertain: kept as it was; best reading: " in result.stdout
    assert file.read_bytes() == LOSSY + REPAIRED


def test_the_damage_can_be_stated(make: Make) -> None:
    # Alone, this would be read as Windows-1252.
    result = invoke("check", "--encoding-damage", "cp1254", make("a.txt", DAMAGED))
    assert "channel: cp1254 (1 line)\n    Windows-1254\n" in result.stderr


def test_guesses_follow_the_example_of_a_clean_file(make: Make) -> None:
    file, like_it, other = make("a.txt", OF_VILLAGE), make("like-it.txt", LIKE_IT), make("other.txt", CLEAN)
    for options, known in (((), False), (("--learn-from", like_it), True)):
        (checked,) = json.loads(invoke("check", "--output-format", "json", *options, file).stdout)["files"]
        assert (VILLAGE in checked["lines"][0]["text"]) == known
    assert invoke("fix", "--learn-from", other, "--learn-from", like_it, file).exit_code == 0
    assert f"我们在{VILLAGE}看".encode() in file.read_bytes()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--learn-from", "bad.txt cannot be learned from: it is not UTF-8 at byte 4.\n"),
        ("--model", "bad.txt is not a notefix model: it is too short.\n"),
    ],
)
def test_a_bad_example_is_said_once_and_what_needs_it_is_not_written(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, message: str
) -> None:
    make("bad.txt", b"caf \xe9")
    files = [make("a.txt", OF_VILLAGE), make("b.txt", OF_VILLAGE)]
    monkeypatch.chdir(tmp_path)
    result = invoke("fix", "-q", option, "bad.txt", *files)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"notefix: error: {message}")
    assert [file.read_bytes() for file in files] == [OF_VILLAGE, OF_VILLAGE]
    passed_on = invoke("fix", option, "bad.txt", "-", data=OF_VILLAGE)
    assert (passed_on.exit_code, passed_on.stdout_bytes) == (2, OF_VILLAGE)
    errors = [
        file["error"]
        for file in json.loads(invoke("check", "--output-format", "json", option, "bad.txt", *files).stdout)["files"]
    ]
    assert errors == [message.strip()] * 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_who_needs_no_example_opens_none(make: Make, tmp_path: Path, run_notefix: Run) -> None:
    os.mkfifo(tmp_path / "pipe")  # to open it would be to wait
    make("a.txt", CLEAN + REPAIRED + LIKE_IT)
    make("b.txt", DAMAGED)
    options = ("--learn-from", "pipe", "--model", "pipe")
    assert run_notefix("check", *options, "a.txt", timeout=30).returncode == 0
    assert run_notefix("fix", *options, "b.txt", timeout=30).returncode == 0


def test_quiet_leaves_out_the_summary_and_nothing_else(make: Make) -> None:
    file = make("a.txt", DAMAGED)
    result = invoke("check", "-q", file, "nothing")
    assert result.stdout.startswith(f"{file}:1:7: mojibake: ")
    assert result.stderr == "notefix: error: nothing: no such file.\n"


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_diff_writes_nothing_and_can_be_applied(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bom: bytes
) -> None:
    before = bom + (CLEAN + DAMAGED + b"last").replace(b"\n", b"\r\n")
    after = bom + (CLEAN + REPAIRED + b"last").replace(b"\n", b"\r\n")
    file = make("a.txt", before)
    monkeypatch.chdir(tmp_path)
    result = invoke("fix", "--diff", "a.txt")
    assert (result.exit_code, file.read_bytes()) == (0, before)
    change = make("change.diff", result.stdout_bytes)
    subprocess.run(["git", "apply", "--whitespace=nowarn", change], check=True)
    assert file.read_bytes() == after


def test_diff_says_what_would_be_left_and_does_so_beside_the_diff(make: Make) -> None:
    result = invoke("fix", "--diff", make("a.txt", HOPELESS))
    assert (result.exit_code, result.stdout) == (1, "")
    assert ":1:5: unrecoverable: " in result.stderr


def test_the_diff_of_a_clean_file_is_empty(make: Make) -> None:
    result = invoke("fix", "--diff", make("a.txt", CLEAN))
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("command", ["fix", "check"])
def test_json_is_one_document_for_the_run(make: Make, command: str) -> None:
    files = [make("a.txt", CLEAN), make("b.txt", DAMAGED), make("c.txt", HOPELESS)]
    result = invoke(command, "--output-format", "json", *files, "nothing")
    document = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [file["path"] for file in document["files"]] == [*map(str, files), "nothing"]
    assert [file["changed"] for file in document["files"]] == [False, True, False, False]
    assert document["files"][3]["error"] == "nothing: no such file."
    assert document["summary"]["lines_damaged"] == 2
    assert document["files"][1]["lines"][0]["text"] == REPAIRED.decode().strip()
    assert files[1].read_bytes() == (REPAIRED if command == "fix" else DAMAGED)
    assert result.stderr.startswith("notefix: error: nothing: no such file.\n3 files (1 more could not be done): ")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", b""),
        (CLEAN, CLEAN),
        (DAMAGED, REPAIRED),
        (
            b"\xef\xbb\xbf" + DAMAGED.replace(b"\n", b"\r\n"),
            b"\xef\xbb\xbf" + REPAIRED.replace(b"\n", b"\r\n"),
        ),
        (DAMAGED.replace(b"\n", b"\r") + b"end", REPAIRED.replace(b"\n", b"\r") + b"end"),
    ],
)
def test_standard_input_is_repaired_to_standard_output(data: bytes, expected: bytes) -> None:
    result = invoke("fix", "-", data=data)
    assert (result.exit_code, result.stdout_bytes) == (0, expected)


def test_the_report_of_standard_input_does_not_mix_with_the_text() -> None:
    result = invoke("fix", "-", data=DAMAGED + HOPELESS)
    assert (result.exit_code, result.stdout_bytes) == (1, REPAIRED + HOPELESS)
    assert result.stderr.startswith("<stdin>:2:5: unrecoverable: ")


def test_a_filter_that_fails_passes_on_what_it_got() -> None:
    result = invoke("fix", "-", data=b"\xff\xfe" + DAMAGED)
    assert (result.exit_code, result.stdout_bytes) == (2, b"\xff\xfe" + DAMAGED)
    assert result.stderr.startswith("notefix: error: <stdin>: its byte order mark says utf-16-le, which it is not: ")


def test_standard_input_can_be_checked_and_compared() -> None:
    checked = invoke("check", "-", data=DAMAGED)
    assert checked.exit_code == 1
    assert checked.stdout.startswith("<stdin>:1:7: mojibake: ")
    compared = invoke("fix", "--diff", "-", data=DAMAGED)
    assert compared.exit_code == 0
    assert compared.stdout.startswith("--- a/<stdin>\n+++ b/<stdin>\n@@ -1 +1 @@\n-Le caf")


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], ["fix"], ["check"], ["train"]])
def test_help(command: list[str], option: str) -> None:
    result = invoke(*command, option)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert max(map(len, result.stdout.split("\n"))) <= 80


def test_numbers_are_worked_with_by_one_thread_unless_the_caller_wants_more() -> None:
    code = "import os, notefix.cli as cli; cli.main(['--isolated']); print(os.environ['OPENBLAS_NUM_THREADS'])"
    for wanted, given_before in (("1", {}), ("3", {"OPENBLAS_NUM_THREADS": "3"})):
        rest = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
        done = subprocess.run([sys.executable, "-c", code], env=rest | given_before, capture_output=True, check=False)
        assert done.stdout.decode().split()[-1] == wanted


def test_version() -> None:
    result = invoke("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("notefix ")


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_come_out_with_an_exit_code_and_no_traceback(data: bytes) -> None:
    for command in ("check", "fix"):
        result = invoke(command, "-", data=data)
        assert result.exit_code in (0, 1, 2)
        assert result.exception is None or isinstance(result.exception, SystemExit)
