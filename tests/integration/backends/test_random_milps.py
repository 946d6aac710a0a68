"""Backends against enumeration and against SciPy on random models."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.errors import BackendError


def _random(build: Any, seed: int, *, whole: bool) -> Arrays:
    rng = np.random.default_rng(seed)
    columns, rows = (4, 3) if whole else (int(rng.integers(4, 12)), int(rng.integers(2, 8)))
    matrix = rng.integers(-4, 6, (rows, columns)) * (rng.random((rows, columns)) < 0.7)
    if not whole:
        matrix = matrix * rng.uniform(0.3, 3.0, (rows, columns))
    middle = matrix @ rng.integers(0, 4, columns)
    kind = rng.integers(0, 3, rows)  # at most, at least, between
    return build(
        rng.integers(-9, 10, columns) + (0.0 if whole else rng.random(columns)),
        matrix,
        np.where(kind == 0, -np.inf, middle - rng.integers(0, 3, rows)),
        np.where(kind == 1, np.inf, middle + rng.integers(0, 3, rows)),
        lower=np.zeros(columns),
        upper=np.full(columns, 4.0),
        integer=np.ones(columns, bool) if whole else rng.random(columns) < 0.6,
        offset=float(rng.integers(-50, 50)),
    )


@pytest.mark.parametrize("seed", range(12))
def test_small_integer_models_agree_with_enumeration(seed: int, choice: Any, build: Any) -> None:
    model = _random(build, seed, whole=True)
    ranges = [range(int(a), int(b) + 1) for a, b in zip(model.lower, model.upper, strict=True)]
    points = (np.array(point, float) for point in itertools.product(*ranges))
    best = min((model.objective(x) for x in points if model.violation(x) < 1e-9), default=np.inf)
    answer = choice.solve(model)
    assert answer.proof is Proof.OPTIMAL
    assert answer.objective == pytest.approx(best, abs=1e-6)
    assert answer.bound == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("seed", range(30))
def test_mixed_models_agree_with_scipy(seed: int, choice: Any, build: Any) -> None:
    model = _random(build, 100 + seed, whole=False)
    truth = milp(
        model.cost,
        integrality=model.integer.astype(int),
        bounds=Bounds(model.lower, model.upper),
        constraints=LinearConstraint(model.matrix, model.row_lower, model.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    try:
        answer = choice.solve(model)
    except BackendError:
        assert not choice.exact(model)
        return
    if truth.x is None:
        assert answer.x is None
        return
    best = float(truth.fun) + model.offset
    assert answer.bound <= best + 1e-5
    assert answer.objective >= best - 1e-5
    if choice.exact(model):
        assert answer.proof is Proof.OPTIMAL
        assert answer.objective == pytest.approx(best, rel=1e-6, abs=1e-5)
    else:
        assert answer.proof is Proof.LIMIT
