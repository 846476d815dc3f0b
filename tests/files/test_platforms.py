"""Without what only POSIX has, and the files that Windows makes."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path

import pytest

from notefix.files.fixing import fix_file

# Python as it is on Windows, as far as that can be had here. What the standard library needs is loaded before.
AS_ON_WINDOWS = """
import contextlib, dataclasses, functools, os, pathlib, re, signal, stat, struct, subprocess, sys, threading, time
import notefix
flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY")
calls = ("fchown", "chown", "fchmod", "listxattr", "getxattr", "setxattr", "removexattr", "geteuid", "getuid", "fork")
for name in (*flags, *calls, "pread", "pwrite", "posix_fallocate"):
    if hasattr(os, name):
        delattr(os, name)
del signal.SIGHUP
os.O_BINARY = 0
sys.modules["fcntl"] = None
sys.platform = "win32"
replace, link = os.replace, os.link

def refuse_open(path):
    # Of Windows' ways the one that matters: what is open cannot be renamed or removed.
    number = os.stat(path, follow_symlinks=False).st_ino
    for entry in os.listdir("/proc/self/fd"):
        try:
            if os.fstat(int(entry)).st_ino == number:
                raise PermissionError(13, "The process cannot access the file", path)
        except OSError as error:
            if isinstance(error, PermissionError):
                raise

def careful(work):
    def wrapped(path, *arguments, **named):
        refuse_open(path)
        return work(path, *arguments, **named)
    return wrapped

for name in ("rename", "replace", "unlink", "link"):
    setattr(os, name, careful(getattr(os, name)))
from notefix.files.fixing import fix_file
from notefix.files.writing import write_in_place, write_output_file
"""

DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\r\nVoil\u00c3\u00a0.\r\n"
REPAIRED = "Le café est fermé.\r\nVoilà.\r\n"


def run_as_on_windows(code: str, *arguments: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", AS_ON_WINDOWS + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_files_are_written_without_what_only_posix_has(tmp_path: Path) -> None:
    file, linked, other = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    for path in (file, linked):
        path.write_bytes(codecs.BOM_UTF16_LE + DAMAGED.encode("utf-16-le"))
    other.hardlink_to(linked)
    (tmp_path / ".notefix-0123456789ab.tmp").write_bytes(b"left behind")
    code = """
assert fix_file(sys.argv[1], backup=".bak").written
assert fix_file(sys.argv[2]).written
write_output_file(sys.argv[3], lambda: b"made", b"m")

from notefix.files.journal import Journal, write_journal
path = pathlib.Path(sys.argv[2])
content = path.read_bytes()
descriptor, _ = write_journal(path, path.stat(), str(path), Journal(content, content + b"abc\\r\\n"))
os.close(descriptor)
path.write_bytes(content + b"abc")
fix_file(path)
assert path.read_bytes() == content
"""
    run_as_on_windows(code, file, linked, tmp_path / "made")
    for path in (file, linked, other):
        assert path.read_bytes() == codecs.BOM_UTF16_LE + REPAIRED.encode("utf-16-le")
    assert other.samefile(linked)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "a.txt.bak", "b.txt", "c.txt", "made"]


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"], ids=["PowerShell's >", "BE", "32 LE", "32 BE"]
)
@pytest.mark.parametrize("ending", ["", "\r\n", "\n\r\n\r"])
def test_what_a_redirection_of_powershell_made_is_repaired_as_it_is(tmp_path: Path, encoding: str, ending: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(f"\ufeff{DAMAGED}{ending}".encode(encoding))
    outcome = fix_file(file)
    assert (outcome.before.encoding, outcome.written) == (encoding, True)
    assert file.read_bytes() == f"\ufeff{REPAIRED}{ending}".encode(encoding)
    assert not fix_file(file).written


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman"])
def test_a_file_of_a_code_page_keeps_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    clean = "Où est-elle allée après le dîner ?\r\nÀ la forêt.\r\n"
    file.write_bytes((clean + DAMAGED).encode(encoding))
    outcome = fix_file(file, from_encoding=encoding)
    assert (outcome.after.encoding, outcome.after.text) == (encoding, clean + REPAIRED)
    assert file.read_bytes() == (clean + REPAIRED).encode(encoding)
    assert not fix_file(file, from_encoding=encoding).written
