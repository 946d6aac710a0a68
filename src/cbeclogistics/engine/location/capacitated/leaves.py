"""Where few choices of sites are left, each has its flows solved, which ends a node.

With the multipliers held, a free site on its other side adds a loss to the bound. So the choices that may cost less
than the best are those that turn sites whose losses together stay below what is missing to the cost to beat.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import FREE, OPEN
from .exchange import solve_flows
from .lagrangian import bound_at
from .transport import DONE, MORE

MOST, MOST_LOOKED = 12, 200  # choices whose flows are solved, and that are looked at, from a node
SAFE = 1e-10  # of a cost; more than flows err by


@compiled
def end(
    ascending: Floats, order: Whole, unit: Floats, demand: Floats, capacity: Floats, opening: Floats,
    status: Whole, numbers: Whole, v: Floats, best: Bools, cost: Floats, beat: float, paths: int,
) -> tuple[bool, int]:  # fmt: skip
    """Solve the flows of every choice of sites that is left and may cost less than ``beat``, where these are few.

    Parameters
    ----------
    ascending, order, unit
        See `near.by_cost` and `transport.unit_cost`.
    status, numbers, v
        Of the node.
    best, cost
        Best sites, shape (sites,), and their cost, shape (1,); updated.
    paths
        After which flows are given up.

    Returns
    -------
    tuple
        Whether the node is ended, for nothing that is left costs less than ``beat`` or the best; flows solved, about.
    """
    free = np.flatnonzero(status == FREE)
    if free.size > MOST_LOOKED:
        return False, 0
    losses = np.empty(status.size)
    bound = bound_at(ascending, order, demand, capacity, opening, status, numbers, v, losses)
    if bound >= beat:
        return True, 1
    free = free[np.argsort(np.abs(losses[free]))]
    slack, is_open = beat - bound, np.empty(status.size, np.bool_)
    count = walk(losses, free, slack, unit, demand, capacity, opening, status, False, is_open, best, cost, beat, paths)
    if count <= MOST:
        count = walk(
            losses, free, slack, unit, demand, capacity, opening, status, True, is_open, best, cost, beat, paths
        )  # fmt: skip
    return count <= MOST, 1 + min(count, MOST)


@compiled
def walk(
    losses: Floats, free: Whole, slack: float, unit: Floats, demand: Floats, capacity: Floats, opening: Floats,
    status: Whole, solve: bool, is_open: Bools, best: Bools, cost: Floats, beat: float, paths: int,
) -> int:  # fmt: skip
    """Go over all choices whose losses are less than ``slack``, and solve their flows if asked.

    Losses ascend along ``free``, so where one is too much, those after it are. Return how many choices can serve all;
    more than MOST where these are too many, or flows were given up.
    """
    needed = demand.sum()
    room = 0.0
    for i in range(status.size):
        is_open[i] = status[i] == OPEN or (status[i] == FREE and losses[i] < 0.0)
        if is_open[i]:
            room += capacity[i]
    turned, sums = np.empty(free.size + 1, np.int64), np.zeros(free.size + 1)
    depth, at, count, looked = 0, 0, 0, 0
    while True:
        if room >= needed * (1.0 - 1e-9):
            count += 1
            if count > MOST:
                return count
            if solve:
                state, found = solve_flows(
                    unit, demand, capacity, opening, is_open, needed, beat + SAFE * abs(beat), paths
                )  # fmt: skip
                if state == MORE:
                    return MOST + 1
                if state == DONE and found < cost[0]:
                    cost[0] = found
                    best[:] = is_open
        looked += 1
        if looked > MOST_LOOKED:
            return MOST + 1
        while at == free.size or sums[depth] + abs(losses[free[at]]) >= slack:
            if depth == 0:
                return count
            depth -= 1
            at = turned[depth]
            i = free[at]
            is_open[i] = not is_open[i]
            room += capacity[i] if is_open[i] else -capacity[i]
            at += 1
        i = free[at]
        turned[depth] = at
        sums[depth + 1] = sums[depth] + abs(losses[i])
        is_open[i] = not is_open[i]
        room += capacity[i] if is_open[i] else -capacity[i]
        depth += 1
        at += 1
