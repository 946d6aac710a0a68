"""The first level: the cheapest routes from the platform over all satellites that are open."""

from __future__ import annotations

import numpy as np

from ....engine.arrays import Floats
from ....engine.compiled import Whole, compiled


def tours_of_all_sets(length: Floats) -> Floats:
    """Length of the shortest tour from the platform over each set of satellites (Held & Karp).

    Parameters
    ----------
    length
        Shape (1 + satellites, 1 + satellites); the platform comes first.

    Returns
    -------
    Floats
        Shape (2^satellites,); a set is a number whose bits are its satellites.
    """
    tours: Floats = (_ends(length) + length[1:, 0]).min(axis=1)
    tours[0] = 0.0
    return tours


@compiled
def _ends(length: Floats) -> Floats:
    """Length of the shortest way from the platform over each set that ends at each of its satellites; else inf."""
    count = length.shape[0] - 1
    ends = np.full((1 << count, count), np.inf)
    for members in range(1, 1 << count):
        for last in range(count):
            if not (members >> last) & 1:
                continue
            before = members & ~(1 << last)
            if before == 0:
                ends[members, last] = length[0, last + 1]
            for middle in range(count):
                if (before >> middle) & 1:
                    way = ends[before, middle] + length[middle + 1, last + 1]
                    ends[members, last] = min(ends[members, last], way)
    return ends


@compiled
def trunk_cost(trunk: Floats, vehicle: float, used: Whole, sent: Floats, capacity: Floats) -> float:
    """Cost of the first level for what the satellites send out; more than a satellite's capacity counts as that."""
    count = 0
    at = np.empty(used.size, np.int64)
    for satellite in range(used.size):
        if used[satellite] > 0:
            at[count] = satellite
            count += 1
    best = np.full(1 << count, np.inf)
    route = np.full(1 << count, np.inf)
    best[0] = 0.0
    for members in range(1, 1 << count):
        load, sites = 0.0, 0
        for k in range(count):
            if (members >> k) & 1:
                load += min(sent[at[k]], capacity[at[k]])
                sites |= 1 << at[k]
        if load <= vehicle * (1.0 + 1e-9):
            route[members] = trunk[sites]
        lowest = members & -members
        part = members
        while part > 0:
            if part & lowest and route[part] + best[members ^ part] < best[members]:
                best[members] = route[part] + best[members ^ part]
            part = (part - 1) & members
    return float(best[(1 << count) - 1])


@compiled
def trunk_routes(trunk: Floats, vehicle: float, used: Whole, sent: Floats) -> Whole:
    """Sets of satellites of the cheapest first-level routes, as bits: what `trunk_cost` costs."""
    count, sites = 0, 0
    for satellite in range(used.size):
        if used[satellite] > 0:
            sites |= 1 << satellite
            count += 1
    chosen = np.zeros(count, np.int64)
    best = {0: 0.0}
    last = {0: 0}
    members = 0
    while members != sites:
        members = (members - sites) & sites  # next subset, ascending
        lowest = members & -members
        least, choice = np.inf, 0
        part = members
        while part > 0:
            if part & lowest:
                load = 0.0
                for satellite in range(used.size):
                    if (part >> satellite) & 1:
                        load += sent[satellite]
                if load <= vehicle * (1.0 + 1e-9) and trunk[part] + best[members ^ part] < least:
                    least, choice = trunk[part] + best[members ^ part], part
            part = (part - 1) & members
        best[members] = least
        last[members] = choice
    taken = 0
    while members:
        chosen[taken] = last[members]
        members ^= last[members]
        taken += 1
    return chosen[:taken]


def order_of(length: Floats, sites: int) -> tuple[int, ...]:
    """Satellites of a set, given as bits, in the order of the shortest tour from the platform."""
    at = [satellite for satellite in range(length.shape[0] - 1) if (sites >> satellite) & 1]
    inner = length[np.ix_([0, *(k + 1 for k in at)], [0, *(k + 1 for k in at)])]
    count, left = len(at), (1 << len(at)) - 1
    ends = _ends(inner)
    last = int(np.argmin([ends[left, k] + inner[k + 1, 0] for k in range(count)]))
    order = [last]
    while len(order) < count:
        left &= ~(1 << last)
        last = min(
            (k for k in range(count) if (left >> k) & 1), key=lambda k: float(ends[left, k] + inner[k + 1, last + 1])
        )
        order.append(last)
    return tuple(at[k] for k in reversed(order))
