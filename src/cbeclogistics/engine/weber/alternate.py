"""Location and allocation in turn (Cooper 1964): each demand to its cheapest site, each site to its demands' median."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats, Ints
from .point import median_near
from .problem import WeberProblem
from .sphere import km_between

MOST_ROUNDS = 200
SOURCES_TRIED = 3  # for each site: the nearest by what counts


def allocate(problem: WeberProblem, points: Floats) -> tuple[Ints, Floats]:
    """Site that serves each demand (-1: an existing one) and what that costs, shape (demands,) each."""
    costs = problem.costs(points)
    site = costs.argmin(axis=0)
    least = costs[site, np.arange(site.size)]
    stays = problem.ceiling <= least
    return np.where(stays, -1, site), np.where(stays, problem.ceiling, least)


def alternate(problem: WeberProblem, points: Floats) -> tuple[Floats, float]:
    """Descend from these sites until nothing changes; sites that serve nobody, or do not pay, are left out.

    Returns
    -------
    tuple
        Sites as unit vectors, shape (sites, 3), and the total cost.
    """
    total = np.inf
    for _ in range(MOST_ROUNDS):
        site, _ = allocate(problem, points)
        moved = [_moved(problem, points[k], np.flatnonzero(site == k)) for k in np.unique(site[site >= 0])]
        points = np.array(moved).reshape(-1, 3)
        cost = problem.total(points)
        if not cost < total * (1 - 1e-10):
            break
        total = cost
    return _worth_it(problem, points)


def _moved(problem: WeberProblem, x: Floats, mine: Ints) -> Floats:
    """Best place for a site that serves these demands, by one of its best sources."""
    demand, weight = problem.demand_xyz[mine], problem.outbound[mine]
    inbound = float(problem.inbound_each[mine].sum())
    if inbound <= 0:
        return median_near(x, demand, weight)[0]
    by_source = km_between(x[None], problem.source_xyz)[0] + problem.before_km
    best, least = x, float(weight @ km_between(x[None], demand)[0]) + inbound * float(by_source.min())
    for s in np.argsort(by_source, kind="stable")[:SOURCES_TRIED]:
        points = np.concatenate([demand, problem.source_xyz[s : s + 1]])
        at, cost = median_near(x, points, np.append(weight, inbound))
        if cost + inbound * problem.before_km[s] < least:
            best, least = at, cost + inbound * float(problem.before_km[s])
    return best


def _worth_it(problem: WeberProblem, points: Floats) -> tuple[Floats, float]:
    """Leave out sites one by one while that is cheaper."""
    total = problem.total(points)
    while len(points):
        without = [problem.total(np.delete(points, k, axis=0)) for k in range(len(points))]
        k = int(np.argmin(without))
        if without[k] > total:
            break
        points, total = np.delete(points, k, axis=0), without[k]
    return points, total
