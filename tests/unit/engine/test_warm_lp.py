"""The LP that is changed and solved again."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.highs_lp import WarmLP
from cbeclogistics.engine.limits import CancelToken, Limits, Watch
from cbeclogistics.errors import BackendError

INF = np.inf


def _diet() -> Arrays:
    """min 2 x + 3 y + 1, x + y ≥ 4, x ≤ 3 (a row), y ≤ 5; x = 3, y = 1, cost 10."""
    return Arrays(
        cost=np.array([2.0, 3.0]),
        lower=np.zeros(2),
        upper=np.array([INF, 5.0]),
        integer=np.array([True, True]),
        matrix=sp.csc_matrix([[1.0, 1.0], [1.0, 0.0]]),
        row_lower=np.array([4.0, -INF]),
        row_upper=np.array([INF, 3.0]),
        offset=1.0,
    )


@pytest.mark.parametrize("method", ["simplex", "ipm", "choose"])
def test_primal_and_dual_of_a_small_lp(method: str) -> None:
    result = WarmLP(_diet(), method=method).solve(Limits(), Watch())  # type: ignore[arg-type]
    assert result.status is Proof.OPTIMAL
    assert result.objective == pytest.approx(10.0)
    np.testing.assert_allclose(result.x, [3, 1])
    # one unit more of demand costs a y (3); one more allowed x spares the difference (3 - 2)
    np.testing.assert_allclose(result.row_dual, [3, -1])
    np.testing.assert_allclose(result.reduced_cost, [0, 0], atol=1e-9)


def test_a_row_added_later_binds_and_has_a_dual() -> None:
    lp = WarmLP(_diet())
    lp.solve(Limits(), Watch())
    lp.add_rows(sp.csr_matrix([[0.0, 1.0]]), np.array([2.0]), np.array([INF]))  # y ≥ 2
    result = lp.solve(Limits(), Watch())
    assert lp.rows == 3
    assert result.objective == pytest.approx(11.0)
    np.testing.assert_allclose(result.x, [2, 2])
    np.testing.assert_allclose(result.row_dual, [2, 0, 1], atol=1e-9)


def test_bounds_and_costs_can_change() -> None:
    lp = WarmLP(_diet())
    lp.solve(Limits(), Watch())
    lp.set_bounds(np.array([0]), np.array([0.0]), np.array([1.0]))
    result = lp.solve(Limits(), Watch())
    np.testing.assert_allclose(result.x, [1, 3])
    assert result.reduced_cost is not None
    assert result.reduced_cost[0] == pytest.approx(-1.0)  # at its upper bound
    lp.set_costs(np.array([1]), np.array([0.5]))
    assert lp.solve(Limits(), Watch()).objective == pytest.approx(3.0)
    lp.set_bounds(np.array([], int), np.array([]), np.array([]))
    lp.add_rows(sp.csr_matrix((0, 2)), np.array([]), np.array([]))


def test_infeasible_and_unbounded_are_told_and_can_be_mended() -> None:
    lp = WarmLP(_diet())
    lp.set_bounds(np.array([1]), np.array([0.0]), np.array([0.5]))
    assert lp.solve(Limits(), Watch()).status is Proof.INFEASIBLE
    lp.set_bounds(np.array([1]), np.array([0.0]), np.array([INF]))
    assert lp.solve(Limits(), Watch()).status is Proof.OPTIMAL
    lp.set_costs(np.array([1]), np.array([-1.0]))
    result = lp.solve(Limits(), Watch())
    assert result.status is Proof.UNBOUNDED
    assert result.x is None


def test_no_time_and_no_wish_to_go_on() -> None:
    assert WarmLP(_diet()).solve(Limits(time_limit=0.0), Watch()).status is Proof.LIMIT
    token = CancelToken()
    token.cancel()
    rng = np.random.default_rng(0)
    matrix = sp.random(80, 200, 0.3, random_state=1, format="csc")
    hard = Arrays(
        rng.random(200), np.zeros(200), np.full(200, INF), np.zeros(200, bool), matrix, np.ones(80), np.full(80, INF)
    )
    lp = WarmLP(hard, method="simplex", parameters={"presolve": "off"})
    assert lp.solve(Limits(), Watch(cancel=token)).status is Proof.CANCELLED
    assert lp.solve(Limits(), Watch()).status is Proof.OPTIMAL  # and can be taken up again


def test_warm_equals_afresh() -> None:
    rng = np.random.default_rng(3)
    for seed in range(5):
        matrix = sp.random(15, 30, 0.4, random_state=seed, format="csc")
        model = Arrays(
            rng.random(30),
            np.zeros(30),
            np.full(30, 9.0),
            np.zeros(30, bool),
            matrix,
            np.ones(15) / 9,
            np.full(15, INF),
        )
        lp = WarmLP(model)
        lp.solve(Limits(), Watch())
        more = sp.random(5, 30, 0.5, random_state=seed + 50, format="csr")
        lp.add_rows(more, np.full(5, 0.5), np.full(5, INF))
        warm = lp.solve(Limits(), Watch())
        joined = sp.csc_matrix(sp.vstack([matrix, more]))
        sides = np.r_[model.row_lower, np.full(5, 0.5)], np.full(20, INF)
        whole = Arrays(model.cost, model.lower, model.upper, model.integer, joined, *sides)
        afresh = WarmLP(whole).solve(Limits(), Watch())
        assert warm.status is afresh.status is Proof.OPTIMAL
        assert warm.objective == pytest.approx(afresh.objective)
        assert warm.reduced_cost is not None
        np.testing.assert_allclose(warm.reduced_cost, whole.cost - whole.matrix.T @ warm.row_dual, atol=1e-9)


def test_what_highs_refuses_is_an_error() -> None:
    with pytest.raises(BackendError, match="nonsense"):
        WarmLP(_diet(), parameters={"nonsense": 1})
    lp = WarmLP(_diet())
    with pytest.raises(BackendError, match="set bounds"):
        lp.set_bounds(np.array([7]), np.array([0.0]), np.array([1.0]))
