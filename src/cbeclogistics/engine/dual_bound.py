"""What duals prove by themselves, safe against rounding."""

from __future__ import annotations

import numpy as np

from .arrays import Arrays, Floats
from .backends.highs_lp import LpResult

ROUNDING = 2.0**-52


def least(model: Arrays, dual: Floats) -> float:
    """Bound that duals prove by themselves; see `priced`."""
    return priced(model, dual)[0]


def priced(model: Arrays, dual: Floats) -> tuple[float, Floats]:
    """Bound that duals prove by themselves, whatever they are and whoever made them, and the reduced costs of it.

    With y on the rows, of the sign that each row's sides allow, a point costs no less than
    Σ_r y_r · side_r + Σ_j min over lower_j ≤ x_j ≤ upper_j of (c − yA)_j x_j. Worst rounding is taken off.

    Reduced costs within their rounding of 0 are taken for 0. Where a column has an upper bound, what that may hide is
    taken off too; where it has none, nothing can be: its reduced cost is trusted to be 0.

    Returns
    -------
    tuple
        Bound, -inf where these duals prove none: a column without an upper bound has a reduced cost below 0; reduced
        costs, shape (columns,).
    """
    y, reduced, wrong = reduced_costs(model, dual)
    reduced = np.where(np.abs(reduced) <= wrong, 0.0, reduced)
    return summed(model, y, reduced, wrong), reduced


def reduced_costs(model: Arrays, dual: Floats) -> tuple[Floats, Floats, Floats]:
    """Duals cut to the signs that their rows allow, the reduced costs of these, and how far off each may be at most."""
    low, high = np.isfinite(model.row_lower), np.isfinite(model.row_upper)
    y = np.where((dual > 0) & low, dual, np.where((dual < 0) & high, dual, 0.0))
    wrong = ROUNDING * (np.abs(model.cost) + abs(model.matrix).T @ np.abs(y)) * (2 + np.diff(model.matrix.indptr))
    return y, model.cost - model.matrix.T @ y, wrong


def summed(model: Arrays, y: Floats, reduced: Floats, wrong: Floats) -> float:
    """Bound by duals of allowed signs and reduced costs, where these may be twice as far off as `wrong` says."""
    side = np.where(y > 0, model.row_lower, model.row_upper)
    terms = y * np.where(y == 0, 0.0, side)
    side = np.where(reduced > 0, model.lower, model.upper)
    with np.errstate(invalid="ignore"):
        values = np.where(reduced == 0, 0.0, reduced * side)
    if not np.isfinite(values).all():
        return -np.inf
    size = float(np.abs(terms).sum() + np.abs(values).sum())
    span = np.where(np.isfinite(model.upper), np.maximum(np.abs(model.upper), np.abs(model.lower)), 0.0)
    slack = 2 * float(wrong @ span) + ROUNDING * (terms.size + values.size) * size
    return model.offset + float(terms.sum() + values.sum()) - slack


def proven(model: Arrays, result: LpResult) -> float:
    """Bound that a relaxation's duals prove; where a column without an upper bound is in the way, its objective."""
    if result.row_dual is None:
        return -np.inf
    bound = least(model, result.row_dual)
    return bound if np.isfinite(bound) else result.objective
