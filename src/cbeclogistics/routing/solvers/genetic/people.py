"""Plans of routes that live side by side: who joins, who is dropped, who is fit; compiled.

Those within vehicles' room and the others are kept apart, and ranked by cost and by how different they are, after
T. Vidal et al., A hybrid genetic algorithm for multidepot and periodic vehicle routing problems, Operations Research 60
(2012).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ....engine.compiled import Whole, compiled
from ...travel import Floats
from .facts import Facts
from .local import AFTER, BEFORE, Routes

KEPT, BORN = 25, 40  # of each kind: those that live on, and children until then
ELITE, CLOSE = 4, 5  # the cheapest that differences do not set back; nearest others that make one different
LATELY = 100  # children that are looked back on
SAME = 1e-6
# columns of `People.worth` and of `People.state`
COST, EXCESS, FITNESS = range(3)
PRICE, BEST, CHILDREN, SINCE, BEGUN = range(5)


class People(NamedTuple):
    """Plans of routes: the first half of the slots for those within room, the second for others.

    Attributes
    ----------
    tour
        Shape (slots, stops): stops in order, route by route.
    begins
        Shape (slots, stops): 1 where a route begins.
    after, before
        Shape (slots, stops): the next stop and the one before, the depot being the number of stops.
    worth
        Shape (slots, 3): cost, load beyond room, rank (less is better).
    apart
        Shape (slots, slots): share of ways that two plans do not have in common.
    there
        Slots in use: 1.
    lately
        Whether each of the last children was within room.
    state
        Price of load beyond room, cost of the best, children so far and since the best, how many were drawn at random.
    best
        Tour and begins of the best within room.
    """

    tour: Whole
    begins: Whole
    after: Whole
    before: Whole
    worth: Floats
    apart: Floats
    there: Whole
    lately: Whole
    state: Floats
    best: Whole


def nobody(facts: Facts, price: float) -> People:
    """Return no plans."""
    slots, n = 2 * (KEPT + BORN + 1), len(facts.way) - 1
    shape = (slots, n)
    return People(
        np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32),
        np.zeros((slots, 3)), np.zeros((slots, slots)), np.zeros(slots, np.int64), np.ones(LATELY, np.int64),
        np.array([price, np.inf, 0.0, 0.0, 0.0]), np.zeros((2, n), np.int32),
    )  # fmt: skip


@compiled
def join(
    facts: Facts, routes: Routes, people: People, tour: Whole, begins: Whole, cost: float, excess: float
) -> None:  # fmt: skip
    """Let a plan join those of its kind; where they are too many, only some live on."""
    nodes, n, half = routes.nodes, len(facts.way) - 1, len(people.there) // 2
    low = 0 if excess == 0.0 else half
    slot, there = low, 0
    for other in range(low, low + half):
        if people.there[other]:
            there += 1
        else:
            slot = other
    people.tour[slot], people.begins[slot] = tour, begins
    for u in range(n):
        people.after[slot, u], people.before[slot, u] = min(n, nodes[u, AFTER]), min(n, nodes[u, BEFORE])
    people.worth[slot, COST], people.worth[slot, EXCESS] = cost, excess
    for other in range(low, low + half):
        if people.there[other]:
            people.apart[slot, other] = people.apart[other, slot] = _differ(people, n, slot, other)
    people.there[slot] = 1
    if excess == 0.0 and cost < people.state[BEST] - SAME:
        people.state[BEST], people.state[SINCE] = cost, 0.0
        people.best[0], people.best[1] = tour, begins
    if there + 1 > KEPT + BORN:
        for _ in range(there + 1 - KEPT):
            _drop(people, low, half)


@compiled
def _differ(people: People, n: int, a: int, b: int) -> float:
    count = 0
    for u in range(n):
        after, before = people.after[a, u], people.before[a, u]
        if after != people.after[b, u] and after != people.before[b, u]:
            count += 1
        if before == n and people.before[b, u] != n and people.after[b, u] != n:
            count += 1
    return count / n


@compiled
def _drop(people: People, low: int, half: int) -> None:
    """Drop the worst, before all others one that is there twice."""
    _fitness(people, low, half)
    worst, which, twice = -1.0, low, False
    for a in range(low, low + half):
        if people.there[a] and people.worth[a, FITNESS] > 0.0:
            same = False
            for b in range(low, low + half):
                if b != a and people.there[b] and people.apart[a, b] < SAME:
                    same = True
                    break
            if (same and not twice) or (same == twice and people.worth[a, FITNESS] > worst):
                worst, which, twice = people.worth[a, FITNESS], a, same
    people.there[which] = 0


@compiled
def fit(people: People) -> None:
    """Rank all."""
    half = len(people.there) // 2
    _fitness(people, 0, half)
    _fitness(people, half, half)


@compiled
def _fitness(people: People, low: int, half: int) -> None:
    """Rank by cost and by how different a plan is from those nearest to it."""
    count = 0
    slots = np.zeros(half, np.int64)
    cost, close = np.zeros(half), np.zeros(half)
    for a in range(low, low + half):
        if people.there[a]:
            slots[count] = a
            cost[count] = people.worth[a, COST] + people.worth[a, EXCESS] * people.state[PRICE]
            count += 1
    nearest = np.zeros(CLOSE)
    for k in range(count):
        nearest[:] = 2.0
        for j in range(count):
            if j != k:
                d = people.apart[slots[k], slots[j]]
                if d < nearest[CLOSE - 1]:
                    i = CLOSE - 1
                    while i and d < nearest[i - 1]:
                        nearest[i] = nearest[i - 1]
                        i -= 1
                    nearest[i] = d
        total, many = 0.0, min(CLOSE, count - 1)
        for i in range(many):
            total += nearest[i]
        close[k] = total / max(1, many)
    by_cost = np.argsort(cost[:count], kind="mergesort")
    rank = np.zeros(count)
    for k in range(count):
        rank[by_cost[k]] = k
    different = -close[:count]
    different = different[by_cost]
    order = np.argsort(different, kind="mergesort")
    for k in range(count):
        a = by_cost[order[k]]
        top = rank[a] / max(1, count - 1)
        share = k / max(1, count - 1)
        if count <= ELITE:
            people.worth[slots[a], FITNESS] = top
        else:
            people.worth[slots[a], FITNESS] = top + (1.0 - ELITE / count) * share
    if count:
        people.worth[slots[by_cost[0]], FITNESS] = min(0.0, people.worth[slots[by_cost[0]], FITNESS])


@compiled
def parent(people: People, random: np.random.Generator) -> int:
    """The fitter of two drawn."""
    a, b = _drawn(people, random), _drawn(people, random)
    return a if people.worth[a, FITNESS] < people.worth[b, FITNESS] else b


@compiled
def _drawn(people: People, random: np.random.Generator) -> int:
    at = int(random.random() * people.there.sum())
    for slot in range(len(people.there)):
        if people.there[slot]:
            if at == 0:
                return slot
            at -= 1
    return 0
