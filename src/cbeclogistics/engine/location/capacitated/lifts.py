"""What it costs at least, beyond the bound, that a site serves a customer: exact by knapsack tables of each site.

With the multipliers held, the bound is a sum over sites, so what each site loses adds up. That site i serves customer j
costs what i loses by opening and taking j in, and what each other site loses by leaving j out.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, OPEN
from .lagrangian import cover, enough, value_of
from .settle import DEAR


@compiled
def losses(
    gain: Floats, demand: Floats, items: Whole, count: int, capacity: float, into: Floats, out: Floats,
    fits: Whole, fitting: int,
) -> float:  # fmt: skip
    """Set what the best filling of a site loses with each customer taken in, or left out; return its gain.

    Parameters
    ----------
    gain
        Shape (customers,).
    demand, capacity
        Whole numbers.
    items
        Customers that fit and have a gain above 0, the first ``count`` entries.
    fits
        The other customers that fit, the first ``fitting`` entries.
    into, out
        Shape (customers,); set where customers fit.
    """
    room = int(capacity)
    front, back = np.zeros((count + 1, room + 1)), np.zeros((count + 1, room + 1))
    for k in range(count):
        j = items[k]
        w, g = int(demand[j]), gain[j]
        for q in range(min(w, room + 1)):
            front[k + 1, q] = front[k, q]
        for q in range(w, room + 1):
            front[k + 1, q] = max(front[k, q], front[k, q - w] + g)
    for k in range(count - 1, -1, -1):
        j = items[k]
        w, g = int(demand[j]), gain[j]
        for q in range(min(w, room + 1)):
            back[k, q] = back[k + 1, q]
        for q in range(w, room + 1):
            back[k, q] = max(back[k + 1, q], back[k + 1, q - w] + g)
    most = front[count, room]
    for k in range(count):
        j = items[k]
        w = int(demand[j])
        without, beside = 0.0, 0.0
        for q in range(room + 1):
            without = max(without, front[k, q] + back[k + 1, room - q])
        for q in range(room - w + 1):
            beside = max(beside, front[k, q] + back[k + 1, room - w - q])
        out[j] = max(0.0, most - without)
        into[j] = max(0.0, most - beside - gain[j])
    for k in range(fitting):
        j = fits[k]
        out[j] = 0.0
        into[j] = max(0.0, most - front[count, room - int(demand[j])] - gain[j])
    return float(most)


@compiled
def lift_pairs(
    cost: Floats, demand: Floats, capacity: Floats, opening: Floats, status: Whole, numbers: Whole, v: Floats,
    lift: Floats, opened: Floats, shut: Floats,
) -> float:  # fmt: skip
    """Set by how much pairs, open and closed sites lift the bound; return the bound.

    Parameters
    ----------
    cost
        Shape (sites, customers); `settle.DEAR` where the pair is ruled out.
    demand, capacity
        Whole numbers.
    lift
        Shape (sites, customers), inf where the pair is ruled out; set.
    opened, shut
        Shape (sites,): what it costs to have the site open, or closed; set.
    """
    sites, customers = cost.shape
    rho, reduced, spare, y = np.empty(sites), np.empty(sites), np.empty(sites), np.empty(sites)
    gain, out = np.empty(customers), np.zeros((sites, customers))
    items, fits = np.empty(customers, np.int64), np.empty(customers, np.int64)
    needed = demand.sum()
    lift[:, :] = np.inf
    for i in range(sites):
        if status[i] == CLOSED:
            continue
        count, fitting = 0, 0
        for j in range(customers):
            gain[j] = v[j] - cost[i, j]
            if demand[j] <= capacity[i] and cost[i, j] < DEAR:
                if gain[j] > 0.0:
                    items[count] = j
                    count += 1
                else:
                    fits[fitting] = j
                    fitting += 1
        rho[i] = opening[i] - losses(gain, demand, items, count, capacity[i], lift[i], out[i], fits, fitting)
    mu = cover(rho, capacity, status, needed, y)
    tau, number = enough(rho, status, numbers[0], numbers[1], y)
    if mu == np.inf or number < 0:
        return np.inf
    bound = value_of(rho, opening, capacity, status, v, needed, mu, 0, 0.0, reduced)
    by_number = value_of(rho, opening, capacity, status, v, needed, 0.0, number, tau, spare)
    if by_number > bound:
        bound, reduced = by_number, spare
    least = 1e-11 * (abs(bound) + v.sum())  # what sums may err by
    elsewhere = np.zeros(customers)
    for i in range(sites):
        if status[i] == CLOSED:
            opened[i], shut[i] = np.inf, 0.0
            continue
        opened[i] = 0.0 if status[i] == OPEN else max(0.0, reduced[i] - least)
        shut[i] = np.inf if status[i] == OPEN else max(0.0, -reduced[i] - least)
        for j in range(customers):
            if status[i] != OPEN:
                out[i, j] = min(out[i, j], max(0.0, -reduced[i]))
            lift[i, j] += max(0.0, reduced[i]) if status[i] != OPEN else 0.0
            elsewhere[j] += out[i, j]
    for i in range(sites):
        if status[i] != CLOSED:
            for j in range(customers):
                lift[i, j] += elsewhere[j] - out[i, j] - least
    return bound
