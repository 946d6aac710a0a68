"""Take strings of customers that lie near each other out of their routes (slack induction by string removals).

Source: Christiaens & Vanden Berghe 2020.
"""

from __future__ import annotations

import numpy as np

from ....engine.compiled import Whole, compiled
from .draw import Random, below, chance
from .ground import Ground
from .tours import Tours, take

REMOVED = 10.0  # customers that are taken out in the mean
LONGEST = 10.0  # string
SPLIT = 0.5  # chance that a string leaves some customers in between where they are
LONGER = 0.5  # chance of each further such customer


@compiled
def ruin(ground: Ground, tours: Tours, out: Whole, touched: Whole, stamp: int, random: Random) -> tuple[int, float]:
    """Take customers out.

    Parameters
    ----------
    out
        Shape (customers,): filled with the nodes taken out.
    touched
        Shape (routes,): set to ``stamp`` where a route loses somebody.

    Returns
    -------
    tuple
        How many were taken out, and what that changes in the cost of routes.
    """
    depots, customers = ground.opening.size, ground.demand.size
    total, routes = 0, 0
    for route in range(tours.size.size):
        total += tours.size[route]
        routes += tours.size[route] > 0
    longest = min(LONGEST, total / routes)
    strings = int(chance(random) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    seed = below(random, customers)
    count, change = 0, 0.0
    for k in range(customers):
        node = ground.near[seed, k]
        route = tours.route[node]
        if route < 0 or touched[route] == stamp:
            continue
        touched[route] = stamp
        length = int(chance(random) * min(float(tours.size[route]), longest) + 1.0)
        length = min(length, tours.size[route])
        kept = 0
        if 1 < length < tours.size[route] and chance(random) < SPLIT:
            kept = 1
            while length + kept < tours.size[route] and chance(random) < LONGER:
                kept += 1
        place, at = 0, node
        while tours.before[at] >= 0:
            at = tours.before[at]
            place += 1
        earliest = max(0, place - length - kept + 1)
        latest = min(place, tours.size[route] - length - kept)
        start = earliest + below(random, latest - earliest + 1)
        at = tours.first[route]
        for _ in range(start):
            at = tours.after[at]
        split = 1 + below(random, length - 1) if kept > 0 else length
        home = tours.home[route]
        for k in range(length + kept):
            following = tours.after[at]
            if k < split or k >= split + kept:
                behind = tours.before[at]
                one = behind if behind >= 0 else home
                other = following if following >= 0 else home
                change += ground.length[one, other] - ground.length[one, at] - ground.length[at, other]
                take(tours, at, ground.demand[at - depots])
                out[count] = at
                count += 1
            at = following
        if tours.size[route] == 0:
            change -= ground.route + ground.length[home, home]
        strings -= 1
        if strings == 0:
            break
    return count, change


@compiled
def ordered(ground: Ground, tours: Tours, out: Whole, count: int, random: Random) -> None:
    """Sort customers for going back: by chance, most demand first, farthest first or nearest first."""
    depots = ground.opening.size
    draw = chance(random) * 11.0
    key = np.empty(count)
    for k in range(count):
        node = out[k]
        if draw < 4.0:
            key[k] = chance(random)
        elif draw < 8.0:
            key[k] = -ground.demand[node - depots]
        else:
            nearest = np.inf
            for depot in range(depots):
                if tours.used[depot] > 0:
                    nearest = min(nearest, ground.length[depot, node])
            key[k] = -nearest if draw < 10.0 else nearest
    for k in range(1, count):
        node, value, j = out[k], key[k], k - 1
        while j >= 0 and key[j] > value:
            out[j + 1], key[j + 1] = out[j], key[j]
            j -= 1
        out[j + 1], key[j + 1] = node, value
