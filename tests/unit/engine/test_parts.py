"""Bounds from duals and from the parts between priced rows."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.highs import Highs
from cbeclogistics.engine.backends.highs_lp import WarmLP
from cbeclogistics.engine.dual_bound import least
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.engine.parts import Parts

SEEDS = range(12)


def boxed(model: Arrays) -> Arrays:
    """The model with an upper bound on every column that no good point reaches."""
    return replace(model, upper=np.minimum(model.upper, 1e4))


@pytest.fixture
def facilities(models: ModuleType, seed: int) -> tuple[Arrays, np.ndarray]:
    model, labels = models.facilities(seed)
    return boxed(model), labels


@pytest.mark.parametrize("seed", SEEDS)
def test_the_duals_of_the_optimum_prove_it_and_others_prove_less(facilities: tuple[Arrays, np.ndarray]) -> None:
    model, _ = facilities
    result = WarmLP(model).solve(Limits(), Watch())
    assert result.row_dual is not None
    proven = least(model, result.row_dual)
    assert proven == pytest.approx(result.objective, rel=1e-9)
    assert proven <= result.objective
    r = np.random.default_rng(7)
    for size in (1e-3, 0.1, 1.0, 10.0):
        other = result.row_dual + size * r.normal(size=model.rows)
        assert -np.inf < least(model, other) < result.objective


def test_duals_prove_nothing_where_a_column_that_earns_has_no_end(models: ModuleType) -> None:
    model, _ = models.facilities(0)
    assert least(model, np.full(model.rows, 1e3)) == -np.inf


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_prove_more_than_the_relaxation_and_no_more_than_the_optimum(
    models: ModuleType, facilities: tuple[Arrays, np.ndarray]
) -> None:
    model, labels = facilities
    relaxed = WarmLP(model).solve(Limits(), Watch())
    assert relaxed.row_dual is not None
    assert relaxed.x is not None
    best = models.optimum(model)
    r = np.random.default_rng(3)
    bound = Parts.of(model, labels).bound(relaxed.row_dual, relaxed.x, Highs(), Limits(gap=1e-9), Watch(), {})
    assert relaxed.objective - 1e-6 <= bound <= best + 1e-6
    for size in (0.01, 1.0):  # and whatever the multipliers
        dual = relaxed.row_dual + size * r.normal(size=model.rows)
        assert Parts.of(model, labels).bound(dual, relaxed.x, Highs(), Limits(gap=1e-9), Watch(), {}) <= best + 1e-6


def test_each_column_is_in_one_part_and_what_follows_is_with_what_it_follows(models: ModuleType) -> None:
    model, labels = models.facilities(1)
    parts = Parts.of(model, labels)
    blocks = {block.name: block.slice for block in model.column_blocks}
    np.testing.assert_array_equal(parts.label[blocks["charge"]], parts.label[blocks["trucks"]])
    names = {block.name: block.slice for block in model.row_blocks}
    assert set(parts.coupling) == set(range(model.rows)[names["demand"]])
    assert sum(rows.size for rows in parts.own.values()) + parts.coupling.size == model.rows
