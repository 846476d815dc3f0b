"""The product of two experts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from notefix import Channel, Scorer, Settings, damage, repair
from notefix.neural.network import BUILT_IN_ALPHABETS, BUILT_IN_NETWORK, Network, built_in_network
from notefix.repairer import second_expert
from notefix.repairer.calibration import Acquaintance, exponents_of_experts
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import Step
from notefix.repairer.second_expert import Weighed, asked, combined
from notefix.scoring import NO_EXPERTS, Experts, experts_of

CHANNEL = "cp1254 -undefined -shy"
TEXT = "\u6587\u672c\u4e2d\u6587\u7ae0\u7684\u6570\u636e\u5904\u7406"

CHINESE = "\u6625\u5929\u5230\u4e86\uff08\u5c71\u4e0a\u8fd8\u6709\u96ea\uff09\uff0c\u6211\u4eec\u53bb\u722c\u5c71\u3002"
RUSSIAN = (
    "\u0412\u0435\u0441\u043d\u043e\u0439 \u0435\u0449\u0451 \u043b\u0435\u0436\u0430\u043b \u0441\u043d\u0435\u0433."
)


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

    assert experts_of(Settings()) == Experts(words=True, network=True)
    assert experts_of(Settings(experts="ngram")) == Experts(words=True, network=False)
    assert experts_of(Settings(model="m.bin")) == Experts(words=True, network=True)
    assert experts_of(Settings(model="m.bin", model_use="alone")) == NO_EXPERTS
    assert experts_of(Settings(scorer=Fussy())) == NO_EXPERTS


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


@pytest.mark.parametrize(
    "text",
    [
        "\u043a\u0430\u043b\u0430 \u0441\u0442\u0430\u0442\u044c\u044f",
        "\u0643\u0650\u062a\u0627\u0628\u064f \u0641\u064e\u0631\u0650\u064a\u062f\u064d",
        "\u092a\u0930 \u090f\u0915 \u0910\u0928\u0915 \u0930\u0916\u0940 \u0939\u0948",
        "\u10d4\u10d6\u10dd\u10e8\u10d8 \u10d1\u10d0\u10d5\u10e8\u10d5\u10d4\u10d1\u10d8",
        "\u0ba8\u0bbe\u0ba9\u0bcd \u0ba8\u0bc7\u0bb1\u0bcd\u0bb1\u0bc1",
    ],
    ids=["ru", "ar", "hi", "ka", "ta"],
)
def test_another_network_is_asked_about_other_alphabets(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noticed = set()

    def watched(step: Step, costs: Any, shares: Any, acquaintance: Acquaintance) -> Step:
        noticed.add((acquaintance, shares))
        return combined(step, costs, shares, acquaintance)

    def opened(path: Path = BUILT_IN_NETWORK) -> Network:
        assert path == BUILT_IN_ALPHABETS
        return built_in_network(path)

    monkeypatch.setattr(second_expert, "combined", watched)
    monkeypatch.setattr("notefix.neural.network.built_in_network", opened)
    done = repair(damage(text, CHANNEL), Settings(channel=CHANNEL))
    assert any(guess.network for guess in done.restored)
    assert noticed == {(Acquaintance.ALPHABETS, None)}


def test_no_share_counts_in_other_alphabets() -> None:
    before = Step(0, 1, "\u0441", True, 0.7, (("\u044d", 0.3),))
    costs, shares = {"\u0441": 1.5, "\u044d": 0.25}, {"\u0441": -1.0, "\u044d": 1.0}
    assert combined(before, costs, shares, Acquaintance.ALPHABETS) == combined(before, costs)


@pytest.mark.parametrize(
    ("characters", "asked_much"),
    [
        ("\u0441\u044d", 0.5),
        ("\u0641\u064d", 0.45),
        ("\u10d0\u10dd", 0.3),
        ("\u0d01\u0d0d", 0.0),
        ("\u03cd\u03c1", 0.0),
    ],
    ids=["Cyrillic", "Arabic", "Georgian", "Malayalam", "Greek"],
)
def test_the_less_text_there_was_the_less_an_opinion_counts(characters: str, asked_much: float) -> None:
    assert {exponents_of_experts(character, Acquaintance.ALPHABETS)[1] for character in characters} == {asked_much}


@pytest.mark.parametrize(
    ("text", "weighed"),
    [
        (CHINESE, True),
        (RUSSIAN, False),
    ],
)
def test_of_what_was_read_in_pairs_only_east_asian_lines_are_weighed(text: str, *, weighed: bool) -> None:
    channel = "cp949 undefined=U+FFFD"
    restored = repair(damage(text, channel), Settings(channel=channel)).restored
    assert min(guess.probability for guess in restored) < 0.999
    assert any(guess.network for guess in restored) is weighed


def test_an_opinion_on_what_was_read_in_pairs_is_weaker_and_no_share_counts() -> None:
    before = step(0.7, ("\u4e0e", 0.3))
    costs = {"\u4e2d": 1.5, "\u4e0e": 0.25}
    weaker = combined(before, costs, None, Acquaintance.IN_PAIRS)
    assert combined(before, costs).text == "\u4e0e"
    assert weaker.text == "\u4e2d"
    assert combined(before, costs, {"\u4e2d": -1.0, "\u4e0e": 1.0}, Acquaintance.IN_PAIRS) == weaker


def test_in_pairs_a_mark_is_not_weighed_against_an_ideograph() -> None:
    before = step(0.6, ("\u2022", 0.3), ("\u4e0e", 0.1))
    costs = {"\u4e2d": 4.0, "\u2022": 0.01, "\u4e0e": 4.0}
    assert combined(before, costs).text == "\u2022"
    after = combined(before, costs, None, Acquaintance.IN_PAIRS)
    assert after.text == "\u4e2d"
    assert dict(after.alternatives)["\u2022"] == 0.3


def test_nothing_in_doubt_asks_nothing() -> None:
    channel = Channel.parse(CHANNEL)
    (layer,) = channel.layers
    assert not asked(Weighed("", layer, {}, Proposal(TEXT, channel, ((3, step(0.999)),))))
    assert asked(Weighed("", layer, {}, Proposal(TEXT, channel, ((3, step(0.9)),))))
