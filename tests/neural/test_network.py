"""The network in numpy: what it answers, that it is the same everywhere, and that it is bounded."""

from __future__ import annotations

from math import exp, tanh

import numpy as np
import pytest

from notefix.neural.network import Network, Place, _tanh, built_in_network
from notefix.neural.tokens import damage_token
from tests.neural.toys import toy_weights

PAIR = ("\u4e0d", "\u4e0e")
DAMAGED = Place("\u4e0d", b"\xe4\xb8", PAIR)


def line(text: str) -> list[Place]:
    return [DAMAGED if character == "_" else Place(character) for character in text]


def test_probabilities_of_the_candidates_sum_to_one() -> None:
    (costs,) = Network(toy_weights()).costs_nats([line("ab_c")])
    assert list(costs) == [2]
    assert sum(exp(-cost) for cost in costs[2].values()) == pytest.approx(1.0, abs=0.02)


def test_both_sides_count() -> None:
    network = Network(toy_weights())
    texts = ["ab_ba", "bb_ba", "ab_bc"]
    answers = network.costs_nats([line(text) for text in texts])
    assert answers[0] != answers[1]
    assert answers[0] != answers[2]


def test_a_line_is_answered_alone_as_among_others() -> None:
    network = Network(toy_weights())
    texts = ["a_b", "abcabc_c_ab", "_", "b" * 700 + "_" + "c" * 300]
    together = network.costs_nats([line(text) for text in texts])
    assert together == [network.costs_nats([line(text)])[0] for text in texts]


def test_the_order_of_additions_means_nothing() -> None:
    """Sums are exact, so that every library of linear algebra finds the same."""
    weights = built_in_network()._weights
    random = np.random.Generator(np.random.PCG64(2))
    states = random.integers(-127, 128, weights.state_forward.shape[1]).astype(np.float32)
    matrix = weights.state_forward.astype(np.float32)
    exact = weights.state_forward.astype(np.int64) @ states.astype(np.int64)
    order = random.permutation(len(states))
    assert (matrix @ states == exact).all()
    assert (matrix[:, order] @ states[order] == exact).all()
    longest = max(weights.embedding.shape[1], *(len(m[0]) for m in (weights.state_forward, weights.output)))
    assert longest * 127 * 127 < 2**24


def test_answers_are_these_on_every_machine() -> None:
    (costs,) = Network(toy_weights()).costs_nats([line("ab_c_\u570b")])
    assert costs == {2: {"\u4e0d": 4.28125, "\u4e0e": 0.015625}, 4: {"\u4e0d": 2.96875, "\u4e0e": 0.046875}}


def test_the_approximation_of_tanh_is_close() -> None:
    points = np.linspace(-12.0, 12.0, 999, dtype=np.float32)
    assert np.abs(_tanh(points) - [tanh(point) for point in points.tolist()]).max() < 2e-4


def test_unknown_candidates_are_left_out() -> None:
    network = Network(toy_weights())
    place = Place("\u4e0d", b"\xe4\xb8", (*PAIR, "\u4e11"))
    assert set(network.costs_nats([[place]])[0][0]) == set(PAIR)
    assert network.costs_nats([[Place("\u4e0d", b"\xe4\xb8", ("\u4e0d", "\u4e11"))]]) == [{}]


def test_what_arrived_is_known_by_its_lead_at_least() -> None:
    tokens = {b"": 7, b"\xe4": 8, b"\xe4\xb8": 9}
    assert [damage_token(name, tokens) for name in (b"\xe4\xb8", b"\xe4\xb9", b"\xe5\xb8")] == [9, 8, 7]


def test_a_line_without_end_is_read_in_windows() -> None:
    network = Network(toy_weights())
    (costs,) = network.costs_nats([line("abc_" * 5_000)])
    assert len(costs) == 5_000


def test_what_is_far_away_means_nothing() -> None:
    """A place sees at least 64 others on both sides."""
    network = Network(toy_weights())
    one, other = (network.costs_nats([line(first * 600 + "ab_c" * 60)])[0] for first in "ab")
    assert one[600 + 4 * 50 + 2] == other[600 + 4 * 50 + 2]
