"""Safety stock against the worked examples of Chopra & Meindl, Supply Chain Management (3rd ed. 2007), chapter 11.

Their weeks and days are our days: only the ratio counts. They leave out what was short before (`textbook`).
"""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.stock.cycle import Cycle, by_calendar, by_quantity, cycle_stock_units, pipeline_stock_units
from cbeclogistics.stock.families import FAMILIES, Family, suggested_family
from cbeclogistics.stock.lead_time import daily, demand_over, mixed_lead_time
from cbeclogistics.stock.safety import (
    safety_factor,
    safety_factor_for_fill,
    safety_for_cycle_service,
    safety_for_fill,
)
from cbeclogistics.stock.service import cycle_service, fill_rate, leftover_units

PALMS = by_quantity(2500.0, 500.0, 2.0, 0.0, 10_000.0)  # σ_L = √2 · 500 = 707


def test_cycle_service_of_a_level() -> None:  # 6,000 = 5,000 + 1,000; z = 1,000 / 707 = 1.414
    assert cycle_service(PALMS, 1000.0) == pytest.approx(0.9214, abs=5e-5)


def test_fill_rate_of_a_level() -> None:  # 25 short in a cycle of 10,000
    assert fill_rate(PALMS, 1000.0, textbook=True) == pytest.approx(1 - 25 / 10_000, abs=2e-5)


def test_safety_stock_for_a_cycle_service() -> None:  # 0.90: 1.2816 · 707.1
    assert safety_for_cycle_service(PALMS, 0.9) == pytest.approx(1.2815515655446004 * 500 * np.sqrt(2))
    assert safety_factor(0.9) == pytest.approx(1.2815515655446004, rel=1e-15)


def test_safety_stock_for_a_fill_rate() -> None:  # 250 short in a cycle: 67
    assert round(float(safety_for_fill(PALMS, 0.975, textbook=True))) == 67
    z = safety_factor_for_fill(0.975, PALMS.std_units, 10_000)
    assert safety_for_fill(PALMS, 0.975, textbook=True) == pytest.approx(float(z * PALMS.std_units))


def test_lead_times_that_vary_cost_more_than_demand_that_varies() -> None:
    # √(7 · 500² + 2,500² · 7²) = 17,550; times 1.2816 = 22,491
    cycle = by_quantity(2500.0, 500.0, 7.0, np.array([0.0, 7.0]), 10_000.0)
    assert cycle.std_units == pytest.approx([1322.876, 17549.929], rel=1e-6)
    assert safety_for_cycle_service(cycle, 0.9).round().tolist() == [1695, 22491]


def test_review_by_the_calendar_protects_over_review_and_lead_time() -> None:
    # every 4 weeks, lead time 2: √6 · 500 = 1,225; times 1.2816 = 1,570
    cycle = by_calendar(2500.0, 500.0, 2.0, 0.0, 4.0)
    assert safety_for_cycle_service(cycle, 0.9) == pytest.approx(1570, abs=0.5)
    assert (cycle.mean_units, cycle.quantity_units) == (15_000, 10_000)


def test_a_fill_rate_counts_shortage_once_not_again_in_the_next_cycle() -> None:
    # small lots: 1 − σ (G(0) − G(Q/σ)) / Q tends to Φ(0) = 0.5, the textbook's goes to −∞
    cycle = by_quantity(2500.0, 500.0, 2.0, 0.0, np.array([1.0, 100.0]))
    assert fill_rate(cycle, 0.0) == pytest.approx([0.5, 0.528], abs=1e-3)
    assert (fill_rate(cycle, 0.0, textbook=True) < -1).all()


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("textbook", [False, True])
def test_the_least_stock_that_keeps_a_target_is_found(name: str, textbook: bool) -> None:
    family: Family = FAMILIES[name]
    target = np.array([0.3, 0.8, 0.95, 0.999])[:, None]
    for cycle in (
        by_calendar(2.0, 2.5, np.array([0.0, 3.3, 40.0]), 1.0, 7.0),
        by_quantity(0.3, 0.7, np.array([1.0, 5.0, 30.0]), 2.0, 5.0),
    ):
        for least, served in (
            (safety_for_cycle_service(cycle, target, family), lambda s, c=cycle: cycle_service(c, s, family)),
            (safety_for_fill(cycle, target, family, textbook=textbook),
             lambda s, c=cycle: fill_rate(c, s, family, textbook=textbook)),
        ):  # fmt: skip
            assert least.shape == (4, 3)
            assert (served(least) >= target - 1e-12).all()
            less = 1.0 if family.whole else 1e-6
            lower = least + cycle.mean_units > 0 if family.whole else np.full(least.shape, True)
            assert (served(least - less) < target)[lower].all()


def test_certain_demand_needs_no_safety_stock_for_cycle_service() -> None:
    cycle = by_quantity(10.0, 0.0, np.array([1.0, 5.0]), 0.0, 100.0)
    assert safety_for_cycle_service(cycle, 0.99).tolist() == [0, 0]
    assert safety_for_fill(cycle, 0.75) == pytest.approx([-25, -25])  # planned to run short by a quarter of each lot
    assert fill_rate(cycle, [0.0, -50.0]) == pytest.approx([1.0, 0.5])


@pytest.mark.parametrize("target", [0.0, 1.0, 1.2, np.nan])
def test_a_target_is_a_share(target: float) -> None:
    for find in (safety_for_cycle_service, safety_for_fill):
        with pytest.raises(ValueError, match="share"):
            find(PALMS, target)


def test_a_cycle_in_which_nothing_is_wanted_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0 units"):
        by_calendar([1.0, 0.0], 1.0, 3.0, 0.0, 7.0)
    with pytest.raises(ValueError, match="more than 0 units"):
        by_quantity(1.0, 1.0, 3.0, 0.0, 0.0)


def test_a_day_of_a_month_varies_by_its_root() -> None:
    mean, std = daily(300.0, 60.0, 30.0)
    assert (float(mean), float(std)) == pytest.approx((10, 60 / np.sqrt(30)))
    assert demand_over(mean, std, 30.0)[1] == pytest.approx(60)


def test_ways_of_different_length_add_to_the_deviation_of_the_lead_time() -> None:
    # half by sea in 30 days, half by air in 10: mean 20, deviation √(10² + ½ 3² + ½ 1²) = √105
    mean, std = mixed_lead_time([2.0, 2.0], [30.0, 10.0], [3.0, 1.0])
    assert (float(mean), float(std)) == pytest.approx((20, np.sqrt(105)))


def test_stock_that_lies_between_arrivals_and_on_the_way() -> None:
    assert cycle_stock_units(120.0) == 60
    assert pipeline_stock_units(4.0, [30.0, 2.5]).tolist() == [120, 10]


def test_small_demand_is_counted_and_wide_demand_is_skew() -> None:
    chosen = suggested_family([1, 5, 20, 20, 100], [1, 5, 4, 15, 20])
    assert chosen.tolist() == ["poisson", "negative_binomial", "normal", "gamma", "normal"]


def test_what_is_left_of_a_season_is_level_less_sales() -> None:
    # Poisson with mean 1 and level 1: left only if nothing came, e⁻¹
    assert leftover_units(1.0, 1.0, 1.0, FAMILIES["poisson"]) == pytest.approx(np.exp(-1))
    assert leftover_units(100.0, 100.0, 30.0) == pytest.approx(30 * 0.3989422804014327)


def test_cycles_are_of_whatever_shape_their_parts_make() -> None:
    cycle: Cycle = by_calendar(np.ones((3, 1)), np.array([1.0, 2.0]), 5.0, 0.0, 2.0)
    assert safety_for_fill(cycle, 0.9).shape == (3, 2)
