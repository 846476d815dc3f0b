"""From what was typed to what is done: configuration, files, and all that belongs to a run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click
from click.core import ParameterSource

from notefix.cli.configuration import Configuration, configuration_above, configuration_from
from notefix.cli.options import key_of
from notefix.cli.resolving import resolve, settings_text
from notefix.cli.running import STANDARD_INPUT, Mode, Request
from notefix.cli.streams import read_standard_input, stdout_is_terminal, write_output
from notefix.cli.work import Wishes
from notefix.errors import FileError
from notefix.reports.colors import Colors

__all__ = ["request_of"]

# Options about what is printed, which whoever goes on to repair may not want again; and names of files, which are
# named in the hint.
_NOT_REPEATED = ("output_format", "statistics", "color", "quiet", "verbose", "jobs", "show_settings", "files_from")


def request_of(context: click.Context, commands: Sequence[click.Command], mode: Mode) -> Request | None:
    """Return what a command shall do, None if it has done it already.

    Raises:
        NotefixError: the configuration, or what was typed, makes no sense.
    """
    given = context.params
    names = _named(given)
    configuration = Configuration()
    if not given["isolated"]:
        configuration = configuration_from(given["config"]) if given["config"] else configuration_above(names)
    values, options = resolve(context, commands, configuration)
    if given["show_settings"]:
        write_output(settings_text(context, values, configuration))
        return None
    if values.get("as_diff"):
        mode = Mode.DIFF
        if values["output_format"] != "full":
            raise click.UsageError("--diff and --output-format cannot be used together.")
    options.of("")  # what makes no sense is said before anything is read
    if values.get("backup") is not None:
        from notefix.files.backup import check_suffix  # here, since few ask for one

        check_suffix(values["backup"])
    staged = None
    if values.get("staged"):
        from notefix.files.git import staged_files

        staged = list(staged_files(names))
    elif not names and not given["files_from"]:
        raise click.UsageError("Missing argument 'PATH...'.")
    return Request(
        paths=() if staged is not None else _found(names, values, configuration),
        mode=mode,
        options=options,
        wishes=_wishes(values),
        staged=staged,
        jobs=values["jobs"],
        backup=values.get("backup"),
        format=values["output_format"],
        colors=_colors(values["color"]),
        statistics=values["statistics"],
        quiet=values["quiet"],
        verbose=values["verbose"],
        write_baseline=values.get("write_baseline"),
        given=() if staged is not None else tuple(names),
        stated=_stated(context, commands),
    )


def _stated(context: click.Context, commands: Sequence[click.Command]) -> list[str]:
    """Return the options that were typed and that all commands have, as they would be typed again."""
    shared = {option.name for option in commands[0].params} & {option.name for option in commands[1].params}
    words: list[str] = []
    for option in context.command.params:
        stated = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
        if (
            not isinstance(option, click.Option)
            or option.name not in shared
            or option.name in _NOT_REPEATED
            or not stated
        ):
            continue
        name, value = f"--{key_of(option)}", context.params[str(option.name)]
        if option.is_flag:
            words.append(name)
        else:
            for one in value if option.multiple else [value]:
                words += [name, str(one)]
    return words


def _named(given: dict[str, Any]) -> list[str]:
    names = list(given["paths"])
    if [*names, given["files_from"]].count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    if given["files_from"]:
        from notefix.files.discovery import names_from_list

        listed = names_from_list(_list_of_files(given["files_from"]))
        names += [os.path.join(os.curdir, name) if name == STANDARD_INPUT else name for name in listed]
    return names


def _list_of_files(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return read_standard_input()
    try:
        with open(name, "rb") as file:  # a pipe, too: what a shell puts for <(git ls-files)
            return file.read()
    except OSError as error:
        raise FileError(f"{name}: cannot be read: {error.strerror or error}.") from error


def _found(names: Sequence[str], values: dict[str, Any], configuration: Configuration) -> list[str]:
    if not values["force_exclude"] and not any(map(os.path.isdir, names)) and len(names) == 1:
        return list(names)
    from notefix.files.discovery import Choice, discover

    choice = Choice(
        include=tuple(values["include"]),
        exclude=tuple(values["exclude"]),
        force_exclude=values["force_exclude"],
        base=configuration.directory,
        git=not values["no_gitignore"],
    )
    return list(discover(names, choice))


def _wishes(values: dict[str, Any]) -> Wishes:
    changed = None
    if values["only_changed_lines"] or values["base_commit"]:
        from notefix.files.git import ChangedLines

        changed = ChangedLines(values["base_commit"] or "HEAD", bool(values.get("staged")))
    baseline: frozenset[str] = frozenset()
    # A baseline that is written knows files from where it lies, as one that is read does.
    place = values.get("write_baseline") or values["baseline"]
    if values["baseline"] and not values.get("write_baseline"):
        from notefix.files.reading import bytes_from_file
        from notefix.suppression.baseline import baseline_from_text

        data = bytes_from_file(values["baseline"])
        baseline = baseline_from_text(data.decode("utf-8", "replace"), values["baseline"])
    return Wishes(baseline, (os.path.dirname(place) if place else "") or os.curdir, changed)


def _colors(choice: str) -> Colors:
    if choice != "auto":
        return Colors(choice == "always")
    if os.environ.get("NO_COLOR"):
        return Colors(False)
    if os.environ.get("FORCE_COLOR"):
        return Colors(True)
    return Colors(stdout_is_terminal() and os.environ.get("TERM") != "dumb" and sys.platform != "win32")
