"""One row of a benchmark: an instance solved, its plan checked, and when each gap was reached."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...errors import BackendError
from ..limits import Limits, Progress, Watch
from .check import check_plan
from .document import PlanDocument
from .files import digest
from .outcome import Outcome
from .problem import Planner
from .solve import solve_planner


@dataclass
class Clock:
    """Notes when a gap was first reached."""

    seconds_to: dict[float, float | None] = field(default_factory=lambda: {0.01: None, 0.001: None})

    def __call__(self, progress: Progress) -> None:
        """Take one report of progress."""
        for gap, when in self.seconds_to.items():
            if when is None and progress.gap <= gap:
                self.seconds_to[gap] = progress.seconds


def plan_document(problem: Planner, outcome: Outcome) -> PlanDocument | None:
    """Return the plan of an outcome as a document; None without a plan."""
    if outcome.sizes is None or outcome.flows is None:
        return None
    flows = outcome.flows
    opened = tuple((int(w), int(outcome.sizes[w])) for w in np.flatnonzero(outcome.sizes >= 0))
    bound = outcome.bound if np.isfinite(outcome.bound) else None
    return PlanDocument(
        problem.name, digest(problem), outcome.cost, bound, opened, flows.demand, flows.site, flows.way, flows.units
    )


def measure(problem: Planner, limits: Limits) -> tuple[dict[str, Any], PlanDocument | None]:
    """Solve a problem and check its plan; return its row and the plan.

    Times count from the factored problem in memory to the answer; peak memory is of the whole process.

    Raises
    ------
    BackendError
        The plan does not survive its check.
    """
    clock = Clock()
    outcome = solve_planner(problem, limits, Watch(report=clock))
    plan = plan_document(problem, outcome)
    if plan is not None:
        verdict = check_plan(problem, plan)
        if not verdict.holds or abs(verdict.cost - outcome.cost) > 1e-6 * abs(outcome.cost):
            raise BackendError(f"The plan of {problem.name} is wrong: {'; '.join(verdict.broken) or verdict.cost}.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row = {
        "instance": problem.name,
        "possible_flows": problem.possible_flows,
        "status": outcome.proof.value,
        "objective": outcome.cost if plan is not None else None,
        "bound": outcome.bound if np.isfinite(outcome.bound) else None,
        "gap": outcome.gap if np.isfinite(outcome.gap) else None,
        "seconds": outcome.seconds,
        "seconds_to_1pct": clock.seconds_to[0.01],
        "seconds_to_01pct": clock.seconds_to[0.001],
        "peak_mb": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10),
    }
    return row, plan
