"""Bounds by gates as a whole: below the best whatever the prices, on small models with every kind of switch."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.engine.arrays import ArrayModel, Arrays
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.best import Best
from cbeclogistics.engine.families.gated import gated
from cbeclogistics.engine.families.start import Start
from cbeclogistics.engine.families.structure import Families
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.links import StrongLinks

SITES, PRODUCTS, DEMANDS, SIZES = 3, 3, 4, 2


def drawn(seed: int) -> tuple[Arrays, np.ndarray, StrongLinks]:
    """Sites with two sizes, exclusive or not, forced or closed; demands of products that share the sites' room.

    Some demands have a way without a site, and some a whole column beside the ways.
    """
    r = np.random.default_rng(seed)
    model = ArrayModel()
    sizes = model.add_columns("open", SITES * SIZES, cost=r.uniform(-5, 60, SITES * SIZES), upper=1.0, integer=True,
                              lower=(r.random(SITES * SIZES) < 0.08).astype(float))  # fmt: skip
    switch = np.repeat(np.arange(SITES), SIZES)
    exclusive = [i for i in range(SITES) if r.random() < 0.6 and model._lower[0][i * SIZES : (i + 1) * SIZES].sum() < 2]
    one = model.add_rows("one", len(exclusive), upper=1.0)
    room = model.add_rows("room", SITES, upper=0.0)
    for k, i in enumerate(exclusive):
        model.add_entries(one[np.full(SIZES, k)], sizes[np.arange(i * SIZES, (i + 1) * SIZES)], 1.0)
    model.add_entries(room[switch], sizes[np.arange(SITES * SIZES)], -r.uniform(8, 30, SITES * SIZES))
    family, column, row, by, units = [np.full(SITES * SIZES, -1)], [], [], [], []
    for product in range(PRODUCTS):
        wanted = r.uniform(1, 6, DEMANDS)
        served = model.add_rows("demand", DEMANDS, lower=wanted, upper=wanted)
        for d in range(DEMANDS):
            near = np.flatnonzero(r.random(SITES) < 0.8)
            x = model.add_columns("x", near.size, cost=r.uniform(1, 12, near.size), upper=wanted[d])
            model.add_entries(served[np.full(near.size, d)], x[np.arange(near.size)], 1.0)
            model.add_entries(room[near], x[np.arange(near.size)], 1.0)
            direct = model.add_columns("direct", 1, cost=r.uniform(10, 30), upper=wanted[d])
            model.add_entries(served[d], direct[0], 1.0)
            family.append(np.full(near.size + 1, product))
            if r.random() < 0.2:
                lot = model.add_columns("lot", 1, cost=r.uniform(0, 5), upper=wanted[d], integer=True)
                model.add_entries(served[d], lot[0], 1.0)
                family.append(np.array([product]))
            row.append(np.arange(near.size) + sum(c.size for c in column))
            column.append(x[np.arange(near.size)])
            by.append(near)
            units.append(np.full(near.size, wanted[d]))
    links = StrongLinks(np.concatenate(column), np.concatenate(row), np.concatenate(by), np.concatenate(units),
                        sizes[np.arange(SITES * SIZES)], switch)  # fmt: skip
    return model.freeze(), np.concatenate(family), links


def optimum(model: Arrays) -> float:
    return Highs().solve(model, Limits(gap=0.0), Watch(), parameters={}).objective


@pytest.mark.parametrize("seed", range(60))
def test_no_prices_prove_more_than_the_best_costs(seed: int) -> None:
    model, family, links = drawn(seed)
    best, families = optimum(model), Families.of(model, family, links)
    r = np.random.default_rng(seed)
    for _ in range(5):
        found = gated(families, r.uniform(-8, 8, model.rows) * (r.random(model.rows) < 0.7), lambda: False)
        assert found is None or found.bound <= best + 1e-6 * abs(best)


@pytest.mark.parametrize("seed", range(60))
def test_what_the_stages_end_with_is_true(seed: int) -> None:
    model, family, links = drawn(seed)
    optimal, best = optimum(model), Best(model, Limits(gap=1e-6), Watch())
    Start(Families.of(model, family, links), best, Highs(), {}).run()
    assert best.bound <= optimal + 1e-6 * abs(optimal)
    assert best.objective >= optimal - 1e-6 * abs(optimal)


def test_gates_say_something() -> None:
    bounds = []
    for seed in range(20):
        model, family, links = drawn(seed)
        best = Best(model, Limits(gap=1e-6), Watch())
        Start(Families.of(model, family, links), best, Highs(), {}).run()
        bounds.append(best.bound / optimum(model))
    assert np.median(bounds) > 0.8


def test_a_model_without_switches_has_no_gates() -> None:
    model = ArrayModel()
    ways = model.add_columns("x", 4, cost=[1.0, 2.0, 3.0, 1.0], upper=5.0)
    rows = model.add_rows("demand", 2, lower=5.0, upper=5.0)
    model.add_entries(rows[np.array([0, 0, 1, 1])], ways[np.arange(4)], 1.0)
    none = np.empty(0, dtype=np.int64)
    families = Families.of(
        model.freeze(), np.array([0, 0, 1, 1]), StrongLinks(none, none, none, np.empty(0), none, none)
    )
    found = gated(families, np.zeros(2), lambda: False)
    assert found is not None
    assert found.bound == pytest.approx(10.0)


def test_links_without_a_switch_gate_nothing() -> None:
    model, family, links = drawn(1)
    none = np.empty(0, dtype=np.int64)
    families = Families.of(model, family, StrongLinks(links.column, links.row, links.by, links.units, none, none))
    found = gated(families, np.zeros(model.rows), lambda: False)
    assert found is not None
    assert not found.weight.any()


def test_a_cancelled_start_ends_at_once_with_nothing_wrong() -> None:
    model, family, links = drawn(2)
    watch = Watch()
    watch.cancel.cancel()
    best = Best(model, Limits(gap=1e-6), watch)
    Start(Families.of(model, family, links), best, Highs(), {}).run()
    assert best.bound <= optimum(model)


def test_a_limit_of_no_time_ends_with_nothing_wrong() -> None:
    model, family, links = drawn(2)
    best = Best(model, Limits(gap=1e-6, time_limit=0.0), Watch())
    Start(Families.of(model, family, links), best, Highs(), {}).run()
    assert best.x is None
    assert best.bound <= optimum(model)
