"""Real processes, some without root's rights, in directories that they can reach."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65534

# Imported before root's rights are given up, since nobody may not be able to read the sources.
_START = """
import os, sys
import notefix.files.backup, notefix.files.overwriting, notefix.files.recovery
from notefix.errors import FileError
from notefix.files.discovery import Choice, discover
from notefix.files.fixing import bytes_of_whole_file, fix_file
from notefix.files.reading import bytes_from_file
from notefix.files.writing import write_in_place
"""
_BE_NOBODY = f"""
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
"""


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state directory of this test, and of all that it starts."""
    directory = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(directory))
    return directory / "notefix"


@pytest.fixture
def public_directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that another user can reach, which pytest's are not; with a state directory of his beside it."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name) / "files"
        for path in (directory, Path(name) / "state"):
            path.mkdir()
            path.chmod(0o777)
        Path(name).chmod(0o755)
        monkeypatch.setenv("XDG_STATE_HOME", str(Path(name) / "state"))
        yield directory
        directory.chmod(0o755)


def start(code: str, *arguments: str | Path, as_nobody: bool = False) -> subprocess.Popen[str]:
    """Start a Python process that has `fix_file`, `write_in_place` and all that they need."""
    command = [sys.executable, "-B", "-c", _START + _BE_NOBODY * as_nobody + code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(code: str, *arguments: str | Path, as_nobody: bool = False) -> str:
    """Run it to its end, and return what it printed."""
    process = start(code, *arguments, as_nobody=as_nobody)
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return printed


def only_root() -> pytest.MarkDecorator:
    """Skip what only root can do."""
    return pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can do this")
