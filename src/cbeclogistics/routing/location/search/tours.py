"""Routes as linked lists, which the kernels change in place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ....engine.arrays import Floats
from ....engine.compiled import Whole, compiled, inlined
from ..answer import Tour
from .ground import Ground

SPARE = 10  # routes beyond twice those that the demand fills


class Tours(NamedTuple):
    """Routes; nodes and routes are numbers, -1 stands for none.

    Attributes
    ----------
    after, before, route
        Shape (nodes,), of customers: the next and the last customer of its route, and the route.
    first, last, size, home
        Shape (routes,): its ends, how many it serves (0: not in use) and its depot.
    load
        Shape (routes,).
    used, sent
        Shape (depots,): routes from there, and their load.
    """

    after: Whole
    before: Whole
    route: Whole
    first: Whole
    last: Whole
    size: Whole
    home: Whole
    load: Floats
    used: Whole
    sent: Floats


def no_tours(ground: Ground) -> Tours:
    """Return routes that serve nobody yet."""
    nodes, depots = ground.depots + ground.customers, ground.depots
    filled = int(np.ceil(ground.demand.sum() / max(ground.vehicle, 1e-12)))
    routes = min(ground.customers, 2 * filled + depots + SPARE) + 1

    def none(count: int) -> Whole:
        return np.full(count, -1, np.int32)

    return Tours(
        none(nodes), none(nodes), none(nodes), none(routes), none(routes), np.zeros(routes, np.int32), none(routes),
        np.zeros(routes), np.zeros(depots, np.int32), np.zeros(depots),
    )  # fmt: skip


@compiled
def copied(source: Tours, target: Tours) -> None:
    """Make the target the same as the source."""
    target.after[:] = source.after
    target.before[:] = source.before
    target.route[:] = source.route
    target.first[:] = source.first
    target.last[:] = source.last
    target.size[:] = source.size
    target.home[:] = source.home
    target.load[:] = source.load
    target.used[:] = source.used
    target.sent[:] = source.sent


@inlined
def put(tours: Tours, node: int, route: int, behind: int, demand: float) -> None:
    """Put a customer into a route, behind another (-1: as the first)."""
    following = tours.first[route] if behind < 0 else tours.after[behind]
    tours.before[node], tours.after[node] = behind, following
    if behind < 0:
        tours.first[route] = node
    else:
        tours.after[behind] = node
    if following < 0:
        tours.last[route] = node
    else:
        tours.before[following] = node
    home = tours.home[route]
    if tours.size[route] == 0:
        tours.used[home] += 1
    tours.route[node] = route
    tours.size[route] += 1
    tours.load[route] += demand
    tours.sent[home] += demand


@inlined
def take(tours: Tours, node: int, demand: float) -> None:
    """Take a customer out of its route."""
    route, behind, following = tours.route[node], tours.before[node], tours.after[node]
    if behind < 0:
        tours.first[route] = following
    else:
        tours.after[behind] = following
    if following < 0:
        tours.last[route] = behind
    else:
        tours.before[following] = behind
    home = tours.home[route]
    tours.route[node] = -1
    tours.size[route] -= 1
    tours.load[route] -= demand
    tours.sent[home] -= demand
    if tours.size[route] == 0:
        tours.load[route] = 0.0
        tours.used[home] -= 1
        if tours.used[home] == 0:
            tours.sent[home] = 0.0


def listed(ground: Ground, tours: Tours) -> tuple[Tour, ...]:
    """Return the routes in use, customers counted from 0."""
    found = []
    for route in np.flatnonzero(tours.size):
        node, customers = int(tours.first[route]), []
        while node >= 0:
            customers.append(node - ground.depots)
            node = int(tours.after[node])
        found.append(Tour(int(tours.home[route]), tuple(customers)))
    return tuple(found)


def linked(ground: Ground, listed_tours: tuple[Tour, ...]) -> Tours:
    """Return listed routes as linked lists."""
    tours = no_tours(ground)
    for route, tour in enumerate(listed_tours):
        tours.home[route] = tour.depot
        behind = -1
        for customer in tour.customers:
            put(tours, ground.depots + customer, route, behind, float(ground.demand[customer]))
            behind = ground.depots + customer
    return tours
