"""CFL: nodes with few choices of sites left, prices of the sites near each customer, flows that are given up."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.location.capacitated.lagrangian import bound_at
from cbeclogistics.engine.location.capacitated.leaves import MOST, end
from cbeclogistics.engine.location.capacitated.near import by_cost, price_near, without_closed
from cbeclogistics.engine.location.capacitated.transport import PATHS, flows, unit_cost
from cbeclogistics.engine.location.capacitated.tree import Tree
from cbeclogistics.engine.location.nodes import CLOSED, FREE, OPEN
from cbeclogistics.engine.location.problems import CFL
from cbeclogistics.engine.location.solve import solve


def drawn(seed: int, sites: int = 6, customers: int = 9) -> CFL:
    r = np.random.default_rng(seed)
    demand = r.integers(0, 12, customers).astype(float)
    room = np.ceil(demand.sum() * r.uniform(0.1, 0.6, sites))
    return CFL(r.integers(10, 60, sites), r.integers(0, 40, (sites, customers)) * (1 + demand), room, demand)


def cost_of(p: CFL, is_open: np.ndarray) -> float:
    if not is_open.any() or p.capacity[is_open].sum() < p.demand.sum():
        return np.inf
    found = flows(p, unit_cost(p), is_open, Limits(), Watch())
    return np.inf if found is None else found.cost


def multipliers(p: CFL, seed: int) -> np.ndarray:
    return np.sort(p.service_cost, axis=0)[seed % 3] + np.random.default_rng(seed).uniform(0, 30, p.customers)


@pytest.mark.parametrize("seed", range(30))
def test_a_site_is_filled_with_what_gains_most(seed: int) -> None:
    p = drawn(seed)
    v, shape = multipliers(p, seed), (p.customers, p.sites)
    ascending, order = by_cost(p.service_cost)
    rho, unit, part, reach = np.empty(p.sites), np.empty(p.sites), np.empty(shape), np.empty(p.customers, np.int64)
    price_near(
        ascending, order, p.demand, p.capacity, p.opening_cost, np.zeros(p.sites, np.int8), v, rho, unit, part, reach,
        np.empty(shape[::-1], np.int64), np.empty((3, *shape)),
    )  # fmt: skip
    served = np.zeros((p.sites, p.customers))
    for j in range(p.customers):
        served[order[j, : reach[j]], j] = part[j, : reach[j]]
    for i in range(p.sites):
        best = linprog(p.service_cost[i] - v, p.demand[None, :], p.capacity[i : i + 1], bounds=(0, 1))
        assert rho[i] == pytest.approx(p.opening_cost[i] + best.fun)
        assert served[i] @ (v - p.service_cost[i]) == pytest.approx(-best.fun)
        assert served[i] @ p.demand <= p.capacity[i] * (1 + 1e-8)


@pytest.mark.parametrize("seed", range(40))
def test_where_few_choices_are_left_none_is_better(seed: int) -> None:
    p = drawn(seed)
    r = np.random.default_rng(seed)
    status = r.choice([FREE, FREE, OPEN, CLOSED], p.sites).astype(np.int8)
    near, v = without_closed(*by_cost(p.service_cost), status), multipliers(p, seed)
    costs = {}
    for choice in product([False, True], repeat=p.sites):
        is_open = np.array(choice)
        if not (is_open[status == CLOSED].any() or (~is_open[status == OPEN]).any()):
            costs[choice] = cost_of(p, is_open)
    numbers, losses = np.array([0, p.sites]), np.empty(p.sites)
    bound = bound_at(*near, p.demand, p.capacity, p.opening_cost, status, numbers, v, losses)
    assert bound <= min(costs.values()) + 1e-9
    for best in sorted(costs.values()):
        if best == np.inf:
            break
        for paths in (PATHS, 1):
            cost, is_open = np.array([best + 0.5]), np.zeros(p.sites, dtype=bool)
            ended, _ = end(
                *near, unit_cost(p), p.demand, p.capacity, p.opening_cost, status, numbers, v, is_open, cost,
                best + 0.25, paths,
            )  # fmt: skip
            assert ended or paths == 1 or sum(p.capacity[list(c)].sum() >= p.demand.sum() for c in costs) > MOST
            if ended:
                assert min(costs.values()) >= min(best + 0.25, cost[0]) - 1e-6
            if cost[0] < best + 0.5:
                assert cost[0] == pytest.approx(costs[tuple(is_open.tolist())])


@pytest.mark.parametrize("seed", range(12))
def test_flows_that_are_given_up_are_taken_up_again(seed: int) -> None:
    p = drawn(seed, 8, 14)
    best = solve(p, Limits(gap=0.0))
    tree = Tree(p, 0.0, Limits(), Watch())
    tree.paths = 1
    for _ in tree.portions():
        assert tree.bound <= best.cost + 1e-9
    assert tree.cost == pytest.approx(best.cost)
    if best.solution is not None:
        assert tree.bound >= tree.beat
        found = tree.flows()
        assert found.cost == pytest.approx(best.cost)
        assert (found.shares @ p.demand <= p.capacity * (1 + 1e-8)).all()
