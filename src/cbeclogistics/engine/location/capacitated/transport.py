"""Best flows of CFL for a set of open sites: a transport problem, by shortest augmenting paths between the sites.

Every customer is with its cheapest site, whatever that has room for. Then the excess of one site after another goes to
sites with room, along the path that costs least: from i to k moves that customer of i for whom k is dearer by the
least a unit. A price u[i] of room keeps book:

    e[i, j] + u[i] = v[j] / demand[j] = least of e[k, j] + u[k]     wherever i serves j, with e the cost of a unit,
    u[i] > 0 only where i is full or in excess,

so the bound Σ v[j] − Σ capacity[i] · u[i] rises with every path, and once nothing is in excess the flows are the best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ...limits import Limits, Watch
from ..problems import CFL

LITTLE = 1e-12  # of a demand: what is left behind where there is nothing
SLACK = 1e-9  # of a capacity: what sums may err by
PATHS = 10_000  # at a time
DONE, WORTHLESS, MORE, STUCK = 0, 1, 2, 3


@dataclass(frozen=True)
class Flowed:
    """Flows for a set of open sites.

    Attributes
    ----------
    cost
        Opening included; inf where it was seen to be too dear.
    shares
        Shape (sites, customers).
    v
        Prices of "customer j is served once", shape (customers,): the duals, at the end.
    """

    cost: float
    shares: Floats
    v: Floats


def flows(problem: CFL, is_open: Bools, limits: Limits, watch: Watch, worthless: float = np.inf) -> Flowed | None:
    """Best flows from sites that can serve all; None if cut short.

    Parameters
    ----------
    worthless
        Cost from which they are not wanted.
    """
    sites = np.flatnonzero(is_open)
    opening = float(problem.opening_cost[sites].sum())
    cost, capacity = np.ascontiguousarray(problem.service_cost[sites]), problem.capacity[sites]
    demand = problem.demand
    unit = cost / np.where(demand > 0, demand, 1.0)
    flow, u, excess = np.zeros(cost.shape), np.zeros(sites.size), np.empty(sites.size)
    dearer, mover = np.empty((sites.size, sites.size)), np.empty((sites.size, sites.size), np.int64)
    begin(unit, demand, capacity, flow, excess, dearer, mover)
    while True:
        state = augment(unit, demand, capacity, flow, u, excess, dearer, mover, worthless - opening, PATHS)
        if state != MORE:
            break
        if watch.cancel.cancelled or watch.elapsed() >= limits.time_limit:
            return None
    if state == STUCK:
        return None
    v = (cost + u[:, None] * demand).min(axis=0)
    if state == WORTHLESS:
        return Flowed(np.inf, flow, v)
    shares = np.zeros((problem.sites, problem.customers))
    shares[sites] = flow / flow.sum(axis=0)
    return Flowed(opening + float((shares * problem.service_cost).sum()), shares, v)


@compiled
def begin(
    unit: Floats, demand: Floats, capacity: Floats, flow: Floats, excess: Floats, dearer: Floats, mover: Whole
) -> None:  # fmt: skip
    """Bring every customer to its cheapest site. Those that ask for nothing have a flow of 1, which moves nowhere."""
    sites, customers = unit.shape
    excess[:] = -capacity
    for j in range(customers):
        least = 0
        for i in range(1, sites):
            if unit[i, j] < unit[least, j]:
                least = i
        flow[least, j] = demand[j] if demand[j] > 0.0 else 1.0
        excess[least] += demand[j]
    for i in range(sites):
        for k in range(sites):
            _weigh(unit, demand, flow, i, k, dearer, mover)


@compiled
def augment(
    unit: Floats, demand: Floats, capacity: Floats, flow: Floats, u: Floats, excess: Floats, dearer: Floats,
    mover: Whole, worthless: float, paths: int,
) -> int:  # fmt: skip
    """Move excess along so many paths at most.

    Parameters
    ----------
    unit
        Cost of a unit, shape (sites, customers).
    flow
        Units, same shape; updated, like all that follows.
    u
        Price of a unit of room, shape (sites,).
    excess
        Load less capacity, shape (sites,).
    dearer, mover
        Shape (sites, sites): what it costs more to serve a unit from k than from i, at least, and whose it is.
    worthless
        Cost of service from which flows are not wanted.

    Returns
    -------
    int
        DONE, WORTHLESS, MORE, or STUCK where there is no room.
    """
    sites, customers = unit.shape
    distance, done, back = np.empty(sites), np.empty(sites, np.bool_), np.empty(sites, np.int64)
    paid, needed = 0.0, demand.sum()
    for i in range(sites):
        for j in range(customers):
            paid += flow[i, j] * unit[i, j]
    source = 0
    for _ in range(paths):
        bound = paid
        for i in range(sites):
            if excess[i] > 0.0:
                bound += u[i] * excess[i]
        if bound >= worthless:
            return WORTHLESS
        while source < sites and excess[source] <= SLACK * capacity[source]:
            source += 1
        if source == sites:
            return DONE
        target = _path(u, excess, dearer, mover, source, distance, done, back)
        if target < 0:
            if excess[source] > SLACK * needed:
                return STUCK
            source += 1
            continue
        amount = min(excess[source], -excess[target])
        k = target
        while k != source:
            i = back[k]
            amount = min(amount, flow[i, mover[i, k]])
            k = i
        excess[source] -= amount
        excess[target] += amount
        k = target
        while k != source:
            i = back[k]
            j = mover[i, k]
            paid += amount * (unit[k, j] - unit[i, j])
            flow[i, j] -= amount
            flow[k, j] += amount
            if flow[i, j] <= LITTLE * demand[j]:
                flow[i, j] = 0.0
                for other in range(sites):
                    if mover[i, other] == j:
                        _weigh(unit, demand, flow, i, other, dearer, mover)
            for other in range(sites):
                if unit[other, j] - unit[k, j] < dearer[k, other] and other != k:
                    dearer[k, other], mover[k, other] = unit[other, j] - unit[k, j], j
            k = i
    return MORE


@compiled
def _weigh(unit: Floats, demand: Floats, flow: Floats, i: int, k: int, dearer: Floats, mover: Whole) -> None:
    """Find who moves from i to k."""
    dearer[i, k], mover[i, k] = np.inf, -1
    if i != k:
        for j in range(demand.size):
            if flow[i, j] > 0.0 and demand[j] > 0.0 and unit[k, j] - unit[i, j] < dearer[i, k]:
                dearer[i, k], mover[i, k] = unit[k, j] - unit[i, j], j


@compiled
def _path(
    u: Floats, excess: Floats, dearer: Floats, mover: Whole, source: int, distance: Floats, done: Bools, back: Whole
) -> int:  # fmt: skip
    """Find the shortest path to a site with room (Dijkstra), raise the prices by it; return its end, -1 without one."""
    sites = u.size
    distance[:] = np.inf
    done[:] = False
    distance[source] = 0.0
    while True:
        i = -1
        for k in range(sites):
            if not done[k] and distance[k] < np.inf and (i < 0 or distance[k] < distance[i]):
                i = k
        if i < 0:
            return -1
        if excess[i] < 0.0:
            break
        done[i] = True
        for k in range(sites):
            if not done[k] and mover[i, k] >= 0:
                length = distance[i] + max(0.0, dearer[i, k] + u[k] - u[i])
                if length < distance[k]:
                    distance[k], back[k] = length, i
    for k in range(sites):
        if done[k]:
            u[k] += distance[i] - distance[k]
    return i
