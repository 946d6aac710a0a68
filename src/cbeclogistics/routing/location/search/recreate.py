"""Put customers back where they cost least, now and then overlooking a place."""

from __future__ import annotations

import numpy as np

from ....engine.compiled import Whole, compiled
from .draw import Random, chance
from .ground import Ground
from .price import excess
from .tours import Tours, put

BLINK = 0.01  # chance that a place is overlooked


@compiled
def recreate(
    ground: Ground, tours: Tours, out: Whole, count: int, price: float, touched: Whole, stamp: int, random: Random
) -> float:
    """Put customers back, in order; return what that changes in the cost of routes, inf where one found no place.

    Parameters
    ----------
    out, count
        Nodes to put back.
    price
        Of a unit of load beyond a depot's capacity.
    touched
        Shape (routes,): set to ``stamp`` where a route wins somebody.
    """
    depots = ground.opening.size
    change = 0.0
    for k in range(count):
        node = out[k]
        demand = ground.demand[node - depots]
        least, into, behind, home, free = np.inf, -1, -1, -1, -1
        for route in range(tours.size.size):
            if tours.size[route] == 0:
                free = route
                continue
            if tours.load[route] + demand > ground.vehicle * (1.0 + 1e-9):
                continue
            depot = tours.home[route]
            over = price * (
                excess(tours.sent[depot] + demand, ground.capacity[depot])
                - excess(tours.sent[depot], ground.capacity[depot])
            )
            if over >= least:
                continue
            one, at, previous = depot, tours.first[route], -1
            coming = ground.length[one, node]
            while True:
                other = at if at >= 0 else depot
                more = coming + ground.length[node, other] - ground.length[one, other] + over
                if more < least and chance(random) > BLINK:
                    least, into, behind = more, route, previous
                if at < 0:
                    break
                coming = ground.length[at, node]
                one, previous, at = at, at, tours.after[at]
        if free >= 0 and demand <= ground.vehicle * (1.0 + 1e-9):
            for depot in range(depots):
                if not ground.allowed[depot]:
                    continue
                over = price * (
                    excess(tours.sent[depot] + demand, ground.capacity[depot])
                    - excess(tours.sent[depot], ground.capacity[depot])
                )
                more = ground.route + ground.length[depot, node] + ground.length[node, depot] + over
                if more < least and (chance(random) > BLINK or into < 0):
                    least, into, behind, home = more, free, -1, depot
        if into < 0:
            return np.inf
        if into == free:
            tours.home[free] = home
            change += ground.route + ground.length[home, node] + ground.length[node, home]
        else:
            depot = tours.home[into]
            one = behind if behind >= 0 else depot
            following = tours.after[behind] if behind >= 0 else tours.first[into]
            other = following if following >= 0 else depot
            change += ground.length[one, node] + ground.length[node, other] - ground.length[one, other]
        put(tours, node, into, behind, demand)
        touched[into] = stamp
    return change
