"""Whole points from a relaxation: binaries by group, other integers up, the linear rest solved again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from .answer import Proof
from .arrays import Arrays, Floats, Ints
from .backends.highs_lp import WarmLP
from .limits import Limits, Watch

LEVELS = (0.5, 0.15)
LEAST_SHARE = 0.05
TRICKLE = 0.35  # of a load


def binaries(model: Arrays) -> Ints:
    """Columns that are 0 or 1."""
    return np.flatnonzero(model.integer & (model.lower >= 0) & (model.upper <= 1))


def groups(model: Arrays, binary: Ints) -> Ints:
    """Group of each binary: those of one row ``Σ ≤ 1`` exclude one another; others stand alone. Shape (binaries,)."""
    group = np.arange(binary.size)
    place = np.full(model.columns, -1)
    place[binary] = group
    rows = model.matrix.tocsr()
    for r in np.flatnonzero((model.row_upper == 1) & (model.row_lower <= 0)):
        columns = rows.indices[rows.indptr[r] : rows.indptr[r + 1]]
        values = rows.data[rows.indptr[r] : rows.indptr[r + 1]]
        if columns.size > 1 and (values == 1).all() and (place[columns] >= 0).all():
            group[place[columns]] = place[columns].min()
    return group


def rounded(model: Arrays, lp: WarmLP, x: Floats, limits: Limits, watch: Watch) -> Iterator[Floats]:
    """Points near a relaxation's.

    A group of binaries is taken where its sum reaches a level, with the dearest member that the relaxation uses (the
    largest size, so that what the relaxation does still fits); then the linear rest is solved and other integers are
    rounded up. A point may break rows; the caller looks.
    """
    binary = binaries(model)
    group = groups(model, binary)
    total = np.bincount(group, x[binary], minlength=binary.size)
    used = (x[binary] >= LEAST_SHARE) & (model.upper[binary] > 0)
    tried: set[bytes] = set()
    for level in LEVELS:
        chosen = np.zeros(binary.size)
        for g in np.flatnonzero(total >= level):
            members = np.flatnonzero((group == g) & used)
            if members.size:
                chosen[members[np.argmax(model.cost[binary[members]])]] = 1.0
        chosen = np.clip(chosen, model.lower[binary], model.upper[binary])
        if chosen.tobytes() in tried:
            continue
        tried.add(chosen.tobytes())
        lp.set_bounds(binary, chosen, chosen)
        found = solve_rest(model, lp, limits, watch)
        if found is not None:
            yield found[1]


def solve_rest(model: Arrays, lp: WarmLP, limits: Limits, watch: Watch) -> tuple[Floats, Floats] | None:
    """Linear optimum for the bounds that the LP has now, and the point with whole columns rounded up; None without."""
    result = lp.solve(limits, watch)
    if result.x is None or result.status != Proof.OPTIMAL:
        return None
    x = result.x.copy()
    x[model.integer] = np.ceil(x[model.integer] - 1e-7)
    return result.x, lifted(model, x)


def without_trickles(
    model: Arrays, lp: WarmLP, binary: Ints, price: Callable[[Floats], float], limits: Limits, watch: Watch
) -> Floats | None:  # fmt: skip
    """Point in which no load is taken for a trickle that has a cheaper way.

    A whole load for a trickle may cost more than the trickle's next best way: one after another, the emptiest first,
    such loads are shut and the linear rest is solved again; what does not pay is opened again. The binaries are as the
    LP's bounds have them.
    """
    best = solve_rest(model, lp, limits, watch)
    if best is None:
        return None
    least = price(best[1])
    others = np.setdiff1d(np.flatnonzero(model.integer), binary)
    trickle = others[(best[0][others] > 1e-7) & (best[0][others] < TRICKLE) & (model.lower[others] <= 0)]
    started = watch.elapsed()
    for j in trickle[np.argsort(best[0][trickle], kind="stable")]:
        if watch.cancel.cancelled or watch.elapsed() - started > limits.time_limit:
            break
        lp.set_bounds(np.array([j]), np.zeros(1), np.zeros(1))
        tried = solve_rest(model, lp, limits, watch)
        if tried is not None and (cost := price(tried[1])) < least:
            best, least = tried, cost
        else:
            lp.set_bounds(np.array([j]), model.lower[[j]], model.upper[[j]])
    return best[1]


def charges(model: Arrays) -> npt.NDArray[np.bool_]:
    """Columns that raising can only help: continuous, dear, unbounded above, positive and in rows ``≥`` alone.

    They are charges that must cover what other columns cause.
    """
    matrix = model.matrix
    covers = (matrix.data > 0) & np.isinf(model.row_upper[matrix.indices])
    entries = np.diff(matrix.indptr)
    column = np.repeat(np.arange(model.columns), entries)
    helping = np.bincount(column, covers, minlength=model.columns)
    return np.asarray(~model.integer & np.isinf(model.upper) & (entries > 0) & (helping == entries) & (model.cost > 0))


def lifted(model: Arrays, x: Floats) -> Floats:
    """Set the charges to what their rows need at a point."""
    matrix = model.matrix
    columns = np.flatnonzero(charges(model))
    x = x.copy()
    x[columns] = model.lower[columns]
    short = model.row_lower - matrix @ x
    for j in columns:
        span = slice(matrix.indptr[j], matrix.indptr[j + 1])
        x[j] += max(0.0, float(np.max(short[matrix.indices[span]] / matrix.data[span])))
    return x
