"""Local search of CFL: sites open, close and swap while the flows of what is open cost less."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from .transport import DONE, PATHS, SLACK, STUCK, WORTHLESS, augment, begin


@compiled
def exchange(
    unit: Floats, demand: Floats, capacity: Floats, opening: Floats, is_open: Bools, doubt: Whole, reduced: Floats,
    shut: float, cost: float, least: float, at: int, failed: int, most: int,
) -> tuple[float, int, int, int]:  # fmt: skip
    """Make so many moves at most; all have been tried in vain once ``failed`` is d · (d + 1).

    Parameters
    ----------
    unit
        Cost of a unit, shape (customers, sites).
    is_open
        Shape (sites,); updated.
    doubt
        The d sites that may change sides, alone or two of different sides.
    reduced, shut
        What each site adds to the bound of a choice where it is open, shape (sites,), and that bound with all shut: a
        move to a choice whose bound is not below what is asked for fails at once.
    cost, least
        What the sites that are open cost; what a move must save.
    at, failed
        Move to begin with, and how many failed in a row before; 0 at first, then what was returned.

    Returns
    -------
    tuple
        Cost, next move, moves that failed in a row, flows solved.
    """
    moves, needed = doubt.size * (doubt.size + 1), demand.sum()
    tried, bound = 0, shut
    for i in range(is_open.size):
        if is_open[i]:
            bound += reduced[i]
    while tried < most and failed < moves:
        first, second = at // (doubt.size + 1), at % (doubt.size + 1) - 1  # -1 for none: the first moves alone
        at = (at + 1) % moves
        failed += 1
        i = doubt[first]
        k = doubt[second] if second >= 0 else i
        if second >= 0 and (not is_open[i] or is_open[k]):
            continue
        change = -reduced[i] if is_open[i] else reduced[i]
        if k != i:
            change += reduced[k]
        if bound + change >= cost - least:
            continue
        tried += 1
        is_open[i] = not is_open[i]
        if k != i:
            is_open[k] = True
        found = cost_of(unit, demand, capacity, opening, is_open, needed, cost - least)
        if found < cost - least:
            cost, failed, bound = found, 0, bound + change
            continue
        is_open[i] = not is_open[i]
        if k != i:
            is_open[k] = False
    return cost, at, failed, tried


@compiled
def cost_of(
    unit: Floats, demand: Floats, capacity: Floats, opening: Floats, is_open: Bools, needed: float, worthless: float
) -> float:
    """Cost of a set of open sites, opening included; inf where it is ``worthless``, lacks room, or is given up."""
    state, found = solve_flows(unit, demand, capacity, opening, is_open, needed, worthless, PATHS)
    return found if state == DONE else np.inf


@compiled
def solve_flows(
    unit: Floats, demand: Floats, capacity: Floats, opening: Floats, is_open: Bools, needed: float, worthless: float,
    paths: int,
) -> tuple[int, float]:  # fmt: skip
    """State of the flows of a set of open sites after so many paths (see `transport.augment`), and their cost.

    Opening is included, in ``worthless`` as well.
    """
    sites = np.flatnonzero(is_open)
    room = 0.0
    for i in sites:
        room += capacity[i]
        worthless -= opening[i]
    if sites.size == 0 or room < needed * (1.0 - SLACK):
        return STUCK, np.inf
    if worthless <= 0.0:
        return WORTHLESS, np.inf
    here = np.empty((demand.size, sites.size))
    for j in range(demand.size):
        for k in range(sites.size):
            here[j, k] = unit[j, sites[k]]
    flow, u, excess = np.zeros((sites.size, demand.size)), np.zeros(sites.size), np.empty(sites.size)
    known = np.zeros(sites.size, np.bool_)
    dearer, mover = np.empty((sites.size, sites.size)), np.empty((sites.size, sites.size), np.int64)
    paid = begin(here, demand, capacity[sites], flow, excess)
    state, paid = augment(
        here, demand, capacity[sites], flow, u, excess, known, dearer, mover, paid, worthless, paths
    )  # fmt: skip
    for i in sites:
        paid += opening[i]
    return state, paid
