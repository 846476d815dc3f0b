"""The commands and their options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import click

from notefix.cli.running import STANDARD_INPUT, Mode, Refused, Request, run
from notefix.cli.streams import accept_all_characters, refuse_output
from notefix.cli.training import train
from notefix.errors import NotefixError
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = ["execute", "program"]

Command = TypeVar("Command", bound=Callable[..., Any])

# Only looked at: nothing is read before a missing byte asks for it.
_EXISTING_FILE = click.Path(exists=True, dir_okay=False)

_EXIT_CODES = """\b
Exit codes:
  0  nothing is left to look at
  1  {look}
  2  wrong usage, or a file could not be done (the others were)
"""


def execute(arguments: Sequence[str] | None) -> int:
    """Run the program and return its exit code, whatever happens to its output."""
    accept_all_characters()
    try:
        try:
            code = program.main(arguments, prog_name="notefix", standalone_mode=False)
        except click.ClickException as refusal:
            refusal.show()
            return refusal.exit_code
        except click.Abort as abort:
            raise KeyboardInterrupt from abort
    except OSError as error:
        return refuse_output(error)
    return int(code or 0)


def _print_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"notefix {version('notefix')}")
    except PackageNotFoundError:  # run from a source tree
        click.echo("notefix (not installed)")
    context.exit()


def _common_options(command: Command) -> Command:
    """Give a command the arguments and options that both have, in this order."""
    for decorate in reversed(
        (
            click.argument(
                "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True, readable=False)
            ),
            click.option(
                "--certainty",
                type=float,
                metavar="P",
                default=DEFAULT_SETTINGS.certainty,
                show_default=True,
                help="A line with a restored character less probable than P (0 to 1) is uncertain.",
            ),
            click.option(
                "--encoding-damage",
                "channel",
                metavar="NAME",
                help="State what happened, such as 'cp1254 -undefined -shy', instead of detecting it.",
            ),
            click.option(
                "--json-escapes",
                is_flag=True,
                help="Repair damage that is written in JSON's escapes, too.",
            ),
            click.option(
                "--learn-from",
                type=_EXISTING_FILE,
                metavar="PATH",
                multiple=True,
                help="Guess after the example of this file, of clean UTF-8 text like the damaged one, best by the same "
                "author. May be given several times.",
            ),
            click.option(
                "--model",
                type=_EXISTING_FILE,
                metavar="FILE",
                help="Guess with this model, too; 'notefix train' makes it.",
            ),
            click.option(
                "--model-use",
                type=click.Choice(["beside", "alone"]),
                default=DEFAULT_SETTINGS.model_use,
                show_default=True,
                help="Use that model beside the built-in one, or alone.",
            ),
            click.option(
                "--experts",
                type=click.Choice(["best", "ngram"]),
                default=DEFAULT_SETTINGS.experts,
                show_default=True,
                help="Ask a neural network, too, about what the n-gram model leaves in doubt, or do without.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON document."),
            click.option("-q", "--quiet", is_flag=True, help="Print no summary."),
        )
    ):
        command = decorate(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def program() -> None:
    """Repair text that was UTF-8 and was read as something else, even where bytes were lost on the way."""


@program.command(epilog=_EXIT_CODES.format(look="some lines could not be fully recovered; they are listed"))
@_common_options
@click.option("--diff", "as_diff", is_flag=True, help="Print a unified diff and write nothing.")
@click.option(
    "--uncertain",
    type=click.Choice(["guess", "keep"]),
    default=DEFAULT_SETTINGS.uncertain,
    show_default=True,
    help="Write the best reading of an uncertain line, or keep the line as it was.",
)
def fix(paths: tuple[str, ...], as_json: bool, quiet: bool, as_diff: bool, **chosen: Any) -> NoReturn:
    """Repair files in place.

    PATH is a file of UTF-8 text, or - for standard input, which is repaired to standard output. Lines that
    could not be fully recovered are listed with every guess.
    """
    if as_diff and as_json:
        raise click.UsageError("--diff and --json cannot be used together.")
    _run(Request(paths, Mode.DIFF if as_diff else Mode.FIX, _settings(chosen), as_json, quiet))


@program.command(epilog=_EXIT_CODES.format(look="some lines are damaged; they are listed"))
@_common_options
def check(paths: tuple[str, ...], as_json: bool, quiet: bool, **chosen: Any) -> NoReturn:
    """Say which lines of files are damaged. Writes nothing.

    PATH is a file of UTF-8 text, or - for standard input.
    """
    _run(Request(paths, Mode.CHECK, _settings(chosen), as_json, quiet))


program.add_command(train)


def _settings(chosen: Mapping[str, Any]) -> Settings:
    """Return the settings of options that are named as they are."""
    if chosen["model"] is None and chosen["model_use"] != DEFAULT_SETTINGS.model_use:
        raise click.UsageError("--model-use alone needs --model.")
    try:
        return Settings(**chosen)
    except NotefixError as error:
        raise Refused(str(error)) from error


def _run(request: Request) -> NoReturn:
    if request.paths.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    click.get_current_context().exit(run(request))
