"""SSCFLP: exact knapsacks, what pairs lift the bound by, the LP of fillings, and the tree, against enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.location.capacitated.branching import Branching
from cbeclogistics.engine.location.capacitated.choices import Choices
from cbeclogistics.engine.location.capacitated.diving import dive
from cbeclogistics.engine.location.capacitated.fillings import Fillings
from cbeclogistics.engine.location.capacitated.knapsack import fill
from cbeclogistics.engine.location.capacitated.lagrangian import NO_ORDER, NO_PAIRS, ascend
from cbeclogistics.engine.location.capacitated.lifts import lift_pairs
from cbeclogistics.engine.location.capacitated.remaining import solve_pairs
from cbeclogistics.engine.location.capacitated.settle import left_of
from cbeclogistics.engine.location.capacitated.single import Single
from cbeclogistics.engine.location.capacitated.units import MOST_ROOM, Units
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.problems import SSCFLP
from cbeclogistics.engine.location.solve import solve


def small(seed: int) -> SSCFLP:
    r = np.random.default_rng(seed)
    return SSCFLP(
        r.integers(10, 60, 4), r.integers(0, 40, (4, 6)), r.integers(12, 30, 4), r.integers(2, 12, 6)
    )  # fmt: skip


def larger(seed: int, sites: int = 10, customers: int = 24) -> SSCFLP:
    """Room for three or four customers a site, most of it needed: bounds of the relaxation say little."""
    r = np.random.default_rng(seed)
    demand = r.integers(10, 30, customers)
    capacity = r.integers(50, 90, sites)
    return SSCFLP(r.integers(200, 500, sites), r.integers(5, 100, (sites, customers)), capacity, demand)


def costs_by_pair(p: SSCFLP) -> np.ndarray:
    """Least cost of a solution with each pair, shape (sites, customers)."""
    best = np.full((p.sites, p.customers), np.inf)
    for assigned in map(np.array, product(range(p.sites), repeat=p.customers)):
        if (np.bincount(assigned, weights=p.demand, minlength=p.sites) <= p.capacity).all():
            cost = p.opening_cost[np.unique(assigned)].sum() + p.service_cost[assigned, np.arange(p.customers)].sum()
            at = (assigned, np.arange(p.customers))
            best[at] = np.minimum(best[at], cost)
    return best


def root(p: SSCFLP, rounds: int) -> tuple[float, np.ndarray]:
    v, units = np.sort(p.service_cost, axis=0)[1].astype(float), Units.of(p)
    bound, _, _ = ascend(
        p.service_cost, NO_ORDER, units.demand, units.capacity, p.opening_cost, np.zeros(p.sites, np.int8),
        np.array([0, p.sites]), v, np.zeros(p.sites), NO_PAIRS, 1e4, rounds, 12, 1.0, 1e-3,
    )  # fmt: skip
    return bound, v


@pytest.mark.parametrize("seed", range(8))
def test_search_and_table_fill_a_site_alike(seed: int) -> None:
    r = np.random.default_rng(seed)
    demand, gain = r.integers(1, 30, 25).astype(float), r.uniform(1, 50, 25)
    answers = []
    for limit in (10**6, 1):
        taken = np.zeros(25)
        value, parts, _ = fill(gain, demand, np.arange(25), 25, 100.0, limit, taken)
        assert taken @ demand <= 100
        assert taken @ gain == pytest.approx(value)
        assert value <= parts + 1e-9
        answers.append(value)
    assert answers[0] == pytest.approx(answers[1])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rounds", [1, 30])
def test_no_solution_with_a_pair_costs_less_than_it_lifts_the_bound_to(seed: int, rounds: int) -> None:
    p = small(seed)
    _, v = root(p, rounds)
    units, lift = Units.of(p), np.empty((4, 6))
    bound = lift_pairs(
        p.service_cost, units.demand, units.capacity, p.opening_cost, np.zeros(4, np.int8), np.array([0, 4]), v,
        lift, np.empty(4), np.empty(4),
    )  # fmt: skip
    best = costs_by_pair(p)
    assert (bound + lift <= best + 1e-6).all()
    assert lift.max() > 0


@pytest.mark.parametrize("seed", range(6))
def test_fillings_take_the_bound_higher_and_not_too_high(seed: int) -> None:
    p = small(seed)
    best = costs_by_pair(p).min()
    bound, v = root(p, 20)
    kept, status, units = np.ones((4, 6), dtype=bool), np.zeros(4, np.int8), Units.of(p)
    left = left_of(p, units, kept, status)
    assert left is not None
    raised = Fillings(p, units).climb(left, kept, status, v, best, 5.0)
    assert bound - 1e-6 <= raised.bound <= best + 1e-6


def test_awkward_numbers_are_rounded_so_that_all_still_fits() -> None:
    p = SSCFLP(np.ones(2), np.ones((2, 3)), np.array([np.pi, 1e3 * np.e]), np.array([np.pi / 2, np.pi / 2, 1e-9]))
    units = Units.of(p)
    assert units.capacity.max() <= MOST_ROOM + 1
    assert units.demand[:2].sum() <= units.capacity[0]
    assert (units.demand == np.floor(units.demand)).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_tree_proves_and_with_the_same_work_says_the_same(seed: int) -> None:
    p = larger(seed)
    whole = solve(p, Limits(gap=0.0, seed=1))
    assert whole.proof is Proof.OPTIMAL
    assert check(p, whole.solution).feasible
    for work in (whole.work // 3, whole.work // 2):
        one, other = (solve(p, Limits(gap=0.0, seed=1), work_limit=work) for _ in range(2))
        assert (one.cost, one.bound, one.work) == (other.cost, other.bound, other.work)
        assert one.bound <= whole.cost <= one.cost


def costs_by_choice(p: SSCFLP) -> dict[bytes, float]:
    """Least cost with each choice of sites, all of which serve someone."""
    best: dict[bytes, float] = {}
    for assigned in map(np.array, product(range(p.sites), repeat=p.customers)):
        if (np.bincount(assigned, weights=p.demand, minlength=p.sites) <= p.capacity).all():
            used = np.isin(np.arange(p.sites), assigned)
            cost = float(p.opening_cost[used].sum() + p.service_cost[assigned, np.arange(p.customers)].sum())
            best[used.tobytes()] = min(best.get(used.tobytes(), np.inf), cost)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_every_choice_of_sites_that_is_worth_it_is_handed_out(seed: int) -> None:
    p = small(seed)
    best = costs_by_choice(p)
    beat = sorted(best.values())[min(3, len(best) - 1)] + 0.5
    choices = Choices(
        p, np.zeros(4, np.int8), np.array([0, 4]), np.sort(p.service_cost, axis=0)[1].astype(float), np.zeros(4), beat
    )  # fmt: skip
    met: dict[bytes, float] = {}
    while choices.step():
        if choices.found is not None:
            met[choices.found.tobytes()] = 0.0
        assert choices.bound <= min([cost for key, cost in best.items() if key not in met], default=np.inf) + 1e-6
    assert {key for key, cost in best.items() if cost < beat} <= set(met)
    assert choices.bound == beat


@pytest.mark.parametrize("seed", range(6))
def test_a_choice_of_sites_is_served_at_its_least_cost(seed: int) -> None:
    p = small(seed)
    best = costs_by_choice(p)
    for key, cost in best.items():
        sites = np.flatnonzero(np.frombuffer(key, dtype=bool))
        part = SSCFLP(p.opening_cost[sites], p.service_cost[sites], p.capacity[sites], p.demand)
        fewer = min(c for k, c in best.items() if set(np.flatnonzero(np.frombuffer(k, dtype=bool))) <= set(sites))
        for most in (np.inf, cost + 0.5, cost - 0.5):
            single = Single(part, Limits(gap=0.0), Watch(), most, decided=True)
            for steps in (single.begin(), single.close(1000)):
                for _ in steps:
                    pass
            assert single.done
            assert min(single.cost, most) <= cost
            assert single.cost >= fewer - 1e-6


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("nodes", [0, 10**6])
def test_the_rest_as_a_milp_has_a_bound_and_the_best(seed: int, nodes: int) -> None:
    p = larger(seed)
    best = solve(p, Limits(gap=0.0)).cost
    units, status, numbers = Units.of(p), np.zeros(10, np.int8), np.array([0, 10])
    bound, v = root(p, 60)
    tree = Branching(p, units, np.ones((10, 24), dtype=bool), status, numbers, v, np.full(10, 0.5), 1.1 * best)
    left = tree.whittled()
    assert left is not None
    assert bound - 1e-6 <= left[0] <= best + 1e-6
    answer, site = solve_pairs(p, left[1], left[2], numbers, None, 1.1 * best, nodes, Limits(gap=0.0), Watch())
    assert answer.bound <= best + 1e-6
    if nodes:
        assert site is not None
        assert answer.objective == pytest.approx(best)
        again, _ = solve_pairs(p, left[1], left[2], numbers, site, best, nodes, Limits(gap=0.0), Watch())
        assert again.objective == pytest.approx(best)


@pytest.mark.parametrize("wide", [1.02, 1.1])
def test_what_a_dive_fixes_fits(wide: float) -> None:
    p = larger(3, 60, 160)
    bound, v = root(p, 60)
    status, share = np.zeros(60, np.int8), np.full(60, 0.5)
    site, work = dive(p, Units.of(p), status, np.array([0, 60]), v, share, wide * bound)
    served = site >= 0
    assert served.mean() > 0.5
    assert work > 0
    assert (np.bincount(site[served], p.demand[served], 60) <= p.capacity).all()
    assert not status.any()
