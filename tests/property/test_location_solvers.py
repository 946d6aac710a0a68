"""Exact solvers of tiny random location problems against enumeration; cut anywhere they stay honest."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits, Progress, Watch
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.problems import CFL, SSCFLP, UFL, PMedian
from cbeclogistics.engine.location.solve import solve

EXACT = Limits(gap=0.0)


def best_ufl(p: UFL) -> float:
    return min(
        p.opening_cost[list(s)].sum() + p.service_cost[list(s)].min(axis=0).sum()
        for n in range(1, p.sites + 1)
        for s in combinations(range(p.sites), n)
    )


def best_median(p: PMedian) -> float:
    return min(p.distance[list(s)].min(axis=0).sum() for s in combinations(range(p.sites), p.medians))


def best_cfl(p: CFL) -> float:
    best = np.inf
    for n in range(1, p.sites + 1):
        for s in map(list, combinations(range(p.sites), n)):
            if p.capacity[s].sum() >= p.demand.sum():
                found = linprog(
                    p.service_cost[s].ravel(), np.kron(np.eye(n), p.demand), p.capacity[s],
                    np.tile(np.eye(p.customers), n), np.ones(p.customers),
                )  # fmt: skip
                best = min(best, found.fun + p.opening_cost[s].sum())
    return best


def best_single(p: SSCFLP) -> float:
    best = np.inf
    for sites in map(list, product(range(p.sites), repeat=p.customers)):
        if (np.bincount(sites, weights=p.demand, minlength=p.sites) <= p.capacity).all():
            used = sorted(set(sites))
            best = min(best, p.opening_cost[used].sum() + p.service_cost[sites, np.arange(p.customers)].sum())
    return best


def random_problem(kind: str, seed: int, scale: float = 1.0):
    """Whole numbers, with ties and zeros; a scale that no decimal number is makes them awkward."""
    r = np.random.default_rng(seed)
    sites, customers = int(r.integers(1, 9)), int(r.integers(1, 13))
    cost = scale * r.integers(0, int(r.choice([3, 30, 1000])), (sites, customers))
    if kind == "ufl":
        p = UFL(scale * r.integers(0, int(r.choice([2, 50, 3000])), sites), cost)
        return p, best_ufl(p)
    if kind in ("cfl", "sscflp"):
        sites, customers = int(r.integers(1, 5)), int(r.integers(1, 6))
        p = (CFL if kind == "cfl" else SSCFLP)(
            scale * r.integers(0, 60, sites), scale * r.integers(0, 40, (sites, customers)),
            r.integers(0, 40, sites), r.integers(0, int(r.choice([2, 15])), customers),
        )  # fmt: skip
        return p, best_cfl(p) if kind == "cfl" else best_single(p)
    p = PMedian(cost, int(r.integers(1, sites + 1)))
    return p, best_median(p)


def assert_best(problem, best: float, found) -> None:
    if not np.isfinite(best):
        assert (found.proof, found.solution, found.bound) == (Proof.INFEASIBLE, None, np.inf)
        return
    assert found.proof is Proof.OPTIMAL
    verdict = check(problem, found.solution)
    assert verdict.feasible, verdict.broken
    assert verdict.cost == pytest.approx(found.cost)
    assert found.cost == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert best - 2e-6 - 2e-9 * best <= found.bound <= best + 1e-9 + 1e-12 * best


@pytest.mark.parametrize("kind", ["ufl", "p-median", "cfl", "sscflp"])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.sampled_from([1.0, 5.0, 0.01, np.pi]))
def test_the_proven_cost_is_the_best_of_all(kind: str, seed: int, scale: float) -> None:
    problem, best = random_problem(kind, seed, scale)
    assert_best(problem, best, solve(problem, EXACT))


@pytest.mark.parametrize("kind", ["ufl", "p-median", "cfl", "sscflp"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), work=st.integers(0, 400))
def test_cut_anywhere_the_bound_holds_and_the_same_work_gives_the_same(kind: str, seed: int, work: int) -> None:
    problem, best = random_problem(kind, seed)
    one, other = (solve(problem, EXACT, work_limit=work) for _ in range(2))
    assert (one.cost, one.bound, one.work) == (other.cost, other.bound, other.work)
    if not np.isfinite(best):
        assert one.solution is None
        return
    assert one.bound <= best + 1e-9
    if one.solution is None:
        assert (one.proof, one.cost) == (Proof.LIMIT, np.inf)
        return
    verdict = check(problem, one.solution)
    assert verdict.feasible, verdict.broken
    assert verdict.cost == pytest.approx(one.cost)
    assert best <= one.cost + 1e-6
    assert one.proof is not Proof.OPTIMAL or one.cost - one.bound <= 1e-6 + 2e-9 * one.cost


@pytest.mark.parametrize("kind", ["ufl", "p-median", "cfl", "sscflp"])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), gap=st.sampled_from([0.3, 0.05]))
def test_a_gap_that_is_good_enough_is_kept(kind: str, seed: int, gap: float) -> None:
    problem, best = random_problem(kind, seed)
    found = solve(problem, Limits(gap=gap))
    if not np.isfinite(best):
        assert found.proof is Proof.INFEASIBLE
        return
    assert found.proof is Proof.OPTIMAL
    assert found.gap <= gap + 1e-9
    assert found.bound <= best + 1e-9 <= found.cost + 2e-9


def hard_cover(customers: int = 40, sites: int = 40) -> UFL:
    """Each customer within reach of few sites, opening dear: the relaxation says little, the tree must work."""
    r = np.random.default_rng(7)
    cost = np.full((sites, customers), 9000.0)
    for j in range(customers):
        near = r.choice(sites, 5, replace=False)
        cost[near, j] = r.integers(0, 5, 5)
    return UFL(np.full(sites, 1000.0), cost)


def test_the_tree_proves_what_the_relaxation_cannot() -> None:
    problem = hard_cover()
    heard: list[Progress] = []
    found = solve(problem, EXACT, Watch(report=heard.append))
    assert found.proof is Proof.OPTIMAL
    assert any(p.stage == "branch and bound" for p in heard)
    for before, after in pairwise(heard):
        assert after.objective <= before.objective
    whole = solve(problem, Limits(gap=0.2))
    assert whole.bound <= found.cost


def test_cancelled_it_ends_with_the_best_it_has() -> None:
    watch = Watch()

    def stop_in_the_tree(progress: Progress) -> None:
        if progress.stage == "branch and bound":
            watch.cancel.cancel()

    watch.report = stop_in_the_tree
    problem = hard_cover(60, 60)
    found = solve(problem, EXACT, watch)
    assert found.proof is Proof.CANCELLED
    assert check(problem, found.solution).feasible
    assert np.isfinite(found.bound)
    assert found.bound < found.cost
    assert solve(problem, Limits(gap=0.0, time_limit=0.0)).solution is not None
