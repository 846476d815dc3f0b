"""[tool.notefix] in pyproject.toml: the options of the command line, for everybody who works on a project.

One configuration holds for a run: that of the nearest pyproject.toml with such a table, above what all named paths have
in common. Keys are the names of options without the dashes. Paths and patterns in it are relative to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notefix.errors import SettingsError
from notefix.files.reading import bytes_from_file

__all__ = ["Configuration", "check_keys", "configuration_above", "configuration_from", "relative_to"]

_PER_FILE = "per-file"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says.

    Attributes:
        path: the file, None if there is none.
        values: each key with its value, as TOML gives it.
        per_file: patterns as in .gitignore, each with the keys that hold for the files it matches; later ones win.
    """

    path: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    per_file: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def directory(self) -> str:
        """What its paths and patterns are relative to."""
        return (os.path.dirname(self.path) if self.path else "") or os.curdir


def configuration_above(names: Sequence[str]) -> Configuration:
    """Return the nearest configuration above some paths; an empty one if there is none.

    The search ends at the top of a work tree of git.

    Raises:
        FileError: the file cannot be read.
        SettingsError: it is no TOML, or the table makes no sense.
    """
    try:
        places = [os.path.realpath(name) for name in names] or [os.getcwd()]
    except OSError as error:  # somebody removed it
        raise SettingsError(f"The current directory cannot be found: {error.strerror or error}.") from error
    try:
        directory = os.path.commonpath(places)
    except ValueError:  # different drives
        return Configuration()
    if not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    while True:
        path = os.path.join(directory, "pyproject.toml")
        if os.path.isfile(path):
            table = _table(path, must_have_it=False)
            if table is not None:
                return _configuration(os.path.relpath(path), table)
        above = os.path.dirname(directory)
        if above == directory or os.path.exists(os.path.join(directory, ".git")):
            return Configuration()
        directory = above


def configuration_from(path: str) -> Configuration:
    """Return the configuration of a file that the user named.

    Raises:
        FileError: it cannot be read.
        SettingsError: it is no TOML, or has no such table, or the table makes no sense.
    """
    table = _table(path, must_have_it=True)
    if table is None:
        raise SettingsError(f"{path}: has no [tool.notefix].")
    return _configuration(path, table)


def _table(path: str, *, must_have_it: bool) -> Mapping[str, Any] | None:
    data = bytes_from_file(path)
    if b"notefix" not in data and not must_have_it:
        return None  # most files are of projects that say nothing to notefix, and need not be parsed
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: is no TOML: {error}.") from error
    tool = document.get("tool")
    table = tool.get("notefix") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.notefix must be a table.")
    return table


def _configuration(path: str, table: Mapping[str, Any]) -> Configuration:
    values = dict(table)
    per_file = values.pop(_PER_FILE, {})
    if not isinstance(per_file, dict) or not all(isinstance(keys, dict) for keys in per_file.values()):
        raise SettingsError(f"{path}: tool.notefix.per-file must be a table of tables, one for each pattern.")
    return Configuration(path, values, tuple(per_file.items()))


def check_keys(configuration: Configuration, known: Collection[str], known_per_file: Collection[str]) -> None:
    """Refuse what no option is called.

    Raises:
        SettingsError: a key is unknown; the message has the nearest that is known.
    """
    for key in configuration.values:
        _check_key(f"{configuration.path}: tool.notefix.{key}", key, {*known, _PER_FILE})
    for pattern, keys in configuration.per_file:
        for key in keys:
            where = f'{configuration.path}: tool.notefix.per-file."{pattern}".{key}'
            if key in known and key not in known_per_file:
                raise SettingsError(f"{where} holds for a whole run, not for single files.")
            _check_key(where, key, known_per_file)


def _check_key(where: str, key: str, known: Collection[str]) -> None:
    if key not in known:
        raise SettingsError(f"{where}: no such setting.{_nearest(key, known)}")


def _nearest(name: str, known: Collection[str]) -> str:
    """Return a question after the name that a mistyped one may have meant, with a space before it; or nothing."""
    import difflib

    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""


def relative_to(directory: str) -> Callable[[str], str]:
    """Return what makes a path of a configuration in a directory one that can be opened."""
    return lambda path: os.path.normpath(os.path.join(directory, path))
