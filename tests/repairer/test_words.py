"""Guesses are weighed by the words that they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from notefix import Channel, Settings, damage, repair
from notefix.language_model.word_table import WordTable, serialise
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.repairer.words import spelled

CHANNEL = Channel.parse("cp1252 -undefined")


@pytest.fixture(name="words")
def _words(tmp_path: Path) -> WordTable:
    path = tmp_path / "words.bin"
    path.write_bytes(serialise({"\u00edrja": 1e-4, "\u00e1lom": 1e-4, "g\u00e9p\u00e9": 1e-4}))
    return WordTable.open(path)


def guess(place: int, text: str, probability: float, *others: tuple[str, float], network: bool = False) -> Step:
    return Step(place, 1, text, True, probability, others, network)


def test_the_reading_that_makes_a_word_gains(words: WordTable) -> None:
    proposal = Proposal("\u00c1rja be", CHANNEL, ((1, guess(0, "\u00c1", 0.8, ("\u00cd", 0.19))),))
    done = spelled(proposal, words)
    assert done.text == "\u00cdrja be"
    ((column, step),) = done.inferred
    assert (column, step.text) == (1, "\u00cd")
    assert 0.5 < step.probability < 0.99
    assert step.probability + sum(p for _, p in step.alternatives) == pytest.approx(0.99)


def test_guesses_of_one_word_are_weighed_together(words: WordTable) -> None:
    steps = ((2, guess(1, "\u00e8", 0.6, ("\u00e9", 0.4))), (4, guess(3, "\u00e8", 0.6, ("\u00e9", 0.4))))
    assert spelled(Proposal("g\u00e8p\u00e8", CHANNEL, steps), words).text == "g\u00e9p\u00e9"


def test_the_network_is_believed_more_than_words(words: WordTable) -> None:
    def probability(network: bool) -> float:
        step = guess(0, "\u00c1", 0.9, ("\u00cd", 0.1), network=network)
        ((_, step),) = spelled(Proposal("\u00c1rja", CHANNEL, ((1, step),)), words).inferred
        return dict([(step.text, step.probability), *step.alternatives])["\u00c1"]

    assert probability(network=True) > probability(network=False)


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal("\u00c1rja", CHANNEL, ((1, guess(0, "\u00c1", 0.99995, ("\u00cd", 0.00005))),)),  # in no doubt
        Proposal("\u6587\u4e2d", CHANNEL, ((1, guess(0, "\u6587", 0.5, ("\u4e2d", 0.4))),)),
        Proposal("\u201c \u201d", CHANNEL, ((1, guess(0, "\u201c", 0.5, ("\u201d", 0.4))),)),  # in no word
        Proposal("\u00e9" * 5, CHANNEL, tuple((i + 1, guess(i, "\u00e9", 0.5, ("\u00e8", 0.4))) for i in range(5))),
    ],
)
def test_what_is_left_as_it_is(proposal: Proposal, words: WordTable) -> None:
    assert spelled(proposal, words) == proposal


def test_words_decide_between_capitals() -> None:
    text = "\u00cdrtam egy levelet.\n\u00c1prilisban sokat esik.\nA kert sz\u00ednes vir\u00e1gokkal van tele."
    assert repair(damage(text, CHANNEL), Settings(experts="ngram")).text == text
