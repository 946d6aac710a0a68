"""Age of stock: lots that wait behind safety stock and are then drawn down evenly."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.stock.ageing import (
    days_by_tier,
    days_past,
    obsolescence_cost,
    share_left,
    share_older,
    wait_days,
)


def test_without_safety_stock_a_lot_ages_as_the_model_says() -> None:
    # docs/model.md: S = 30 days on average, the part older than 40 lies (2 · 30 − 40)² / (4 · 30) = 10/3 days
    assert days_past(40.0, 0.0, 60.0) == pytest.approx(10 / 3)
    assert days_past(0.0, 0.0, 60.0) == pytest.approx(30)
    assert share_left(15.0, 0.0, 60.0) == pytest.approx(0.75)


def test_a_lot_waits_behind_the_safety_stock() -> None:
    wait = wait_days(50.0, 5.0)
    assert wait == 10
    assert share_left([5.0, 10.0, 30.0, 50.0, 80.0], wait, 40.0).tolist() == [1, 1, 0.5, 0, 0]
    assert days_past([0.0, 5.0, 10.0, 30.0, 50.0], wait, 40.0).tolist() == [30, 25, 20, 5, 0]


def test_half_of_the_stock_is_never_older_than_itself() -> None:
    assert share_older([0.0, 30.0, 60.0], 0.0, 60.0).tolist() == [1, 0.25, 0]  # (1 − a / C)²


def test_goods_that_leave_at_once_after_waiting() -> None:
    assert share_left([9.0, 10.0], 10.0, 0.0).tolist() == [1, 0]
    assert days_past([0.0, 4.0, 10.0], 10.0, 0.0).tolist() == [10, 6, 0]
    assert share_older(3.0, 0.0, 0.0) == 0


def test_days_in_tiers_sum_to_the_stay() -> None:
    tiers = days_by_tier([0.0, 30.0, 60.0], np.array([0.0, 25.0]), np.array([80.0, 80.0]))
    assert tiers.sum(axis=-1) == pytest.approx([40, 65])
    assert tiers[0] == pytest.approx([40 - 50**2 / 160, 50**2 / 160 - 20**2 / 160, 20**2 / 160])


def test_what_goes_out_of_fashion_costs_by_the_year() -> None:
    assert obsolescence_cost(100.0, 20.0, 12.0, 365.0) == pytest.approx(240)


@pytest.mark.parametrize(("wait", "drawn"), [(0.0, 40.0), (7.5, 40.0), (12.0, 0.5)])
def test_days_past_an_age_are_the_integral_of_what_is_left(wait: float, drawn: float) -> None:
    ages = np.linspace(0, 60, 600_001)
    left = share_left(ages, wait, drawn)
    for age in (0.0, 5.0, 10.0, 30.0):
        integral = left[ages >= age].sum() * (ages[1] - ages[0])
        assert days_past(age, wait, drawn) == pytest.approx(integral, abs=2e-4)
