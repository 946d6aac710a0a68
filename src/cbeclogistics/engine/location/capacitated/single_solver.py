"""SSCFLP: the story of a solve."""

from __future__ import annotations

import numpy as np

from ...answer import Proof
from ...limits import Limits, Watch
from ..outcome import Outcome
from ..problems import SSCFLP
from ..solutions import Assigned
from .by_choice import ByChoice

SOLVER = "location: Lagrangian knapsacks, choices of sites, branch and bound"


def solve_single_source(problem: SSCFLP, limits: Limits, watch: Watch, work_limit: int | None = None) -> Outcome:
    """Solve to the gap asked for, or until a limit; see `location.solve`."""
    search = ByChoice(problem, limits, watch)
    proof = Proof.LIMIT
    if not search.infeasible:
        watch.say("Lagrangian bound")
        for stage in search.portions():
            watch.say(stage, search.cost, min(search.bound, search.cost))
            if watch.cancel.cancelled:
                proof = Proof.CANCELLED
                break
            if watch.elapsed() >= limits.time_limit or (work_limit is not None and search.work >= work_limit):
                break
    if search.infeasible:
        return Outcome(Proof.INFEASIBLE, None, np.inf, np.inf, SOLVER, watch.elapsed(), search.work)
    if search.cost == np.inf:
        return Outcome(proof, None, np.inf, search.bound, SOLVER, watch.elapsed(), search.work)
    if search.done:
        proof = Proof.OPTIMAL
    solution = Assigned(np.unique(search.site), search.site)
    bound = max(0.0, min(search.bound, search.cost))  # nothing costs less than nothing
    return Outcome(proof, solution, search.cost, bound, SOLVER, watch.elapsed(), search.work)
