"""TSCFLP and network design by their own method against the whole model; cut anywhere they stay honest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.backends.highs_lp import WarmLP
from cbeclogistics.engine.best import Best
from cbeclogistics.engine.dual_bound import priced
from cbeclogistics.engine.limits import Limits, Progress, Watch
from cbeclogistics.engine.location.check import check
from cbeclogistics.engine.location.fixed_charge import solver
from cbeclogistics.engine.location.fixed_charge.gated import Gated
from cbeclogistics.engine.location.fixed_charge.relaxation import Relaxed, relax
from cbeclogistics.engine.location.models import model_of, solve_whole
from cbeclogistics.engine.location.problems import CMND, TSCFLP
from cbeclogistics.engine.location.solve import solve
from cbeclogistics.engine.relaxation import with_rows

EXACT = Limits(gap=0.0)
KINDS = pytest.mark.parametrize("kind", ["tscflp", "cmnd"])


def random_problem(kind: str, seed: int, scale: float = 1.0):
    """Small, with zeros and ties; capacities at times too small for the demand."""
    r = np.random.default_rng(seed)
    if kind == "tscflp":
        plants, depots, customers = int(r.integers(1, 5)), int(r.integers(1, 7)), int(r.integers(1, 9))
        demand = r.integers(0, 12, customers)
        wide = float(r.choice([1.1, 1.8, 4.0])) * demand.sum() + 1
        return TSCFLP(
            scale * r.integers(0, 300, plants), np.round(wide * r.random(plants) * 2 / plants + 1),
            scale * r.integers(0, 200, depots), np.round(wide * r.random(depots) * 2 / depots + 1), demand,
            scale * r.integers(0, 10, (plants, depots)), scale * r.integers(0, 10, (depots, customers)),
        )  # fmt: skip
    nodes, arcs, goods = int(r.integers(2, 7)), int(r.integers(1, 22)), int(r.integers(1, 6))
    return CMND(
        nodes, r.integers(0, nodes, arcs), r.integers(0, nodes, arcs), scale * r.integers(0, 9, arcs),
        scale * r.integers(0, 90, arcs), r.integers(0, 30, arcs), r.integers(0, nodes, goods),
        r.integers(0, nodes, goods), r.integers(0, 9, goods),
    )  # fmt: skip


def assert_honest(problem, best: float, found) -> None:
    """The bound holds, and a solution keeps the problem and costs what it says."""
    assert found.bound <= best * (1 + 1e-7) + 1e-6
    if found.solution is None:
        assert found.cost == np.inf
        return
    verdict = check(problem, found.solution)
    assert verdict.feasible, verdict.broken
    assert verdict.cost == pytest.approx(found.cost, rel=1e-7, abs=1e-6)
    assert found.cost >= best * (1 - 1e-7) - 1e-6


@KINDS
@pytest.mark.parametrize("few", [0, 40])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.sampled_from([1.0, 100.0, np.pi]))
def test_it_ends_at_the_cost_of_the_whole_model(kind: str, few: int, seed: int, scale: float) -> None:
    problem = random_problem(kind, seed, scale)
    whole = solve_whole(problem, EXACT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solver, "FEW", few)  # 0: the neighbourhoods come first, even in a tiny problem
        found = solve(problem, EXACT)
    if whole.proof is Proof.INFEASIBLE:
        assert (found.proof, found.solution, found.bound) == (Proof.INFEASIBLE, None, np.inf)
        return
    assert found.proof is Proof.OPTIMAL
    assert_honest(problem, whole.cost, found)
    assert found.cost == pytest.approx(whole.cost, rel=1e-6, abs=1e-6)


@KINDS
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), after=st.integers(1, 12))
def test_cancelled_anywhere_it_is_honest(kind: str, seed: int, after: int) -> None:
    problem = random_problem(kind, seed)
    whole = solve_whole(problem, EXACT)
    heard: list[Progress] = []

    def report(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            watch.cancel.cancel()

    watch = Watch(report=report)
    found = solve(problem, EXACT, watch)
    if found.proof is not Proof.INFEASIBLE:
        assert_honest(problem, whole.cost, found)
    assert all(p.bound <= whole.cost * (1 + 1e-7) + 1e-6 for p in heard)


@KINDS
@pytest.mark.parametrize("seed", range(12))
def test_any_duals_prove_a_bound_and_the_relaxation_is_the_whole_models(kind: str, seed: int) -> None:
    problem = random_problem(kind, seed)
    gated = Gated.of(model_of(problem))
    rows, upper = gated.links.all()
    strong = with_rows(gated.model, [(rows, upper)])
    exact = WarmLP(strong).solve(Limits(), Watch())
    if exact.x is None:
        return
    r = np.random.default_rng(seed)
    for size in (0.1, 10.0):
        bound, _ = priced(strong, size * r.standard_normal(strong.rows))
        assert bound <= exact.objective + 1e-6
    best = Best(gated.model, EXACT, Watch())
    relaxed = relax(gated, best)
    assert isinstance(relaxed, Relaxed)
    assert relaxed.bound == pytest.approx(exact.objective, rel=1e-4, abs=1e-3)
    assert relaxed.bound <= exact.objective + 1e-6


@KINDS
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), work=st.integers(0, 300))
def test_the_same_work_gives_the_same_answer(kind: str, seed: int, work: int) -> None:
    problem = random_problem(kind, seed)
    whole = solve_whole(problem, EXACT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solver, "FEW", 0)
        one, other = (solve(problem, EXACT, work_limit=work) for _ in range(2))
    assert (one.proof, one.cost, one.bound, one.work) == (other.proof, other.cost, other.bound, other.work)
    assert one.work <= work
    if one.proof is not Proof.INFEASIBLE:
        assert_honest(problem, whole.cost, one)
