"""Bounds by gates as a whole: below the best whatever the prices, on small models with every kind of switch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import ArrayModel, Arrays
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.backends.highs_lp import LpResult, WarmLP
from cbeclogistics.engine.best import Best
from cbeclogistics.engine.families import sample
from cbeclogistics.engine.families.gated import gated
from cbeclogistics.engine.families.openings import openings
from cbeclogistics.engine.families.pricing import Pricing
from cbeclogistics.engine.families.start import Start
from cbeclogistics.engine.families.structure import Families
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.links import StrongLinks
from cbeclogistics.engine.location.uncapacitated.search import Search

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


def reduced_exactly(model: Arrays, dual: np.ndarray) -> list[Fraction]:
    """Reduced costs in fractions."""
    y, start = [Fraction(float(v)) for v in dual], model.matrix.indptr
    coefficients = [Fraction(float(v)) for v in model.matrix.data]
    return [
        Fraction(float(model.cost[j]))
        - sum(coefficients[k] * y[model.matrix.indices[k]] for k in range(start[j], start[j + 1]))
        for j in range(model.columns)
    ]


def exactly(families: Families, dual: np.ndarray) -> Fraction:
    """What duals prove with gates as a whole, in fractions: every choice of switches, each demand its cheapest way."""
    model, links, gates = families.model, families.links, families.gates
    rows, reduced = model.matrix.tocsr(), reduced_exactly(model, dual)
    total = sum(
        (Fraction(float(v)) * Fraction(float(model.row_upper[r])) for r, v in enumerate(dual) if v), Fraction(0)
    )
    apart = set(gates.way) | set(links.switch_column)
    for j in set(range(model.columns)) - apart:
        total += min(reduced[j] * Fraction(float(side)) for side in (model.lower[j], model.upper[j]))
    choices = []
    for on in itertools.product((0, 1), repeat=links.switch_column.size):
        point = np.zeros(model.columns)
        point[links.switch_column] = on
        allowed = (model.lower <= point) & (point <= model.upper)
        if not allowed[links.switch_column].all() or (rows[gates.exclusive] @ point > 1).any():
            continue
        opened = set(links.switch[np.array(on) > 0])
        cost = sum((reduced[j] for j in links.switch_column[np.array(on) > 0]), Fraction(0))
        for d, row in enumerate(gates.row):
            ways = [w for w, g in zip(gates.way[gates.demand == d], gates.gate[gates.demand == d], strict=True)
                    if g < 0 or gates.by[g] in opened]  # fmt: skip
            cost += min(reduced[w] for w in ways) * Fraction(float(model.row_lower[row]))
        choices.append(cost)
    return total + min(choices)


@pytest.mark.parametrize("seed", range(30))
def test_a_bound_is_below_what_its_prices_prove_in_fractions(seed: int) -> None:
    families = Families.of(*drawn(seed))
    gates, r = families.gates, np.random.default_rng(seed)
    dual = np.where(families.own < 0, r.uniform(-3, 0, families.model.rows), r.uniform(-3, 9, families.model.rows))
    dual[gates.row] = dual[gates.exclusive] = 0.0
    found = gated(families, dual, lambda: False)
    assert found is not None
    exact = exactly(families, dual)
    assert Fraction(found.bound) <= exact
    assert found.bound == pytest.approx(float(exact), rel=0.1)


@pytest.mark.parametrize("seed", range(30))
def test_reduced_costs_are_never_higher_than_in_fractions(seed: int) -> None:
    model, family, links = drawn(seed)
    families = Families.of(model, family, links)
    dual = np.random.default_rng(seed).uniform(-1, 0, model.rows) / 3
    found = openings(families, model, dual, ways=True)
    dual[families.gates.exclusive] = 0.0
    exact = reduced_exactly(model, dual)
    assert all(Fraction(float(v)) <= e for v, e in zip(found.reduced, exact, strict=True))
    np.testing.assert_allclose(found.reduced, [float(e) for e in exact], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(60))
def test_what_the_stages_end_with_is_true(seed: int) -> None:
    model, family, links = drawn(seed)
    optimal, best = optimum(model), Best(model, Limits(gap=1e-6), Watch())
    Start(Families.of(model, family, links), best, Highs(), {}).run()
    assert best.proven <= optimal + 1e-6 * abs(optimal)
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


def test_nothing_is_begun_once_the_caller_has_had_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    families, shakes = Families.of(*drawn(3)), []
    dual = np.zeros(families.model.rows)
    assert gated(families, dual, lambda: True) is None
    monkeypatch.setattr(Search, "shake", lambda search, rounds, strength: shakes.append(rounds))
    assert gated(families, dual, lambda: len(shakes) >= 2) is not None
    assert len(shakes) == 2
    watch = Watch()
    pricing = Pricing(families)
    made = []

    def counted(model: Arrays) -> WarmLP:
        made.append(model)
        watch.cancel.cancel()
        return WarmLP(model)

    monkeypatch.setattr("cbeclogistics.engine.families.pricing.WarmLP", counted)
    assert pricing.at(families.model.cost, Limits(), watch) is None
    assert pricing.at(families.model.cost, Limits(time_limit=0.0), Watch()) is None
    assert len(made) == 1


def test_what_is_shut_stays_shut_in_families_priced_later() -> None:
    families = Families.of(*drawn(4))
    shut = np.zeros(families.model.columns, dtype=bool)
    shut[families.gates.way[families.gates.gate >= 0]] = True
    early, late = Pricing(families), Pricing(families)
    late.at(families.model.cost, Limits(), Watch())
    for pricing in (early, late):
        pricing.shut(shut)
        found = pricing.at(families.model.cost, Limits(), Watch())
        assert found is not None
        assert found.x.any()
        assert not found.x[shut].any()


def test_a_sample_of_goods_that_cost_nothing_counts_each_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    model, family, links = drawn(5)
    monkeypatch.setattr(sample, "SAMPLE_COLUMNS", 1)
    monkeypatch.setattr(sample, "FEWEST", 1)
    free = replace(model, cost=np.where(family >= 0, 0.0, model.cost))
    chosen, times = sample._chosen(Families.of(free, family, links))
    assert (chosen.size, times) == (1, PRODUCTS)
    chosen, times = sample._chosen(Families.of(model, family, links))
    assert chosen.size == 1
    assert times > 1


@pytest.mark.parametrize("seed", range(20))
def test_a_demand_that_several_families_serve_is_theirs_together(seed: int) -> None:
    model, family, links = drawn(seed)
    gates = Families.of(model, family, links).gates
    family[gates.way[gates.demand == 0][-1]] = -1
    families = Families.of(model, family, links)
    assert families.own[gates.row[0]] < 0
    assert sample.first_prices(families, Limits(), Watch()) is not None
    optimal, best = optimum(model), Best(model, Limits(gap=1e-6), Watch())
    Start(families, best, Highs(), {}).run()
    assert best.proven <= optimal + 1e-6 * abs(optimal)
    assert best.objective >= optimal - 1e-6 * abs(optimal)


def test_the_sample_may_take_a_share_of_the_time_and_prices_of_nothing_do(monkeypatch: pytest.MonkeyPatch) -> None:
    model, family, links = drawn(4)
    given: list[float] = []

    def out_of_time(cuts: object, best: Best) -> Iterator[tuple[LpResult, Arrays]]:
        given.append(best.limits.time_limit)
        yield LpResult(Proof.LIMIT), best.model

    monkeypatch.setattr(sample, "tightening", out_of_time)
    optimal, best = optimum(model), Best(model, Limits(gap=1e-6, time_limit=1000.0), Watch())
    Start(Families.of(model, family, links), best, Highs(), {}).run()
    assert 200 < given[0] <= 250
    assert 0.5 * optimal < best.proven <= optimal + 1e-6 * abs(optimal)
    assert best.x is not None


def test_a_false_bound_can_be_told_from_a_true_one() -> None:
    model, _, _ = drawn(0)
    best = Best(model, Limits(), Watch())
    best.bound = 5.0
    best.bound = 3.0
    assert best.bound == best.proven == 5.0
    best.objective = 4.0
    assert (best.bound, best.proven) == (4.0, 5.0)
