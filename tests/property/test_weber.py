"""Sites anywhere against enumeration, cell bounds against points, and what no solver may change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits
from cbeclogistics.engine.weber.cells import centres, sphere_cells, split
from cbeclogistics.engine.weber.prices import CellCosts, least_sum
from cbeclogistics.engine.weber.problem import WeberProblem
from cbeclogistics.engine.weber.solve import solve_weber
from cbeclogistics.engine.weber.sphere import lonlat

RADIUS_KM = 6371.0088


def km(lon_a, lat_a, lon_b, lat_b):
    """Haversine, apart from the solver's chords."""
    xa, ya, xb, yb = (np.radians(v) for v in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((yb - ya) / 2) ** 2 + np.cos(ya) * np.cos(yb) * np.sin((xb - xa) / 2) ** 2
    return 2 * RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def random_problem(seed: int, world: bool = False) -> WeberProblem:
    r = np.random.default_rng(seed)
    n, sources = int(r.integers(1, 6)), int(r.integers(0, 3))
    west, east, south, north = (-180, 180, -70, 70) if world else (-10, 30, 35, 60)

    def places(count):
        return np.c_[r.uniform(west, east, count), r.uniform(south, north, count)]

    return WeberProblem(
        places(n), r.uniform(0.5, 3, n), int(r.integers(1, 4)), float(r.choice([0.0, 400.0])),
        r.uniform(0, 1, n) if sources else None, places(sources), r.uniform(0, 500, sources) if sources else None,
        places(int(r.integers(0, 2))),
    )  # fmt: skip


def partitions(items: list[int], most: int):
    """Every way to put items into at most so many sets."""
    if not items:
        yield []
        return
    for rest in partitions(items[1:], most):
        for k in range(len(rest)):
            yield [*rest[:k], [items[0], *rest[k]], *rest[k + 1 :]]
        if len(rest) < most:
            yield [[items[0]], *rest]


def served_from(p: WeberProblem, x, mine) -> float:
    out = (p.outbound[mine] * km(x[0], x[1], p.demand[mine, 0], p.demand[mine, 1])).sum()
    if not len(p.source):
        return out
    return out + p.inbound[mine].sum() * (km(x[0], x[1], p.source[:, 0], p.source[:, 1]) + p.source_km).min()


def best_single(p: WeberProblem, mine: list[int]) -> float:
    """Least cost of one site for these demands: from every demand, source and middle, by the simplex of Nelder-Mead."""
    starts = [*p.demand[mine], *p.source, p.demand[mine].mean(axis=0)]
    found = [
        minimize(lambda x: served_from(p, x, mine), s, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-7}).fun
        for s in starts
    ]
    return min(*found, *(served_from(p, s, mine) for s in starts))


def oracle(p: WeberProblem) -> float:
    """Least cost over all partitions of the demands, those of the existing sites apart."""
    n, best = len(p.demand), np.inf
    single: dict[tuple[int, ...], float] = {}
    for stay in range(2**n if len(p.existing) else 1):
        kept = [d for d in range(n) if stay >> d & 1]
        cost = sum(min(served_from(p, x, [d]) for x in p.existing) for d in kept)
        for parts in partitions([d for d in range(n) if d not in kept], p.sites):
            keys = [tuple(sorted(part)) for part in parts]
            for key in keys:
                if key not in single:
                    single[key] = best_single(p, list(key)) + p.fixed_cost
            best = min(best, cost + sum(single[key] for key in keys))
    return best


@given(seed=st.integers(0, 10**6))
@settings(max_examples=12, deadline=None)
def test_bound_oracle_and_plan_are_in_order(seed):
    problem = random_problem(seed)
    found, best = solve_weber(problem, Limits(gap=1e-3)), oracle(problem)
    assert found.bound <= best * (1 + 1e-9) + 1e-6
    assert found.cost >= best * (1 - 1e-6) - 1e-3
    assert found.cost == pytest.approx(stated_cost(problem, found), rel=1e-9, abs=1e-3)
    if found.proof is Proof.OPTIMAL:
        assert found.cost * (1 - 1.001e-3) <= best + 1e-3


def stated_cost(p: WeberProblem, found) -> float:
    """Cost of the answer, demand by demand as it says who serves."""
    cost = p.fixed_cost * len(found.places)
    for d, k in enumerate(found.site):
        cost += served_from(p, found.places[k], [d]) if k >= 0 else min(served_from(p, x, [d]) for x in p.existing)
    return cost


@given(seed=st.integers(0, 10**6), depth=st.integers(0, 4))
@settings(max_examples=30, deadline=None)
def test_no_site_in_a_cell_saves_more_than_its_bound_says(seed, depth):
    problem = random_problem(seed, world=True)
    r = np.random.default_rng(seed)
    cells = sphere_cells()[r.integers(0, 1280, 3)]
    for _ in range(depth):
        cells = split(cells)[r.integers(0, 4 * len(cells), 3)]
    v = np.minimum(r.uniform(0, 2e4, len(problem.demand)), problem.ceiling)
    one, more = CellCosts.of(problem, *centres(cells)).rho_of_cells(v)
    weights = r.dirichlet([0.5, 0.5, 0.5], size=60)
    for cell, single, several in zip(cells, one, more, strict=True):
        inside = weights @ cell
        inside /= np.linalg.norm(inside, axis=1)[:, None]
        costs = np.array([[served_from(problem, x, [d]) for d in range(len(v))] for x in lonlat(inside)])
        saved = np.maximum(v - costs, 0)
        assert single <= problem.fixed_cost - saved.sum(axis=1).max() + 1e-6
        assert several <= problem.fixed_cost - saved.max(axis=0).sum() + 1e-6
        assert several <= single


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_turning_the_globe_changes_nothing_but_longitudes(seed):
    problem = random_problem(seed)

    def turned(places):
        return np.c_[(places[:, 0] + 100 + 180) % 360 - 180, places[:, 1]]

    other = WeberProblem(
        turned(problem.demand), problem.outbound, problem.sites, problem.fixed_cost, problem.inbound,
        turned(problem.source), problem.source_km, turned(problem.existing),
    )  # fmt: skip
    here, there = (solve_weber(p, Limits(gap=1e-3)) for p in (problem, other))
    assert max(here.bound, there.bound) <= min(here.cost, there.cost) * (1 + 1e-9) + 1e-6


@given(one=st.lists(st.floats(-10, 10), min_size=1, max_size=5), sites=st.integers(1, 6), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_least_sum_is_below_every_choice_of_cells(one, sites, seed):
    r = np.random.default_rng(seed)
    single = np.array(one)
    more = single - r.uniform(0, 3, single.size)
    least, _ = least_sum(single, more, sites)
    for _ in range(50):  # a number of sites for each cell, no more than there are
        counts = np.bincount(r.integers(0, single.size, r.integers(0, sites + 1)), minlength=single.size)
        assert least <= np.where(counts == 1, single, np.where(counts > 1, more, 0.0)).sum() + 1e-9
