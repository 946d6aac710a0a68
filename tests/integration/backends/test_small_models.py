"""Every backend on models whose answer is known by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.errors import BackendError

INF = np.inf

# name: (cost, matrix, row_lower, row_upper, rest), optimum
SOLVED: dict[str, tuple[tuple[Any, ...], dict[str, Any], float]] = {
    "lp": (([1, 2], [[1, 1]], 3, INF), {}, 3.0),
    "lp with an offset": (([1, 2], [[1, 1]], 3, INF), {"offset": 10.0}, 13.0),
    "gain, as when maximising": (([-3, -2], [[1, 1], [1, 3]], -INF, [4, 6]), {}, -12.0),
    "equality": (([2, 3], [[1, 1]], 5, 5), {"upper": [3, INF]}, 12.0),
    "range, lower side binds": (([1, 1], [[1, 2]], 2, 6), {}, 1.0),
    "range, upper side binds": (([-1, -1], [[1, 1]], 2, 6), {}, -6.0),
    "range far below zero": (([1, 0], [[1, 1]], -8, -2), {"lower": [-INF, 0], "upper": [INF, 1]}, -9.0),
    "free column": (([1, 0], [[1, 1]], -7, INF), {"lower": [-INF, 0], "upper": [INF, 2]}, -9.0),
    "column without a lower bound": (([-1], [[1]], -INF, 10), {"lower": -INF, "upper": -3}, 3.0),
    "negative bounds": (([1, 1], [[1, -1]], -1, 1), {"lower": [-5, -5], "upper": [-2, -2]}, -10.0),
    "fixed column": (([1, 5], [[1, 1]], 4, INF), {"lower": [0, 2], "upper": [INF, 2]}, 12.0),
    "row without coefficients": (([1, 1], [[0, 0], [1, 1]], [-1, 2], [1, INF]), {}, 2.0),
    "row that binds nobody": (([1, 1], [[1, 0], [1, 1]], [-INF, 2], INF), {}, 2.0),
    "column without coefficients": (([1, -4], [[1, 0]], 2, INF), {"upper": [INF, 3]}, -10.0),
    "no rows": (([1, -1], [], [], []), {"lower": 1, "upper": 3}, -2.0),
    "nothing to pay": (([0, 0], [[1, 1]], 2, 5), {"upper": 4}, 0.0),
    "knapsack": (([-5, -4, -3], [[2, 3, 1]], -INF, 5), {"upper": 1, "integer": True}, -9.0),
    "general integers": (([-3, -2], [[2, 1]], -INF, 7.5), {"upper": [10, 2], "integer": True}, -11.0),
    "integers below zero": (([1, 1], [[2, 2]], -9, INF), {"lower": -4, "upper": 4, "integer": True}, -4.0),
    "integer without an upper bound": (([1], [[3]], 10, INF), {"integer": True}, 4.0),
    "integer with fractional bounds": (([-1], [[1]], -INF, 9), {"lower": 0.4, "upper": 3.7, "integer": True}, -3.0),
    "integers, nothing to pay": (([0, 0], [[1, 1]], 2, 5), {"upper": 4, "integer": True}, 0.0),
    "integers, no rows": (([2, -1], [], [], []), {"lower": 1, "upper": 3, "integer": True}, -1.0),
    "mixed": (([10, 1], [[-5, 1], [0, 1]], [-INF, 3], [0, INF]), {"upper": [1, INF], "integer": [True, False]}, 13.0),
    "mixed, integer first and last": (
        ([4, 1, 6], [[3, 1, 5]], 6.5, INF),
        {"upper": [2, 1.5, 2], "integer": [True, False, True]},
        7.5,
    ),
    # HiGHS 1.14 opens it, by a false presolve, and calls 99999 optimal
    "dear opening not worth it": (
        ([0, 2, 99999], [[1, 1, 0], [1, 0, -100]], [10, -INF], [10, 0]),
        {"upper": [INF, INF, 1], "integer": [False, False, True]},
        20.0,
    ),
    "fixed charge of large capacity": (
        ([1000, 1], [[-1e5, 1], [0, 1]], [-INF, 7], [0, INF]),
        {"upper": [1, INF], "integer": [True, False]},
        1007.0,
    ),
}  # fmt: skip
INFEASIBLE = {
    "rows that contradict": (([1, 1], [[1, 1], [1, 1]], [5, -INF], [INF, 3]), {}),
    "row past the bounds": (([1, 1], [[1, 1]], 9, INF), {"upper": 4}),
    "row without coefficients": (([1], [[0]], 1, INF), {}),
    "bounds the wrong way round": (([1], [[1]], 0, 9), {"lower": 3, "upper": 2}),
    "row sides the wrong way round": (([1], [[1]], 5, 3), {}),
    "no whole number between bounds": (([1], [[1]], -INF, 9), {"lower": 0.2, "upper": 0.8, "integer": True}),
    "parity": (([1, 1], [[2, 2]], 3, 3), {"upper": 9, "integer": True}),
    "integer, gain without end if it could": (
        ([-1, -1], [[1, -1], [2, 0]], [0, 3], [0, 3]),
        {"integer": True, "upper": [9, INF]},
    ),
}
UNBOUNDED = {
    "lp": (([-1, 0], [[1, -1]], -INF, 4), {}),
    "lp, no rows": (([-1], [], [], []), {}),
    "mixed": (([-1, 1], [[1, -1]], 0, INF), {"integer": [False, True]}),
    "free integer": (([1], [[1]], -INF, 3), {"lower": -INF, "integer": True}),
}


@pytest.mark.parametrize("case", SOLVED)
def test_optimum_is_found_and_proven(case: str, choice: Any, build: Any) -> None:
    args, rest, optimum = SOLVED[case]
    model: Arrays = build(*args, **rest)
    answer = choice.solve(model)
    assert answer.x is not None
    assert answer.objective == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    assert answer.objective == model.objective(answer.x)
    assert model.violation(answer.x) <= 1e-6
    whole = answer.x[model.integer]
    np.testing.assert_array_equal(whole, np.round(whole))
    assert np.all(answer.x >= model.lower)
    assert np.all(answer.x <= model.upper)
    if choice.exact(model):
        assert answer.proof is Proof.OPTIMAL
        assert answer.bound == pytest.approx(optimum, rel=1e-6, abs=1e-6)
        assert answer.bound <= answer.objective
    else:
        assert answer.proof is Proof.LIMIT
        assert answer.bound == -INF


@pytest.mark.parametrize("case", INFEASIBLE)
def test_infeasible_is_said_so(case: str, choice: Any, build: Any) -> None:
    args, rest = INFEASIBLE[case]
    model: Arrays = build(*args, **rest)
    if not choice.exact(model) and case != "no whole number between bounds":
        with pytest.raises(BackendError, match="proves nothing"):
            choice.solve(model)
        return
    answer = choice.solve(model)
    assert answer.x is None
    assert answer.objective == answer.bound == INF
    assert answer.proof is Proof.INFEASIBLE


@pytest.mark.parametrize("case", UNBOUNDED)
def test_unbounded_is_told_from_infeasible(case: str, choice: Any, build: Any) -> None:
    args, rest = UNBOUNDED[case]
    model: Arrays = build(*args, **rest)
    if not choice.exact(model):
        with pytest.raises(BackendError, match="proves nothing"):
            choice.solve(model)
        return
    answer = choice.solve(model)
    assert answer.bound == -INF
    assert answer.x is None
    assert answer.proof is Proof.UNBOUNDED


def test_no_columns_cost_the_offset(choice: Any, build: Any) -> None:
    answer = choice.solve(build([], [], [], [], offset=7.0))
    assert answer.proof is Proof.OPTIMAL
    assert answer.objective == answer.bound == 7.0
