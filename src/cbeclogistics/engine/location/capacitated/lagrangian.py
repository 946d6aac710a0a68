"""The Lagrangian bound of CFL and SSCFLP, and its ascent.

With a multiplier v[j] for "customer j is served once", what is left falls apart by sites, but for the capacity for all:

    rho[i] = opening_cost[i] - greatest Σ_j (v[j] - cost[i, j]) · x[i, j] that fits the capacity of i, 0 ≤ x ≤ 1
    L(v)   = Σ_j v[j] + least Σ_i rho[i] · y[i] with Σ_i capacity[i] · y[i] ≥ Σ_j demand[j], 0 ≤ y ≤ 1,
                        or with fewest ≤ Σ_i y[i] ≤ most, whichever says more

x is whole for SSCFLP. A price μ of capacity for all, or τ of one site more, leaves what a site itself costs,
reduced[i] = rho[i] - μ · capacity[i] - τ:

    L(v) = Σ_j v[j] + μ · Σ_j demand[j] + τ · number + Σ_i min(0, reduced[i])

A site of which the other side lifts L(v) to the cost to beat is fixed. Bounds have the error of their sums taken off.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, FREE, OPEN
from .knapsack import fill
from .near import price_near, serve_near

EPSILON = 2.3e-16  # relative error of one sum or product, and a little
KNAPSACK_NODES = 300
MEMORY = 0.9  # weight of the past in the averages of choices
NO_PAIRS = np.empty((0, 0))
NO_ORDER = np.empty((0, 0), np.int32)


@compiled
def price_sites(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, status: Whole, v: Floats, rho: Floats,
    parts: Floats, unit: Floats, x: Floats,
) -> None:  # fmt: skip
    """Customers whole: set rho, rho in parts, the price of a unit of each site's capacity, and what it would serve."""
    sites, customers = cost.shape
    items, gain = np.empty(customers, np.int64), np.empty(customers)
    for i in range(sites):
        if status[i] == CLOSED:
            continue
        x[i, :] = 0.0
        count = 0
        for j in range(customers):
            gain[j] = v[j] - cost[i, j]
            if gain[j] > 0.0 and demand[j] <= capacity[i] * (1.0 + 1e-9):
                items[count] = j
                count += 1
        value, in_parts, unit[i] = fill(gain, demand, items, count, capacity[i], KNAPSACK_NODES, x[i])
        rho[i] = opening[i] - value
        parts[i] = opening[i] - in_parts


@compiled
def cover(rho: Floats, capacity: Floats, status: Whole, needed: float, y: Floats) -> float:
    """Set y so that capacity is enough, one site in part at most; return the price of capacity for all.

    It is inf where there is too little capacity.
    """
    left = needed * (1.0 - 1e-9)
    free, count = np.empty(rho.size, np.int64), 0
    ratio = np.empty(rho.size)
    for i in range(rho.size):
        y[i] = 0.0
        if status[i] == OPEN or (status[i] == FREE and rho[i] < 0.0):
            y[i] = 1.0
            left -= capacity[i]
        elif status[i] == FREE and capacity[i] > 0.0:
            free[count] = i
            ratio[count] = rho[i] / capacity[i]
            count += 1
    if left <= 0.0:
        return 0.0
    for k in np.argsort(ratio[:count]):
        i = free[k]
        y[i] = min(1.0, left / capacity[i])
        left -= capacity[i]
        if left <= 0.0:
            return float(ratio[k])
    return np.inf


@compiled
def enough(rho: Floats, status: Whole, fewest: int, most: int, y: Floats) -> tuple[float, int]:
    """Set y so that the number of sites is right; return the price of one more and the number, -1 where none is."""
    free, count, number, negative = np.empty(rho.size, np.int64), 0, 0, 0
    for i in range(rho.size):
        y[i] = 0.0
        if status[i] == OPEN:
            y[i] = 1.0
            number += 1
        elif status[i] == FREE:
            free[count] = i
            count += 1
            negative += rho[i] < 0.0
    if number > most or number + count < fewest:
        return np.inf, -1
    wanted = min(max(number + negative, fewest), most) - number
    if wanted == negative:  # those that pay for themselves
        for k in range(count):
            if rho[free[k]] < 0.0:
                y[free[k]] = 1.0
        return 0.0, number + wanted
    ranked = free[:count][np.argsort(rho[free[:count]])]
    for k in range(wanted):
        y[ranked[k]] = 1.0
    at = wanted - 1 if wanted > negative else wanted
    return float(rho[ranked[at]]), number + wanted


@compiled
def value_of(
    rho: Floats, opening: Floats, capacity: Floats, status: Whole, v: Floats, needed: float, mu: float,
    number: int, tau: float, reduced: Floats,
) -> float:  # fmt: skip
    """Set the reduced costs of sites; return the bound, safe against rounding."""
    total = mu * needed * (1.0 - 1e-9) + tau * number
    size = abs(total)
    for j in range(v.size):
        total += v[j]
        size += abs(v[j])
    for i in range(rho.size):
        if status[i] == CLOSED:
            reduced[i] = np.inf
            continue
        reduced[i] = rho[i] - mu * capacity[i] - tau
        size += abs(rho[i]) + 2.0 * opening[i] + mu * capacity[i] + abs(tau)
        if status[i] == OPEN or reduced[i] < 0.0:
            total += reduced[i]
    return total - (rho.size + v.size + 10) * EPSILON * size


@compiled
def bound_at(
    ascending: Floats, order: Whole, demand: Floats, capacity: Floats, opening: Floats, status: Whole, numbers: Whole,
    v: Floats, reduced: Floats,
) -> float:  # fmt: skip
    """The bound in parts at a point, inf where nothing is left; set the reduced costs of sites."""
    sites, customers = opening.size, demand.size
    rho, unit, y, spare = np.empty(sites), np.empty(sites), np.empty(sites), np.empty(sites)
    part, to_work = np.empty(order.shape), np.empty((3, *order.shape))
    reach, items = np.empty(customers, np.int64), np.empty((sites, customers), np.int64)
    price_near(ascending, order, demand, capacity, opening, status, v, rho, unit, part, reach, items, to_work)
    needed = demand.sum()
    mu = cover(rho, capacity, status, needed, y)
    tau, number = enough(rho, status, numbers[0], numbers[1], y)
    if mu == np.inf or number < 0:
        return np.inf
    bound = value_of(rho, opening, capacity, status, v, needed, mu, 0, 0.0, reduced)
    by_number = value_of(rho, opening, capacity, status, v, needed, 0.0, number, tau, spare)
    if by_number > bound:
        reduced[:] = spare
        return by_number
    return bound


@compiled
def least(cost: Floats, order: Whole, status: Whole, low: Floats) -> None:
    """Set what each customer costs at least from a site that is not closed."""
    low[:] = np.inf
    if order.shape[1] > 0:
        for j in range(low.size):
            for k in range(order.shape[1]):
                if status[order[j, k]] != CLOSED:
                    low[j] = cost[j, k]
                    break
        return
    for i in range(status.size):
        if status[i] != CLOSED:
            for j in range(low.size):
                low[j] = min(low[j], cost[i, j])


@compiled
def ascend(
    cost: Floats, order: Whole, demand: Floats, capacity: Floats, opening: Floats, status: Whole, numbers: Whole,
    v: Floats, share: Floats, pairs: Floats, beat: float, rounds: int, patience: int, step: float, floor: float,
) -> tuple[float, int, float]:  # fmt: skip
    """Raise the bound of a node by steps along an averaged subgradient.

    Parameters
    ----------
    cost, order
        Where customers are served whole (SSCFLP): shape (sites, customers), and ``NO_ORDER``. In parts: both of
        `near.by_cost`.
    demand, capacity, opening
        The problem's.
    status
        Shape (sites,): FREE, OPEN or CLOSED; sites that no solution cheaper than ``beat`` has otherwise are fixed.
    numbers
        Fewest and most sites that may be open.
    v
        Multipliers to start from; the best ones on return.
    share
        Averaged y, shape (sites,); updated.
    pairs
        Averaged x · y, shape (sites, customers), of customers served whole; updated. Empty where it is not asked for.
    beat, rounds, patience, step, floor
        As in the ascent of the uncapacitated problem.

    Returns
    -------
    tuple
        Bound, inf where nothing cheaper than ``beat`` is left; evaluations; step at the end, 0 where going on is of no
        use.
    """
    sites, customers = opening.size, demand.size
    in_parts, averages = order.shape[1] > 0, pairs.size > 0
    rho, parts, unit, y, other = np.empty(sites), np.empty(sites), np.empty(sites), np.empty(sites), np.empty(sites)
    reduced, spare, x = np.empty(sites), np.empty(sites), np.empty((0 if in_parts else sites, customers))
    direction, best_v, low = np.zeros(customers), v.copy(), np.empty(customers)
    part, to_work = np.empty(order.shape), np.empty((3, *order.shape))
    reach, items = np.empty(customers, np.int64), np.empty((sites if in_parts else 0, customers), np.int64)
    needed = demand.sum()
    least(cost, order, status, low)
    for j in range(customers):
        v[j] = max(v[j], low[j])
    best = -np.inf
    stale, done = 0, 0
    while done < rounds:
        done += 1
        if in_parts:
            price_near(cost, order, demand, capacity, opening, status, v, rho, unit, part, reach, items, to_work)
        else:
            price_sites(cost, demand, capacity, opening, status, v, rho, parts, unit, x)
        mu = cover(rho, capacity, status, needed, y)
        tau, number = enough(rho, status, numbers[0], numbers[1], other)
        if mu == np.inf or number < 0:
            return np.inf, done, 0.0
        bound = value_of(rho, opening, capacity, status, v, needed, mu, 0, 0.0, reduced)
        by_number = value_of(rho, opening, capacity, status, v, needed, 0.0, number, tau, spare)
        if by_number > bound:
            bound = by_number
            reduced, spare = spare, reduced
            y, other = other, y
        if bound > best:
            if bound - best > 1e-3 * (beat - bound):
                stale = 0
            best = bound
            best_v[:] = v
        stale += 1
        if bound >= beat:
            step = 0.0
            break
        for i in range(sites):
            if status[i] == FREE:
                if reduced[i] >= beat - bound:
                    status[i] = CLOSED
                elif -reduced[i] >= beat - bound:
                    status[i] = OPEN
        if stale > patience:
            stale = 0
            step *= 0.5
            v[:] = best_v
            if step < floor:
                break
        keep = 0.6 if done > 1 else 0.0
        for j in range(customers):
            direction[j] = keep * direction[j] + (1.0 - keep)
        for i in range(sites):
            share[i] = MEMORY * share[i] + (1.0 - MEMORY) * y[i]
            if averages:
                for j in range(customers):
                    pairs[i, j] *= MEMORY
            if y[i] > 0.0 and not in_parts:
                for j in range(customers):
                    direction[j] -= (1.0 - keep) * y[i] * x[i, j]
                if averages:
                    for j in range(customers):
                        pairs[i, j] += (1.0 - MEMORY) * y[i] * x[i, j]
        if in_parts:
            serve_near(order, y, part, reach, 1.0 - keep, direction)
        norm = 0.0
        for j in range(customers):
            norm += direction[j] * direction[j]
        if norm < 1e-12:
            step = 0.0
            break
        length = step * (beat - bound) / norm
        for j in range(customers):
            v[j] = max(v[j] + length * direction[j], low[j])
    v[:] = best_v
    return best, done, step
