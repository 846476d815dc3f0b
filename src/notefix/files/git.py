"""What git knows of a work tree. Asks the git program; nothing here guesses what it would say."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from notefix.errors import FileError
from notefix.lines import split_lines

__all__ = ["ChangedLines", "StagedFile", "hooks_directory", "is_in_work_tree", "listed_files", "staged_files"]

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_REGULAR = (b"100644", b"100755")
# So many contents are held at once.
_BLOBS_AT_ONCE = 64


def _git(directory: str, *arguments: str, given: bytes | None = None) -> bytes:
    """Run git in a directory and return what it prints.

    Raises:
        FileError: git is not there, or does not want to; the message is its own.
    """
    command = ["git", "-C", directory or ".", "--literal-pathspecs", *arguments]
    try:
        quiet = {**os.environ, **_place_of_hook(), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
        done = subprocess.run(command, input=given, capture_output=True, check=False, env=quiet)  # noqa: S603 - no shell
    except OSError as error:
        raise FileError(f"git cannot be run: {error.strerror or error}.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise FileError(f"{directory or '.'}: git says: {said or 'nothing'}.")
    return done.stdout


def _place_of_hook() -> dict[str, str]:
    """Return what tells git where its work tree is, if it was told where its repository is.

    So are the hooks of a linked work tree. To git, the work tree is then where it is called, and with `-C` that would
    be any directory that is asked about; and what it was told may be relative to where we are.
    """
    if "GIT_DIR" not in os.environ:
        return {}
    command = ["git", "rev-parse", "--show-toplevel"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        return {}
    top = os.fsdecode(done.stdout.removesuffix(b"\n"))
    return {"GIT_DIR": os.path.realpath(os.environ["GIT_DIR"]), "GIT_WORK_TREE": top}


def is_in_work_tree(directory: str | os.PathLike[str]) -> bool:
    """Say whether a directory or one above it has a `.git`."""
    place = Path(os.path.realpath(directory))
    # Not Path.exists, which fails where a directory cannot be looked into.
    return any(os.path.exists(parent / ".git") for parent in (place, *place.parents))  # noqa: PTH110


def listed_files(directory: str) -> list[str]:
    """Return the files of a directory in a work tree that git tracks or would track, as paths from that directory.

    Raises:
        FileError: git cannot be asked.
    """
    out = _git(directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    # Submodules are listed as if they were files; files in conflict several times; deleted ones although they are gone.
    return sorted({os.fsdecode(name) for name in out.split(b"\0") if name})


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file as it will be committed: its path as seen from the current directory, and its bytes."""

    path: str
    data: bytes


def _top(directory: str) -> str:
    return os.fsdecode(_git(directory, "rev-parse", "--show-toplevel").removesuffix(b"\n"))


def staged_files(paths: Sequence[str] = ()) -> Iterator[StagedFile]:
    """Yield the files whose content in the index differs from the last commit, in the order of their names.

    Args:
        paths: files and directories to look at; none is all.

    Raises:
        FileError: this is no work tree, or git cannot be asked.
    """
    top = _top(".")
    changed = (
        "diff",
        "--cached",
        "--raw",
        "-z",
        "--no-renames",
        "--no-relative",
        "--no-abbrev",
        "--diff-filter=ACMT",
        "--",
    )
    fields = _git(".", *changed, *paths).split(b"\0")
    entries = []
    for about, name in zip(fields[0::2], fields[1::2], strict=False):
        _, mode, _, blob, _ = about.lstrip(b":").split(b" ")
        if mode in _REGULAR:
            entries.append((os.path.relpath(os.path.join(top, os.fsdecode(name))), blob))  # noqa: PTH118 - names
    for begin in range(0, len(entries), _BLOBS_AT_ONCE):
        some = entries[begin : begin + _BLOBS_AT_ONCE]
        contents = _contents([blob for _, blob in some])
        yield from (StagedFile(path, data) for (path, _), data in zip(some, contents, strict=True))


def _contents(blobs: Sequence[bytes]) -> Iterator[bytes]:
    out = _git(".", "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs))
    place = 0
    for blob in blobs:
        end = out.index(b"\n", place)
        about = out[place:end].split(b" ")
        if len(about) != 3:  # "missing": the repository is damaged, or a part of another that cannot be reached
            raise FileError(f"git does not have the content of a staged file: {blob.decode()}.")
        size_bytes = int(about[2])
        yield out[end + 1 : end + 1 + size_bytes]
        place = end + 1 + size_bytes + 1


@dataclass(slots=True)
class ChangedLines:
    """Which lines of files are new or changed since a commit.

    Args:
        base: the commit to compare with.
        staged: whether the files of the index are compared, not those of the work tree.

    Raises:
        FileError: by `of`: a file is in no work tree, there is no such commit, or git cannot be asked.
    """

    base: str = "HEAD"
    staged: bool = False
    # By work tree: each changed file by the names to compare it under; an unchanged one has none.
    _names: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, path: str, text: str) -> frozenset[int] | None:
        """Return the numbers of the changed lines of a file, as `notefix.lines` counts them; None is all of them.

        Args:
            path: the file.
            text: what it says.
        """
        # The links of its directory are followed, its own is not: git knows a link, not what it leads to.
        place = Path(os.path.realpath(Path(path).parent), Path(path).name)
        top = os.path.realpath(_top(str(place.parent)))
        if not place.is_relative_to(top):
            raise FileError(f"{path}: is not in the work tree {top}.")
        if top not in self._names:
            self._names[top] = self._changed_files(top)
        names = self._names[top].get(place.relative_to(top).as_posix())
        if names is None:
            return None
        if not names:
            return frozenset()
        return _own_numbers(_changed_numbers(self._diff(top, "-U0", "--text", names=names)), text)

    def _changed_files(self, top: str) -> dict[str, tuple[str, ...]]:
        if not _has_commit(top, self.base):
            if self.base == "HEAD":
                return {}  # nothing is committed yet, so everything is new
            raise FileError(f"{self.base}: no such commit.")
        known: dict[str, tuple[str, ...]] = {}
        for name in _git(top, "ls-files", "-z").split(b"\0"):
            known[os.fsdecode(name)] = ()
        fields = iter(self._diff(top, "--name-status", "-z").split(b"\0"))
        for status in fields:
            if not status:
                break
            names = [os.fsdecode(next(fields)) for _ in range(2 if status[:1] in b"RC" else 1)]
            if status[:1] in b"AU":
                known.pop(names[-1], None)
            else:
                known[names[-1]] = tuple(names)
        return known

    def _diff(self, top: str, *options: str, names: Sequence[str] = ()) -> bytes:
        # What somebody's configuration may say of a diff to be read by people does not hold here.
        plain = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--inter-hunk-context=0", "-M")
        staged = ("--cached",) if self.staged else ()
        return _git(top, "diff", *plain, *staged, *options, self.base, "--", *names)


def _has_commit(top: str, name: str) -> bool:
    if name.startswith("-"):
        return False  # an option, to git
    try:
        return bool(_git(top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"))
    except FileError:
        return False


def _changed_numbers(diff: bytes) -> set[int]:
    changed: set[int] = set()
    for match in _HUNK.finditer(diff):
        begin, count = int(match[1]), int(match[2] or 1)
        changed.update(range(begin, begin + count))
    return changed


def _own_numbers(changed: set[int], text: str) -> frozenset[int]:
    """Translate line numbers of git, for which a lone carriage return ends no line."""
    own, number = set(), 1
    for index, line in enumerate(split_lines(text), 1):
        if number in changed:
            own.add(index)
        number += line.ending.endswith("\n")
    return frozenset(own)


def hooks_directory() -> str:
    """Return where git looks for hooks in the work tree of the current directory.

    Raises:
        FileError: this is no work tree, git calls no hooks, or it cannot be asked.
    """
    directory = os.fsdecode(_git(".", "rev-parse", "--git-path", "hooks").removesuffix(b"\n"))
    if _git(".", "config", "--get", "--default", "hooks", "core.hooksPath") == b"\n":
        raise FileError(
            "git calls no hooks here: core.hooksPath is empty; 'git config --unset core.hooksPath' undoes that."
        )
    return directory
