"""Whole points from a relaxation: binaries by group, other integers up, the linear rest solved again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .answer import Proof
from .arrays import Arrays, Floats, Ints
from .backends.highs_lp import WarmLP
from .limits import Limits, Watch

LEVELS = (0.5, 0.15)
LAST_LEVEL = 1e-6  # all that the relaxation uses, where no other level gives a point
LEAST_SHARE = 0.05
TRICKLE = 0.35  # of a load
IN_VAIN = 8  # trickles shut one after another that did not pay: fuller loads pay less


def binaries(model: Arrays) -> Ints:
    """Columns that are 0 or 1 and a decision, not a follower."""
    return np.flatnonzero(model.integer & (model.lower >= 0) & (model.upper <= 1) & ~model.follows)


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
    rounded up. Points are not completed and may break rows; the caller looks.
    """
    binary = binaries(model)
    group = groups(model, binary)
    total = np.bincount(group, x[binary], minlength=binary.size)
    tried: set[bytes] = set()
    any_found = False
    for level in (*LEVELS, LAST_LEVEL):
        if level == LAST_LEVEL and any_found:
            return
        used = (x[binary] >= min(level, LEAST_SHARE)) & (model.upper[binary] > 0)
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
            any_found = True
            yield found[1]


def solve_rest(model: Arrays, lp: WarmLP, limits: Limits, watch: Watch) -> tuple[Floats, Floats] | None:
    """Linear optimum for the bounds that the LP has now, and it with whole columns rounded up; None without."""
    result = lp.solve(limits, watch)
    if result.x is None or result.status != Proof.OPTIMAL:
        return None
    x = result.x.copy()
    x[model.integer] = np.ceil(x[model.integer] - 1e-7)
    return result.x, x


def without_trickles(
    model: Arrays, lp: WarmLP, binary: Ints, price: Callable[[Floats], float], limits: Limits, watch: Watch
) -> Floats | None:  # fmt: skip
    """Point in which no load is taken for a trickle that has a cheaper way.

    A whole load for a trickle may cost more than the trickle's next best way: one after another, the emptiest first,
    such loads are shut and the linear rest is solved again; what does not pay is opened again, and several of these
    one after another end it. The binaries are as the LP's bounds have them.
    """
    best = solve_rest(model, lp, limits, watch)
    if best is None:
        return None
    least = price(best[1])
    others = np.setdiff1d(np.flatnonzero(model.integer & ~model.follows), binary)
    trickle = others[(best[0][others] > 1e-7) & (best[0][others] < TRICKLE) & (model.lower[others] <= 0)]
    started, in_vain = watch.elapsed(), 0
    for j in trickle[np.argsort(best[0][trickle], kind="stable")]:
        if in_vain == IN_VAIN or watch.cancel.cancelled or watch.elapsed() - started > limits.time_limit:
            break
        lp.set_bounds(np.array([j]), np.zeros(1), np.zeros(1))
        tried = solve_rest(model, lp, limits, watch)
        if tried is not None and (cost := price(tried[1])) < least:
            best, least, in_vain = tried, cost, 0
        else:
            lp.set_bounds(np.array([j]), model.lower[[j]], model.upper[[j]])
            in_vain += 1
    return best[1]
