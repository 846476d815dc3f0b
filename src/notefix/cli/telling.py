"""Commands that explain: what happened to a text, and what a rule is about."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from notefix.cli.running import Refused
from notefix.cli.streams import write_output
from notefix.errors import FileError, NotefixError

if TYPE_CHECKING:
    from notefix.findings import Repair
    from notefix.settings import Settings

__all__ = ["explain", "rule"]


@click.command()
@click.argument("what", metavar="TEXT|FILE:LINE")
@click.option(
    "--encoding-damage",
    "channel",
    metavar="NAME",
    help="State what happened, such as 'cp1254 -undefined -shy', instead of detecting it.",
)
def explain(what: str, channel: str | None) -> None:
    """Say step by step what happened to a text.

    Its bytes, the accident, what was lost, and which readings were weighed. FILE:LINE is a line of a file, which is
    read whole, since its other lines say which accident it was.
    """
    from notefix.reports.explain import explanation_text
    from notefix.settings import Settings

    try:
        settings = Settings(channel=channel)
        text, repair = _explained(what, settings)
        write_output(explanation_text(text, repair, settings))
    except NotefixError as error:
        raise Refused(str(error)) from error


def _explained(what: str, settings: Settings) -> tuple[str, Repair]:
    """Return the text to be explained, and its repair."""
    from notefix.pipeline import repair

    place = re.fullmatch(r"(.+):([0-9]{1,10})", what, re.DOTALL)
    if place is None or not _is_file(place[1]):
        repaired = repair(what, settings)
        if not repaired.lines:
            _refuse_name(what, place)
        return what, repaired
    from dataclasses import replace

    from notefix.files.document import document_from_bytes
    from notefix.files.reading import bytes_from_file
    from notefix.lines import split_lines
    from notefix.reports.summary import counted

    text = document_from_bytes(bytes_from_file(place[1]), place[1]).text
    number, lines = int(place[2]), split_lines(text)
    if not 1 <= number <= len(lines):
        raise FileError(f"{place[1]}: has no line {number}, only {counted(len(lines), 'line')}.")
    whole = repair(text, settings)
    return lines[number - 1].text, replace(whole, lines=tuple(line for line in whole.lines if line.number == number))


def _refuse_name(what: str, place: re.Match[str] | None) -> None:
    """Refuse what is more likely a name that was mistyped than a text: to call it undamaged would mislead."""
    if place is not None and re.search(r"\.\w{1,10}\Z", place[1]):  # not the time of day
        raise FileError(f"{place[1]}: no such file; nor is {what!r} a damaged text.")
    if _is_file(what):
        raise FileError(f"{what}: is a file; name one of its lines, too, as in {what}:1.")


def _is_file(name: str) -> bool:
    try:
        return os.path.isfile(name)
    except ValueError:  # a NUL, which no name has
        return False


@click.command()
@click.argument("name", required=False)
def rule(name: str | None) -> None:
    """Explain a rule with an example; without NAME, list all."""
    from notefix.reports.rule_text import rule_list_text, rule_text
    from notefix.rules import rule_named

    try:
        write_output(rule_list_text() if name is None else rule_text(rule_named(name)))
    except NotefixError as error:
        raise Refused(str(error)) from error
