"""A solution of SSCFLP for many customers: fix what the relaxation is sure of, raise the bound again, and so on."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole
from ..nodes import CLOSED, FREE
from ..problems import SSCFLP
from .lagrangian import NO_ORDER, ascend
from .settle import left_of
from .units import Units

ROUNDS, PATIENCE, STEP, FLOOR = 60, 8, 0.3, 0.02
SURE = 0.95  # averaged choice of a pair that is fixed
AT_LEAST = 0.1  # of the customers left that are fixed each time
UNUSED = 0.02  # averaged choice of a site that is closed


def dive(
    problem: SSCFLP, units: Units, status: Whole, numbers: Whole, v: Floats, share: Floats, beat: float
) -> tuple[Whole, int]:
    """Return the site of each customer, -1 where what was fixed leaves none, and the evaluations it took.

    Parameters
    ----------
    status, v, share, beat
        Where the ascent of the whole problem ended, and what its steps are measured by: more than the cost of any dive.
    """
    kept, status, v, share = np.ones(problem.service_cost.shape, dtype=bool), status.copy(), v.copy(), share.copy()
    served, work = np.full(problem.customers, -1, dtype=np.int64), 0
    while True:
        left = left_of(problem, units, kept, status)
        if left is None:
            return served, work
        served = left.served
        if not left.active.size:
            return served, work
        own, pairs = v[left.active], np.zeros(left.cost.shape)
        _, done, _ = ascend(
            left.cost, NO_ORDER, left.demand, left.room, left.opening, status, numbers, own, share, pairs, beat, ROUNDS,
            PATIENCE, STEP, FLOOR,
        )  # fmt: skip
        work += done
        v[left.active] = own
        unused = (status == FREE) & (share < UNUSED)
        if problem.capacity[(status != CLOSED) & ~unused].sum() > 1.01 * problem.demand.sum():
            status[unused] = CLOSED
        before = int(kept.sum())
        at, sure = pairs.argmax(axis=0), pairs.max(axis=0)
        count = max(1, int(AT_LEAST * left.active.size))
        fixed = np.union1d(np.flatnonzero(sure > SURE), np.argsort(-sure, kind="stable")[:count])
        room = left.room.copy()
        for place in fixed[np.argsort(-sure[fixed], kind="stable")]:
            if left.demand[place] <= room[at[place]]:
                room[at[place]] -= left.demand[place]
                kept[:, left.active[place]] = False
                kept[at[place], left.active[place]] = True
        if kept.sum() == before:
            return served, work
