"""Branch and bound on the number of open sites and on the sites themselves, depth first within a chunk of work.

A node is a row of the stack: what is decided of each site, the numbers of sites left, multipliers to start from, the
averaged choice of sites, and its bound. Where the averaged number of open sites is well between two whole numbers the
tree branches on it; else on the site of which the two children are expected to raise the bound most (pseudo-costs).
"""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, OPEN, pick
from .interchange import cost_of, improve
from .lagrangian import ascend

ROUNDS, PATIENCE, STEP, FLOOR = 60, 6, 0.4, 0.02
NUMBER_ROUNDS, NUMBER_PATIENCE, NUMBER_STEP, NUMBER_FLOOR = 600, 10, 1.0, 5e-4  # after a change of the numbers of sites
SEARCH_EVERY = 64  # nodes between two local searches from a node's choice


@compiled
def explore(
    ascending: Floats, order: Whole, opening: Floats,
    statuses: Whole, ranges: Whole, multipliers: Floats, shares: Floats, bounds: Floats, depth: int,
    best: Bools, cost: Floats, unit: float, tolerance: float, gains: Floats, counts: Whole, work: int, tally: Whole,
) -> int:  # fmt: skip
    """Work off the stack's last node first until the work is done or the stack empty or full; return its new depth.

    Parameters
    ----------
    statuses, ranges, multipliers, shares, bounds
        The stack, shape (capacity, sites), (capacity, 2), (capacity, customers), (capacity, sites), (capacity,).
    best, cost
        Best sites, shape (sites,), and their cost, shape (1,); updated.
    unit, tolerance
        Step between two possible costs (0: none is known), and relative gap that is good enough.
    gains, counts
        Pseudo-costs; updated.
    work
        Evaluations to be done, about.
    tally
        Evaluations and nodes so far, shape (2,); updated.
    """
    sites, customers = opening.size, order.shape[0]
    stop = tally[0] + work
    status, numbers, v, share = (
        np.empty(sites, statuses.dtype), np.empty(2, np.int64), np.empty(customers), np.empty(sites)
    )  # fmt: skip
    chosen = np.empty(sites, np.bool_)
    child_bound = np.empty(2)
    while depth > 0 and tally[0] < stop and depth + 2 <= bounds.size:
        beat = to_beat(cost[0], unit, tolerance)
        depth -= 1
        if bounds[depth] >= beat:
            continue
        parent, parent_bound = depth, bounds[depth]
        status[:] = statuses[parent]
        share[:] = shares[parent]
        numbers[:] = ranges[parent]
        middle = share.sum()
        low = min(max(int(np.floor(middle)), numbers[0]), numbers[1] - 1)
        part = middle - low
        by_number = numbers[0] < numbers[1] and 0.1 < part < 0.9
        site = -1
        if not by_number:
            site = pick(status, share, gains, counts)
            if site < 0:
                for i in range(sites):
                    chosen[i] = status[i] == OPEN
                offer(ascending, order, opening, chosen, best, cost)
                continue
            part = share[site]
        # both children are bounded from copies; the slots of the stack at depth and depth + 1 take them
        parent_v, parent_share = multipliers[parent].copy(), share.copy()
        parent_status, parent_numbers = status.copy(), numbers.copy()
        kept = 0
        for side in range(2):
            status[:] = parent_status
            numbers[:] = parent_numbers
            v[:] = parent_v
            share[:] = parent_share
            if by_number:
                if side == 0:
                    numbers[1] = low
                else:
                    numbers[0] = low + 1
            else:
                status[site] = OPEN if side == 1 else CLOSED
                share[site] = side
            beat = to_beat(cost[0], unit, tolerance)
            bound, done, _ = ascend(
                ascending, order, opening, status, numbers, v, share, beat,
                NUMBER_ROUNDS if by_number else ROUNDS, NUMBER_PATIENCE if by_number else PATIENCE,
                NUMBER_STEP if by_number else STEP, NUMBER_FLOOR if by_number else FLOOR, chosen,
            )  # fmt: skip
            tally[0] += done
            tally[1] += 1
            bound = max(bound, parent_bound)
            if site >= 0:
                gains[side, site] += (min(bound, beat) - parent_bound) / max(part if side == 0 else 1.0 - part, 0.02)
                counts[side, site] += 1
            if bound >= beat:
                continue
            if chosen.any():
                if tally[1] % SEARCH_EVERY == 0:
                    improve(ascending, order, opening, chosen, numbers[0], numbers[1])
                offer(ascending, order, opening, chosen, best, cost)
            at = depth + kept
            statuses[at] = status
            ranges[at] = numbers
            multipliers[at] = v
            shares[at] = share
            bounds[at] = bound
            child_bound[kept] = bound
            kept += 1
        if kept == 2 and child_bound[0] < child_bound[1]:  # the better one on top
            status[:] = statuses[depth]
            statuses[depth] = statuses[depth + 1]
            statuses[depth + 1] = status
            numbers[:] = ranges[depth]
            ranges[depth] = ranges[depth + 1]
            ranges[depth + 1] = numbers
            v[:] = multipliers[depth]
            multipliers[depth] = multipliers[depth + 1]
            multipliers[depth + 1] = v
            share[:] = shares[depth]
            shares[depth] = shares[depth + 1]
            shares[depth + 1] = share
            bounds[depth], bounds[depth + 1] = child_bound[1], child_bound[0]
        depth += kept
    return depth


@compiled
def to_beat(cost: float, unit: float, tolerance: float) -> float:
    """What a solution must cost less than, to be worth finding."""
    return min(cost - max(0.99 * unit, 5e-7, 1e-10 * abs(cost)), cost - tolerance * abs(cost))


@compiled
def offer(ascending: Floats, order: Whole, opening: Floats, chosen: Bools, best: Bools, cost: Floats) -> None:
    """Keep a choice of sites if it is the best."""
    found = cost_of(ascending, order, opening, chosen)
    if found < cost[0] - 1e-12 * abs(cost[0]):
        cost[0] = found
        best[:] = chosen
