"""Runs of the planner family that are cut short, begun from less, or asked for what cannot be."""

from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import CancelToken, Limits, Watch
from cbeclogistics.engine.planner import search
from cbeclogistics.engine.planner.check import check_plan
from cbeclogistics.engine.planner.generate import generate, one_product
from cbeclogistics.engine.planner.solve import solve_planner


def fewer_from_here_on(monkeypatch):
    """Have problems of a few thousand pairs of demand and site begun from smaller ones."""
    monkeypatch.setattr(search, "SAMPLE_FROM", 4000)
    monkeypatch.setattr(search, "SAMPLED", 1500)


@pytest.fixture(params=["many products", "one product", "one product from groups", "many products from a sample"])
def problem(request, monkeypatch):
    if "from" in request.param:
        fewer_from_here_on(monkeypatch)
    return generate(30_000, seed=3) if "many" in request.param else one_product(12, 400, 2, seed=1)


@pytest.fixture
def optimum(problem):
    outcome = solve_planner(problem, Limits(gap=1e-4), work_limit=20_000)
    assert outcome.gap <= 1e-4
    return outcome


def assert_holds(problem, outcome, optimum):
    verdict = check_plan(problem, outcome.document(problem))
    assert verdict.broken == ()
    assert verdict.cost == pytest.approx(outcome.cost, rel=1e-9)
    assert np.isfinite(outcome.bound)
    assert outcome.bound <= optimum.cost
    assert outcome.cost >= optimum.bound


def test_a_run_cut_at_any_work_has_a_plan_and_a_bound(problem, optimum):
    gaps = []
    for work in (*range(12), 20, 40, 80, 160, 320):
        outcome = solve_planner(problem, Limits(gap=0.0), work_limit=work)
        assert_holds(problem, outcome, optimum)
        gaps.append(outcome.gap)
    assert gaps[-1] < 0.5 * gaps[0]


def test_a_run_without_time_has_a_plan_and_a_bound(problem, optimum):
    assert_holds(problem, solve_planner(problem, Limits(gap=0.0, time_limit=0.0)), optimum)


def test_a_run_cancelled_at_any_report_has_a_plan_and_a_bound(problem, optimum):
    for at in (1, 2, 3, 5, 8):
        token, heard = CancelToken(), []

        def hear(progress, token=token, heard=heard, at=at):
            heard.append(progress)
            if len(heard) == at:
                token.cancel()

        outcome = solve_planner(problem, Limits(gap=0.0), Watch(report=hear, cancel=token), work_limit=2000)
        assert_holds(problem, outcome, optimum)
        if len(heard) > at:
            assert outcome.proof == Proof.CANCELLED


def test_the_same_work_gives_the_same_answer(problem):
    first, second = (solve_planner(problem, Limits(gap=0.0, threads=n), work_limit=150) for n in (1, 2))
    assert (first.cost, first.bound, first.rounds) == (second.cost, second.bound, second.rounds)
    assert np.array_equal(first.flows.units, second.flows.units)


def test_a_solve_of_groups_tells_plan_and_bound_while_it_goes_on(monkeypatch):
    fewer_from_here_on(monkeypatch)
    told = []
    solve_planner(one_product(12, 400, 2), Limits(gap=1e-3), Watch(report=told.append), work_limit=2000)
    first = next(i for i, progress in enumerate(told) if progress.stage == "solving a smaller problem")
    assert all(np.isfinite(progress.gap) for progress in told[first:])


@pytest.mark.parametrize("field", ["supply_units", "capacity_m3"])
def test_more_demand_than_there_can_be_is_proven_infeasible(field):
    problem = generate(3000, seed=3) if field == "supply_units" else one_product(12, 400, 2)
    short = replace(problem, **{field: getattr(problem, field) * 0.1})
    outcome = solve_planner(short, Limits())
    assert outcome.proof == Proof.INFEASIBLE
    assert outcome.flows is None
    assert outcome.cost == outcome.bound == np.inf


def test_a_product_that_nothing_can_bring_is_proven_infeasible():
    problem = generate(3000, seed=3)
    inbound, direct = problem.inbound_price.copy(), problem.direct_goods_price.copy()
    inbound[1], direct[1] = np.inf, np.inf
    outcome = solve_planner(replace(problem, inbound_price=inbound, direct_goods_price=direct), Limits())
    assert outcome.proof == Proof.INFEASIBLE


def test_barely_enough_room_is_not_called_infeasible():
    problem = one_product(12, 400, 2)
    need = np.bincount(problem.demand_period, problem.demand_units).max()
    tight = replace(problem, capacity_m3=problem.capacity_m3 * (need / problem.capacity_m3.sum()) * (1 + 1e-9))
    outcome = solve_planner(tight, Limits(gap=1e-3), work_limit=3000)
    assert outcome.proof != Proof.INFEASIBLE
    assert check_plan(tight, outcome.document(tight)).holds
