from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

# Every byte is there: comes out repaired, whatever the language model says.
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()
# A byte of each accented letter but one is lost, so the letter is a guess: uncertain if certainty 1 is asked for.
LOSSY = "\u00c3 la fin, la for\u00c3\u00aat dort d\u00c3j\u00c3 sous la neige.\n".encode()
CLEAN = b"Tea is ready.\n"
HOPELESS = "one \u951f\u65a4\u62f7\u951f\u65a4\u62f7 two\n".encode()


@pytest.fixture
def run_notefix(tmp_path: Path) -> Run:
    """Run the real program in a process of its own, in the test's directory."""

    def run(*arguments: str | Path, data: bytes | None = None, **options: object) -> object:
        standard_input = {"input": data} if data is not None else {"stdin": subprocess.DEVNULL}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, map(os.path.abspath, sys.path)))}
        return subprocess.run(  # type: ignore[call-overload]
            [sys.executable, "-m", "notefix", *map(str, arguments)],
            **{"cwd": tmp_path, "env": environment, "timeout": 120, **standard_input, **streams, **options},
        )

    return run  # type: ignore[return-value]


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write a file into the test's directory."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
