"""What may be claimed of a solver's answer: nothing that was not checked against the model itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...errors import BackendError
from ..answer import Answer, Proof
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch

INFINITE = 1e20  # HiGHS and SCIP take this and more for infinite; here every backend does
FEASIBILITY = 1e-6
ABSOLUTE_GAP = 1e-6  # what solvers themselves take for zero between objective and bound


@dataclass(frozen=True)
class Claim:
    """What a solver says, before anybody checked it.

    Attributes
    ----------
    proof
        Why it stopped, by the solver's own word; None where it could not tell infeasible from unbounded, or calls a
        model unbounded on the strength of its relaxation alone.
    x
        Its point, shape (columns,), or None.
    bound
        Its own lower bound, the offset included; -inf where it has none.
    """

    proof: Proof | None
    x: Floats | None = None
    bound: float = -np.inf


Ask = Callable[[Arrays, Limits, bool], Claim]
"""Ask a solver for a model within limits; True asks for the tightest tolerances it has."""


def answer(model: Arrays, limits: Limits, watch: Watch, ask: Ask, solver: str) -> Answer:
    """Ask a solver, check what it says and report only what holds.

    Integer columns are rounded, bounds clipped, and the point held against every row. A point that fails is sought
    again with the integer columns fixed and tight tolerances; if that fails too there is no point.

    Raises
    ------
    BackendError
        The model is not one (NaN, a side at the wrong infinity) or the solver failed.
    """
    began = time.monotonic()

    def done(proof: Proof, x: Floats | None = None, bound: float = -np.inf) -> Answer:
        objective = np.inf if x is None else model.objective(x)
        # a bound above a point that was checked is the solver's tolerance speaking
        return Answer(proof, x, objective, min(bound, objective), solver, time.monotonic() - began)

    _sane(model)
    tight = _tightened(model)
    if np.any(tight.lower > tight.upper) or np.any(tight.row_lower > tight.row_upper) or _empty_row_broken(tight):
        return done(Proof.INFEASIBLE, bound=np.inf)
    if not model.columns:
        return done(Proof.OPTIMAL, np.empty(0), model.offset)
    if watch.cancel.cancelled or limits.time_limit <= 0:
        return done(Proof.CANCELLED if watch.cancel.cancelled else Proof.LIMIT)

    claim = ask(tight, limits, False)
    if claim.proof is None:
        claim = _resolved(tight, limits.after(time.monotonic() - began), ask)
    if claim.proof is Proof.INFEASIBLE:
        return done(Proof.INFEASIBLE, bound=np.inf)
    if claim.proof is Proof.UNBOUNDED:
        return done(Proof.UNBOUNDED)

    x = None if claim.x is None else _checked(tight, claim.x, ask, limits.after(time.monotonic() - began))
    bound = claim.bound if np.isfinite(claim.bound) else -np.inf
    if x is None:
        return done(Proof.LIMIT if claim.proof in (None, Proof.OPTIMAL) else claim.proof, None, bound)
    objective = model.objective(x)
    if not model.integer.any():
        return done(claim.proof or Proof.LIMIT, x, objective if claim.proof is Proof.OPTIMAL else bound)
    if bound - objective > ABSOLUTE_GAP + 1e-5 * abs(objective):
        bound = -np.inf  # refuted by a point that was checked
    if claim.proof is Proof.CANCELLED:
        return done(Proof.CANCELLED, x, bound)
    return done(Proof.OPTIMAL if proven(objective, bound, limits.gap) else Proof.LIMIT, x, bound)


def proven(objective: float, bound: float, gap: float) -> bool:
    """Whether objective and bound are within the relative gap, give or take what solvers take for zero."""
    return np.isfinite(objective) and objective - bound <= gap * abs(objective) * (1 + 1e-9) + ABSOLUTE_GAP


def _sane(model: Arrays) -> None:
    sides = (model.cost, model.lower, model.upper, model.row_lower, model.row_upper, model.matrix.data)
    if any(np.isnan(side).any() for side in sides):
        raise BackendError("The model holds values that are not numbers; nothing was given to a solver.")
    finite = (model.cost, model.matrix.data)
    wrong = (model.lower == np.inf).any() or (model.upper == -np.inf).any()
    wrong = wrong or (model.row_lower == np.inf).any() or (model.row_upper == -np.inf).any()
    if wrong or any(np.isinf(values).any() for values in finite):
        raise BackendError("A cost, coefficient, lower or upper side of the model is infinite the wrong way round.")


def _tightened(model: Arrays) -> Arrays:
    """The same model with whole bounds for integer columns and one infinity; solvers differ in both."""
    slack = 1e-9
    lower = np.where(model.integer, np.ceil(model.lower - slack), model.lower)
    upper = np.where(model.integer, np.floor(model.upper + slack), model.upper)
    return replace(
        model,
        lower=_one_infinity(lower),
        upper=_one_infinity(upper),
        row_lower=_one_infinity(model.row_lower),
        row_upper=_one_infinity(model.row_upper),
    )


def _one_infinity(side: Floats) -> Floats:
    return np.where(side >= INFINITE, np.inf, np.where(side <= -INFINITE, -np.inf, side))


def _empty_row_broken(model: Arrays) -> bool:
    """Whether a row without coefficients asks for something else than zero."""
    empty = np.bincount(model.matrix.indices, minlength=model.rows) == 0
    return bool(np.any(model.row_lower[empty] > FEASIBILITY) or np.any(model.row_upper[empty] < -FEASIBILITY))


def _resolved(model: Arrays, limits: Limits, ask: Ask) -> Claim:
    """Tell unbounded from infeasible: with nothing to pay, any point at all is optimal."""
    free = replace(model, cost=np.zeros_like(model.cost), offset=0.0)
    claim = ask(free, limits, False)
    if claim.proof in (None, Proof.INFEASIBLE):
        return Claim(Proof.INFEASIBLE)
    if claim.x is not None and _checked(free, claim.x, ask, limits) is not None:
        return Claim(Proof.UNBOUNDED)
    return Claim(Proof.CANCELLED if claim.proof is Proof.CANCELLED else Proof.LIMIT)


def _checked(model: Arrays, x: Floats, ask: Ask, limits: Limits) -> Floats | None:
    x = _cleaned(model, x)
    if model.violation(x) <= FEASIBILITY:
        return x
    lower = np.where(model.integer, x, model.lower)
    upper = np.where(model.integer, x, model.upper)
    fixed = replace(model, lower=lower, upper=upper, integer=np.zeros_like(model.integer))
    # seconds past the limit are well spent on a plan that would otherwise be lost
    again = ask(fixed, replace(limits, time_limit=max(limits.time_limit, 10.0)), True).x
    if again is None:
        return None
    x = _cleaned(model, again)
    return x if model.violation(x) <= FEASIBILITY else None


def _cleaned(model: Arrays, x: Floats) -> Floats:
    whole = np.where(model.integer, np.round(x), x)
    return np.clip(whole, model.lower, model.upper)
