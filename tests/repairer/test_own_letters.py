"""In whose letters a file is written."""

from __future__ import annotations

import pytest

from notefix import Channel, damage, repair
from notefix.repairer.own_letters import foreign_letters
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step

CHANNEL = Channel.parse("cp1252 -undefined")
GUESS = Step(
    0, 1, "\u011d", True, 0.6, (("\u010d", 0.3), ("\u0101", 0.1))
)  # g with circumflex, c with caron, a with macron


def of(letters: str) -> Proposal:
    return Proposal(f"\u011d {letters}", CHANNEL, ((1, GUESS),))


@pytest.mark.parametrize(
    ("letters", "foreign"),
    [
        ("\u0161\u017e" * 20, "\u011d\u0101"),  # Slovenian
        ("\u0125\u0135\u015d\u016d\u0109" * 20, "\u010d\u0101"),  # Esperanto
        ("\u0113\u012b\u016b\u0146\u013c\u0161\u017e" * 20, "\u011d"),  # Latvian has the other two
        ("\u0161\u017e" * 5, ""),  # too few to say
        ("\u0434\u043e" * 20, ""),
        ("\u0263\u1e25" * 20, ""),
    ],
)
def test_letters_of_no_language_that_the_others_are_of(letters: str, foreign: str) -> None:
    assert foreign_letters([of(letters)]) == set(foreign)


def test_slovenian_stays_slovenian() -> None:
    sentences = [
        "\u017deli\u0161 \u0161e eno \u017elico juhe?",
        "To je na\u0161 na\u010din.",
        "Ni\u010d ni \u0161lo po na\u010drtu, ki sva ga \u017eelela.",
        "\u010cez reko vodi \u0161irok most, na njem stoji mo\u017e.",
    ]
    text = "\n".join(sentences * 3)
    assert repair(damage(text, CHANNEL)).text == text
