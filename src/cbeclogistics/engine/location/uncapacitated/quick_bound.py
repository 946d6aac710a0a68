"""A bound of a node in a few passes over short lists: what the tree on customers lives on.

With the sites near each customer known, multipliers follow without a search:

    v[j]   = cost of the nearest open site; else least cost[i, j] + rho[i] / (waiting customers near i)
    rho[i] = opening_cost[i] - what customers who have an open site would save at i

No rho[i] ≥ 0 is overspent by that, so Σ v[j] and the negative rho[i] bound the node as in `lagrangian`. Then v[j] of
each waiting customer rises, in turn, until a site near him has nothing left to spend; what is left of rho[i] must be
paid in full by whoever opens i, which shuts it where that is too dear. Counting bounds the node again: so many more
sites as reach all who wait, at the least rho[i] each, everyone at his least cost.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, FREE, OPEN
from .lagrangian import EPSILON


@compiled
def part(
    costs: Floats, sites: Whole, lengths: Whole, status: Whole, rho: Floats, reach: Whole, waits: Whole
) -> tuple[int, float, float]:
    """Part customers in those who have an open site near, and those who wait.

    Parameters
    ----------
    costs, sites, lengths
        Shape (customers, longest), (customers, longest), (customers,): the sites near each customer, nearest first.
    rho
        Shape (sites,); what customers would save is taken off.
    reach
        Shape (sites,), zero before: waiting customers near each site.
    waits
        Shape (customers,): the waiting ones come first.

    Returns
    -------
    tuple
        How many wait, -1 where one has no site left; cost of the others; sum of the sizes of what was taken off.
    """
    waiting, served, size = 0, 0.0, 0.0
    for j in range(lengths.size):
        at, free = -1, 0
        for k in range(lengths[j]):
            what = status[sites[j, k]]
            if what == OPEN:
                at = k
                break
            if what == FREE:
                free += 1
        if at >= 0:
            here = costs[j, at]
            served += here
            for k in range(at):
                if status[sites[j, k]] == FREE:
                    rho[sites[j, k]] -= here - costs[j, k]
                    size += here
        elif free == 0:
            return -1, 0.0, 0.0
        else:
            waits[waiting] = j
            waiting += 1
            for k in range(lengths[j]):
                reach[sites[j, k]] += 1
    return waiting, served, size


@compiled
def needed_for(waiting: int, status: Whole, reach: Whole) -> int:
    """Fewest free sites that together have so many customers near, the widest first; too many where all have fewer."""
    sizes = np.zeros(waiting + 1, np.int64)
    for i in range(status.size):
        if status[i] == FREE:
            sizes[reach[i]] += 1
    needed, left = 0, waiting
    for reached in range(waiting, 0, -1):
        if left <= 0:
            break
        taken = min(sizes[reached], (left + reached - 1) // reached)
        needed += taken
        left -= taken * reached
    return needed if left <= 0 else status.size + 1


@compiled
def spread(
    costs: Floats, sites: Whole, lengths: Whole, status: Whole, share: Floats, reach: Whole, waits: Whole, v: Floats
) -> tuple[float, float, float]:
    """Set v of those who wait from the sites' shares; return its sum, that of least costs, and of sites needed."""
    total, near, parts = 0.0, 0.0, 0.0
    for w in range(waits.size):
        j = waits[w]
        cheapest, value, widest = np.inf, np.inf, 1
        for k in range(lengths[j]):
            i = sites[j, k]
            if status[i] == FREE:
                cheapest = min(cheapest, costs[j, k])
                value = min(value, costs[j, k] + share[i])
                widest = max(widest, reach[i])
        v[w] = value
        total += value
        near += cheapest
        parts += 1.0 / widest
    return total, near, parts


@compiled
def lift(
    costs: Floats, sites: Whole, lengths: Whole, status: Whole, slack: Floats, waits: Whole, v: Floats
) -> float:  # fmt: skip
    """Raise v of those who wait, one after another, while no site near is overspent; return by how much in all.

    ``slack``, shape (sites,), holds rho; on return what is left of it.
    """
    for w in range(waits.size):
        j = waits[w]
        for k in range(lengths[j]):
            if costs[j, k] >= v[w]:
                break
            if status[sites[j, k]] == FREE:
                slack[sites[j, k]] -= v[w] - costs[j, k]
    total = 0.0
    for w in range(waits.size):
        j = waits[w]
        room = np.inf
        for k in range(lengths[j]):
            if status[sites[j, k]] == FREE:
                room = min(room, slack[sites[j, k]] + max(costs[j, k] - v[w], 0.0))
        if room <= 0.0:
            continue
        raised = v[w] + room
        for k in range(lengths[j]):
            if costs[j, k] >= raised:
                break
            if status[sites[j, k]] == FREE:
                slack[sites[j, k]] -= raised - max(costs[j, k], v[w])
        v[w] = raised
        total += room
    return total


@compiled
def fewest_left(sites: Whole, lengths: Whole, status: Whole, waits: Whole) -> tuple[int, int]:
    """Waiting customer with the fewest free sites near, and how many they are."""
    hardest, fewest = -1, sites.shape[1] + 1
    for w in range(waits.size):
        j = waits[w]
        free = 0
        for k in range(lengths[j]):
            if status[sites[j, k]] == FREE:
                free += 1
        if free < fewest:
            fewest, hardest = free, j
    return hardest, fewest


@compiled
def quick_bound(
    costs: Floats, sites: Whole, lengths: Whole, opening: Floats, status: Whole, most: int, beat: float,
    rho: Floats, share: Floats,
) -> tuple[float, int]:  # fmt: skip
    """Bound a node, and close free sites that would lift it to the cost to beat.

    Parameters
    ----------
    status
        Shape (sites,): FREE, OPEN or CLOSED; updated.
    most
        Sites that may be open.
    rho, share
        Shape (sites,): on return as above, and per waiting customer near.

    Returns
    -------
    tuple
        Bound, inf where nothing is left below the cost to beat; customer to branch on, -1 where all have an open site.
    """
    count = status.size
    reach, waits = np.zeros(count, np.int64), np.empty(lengths.size, np.int64)
    paid, opened = 0.0, 0
    for i in range(count):
        rho[i] = opening[i]
        if status[i] == OPEN:
            paid += opening[i]
            opened += 1
    waiting, served, size = part(costs, sites, lengths, status, rho, reach, waits)
    if waiting < 0:
        return np.inf, -1
    waits = waits[:waiting]
    slack, v = np.empty(count), np.empty(waiting)
    negative, saving, least = 0.0, 0, np.inf
    for i in range(count):
        slack[i] = max(rho[i], 0.0)
        share[i] = slack[i] / max(reach[i], 1)
        if status[i] == FREE:
            least = min(least, slack[i])
            if rho[i] < 0.0:
                negative += rho[i]
                saving += 1
    base, error = paid + served + negative, EPSILON * (count + 6 * lengths.size)
    size += paid + served
    if waiting == 0:
        return base - error * size, -1
    needed = needed_for(waiting, status, reach)
    if opened + needed > most:
        return np.inf, -1
    total, near, parts = spread(costs, sites, lengths, status, share, reach, waits, v)
    needed = max(needed, int(np.ceil(parts - 1e-9)))
    if opened + needed > most:
        return np.inf, -1
    counted = near + max(needed - saving, 0) * least
    size += counted
    if base + counted - error * size >= beat:
        return np.inf, -1
    total += lift(costs, sites, lengths, status, slack, waits, v)
    size += total
    bound = base + total - error * size
    for i in range(count):
        if status[i] == FREE and bound + slack[i] >= beat:
            status[i] = CLOSED
    hardest, fewest = fewest_left(sites, lengths, status, waits)
    return (bound if fewest > 0 else np.inf), hardest
