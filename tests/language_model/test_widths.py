"""Fullwidth letters and digits are known from ASCII, where one of them that is no guess stands before."""

from __future__ import annotations

import pytest

from notefix.language_model.model import built_in_model
from notefix.language_model.widths import LETTERS, is_after_wide, is_wide, narrow_form, reach

ZERO, MARK, STOP = "\uff10", "\uff01", "\uff0e"  # all three lose their last byte to Windows-1254


@pytest.mark.parametrize("context", ["\uff11\uff19\uff19", "\u5171\uff12", "\uff11\uff10"])
def test_a_zero_follows_a_wide_digit(context: str) -> None:
    model = built_in_model()
    zero, mark, _ = model.costs_nats(context, (ZERO, MARK, STOP))
    assert zero < mark - 3.0


@pytest.mark.parametrize("context", ["\u4e2d\u56fd", "\u592a\u597d\u4e86\uff10", "\u597d\uff10\uff10\uff10", "19", ""])
def test_a_guess_or_anything_else_makes_none_likely(context: str) -> None:
    assert built_in_model().cost_nats(context, ZERO) > 5.0


@pytest.mark.parametrize("context", ["\uff11\uff19\uff19", "\u597d", "\uff21\uff34", "\u597d\uff10\uff10"])
@pytest.mark.parametrize("characters", [(ZERO, MARK, STOP), ("\uff2d", "\uff0d"), ("\u3002", MARK)])
def test_all_ways_to_ask_agree(context: str, characters: tuple[str, ...]) -> None:
    model = built_in_model()
    costs = list(model.costs_nats(context, characters))
    assert [model.cost_nats(context, character) for character in characters] == pytest.approx(costs)
    assert dict(model.cheapest(context, characters, 50.0)) == pytest.approx(dict(zip(characters, costs, strict=True)))
    shortest = model.shortest("\u524d\u6587" + context)
    assert list(model.costs_nats(shortest, characters)) == pytest.approx(
        list(model.costs_nats("\u524d\u6587" + context, characters))
    )


def test_what_is_wide() -> None:
    assert all(map(is_wide, LETTERS))
    assert "".join(map(narrow_form, LETTERS)) == "".join(filter(str.isalnum, map(chr, range(128))))
    assert not any(map(is_wide, ("", "0", "\u3000", "\u3002", MARK, "\uff0c", "\uff08", "\uff61")))


def test_only_so_many_guesses_are_passed() -> None:
    assert is_after_wide("\uff11" + ZERO * 7)
    assert not is_after_wide("\uff11" + ZERO * 8)
    assert reach(ZERO) > len("\uff11" + ZERO * 6)
    assert reach("\u597d") == 0
