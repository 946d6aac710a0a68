"""Knapsacks of one site: which customers fill its capacity with the most gain, each whole."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...compiled import Whole, compiled

SLACK = 1e-9  # of a capacity: room that sums may err by; more room keeps the bound a bound


@compiled
def fill(
    gain: Floats, demand: Floats, items: Whole, count: int, capacity: float, limit: int, taken: Floats
) -> tuple[float, float, float]:
    """Fill a site.

    Parameters
    ----------
    gain, demand
        Shape (customers,); demand is in whole numbers, and so is capacity.
    items
        Customers with a gain above 0, the first ``count`` entries; reordered by gain a unit.
    limit
        Nodes of the search for whole ones; past it a table finds them.
    taken
        Shape (customers,): 1 for those that are taken; must be 0 where ``items`` point.

    Returns
    -------
    tuple
        Greatest gain; the same in parts; gain of one more unit of capacity.
    """
    total, load = 0.0, 0.0
    for k in range(count):
        total += gain[items[k]]
        load += demand[items[k]]
    if load <= capacity * (1.0 + SLACK):
        for k in range(count):
            taken[items[k]] = 1.0
        return total, total, 0.0
    ratio = np.empty(count)
    for k in range(count):
        ratio[k] = -gain[items[k]] / max(demand[items[k]], 1e-300)
    rank = np.argsort(ratio)
    ranked = np.empty(count, items.dtype)
    for k in range(count):
        ranked[k] = items[rank[k]]
    room = capacity * (1.0 + SLACK)
    value, price = 0.0, 0.0
    for k in range(count):
        j = ranked[k]
        items[k] = j
        if room <= 0.0 and demand[j] > 0.0:
            continue
        share = 1.0 if demand[j] <= room else room / demand[j]
        value += share * gain[j]
        room -= share * demand[j]
        if share < 1.0:
            price = gain[j] / demand[j]
            room = 0.0
    found = _search(gain, demand, items, count, capacity, limit, taken)
    return found if found >= 0.0 else _table(gain, demand, items, count, capacity, taken), value, price


@compiled
def _search(
    gain: Floats, demand: Floats, items: Whole, count: int, capacity: float, limit: int, taken: Floats
) -> float:
    """Depth first by gain a unit (Horowitz & Sahni 1974); -1 past the limit."""
    inside = np.zeros(count, np.bool_)
    best, value, left = 0.0, 0.0, capacity
    k, nodes = 0, 0
    while True:
        bound, room, at = value, left, k
        while at < count and demand[items[at]] <= room:
            bound += gain[items[at]]
            room -= demand[items[at]]
            at += 1
        if at < count:
            bound += gain[items[at]] * room / demand[items[at]]
        nodes += 1
        if bound > best:
            while k < count and demand[items[k]] <= left:
                inside[k] = True
                value += gain[items[k]]
                left -= demand[items[k]]
                k += 1
            if value > best:
                best = value
                for n in range(count):
                    taken[items[n]] = 1.0 if n < k and inside[n] else 0.0
            if k < count:
                inside[k] = False
                k += 1
                if nodes < limit:
                    continue
        if nodes >= limit:
            return -1.0
        k -= 1
        while k >= 0 and not inside[k]:
            k -= 1
        if k < 0:
            return best
        inside[k] = False
        value -= gain[items[k]]
        left += demand[items[k]]
        k += 1


@compiled
def _table(gain: Floats, demand: Floats, items: Whole, count: int, capacity: float, taken: Floats) -> float:
    """By a table of the best gain for every room."""
    room = int(capacity)
    best, used = np.zeros(room + 1), np.zeros((count, room + 1), np.bool_)
    for k in range(count):
        w, g = int(demand[items[k]]), gain[items[k]]
        for q in range(room, w - 1, -1):
            if best[q - w] + g > best[q]:
                best[q] = best[q - w] + g
                used[k, q] = True
    q = room
    for k in range(count - 1, -1, -1):
        taken[items[k]] = 1.0 if used[k, q] else 0.0
        if used[k, q]:
            q -= int(demand[items[k]])
    return float(best[room])
