"""The options that commands share, in the order in which their help shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from notefix.settings import DEFAULT_SETTINGS

__all__ = ["FORMATS", "PER_FILE", "RUN_ONLY", "common_options", "key_of"]

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "junit", "sarif")

# By parameter: what a configuration may say of single files, and what only the command line may say.
PER_FILE = (
    "certainty",
    "uncertain",
    "channel",
    "json_escapes",
    "normalize",
    "select",
    "ignore",
    "markup",
    "allow",
    "from_encoding",
    "learn_from",
    "model",
    "model_use",
    "experts",
)
RUN_ONLY = (
    "as_diff",
    "base_commit",
    "config",
    "files_from",
    "isolated",
    "only_changed_lines",
    "show_settings",
    "staged",
    "write_baseline",
)

# Only looked at: nothing is read before a missing byte asks for it.
_EXISTING_FILE = click.Path(exists=True, dir_okay=False)

_CHOOSING = (
    click.option(
        "--include",
        metavar="PATTERN",
        multiple=True,
        help="Of directories, take only what matches; patterns are those of .gitignore. May be given several times.",
    ),
    click.option("--exclude", metavar="PATTERN", multiple=True, help="Leave out what matches, in directories."),
    click.option("--force-exclude", is_flag=True, help="Leave it out also where it is named."),
    click.option("--no-gitignore", is_flag=True, help="Take what git ignores, too."),
    click.option(
        "--files-from",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True),
        metavar="FILE",
        help="Read names of files from FILE, or - for standard input: a line each, or with a NUL after each.",
    ),
)
_READING = (
    click.option(
        "--from-encoding",
        metavar="NAME",
        help="Read files that are not UTF-8 in this encoding, or in what it seems to be with 'auto', and keep it.",
    ),
)
_REPAIRING = (
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
)
_RULES = (
    click.option(
        "--normalize",
        metavar="PROFILE",
        default=DEFAULT_SETTINGS.normalize,
        show_default=True,
        help="Give undamaged text a wanted form, too; docs/normalization.md has the profiles.",
    ),
    click.option(
        "--select",
        metavar="RULE",
        multiple=True,
        help="Turn a rule on; 'notefix rule' lists them. May be given several times.",
    ),
    click.option("--ignore", metavar="RULE", multiple=True, help="Turn a rule off. May be given several times."),
    click.option(
        "--markup",
        type=click.Choice(["auto", "markdown", "html", "code", "plain"]),
        default=DEFAULT_SETTINGS.markup,
        show_default=True,
        help="What the text is written in, so that rules on its form leave code and links alone.",
    ),
)
_SUPPRESSING = (
    click.option(
        "--only-changed-lines", is_flag=True, help="Look only at lines that are new or changed since the last commit."
    ),
    click.option(
        "--base", "base_commit", metavar="COMMIT", help="Look only at lines that are new or changed since COMMIT."
    ),
    click.option(
        "--allow",
        metavar="TEXT",
        multiple=True,
        help="TEXT looks damaged and is meant. May be given several times.",
    ),
    click.option(
        "--baseline",
        type=click.Path(),  # whoever reads it will say if it is not there: it may be about to be written
        metavar="FILE",
        help="Leave findings alone that FILE knows; 'notefix check --write-baseline' makes it.",
    ),
)
_REPORTING = (
    click.option(
        "--output-format",
        type=click.Choice(FORMATS),
        default="full",
        show_default=True,
        metavar="NAME",
        help=f"How to report: {', '.join(FORMATS)}.",
    ),
    click.option("--statistics", is_flag=True, help="Print how often each rule found something, not the summary."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Whether to print in colour; auto is on a terminal, or as NO_COLOR and FORCE_COLOR say.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print no summary."),
    click.option("-v", "--verbose", is_flag=True, help="Say which files were skipped, too."),
)
_RUNNING = (
    click.option(
        "--jobs",
        type=click.IntRange(min=0),
        metavar="N",
        default=0,
        show_default="as many as pay",
        help="Work in N processes.",
    ),
    click.option(
        "--config",
        type=_EXISTING_FILE,
        metavar="FILE",
        help="Take the configuration from this file, not from the pyproject.toml above the paths.",
    ),
    click.option("--isolated", is_flag=True, help="Take no configuration."),
    click.option("--show-settings", is_flag=True, help="Print what holds and who says so, and do nothing."),
)


def common_options(command: Command) -> Command:
    """Give a command the options that `fix` and `check` share."""
    for decorate in reversed((*_CHOOSING, *_READING, *_REPAIRING, *_RULES, *_SUPPRESSING, *_REPORTING, *_RUNNING)):
        command = decorate(command)
    return command


def key_of(option: click.Option) -> str:
    """Return what an option is called in a configuration: its long name without the dashes."""
    return max(option.opts, key=len).removeprefix("--")
