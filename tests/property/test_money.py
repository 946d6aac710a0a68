"""Money is never gained or lost by rounding and splitting."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbeclogistics.money import from_cents, split_cents, to_cents

CENTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=40)


@given(total=CENTS, weights=WEIGHTS.filter(lambda w: sum(w) > 0))
def test_parts_of_a_split_sum_to_the_whole(total: int, weights: list[float]) -> None:
    parts = split_cents(total, weights)
    assert parts.dtype == np.int64
    assert int(parts.sum()) == total


@given(total=st.integers(-(10**9), 10**9), weights=WEIGHTS.filter(lambda w: sum(w) > 1e-3))
def test_no_part_is_a_cent_or_more_from_its_due(total: int, weights: list[float]) -> None:
    due = total * np.array(weights) / np.sum(weights)
    assert (np.abs(split_cents(total, weights) - due) < 1 + 1e-6).all()


@given(total=CENTS, weights=WEIGHTS.filter(lambda w: sum(w) > 0))
def test_the_heavier_part_is_not_the_smaller_by_more_than_a_cent(total: int, weights: list[float]) -> None:
    parts, w = split_cents(total, weights), np.array(weights)
    assert (np.sign(parts[parts != 0]) == np.sign(total)).all()
    if (w > 0).all():
        heavy, light = int(np.argmax(w)), int(np.argmin(w))
        assert abs(parts[heavy]) >= abs(parts[light]) - 1


def test_a_total_needs_somebody_to_bear_it() -> None:
    with pytest.raises(ValueError, match="weights"):
        split_cents(1, [0.0, 0.0])
    with pytest.raises(ValueError, match="weights"):
        split_cents(1, [2.0, -1.0])
    assert split_cents(0, [0.0, 0.0]).tolist() == [0, 0]


@given(thousandths=st.integers(-(10**12), 10**12))
def test_half_cents_are_rounded_away_from_zero(thousandths: int) -> None:
    exact = Decimal(thousandths) / 1000
    due = int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))  # of a negative number: away from zero too
    assert int(to_cents(float(exact))) == due


@given(cents=st.lists(CENTS, max_size=30))
def test_cents_survive_being_an_amount(cents: list[int]) -> None:
    assert to_cents(from_cents(cents)).tolist() == cents


@given(amount=st.floats(-1e9, 1e9))
def test_rounding_is_symmetric_and_within_half_a_cent(amount: float) -> None:
    assert int(to_cents(-amount)) == -int(to_cents(amount))
    assert abs(float(from_cents(to_cents(amount))) - amount) <= 0.005 + 1e-9 * max(1.0, abs(amount))
