"""The last step of any method: a point whose whole columns are whole, with no trace of a solver's tolerance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .answer import Answer, Proof
from .arrays import Arrays, Floats
from .backends.highs_lp import WarmLP
from .limits import Limits, Watch
from .restrict import restrict

DUST = 1e-5  # less of a column that need not be whole is the trace of a tolerance, nothing that anybody would do
LEAST = 1e-9


def polished(model: Arrays, answer: Answer, limits: Limits, watch: Watch) -> Answer:
    """Solve the linear rest of an answer again, on the columns it uses, with the whole ones fixed.

    A solver may leave a trickle through a site that is closed, within its tolerance; a plan may not. Where the rest
    cannot be solved again, time being up, the trickle is taken away and what it carried is missing.
    """
    if answer.x is None:
        return answer
    x = np.clip(answer.x, model.lower, model.upper)
    x[model.integer] = np.round(x[model.integer])
    x = model.completed(x)
    best = next((p for least in (DUST, LEAST) if (p := _solved_again(model, x, least, limits, watch)) is not None), x)
    clean = model.completed(swept(model, best, DUST))
    return replace(answer, x=clean, objective=model.objective(clean))


def _solved_again(model: Arrays, x: Floats, least: float, limits: Limits, watch: Watch) -> Floats | None:
    rough = swept(model, x, least)
    part = restrict(model, ~model.integer & ((rough > model.lower) | model.follows), rough)
    if not part.columns.size:
        return None
    result = WarmLP(part.model, parameters={"primal_feasibility_tolerance": 1e-9}).solve(
        replace(limits, time_limit=max(limits.time_limit, 10.0)), Watch(cancel=watch.cancel), "polishing the plan"
    )
    if result.x is None or result.status != Proof.OPTIMAL:
        return None
    clean = model.completed(np.clip(part.extend(result.x), model.lower, model.upper))
    worse = model.objective(clean) > model.objective(x) + 1e-6 * abs(model.objective(x))
    return None if worse or model.violation(clean) > 1e-6 else clean


def swept(model: Arrays, x: Floats, least: float) -> Floats:
    """Point without what is less than `least`, and without what then finds no room or comes from nowhere.

    A row has no room for what fills it where nothing empties it: a site that is closed, a load without a container.
    The other way round, a row that must not fall short leaves nothing to take out of it where nothing fills it.
    """
    loose = ~model.integer & ~model.follows & (model.lower <= 0)
    x = np.where(loose & (x < least), 0.0, x)
    matrix = model.matrix.tocoo()
    known = ~model.follows[matrix.col]
    row, column, value = matrix.row[known], matrix.col[known], matrix.data[known]
    fed = np.zeros(model.rows, dtype=bool)
    fed[matrix.row[~known]] = True  # by a follower, which makes itself fit
    filling, emptying = loose[column] & (value > 0), loose[column] & (value < 0)
    while True:
        put = np.where(value > 0, value * x[column], 0.0)
        took = np.where(value < 0, -value * x[column], 0.0)
        full = np.bincount(row, took, minlength=model.rows) + model.row_upper <= LEAST
        empty = np.bincount(row, put, minlength=model.rows) - model.row_lower <= LEAST
        stuck = (filling & (full & ~fed)[row]) | (emptying & (empty & ~fed)[row])
        gone = np.unique(column[stuck & (x[column] > 0)])
        if not gone.size:
            return x
        x[gone] = 0.0
