from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a process that finds the package where tests do, with Python as users have it."""
    places = os.pathsep.join(str(Path(place).resolve()) for place in sys.path if place)
    others = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**others, "PYTHONPATH": places}


@pytest.fixture
def run_notefix(tmp_path: Path, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the real program in a process of its own, in the test's directory."""

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
        defaults: dict[str, Any] = {
            "cwd": tmp_path,
            "env": environment,
            "timeout": 120,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "check": False,
        }
        if "input" not in options:
            defaults["stdin"] = subprocess.DEVNULL
        return subprocess.run([sys.executable, "-m", "notefix", *map(str, arguments)], **{**defaults, **options})

    return run


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write a file into the test's directory."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
