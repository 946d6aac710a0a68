"""Planner family: bound ≤ exact optimum ≤ plan on random instances, and plans survive their independent check."""

from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.planner.check import check_plan
from cbeclogistics.engine.planner.generate import Dimensions, draw
from cbeclogistics.engine.planner.solve import solve_planner
from cbeclogistics.engine.planner.whole import whole_model


def small(seed):
    """A few markets, products and sites; every third with periods, every fourth with scarce goods or no parcels."""
    r = np.random.default_rng(seed)
    shape = Dimensions(int(r.integers(4, 9)), int(r.integers(1, 4)), int(r.integers(3, 5)))
    problem = draw(shape, seed, f"small-{seed}", periods=1 + seed % 3 // 2)
    if seed % 4 == 1:
        problem = replace(problem, supply_units=np.round(problem.supply_units * 0.95) + 1)
    if seed % 4 == 2:
        rows = problem.inbound_row.copy()
        rows[:, -1] = -1
        none = np.full_like(problem.direct_goods_price, np.inf)
        room = problem.capacity_m3 * 3
        problem = replace(problem, direct_goods_price=none, inbound_row=rows, capacity_m3=room)
    return problem


@pytest.mark.parametrize("seed", range(200))
def test_bound_optimum_plan(seed):
    problem = small(seed)
    model = whole_model(problem)
    exact = Highs().solve(model.arrays, Limits(gap=1e-9), Watch(), parameters={})
    assert exact.proof == Proof.OPTIMAL
    outcome = solve_planner(problem, Limits(gap=1e-5), work_limit=20_000)
    assert outcome.bound <= exact.objective * (1 + 1e-7)
    assert outcome.cost >= exact.bound * (1 - 1e-7)
    assert outcome.gap <= 1e-5
    plan = outcome.document(problem)
    verdict = check_plan(problem, plan)
    assert verdict.broken == ()
    assert verdict.cost == pytest.approx(outcome.cost, rel=1e-9)
