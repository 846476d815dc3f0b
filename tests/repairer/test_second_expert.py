"""The product of two experts."""

from __future__ import annotations

import pytest

from notefix import Channel, Scorer, Settings, damage, repair
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.repairer.second_expert import asked, combined
from notefix.scoring import asks_network

CHANNEL = "cp1254 -undefined -shy"
TEXT = "\u6587\u672c\u4e2d\u6587\u7ae0\u7684\u6570\u636e\u5904\u7406"


def step(probability: float, *others: tuple[str, float]) -> Step:
    return Step(0, 2, "\u4e2d", True, probability, others)


def test_what_both_find_probable_is_more_probable() -> None:
    before = step(0.8, ("\u4e0e", 0.2))
    after = combined(before, {"\u4e2d": 0.1, "\u4e0e": 2.5})
    assert after.text == "\u4e2d"
    assert after.probability > 0.8


def test_the_network_can_turn_a_choice() -> None:
    after = combined(step(0.51, ("\u4e0e", 0.49)), {"\u4e2d": 5.0, "\u4e0e": 0.01})
    assert after.text == "\u4e0e"
    assert after.alternatives[0][0] == "\u4e2d"
    assert after.probability + after.alternatives[0][1] == pytest.approx(1.0)


def test_what_the_network_does_not_know_keeps_its_probability() -> None:
    after = combined(step(0.5, ("\u4e0e", 0.3), ("\u4e11", 0.15)), {"\u4e2d": 5.0, "\u4e0e": 0.01})
    probabilities = {after.text: after.probability, **dict(after.alternatives)}
    assert probabilities["\u4e11"] == 0.15
    assert sum(probabilities.values()) == pytest.approx(0.95)


def test_a_reading_that_the_search_dropped_can_come_back() -> None:
    after = combined(step(0.6, ("\u4e0e", 0.4)), {"\u4e2d": 9.0, "\u4e0e": 9.0, "\u4e0d": 0.01})
    assert "\u4e0d" in dict(after.alternatives)


def test_only_the_built_in_models_doubts_are_asked_about() -> None:
    class Fussy(Scorer):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
            return [1.0] * len(characters)

    assert asks_network(Settings())
    assert not asks_network(Settings(experts="ngram"))
    assert asks_network(Settings(model="m.bin"))
    assert not asks_network(Settings(model="m.bin", model_use="alone"))
    assert not asks_network(Settings(scorer=Fussy()))


def test_repairs_by_both_are_proved_and_say_so() -> None:
    damaged = "\n".join(damage(TEXT[i:] + TEXT[:i], CHANNEL) for i in range(len(TEXT)))
    for settings in (Settings(channel=CHANNEL), Settings(channel=CHANNEL, experts="ngram")):
        done = repair(damaged, settings)
        for line in done.lines:
            assert line.channel is not None
            assert damage(line.text, line.channel) == line.original
            for guess in line.restored:
                assert 0.0 < guess.probability <= 1.0
                assert len(guess.alternatives) <= 5


def test_other_languages_in_cyrillic_are_left_alone() -> None:
    kazakh = "\u0431\u04b1\u043b \u0436\u0430\u049b\u0441\u044b \u04e9\u0437\u0456\u043c"
    done = repair(damage(kazakh, CHANNEL), Settings(channel=CHANNEL))
    assert not any(guess.network for guess in done.restored)


def test_nothing_in_doubt_asks_nothing() -> None:
    channel = Channel.parse(CHANNEL)
    assert not asked(Proposal(TEXT, channel, ((3, step(0.999)),)))
    assert asked(Proposal(TEXT, channel, ((3, step(0.9)),)))
