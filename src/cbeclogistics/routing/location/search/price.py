"""What routes cost in all, from scratch."""

from __future__ import annotations

import numpy as np

from ....engine.arrays import Floats
from ....engine.compiled import compiled, inlined
from .ground import Ground
from .tours import Tours
from .trunk import trunk_cost


@inlined
def excess(sent: float, capacity: float) -> float:
    """Load beyond a capacity, but for rounding."""
    return sent - capacity if sent > capacity * (1.0 + 1e-9) else 0.0


@compiled
def total_excess(sent: Floats, capacity: Floats) -> float:
    """Load of all depots beyond their capacities."""
    total = 0.0
    for depot in range(sent.size):
        total += excess(sent[depot], capacity[depot])
    return total


@compiled
def opened_cost(ground: Ground, tours: Tours) -> float:
    """Opening cost of the depots in use, and the first level where there is one."""
    total = 0.0
    for depot in range(tours.used.size):
        if tours.used[depot] > 0:
            total += ground.opening[depot]
    if ground.trunk.size > 0:
        total += trunk_cost(ground.trunk, ground.trunk_vehicle, tours.used, tours.sent, ground.capacity)
    return total


@compiled
def routes_cost(ground: Ground, tours: Tours) -> float:
    """Route costs and lengths; inf where somebody is in no route."""
    depots = ground.opening.size
    for node in range(depots, tours.route.size):
        if tours.route[node] < 0:
            return np.inf
    total = 0.0
    for route in range(tours.size.size):
        if tours.size[route] == 0:
            continue
        home, node = tours.home[route], tours.first[route]
        total += ground.route + ground.length[home, node]
        while tours.after[node] >= 0:
            total += ground.length[node, tours.after[node]]
            node = tours.after[node]
        total += ground.length[node, home]
    return total
