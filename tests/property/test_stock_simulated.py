"""Stock simulated day by day, or customer by customer, gives the service that the formulas promise.

Each case runs many independent stocks; what is promised must lie within 4 standard errors of what they give (the draws
are seeded: a failure is of the formula, not of luck), and that error must be small enough to tell.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from cbeclogistics.stock.cycle import by_calendar, by_quantity
from cbeclogistics.stock.families import FAMILIES
from cbeclogistics.stock.safety import safety_for_cycle_service, safety_for_fill
from cbeclogistics.stock.service import cycle_service, fill_rate

Floats = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator], Floats]
RUNS, CYCLES = 1000, 400
MEAN = 4.0  # a day
DAYS: dict[str, tuple[float, Draw]] = {  # deviation and draws of a day's demand; sums of days stay in the family
    "normal": (0.8, lambda rng: rng.normal(MEAN, 0.8, RUNS)),
    "gamma": (3.0, lambda rng: rng.gamma((MEAN / 3) ** 2, 9 / MEAN, RUNS)),
    "poisson": (2.0, lambda rng: rng.poisson(MEAN, RUNS).astype(float)),
    "negative_binomial": (3.0, lambda rng: rng.negative_binomial(16 / 5, 4 / 9, RUNS).astype(float)),
}


def by_days(draw: Draw, level: float, lead_days: int, review_days: int, seed: int) -> tuple[Floats, Floats]:
    """Share of demand served at once, and share of cycles without shortage, of each run.

    A stock is filled up to its level every few days in the morning, what was ordered comes in the morning a lead time
    later, and who finds nothing waits.
    """
    rng = np.random.default_rng(seed)
    on_hand, owed = np.full(RUNS, level), np.zeros(RUNS)
    coming: dict[int, Floats] = {}
    asked, served, good, counted = np.zeros(RUNS), np.zeros(RUNS), np.zeros(RUNS), 0
    first = 3 * (lead_days + review_days)
    for day in range(first + CYCLES * review_days):
        if day % review_days == 0:
            coming[day + lead_days] = level - (on_hand - owed + sum(coming.values(), np.zeros(RUNS)))
        if day in coming:
            if day > first:
                good, counted = good + (owed == 0), counted + 1
            on_hand = on_hand + coming.pop(day)
            repaid = np.minimum(on_hand, owed)
            on_hand, owed = on_hand - repaid, owed - repaid
        wanted = draw(rng)
        given = np.minimum(wanted, on_hand)
        on_hand, owed = on_hand - given, owed + (wanted - given)
        if day >= first:
            asked, served = asked + wanted, served + given
    return served / asked, good / counted


def within(promised: float, found: Floats, telling: float = 0.004) -> bool:
    error = float(found.std(ddof=1) / np.sqrt(found.size))
    assert 4 * error < telling
    return abs(float(found.mean()) - promised) < 4 * error


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize(("lead", "review", "target"), [(0, 1, 0.9), (3, 1, 0.97), (9, 5, 0.9), (2, 7, 0.985)])
def test_base_stock_serves_the_share_of_demand_it_was_made_for(
    name: str, lead: int, review: int, target: float
) -> None:
    std, draw = DAYS[name]
    family = FAMILIES[name]
    cycle = by_calendar(MEAN, std, float(lead), 0.0, float(review))
    safety = safety_for_fill(cycle, target, family)
    promised = float(fill_rate(cycle, safety, family))
    assert promised == pytest.approx(target) if not family.whole else target <= promised < target + 0.08
    filled, good = by_days(draw, float(cycle.mean_units + safety), lead, review, seed=1)
    assert within(promised, filled)
    assert within(float(cycle_service(cycle, safety, family)), good, telling=0.012)


@pytest.mark.parametrize("name", DAYS)
def test_base_stock_runs_out_in_as_many_cycles_as_it_may(name: str) -> None:
    std, draw = DAYS[name]
    family = FAMILIES[name]
    cycle = by_calendar(MEAN, std, 4.0, 0.0, 3.0)
    safety = safety_for_cycle_service(cycle, 0.9, family)
    filled, good = by_days(draw, float(cycle.mean_units + safety), 4, 3, seed=2)
    assert within(float(cycle_service(cycle, safety, family)), good, telling=0.012)
    assert within(float(fill_rate(cycle, safety, family)), filled)
    assert good.mean() >= 0.9 - 0.004


def by_customers(level: int, quantity: int, lead_days: float, runs: int, customers: int, seed: int) -> Floats:
    """Share of customers served at once in each run.

    They come at random for one unit each; when stock and orders less what is owed fall to a level, a fixed quantity is
    ordered.
    """
    rng = np.random.default_rng(seed)
    found = np.zeros(runs)
    for run in range(runs):
        moments = np.cumsum(rng.exponential(1 / MEAN, customers))
        # of the position, level + quantity at first, every quantity-th customer leaves the level and has it filled up
        ordered = moments[quantity - 1 :: quantity] + lead_days
        come = np.searchsorted(ordered, moments, side="right")
        net = level + quantity + come * quantity - np.arange(customers)  # before the customer takes one
        settled = moments > 5 * lead_days
        found[run] = (net[settled] > 0).mean()
    return found


@pytest.mark.parametrize(("lead", "quantity", "target"), [(5.0, 1, 0.9), (5.0, 30, 0.95), (12.0, 8, 0.8)])
def test_a_fixed_quantity_serves_the_share_of_customers_it_was_made_for(
    lead: float, quantity: int, target: float
) -> None:
    family = FAMILIES["poisson"]
    cycle = by_quantity(MEAN, 2.0, lead, 0.0, float(quantity))
    safety = safety_for_fill(cycle, target, family)
    promised = float(fill_rate(cycle, safety, family))
    assert target <= promised < target + 0.05
    found = by_customers(round(float(cycle.mean_units + safety)), quantity, lead, 400, 30_000, seed=3)
    assert within(promised, found)
    textbook = float(fill_rate(cycle, safety, family, textbook=True))
    assert textbook <= promised
    assert quantity > MEAN * lead or not within(textbook, found)  # small lots are where the textbook is wrong


def test_lead_times_that_vary_are_covered_nearly() -> None:
    """Demand over a lead time that varies is a mixture; normal demand of its mean and deviation only comes near it.

    Weekly orders that take 10, 12 or 14 days, so that none overtakes another.
    """
    rng = np.random.default_rng(4)
    weeks, runs = 400, 300
    lead = rng.choice([10, 12, 14], (runs, weeks + 1))
    arrival = 7 * np.arange(weeks + 1) + lead
    sold = np.cumsum(rng.normal(MEAN, 2.0, (runs, 7 * weeks + 30)), axis=1)
    ordered = np.concatenate([np.zeros((runs, 1)), sold[:, 6 : 7 * weeks : 7]], axis=1)  # sold before each order
    cycle = by_calendar(MEAN, 2.0, 12.0, np.sqrt(8 / 3), 7.0)
    safety = safety_for_cycle_service(cycle, 0.95)
    level = float(cycle.mean_units + safety)
    # of each week's order, what is sold until the next one is there
    until = np.take_along_axis(sold, arrival[:, 1:] - 1, axis=1) - ordered[:, :-1]
    good = (until <= level).mean(axis=1)
    assert good.mean() == pytest.approx(0.95, abs=0.01)
    flat = by_calendar(MEAN, 2.0, 12.0, 0.0, 7.0)
    assert (until <= flat.mean_units + safety_for_cycle_service(flat, 0.95)).mean() < 0.92  # without it
