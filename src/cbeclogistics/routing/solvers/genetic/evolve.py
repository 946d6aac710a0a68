"""Generations: a child of two parents is cut into routes, improved, and joins the others; compiled."""

from __future__ import annotations

import numpy as np

from ....engine.compiled import Whole, compiled
from .children import cut, mixed, shuffle
from .facts import Facts
from .local import AFTER, BEFORE, CAR, CHANGED, COUNT, EXCHANGED, LOAD, NEVER, TESTED, Routes, beside, settle
from .people import BEGUN, CHILDREN, KEPT, LATELY, PRICE, SINCE, People, fit, join, parent
from .swap_star import Places, exchanges

WITHIN, ABOUT = 0.2, 0.05  # share of children that should be within room, and what it may be off
DEARER, CHEAPER = 1.2, 0.85
LEAST_PRICE, MOST_PRICE = 1e-6, 1e9
REPAIR, HARDER = 0.5, 10.0  # how often a child beyond room is repaired, at how many times the price
DRAWN = 4 * KEPT  # plans that are drawn at random before any are mixed
STALE = 20_000  # generations without a better one after which all begins anew
OTHER = 10  # times that another second parent is looked for


@compiled
def evolve(
    facts: Facts, routes: Routes, found: Places, people: People, random: np.random.Generator, tour: Whole,
    begins: Whole, children: int,
) -> None:  # fmt: skip
    """Have so many children, the first of them drawn at random."""
    n, state = len(facts.way) - 1, people.state
    for _ in range(children):
        if state[SINCE] > STALE:
            people.there[:] = 0
            state[BEGUN] = state[SINCE] = 0.0
        if state[BEGUN] < DRAWN:
            state[BEGUN] += 1
            tour[:] = np.arange(n)
            shuffle(tour, random, 0, n)
        else:
            fit(people)
            a, b = parent(people, random), parent(people, random)
            for _ in range(OTHER):
                if a != b:
                    break
                b = parent(people, random)
            mixed(people.tour[a], people.tour[b], tour, random)
        cut(facts, tour, begins, state[PRICE])
        learn(facts, routes, found, people, random, tour, begins)


@compiled
def learn(
    facts: Facts, routes: Routes, found: Places, people: People, random: np.random.Generator, tour: Whole, begins: Whole
) -> None:  # fmt: skip
    """Improve a child and let it join the others."""
    state = people.state
    lay(facts, routes, tour, begins, state[PRICE])
    improve(facts, routes, found, random, state[PRICE])
    excess = _write(facts, routes, tour, begins, people)
    children = int(state[CHILDREN])
    people.lately[children % LATELY] = excess == 0.0
    if excess > 0.0 and random.random() < REPAIR:
        for car in range(facts.vehicles):
            settle(facts, routes, car, state[PRICE] * HARDER)
        improve(facts, routes, found, random, state[PRICE] * HARDER)
        _write(facts, routes, tour, begins, people)
    state[CHILDREN] += 1
    state[SINCE] += 1
    if (children + 1) % LATELY == 0:
        share = people.lately.mean()
        if share < WITHIN - ABOUT:
            state[PRICE] = min(state[PRICE] * DEARER, MOST_PRICE)
        elif share > WITHIN + ABOUT:
            state[PRICE] = max(state[PRICE] * CHEAPER, LEAST_PRICE)


@compiled
def improve(facts: Facts, routes: Routes, found: Places, random: np.random.Generator, price: float) -> None:
    """Make moves until none pays."""
    nodes, cars, n = routes.nodes, routes.cars, len(facts.way) - 1
    order = routes.order
    shuffle(order, random, 0, n)
    shuffle(routes.order_cars, random, 0, len(cars))
    for u in range(n):
        if random.random() * 20 < 1:
            shuffle(facts.near, random, facts.first[u], facts.first[u + 1])
    nodes[:, TESTED] = NEVER
    cars[:, EXCHANGED] = NEVER
    cars[:, CHANGED] = 0
    routes.moves[0] = 0
    found.known[:] = NEVER
    turn, again = 0, True
    while again:
        again = turn < 2
        for k in range(n):
            u = order[k]
            tested = nodes[u, TESTED]
            nodes[u, TESTED] = routes.moves[0]
            for j in range(facts.first[u], facts.first[u + 1]):
                v = facts.near[j]
                if turn == 0 or max(cars[nodes[u, CAR], CHANGED], cars[nodes[v, CAR], CHANGED]) > tested:
                    if beside(facts, routes, u, v, price):
                        again = True
                        continue
                    if nodes[v, BEFORE] >= n and beside(facts, routes, u, nodes[v, BEFORE], price):
                        again = True
            if turn:
                for car in range(len(cars)):
                    if cars[car, COUNT] == 0:
                        if beside(facts, routes, u, n + 2 * car, price):
                            again = True
                        break
        if exchanges(facts, routes, found, random, price, turn == 0):
            again = True
        turn += 1


@compiled
def lay(facts: Facts, routes: Routes, tour: Whole, begins: Whole, price: float) -> None:
    """Lay out a plan as linked lists."""
    nodes, n = routes.nodes, len(facts.way) - 1
    routes.moves[0] = 0
    car, at = -1, n
    for k in range(n):
        if begins[k]:
            if car >= 0:
                nodes[at, AFTER], nodes[n + 2 * car + 1, BEFORE] = n + 2 * car + 1, at
            car += 1
            at = n + 2 * car
        u = tour[k]
        nodes[at, AFTER], nodes[u, BEFORE] = u, at
        at = u
    nodes[at, AFTER], nodes[n + 2 * car + 1, BEFORE] = n + 2 * car + 1, at
    for empty in range(car + 1, facts.vehicles):
        nodes[n + 2 * empty, AFTER], nodes[n + 2 * empty + 1, BEFORE] = n + 2 * empty + 1, n + 2 * empty
    for each in range(facts.vehicles):
        settle(facts, routes, each, price)


@compiled
def _write(facts: Facts, routes: Routes, tour: Whole, begins: Whole, people: People) -> float:
    """Write down where the search is, as a plan among the others; return its load beyond room."""
    nodes, cars, n, way = routes.nodes, routes.cars, len(facts.way) - 1, facts.way
    angle = np.full(len(cars), np.inf)
    for car in range(len(cars)):
        u, x, y = nodes[n + 2 * car, AFTER], 0.0, 0.0
        if u < n:
            while u < n:
                x += facts.angle[u, 0]
                y += facts.angle[u, 1]
                u = nodes[u, AFTER]
            angle[car] = np.arctan2(y, x)
    cost, excess, k = 0.0, 0.0, 0
    begins[:] = 0
    for car in np.argsort(angle):
        u = nodes[n + 2 * car, AFTER]
        if u >= n:
            continue
        begins[k] = 1
        cost += way[n, u]
        excess += max(0.0, routes.loads[car, LOAD] - facts.room)
        while u < n:
            tour[k] = u
            k += 1
            v = nodes[u, AFTER]
            cost += way[u, n if v >= n else v]
            u = v
    join(facts, routes, people, tour, begins, cost, excess)
    return excess
