"""Facility location where only so many sites may be open, against enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.models import solve_whole
from cbeclogistics.engine.location.problems import UFL
from cbeclogistics.engine.location.solutions import Assigned
from cbeclogistics.engine.location.solve import solve
from cbeclogistics.errors import InputError


def random_problem(seed: int) -> UFL:
    r = np.random.default_rng(seed)
    sites, customers = int(r.integers(1, 9)), int(r.integers(1, 13))
    opening = r.integers(0, int(r.choice([1, 50])), sites)
    return UFL(opening, r.integers(0, 100, (sites, customers)), most=int(r.integers(1, 5)))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_at_most_so_many_sites_are_the_best_so_many(seed):
    p = random_problem(seed)
    best = min(
        p.opening_cost[list(s)].sum() + p.service_cost[list(s)].min(axis=0).sum()
        for n in range(1, min(p.most, p.sites) + 1)
        for s in combinations(range(p.sites), n)
    )
    for found in (solve(p, Limits(gap=0.0)), solve_whole(p, Limits(gap=0.0))):
        assert found.proof is Proof.OPTIMAL
        assert found.cost == pytest.approx(best)
        verdict = check(p, found.solution)
        assert verdict.feasible
        assert verdict.cost == pytest.approx(best)


def test_the_check_counts_open_sites():
    p = UFL(np.zeros(2), np.array([[0.0, 9.0], [9.0, 0.0]]), most=1)
    verdict = check(p, Assigned(np.array([0, 1]), np.array([0, 1])))
    assert verdict.broken == ("number of open sites: 2 exceeds 1",)


def test_no_sites_at_all_are_refused():
    with pytest.raises(InputError, match="most"):
        UFL(np.zeros(1), np.zeros((1, 1)), most=0)
