"""Commands that explain: what happened to a text, and what a rule is about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from notefix.cli.running import Refused
from notefix.cli.streams import write_output
from notefix.errors import FileError, NotefixError

if TYPE_CHECKING:
    from notefix.findings import Repair

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

    try:
        text, repair = _explained(what, channel)
        write_output(explanation_text(text, repair))
    except NotefixError as error:
        raise Refused(str(error)) from error


def _explained(what: str, channel: str | None) -> tuple[str, Repair]:
    """Return the text to be explained, and its repair."""
    from notefix.pipeline import repair
    from notefix.settings import Settings

    settings = Settings(channel=channel)
    place = re.fullmatch(r"(.+):([1-9][0-9]{0,9})", what, re.DOTALL)
    if place is None or not Path(place[1]).is_file():
        return what, repair(what, settings)
    from dataclasses import replace

    from notefix.files.document import document_from_bytes
    from notefix.files.reading import bytes_from_file
    from notefix.lines import split_lines

    text = document_from_bytes(bytes_from_file(place[1]), place[1]).text
    number, lines = int(place[2]), split_lines(text)
    if number > len(lines):
        raise FileError(f"{place[1]}: has only {len(lines)} lines.")
    whole, line = repair(text, settings), lines[number - 1].text
    own = tuple(replace(entry, number=1) for entry in whole.lines if entry.number == number)
    result = own[0].text if own else line
    return line, replace(whole, text=result, changed=result != line, lines=own, findings=())


@click.command()
@click.argument("name", required=False)
def rule(name: str | None) -> None:
    """Explain a rule, with an example; without NAME, list all rules."""
    from notefix.reports.rule_text import rule_list_text, rule_text
    from notefix.rules import rule_named

    try:
        write_output(rule_list_text() if name is None else rule_text(rule_named(name)))
    except NotefixError as error:
        raise Refused(str(error)) from error
