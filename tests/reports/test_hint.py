from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix.reports.hint import repair_command


@pytest.mark.parametrize(
    ("damaged", "given_paths", "options", "command"),
    [
        (["a.md"], ["."], [], "notefix fix a.md"),
        (["a b.md", "$(x).md"], [], [], "notefix fix 'a b.md' '$(x).md'"),
        (["-a.md"], [], ["--certainty", "0.9"], "notefix fix --certainty 0.9 -- -a.md"),
        (["a"] * 4, ["docs"], ["--encoding-damage", "cp1254 -shy"], "notefix fix --encoding-damage 'cp1254 -shy' docs"),
        (["a"] * 4, ["b"] * 4, [], "notefix fix PATH..."),
        (["a\x1b[2J.md"], [], [], "notefix fix PATH..."),
        (["a\udce9.md"], ["docs"], [], "notefix fix docs"),
        ([], [], [], "notefix fix PATH..."),
    ],
)
def test_the_command_can_be_pasted(
    damaged: list[str], given_paths: list[str], options: list[str], command: str
) -> None:
    assert repair_command(damaged, given_paths, options) == command


@given(st.lists(st.text(min_size=1), max_size=5))
def test_a_shell_reads_the_paths_as_they_are(paths: list[str]) -> None:
    command = repair_command(paths)
    assert command.isprintable()
    words = [word for word in shlex.split(command) if word != "--"]
    if words != ["notefix", "fix", "PATH..."]:
        assert words[2:] == [path for path in paths if path != "--"]
