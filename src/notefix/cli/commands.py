"""The commands and their options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, Any, Literal, NoReturn, TypeVar

import click

from notefix.cli.running import STANDARD_INPUT, ExitCode, Mode, Request, run
from notefix.cli.streams import accept_all_characters, refuse_output, say_error
from notefix.errors import NotefixError
from notefix.settings import DEFAULT_SETTINGS, Settings

__all__ = ["execute", "program"]

Command = TypeVar("Command", bound=Callable[..., Any])

_EXIT_CODES = """\b
Exit codes:
  0  nothing is left to look at
  1  {look}
  2  wrong usage, or a file could not be done (the others were)
"""


class _Refused(click.ClickException):
    """A setting that makes no sense, said as every other error of notefix is."""

    exit_code = ExitCode.ERROR

    def show(self, file: IO[Any] | None = None) -> None:
        say_error(self.format_message())


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
                metavar="NAME",
                help="State what happened, such as 'cp1254 -undefined -shy', instead of detecting it.",
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
def fix(
    paths: tuple[str, ...],
    certainty: float,
    encoding_damage: str | None,
    as_json: bool,
    quiet: bool,
    as_diff: bool,
    uncertain: Literal["guess", "keep"],
) -> NoReturn:
    """Repair files in place.

    PATH is a file of UTF-8 text, or - for standard input, which is repaired to standard output. Lines that
    could not be fully recovered are listed with every guess.
    """
    if as_diff and as_json:
        raise click.UsageError("--diff and --json cannot be used together.")
    settings = _settings(certainty=certainty, uncertain=uncertain, channel=encoding_damage)
    _run(Request(paths, Mode.DIFF if as_diff else Mode.FIX, settings, as_json, quiet))


@program.command(epilog=_EXIT_CODES.format(look="some lines are damaged; they are listed"))
@_common_options
def check(
    paths: tuple[str, ...], certainty: float, encoding_damage: str | None, as_json: bool, quiet: bool
) -> NoReturn:
    """Say which lines of files are damaged. Writes nothing.

    PATH is a file of UTF-8 text, or - for standard input.
    """
    settings = _settings(certainty=certainty, channel=encoding_damage)
    _run(Request(paths, Mode.CHECK, settings, as_json, quiet))


def _settings(**chosen: Any) -> Settings:
    try:
        return Settings(**chosen)
    except NotefixError as error:
        raise _Refused(str(error)) from error


def _run(request: Request) -> NoReturn:
    if request.paths.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    click.get_current_context().exit(run(request))
