"""Relaxation with lazy rows, rounding, a restricted model, and at last the whole: every step leaves plan and bound.

1. The linear relaxation, with rows from `Cuts` added while it breaks them, gives the bound.
2. Binaries are rounded at several levels, other integers up; the linear rest is solved: plans.
3. A model of the binaries still in question and the columns of low reduced cost is solved: a better plan.
4. Binaries whose reduced cost exceeds bound-to-plan are fixed, which loses nothing, and the whole model is solved.

It stops as soon as the gap is reached. Fixing in step 3 is a heuristic and never touches the bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from .answer import Answer, Proof, relative_gap
from .arrays import Arrays, Floats, Ints
from .backends.highs_lp import LpResult, WarmLP
from .backends.protocol import Backend, Feature
from .limits import Limits, Watch

ROUNDING_LEVELS = (0.5, 0.2, 0.8, 0.05)
MOST_CUT_ROUNDS = 12


class Cuts(Protocol):
    """Rows that every whole answer keeps, found where the relaxation breaks them."""

    def find(self, x: Floats) -> tuple[sp.csr_matrix, Floats] | None:
        """Return broken rows ``A x ≤ upper``, or None."""

    def all(self) -> tuple[sp.csr_matrix, Floats]:
        """Return every row."""


class _Best:
    """Best point and bound so far."""

    def __init__(self, model: Arrays, limits: Limits, watch: Watch) -> None:
        self.model, self.limits, self.watch = model, limits, watch
        self.x: Floats | None = None
        self.objective, self.bound = float("inf"), float("-inf")

    def offer(self, x: Floats | None) -> None:
        if x is None:
            return
        objective = self.model.objective(x)
        if objective < self.objective:
            self.x, self.objective = x, objective

    def say(self, stage: str) -> None:
        self.watch.say(stage, self.objective, self.bound)

    @property
    def closed(self) -> bool:
        return relative_gap(self.objective, self.bound) <= self.limits.gap

    @property
    def left(self) -> Limits:
        return self.limits.after(self.watch.elapsed())

    @property
    def stopped(self) -> bool:
        return self.watch.cancel.cancelled or self.left.time_limit <= 0

    def answer(self, proof: Proof, solver: str) -> Answer:
        return Answer(proof, self.x, self.objective, self.bound, solver, self.watch.elapsed())


def certified(
    model: Arrays, cuts: Cuts, backend: Backend, limits: Limits, watch: Watch, parameters: Mapping[str, Any]
) -> Answer:  # fmt: skip
    """Solve a model whose cost sits in columns that follow few binary decisions.

    Parameters
    ----------
    cuts
        Lazy rows, implied by whole answers.
    backend
        Solves the restricted and the whole model.
    """
    name = backend.version()
    best = _Best(model, limits, watch)
    best.say("solving the relaxation")
    lp = WarmLP(model)
    relaxed, added = _relax(lp, cuts, best)
    if relaxed is None or relaxed.x is None or relaxed.reduced_cost is None:
        if relaxed is not None and relaxed.status == Proof.INFEASIBLE:
            return best.answer(Proof.INFEASIBLE, name)
        return best.answer(Proof.CANCELLED if watch.cancel.cancelled else Proof.LIMIT, name)
    strengthened = with_rows(model, added)
    for step in (_round, _restricted, _whole):
        outcome = step(strengthened, lp, relaxed, best, backend, parameters)
        if outcome is not None:
            return best.answer(outcome, name)
        if best.closed:
            return best.answer(Proof.OPTIMAL, name)
        if best.stopped:
            break
    return best.answer(Proof.CANCELLED if watch.cancel.cancelled else Proof.LIMIT, name)


def _relax(lp: WarmLP, cuts: Cuts, best: _Best) -> tuple[LpResult | None, list[tuple[sp.csr_matrix, Floats]]]:
    """Relaxation with broken rows added until few are left; each round raises the bound."""
    added: list[tuple[sp.csr_matrix, Floats]] = []
    last: LpResult | None = None
    for _ in range(MOST_CUT_ROUNDS):
        result = lp.solve(best.left, best.watch)
        if result.status != Proof.OPTIMAL or result.x is None:
            return (last or result), added
        gained = result.objective - best.bound
        last, best.bound = result, max(best.bound, result.objective)
        best.say("tightening the relaxation" if added else "relaxation solved")
        found = cuts.find(result.x)
        if found is None or (len(added) > 2 and gained < 1e-5 * abs(best.bound)):
            break
        added.append(found)
        lp.add_rows(found[0], np.full(found[1].size, -np.inf), found[1])
    return last, added


def with_rows(model: Arrays, added: list[tuple[sp.csr_matrix, Floats]]) -> Arrays:
    """Return the model with rows ``A x ≤ upper`` appended."""
    if not added:
        return model
    upper = np.concatenate([u for _, u in added])
    return replace(
        model, matrix=sp.vstack([model.matrix, *(a for a, _ in added)]).tocsc(),
        row_lower=np.concatenate([model.row_lower, np.full(upper.size, -np.inf)]),
        row_upper=np.concatenate([model.row_upper, upper]),
    )  # fmt: skip


def _binaries(model: Arrays) -> Ints:
    return np.flatnonzero(model.integer & (model.lower >= 0) & (model.upper <= 1))


def _round(
    model: Arrays, lp: WarmLP, relaxed: LpResult, best: _Best, backend: Backend, parameters: Mapping[str, Any]
) -> Proof | None:  # fmt: skip
    """Plans from rounding the binaries at several levels."""
    assert relaxed.x is not None
    binary = _binaries(model)
    tried: set[bytes] = set()
    for level in ROUNDING_LEVELS:
        chosen = np.clip((relaxed.x[binary] >= level).astype(float), model.lower[binary], model.upper[binary])
        if chosen.tobytes() in tried:
            continue
        tried.add(chosen.tobytes())
        best.offer(plan_for(model, lp, binary, chosen, best.left, best.watch))
        best.say("rounding the relaxation")
        if best.closed or best.stopped:
            break
    lp.set_bounds(binary, model.lower[binary], model.upper[binary])
    return None


def plan_for(
    model: Arrays, lp: WarmLP, binary: Ints, chosen: Floats, limits: Limits, watch: Watch
) -> Floats | None:  # fmt: skip
    """Point for fixed binaries: the linear rest, other integers rounded up, and the linear rest again."""
    lp.set_bounds(binary, chosen, chosen)
    others = np.setdiff1d(np.flatnonzero(model.integer), binary)
    result = lp.solve(limits, watch)
    if result.x is None or result.status != Proof.OPTIMAL:
        return None
    if not others.size:
        return _clean(model, result.x)
    up = np.ceil(result.x[others] - 1e-7)
    lp.set_bounds(others, up, up)
    result = lp.solve(limits, watch)
    lp.set_bounds(others, model.lower[others], model.upper[others])
    if result.x is None or result.status != Proof.OPTIMAL:
        return None
    return _clean(model, result.x)


def _clean(model: Arrays, x: Floats) -> Floats | None:
    """Snap to bounds and whole numbers; None where that breaks a row."""
    x = np.clip(x, model.lower, model.upper)
    x[model.integer] = np.round(x[model.integer])
    return x if model.violation(x) <= 1e-6 else None


def _restricted(
    model: Arrays, lp: WarmLP, relaxed: LpResult, best: _Best, backend: Backend, parameters: Mapping[str, Any]
) -> Proof | None:  # fmt: skip
    """Better plan from the columns that matter: binaries in question, flows of low reduced cost."""
    assert relaxed.x is not None
    assert relaxed.reduced_cost is not None
    keep = _promising(model, relaxed.x, relaxed.reduced_cost, best)
    columns = np.flatnonzero(keep)
    fixed = np.flatnonzero(~keep)
    if columns.size > 0.9 * model.columns:
        return None
    small = replace(
        model, cost=model.cost[columns], lower=model.lower[columns], upper=model.upper[columns],
        integer=model.integer[columns], matrix=model.matrix[:, columns], column_blocks=(),
        row_lower=model.row_lower - model.matrix[:, fixed] @ model.lower[fixed],
        row_upper=model.row_upper - model.matrix[:, fixed] @ model.lower[fixed],
        offset=model.offset + float(model.cost[fixed] @ model.lower[fixed]),
    )  # fmt: skip
    left = best.left
    best.say("solving the sites in question")
    answer = backend.solve(
        small, replace(left, time_limit=left.time_limit * 0.6, gap=max(left.gap / 4, 1e-6)),
        _relay(best, trust_bound=False), parameters=parameters,
        start=None if best.x is None or Feature.WARM_START not in backend.features else best.x[columns],
    )  # fmt: skip
    if answer.x is not None:
        x = model.lower.copy()
        x[columns] = answer.x
        best.offer(_clean(model, x))
    best.say("sites in question solved")
    return None


def _promising(model: Arrays, x: Floats, reduced: Floats, best: _Best) -> npt.NDArray[np.bool_]:
    """Columns at work in the relaxation or the best plan, and those whose reduced cost is small for their kind."""
    keep = (x > model.lower + 1e-9) | model.integer
    if best.x is not None:
        keep |= best.x > model.lower + 1e-9
    flows = ~model.integer
    share = np.abs(reduced) / np.maximum(np.abs(model.cost), 1e-9)
    keep |= flows & ((share <= 0.05) | (model.cost == 0))
    return keep


def _whole(
    model: Arrays, lp: WarmLP, relaxed: LpResult, best: _Best, backend: Backend, parameters: Mapping[str, Any]
) -> Proof | None:  # fmt: skip
    """Proof: the whole model, without binaries that the bound rules out."""
    assert relaxed.reduced_cost is not None
    binary = _binaries(model)
    room = best.objective - relaxed.objective
    lower, upper = model.lower.copy(), model.upper.copy()
    if np.isfinite(room):
        rc = relaxed.reduced_cost[binary]
        upper[binary[rc > room + 1e-9]] = lower[binary[rc > room + 1e-9]]
        lower[binary[-rc > room + 1e-9]] = upper[binary[-rc > room + 1e-9]]
    best.say("proving")
    answer = backend.solve(
        replace(model, lower=lower, upper=upper), best.left, _relay(best, trust_bound=True), parameters=parameters,
        start=best.x if Feature.WARM_START in backend.features else None,
    )  # fmt: skip
    best.offer(answer.x)
    if answer.proof == Proof.INFEASIBLE:
        if best.x is None:
            return Proof.INFEASIBLE
        best.bound = max(best.bound, min(best.objective, relaxed.objective + room))
        return None
    best.bound = max(best.bound, min(answer.bound, best.objective))
    return None


def _relay(best: _Best, *, trust_bound: bool) -> Watch:
    """Watch for a part of the solve: its progress is told with the best of both."""

    def report(progress: Any) -> None:
        bound = max(best.bound, progress.bound) if trust_bound else best.bound
        best.watch.say(progress.stage, min(best.objective, progress.objective), bound)

    return Watch(report=report, cancel=best.watch.cancel)
