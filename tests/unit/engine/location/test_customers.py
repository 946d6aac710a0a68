"""The tree on customers alone, on random coverings and general costs, against enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from cbeclogistics.engine.location.nodes import FREE, OPEN
from cbeclogistics.engine.location.uncapacitated.customers import Customers
from cbeclogistics.engine.location.uncapacitated.interchange import cost_of
from cbeclogistics.engine.location.uncapacitated.quick_bound import quick_bound


def instance(seed: int, opening: float):
    """Each customer has 2 to 5 of 11 sites near, at costs of 0 to 9, and the others far."""
    r = np.random.default_rng(seed)
    cost = np.full((11, 16), 1e5)
    for j in range(16):
        near = r.choice(11, int(r.integers(2, 6)), replace=False)
        cost[near, j] = r.integers(0, 10, near.size)
    return opening * (1.0 + r.random(11) * r.choice([0.0, 1.0])), cost


def all_costs(opening, cost):
    return {
        s: opening[list(s)].sum() + cost[list(s)].min(axis=0).sum()
        for n in range(1, 12)
        for s in combinations(range(11), n)
    }


def sorted_lists(cost):
    order = np.argsort(cost, axis=0, kind="stable").T
    return np.ascontiguousarray(np.take_along_axis(cost.T, order, axis=1)), np.ascontiguousarray(order.astype(np.int32))


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("opening", [3.0, 30.0, 3000.0])
def test_from_any_solution_the_tree_ends_at_the_best(seed: int, opening: float) -> None:
    openings, cost = instance(seed, opening)
    ascending, order = sorted_lists(cost)
    best = np.ones(11, dtype=bool)
    value = np.array([cost_of(ascending, order, openings, best)])
    tree = Customers.near(
        ascending, order, openings, np.zeros(11, np.int8), ascending[:, 0].copy(), 11, float(value[0])
    )
    assert tree is not None
    while tree.depth:
        assert tree.serve(ascending, order, openings, best, value, 0.0, 0.0, 7) > 0
    assert value[0] == pytest.approx(min(all_costs(openings, cost).values()), rel=1e-9)
    assert value[0] == pytest.approx(cost_of(ascending, order, openings, best))


@pytest.mark.parametrize("seed", range(30))
def test_no_solution_below_costs_less_than_a_nodes_bound_and_none_that_beats_it_is_closed(seed: int) -> None:
    openings, cost = instance(seed, [3.0, 30.0, 3000.0][seed % 3])
    ascending, order = sorted_lists(cost)
    lengths = (ascending < 1e5).sum(axis=1)
    r = np.random.default_rng(seed)
    status = r.choice([-1, 0, 0, 0, 1], 11).astype(np.int8)
    below = {
        s: c for s, c in all_costs(openings, cost).items() if c < 1e5
        and all(status[i] != -1 for i in s) and all(i in s for i in np.flatnonzero(status == OPEN))
    }  # fmt: skip
    before, rho, share = status.copy(), np.empty(11), np.empty(11)
    beat = min(below.values(), default=1e9) * 1.02
    bound, _ = quick_bound(ascending, order, lengths, openings, status, 11, beat, rho, share)
    if not below:
        return
    assert bound <= min(below.values()) + 1e-9
    for i in np.flatnonzero(status != before):
        assert before[i] == FREE
        assert all(c >= beat - 1e-9 for s, c in below.items() if i in s)


def test_long_lists_are_left_to_the_other_tree() -> None:
    r = np.random.default_rng(0)
    ascending, order = sorted_lists(r.random((60, 30)))
    v = ascending[:, -1].copy()
    assert Customers.near(ascending, order, np.full(60, 5.0), np.zeros(60, np.int8), v, 60, 1e9) is None
