"""Whole points from a relaxation: binaries by group, other integers up, the linear rest solved again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .answer import Proof
from .arrays import Arrays, Floats, Ints
from .backends.highs_lp import WarmLP
from .limits import Limits, Watch

LEVELS = (0.5, 0.15)
LEAST_SHARE = 0.05
DIVES = 4
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
        yield from _whole_loads(model, lp, binary, limits, watch)


def _whole_loads(model: Arrays, lp: WarmLP, binary: Ints, limits: Limits, watch: Watch) -> Iterator[Floats]:
    """Points with the other integers rounded up, at first as they are, then without those that are hardly used.

    A whole load for a trickle costs more than the trickle's next best way, so such loads are shut and the linear rest
    is solved again, as long as that works.
    """
    others = np.setdiff1d(np.flatnonzero(model.integer), binary)
    shut = np.zeros(others.size, dtype=bool)
    for _ in range(DIVES + 1):
        result = lp.solve(limits, watch)
        if result.x is None or result.status != Proof.OPTIMAL:
            break
        x = result.x.copy()
        x[model.integer] = np.ceil(x[model.integer] - 1e-7)
        yield lifted(model, x)
        trickle = (result.x[others] > 1e-7) & (result.x[others] < TRICKLE) & (model.lower[others] <= 0)
        if not trickle.any():
            break
        shut |= trickle
        lp.set_bounds(others, model.lower[others], np.where(shut, 0.0, model.upper[others]))
    lp.set_bounds(others, model.lower[others], model.upper[others])


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
