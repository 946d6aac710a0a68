"""Limits, cancelling, progress, starts and options: what every backend promises beyond the optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.backends import Feature, backend
from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.errors import BackendError

EARLY = {
    "highs": {"mip_max_nodes": 0},
    "ortools-scip": {"limits/nodes": 1},
    "ortools-highs": {"mip_max_nodes": 0},
    "pulp-PULP_CBC_CMD": {"maxNodes": 0, "heuristicsOnOff": "off", "cuts": "off"},
}


@pytest.fixture(scope="module")
def optimum(facility: Any) -> float:
    model = facility(40, 8)
    answer = backend("highs")().solve(model, Limits(gap=0.0), Watch(), parameters={})
    assert answer.proof is Proof.OPTIMAL
    return float(answer.objective)


def test_time_that_runs_out_leaves_an_honest_bound(choice: Any, facility: Any, optimum: float) -> None:
    model = facility(40, 8)
    answer = choice.solve(model, time_limit=0.2, gap=0.0)
    assert answer.bound <= optimum * (1 + 1e-9)
    assert answer.objective >= optimum * (1 - 1e-9)
    if answer.x is not None:
        assert model.violation(answer.x) <= 1e-6
    if answer.proof is Proof.OPTIMAL:
        assert answer.objective == pytest.approx(optimum, rel=1e-6)


def test_work_that_runs_out_leaves_an_honest_bound(choice: Any, facility: Any, optimum: float) -> None:
    if choice.label not in EARLY:
        pytest.skip("has no limit of work")
    answer = choice.solve(facility(40, 8), options=EARLY[choice.label], gap=0.0)
    assert answer.bound <= optimum * (1 + 1e-9)
    assert answer.objective >= optimum * (1 - 1e-9)
    if answer.gap > 1e-9:
        assert answer.proof is Proof.LIMIT


def test_no_time_is_no_plan(choice: Any, facility: Any) -> None:
    answer = choice.solve(facility(5, 3), time_limit=0.0)
    assert answer.proof is Proof.LIMIT
    assert answer.x is None


@pytest.mark.parametrize("gap", [0.3, 0.05])
def test_a_gap_that_is_good_enough_is_proven(gap: float, choice: Any, facility: Any, optimum: float) -> None:
    model = facility(40, 8)
    answer = choice.solve(model, gap=gap, time_limit=5.0 if not choice.exact(model) else 60.0)
    assert answer.objective >= optimum * (1 - 1e-9)
    if choice.exact(model):
        assert answer.proof is Proof.OPTIMAL
        assert answer.gap <= gap + 1e-9
        assert answer.bound <= optimum * (1 + 1e-9)


def test_cancelled_before_it_began(choice: Any, facility: Any) -> None:
    token = CancelToken()
    token.cancel()
    answer = choice.solve(facility(5, 3), Watch(cancel=token))
    assert answer.proof is Proof.CANCELLED
    assert answer.x is None


def test_cancelled_on_the_first_news(choice: Any, facility: Any) -> None:
    if not choice.has(Feature.CANCEL) or not choice.has(Feature.PROGRESS):
        pytest.skip("cannot be cancelled")
    token = CancelToken()
    model = facility(100, 10)
    answer = choice.solve(model, Watch(lambda progress: token.cancel(), token), time_limit=60.0)
    assert answer.proof in (Proof.CANCELLED, Proof.OPTIMAL)  # CBC may be through before it looks up
    assert choice.name == "pulp" or answer.proof is Proof.CANCELLED
    assert answer.bound <= answer.objective
    if answer.x is not None:
        assert model.violation(answer.x) <= 1e-6


def test_progress_is_told_and_never_worse_than_the_answer(choice: Any, facility: Any) -> None:
    if not choice.has(Feature.PROGRESS) or choice.label == "pulp-HiGHS":
        pytest.skip("tells no progress")
    told: list[Progress] = []
    model = facility(60, 8)
    answer = choice.solve(model, Watch(told.append), time_limit=3.0 if not choice.exact(model) else 60.0)
    assert told
    assert answer.objective <= min(p.objective for p in told) * (1 + 1e-6)
    # logs round what they print
    assert max(p.bound for p in told) <= answer.objective * (1 + 1e-5)
    assert all(p.stage for p in told)


def test_an_error_while_telling_progress_comes_through(choice: Any, facility: Any) -> None:
    if not choice.has(Feature.PROGRESS) or choice.label == "pulp-HiGHS":
        pytest.skip("tells no progress")

    def report(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        choice.solve(facility(60, 8), Watch(report), time_limit=5.0)


def test_a_start_is_taken(choice: Any, facility: Any, optimum: float) -> None:
    model = facility(40, 8)
    first = backend("highs")().solve(model, Limits(gap=0.0), Watch(), parameters={})
    answer = choice.solve(model, start=first.x, gap=0.01, time_limit=5.0 if not choice.exact(model) else 60.0)
    assert answer.objective <= optimum * 1.011
    assert answer.objective >= optimum * (1 - 1e-9)


def test_a_start_that_breaks_the_rows_does_no_harm(choice: Any, build: Any) -> None:
    model = build([1.0, 1.0], [[1, 1]], 3, np.inf, upper=5, integer=True)
    assert choice.solve(model, start=np.zeros(2)).objective == 3.0


def test_same_seed_same_point(choice: Any, facility: Any) -> None:
    model = facility(20, 5)
    if not choice.exact(model):
        pytest.skip("stopped by time")
    first, second = (choice.solve(model, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.x, second.x)


def test_threads_may_change_from_solve_to_solve(choice: Any, facility: Any, optimum: float) -> None:
    model = facility(40, 8)
    for threads in (1, 2, 1):
        answer = choice.solve(model, threads=threads, time_limit=3.0 if not choice.exact(model) else 60.0)
        assert answer.objective == pytest.approx(optimum, rel=1e-6 if choice.exact(model) else 0.5)


RESERVED = {"highs": "time_limit", "ortools-scip": "limits/time", "ortools-highs": "time_limit",
            "ortools-cp-sat": "max_time_in_seconds", "pulp-PULP_CBC_CMD": "sec", "pulp-HiGHS": "timeLimit"}  # fmt: skip


def test_limits_among_the_parameters_are_refused(choice: Any, build: Any) -> None:
    if choice.label not in RESERVED:
        pytest.skip("not one of ours")
    name = RESERVED[choice.label]
    with pytest.raises(BackendError, match=f"{name}.*profile itself"):
        choice.solve(build([1.0], [[1]], 1, 2, integer=True, upper=9), options={name: 5.0})


def test_a_model_that_is_none_is_refused(choice: Any, build: Any) -> None:
    with pytest.raises(BackendError, match="not numbers"):
        choice.solve(build([np.nan], [[1]], 1, 2))
    with pytest.raises(BackendError, match="infinite"):
        choice.solve(build([np.inf], [[1]], 1, 2))


def test_the_answer_names_its_solver(choice: Any, build: Any) -> None:
    answer = choice.solve(build([1.0], [[1]], 1, 2))
    assert backend(choice.name).version() in answer.solver
    assert choice.parameters.get("solver", "") in answer.solver
    assert answer.seconds >= 0


@pytest.mark.parametrize("name", ["ortools", "pulp"])
def test_an_unknown_solver_names_those_there_are(name: str, build: Any) -> None:
    with pytest.raises(BackendError, match=r"(?i)no solver of .*known: .*(scip|highs)"):
        backend(name)().solve(build([1.0], [[1]], 1, 2), Limits(), Watch(), parameters={"solver": "nonesuch"})
