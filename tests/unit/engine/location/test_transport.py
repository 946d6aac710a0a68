"""Flows of CFL for given sites, against a linear programme; local search on the sites."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import linprog

from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.location.capacitated import transport
from cbeclogistics.engine.location.capacitated.exchange import exchange
from cbeclogistics.engine.location.capacitated.lagrangian import bound_at
from cbeclogistics.engine.location.capacitated.near import by_cost
from cbeclogistics.engine.location.capacitated.transport import flows, unit_cost
from cbeclogistics.engine.location.problems import CFL


def drawn(seed: int) -> CFL:
    """Tight capacities, ties, some customers that ask for nothing; every third has no room to spare."""
    r = np.random.default_rng(seed)
    sites, customers = int(r.integers(1, 9)), int(r.integers(1, 25))
    demand = np.where(r.random(customers) < 0.1, 0, r.integers(1, 30, customers)).astype(float)
    share = r.random(sites) + 0.05
    room = np.ceil(demand.sum() * share / share.sum() * (1 if seed % 3 else r.uniform(1, 2)))
    if seed % 3 == 0:
        room[0] += demand.sum() - room.sum() if room.sum() < demand.sum() else 0
    cost = r.integers(0, 12, (sites, customers)) * np.where(seed % 2, 1.0, demand)
    return CFL(r.integers(0, 50, sites).astype(float), cost, room, demand)


def by_lp(problem: CFL) -> float:
    sites, customers = problem.sites, problem.customers
    served = sp.kron(np.ones((1, sites)), sp.eye(customers)).tocsr()
    load = sp.kron(sp.eye(sites), problem.demand[None, :]).tocsr()
    found = linprog(problem.service_cost.ravel(), load, problem.capacity, served, np.ones(customers))
    return float(found.fun) + float(problem.opening_cost.sum())


@pytest.mark.parametrize("seed", range(40))
def test_flows_are_the_best(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = drawn(seed)
    monkeypatch.setattr(transport, "PATHS", 1 + seed % 4)  # taken up again and again
    found = flows(problem, unit_cost(problem), np.ones(problem.sites, dtype=bool), Limits(), Watch())
    assert found is not None
    best = by_lp(problem)
    assert found.cost == pytest.approx(best, rel=1e-9, abs=1e-7)
    np.testing.assert_allclose(found.shares.sum(axis=0), 1.0, rtol=1e-12)
    assert (found.shares >= 0).all()
    assert (found.shares @ problem.demand <= problem.capacity * (1 + 1e-8)).all()
    again = flows(
        problem, unit_cost(problem), np.ones(problem.sites, dtype=bool), Limits(), Watch(), worthless=best * 0.999
    )
    assert again is not None
    assert again.cost == np.inf or again.cost == pytest.approx(best, rel=1e-9, abs=1e-7)
    worthwhile = flows(
        problem, unit_cost(problem), np.ones(problem.sites, dtype=bool), Limits(), Watch(), worthless=best + 1e-3
    )
    assert worthwhile is not None
    assert worthwhile.cost == found.cost


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_local_search_ends_where_no_move_is_better(seed: int, bounded: bool) -> None:
    problem = drawn(3 * seed)
    reduced, shut = np.zeros(problem.sites), -np.inf
    if bounded:  # by multipliers of any kind: a few moves are ruled out
        near, v = by_cost(problem.service_cost), problem.service_cost.mean(axis=0)
        free, numbers = np.zeros(problem.sites, np.int8), np.array([0, problem.sites])
        bound = bound_at(
            *near, problem.demand, problem.capacity, problem.opening_cost, free, numbers, v, reduced
        )  # fmt: skip
        shut = bound - reduced[reduced < 0].sum()
    unit, is_open = unit_cost(problem), np.ones(problem.sites, dtype=bool)
    doubt = np.random.default_rng(seed).permutation(problem.sites)[: 1 + seed % 6]

    def cost_of(sites: np.ndarray) -> float:
        enough = problem.capacity[sites].sum() >= problem.demand.sum() and sites.any()
        found = flows(problem, unit, sites, Limits(), Watch()) if enough else None
        return np.inf if found is None else found.cost

    cost, at, failed = cost_of(is_open), 0, 0
    while failed < doubt.size * (doubt.size + 1):
        cost, at, failed, tried = exchange(
            unit, problem.demand, problem.capacity, problem.opening_cost, is_open, doubt, reduced, shut, cost, 1e-6,
            at, failed, 3,
        )  # fmt: skip
        assert tried <= 3
    assert cost == pytest.approx(cost_of(is_open))
    moves = [[i] for i in doubt] + [[i, k] for i in doubt[is_open[doubt]] for k in doubt[~is_open[doubt]]]
    for move in moves:
        trial = is_open.copy()
        trial[move] ^= True
        assert cost_of(trial) > cost - 1e-5


def test_it_hears_that_it_should_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PATHS", 1)
    problem = CFL(np.zeros(2), np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]), np.full(2, 2.0), np.ones(3))
    watch = Watch()
    watch.cancel.cancel()
    assert flows(problem, unit_cost(problem), np.ones(2, dtype=bool), Limits(), watch) is None
    assert flows(problem, unit_cost(problem), np.ones(2, dtype=bool), Limits(time_limit=0.0), Watch()) is None


def test_sites_without_room_for_all_have_no_flows() -> None:
    problem = CFL(np.zeros(2), np.ones((2, 3)), np.ones(2), np.ones(3))
    assert flows(problem, unit_cost(problem), np.ones(2, dtype=bool), Limits(), Watch()) is None
