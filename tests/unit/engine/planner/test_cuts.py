"""Cuts over site choices: their linear relaxation against a solver, their local search against enumeration."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from cbeclogistics.engine.planner.cuts import Cuts
from cbeclogistics.engine.planner.generate import generate
from cbeclogistics.engine.planner.relaxation import Multipliers
from cbeclogistics.engine.planner.sample import sampled

SITES, OPTIONS, COUNT = 5, 3, 12


def drawn(seed):
    r = np.random.default_rng(seed)
    const, value = r.uniform(900, 1000, COUNT), r.uniform(-50, 50, (COUNT, SITES, OPTIONS))
    nothing = Multipliers(np.zeros(1), np.zeros((0, 1)))
    cuts = Cuts(SITES, OPTIONS, nothing)
    for k in range(COUNT):
        cuts.add(float(const[k]), value[k], nothing)
    barred = r.uniform(size=(SITES, OPTIONS)) < 0.3
    barred[np.arange(SITES), r.integers(0, OPTIONS, SITES)] = False
    return cuts, const, value, barred


def relaxed(const, value, barred):
    cost = np.r_[1.0, np.zeros(SITES * OPTIONS)]
    above = np.c_[-np.ones(COUNT), value.reshape(COUNT, -1)]
    one = np.c_[np.zeros(SITES), np.kron(np.eye(SITES), np.ones(OPTIONS))]
    bounds = [(None, None)] + [(0, 0 if b else 1) for b in barred.ravel()]
    return linprog(cost, above, -const, one, np.ones(SITES), bounds).fun


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_is_the_linear_relaxation_also_after_more_is_barred(seed):
    cuts, const, value, barred = drawn(seed)
    for mask in (np.zeros_like(barred), barred):
        exact = relaxed(const, value, mask)
        bound = cuts.bound(mask)
        assert bound <= exact + 1e-9 * abs(exact)
        assert bound == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_choices_are_no_cheaper_than_the_bound_and_search_passes_over_the_known(seed):
    cuts, const, value, barred = drawn(seed)
    sites = np.arange(SITES)
    said = {y: float((const + value[:, sites, list(y)].sum(1)).max()) for y in product(range(OPTIONS), repeat=SITES)}
    allowed = {y: cost for y, cost in said.items() if not barred[sites, list(y)].any()}
    assert cuts.bound(barred) <= min(allowed.values())
    start = np.array(min(allowed, key=lambda y: -allowed[y]))
    cost, found = cuts.near(start, barred)
    assert cost == pytest.approx(said[tuple(found)])
    assert cuts.says(found) == pytest.approx(cost)
    assert tuple(found) in allowed
    cuts.know(found)
    cost_of_another, another = cuts.near(start, barred)
    assert tuple(another) != tuple(found)
    assert cost_of_another >= cost


def test_a_sample_asks_for_as_much_as_the_whole():
    problem = generate(50_000, seed=3)
    part = sampled(problem, 150)
    assert 100 <= part.demands <= 200
    for units, of in ((part.demand_units, part), (problem.demand_units, problem)):
        assert np.bincount(of.demand_product, units) == pytest.approx(
            np.bincount(problem.demand_product, problem.demand_units)
        )
