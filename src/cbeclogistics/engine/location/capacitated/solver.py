"""CFL: the story of a solve."""

from __future__ import annotations

import numpy as np

from ...answer import Proof
from ...limits import Limits, Watch
from ..outcome import Outcome
from ..problems import CFL
from ..solutions import Flows, Split
from .tree import Tree

SOLVER = "location: Lagrangian branch and bound with transport problems"


def solve_capacitated(problem: CFL, limits: Limits, watch: Watch, work_limit: int | None = None) -> Outcome:
    """Solve to the gap asked for, or until a limit; see `location.solve`."""
    watch.say("Lagrangian bound")
    tree = Tree(problem, limits.gap, limits, watch)
    proof = Proof.OPTIMAL
    for stage in tree.portions():
        watch.say(stage, tree.cost, tree.bound)
        if watch.cancel.cancelled:
            proof = Proof.CANCELLED
            break
        if watch.elapsed() >= limits.time_limit or (work_limit is not None and tree.work >= work_limit):
            proof = Proof.LIMIT
            break
    if tree.infeasible:
        return Outcome(Proof.INFEASIBLE, None, np.inf, np.inf, SOLVER, watch.elapsed(), tree.work)
    if tree.cost == np.inf:
        return Outcome(proof, None, np.inf, tree.bound, SOLVER, watch.elapsed(), tree.work)
    found = tree.flows()
    bound = max(0.0, min(tree.bound, found.cost))  # nothing costs less than nothing
    if bound >= tree.beat:
        proof = Proof.OPTIMAL
    elif proof is Proof.OPTIMAL:
        proof = Proof.LIMIT
    solution = Split(np.flatnonzero(tree.best), Flows.of(found.shares))
    return Outcome(proof, solution, found.cost, bound, SOLVER, watch.elapsed(), tree.work)
