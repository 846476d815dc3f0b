"""In whose letters a file is written."""

from __future__ import annotations

import pytest

from notefix import Channel, damage, repair
from notefix.repairer.own_letters import foreign_characters
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
    assert foreign_characters([of(letters)]).keys() == set(foreign)


# In Arabic: fatha, feh, damma.
SIGN = Step(0, 1, "\u064e", True, 0.6, (("\u0641", 0.3), ("\u064f", 0.1)))
LETTERS = "\u0633\u0644\u0627\u0645"


def nats_of_signs(text: str) -> dict[str, float]:
    return foreign_characters([Proposal(f"\u064e{text}", CHANNEL, ((1, SIGN),))])


def test_vowel_signs_are_foreign_to_a_text_without_them() -> None:
    none, few, many = (nats_of_signs(LETTERS * 200 + signs) for signs in ("", "\u0652", "\u0652" * 60))
    assert none == {"\u064e": pytest.approx(4.4, abs=0.1), "\u064f": pytest.approx(4.4, abs=0.1)}
    assert few == dict.fromkeys(none, 1.0)
    assert many == {}


def test_a_short_text_says_little_of_its_signs() -> None:
    assert nats_of_signs(LETTERS * 2) == {}
    assert 0 < nats_of_signs(LETTERS * 10)["\u064f"] < 2
    assert nats_of_signs("abc") == {}


def test_arabic_prose_gets_letters() -> None:
    text = "\n".join(
        [
            "\u0648\u0635\u0644 \u0641\u0644\u0648\u0631\u064a\u0645\u0648\u0646 \u0625\u0644\u0649 "
            "\u0642\u0631\u064a\u0629 \u0635\u063a\u064a\u0631\u0629 \u0642\u0631\u0628 \u0627\u0644\u0646\u0647\u0631.",
            "\u0623\u0641\u0644\u062a\u062a \u0627\u0644\u0642\u0637\u0629 \u0645\u0646 \u064a\u062f "
            "\u0627\u0644\u0637\u0641\u0644 \u0648\u0631\u0643\u0636\u062a \u0641\u0648\u0642 \u0627\u0644\u0633\u0642\u0641.",
            "\u0644\u0627 \u0623\u0639\u0631\u0641 \u0623\u064a\u0646 \u064a\u0642\u0641 "
            "\u0633\u0627\u0626\u0642 \u0627\u0644\u062d\u0627\u0641\u0644\u0629.",
        ]
    )
    assert repair(damage(text, CHANNEL)).text == text


def test_slovenian_stays_slovenian() -> None:
    sentences = [
        "\u017deli\u0161 \u0161e eno \u017elico juhe?",
        "To je na\u0161 na\u010din.",
        "Ni\u010d ni \u0161lo po na\u010drtu, ki sva ga \u017eelela.",
        "\u010cez reko vodi \u0161irok most, na njem stoji mo\u017e.",
    ]
    text = "\n".join(sentences * 3)
    assert repair(damage(text, CHANNEL)).text == text
