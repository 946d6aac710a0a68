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


def unit_cost(problem: CFL) -> Floats:
    """Cost of a unit, shape (customers, sites); of a customer that asks for nothing, the whole cost."""
    return np.ascontiguousarray((problem.service_cost / np.where(problem.demand > 0, problem.demand, 1.0)).T)


def flows(
    problem: CFL, unit: Floats, is_open: Bools, limits: Limits, watch: Watch, worthless: float = np.inf
) -> Flowed | None:
    """Best flows from sites that can serve all; None if cut short.

    Parameters
    ----------
    unit
        Cost of a unit; see `unit_cost`.
    worthless
        Cost from which they are not wanted.
    """
    sites, demand = np.flatnonzero(is_open), problem.demand
    unit, capacity = unit.take(sites, axis=1), problem.capacity[sites]
    opening = float(problem.opening_cost[sites].sum())
    flow, u = np.zeros((sites.size, problem.customers)), np.zeros(sites.size)
    excess, known = np.empty(sites.size), np.zeros(sites.size, dtype=np.bool_)
    dearer, mover = np.empty((sites.size, sites.size)), np.empty((sites.size, sites.size), np.int64)
    paid = begin(unit, demand, capacity, flow, excess)
    while True:
        state, paid = augment(
            unit, demand, capacity, flow, u, excess, known, dearer, mover, paid, worthless - opening, PATHS
        )
        if state != MORE:
            break
        if watch.cancel.cancelled or watch.elapsed() >= limits.time_limit:
            return None
    if state == STUCK:
        return None
    if state == WORTHLESS:
        return Flowed(np.inf, flow, u)
    shares = np.zeros((problem.sites, problem.customers))
    shares[sites] = flow / flow.sum(axis=0)
    v = (problem.service_cost[sites] + u[:, None] * demand).min(axis=0)
    return Flowed(opening + float((shares[sites] * problem.service_cost[sites]).sum()), shares, v)


@compiled
def begin(unit: Floats, demand: Floats, capacity: Floats, flow: Floats, excess: Floats) -> float:
    """Bring every customer to its cheapest site; return what that costs.

    Those that ask for nothing have a flow of 1, which moves nowhere.
    """
    paid = 0.0
    excess[:] = -capacity
    for j in range(demand.size):
        least = 0
        for i in range(1, capacity.size):
            if unit[j, i] < unit[j, least]:
                least = i
        flow[least, j] = demand[j] if demand[j] > 0.0 else 1.0
        paid += flow[least, j] * unit[j, least]
        excess[least] += demand[j]
    return paid


@compiled
def augment(
    unit: Floats, demand: Floats, capacity: Floats, flow: Floats, u: Floats, excess: Floats, known: Bools,
    dearer: Floats, mover: Whole, paid: float, worthless: float, paths: int,
) -> tuple[int, float]:  # fmt: skip
    """Move excess along so many paths at most.

    Parameters
    ----------
    unit
        Cost of a unit, shape (customers, sites).
    flow
        Units, shape (sites, customers); updated, like all that follows.
    u
        Price of a unit of room, shape (sites,).
    excess
        Load less capacity, shape (sites,).
    known
        Whether the row of the next two is up to date, shape (sites,).
    dearer, mover
        Shape (sites, sites): what it costs more to serve a unit from k than from i, at least, and whose it is.
    paid
        What the flows cost.
    worthless
        Cost of service from which flows are not wanted.

    Returns
    -------
    tuple
        DONE, WORTHLESS, MORE, or STUCK where there is no room; what the flows cost now.
    """
    count = capacity.size
    distance, done, back = np.empty(count), np.empty(count, np.bool_), np.empty(count, np.int64)
    needed = demand.sum()
    source = 0
    for _ in range(paths):
        bound = paid
        for i in range(count):
            if excess[i] > 0.0:
                bound += u[i] * excess[i]
        if bound >= worthless:
            return WORTHLESS, paid
        while source < count and excess[source] <= SLACK * capacity[source]:
            source += 1
        if source == count:
            return DONE, paid
        target = _path(unit, demand, flow, u, excess, known, dearer, mover, source, distance, done, back)
        if target < 0:
            if excess[source] > SLACK * needed:
                return STUCK, paid
            source += 1
            continue
        amount = min(excess[source], -excess[target])
        k = target
        while k != source:
            amount = min(amount, flow[back[k], mover[back[k], k]])
            k = back[k]
        excess[source] -= amount
        excess[target] += amount
        k = target
        while k != source:
            i = back[k]
            j = mover[i, k]
            paid += amount * (unit[j, k] - unit[j, i])
            flow[i, j] -= amount
            flow[k, j] += amount
            if flow[i, j] <= LITTLE * demand[j]:
                flow[i, j] = 0.0
                known[i] = False
            if known[k]:
                _compare(unit, k, j, dearer, mover)
            k = i
    return MORE, paid


@compiled
def _compare(unit: Floats, i: int, j: int, dearer: Floats, mover: Whole) -> None:
    """Note where a customer of a site would move before others."""
    for k in range(unit.shape[1]):
        more = unit[j, k] - unit[j, i]
        if more < dearer[i, k]:
            dearer[i, k], mover[i, k] = more, j


@compiled
def _path(
    unit: Floats, demand: Floats, flow: Floats, u: Floats, excess: Floats, known: Bools, dearer: Floats, mover: Whole,
    source: int, distance: Floats, done: Bools, back: Whole,
) -> int:  # fmt: skip
    """Find the shortest path to a site with room (Dijkstra), raise the prices by it; return its end, -1 without one."""
    count = u.size
    distance[:] = np.inf
    done[:] = False
    distance[source] = 0.0
    while True:
        i = -1
        for k in range(count):
            if not done[k] and distance[k] < np.inf and (i < 0 or distance[k] < distance[i]):
                i = k
        if i < 0:
            return -1
        if excess[i] < 0.0:
            break
        done[i] = True
        if not known[i]:
            known[i] = True
            dearer[i, :] = np.inf
            for j in range(demand.size):
                if flow[i, j] > 0.0 and demand[j] > 0.0:
                    _compare(unit, i, j, dearer, mover)
        for k in range(count):
            if not done[k] and dearer[i, k] < np.inf:
                length = distance[i] + max(0.0, dearer[i, k] + u[k] - u[i])
                if length < distance[k]:
                    distance[k], back[k] = length, i
    for k in range(count):
        if done[k]:
            u[k] += distance[i] - distance[k]
    return i
