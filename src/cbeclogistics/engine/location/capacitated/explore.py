"""The tree of CFL, depth first within a portion of work: as that of UFL, and few choices of sites end a node."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, OPEN, pick
from .exchange import cost_of
from .lagrangian import ascend
from .leaves import end

ROUNDS, PATIENCE, STEP, FLOOR = 20, 4, 1.0, 0.1
NUMBER_ROUNDS = 100  # after a change of the numbers of sites
TRY_EVERY = 20  # nodes between two roundings


@compiled
def explore(
    ascending: Floats, order: Whole, unit: Floats, demand: Floats, capacity: Floats, opening: Floats,
    statuses: Whole, ranges: Whole, multipliers: Floats, shares: Floats, bounds: Floats, depth: int, best: Bools,
    cost: Floats, gap: float, gains: Floats, counts: Whole, work: int, paths: int, tally: Whole,
) -> int:  # fmt: skip
    """Work off the stack's last node first until the work is done or the stack empty or full; return its new depth.

    It ends early, with that node on top, where all sites of a node are decided and its flows were given up.

    Parameters
    ----------
    ascending, order, unit
        See `near.by_cost` and `transport.unit_cost`.
    statuses, ranges, multipliers, shares, bounds
        The stack, shape (capacity, sites), (capacity, 2), (capacity, customers), (capacity, sites), (capacity,).
    best, cost
        Best sites, shape (sites,), and their cost, shape (1,); updated.
    gap
        Relative gap that is good enough.
    gains, counts
        Pseudo-costs; updated.
    work
        Evaluations to be done, about.
    paths
        After which flows are given up.
    tally
        Evaluations and nodes so far, shape (2,); updated.
    """
    stop, needed, no_pairs = tally[0] + work, demand.sum(), np.empty((0, 0))
    while depth > 0 and tally[0] < stop and depth + 2 <= bounds.size:
        depth -= 1
        if bounds[depth] >= to_beat(cost[0], gap):
            continue
        status, share, numbers, v = (
            statuses[depth].copy(),
            shares[depth].copy(),
            ranges[depth].copy(),
            multipliers[depth].copy(),
        )
        parent_bound = bounds[depth]
        middle = share.sum()
        low = min(max(int(np.floor(middle)), numbers[0]), max(numbers[1] - 1, numbers[0]))
        part = middle - low
        by_number = numbers[0] < numbers[1] and 0.1 < part < 0.9
        site = -1
        if not by_number:
            site = pick(status, share, gains, counts)
            if site < 0:
                return depth + 1
            part = share[site]
        kept = 0
        for side in range(2):
            at = depth + kept
            statuses[at], shares[at], ranges[at], multipliers[at] = status, share, numbers, v
            if by_number:
                ranges[at, 1 - side] = low + side
            else:
                statuses[at, site], shares[at, site] = OPEN if side == 1 else CLOSED, side
            beat = to_beat(cost[0], gap)
            bound, done, _ = ascend(
                ascending, order, demand, capacity, opening, statuses[at], ranges[at], multipliers[at], shares[at],
                no_pairs, beat, NUMBER_ROUNDS if by_number else ROUNDS, PATIENCE, STEP, FLOOR,
            )  # fmt: skip
            tally[0] += done
            tally[1] += 1
            bounds[at] = max(bound, parent_bound)
            if site >= 0:
                raised = min(bounds[at], beat) - parent_bound
                gains[side, site] += raised / max(part if side == 0 else 1.0 - part, 0.02)
                counts[side, site] += 1
            if bounds[at] >= beat:
                continue
            ended, done = end(
                ascending, order, unit, demand, capacity, opening, statuses[at], ranges[at], multipliers[at], best,
                cost, beat, paths,
            )  # fmt: skip
            tally[0] += done
            if ended:
                continue
            if by_number or tally[1] % TRY_EVERY == 0:
                is_open = rounded(shares[at], statuses[at], capacity, needed, 0.5)
                found = cost_of(unit, demand, capacity, opening, is_open, needed, to_beat(cost[0], gap))
                tally[0] += 1
                if found < cost[0]:
                    cost[0] = found
                    best[:] = is_open
            kept += 1
        if kept == 2 and bounds[depth] < bounds[depth + 1]:  # the better one on top
            swap(statuses, depth)
            swap(ranges, depth)
            swap(multipliers, depth)
            swap(shares, depth)
            bounds[depth], bounds[depth + 1] = bounds[depth + 1], bounds[depth]
        depth += kept
    return depth


@compiled
def swap(rows: Floats | Whole, at: int) -> None:
    """Exchange two rows that follow each other."""
    for k in range(rows.shape[1]):
        rows[at, k], rows[at + 1, k] = rows[at + 1, k], rows[at, k]


@compiled
def to_beat(cost: float, gap: float) -> float:
    """What a solution must cost less than, to be worth finding."""
    if cost == np.inf:
        return np.inf
    return min(cost - max(5e-7, 1e-9 * abs(cost)), cost - gap * abs(cost))


@compiled
def rounded(share: Floats, status: Whole, capacity: Floats, needed: float, level: float) -> Bools:
    """The sites that were chosen mostly, and more until capacity is enough."""
    key = share.copy()
    for i in range(key.size):
        if status[i] == OPEN:
            key[i] = 2.0
        elif status[i] == CLOSED:
            key[i] = -1.0
    is_open, room = key >= level, 0.0
    for i in np.argsort(-key, kind="mergesort"):
        if room < needed * (1.0 - 1e-9):
            is_open[i] = True
        room += capacity[i]
    return is_open
