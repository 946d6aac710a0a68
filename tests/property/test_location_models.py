"""Whole models of tiny random location problems against enumeration, read back and checked."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.models import model_of, solve_whole
from cbeclogistics.engine.location.problems import CFL, CMND, SSCFLP, TSCFLP, UFL, PMedian

EXACT = Limits(gap=0.0)


def subsets(count: int):
    return [list(s) for n in range(count + 1) for s in combinations(range(count), n)]


def flow_cost(costs: np.ndarray, capacity: np.ndarray, demand: np.ndarray) -> float:
    """Least cost of a transport problem, costs a unit; inf where it has no answer."""
    if demand.sum() == 0:
        return 0.0
    if not len(capacity):
        return np.inf
    s, c = costs.shape
    supply, met = np.kron(np.eye(s), np.ones(c)), np.kron(np.ones(s), np.eye(c))
    found = linprog(costs.ravel(), supply, capacity, met, demand)
    return found.fun if found.success else np.inf


def brute_ufl(p: UFL) -> float:
    return min(p.opening_cost[s].sum() + p.service_cost[s].min(axis=0).sum() for s in subsets(p.sites) if s)


def brute_median(p: PMedian) -> float:
    return min(p.distance[list(s)].min(axis=0).sum() for s in combinations(range(p.sites), p.medians))


def brute_single(p: SSCFLP) -> float:
    best = np.inf
    for sites in product(range(p.sites), repeat=p.customers):
        load = np.bincount(sites, weights=p.demand, minlength=p.sites)
        if (load <= p.capacity).all():
            used = sorted(set(sites))
            best = min(best, p.opening_cost[used].sum() + p.service_cost[sites, np.arange(p.customers)].sum())
    return best


def brute_cfl(p: CFL) -> float:
    return min(
        p.opening_cost[s].sum() + flow_cost(p.service_cost[s] / p.demand, p.capacity[s], p.demand)
        for s in subsets(p.sites)
    )


def brute_two_stage(p: TSCFLP) -> float:
    best = np.inf
    for plants in subsets(p.plants):
        for depots in subsets(p.depots):
            a, b, c = len(plants), len(depots), p.customers
            if not a or not b:
                continue
            cost = np.concatenate([p.inbound_cost[np.ix_(plants, depots)].ravel(), p.outbound_cost[depots].ravel()])
            made = np.hstack([np.kron(np.eye(a), np.ones(b)), np.zeros((a, b * c))])
            sent = np.hstack([np.zeros((b, a * b)), np.kron(np.eye(b), np.ones(c))])
            balance = np.hstack([np.kron(np.ones(a), np.eye(b)), -np.kron(np.eye(b), np.ones(c))])
            met = np.hstack([np.zeros((c, a * b)), np.kron(np.ones(b), np.eye(c))])
            limit = np.concatenate([p.plant_capacity[plants], p.depot_capacity[depots]])
            found = linprog(
                cost, np.vstack([made, sent]), limit, np.vstack([balance, met]), np.r_[np.zeros(b), p.demand]
            )
            if found.success:
                best = min(best, found.fun + p.plant_cost[plants].sum() + p.depot_cost[depots].sum())
    return best


def brute_design(p: CMND) -> float:
    best = np.inf
    for arcs in subsets(p.arcs):
        a, k = len(arcs), p.commodities
        incidence = np.zeros((p.nodes, a))
        np.add.at(incidence, (p.tail[arcs], np.arange(a)), 1.0)
        np.add.at(incidence, (p.head[arcs], np.arange(a)), -1.0)
        net = np.zeros((p.nodes, k))
        np.add.at(net, (p.origin, np.arange(k)), p.demand)
        np.add.at(net, (p.destination, np.arange(k)), -p.demand)
        if not a:
            cost = 0.0 if not net.any() else np.inf
        else:
            found = linprog(
                np.tile(p.unit_cost[arcs], k), np.tile(np.eye(a), k), p.capacity[arcs],
                np.kron(np.eye(k), incidence), net.T.ravel(),
            )  # fmt: skip
            cost = found.fun if found.success else np.inf
        best = min(best, cost + p.fixed_cost[arcs].sum())
    return best


def random_problem(kind: str, seed: int):
    r = np.random.default_rng(seed)

    def draw(most, *shape):
        return r.integers(1, most, shape).astype(float)

    if kind == "ufl":
        return UFL(draw(40, 5), draw(30, 5, 7)), brute_ufl
    if kind == "p-median":
        return PMedian(draw(30, 6, 8), int(r.integers(1, 7))), brute_median
    if kind == "cfl":
        return CFL(draw(40, 4), draw(30, 4, 5), draw(30, 4), draw(10, 5)), brute_cfl
    if kind == "sscflp":
        return SSCFLP(draw(40, 3), draw(30, 3, 5), draw(30, 3), draw(10, 5)), brute_single
    if kind == "tscflp":
        return TSCFLP(
            draw(60, 2), draw(40, 2), draw(50, 3), draw(25, 3), draw(8, 4), draw(9, 2, 3), draw(9, 3, 4)
        ), brute_two_stage  # fmt: skip
    tail, head = r.integers(0, 4, 7), r.integers(0, 4, 7)
    return CMND(
        4, tail, head, draw(9, 7), draw(50, 7), draw(12, 7), r.integers(0, 2, 2), r.integers(2, 4, 2), draw(7, 2)
    ), brute_design  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["ufl", "p-median", "cfl", "sscflp", "tscflp", "cmnd"])
def test_the_whole_model_has_the_cost_of_the_best_of_all(kind: str, seed: int) -> None:
    problem, brute = random_problem(kind, seed)
    best = brute(problem)
    found = solve_whole(problem, EXACT)
    if not np.isfinite(best):
        assert found.proof is Proof.INFEASIBLE
        assert found.solution is None
        return
    assert found.proof is Proof.OPTIMAL
    assert found.cost == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    verdict = check(problem, found.solution)
    assert verdict.feasible, verdict.broken
    assert verdict.cost == pytest.approx(best)


def test_some_random_instances_are_infeasible_and_most_are_not() -> None:
    feasible = {kind: [np.isfinite(brute(p)) for p, brute in (random_problem(kind, s) for s in range(8))]
                for kind in ("cfl", "sscflp", "tscflp", "cmnd")}  # fmt: skip
    assert not all(all(f) for f in feasible.values())
    assert all(any(f) for f in feasible.values())


@pytest.mark.parametrize("name", ["ortools", "pulp"])
@pytest.mark.parametrize("kind", ["cfl", "sscflp", "cmnd"])
def test_other_backends_agree(kind: str, name: str) -> None:
    problem = next(p for p, brute in (random_problem(kind, s) for s in range(8)) if np.isfinite(brute(p)))
    first, second = solve_whole(problem, EXACT), solve_whole(problem, EXACT, backend_name=name)
    assert second.cost == pytest.approx(first.cost)
    assert check(problem, second.solution).feasible


def test_relaxations_are_strong() -> None:
    """Half a site serves half a customer, not all of a small one."""
    problem = UFL([10.0, 10.0], [[0.0, 5.0], [5.0, 0.0]])
    arrays = model_of(problem).arrays
    found = linprog(
        arrays.cost, np.vstack([arrays.matrix.toarray()[2:]]), arrays.row_upper[2:],
        arrays.matrix.toarray()[:2], np.ones(2), bounds=[(0, 1)] * arrays.columns,
    )  # fmt: skip
    assert found.fun == pytest.approx(15)
