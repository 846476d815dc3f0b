"""Which files are meant by the names that a user gives.

A file that is named is taken. A directory in a git work tree stands for what git tracks or would track, so that
.gitignore counts exactly as it does for git; any other directory for all that is in it, but for the places where
programs keep what nobody wrote. Symbolic links inside a directory are left out: what they lead to is looked at where
it is, if it is meant at all.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from notefix.errors import SettingsError

__all__ = ["Choice", "discover", "names_from_list", "path_matcher"]

# Directories that hold what programs made, from the ignore files of the usual tools.
EXCLUDED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".jj", ".bzr", "_darcs", "CVS"}
    | {".venv", "venv", ".tox", ".nox", ".eggs", "__pycache__", "__pypackages__", "node_modules", "bower_components"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".cache", ".direnv", ".idea", ".vscode"}
)

# Patterns become regular expressions that go back and forth. With so many stars in one part of a pattern, or so many
# parts that stand for any directories, the longest path that there can be takes about a second; each more multiplies
# that by a hundred.
MOST_STARS = 3
MOST_DOUBLE_STARS = 2


_OURS = re.compile(r"\.notefix-[0-9a-f]+\.(tmp|journal)")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the files that were found are taken.

    Args:
        include: patterns as in .gitignore; of a directory, only what one of them matches is taken. None: all.
        exclude: patterns as in .gitignore; what one of them matches is not.
        force_exclude: whether `exclude` also holds for files that are named.
        base: the directory that patterns are relative to.
        git: whether .gitignore counts.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    base: str = "."
    git: bool = True


def path_matcher(patterns: Sequence[str], base: str) -> Callable[[str], bool]:
    """Return a test of whether a path matches one of some patterns, which mean what they mean in .gitignore.

    Args:
        patterns: of which the last one that matches decides; with `!` in front it takes paths back.
        base: the directory that patterns are relative to. A path outside it is matched as it is from the root.

    Raises:
        SettingsError: a pattern makes no sense.
    """
    if not patterns:
        return lambda path: False
    from pathspec import GitIgnoreSpec  # here, since most runs have no patterns

    for pattern in patterns:
        parts = pattern.split("/")
        if max(part.count("*") for part in parts) > MOST_STARS or parts[:-1].count("**") > MOST_DOUBLE_STARS:
            raise SettingsError(f"A pattern has too many wildcards: {pattern!r}.")
    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except (ValueError, re.error) as error:  # a range that ends before it begins is an error of the expression
        raise SettingsError(f"A pattern makes no sense: {error}.") from error
    root = os.path.realpath(base)

    def matches(path: str) -> bool:
        absolute = os.path.abspath(path)  # noqa: PTH100 - links stay what they are
        relative = os.path.relpath(absolute, root)
        outside = relative == ".." or relative.startswith(".." + os.sep)
        return spec.match_file(absolute.lstrip(os.sep) if outside else relative)

    return matches


def discover(names: Iterable[str], choice: Choice = Choice()) -> Iterator[str]:
    """Yield the files that are meant, each once, in the order of the names, and in a directory by path.

    Args:
        names: files and directories. One that is not there is yielded, too, and so is a directory inside one that may
            not be read: who opens it will say so.
        choice: which of what is found is taken.

    Raises:
        FileError: a directory is in a work tree and git cannot be asked.
        SettingsError: a pattern makes no sense.
    """
    included, excluded = path_matcher(choice.include, choice.base), path_matcher(choice.exclude, choice.base)
    seen: set[str] = set()
    for name in names:
        if os.path.isdir(name):  # noqa: PTH112 - links to directories are directories here
            found: Iterable[str] = (
                path
                for path in _files_of(name, git=choice.git)
                if (not choice.include or included(path)) and not excluded(path)
            )
        else:
            found = [] if choice.force_exclude and excluded(name) else [name]
        for path in found:
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                yield path


def _files_of(directory: str, *, git: bool) -> Iterator[str]:
    """Yield the regular files of a directory by path, as seen from where that directory's name is."""
    begin = "" if directory == os.curdir else directory
    if git:
        from notefix.files.git import is_in_work_tree, listed_files  # here, since most runs name files

        if is_in_work_tree(directory):
            paths = (os.path.join(begin, name) for name in listed_files(directory))  # noqa: PTH118 - names
            return filter(_is_regular, paths)
    return iter(sorted(_walked(directory, begin)))


def _walked(directory: str, begin: str) -> Iterator[str]:
    places = [directory]  # not os.walk, which before Python 3.12 calls itself in each directory
    while places:
        place = places.pop()
        inside = _seen_from(directory, begin, place)
        try:
            with os.scandir(place) as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            yield inside or directory
            continue
        for name, is_directory in found:
            if not is_directory:
                path = os.path.join(inside, name)  # noqa: PTH118 - names
                if _is_regular(path):
                    yield path
            elif name not in EXCLUDED_DIRECTORIES:
                places.append(os.path.join(place, name))  # noqa: PTH118 - names


def _seen_from(directory: str, begin: str, place: str) -> str:
    return begin + place[len(directory) :] if begin else place[len(directory) :].lstrip(os.sep)


def _is_regular(path: str) -> bool:
    if _OURS.fullmatch(os.path.basename(path)):  # noqa: PTH119 - Path is slower, and there may be many
        return False  # what a killed run left; the next one that writes there clears it away
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def names_from_list(data: bytes) -> list[str]:
    r"""Return the names of a list of files, a line each, or with a NUL after each.

    >>> names_from_list(b"one\ntwo words\r\n"), names_from_list(b"one\0two\nlines\0")
    (['one', 'two words'], ['one', 'two\nlines'])
    """
    if b"\0" in data:
        return [os.fsdecode(name) for name in data.split(b"\0") if name]
    return [os.fsdecode(name.removesuffix(b"\r")) for name in data.split(b"\n") if name.strip()]
