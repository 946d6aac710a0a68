"""Claims of solvers, made up here, against the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import scipy.sparse as sp

from cbeclogistics.engine.answer import Answer, Proof
from cbeclogistics.engine.arrays import Arrays
from cbeclogistics.engine.backends.honest import Claim, answer, proven
from cbeclogistics.engine.limits import Limits, Watch


def _model(integer: Sequence[bool] = (True, False)) -> Arrays:
    """min 10 y + x, 0 ≤ x ≤ 100 y, x ≥ 3, y binary; the optimum is 13."""
    return Arrays(
        cost=np.array([10.0, 1.0]),
        lower=np.array([0.0, 3.0]),
        upper=np.array([1.0, np.inf]),
        integer=np.array(integer),
        matrix=sp.csc_matrix(np.array([[-100.0, 1.0]])),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([0.0]),
    )


def _answer(*claims: Claim, gap: float = 0.01, model: Arrays | None = None) -> tuple[Answer, list[Arrays]]:
    asked: list[Arrays] = []
    left = list(claims)

    def ask(model: Arrays, limits: Limits, tight: bool) -> Claim:
        asked.append(model)
        return left.pop(0)

    return answer(model or _model(), Limits(gap=gap), Watch(), ask, "made up"), asked


BEST = np.array([1.0, 3.0])


def test_a_claim_that_holds_is_passed_on() -> None:
    said, asked = _answer(Claim(Proof.OPTIMAL, BEST, 13.0))
    assert (said.proof, said.objective, said.bound) == (Proof.OPTIMAL, 13.0, 13.0)
    assert len(asked) == 1


def test_optimal_without_the_bound_to_prove_it_is_not() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, BEST, 12.0))
    assert (said.proof, said.bound) == (Proof.LIMIT, 12.0)
    said, _ = _answer(Claim(Proof.OPTIMAL, BEST))
    assert (said.proof, said.bound) == (Proof.LIMIT, -np.inf)


def test_a_limit_reached_with_the_gap_proven_is_optimal() -> None:
    said, _ = _answer(Claim(Proof.LIMIT, BEST, 12.95))
    assert said.proof is Proof.OPTIMAL


def test_whole_columns_are_rounded_and_bounds_kept() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, np.array([1 - 1e-7, 3 - 1e-8]), 13.0))
    assert said.x is not None
    assert said.x.tolist() == [1.0, 3.0]


def test_a_point_broken_by_rounding_is_sought_again_with_whole_columns_fixed() -> None:
    # 0.03 of an opening lets 3 units through; rounded it lets none
    better, asked = _answer(Claim(Proof.OPTIMAL, np.array([0.03, 3.0]), 13.0), Claim(Proof.INFEASIBLE))
    assert better.x is None
    assert better.proof is Proof.LIMIT
    assert not asked[1].integer.any()
    assert (asked[1].lower[0], asked[1].upper[0]) == (0.0, 0.0)

    exact, _ = _answer(Claim(Proof.OPTIMAL, np.array([0.97, 99.0]), 13.0), Claim(Proof.OPTIMAL, BEST))
    assert exact.objective == 109.0  # 99 ≤ 100: rounding mended it, nothing was sought


def test_a_point_that_breaks_a_row_is_no_plan() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, np.array([0.0, 3.0]), 3.0), Claim(Proof.OPTIMAL, np.array([0.0, 3.0])))
    assert said.x is None
    assert said.objective == np.inf
    assert said.proof is Proof.LIMIT


def test_a_bound_refuted_by_a_checked_point_is_dropped() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, BEST, 20.0))
    assert (said.proof, said.bound) == (Proof.LIMIT, -np.inf)


def test_a_bound_above_the_point_by_tolerance_is_the_point() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, BEST, 13.0 + 1e-8))
    assert said.bound == 13.0


def test_unbounded_or_infeasible_is_settled_by_asking_with_nothing_to_pay() -> None:
    said, asked = _answer(Claim(None), Claim(Proof.OPTIMAL, BEST, 0.0))
    assert said.proof is Proof.UNBOUNDED
    assert not asked[1].cost.any()
    said, _ = _answer(Claim(None), Claim(Proof.INFEASIBLE))
    assert said.proof is Proof.INFEASIBLE
    said, _ = _answer(Claim(None), Claim(None))  # with nothing to pay it cannot be unbounded
    assert said.proof is Proof.INFEASIBLE
    said, _ = _answer(Claim(None), Claim(Proof.LIMIT))
    assert (said.proof, said.bound) == (Proof.LIMIT, -np.inf)


def test_an_lp_is_proven_by_the_solver_alone() -> None:
    said, _ = _answer(Claim(Proof.OPTIMAL, np.array([0.03, 3.0])), model=_model((False, False)))
    assert (said.proof, said.bound) == (Proof.OPTIMAL, pytest.approx(3.3))
    said, _ = _answer(Claim(Proof.LIMIT, np.array([0.03, 3.0])), model=_model((False, False)))
    assert (said.proof, said.bound) == (Proof.LIMIT, -np.inf)


def test_a_gap_is_relative_to_the_plan() -> None:
    assert proven(100.0, 99.0, 0.01)
    assert not proven(100.0, 98.9, 0.01)
    assert proven(-100.0, -101.0, 0.01)
    assert proven(0.0, -1e-7, 0.0)
    assert not proven(np.inf, 5.0, 0.5)
