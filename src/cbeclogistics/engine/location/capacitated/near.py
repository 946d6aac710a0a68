"""Sites near each customer, for knapsacks in parts: the only ones looked at are those a customer pays for."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED
from .in_parts import fill_in_parts
from .knapsack import SLACK


@compiled
def by_cost(cost: Floats) -> tuple[Floats, Whole]:
    """Costs of each customer ascending, shape (customers, sites), and the sites in that order."""
    sites, customers = cost.shape
    ascending, order = np.empty((customers, sites)), np.empty((customers, sites), np.int32)
    for j in range(customers):
        own = cost[:, j].copy()
        order[j] = np.argsort(own)
        for k in range(sites):
            ascending[j, k] = own[order[j, k]]
    return ascending, order


@compiled
def without_closed(ascending: Floats, order: Whole, status: Whole) -> tuple[Floats, Whole]:
    """The same lists without the sites that are closed; the others keep their numbers."""
    left = 0
    for i in range(status.size):
        left += status[i] != CLOSED
    fewer, sites = np.empty((order.shape[0], left)), np.empty((order.shape[0], left), np.int32)
    for j in range(order.shape[0]):
        at = 0
        for k in range(order.shape[1]):
            if status[order[j, k]] != CLOSED:
                fewer[j, at], sites[j, at] = ascending[j, k], order[j, k]
                at += 1
    return fewer, sites


@compiled
def price_near(
    ascending: Floats, order: Whole, demand: Floats, capacity: Floats, opening: Floats, status: Whole, v: Floats,
    rho: Floats, unit: Floats, part: Floats, reach: Whole, items: Whole, spare: Floats,
) -> None:  # fmt: skip
    """Set rho, the price of a unit of each site's capacity, and how much of each customer it would serve.

    Parameters
    ----------
    ascending, order
        See `by_cost`.
    part, reach
        Shape (customers, sites), in the order of ``ascending``, and how far along it each customer gains: its share.
    items, spare
        To work in, shape (sites, customers) and (3, customers, sites).
    """
    sites, near = rho.size, order.shape[1]
    load, count, over = np.zeros(sites), np.zeros(sites, np.int64), False
    rho[:] = opening
    for j in range(v.size):
        own, wanted, far = v[j], demand[j], 0
        while far < near and ascending[j, far] < own:
            i = order[j, far]
            rho[i] -= own - ascending[j, far]
            load[i] += wanted
            part[j, far] = 1.0
            far += 1
        reach[j] = far
    for i in range(sites):
        unit[i] = 0.0
        if load[i] > capacity[i] * (1.0 + SLACK) and status[i] != CLOSED:
            count[i], over = 1, True
    if not over:
        return
    gains, demands, parts, ratio = spare[0].ravel(), spare[1].ravel(), part.ravel(), spare[2].ravel()
    for j in range(v.size):
        for k in range(reach[j]):
            i = order[j, k]
            if count[i] > 0:
                at = j * near + k
                items[i, count[i] - 1] = at
                gains[at], demands[at], parts[at] = v[j] - ascending[j, k], demand[j], 0.0
                count[i] += 1
    for i in range(sites):
        if count[i] > 0:
            value, unit[i] = fill_in_parts(gains, demands, items[i], ratio, count[i] - 1, capacity[i], parts)
            rho[i] = opening[i] - value


@compiled
def serve_near(order: Whole, y: Floats, part: Floats, reach: Whole, weight: float, left: Floats) -> None:
    """Take what chosen sites serve of each customer, times a weight, from what is left."""
    for j in range(left.size):
        served = 0.0
        for k in range(reach[j]):
            served += y[order[j, k]] * part[j, k]
        left[j] -= weight * served


@compiled
def prices_of_room(
    ascending: Floats, order: Whole, demand: Floats, capacity: Floats, opening: Floats, status: Whole, v: Floats
) -> Floats:  # fmt: skip
    """Price of a unit of each site's capacity."""
    rho, unit, part = np.empty(capacity.size), np.empty(capacity.size), np.empty(order.shape)
    reach, items = np.empty(demand.size, np.int64), np.empty((capacity.size, demand.size), np.int64)
    spare = np.empty((3, *order.shape))
    price_near(ascending, order, demand, capacity, opening, status, v, rho, unit, part, reach, items, spare)
    return unit
