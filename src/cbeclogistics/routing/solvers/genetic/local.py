"""Local search of routes: stops moved, exchanged, ways crossed; compiled.

Moves as T. Vidal et al. use them: A hybrid genetic algorithm for multidepot and periodic vehicle routing problems,
Operations Research 60 (2012). Load beyond a vehicle's room is allowed at a price.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ....engine.compiled import compiled
from ...travel import Floats, Ints
from .facts import Facts

# columns of `Routes.nodes`, of `Routes.along`, of `Routes.cars` and of `Routes.loads`
AFTER, BEFORE, CAR, AT, TESTED, PLACE = range(6)
SO_FAR, BACKWARD = range(2)
COUNT, CHANGED, EXCHANGED = range(3)
LOAD, BEYOND = range(2)
TINY = 1e-6
NEVER = -1


class Routes(NamedTuple):
    """Routes as linked lists. Nodes are the stops, then two for each vehicle: where it begins and ends.

    Attributes
    ----------
    nodes
        The next and the one before, vehicle, how many come before, the move at which it was tried last, location.
    along
        Load up to and with the node; how much dearer the way from the begin to it is the other way round.
    cars
        Of each vehicle: stops, move at which it changed last, move at which it was tried for exchanges last.
    loads
        Of each vehicle: load, and what its load beyond all room costs.
    order
        Stops, and vehicles, to be shuffled.
    moves
        Made so far.
    """

    nodes: Ints
    along: Floats
    cars: Ints
    loads: Floats
    order: Ints
    order_cars: Ints
    moves: Ints


def blank(facts: Facts) -> Routes:
    """Return routes that are all empty."""
    n = len(facts.way) - 1
    nodes = np.zeros((n + 2 * facts.vehicles, 6), np.int64)
    nodes[:n, PLACE], nodes[n:, PLACE] = np.arange(n), n
    nodes[n:, CAR] = np.repeat(np.arange(facts.vehicles), 2)
    return Routes(
        nodes, np.zeros((len(nodes), 2)), np.zeros((facts.vehicles, 3), np.int64), np.zeros((facts.vehicles, 2)),
        np.arange(n), np.arange(facts.vehicles), np.zeros(1, np.int64),
    )  # fmt: skip


@compiled
def over(facts: Facts, load: float, price: float) -> float:
    """What a load costs beyond a vehicle's room."""
    return max(0.0, load - facts.room) * price


@compiled
def settle(facts: Facts, routes: Routes, car: int, price: float) -> None:
    """Figures along a route that has changed."""
    nodes, along, n = routes.nodes, routes.along, len(facts.way) - 1
    u, end = n + 2 * car, n + 2 * car + 1
    load, backward, at = 0.0, 0.0, 0
    nodes[u, AT], along[u, SO_FAR], along[u, BACKWARD] = 0, 0.0, 0.0
    while u != end:
        v = nodes[u, AFTER]
        a, b = nodes[u, PLACE], nodes[v, PLACE]
        at += 1
        load += facts.demand[b]
        backward += facts.way[b, a] - facts.way[a, b]
        nodes[v, CAR], nodes[v, AT], along[v, SO_FAR], along[v, BACKWARD] = car, at, load, backward
        u = v
    routes.cars[car, COUNT], routes.cars[car, CHANGED] = at - 1, routes.moves[0]
    routes.loads[car, LOAD], routes.loads[car, BEYOND] = load, over(facts, load, price)


@compiled
def put(nodes: Ints, u: int, v: int) -> None:
    """Move a node to right after another."""
    before, after = nodes[u, BEFORE], nodes[u, AFTER]
    nodes[before, AFTER], nodes[after, BEFORE] = after, before
    following = nodes[v, AFTER]
    nodes[v, AFTER], nodes[u, BEFORE], nodes[u, AFTER], nodes[following, BEFORE] = u, v, following, u
    nodes[u, CAR] = nodes[v, CAR]


@compiled
def exchange(nodes: Ints, u: int, v: int) -> None:
    """Put two nodes, not next to each other, in each other's place."""
    ub, ua, vb, va = nodes[u, BEFORE], nodes[u, AFTER], nodes[v, BEFORE], nodes[v, AFTER]
    car = nodes[u, CAR]
    nodes[ub, AFTER], nodes[ua, BEFORE], nodes[vb, AFTER], nodes[va, BEFORE] = v, v, u, u
    nodes[u, BEFORE], nodes[u, AFTER], nodes[v, BEFORE], nodes[v, AFTER] = vb, va, ub, ua
    nodes[u, CAR], nodes[v, CAR] = nodes[v, CAR], car


@compiled
def beside(facts: Facts, routes: Routes, u: int, v: int, price: float) -> bool:
    """Make the first move that pays of a stop and a node near it, which may be where a route begins."""
    nodes, way, n, loads = routes.nodes, facts.way, len(facts.way) - 1, routes.loads
    x, y, ub, vb = nodes[u, AFTER], nodes[v, AFTER], nodes[u, BEFORE], nodes[v, BEFORE]
    r, s = nodes[u, CAR], nodes[v, CAR]
    apart, stop = r != s, v < n
    pu, px, pub, pv, py = nodes[u, PLACE], nodes[x, PLACE], nodes[ub, PLACE], nodes[v, PLACE], nodes[y, PLACE]
    du, dx, dv = facts.demand[pu], facts.demand[px], facts.demand[pv]
    load_r, load_s = loads[r, LOAD], loads[s, LOAD]
    fined = loads[r, BEYOND] + loads[s, BEYOND] if apart else 0.0
    wu, wx, wv = way[pub, pu], way[pu, px], way[pv, py]
    two = x < n
    if two:
        xx = nodes[x, AFTER]
        pxx = nodes[xx, PLACE]
        wxx = way[px, pxx]
    else:
        xx, pxx, wxx = x, px, 0.0
    if u != y:
        # the stop behind the node
        more = way[pub, px] - wu - wx + way[pv, pu] + way[pu, py] - wv
        if more < fined:
            if apart:
                more += over(facts, load_r - du, price) + over(facts, load_s + du, price) - fined
            if more < -TINY:
                put(nodes, u, v)
                return _made(facts, routes, r, s, price)
        if two and v != x:
            gone = way[pub, pxx] - wu - wxx
            more = gone + way[pv, pu] + way[px, py] - wv
            turned = gone - wx + way[pv, px] + way[px, pu] + way[pu, py] - wv
            if min(more, turned) < fined:
                fine = 0.0
                if apart:
                    fine = over(facts, load_r - du - dx, price) + over(facts, load_s + du + dx, price) - fined
                if more + fine < -TINY:
                    put(nodes, u, v)
                    put(nodes, x, u)
                    return _made(facts, routes, r, s, price)
                if turned + fine < -TINY:
                    put(nodes, x, v)
                    put(nodes, u, x)
                    return _made(facts, routes, r, s, price)
    if stop:
        pvb = nodes[vb, PLACE]
        wvb = way[pvb, pv]
        if u < v and u != vb and u != y:
            more = way[pub, pv] + way[pv, px] - wu - wx + way[pvb, pu] + way[pu, py] - wvb - wv
            if more < fined:
                if apart:
                    more += over(facts, load_r + dv - du, price) + over(facts, load_s + du - dv, price) - fined
                if more < -TINY:
                    exchange(nodes, u, v)
                    return _made(facts, routes, r, s, price)
        if two and u != vb and x != vb and u != y:
            more = way[pub, pv] + way[pv, pxx] - wu - wxx + way[pvb, pu] + way[px, py] - wvb - wv
            if more < fined:
                if apart:
                    more += (over(facts, load_r + dv - du - dx, price) + over(facts, load_s + du + dx - dv, price)
                             - fined)  # fmt: skip
                if more < -TINY:
                    exchange(nodes, u, v)
                    put(nodes, x, u)
                    return _made(facts, routes, r, s, price)
        if two and u < v and y < n and y != ub and u != y and x != v and v != xx:
            yy = nodes[y, AFTER]
            pyy, dy = nodes[yy, PLACE], facts.demand[py]
            more = way[pub, pv] + way[py, pxx] - wu - wxx + way[pvb, pu] + way[px, pyy] - wvb - way[py, pyy]
            if more < fined:
                if apart:
                    more += (over(facts, load_r + dv + dy - du - dx, price)
                             + over(facts, load_s + du + dx - dv - dy, price) - fined)  # fmt: skip
                if more < -TINY:
                    exchange(nodes, u, v)
                    exchange(nodes, x, y)
                    return _made(facts, routes, r, s, price)
    along = routes.along
    if not apart:
        if nodes[u, AT] < nodes[v, AT] and x != v:
            more = way[pu, pv] + way[px, py] - wx - wv + along[v, BACKWARD] - along[x, BACKWARD]
            if more < -TINY:
                _turn(nodes, u, x, v, y)
                return _made(facts, routes, r, s, price)
        return False
    crossed = way[pu, py] + way[pv, px] - wx - wv
    if crossed < fined:
        a, b = along[u, SO_FAR], along[v, SO_FAR]
        crossed += over(facts, a + load_s - b, price) + over(facts, b + load_r - a, price) - fined
        if crossed < -TINY:
            _cross(nodes, n, u, v, r, s)
            return _made(facts, routes, r, s, price)
    whole = along[n + 2 * r + 1, BACKWARD]
    turned = way[pu, pv] + way[px, py] - wx - wv + along[v, BACKWARD] + whole - along[x, BACKWARD]
    if turned < fined:
        a, b = along[u, SO_FAR], along[v, SO_FAR]
        turned += over(facts, a + b, price) + over(facts, load_r + load_s - a - b, price) - fined
        if turned < -TINY:
            _cross_turned(nodes, n, u, v, r, s)
            return _made(facts, routes, r, s, price)
    return False


@compiled
def _made(facts: Facts, routes: Routes, r: int, s: int, price: float) -> bool:
    routes.moves[0] += 1
    settle(facts, routes, r, price)
    if r != s:
        settle(facts, routes, s, price)
    return True


@compiled
def _turn(nodes: Ints, u: int, x: int, v: int, y: int) -> None:
    """Turn round what lies from x to v, between u and y."""
    k = x
    while k != y:
        after = nodes[k, AFTER]
        nodes[k, AFTER], nodes[k, BEFORE] = nodes[k, BEFORE], after
        k = after
    nodes[u, AFTER], nodes[v, BEFORE], nodes[x, AFTER], nodes[y, BEFORE] = v, u, y, x


@compiled
def _cross(nodes: Ints, n: int, u: int, v: int, r: int, s: int) -> None:
    """Go on from u with what followed v, and from v with what followed u."""
    x, y = nodes[u, AFTER], nodes[v, AFTER]
    end_r, end_s = n + 2 * r + 1, n + 2 * s + 1
    last_r, last_s = nodes[end_r, BEFORE], nodes[end_s, BEFORE]
    if y == end_s:
        nodes[u, AFTER], nodes[end_r, BEFORE] = end_r, u
    else:
        nodes[u, AFTER], nodes[y, BEFORE] = y, u
        nodes[last_s, AFTER], nodes[end_r, BEFORE] = end_r, last_s
    if x == end_r:
        nodes[v, AFTER], nodes[end_s, BEFORE] = end_s, v
    else:
        nodes[v, AFTER], nodes[x, BEFORE] = x, v
        nodes[last_r, AFTER], nodes[end_s, BEFORE] = end_s, last_r


@compiled
def _cross_turned(nodes: Ints, n: int, u: int, v: int, r: int, s: int) -> None:
    """Go on from u backwards from v; and before what followed v go backwards what followed u."""
    x, y = nodes[u, AFTER], nodes[v, AFTER]
    begin_s, end_r = n + 2 * s, n + 2 * r + 1
    k = u
    back = v
    while back != begin_s:
        before = nodes[back, BEFORE]
        nodes[k, AFTER], nodes[back, BEFORE] = back, k
        k, back = back, before
    ahead = x
    last = nodes[end_r, BEFORE]
    nodes[k, AFTER], nodes[end_r, BEFORE] = end_r, k
    k = begin_s
    back = last
    if ahead != end_r:
        while True:
            before = nodes[back, BEFORE]
            nodes[k, AFTER], nodes[back, BEFORE] = back, k
            k = back
            if back == ahead:
                break
            back = before
    nodes[k, AFTER], nodes[y, BEFORE] = y, k
