"""A model as an MPS file and as PuLP's records, read back by others."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import scipy.sparse as sp

from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.loading import import_pulp
from cbeclogistics.engine.backends.mps import column_order, write_mps
from cbeclogistics.engine.backends.pulp_other import pulp_data

INF = np.inf


def _model() -> Arrays:
    """Every kind of column and row, and numbers that need all their digits."""
    lower = np.array([0, -INF, -INF, 1 / 3, -4, 0, 0, 0, 2.5, -INF])
    upper = np.array([INF, INF, -0.1, 2 / 3, -1, 1, INF, 7, 2.5, 5])
    integer = np.array([0, 0, 0, 0, 1, 1, 1, 0, 0, 1], dtype=bool)
    rng = np.random.default_rng(1)
    matrix = sp.random(6, 10, 0.5, random_state=2, data_rvs=lambda n: rng.standard_normal(n) * 1e5, format="csc")
    row_lower = np.array([1 / 7, -INF, -3.0, 0.1, -INF, 2.0])
    row_upper = np.array([1 / 7, 1e-7, INF, 0.7, 4.0, 2.0])
    return Arrays(
        rng.standard_normal(10), lower, upper, integer, sp.csc_matrix(matrix), row_lower, row_upper, offset=9.0
    )


def test_highs_reads_back_the_same_model(tmp_path: Path) -> None:
    model = _model()
    write_mps(model, tmp_path / "model.mps")
    core = highspy.Highs()
    core.silent()
    assert core.readModel(str(tmp_path / "model.mps")) == highspy.HighsStatus.kOk
    lp = core.getLp()
    order = column_order(model)
    assert lp.col_names_ == [f"x{j}" for j in order]
    rows = np.array([int(name[1:]) for name in lp.row_names_])
    np.testing.assert_array_equal(lp.col_cost_, model.cost[order])
    np.testing.assert_array_equal(lp.col_lower_, model.lower[order])
    np.testing.assert_array_equal(lp.col_upper_, model.upper[order])
    np.testing.assert_allclose(lp.row_lower_, model.row_lower[rows], rtol=1e-15)
    np.testing.assert_array_equal(lp.row_upper_, model.row_upper[rows])
    whole = [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_]
    np.testing.assert_array_equal(whole, model.integer[order])
    a = lp.a_matrix_
    read = sp.csc_matrix((a.value_, a.index_, a.start_), shape=model.matrix.shape)
    np.testing.assert_array_equal(read.toarray(), model.matrix[rows][:, order].toarray())
    assert lp.offset_ == 0.0  # the caller adds it


def test_pulp_builds_the_same_model() -> None:
    pulp = import_pulp()

    model = _model()
    columns, problem = pulp.LpProblem.fromDataclass(pulp_data(model))
    assert len(columns) == model.columns
    for j in range(model.columns):
        column = columns[f"x{j}"]
        assert (-INF if column.lowBound is None else column.lowBound) == model.lower[j]
        assert (INF if column.upBound is None else column.upBound) == model.upper[j]
        assert (column.cat == "Integer") == model.integer[j]
        assert problem.objective.get(column, 0.0) == model.cost[j]
    dense = model.matrix.toarray()
    for i in range(model.rows):
        sides = [problem.get_constraint_by_name(f"{kind}{i}") for kind in "rs"]
        for row, side in zip(sides, (model.row_upper[i], model.row_lower[i]), strict=True):
            if row is not None:
                assert {int(v.name[1:]): a for v, a in row.items()} == {
                    j: dense[i, j] for j in np.flatnonzero(dense[i])
                }
                assert -row.constant in (side, model.row_lower[i])
        both = np.isfinite(model.row_lower[i]) and np.isfinite(model.row_upper[i])
        assert (sides[1] is not None) == (both and model.row_lower[i] != model.row_upper[i])


def test_rows_that_bind_nobody_are_left_out(tmp_path: Path) -> None:
    one = np.ones(1)
    model = Arrays(
        one, 0 * one, INF * one, np.array([False]), sp.csc_matrix([[1.0], [1.0]]), np.array([-INF, 1]), INF * np.ones(2)
    )
    write_mps(model, tmp_path / "model.mps")
    text = (tmp_path / "model.mps").read_text(encoding="ascii")
    assert "r0" not in text
    assert " G r1" in text
