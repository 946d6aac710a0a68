"""Which pairs of site and customer no better solution of SSCFLP has, by their reduced costs."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from .lagrangian import CLOSED, OPEN, cover, enough, price_sites, value_of


@compiled
def rule_out(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, status: Whole, numbers: Whole, v: Floats,
    beat: float, kept: Bools, reduced_cost: Floats,
) -> float:  # fmt: skip
    """Clear what is kept of pairs that would lift the bound to ``beat``; return the bound.

    With customer j served by site i, what fits beside j gains at least the pair's reduced cost less than it does
    without, when customers are taken in parts.

    Parameters
    ----------
    kept
        Shape (sites, customers); changed in place.
    reduced_cost
        Shape (sites, customers): what a pair costs beyond its share of site and customer; set.
    """
    sites, customers = cost.shape
    rho, parts, unit, y = np.empty(sites), np.empty(sites), np.empty(sites), np.empty(sites)
    reduced, spare = np.empty(sites), np.empty(sites)
    needed = demand.sum()
    price_sites(cost, demand, capacity, opening, status, v, True, rho, parts, unit, np.empty((sites, customers)))
    mu = cover(rho, capacity, status, needed, y)
    tau, number = enough(rho, status, numbers[0], numbers[1], y)
    if mu == np.inf or number < 0:
        kept[:, :] = False
        return np.inf
    bound = value_of(rho, opening, capacity, status, v, needed, mu, 0, 0.0, reduced)
    by_number = value_of(rho, opening, capacity, status, v, needed, 0.0, number, tau, spare)
    if by_number > bound:
        bound = by_number
        reduced, spare = spare, reduced
        mu = 0.0
    else:
        tau = 0.0
    for i in range(sites):
        if status[i] == CLOSED:
            kept[i, :] = False
            reduced_cost[i, :] = np.inf
            continue
        base = parts[i] - mu * capacity[i] - tau
        base -= reduced[i] if status[i] == OPEN else min(0.0, reduced[i])
        for j in range(customers):
            pair = max(0.0, cost[i, j] - v[j] + unit[i] * demand[j])
            reduced_cost[i, j] = pair + max(base, 0.0)
            if bound + base + pair >= beat or demand[j] > capacity[i] * (1.0 + 1e-9):
                kept[i, j] = False
    return bound
