"""What every scorer promises, of the scorers that come with notefix."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notefix import Scorer
from notefix.language_model.adapted import AdaptedScorer, Learned
from notefix.language_model.model import built_in_model
from notefix.language_model.scorer import MixedScorer
from tests.language_model.toys import ALPHABET, LastCharacter, Weights

# Scripts, cases, digits and what no model knows, so that contexts are long, short and unknown.
TEXTS = st.text("\n aeinoz\u010d\u010c\u017dNAB1\u4e2d\u570b\u5b66\u4e60\u7684\u3042\U0010fffd", max_size=12)
ASKED = ("a", "Z", "\n", "7", "\u017e", "\u4e2d", "\u5b78", "\U0010fffd")
LEARNED = ("\n\u5b66\u4e60\u7684\u4e2d\u570b\n", "\nNe\u017eena 11 an ne\n", "zaza aza")


def adapted(base: Scorer) -> AdaptedScorer:
    return AdaptedScorer(base, Learned(LEARNED))


SCORERS: dict[str, Callable[[], Scorer]] = {
    "built-in": built_in_model,
    "built-in, for a line": lambda: built_in_model().for_line("\u9019\u500b\u6a21\u578b\u8b80\u53d6\u91ab\u5b78"),
    "weights": Weights,
    "adapted built-in": lambda: adapted(built_in_model()),
    "adapted weights": lambda: adapted(Weights()),
    "adapted last character": lambda: adapted(LastCharacter()),
    "adapted twice": lambda: AdaptedScorer(adapted(Weights()), Learned(["\nanna\n", "a\u4e2da\u4e2d"])),
    "mixed": lambda: MixedScorer(built_in_model(), LastCharacter(), 0.2),
    "mixed with an adapted one": lambda: MixedScorer(Weights(), adapted(LastCharacter()), 0.5),
}


@pytest.mark.parametrize("name", SCORERS)
@given(context=TEXTS, more=TEXTS)
def test_what_is_kept_of_a_context_is_all_that_counts(name: str, context: str, more: str) -> None:
    scorer = SCORERS[name]()
    kept = scorer.shortest(context)
    assert context.endswith(kept)
    assert scorer.costs_nats(context + more, ASKED) == scorer.costs_nats(kept + more, ASKED)


@pytest.mark.parametrize("name", SCORERS)
@given(context=TEXTS, asked=st.permutations(ASKED), depth=st.floats(0.0, 30.0))
def test_the_cheapest_are_those_that_cost_little_more_than_the_least(
    name: str, context: str, asked: list[str], depth: float
) -> None:
    scorer, characters = SCORERS[name](), tuple(asked[:-2])
    pairs = list(zip(characters, scorer.costs_nats(context, characters), strict=True))
    most = min(cost for _, cost in pairs) + depth
    assert sorted(scorer.cheapest(context, characters, depth)) == sorted(pair for pair in pairs if pair[1] <= most)


def test_one_character_is_the_cheapest() -> None:
    for scorer in (make() for make in SCORERS.values()):
        assert list(scorer.cheapest("\n\u5b66", ("\u4e60",), 0.0)) == [
            ("\u4e60", scorer.costs_nats("\n\u5b66", ("\u4e60",))[0])
        ]


def test_what_is_next_to_impossible_is_cheap_where_all_is() -> None:
    class Rare(Weights):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
            return [60.0 + 30 * i for i, _ in enumerate(characters)]

    scorer, context, asked = AdaptedScorer(Rare(), Learned(["\u4e2d" * 4])), "\u4e2d\u4e2d", ("a", "b", "\n")
    assert [cost for _, cost in scorer.cheapest(context, asked, 12.0)] == scorer.costs_nats(context, asked)


@given(st.lists(st.text(ALPHABET, max_size=3)), st.text(ALPHABET, max_size=9), st.floats(0, 1))
def test_a_mixture_is_a_distribution(pieces: list[str], context: str, share: float) -> None:
    scorer = MixedScorer(Weights(), AdaptedScorer(LastCharacter(), Learned(pieces)), share)
    assert math.isclose(sum(math.exp(-cost) for cost in scorer.costs_nats(context, ALPHABET)), 1.0)


@pytest.mark.parametrize(("share", "same"), [(0.0, Weights()), (1.0, LastCharacter())])
def test_all_of_one_is_that_one(share: float, same: Scorer) -> None:
    mixed = MixedScorer(Weights(), LastCharacter(), share)
    assert mixed.costs_nats("ab", ALPHABET) == pytest.approx(same.costs_nats("ab", ALPHABET))


def test_half_of_each_lies_between_them() -> None:
    one, other = Weights(), LastCharacter()
    for a, b, mixed in zip(
        one.costs_nats("a", ALPHABET),
        other.costs_nats("a", ALPHABET),
        MixedScorer(one, other, 0.5).costs_nats("a", ALPHABET),
        strict=True,
    ):
        assert min(a, b) <= mixed <= max(a, b)


def test_what_is_impossible_to_both_is_still_a_number() -> None:
    class Never(Weights):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
            return [math.inf for _ in characters]

    assert 50 < MixedScorer(Never(), Never(), 0.5).costs_nats("", ("a",))[0] < 100


class OfTheLine(Weights):
    """Finds cheap what the line has for certain."""

    def __init__(self, certain: str = "") -> None:
        self.certain = certain

    def costs_nats(self, context: str, characters: tuple[str, ...]) -> list[float]:
        return [1.0 if character in self.certain else 2.0 for character in characters]

    def for_line(self, certain: str) -> OfTheLine:
        return OfTheLine(certain)


@pytest.mark.parametrize(
    "scorer",
    [MixedScorer(OfTheLine(), OfTheLine(), 0.5), AdaptedScorer(OfTheLine(), Learned([]))],
    ids=["mixed", "adapted"],
)
def test_a_line_prepares_all_that_a_scorer_is_made_of(scorer: Scorer) -> None:
    assert scorer.for_line("a").costs_nats("", ("a", "b")) == pytest.approx([1.0, 2.0])
    assert scorer.costs_nats("", ("a", "b")) == pytest.approx([2.0, 2.0])


def test_costs_are_all_that_has_to_be_written() -> None:
    class Even(Scorer):
        def costs_nats(self, context: str, characters: tuple[str, ...]) -> Sequence[float]:
            return [1.0 for _ in characters]

    scorer = Even()
    assert scorer.shortest("\nall of it") == "\nall of it"
    assert scorer.for_line("all") is scorer


def test_costs_have_to_be_written() -> None:
    class Nothing(Scorer):
        pass

    with pytest.raises(TypeError, match="costs_nats"):
        Nothing()  # type: ignore[abstract]
