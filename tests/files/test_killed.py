"""SIGKILL at random moments; 200 of them by hand: `python benchmarks/kills.py`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parents[2] / "benchmarks" / "kills.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_no_kill_leaves_half_a_file_or_litter() -> None:
    done = subprocess.run([sys.executable, KILLS, "--kills", "50"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout
    found = {what: int(count) for what, count in re.findall(r"(.*): (\d+)", done.stdout)}
    assert found["kills"] == 50
    assert found["kills that left a temporary file"] > 0  # or they all came too early
