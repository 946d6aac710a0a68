"""The last step of any method: a point whose whole columns are whole, with no trace of a solver's tolerance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .answer import Answer, Proof
from .arrays import Arrays, Floats
from .backends.highs_lp import WarmLP
from .limits import Limits, Watch
from .restrict import Bools, restrict

LEAST = 1e-9


def polished(
    model: Arrays, answer: Answer, limits: Limits, watch: Watch, price: Callable[[Floats], float] | None = None
) -> Answer:  # fmt: skip
    """Solve the linear rest of an answer again, on the columns it uses, with the whole ones fixed.

    A solver may leave a trickle through a site that is closed, within its tolerance; a plan may not.
    """
    if answer.x is None:
        return answer
    x = answer.x.copy()
    x[model.integer] = np.round(x[model.integer])
    shut = _shut(model, x)
    x[shut] = 0.0
    part = restrict(model, ~model.integer & ~shut & (x > model.lower + LEAST), x)
    if not part.columns.size:
        return answer
    result = WarmLP(part.model, parameters={"primal_feasibility_tolerance": 1e-9}).solve(
        replace(limits, time_limit=max(limits.time_limit, 10.0)), Watch(cancel=watch.cancel), "polishing the plan"
    )
    if result.x is None or result.status != Proof.OPTIMAL:
        return answer
    clean = np.clip(part.extend(result.x), model.lower, model.upper)
    if model.violation(clean) > 1e-6 or model.objective(clean) > model.objective(x) + 1e-6 * abs(answer.objective):
        return answer
    return replace(answer, x=clean, objective=(price or model.objective)(clean))


def _shut(model: Arrays, x: Floats) -> Bools:
    """Columns that must be 0: all their row's room comes from whole columns, which give none."""
    rows = model.matrix.tocsr()
    signs = rows.copy()
    signs.data = ((signs.data < 0) & ~model.integer[signs.indices]).astype(float)
    only_filling = np.asarray(signs.sum(axis=1)).ravel() == 0
    whole = np.where(model.integer, x, 0.0)
    room = model.row_upper - rows @ whole
    closed = only_filling & (room <= LEAST)
    fills = model.matrix.copy()
    fills.data = ((fills.data > 0) & closed[fills.indices]).astype(float)
    blocked = np.asarray(fills.sum(axis=0)).ravel() > 0
    return np.asarray(blocked & ~model.integer & (model.lower <= 0))
