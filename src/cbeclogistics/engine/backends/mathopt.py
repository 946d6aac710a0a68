"""SCIP, HiGHS and CP-SAT, through OR-Tools' MathOpt."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np

from ...errors import BackendError
from ..answer import Answer, Proof
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch
from .honest import Claim, answer
from .loading import ortools_came_too_late
from .mathopt_proto import model_proto
from .mathopt_solvers import SOLVERS, listeners, solve_parameters
from .protocol import Feature


class MathOpt:
    """The solvers of OR-Tools; ``solver`` in the parameters picks one, the others are options in its own names.

    A model without whole columns goes to Glop in place of SCIP and CP-SAT.

    "scip" (the default)
        One thread. Cannot be cancelled: OR-Tools 9.15 prints an error and goes on, so it is never asked. It keeps
        its time limit.
    "highs"
        The HiGHS inside OR-Tools. One thread, no start, cannot be cancelled; prefer the backend of that name.
    "cp-sat"
        For whole, bounded columns. It puts continuous ones on a grid (``mip_var_scaling`` steps to one, here 1000)
        and cuts off unbounded ones, and what it proves of the grid is not proven of the model. Then its plan counts,
        its continuous part made best by an LP, and its bound does not; where it finds no plan on the grid, that is a
        `BackendError`. Can be cancelled.
    """

    name: ClassVar[str] = "ortools"
    features: ClassVar[frozenset[Feature]] = frozenset(
        {Feature.PROGRESS, Feature.WARM_START, Feature.BOUND, Feature.SEED}
    )

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if usable, else one sentence with the install command."""
        return None if find_spec("ortools") else 'OR-Tools is not installed: pip install "ortools>=9.12,<10"'

    @classmethod
    def version(cls) -> str:
        """Name and version of the solver."""
        return f"OR-Tools {metadata.version('ortools')}"

    def solve(
        self,
        model: Arrays,
        limits: Limits,
        watch: Watch,
        *,
        parameters: Mapping[str, Any],
        start: Floats | None = None,
    ) -> Answer:
        """Solve the model; ``parameters`` are ``solver`` and its options."""
        missing = self.why_unavailable()
        if missing:
            raise BackendError(missing)
        options = dict(parameters)
        solver = str(options.pop("solver", "scip"))
        if solver not in SOLVERS:
            raise BackendError(f"{solver!r} is no solver of the ortools backend; known: {', '.join(SOLVERS)}.")
        if solver == "highs" and ortools_came_too_late():
            raise BackendError(
                "PuLP was loaded before OR-Tools, whose HiGHS would crash now: import ortools.math_opt.python.mathopt "
                "before pulp, or take the backend highs."
            )

        def ask(asked: Arrays, within: Limits, tight: bool) -> Claim:
            del tight  # asked for LPs alone, and those go to solvers that are tight enough
            if not asked.integer.any() and solver != "highs":
                # SCIP has no say on unbounded LPs and CP-SAT would round them; Glop is the LP solver at home here
                return _claim(asked, within, watch, "glop", {}, None)
            claim = _claim(asked, within, watch, solver, options, start)
            if solver == "cp-sat" and claim.x is not None and not asked.integer.all():
                return replace(claim, x=_off_the_grid(asked, claim.x, within, watch))
            return claim

        return answer(model, limits, watch, ask, f"{solver} in {self.version()}")


def _claim(
    model: Arrays, limits: Limits, watch: Watch, solver: str, options: Mapping[str, Any], start: Floats | None
) -> Claim:
    from ortools.math_opt.python import mathopt
    from ortools.util.python import solve_interrupter

    built = mathopt.Model.from_model_proto(model_proto(model))
    columns = list(built.variables())
    asked: dict[str, Any] = {}
    if start is not None and solver in ("scip", "cp-sat"):
        hint = mathopt.SolutionHint(variable_values=dict(zip(columns, np.asarray(start).tolist(), strict=True)))
        asked["model_params"] = mathopt.ModelSolveParameters(solution_hints=[hint])
    failed: list[BaseException] = []
    exact = solver != "cp-sat" or _whole_and_bounded(model)
    asked.update(listeners(solver, watch, failed, exact=exact))
    parameters = solve_parameters(solver, limits, options)
    if limits.time_limit < 1e8:
        parameters.time_limit = datetime.timedelta(seconds=limits.time_limit)
    interrupter = solve_interrupter.SolveInterrupter()
    if solver == "cp-sat":
        asked["interrupter"] = interrupter
    try:
        with watch.cancel.calling(interrupter.interrupt):
            result = mathopt.solve(built, SOLVERS[solver].type(), params=parameters, **asked)
    except Exception as error:
        # OR-Tools 9.15 stumbles while it reports an error; what it meant to report is the context
        said = error.__context__ if isinstance(error, AttributeError) and error.__context__ else error
        if "value: -inf; invalid PrimalSolutionProto.objective_value" in str(said):
            return Claim(None)  # SCIP's way of pointing down an unbounded ray
        raise BackendError(f"{solver} in OR-Tools refused or failed: {said}") from error
    if failed:
        raise failed[0]
    return _read(result, columns, solver, exact=exact)


def _off_the_grid(model: Arrays, x: Floats, limits: Limits, watch: Watch) -> Floats:
    """The best point with the same whole columns; the same point if there is none."""
    whole = np.clip(np.round(x), model.lower, model.upper)
    lower = np.where(model.integer, whole, model.lower)
    upper = np.where(model.integer, whole, model.upper)
    fixed = replace(model, lower=lower, upper=upper, integer=np.zeros_like(model.integer))
    best = _claim(fixed, replace(limits, time_limit=max(limits.time_limit, 10.0)), watch, "glop", {}, None).x
    return x if best is None else best


def _whole_and_bounded(model: Arrays) -> bool:
    """Whether CP-SAT takes the model as it is, within its default ``mip_max_bound``."""
    bounded = (model.lower >= -1e7) & (model.upper <= 1e7)
    return bool(np.all(model.integer & bounded))


def _read(result: Any, columns: list[Any], solver: str, *, exact: bool) -> Claim:
    from ortools.math_opt.python import mathopt

    reasons = mathopt.TerminationReason
    termination = result.termination
    x = None
    if result.solutions and result.solutions[0].primal_solution is not None:
        x = np.array(result.variable_values(columns), dtype=float)
    bound = termination.objective_bounds.dual_bound if exact else -np.inf
    if termination.reason == reasons.OPTIMAL:
        return Claim(Proof.OPTIMAL if exact else Proof.LIMIT, x, bound)
    if termination.reason in (reasons.FEASIBLE, reasons.NO_SOLUTION_FOUND):
        cancelled = termination.limit == mathopt.Limit.INTERRUPTED
        return Claim(Proof.CANCELLED if cancelled else Proof.LIMIT, x, bound)
    if termination.reason in (reasons.INFEASIBLE, reasons.UNBOUNDED, reasons.INFEASIBLE_OR_UNBOUNDED):
        if not exact:
            raise BackendError(
                "cp-sat finds no plan with the continuous columns on its grid, which proves nothing: "
                'take solver = "scip", or the backend highs.'
            )
        return Claim(Proof.INFEASIBLE if termination.reason == reasons.INFEASIBLE else None)
    if termination.reason == reasons.IMPRECISE:
        return Claim(Proof.LIMIT, x)
    raise BackendError(f"{solver} in OR-Tools gave up: {termination.reason.name.lower()}, {termination.detail}.")
