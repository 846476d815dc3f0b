"""The product of two experts."""

from __future__ import annotations

from typing import Any

import pytest

from notefix import Channel, Scorer, Settings, damage, repair
from notefix.repairer import second_expert
from notefix.repairer.calibration import Acquaintance
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


@pytest.mark.parametrize(("word", "other"), [("\u049b\u0430\u043b\u0430", True), ("\u043a\u0430\u043b\u0430", False)])
def test_letters_of_other_languages_in_cyrillic_are_noticed(
    word: str, other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed = set()

    def watched(step: Step, costs: Any, shares: Any, acquaintance: Acquaintance) -> Step:
        noticed.add(acquaintance)
        return combined(step, costs, shares, acquaintance)

    monkeypatch.setattr(second_expert, "combined", watched)
    arrived = damage(f"{word} \u0441\u0442\u0430\u0442\u044c\u044f", CHANNEL)  # of which the last letter is in doubt
    done = repair(arrived, Settings(channel=CHANNEL))
    assert [guess.network for guess in done.restored][-1:] == [True]
    assert noticed == {Acquaintance.OTHER_CYRILLIC if other else Acquaintance.USUAL}


def test_an_opinion_on_other_cyrillic_is_weaker() -> None:
    before = Step(0, 1, "\u0441", True, 0.7, (("\u044d", 0.3),))
    costs = {"\u0441": 1.5, "\u044d": 0.25}
    weaker = combined(before, costs, None, Acquaintance.OTHER_CYRILLIC)
    assert combined(before, costs).probability < weaker.probability < 0.7
    shares = {"\u0441": -1.0, "\u044d": 1.0}
    assert combined(before, costs, shares) != combined(before, costs)
    assert combined(before, costs, shares, Acquaintance.OTHER_CYRILLIC) == weaker


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


def test_nothing_in_doubt_asks_nothing() -> None:
    channel = Channel.parse(CHANNEL)
    (layer,) = channel.layers
    assert not asked(Weighed("", layer, {}, Proposal(TEXT, channel, ((3, step(0.999)),))))
    assert asked(Weighed("", layer, {}, Proposal(TEXT, channel, ((3, step(0.9)),))))
