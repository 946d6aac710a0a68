"""The peer spopt (PySAL), for p-median alone: its own model, given to CBC."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np

from ..engine.answer import Proof
from ..engine.limits import Limits, Watch
from ..engine.location.models.facility import nearest
from ..engine.location.outcome import Outcome
from ..engine.location.problems import Located, PMedian
from ..errors import BackendError


def solve_by_spopt(problem: Located, limits: Limits, watch: Watch) -> Outcome:
    """Solve a p-median problem by `spopt.locate.PMedian`; it tells no bound but the optimum's.

    Raises
    ------
    BackendError
        The problem is another one, or spopt is not installed.
    """
    if not isinstance(problem, PMedian):
        raise BackendError("spopt solves p-median only")
    try:
        from spopt.locate import PMedian as Model
    except ImportError:
        raise BackendError("spopt is not installed; pip install spopt") from None
    import pulp

    watch.say("building the whole model")
    model = Model.from_cost_matrix(problem.distance.T, np.ones(problem.customers), p_facilities=problem.medians)
    left = limits.after(watch.elapsed())
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=left.time_limit, gapRel=limits.gap, threads=limits.threads)
    solved = model.solve(solver, results=False).problem
    name = f"spopt {version('spopt')} (CBC)"
    sites = np.flatnonzero([(v.value() or 0.0) > 0.5 for v in model.fac_vars])
    if sites.size != problem.medians:
        return Outcome(Proof.LIMIT, None, float("inf"), float("-inf"), name, watch.elapsed())
    solution = nearest(sites, problem.distance)
    cost = float(problem.distance[solution.assignment, np.arange(problem.customers)].sum())
    proven = solved.sol_status == pulp.LpSolutionOptimal and watch.elapsed() < limits.time_limit
    bound = cost * (1 - limits.gap) if proven else float("-inf")
    return Outcome(Proof.OPTIMAL if proven else Proof.LIMIT, solution, cost, bound, name, watch.elapsed())
