"""The peer spopt: p-median by its own model, and nothing else."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from cbeclogistics.bench.spopt import solve_by_spopt
from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.location.problems import UFL, PMedian
from cbeclogistics.engine.location.solve import solve
from cbeclogistics.errors import BackendError

PLACE = np.random.default_rng(5).uniform(0, 10, (12, 2))
DISTANCE = np.linalg.norm(PLACE[:, None] - PLACE[None], axis=2)


def test_other_problems_are_not_for_it() -> None:
    with pytest.raises(BackendError, match="p-median only"):
        solve_by_spopt(UFL(np.ones(12), DISTANCE), Limits(), Watch())


@pytest.mark.skipif(importlib.util.find_spec("spopt") is None, reason="spopt is an extra, and not installed here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own
def test_it_finds_what_ours_finds() -> None:
    problem = PMedian(DISTANCE, 3)
    found = solve_by_spopt(problem, Limits(gap=0.0), Watch())
    assert found.proof == Proof.OPTIMAL
    assert found.cost == pytest.approx(solve(problem, Limits(gap=0.0), Watch()).cost)


@pytest.mark.skipif(importlib.util.find_spec("spopt") is not None, reason="spopt is installed here")
def test_without_it_the_remedy_is_told() -> None:
    with pytest.raises(BackendError, match="pip install spopt"):
        solve_by_spopt(PMedian(DISTANCE, 3), Limits(), Watch())
