"""Solve a planner problem: bound, plan and gap at every moment."""

from __future__ import annotations

import sys

import numpy as np

from ..answer import Proof
from ..compiled import threads
from ..limits import Limits, Watch
from .factored import factored
from .feasible import infeasible
from .flows import Flows, unit_prices
from .outcome import Outcome
from .problem import Ints, Planner
from .relaxation import Multipliers, Relaxation
from .search import Search


def solve_planner(
    problem: Planner,
    limits: Limits,
    watch: Watch | None = None,
    *,
    work_limit: int = sys.maxsize,
    multipliers: Multipliers | None = None,
    sizes: Ints | None = None,
) -> Outcome:
    """Find a plan of least cost with a proven bound.

    Parameters
    ----------
    limits
        Time, gap and threads.
    watch
        Progress and wish to stop.
    work_limit
        Evaluations of the relaxation, after which to stop: the same answer on every run.
    multipliers, sizes
        To begin with: of an earlier outcome, or of a like problem with the same demands, sites and supply rows.
    """
    watch = watch or Watch()
    watch.say("preparing")
    costs = factored(problem)
    if infeasible(costs, limits, watch):
        return Outcome(Proof.INFEASIBLE, None, None, np.inf, np.inf, None, watch.elapsed(), 0, 0)
    relaxation = Relaxation(costs, limits.threads)
    search = Search(relaxation, limits, watch, work_limit)
    with threads(relaxation.threads):
        search.run(multipliers, sizes)
    proof = Proof.OPTIMAL
    if not search.closed:
        proof = Proof.CANCELLED if watch.cancel.cancelled else Proof.LIMIT
    chosen, flows, cost = _plan(problem, search)
    return Outcome(
        proof,
        chosen,
        flows,
        cost,
        search.bound,
        search.multipliers,
        watch.elapsed(),
        relaxation.rounds,
        search.branches,
    )


def _plan(problem: Planner, search: Search) -> tuple[Ints | None, Flows | None, float]:
    """The best plan in units, priced anew from the problem's own figures."""
    if search.best is None or search.best.flows is None:
        return None, None, np.inf
    sizes, flows = search.best.sizes, search.serving.in_units(search.best.flows)
    on = np.flatnonzero(sizes >= 0)
    cost = float(problem.size_cost[on, sizes[on]].sum()) + float((unit_prices(problem, flows) * flows.units).sum())
    return sizes, flows, cost
