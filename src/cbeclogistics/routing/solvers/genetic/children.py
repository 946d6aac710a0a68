"""Children: two parents' order mixed, and a tour cut into routes; compiled.

The cut is after C. Prins, A simple and effective evolutionary algorithm for the vehicle routing problem, Computers &
Operations Research 31 (2004).
"""

from __future__ import annotations

import numpy as np

from ....engine.compiled import Whole, compiled
from .facts import Facts

LONGER, LONGEST = 1.5, 3.0  # load of a route, in vehicles' rooms; where there are too few vehicles for the first


@compiled
def mixed(one: Whole, other: Whole, child: Whole, random: np.random.Generator) -> None:
    """A part of one, then the rest in the order of the other, round in a circle."""
    n = len(one)
    first, last = int(random.random() * n), int(random.random() * n)
    while last == first:
        last = int(random.random() * n)
    taken = np.zeros(n, np.bool_)
    k = first
    while True:
        child[k] = one[k]
        taken[one[k]] = True
        if k == last:
            break
        k = (k + 1) % n
    at = (last + 1) % n
    for step in range(1, n + 1):
        stop = other[(last + step) % n]
        if not taken[stop]:
            child[at] = stop
            at = (at + 1) % n


@compiled
def cut(facts: Facts, tour: Whole, begins: Whole, price: float) -> None:
    """Cut a tour into the cheapest routes in its order; into as few as there are vehicles."""
    n, way = len(tour), facts.way
    least = np.full(n + 1, np.inf)
    begin = np.zeros(n + 1, np.int64)
    least[0] = 0.0
    for i in range(n):
        load, cost = 0.0, 0.0
        for j in range(i, n):
            stop = tour[j]
            load += facts.demand[stop]
            if load > LONGER * facts.room and j > i:
                break
            cost += way[n, stop] if j == i else way[tour[j - 1], stop]
            total = least[i] + cost + way[stop, n] + max(0.0, load - facts.room) * price
            if total < least[j + 1]:
                least[j + 1], begin[j + 1] = total, i
    begins[:] = 0
    at, used = n, 0
    while at:
        at = begin[at]
        begins[at] = 1
        used += 1
    if used > facts.vehicles:
        _cut_to(facts, tour, begins, price)


@compiled
def _cut_to(facts: Facts, tour: Whole, begins: Whole, price: float) -> None:
    """Cut a tour into no more routes than there are vehicles."""
    n, way, most = len(tour), facts.way, facts.vehicles
    least = np.full((most + 1, n + 1), np.inf)
    begin = np.zeros((most + 1, n + 1), np.int64)
    least[0, 0] = 0.0
    for k in range(most):
        for i in range(k, n):
            if least[k, i] == np.inf:
                continue
            load, cost = 0.0, 0.0
            for j in range(i, n):
                stop = tour[j]
                load += facts.demand[stop]
                if load > LONGEST * facts.room and j > i:
                    break
                cost += way[n, stop] if j == i else way[tour[j - 1], stop]
                total = least[k, i] + cost + way[stop, n] + max(0.0, load - facts.room) * price
                if total < least[k + 1, j + 1]:
                    least[k + 1, j + 1], begin[k + 1, j + 1] = total, i
    begins[:] = 0
    k = int(np.argmin(least[:, n]))
    at = n
    while at:
        at = begin[k, at]
        begins[at] = 1
        k -= 1


@compiled
def shuffle(items: Whole, random: np.random.Generator, first: int, past: int) -> None:
    """Put a part of some items into a random order."""
    for k in range(past - 1, first, -1):
        j = first + int(random.random() * (k - first + 1))
        items[k], items[j] = items[j], items[k]
