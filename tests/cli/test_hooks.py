"""Real repositories, real commits, a real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DAMAGED = "Le caf\u00c3\u00a9 est ferm\u00c3\u00a9.\n".encode()
REPAIRED = "Le caf\u00e9 est ferm\u00e9.\n".encode()

Git = Callable[..., subprocess.CompletedProcess[bytes]]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def git(tmp_path: Path, environment: dict[str, str]) -> Git:
    # A commit that is made by a hook of somebody else's configuration would test that.
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(["git", *identity, *arguments], cwd=tmp_path, env=environment, capture_output=True)

    assert run("init", "-q").returncode == 0
    return run


def commit(git: Git) -> subprocess.CompletedProcess[bytes]:
    git("add", "-A")
    return git("commit", "-q", "-m", "x")


def test_gits_own_hook_blocks_what_a_commit_adds(git: Git, run_notefix: Run, tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes(DAMAGED + b"Tea.\n")
    assert commit(git).returncode == 0
    assert run_notefix("install-hook").returncode == 0
    (tmp_path / "old.md").write_bytes(DAMAGED + b"Tea is ready.\n")
    assert commit(git).returncode == 0  # the damage is old
    (tmp_path / "new.md").write_bytes(b"Tea.\n" + DAMAGED)
    blocked = commit(git)
    assert blocked.returncode == 1
    said = (blocked.stdout + blocked.stderr).decode()
    assert "new.md:2:7" in said
    assert "Le caf\u00e9 est ferm\u00e9." in said
    assert "To repair: notefix fix --only-changed-lines new.md" in said
    # What will be committed counts, not what stands in the work tree.
    (tmp_path / "new.md").write_bytes(REPAIRED)
    assert git("commit", "-q", "-m", "x").returncode == 1
    assert commit(git).returncode == 0


def test_a_hook_of_somebody_elses_stays(git: Git, run_notefix: Run, tmp_path: Path) -> None:
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    refused = run_notefix("install-hook")
    assert refused.returncode == 2
    assert b"is a hook of somebody else's, and is not replaced" in refused.stderr
    assert hook.read_text("utf-8") == "#!/bin/sh\nexit 0\n"
    hook.unlink()
    assert run_notefix("install-hook").returncode == run_notefix("install-hook").returncode == 0
    assert os.access(hook, os.X_OK)


def test_outside_of_a_repository_there_is_no_hook_to_install(
    run_notefix: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    environment["GIT_CEILING_DIRECTORIES"] = str(tmp_path.parent)
    refused = run_notefix("install-hook", env=environment)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"git says: " in refused.stderr


def test_where_git_calls_no_hooks_none_is_written(git: Git, run_notefix: Run, tmp_path: Path) -> None:
    git("config", "core.hooksPath", "")
    done = run_notefix("install-hook")
    assert (done.returncode, b"core.hooksPath is empty" in done.stderr) == (2, True)
    assert not (tmp_path / "pre-commit").exists()


def test_a_place_that_takes_no_hook_is_said(git: Git, run_notefix: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    git("config", "core.hooksPath", "file/hooks")
    refused = run_notefix("install-hook")
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)
    assert refused.stderr.startswith(b"notefix: error: file/hooks: cannot be made: ")


@pytest.fixture(scope="session")
def hooks_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without tags that has what ours has."""
    place = tmp_path_factory.mktemp("hooks") / "notefix"
    skipped = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__")
    shutil.copytree(ROOT, place, ignore=skipped)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=place, check=True, capture_output=True)
    return place


def test_pre_commit(git: Git, tmp_path: Path, hooks_repository: Path, environment: dict[str, str]) -> None:
    """Everything that a work tree may have, through the hooks as users install them."""
    environment["PRE_COMMIT_HOME"] = str(tmp_path.parent / f"{tmp_path.name}-pre-commit")
    del environment["PYTHONPATH"]  # the hook has an environment of its own

    def pre_commit(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True)
        return done.returncode, (done.stdout + done.stderr).decode()

    crlf, utf16 = DAMAGED.replace(b"\n", b"\r\n"), "Le caf\u00e9\n".encode("utf-16")
    contents = {
        "clean.md": REPAIRED,
        "damaged.md": DAMAGED,
        "crlf.txt": crlf,
        "utf16.txt": utf16,
        "b.bin": b"\0" + DAMAGED,
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "linked.md").symlink_to("damaged.md")
    (tmp_path / "hard.md").hardlink_to(tmp_path / "crlf.txt")
    (tmp_path / "read-only.md").write_bytes(REPAIRED)
    (tmp_path / "read-only.md").chmod(0o444)
    (tmp_path / ".gitignore").write_bytes(b"ignored.md\n")
    (tmp_path / "ignored.md").write_bytes(DAMAGED)
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=hooks_repository, text=True).strip()
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks_repository}\n  rev: {head}\n  hooks: [{{id: notefix-check}}, {{id: notefix-fix}}]\n",
        "utf-8",
    )
    git("add", "-A")

    code, said = pre_commit("try-repo", str(hooks_repository), "notefix-check", "--all-files")
    assert code == 1
    assert "damaged.md:1:7" in said
    code, said = pre_commit("run", "notefix-check", "--files", "clean.md", "utf16.txt", "b.bin", "read-only.md")
    assert code == 0, said
    code, said = pre_commit("run", "notefix-check", "--all-files")
    assert code == 1
    assert "damaged.md:1:7" in said
    assert "clean.md:" not in said
    assert "ignored.md" not in said
    code, said = pre_commit("run", "notefix-fix", "--all-files")
    assert (code, "files were modified by this hook" in said) == (1, True), said
    assert (tmp_path / "damaged.md").read_bytes() == REPAIRED
    assert (
        (tmp_path / "crlf.txt").read_bytes() == (tmp_path / "hard.md").read_bytes() == REPAIRED.replace(b"\n", b"\r\n")
    )
    assert (tmp_path / "crlf.txt").stat().st_nlink == 2
    assert (tmp_path / "linked.md").is_symlink()
    assert (tmp_path / "ignored.md").read_bytes() == DAMAGED
    git("add", "-A")
    for hook in ("notefix-fix", "notefix-check"):
        code, said = pre_commit("run", hook, "--all-files")
        assert code == 0, said

    assert pre_commit("install")[0] == 0
    assert git("commit", "-q", "-m", "all is well").returncode == 0
    (tmp_path / "new.md").write_bytes(DAMAGED)
    blocked = commit(git)
    said = (blocked.stdout + blocked.stderr).decode()
    assert blocked.returncode == 1
    assert "new.md:1:7: mojibake" in said
    assert "should say: Le caf\u00e9 est ferm\u00e9." in said
    assert "To repair: notefix fix --force-exclude new.md" in said
    assert (tmp_path / "new.md").read_bytes() == REPAIRED  # by the other hook
    assert commit(git).returncode == 0


def test_the_hook_of_a_linked_work_tree_leaves_old_damage_alone(
    git: Git, run_notefix: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "old.md").write_bytes(DAMAGED + b"Tea.\n")
    assert commit(git).returncode == 0
    assert run_notefix("install-hook").returncode == 0
    assert git("worktree", "add", "-q", "linked").returncode == 0
    old = tmp_path / "linked" / "docs" / "old.md"
    old.write_bytes(DAMAGED + b"Tea is ready.\n")
    done = git("-C", "linked", "commit", "-q", "-a", "-m", "x")
    assert done.returncode == 0, done.stdout
    old.write_bytes(DAMAGED + b"Tea is ready.\n" + DAMAGED)
    blocked = git("-C", "linked", "commit", "-q", "-m", "x", "docs/old.md")
    assert blocked.returncode == 1
    assert "old.md:3:7" in (blocked.stdout + blocked.stderr).decode()


def test_files_that_are_committed_do_not_stand_in_for_what_the_hook_is_made_of(
    git: Git, run_notefix: Run, tmp_path: Path
) -> None:
    assert run_notefix("install-hook").returncode == 0
    for name in ("click.py", "json.py", "queue.py", "notefix.py"):
        (tmp_path / name).write_text("raise SystemExit(0)\n", "utf-8")
    (tmp_path / "new.md").write_bytes(DAMAGED)
    blocked = commit(git)
    assert blocked.returncode == 1
    assert "new.md:1:7" in (blocked.stdout + blocked.stderr).decode()


def test_a_pipe_in_place_of_a_hook_is_not_waited_for(git: Git, run_notefix: Run, tmp_path: Path) -> None:
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    os.mkfifo(hook)
    refused = run_notefix("install-hook", timeout=20)
    assert refused.returncode == 2
    assert b"pre-commit: is a pipe, not a file." in refused.stderr
