"""What must hold of any safety stock, pooled demand and age of stock."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cbeclogistics.stock.ageing import days_by_tier, days_past, share_left, share_older
from cbeclogistics.stock.cycle import Cycle, by_calendar, by_quantity
from cbeclogistics.stock.families import FAMILIES, Family
from cbeclogistics.stock.pooling import pooled_std_units
from cbeclogistics.stock.safety import safety_for_cycle_service, safety_for_fill
from cbeclogistics.stock.service import cycle_service, fill_rate, leftover_units

amounts = st.floats(0.05, 500)
shares = st.floats(0.02, 0.9995)
families = st.sampled_from(list(FAMILIES.values()))


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    mean, lead = draw(amounts), draw(st.floats(0, 90))
    std, spread = mean * draw(st.floats(0.05, 3)), draw(st.sampled_from([0.0, 0.1, 0.5])) * lead
    if draw(st.booleans()):
        return by_calendar(mean, std, lead, spread, draw(st.floats(0.5, 40)))
    assume(lead > 0.01)
    return by_quantity(mean, std, lead, spread, mean * draw(st.floats(0.5, 90)))


@given(cycles(), shares, families, st.booleans())
def test_the_least_stock_for_a_fill_rate_keeps_it_and_less_does_not(
    cycle: Cycle, target: float, family: Family, textbook: bool
) -> None:
    safety = safety_for_fill(cycle, target, family, textbook=textbook)
    found = fill_rate(cycle, safety, family, textbook=textbook)
    if not family.whole:
        assert found == pytest.approx(target, abs=1e-10)
        return
    assert found >= target - 1e-9
    if cycle.mean_units + safety >= 1:
        assert fill_rate(cycle, safety - 1, family, textbook=textbook) < target


@given(cycles(), shares, families)
def test_the_least_stock_for_a_cycle_service_keeps_it_and_less_does_not(
    cycle: Cycle, target: float, family: Family
) -> None:
    safety = safety_for_cycle_service(cycle, target, family)
    rounding = 1e-12 * (cycle.mean_units + cycle.std_units)  # a level far below the mean drowns in it
    assert cycle_service(cycle, safety + rounding, family) >= target - 1e-9
    if family.whole and cycle.mean_units + safety >= 1:
        assert cycle_service(cycle, safety - 1, family) < target


@given(cycles(), shares, shares, families)
def test_more_service_never_needs_less_stock(cycle: Cycle, one: float, other: float, family: Family) -> None:
    low, high = sorted((one, other))
    for find in (safety_for_fill, safety_for_cycle_service):
        assert find(cycle, low, family) <= find(cycle, high, family) + 1e-9 * cycle.std_units


@given(cycles(), st.floats(-2, 6), families)
def test_the_textbook_never_promises_more(cycle: Cycle, z: float, family: Family) -> None:
    safety = z * cycle.std_units
    assert fill_rate(cycle, safety, family, textbook=True) <= fill_rate(cycle, safety, family) + 1e-12


@given(cycles(), shares, families, st.floats(0.01, 100))
def test_the_unit_of_measured_demand_does_not_matter(cycle: Cycle, target: float, family: Family, by: float) -> None:
    assume(not family.whole)
    scaled = Cycle(*(by * part for part in vars(cycle).values()))
    found, other = safety_for_fill(cycle, target, family), safety_for_fill(scaled, target, family)
    assert other == pytest.approx(
        by * float(found), rel=1e-9, abs=1e-9 * by * float(cycle.mean_units + cycle.std_units)
    )


@given(amounts, st.floats(0.05, 3), st.floats(-1, 5), families)
def test_what_is_left_less_what_is_short_is_the_level_less_the_mean(
    mean: float, width: float, z: float, family: Family
) -> None:
    at, std = np.array(mean * max(0.0, 1 + z * width)), np.array(mean * width)
    left, short = leftover_units(at, mean, std, family), family.shortage(at, np.array(mean), std)
    assert left - short == pytest.approx(float(at) - mean, abs=1e-9 * (mean + float(at)))
    assert left >= -1e-9 * (mean + float(at))
    assert 0 <= family.above(at, np.array(mean), std) <= 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(0, 1))
def test_pooled_demand_lies_between_independent_and_in_step(std: list[float], correlation: float) -> None:
    alone, pooled, step = (pooled_std_units(std, rho) for rho in (0.0, correlation, 1.0))
    assert max(std) <= alone * (1 + 1e-12) + 1e-99
    assert alone <= pooled * (1 + 1e-12)
    assert pooled <= step * (1 + 1e-12)
    assert step == pytest.approx(sum(std))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=8), st.integers(1, 7))
def test_pooling_never_needs_more_than_two_stocks_apart(std: list[float], cut: int) -> None:
    at = min(cut, len(std) - 1)
    apart = pooled_std_units(std[:at]) + pooled_std_units(std[at:])
    assert pooled_std_units(std) <= apart * (1 + 1e-12)


@given(st.floats(0, 60), st.floats(0, 120), st.lists(st.floats(0, 300), min_size=1, max_size=5, unique=True))
def test_stock_grows_no_younger(wait: float, drawn: float, ages: list[float]) -> None:
    rising = np.sort(ages)
    for share in (share_left, days_past, share_older):
        assert (np.diff(share(rising, wait, drawn)) <= 1e-9).all()
    tiers = np.append(0.0, rising[rising > 0])
    days = days_by_tier(tiers, wait, drawn)
    assert (days >= -1e-9).all()
    assert days.sum() == pytest.approx(wait + drawn / 2, abs=1e-9)
