"""Any solver PuLP knows, through PuLP's own model; nothing PuLP concludes is taken for a proof."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BackendError
from ..answer import Proof
from ..arrays import Arrays, Floats
from ..limits import Limits
from .highs_session import presolve_is_false
from .honest import Claim
from .mps import write_mps

BOUNDS: Mapping[str, Callable[[Any], float]] = {
    "COPT": lambda native: native.BestBnd,
    "CPLEX_PY": lambda native: native.solution.MIP.get_best_objective(),
    "GUROBI": lambda native: native.ObjBound,
    "HiGHS": lambda native: native.getInfo().mip_dual_bound,
    "SCIP_PY": lambda native: native.getDualbound(),
    "XPRESS_PY": lambda native: native.getAttrib("bestbound"),
}
"""How to ask a solver, behind PuLP, for its own bound; only HiGHS's is tried by the tests here."""


def ask_other(solver: str, model: Arrays, limits: Limits, options: Mapping[str, Any], folder: Path) -> Claim:
    """Solve the model by a solver of PuLP.

    A plan of a MILP is optimal where the solver's own bound says so, one of an LP where the duals prove it.
    """
    import pulp

    write_mps(model, folder / "model.mps", ranges=False)
    columns, problem = pulp.LpProblem.fromMPS(str(folder / "model.mps"))
    try:
        problem.solve(_solver(pulp, solver, limits, options))
    except BackendError:
        raise
    except Exception as error:
        raise BackendError(f"{solver} in PuLP failed: {error}") from error

    if problem.status in (pulp.LpStatusInfeasible, pulp.LpStatusUnbounded):
        return Claim(None)  # PuLP does not tell "infeasible" from "infeasible or unbounded"
    values = [columns[f"x{j}"].varValue for j in range(model.columns)]
    if all(value is None for value in values):
        return Claim(Proof.LIMIT)
    x = np.array([0.0 if value is None else value for value in values])
    if not model.integer.any():
        bound = _bound_by_duals(model, problem)
        proven = model.objective(x) - bound <= 1e-6 * (1 + abs(bound))
        return Claim(Proof.OPTIMAL if proven else Proof.LIMIT, x, bound)
    return Claim(Proof.LIMIT, x, _bound_by_solver(solver, problem.solverModel) + model.offset)


def _solver(pulp: Any, name: str, limits: Limits, options: Mapping[str, Any]) -> Any:
    try:
        kind = type(pulp.getSolver(name, msg=False))
    except pulp.PulpSolverError as error:
        raise BackendError(f"{name!r} is no solver of PuLP; known: {', '.join(pulp.listSolvers())}.") from error
    takes = inspect.signature(kind.__init__).parameters
    wanted: dict[str, Any] = {"gapRel": limits.gap, "threads": limits.threads}
    if np.isfinite(limits.time_limit):
        wanted["timeLimit"] = limits.time_limit
    ours = options.keys() & wanted.keys()
    if ours:
        raise BackendError(f"{', '.join(sorted(ours))}: not for [parameters]; limits stand in the profile itself.")
    if name == "HiGHS":
        import highspy

        highspy.Highs.resetGlobalScheduler(True)  # or another number of threads than last time is an error
        if presolve_is_false():
            options = {**options, "presolve": "off"}
    solver = kind(msg=False, **{key: value for key, value in wanted.items() if key in takes}, **options)
    if not solver.available():
        raise BackendError(f"{name} is not available here: install it (and its licence), then try again.")
    return solver


def _bound_by_solver(name: str, native: Any) -> float:
    if native is None or name not in BOUNDS:
        return -np.inf
    try:
        bound = float(BOUNDS[name](native))
    except Exception:
        return -np.inf
    return bound if np.isfinite(bound) and abs(bound) < 1e30 else -np.inf


def _bound_by_duals(model: Arrays, problem: Any) -> float:
    """Bound of an LP by weak duality, from the prices of its rows, whoever computed them.

    Σ_i y⁺_i·lower_i - y⁻_i·upper_i + Σ_j min over its bounds of (c - yA)_j·x_j
    """
    price = np.zeros(model.rows)
    for name in (f"{kind}{i}" for kind in "rs" for i in range(model.rows)):
        row = problem.get_constraint_by_name(name)
        if row is not None and row.pi is not None:
            price[int(name[1:])] += row.pi
    reduced = model.cost - model.matrix.T @ price
    scale = 1e-9 * (1 + np.max(np.abs(model.cost), initial=0.0))
    reduced[np.abs(reduced) <= scale] = 0.0
    return model.offset + _least(price, model.row_lower, model.row_upper) + _least(reduced, model.lower, model.upper)


def _least(weight: Floats, lower: Floats, upper: Floats) -> float:
    """Σ of the least of weight·value over lower ≤ value ≤ upper, nothing where the weight is zero."""
    side = np.where(weight > 0, lower, upper)
    used = weight != 0
    return float(weight[used] @ side[used]) if np.isfinite(side[used]).all() else -np.inf
