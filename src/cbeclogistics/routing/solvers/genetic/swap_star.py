"""Exchanges of two stops of two routes, each put in where it adds least; compiled.

After T. Vidal, Hybrid genetic search for the CVRP: open-source implementation and SWAP* neighborhood, Computers &
Operations Research 140 (2022).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ....engine.compiled import compiled
from ...travel import Floats, Ints
from .facts import Facts
from .local import (
    AFTER,
    BEFORE,
    BEYOND,
    CAR,
    CHANGED,
    COUNT,
    EXCHANGED,
    LOAD,
    NEVER,
    PLACE,
    TINY,
    Routes,
    over,
    put,
    settle,
)

BEST = 3  # places remembered of a stop in a route
NOWHERE = -1
FAR = 1e30


class Places(NamedTuple):
    """Where a stop would best go in each route.

    Attributes
    ----------
    cost, where
        Shape (vehicles, stops, 3): what it adds, and after which node.
    known
        Shape (vehicles, stops): the move after which they were looked up.
    gain
        What leaving out a stop adds, less than 0.
    """

    cost: Floats
    where: Ints
    known: Ints
    gain: Floats


def places(facts: Facts) -> Places:
    """Return places that are not known yet."""
    n = len(facts.way) - 1
    return Places(
        np.zeros((facts.vehicles, n, BEST)), np.zeros((facts.vehicles, n, BEST), np.int64),
        np.full((facts.vehicles, n), NEVER, np.int64), np.zeros(n),
    )  # fmt: skip


@compiled
def _look_up(facts: Facts, routes: Routes, found: Places, r: int, s: int) -> None:
    """What leaving out each stop of a route adds, and its best places in another."""
    nodes, way, n = routes.nodes, facts.way, len(facts.way) - 1
    changed = routes.cars[s, CHANGED]
    u = nodes[n + 2 * r, AFTER]
    while u < n:
        before, after = nodes[nodes[u, BEFORE], PLACE], nodes[nodes[u, AFTER], PLACE]
        found.gain[u] = way[before, after] - way[before, u] - way[u, after]
        if changed > found.known[s, u]:
            found.known[s, u] = routes.moves[0]
            cost, where = found.cost[s, u], found.where[s, u]
            cost[:] = FAR
            where[:] = NOWHERE
            v = n + 2 * s
            while True:
                following = nodes[v, AFTER]
                a, b = nodes[v, PLACE], nodes[following, PLACE]
                more = way[a, u] + way[u, b] - way[a, b]
                if more < cost[2]:
                    k = 2
                    while k and more < cost[k - 1]:
                        cost[k], where[k] = cost[k - 1], where[k - 1]
                        k -= 1
                    cost[k], where[k] = more, v
                v = following
                if v >= n:
                    break
        u = nodes[u, AFTER]


@compiled
def _without(facts: Facts, routes: Routes, found: Places, u: int, v: int) -> tuple[float, int]:
    """What a stop adds to another's route when that one leaves it, and where."""
    nodes, way = routes.nodes, facts.way
    s = nodes[v, CAR]
    cost, where = found.cost[s, u], found.where[s, u]
    least, at = FAR, NOWHERE
    for k in range(BEST):
        if where[k] != NOWHERE and where[k] != v and nodes[where[k], AFTER] != v:
            least, at = cost[k], where[k]
            break
    before, after = nodes[nodes[v, BEFORE], PLACE], nodes[nodes[v, AFTER], PLACE]
    instead = way[before, u] + way[u, after] - way[before, after]
    if instead < least:
        return instead, nodes[v, BEFORE]
    return least, at


@compiled
def exchanged(facts: Facts, routes: Routes, found: Places, r: int, s: int, price: float) -> bool:
    """Make the best exchange of two routes, if one pays."""
    nodes, n, loads, demand = routes.nodes, len(facts.way) - 1, routes.loads, facts.demand
    _look_up(facts, routes, found, r, s)
    _look_up(facts, routes, found, s, r)
    best, best_u, best_v, at_u, at_v = -TINY, NOWHERE, NOWHERE, NOWHERE, NOWHERE
    load_r, load_s, fine_r, fine_s = loads[r, LOAD], loads[s, LOAD], loads[r, BEYOND], loads[s, BEYOND]
    u = nodes[n + 2 * r, AFTER]
    while u < n:
        du, gain_u = demand[u], found.gain[u]
        v = nodes[n + 2 * s, AFTER]
        while v < n:
            dv = demand[v]
            fine = over(facts, load_r + dv - du, price) - fine_r + over(facts, load_s + du - dv, price) - fine_s
            gain = fine + gain_u + found.gain[v]
            if gain <= best:
                more_u, to_u = _without(facts, routes, found, u, v)
                if gain + more_u < best:
                    more_v, to_v = _without(facts, routes, found, v, u)
                    if gain + more_u + more_v < best:
                        best, best_u, best_v, at_u, at_v = gain + more_u + more_v, u, v, to_u, to_v
            v = nodes[v, AFTER]
        more = gain_u + found.cost[s, u, 0] + (over(facts, load_r - du, price) - fine_r
                                               + over(facts, load_s + du, price) - fine_s)  # fmt: skip
        if more < best:
            best, best_u, best_v, at_u, at_v = more, u, NOWHERE, found.where[s, u, 0], NOWHERE
        u = nodes[u, AFTER]
    v = nodes[n + 2 * s, AFTER]
    while v < n:
        dv = demand[v]
        more = found.gain[v] + found.cost[r, v, 0] + (over(facts, load_r + dv, price) - fine_r
                                                      + over(facts, load_s - dv, price) - fine_s)  # fmt: skip
        if more < best:
            best, best_u, best_v, at_u, at_v = more, NOWHERE, v, NOWHERE, found.where[r, v, 0]
        v = nodes[v, AFTER]
    if best_u == NOWHERE and best_v == NOWHERE:
        return False
    if best_u != NOWHERE:
        put(nodes, best_u, at_u)
    if best_v != NOWHERE:
        put(nodes, best_v, at_v)
    routes.moves[0] += 1
    settle(facts, routes, r, price)
    settle(facts, routes, s, price)
    return True


@compiled
def exchanges(
    facts: Facts, routes: Routes, found: Places, random: np.random.Generator, price: float, first: bool
) -> bool:
    """Look for exchanges of all routes that are neighbours, where one of the two has changed since the last look."""
    nodes, cars, n, any_made = routes.nodes, routes.cars, len(facts.way) - 1, False
    seen = np.full(len(cars), NEVER)
    for k in range(len(cars)):
        r = routes.order_cars[k]
        tested = cars[r, EXCHANGED]
        cars[r, EXCHANGED] = routes.moves[0]
        if cars[r, COUNT] == 0:
            continue
        seen[r] = r
        u = nodes[n + 2 * r, AFTER]
        while u < n:
            after = nodes[u, AFTER]
            restart = False
            for j in range(facts.beside.shape[1]):
                s = nodes[facts.beside[u, j], CAR]
                if seen[s] == r:
                    continue
                seen[s] = r
                looked = not first and max(cars[r, CHANGED], cars[s, CHANGED]) <= tested
                if not looked and exchanged(facts, routes, found, r, s, price):
                    any_made = restart = True
                    break
            if restart:
                u = nodes[n + 2 * r, AFTER]
                continue
            u = after
    return any_made
