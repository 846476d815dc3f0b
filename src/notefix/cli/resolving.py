"""What holds for a run and for each file: the command line, else the configuration, else the defaults."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

from notefix.cli.configuration import Configuration, check_keys, relative_to
from notefix.cli.options import PER_FILE, RUN_ONLY, key_of
from notefix.errors import SettingsError
from notefix.settings import Settings

__all__ = ["FileOptions", "OptionsByPath", "resolve", "settings_text"]

# What is a path in a configuration is relative to it.
_PATHS = ("learn_from", "model", "baseline")
_SETTINGS = frozenset(field.name for field in dataclasses.fields(Settings))


@dataclasses.dataclass(frozen=True, slots=True)
class FileOptions:
    """What holds for one file.

    Attributes:
        settings: for the text.
        from_encoding: for its bytes.
        allow: texts in it that look damaged and are meant.
    """

    settings: Settings
    from_encoding: str | None = None
    allow: tuple[str, ...] = ()


@dataclasses.dataclass(slots=True)
class OptionsByPath:
    """What holds for each file of a run.

    Args:
        values: by parameter, what holds if nothing else is said of a file.
        overrides: tests of a path, each with what holds for the files that pass it; later ones win.
    """

    values: Mapping[str, Any]
    overrides: Sequence[tuple[Callable[[str], bool], Mapping[str, Any]]] = ()
    _known: dict[tuple[int, ...], FileOptions] = dataclasses.field(default_factory=dict)

    def of(self, path: str) -> FileOptions:
        """Return what holds for a file.

        Raises:
            SettingsError: values that make no sense, or not together.
            ChannelError: the name of a channel is not understood.
        """
        matching = tuple(i for i, (matches, _) in enumerate(self.overrides) if matches(path))
        if matching not in self._known:
            values = dict(self.values)
            for i in matching:
                values.update(self.overrides[i][1])
            self._known[matching] = _file_options(values)
        return self._known[matching]


def _file_options(values: Mapping[str, Any]) -> FileOptions:
    chosen = {name: value for name, value in values.items() if name in _SETTINGS}
    if chosen.get("model") is None and chosen.get("model_use") == "alone":
        raise SettingsError("--model-use alone needs --model.")
    return FileOptions(Settings(**chosen), values.get("from_encoding"), tuple(values.get("allow", ())))


def resolve(
    context: click.Context, commands: Sequence[click.Command], configuration: Configuration
) -> tuple[dict[str, Any], OptionsByPath]:
    """Return what holds for a run, by parameter, and for each file.

    Args:
        context: of the command that runs.
        commands: all commands that a configuration speaks to.
        configuration: what it says.

    Raises:
        SettingsError: the configuration has an unknown key or a value that makes no sense.
    """
    options = {key_of(p): p for command in commands for p in command.params if isinstance(p, click.Option)}
    known = {key for key, option in options.items() if option.name not in (*RUN_ONLY, "help")}
    check_keys(configuration, known, {key for key in known if options[key].name in PER_FILE})
    values = {name: value for name, value in context.params.items() if name != "paths"}
    stated = {name for name in values if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    for key, given in configuration.values.items():
        name = options[key].name
        if name in values and name not in stated:
            values[name] = _value(context, options[key], given, configuration)
    overrides = []
    for pattern, keys in configuration.per_file:
        own = {str(options[key].name): _value(context, options[key], keys[key], configuration) for key in keys}
        overrides.append(
            (_matcher(pattern, configuration), {name: value for name, value in own.items() if name not in stated})
        )
    return values, OptionsByPath(values, overrides)


def _matcher(pattern: str, configuration: Configuration) -> Callable[[str], bool]:
    from notefix.files.discovery import path_matcher

    return path_matcher((pattern,), configuration.directory)


def _value(context: click.Context, option: click.Option, given: Any, configuration: Configuration) -> Any:
    """Return a value of a configuration as the option would have given it."""
    where = f"{configuration.path}: tool.notefix.{key_of(option)}"
    wanted, right = _wanted(option)
    if not right(given):
        raise SettingsError(f"{where} must be {wanted}, not {given!r}.")
    if option.name in _PATHS:
        find = relative_to(configuration.directory)
        given = [find(path) for path in given] if option.multiple else find(given)
    try:
        return option.type_cast_value(context, given)
    except click.BadParameter as error:
        raise SettingsError(f"{where}: {error.message.rstrip('.')}.") from error
    except (ValueError, OverflowError) as error:  # a NUL in a path, an integer that no float can be
        raise SettingsError(f"{where}: {error}.") from error


def _wanted(option: click.Option) -> tuple[str, Callable[[Any], bool]]:
    """Return what TOML has to give for an option, in words and as a test."""
    if option.is_flag:
        return "true or false", lambda given: isinstance(given, bool)
    if option.multiple:
        return "a list of strings", lambda given: isinstance(given, list) and all(isinstance(x, str) for x in given)
    if isinstance(option.type, click.types.FloatParamType):
        return "a number", lambda given: isinstance(given, int | float) and not isinstance(given, bool)
    if isinstance(option.type, click.types.IntParamType):
        return "a whole number", lambda given: isinstance(given, int) and not isinstance(given, bool)
    return "a string", lambda given: isinstance(given, str)


def settings_text(context: click.Context, values: Mapping[str, Any], configuration: Configuration) -> str:
    """Return what holds for a run, as TOML with a comment that says where each value comes from."""
    from notefix.reports.display import printable

    rows = [f"# configuration: {printable(configuration.path or 'none')}", "[tool.notefix]"]
    for option in context.command.params:
        if not isinstance(option, click.Option) or option.name not in values or option.name in RUN_ONLY:
            continue
        value, key = values[option.name], key_of(option)
        if context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            source = "command line"
        else:
            source = "configuration" if key in configuration.values else "default"
        shown = _toml(value)
        rows.append(f"# {key} is not set" if value is None else f"{key} = {shown}  # {source}")
    for pattern, keys in configuration.per_file:
        rows += ["", f"[tool.notefix.per-file.{_toml(pattern)}]"]
        rows += [f"{key} = {_toml(value)}" for key, value in keys.items()]
    return "\n".join(rows) + "\n"


def _toml(value: Any) -> str:
    """Return a value of an option as TOML has it, which is as JSON has it but for some characters."""
    import json

    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    # No pairs of surrogates, no DEL; and a byte of a path that is no text is none there either.
    text = json.dumps(value.encode("utf-8", "backslashreplace").decode(), ensure_ascii=False)
    return text.replace("\x7f", "\\u007F")
