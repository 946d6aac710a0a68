"""UFL and p-median: the story of a solve."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...answer import Proof
from ...limits import Limits, Watch
from ..models.facility import nearest
from ..outcome import Outcome
from ..problems import UFL, PMedian
from ..steps import raised, step_of
from .search import Search

SOLVER = "location: Lagrangian branch and bound"
FIRST_SHAKES, SHAKES, STRENGTH = 50, 200, 8
PATIENCE = 3  # portions of shakes without anything better
LEAST_SHAKES, SHAKES_SHARE = 50, 0.1  # after each portion of the tree: at least, and per evaluation of the portion


def solve_uncapacitated(
    problem: UFL | PMedian, limits: Limits, watch: Watch, work_limit: int | None = None
) -> Outcome:  # fmt: skip
    """Solve to the gap asked for, or until a limit; see `location.solve`."""
    if isinstance(problem, UFL):
        opening, cost, fewest = problem.opening_cost, problem.service_cost, 1
        most = min(problem.most or problem.sites, problem.sites)
    else:
        opening, cost, fewest, most = np.zeros(problem.sites), problem.distance, problem.medians, problem.medians
    step = step_of(opening, cost)
    watch.say("first solution")
    search = Search(opening, cost, fewest, most, step, limits.gap, limits.seed)
    stages = _stages(search)
    proof = Proof.LIMIT
    while not search.done:
        if watch.cancel.cancelled:
            proof = Proof.CANCELLED
            break
        if watch.elapsed() >= limits.time_limit or (work_limit is not None and search.work >= work_limit):
            break
        watch.say(next(stages), search.cost, raised(search.bound, step))
    solution = nearest(np.sort(search.sites[search.best]), cost)
    exact = float(opening[solution.open_sites].sum() + cost[solution.assignment, np.arange(cost.shape[1])].sum())
    if search.done:
        proof = Proof.OPTIMAL
    bound = max(0.0, min(raised(search.bound, step), exact))  # nothing costs less than nothing
    return Outcome(proof, solution, exact, bound, SOLVER, watch.elapsed(), search.work)


def _stages(search: Search) -> Iterator[str]:
    """Do a portion of work at each step, without end; say what was done."""
    search.improve()
    yield "local search"
    search.shake(FIRST_SHAKES, STRENGTH // 2)
    yield "local search"
    while not search.ascend():
        yield "Lagrangian bound"
    search.round()
    yield "Lagrangian bound"
    stale = 0
    while stale < PATIENCE:
        before = search.cost
        search.shake(SHAKES, STRENGTH)
        stale = stale + 1 if search.cost >= before else 0
        yield "local search"
    search.restart()
    while not search.ascend():
        yield "Lagrangian bound"
    search.shrink()
    if search.fewest <= 1:
        search.list_near()
    while True:
        yield "branch and bound"
        search.branch()
        yield "branch and bound"
        search.serve()
        search.shake(max(LEAST_SHAKES, int(SHAKES_SHARE * search.portion)), STRENGTH)
