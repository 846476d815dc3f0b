"""The commands and their options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import click

from notefix.cli.hook import install_hook
from notefix.cli.options import common_options
from notefix.cli.running import Mode, Refused, own_version
from notefix.cli.streams import accept_all_characters, refuse_output
from notefix.cli.telling import explain, rule
from notefix.cli.training import train
from notefix.errors import NotefixError
from notefix.settings import DEFAULT_SETTINGS

__all__ = ["execute", "program"]

Command = TypeVar("Command", bound=Callable[..., Any])

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
    version = own_version()
    click.echo("notefix (not installed)" if version is None else f"notefix {version}")
    context.exit()


_paths = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(allow_dash=True, readable=False))


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
@_paths
@click.option("--diff", "as_diff", is_flag=True, help="Print a unified diff and write nothing.")
@click.option(
    "--uncertain",
    type=click.Choice(["guess", "keep"]),
    default=DEFAULT_SETTINGS.uncertain,
    show_default=True,
    help="Write the best reading of an uncertain line, or keep the line as it was.",
)
@click.option("--backup", metavar="SUFFIX", help="Keep what a file was beside it, under its name with SUFFIX added.")
@common_options
def fix(**_: Any) -> NoReturn:
    """Repair files in place.

    PATH is a file, a directory, or - for standard input, which is repaired to standard output. Of a directory in a git
    work tree, the files are taken that git tracks or would track. Lines that could not be fully recovered are listed
    with every guess.
    """
    _run(Mode.FIX)


@program.command(epilog=_EXIT_CODES.format(look="some lines are damaged; they are listed"))
@_paths
@click.option("--staged", is_flag=True, help="Look at what git will commit, not at the files as they are now.")
@click.option(
    "--write-baseline",
    metavar="FILE",
    help="Write what is found to FILE, as hashes, for --baseline, and exit with 0.",
)
@common_options
def check(**_: Any) -> NoReturn:
    """Say which lines of files are damaged. Writes nothing.

    PATH is a file, a directory, or - for standard input. Of a directory in a git work tree, the files are taken that
    git tracks or would track.
    """
    _run(Mode.CHECK)


def _run(mode: Mode) -> NoReturn:
    from notefix.cli.requesting import request_of  # here, since help needs none of it
    from notefix.cli.running import run

    context = click.get_current_context()
    try:
        request = request_of(context, (fix, check), mode)
        context.exit(0 if request is None else run(request))
    except NotefixError as error:
        raise Refused(str(error)) from error


for command in (explain, rule, install_hook, train):
    program.add_command(command)
