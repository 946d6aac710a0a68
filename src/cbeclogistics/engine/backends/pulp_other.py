"""Any solver PuLP knows, through PuLP's own model; nothing PuLP concludes is taken for a proof."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp

from ...errors import BackendError
from ..answer import Proof
from ..arrays import Arrays, Floats
from ..limits import Limits
from .highs_session import DOUBLETONS, presolve_is_false
from .honest import Claim
from .loading import import_pulp

BOUNDS: Mapping[str, Callable[[Any], float]] = {
    "COPT": lambda native: native.BestBnd,
    "CPLEX_PY": lambda native: native.solution.MIP.get_best_objective(),
    "GUROBI": lambda native: native.ObjBound,
    "HiGHS": lambda native: native.getInfo().mip_dual_bound,
    "SCIP_PY": lambda native: native.getDualbound(),
    "XPRESS_PY": lambda native: native.getAttrib("bestbound"),
}
"""How to ask a solver, behind PuLP, for its own bound; only HiGHS's is tried by the tests here."""


def ask_other(solver: str, model: Arrays, limits: Limits, options: Mapping[str, Any]) -> Claim:
    """Solve the model by a solver of PuLP.

    A plan of a MILP is optimal where the solver's own bound says so, one of an LP where the duals prove it.
    """
    pulp = import_pulp()
    columns, problem = pulp.LpProblem.fromDataclass(pulp_data(model))
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


def pulp_data(model: Arrays) -> Any:
    """Return the model as the records PuLP builds itself from, a third of the time of an MPS file.

    Column ``j`` is called ``x<j>``. PuLP's rows have one side: row ``i`` is ``r<i>``, and ``s<i>`` with its lower side
    where it has two. The offset is left to the caller; rows without coefficients, or that bind nobody, are left out.
    """
    import_pulp()
    from pulp import constants, mps_lp

    names = [f"x{j}" for j in range(model.columns)]
    whole = ["Integer" if is_whole else "Continuous" for is_whole in model.integer.tolist()]
    bounds = zip(names, whole, _or_none(model.lower), _or_none(model.upper), strict=True)
    # every column, or PuLP forgets one that stands nowhere else
    costs = [mps_lp.MPSCoefficient(name, cost) for name, cost in zip(names, model.cost.tolist(), strict=True)]
    by_row = sp.csr_matrix(model.matrix)
    starts, places, values = by_row.indptr.tolist(), by_row.indices.tolist(), by_row.data.tolist()
    rows = []
    for i, (low, high) in enumerate(zip(_or_none(model.row_lower), _or_none(model.row_upper), strict=True)):
        entries = range(starts[i], starts[i + 1])
        terms = [mps_lp.MPSCoefficient(names[places[k]], values[k]) for k in entries]
        if not terms:
            continue
        if high is not None:
            sense = constants.LpConstraintEQ if low == high else constants.LpConstraintLE
            rows.append(mps_lp.MPSConstraint(f"r{i}", sense, terms, constant=-high))
        if low is not None and low != high:
            name = f"r{i}" if high is None else f"s{i}"
            rows.append(mps_lp.MPSConstraint(name, constants.LpConstraintGE, terms, constant=-low))
    return mps_lp.MPS(
        parameters=mps_lp.MPSParameters("model", constants.LpMinimize, 0, 0),
        objective=mps_lp.MPSObjective("obj", costs),
        variables=[mps_lp.MPSVariable(*bound) for bound in bounds],
        constraints=rows,
        sos1=[],
        sos2=[],
    )


def _or_none(side: Floats) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in side.tolist()]


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
        options = {"presolve_rule_off": DOUBLETONS, **options}
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
