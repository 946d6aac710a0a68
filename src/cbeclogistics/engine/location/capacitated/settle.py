"""What follows from the pairs that are left: customers with one site, what still fits beside them, sites in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Bools, Floats
from ...compiled import Whole, compiled
from ..nodes import CLOSED, OPEN
from ..problems import SSCFLP
from .units import ROOM, Units

DEAR = 1e15  # what a pair costs that is ruled out


@compiled
def settle(kept: Bools, status: Whole, demand: Floats, capacity: Floats, served: Whole, room: Floats) -> bool:
    """Draw the conclusions of what is left, until there are no more; whether a solution may be left.

    Parameters
    ----------
    kept
        Pairs that are left, shape (sites, customers); those that do not fit any more are cleared.
    status
        Shape (sites,); sites that must serve are opened.
    served
        Shape (customers,): the one site that is left, or -1; set.
    room
        Shape (sites,): capacity that these leave; set.
    """
    sites, customers = kept.shape
    for i in range(sites):
        room[i] = capacity[i] * (1.0 + ROOM)
    served[:] = -1
    again = True
    while again:
        again = False
        for j in range(customers):
            if served[j] >= 0:
                continue
            number, at = 0, -1
            for i in range(sites):
                if kept[i, j] and (status[i] == CLOSED or demand[j] > room[i]):
                    kept[i, j] = False
                if kept[i, j]:
                    number += 1
                    at = i
            if number == 0:
                return False
            if number == 1:
                served[j] = at
                status[at] = OPEN
                room[at] -= demand[j]
                again = True
    return True


@dataclass(frozen=True)
class Left:
    """What is not decided, as a problem of its own.

    Attributes
    ----------
    active
        Customers that are not decided.
    served
        Shape (all customers,): the site of those that are, else -1.
    cost
        Shape (sites, active); `DEAR` where a pair is ruled out.
    demand, room
        Of these customers, and what is left of the sites; whole units.
    opening
        Shape (sites,), the service cost of what is decided included.
    """

    active: Whole
    served: Whole
    cost: Floats
    demand: Floats
    room: Floats
    opening: Floats

    def with_pair(self, site: int, place: int) -> Left | None:
        """Decide that a site serves the customer at a place of ``active``; None where it does not fit."""
        others = np.arange(self.active.size) != place
        served, room, opening = self.served.copy(), self.room.copy(), self.opening.copy()
        served[self.active[place]] = site
        room[site] -= self.demand[place]
        opening[site] += self.cost[site, place]
        if room[site] < 0:
            return None
        cost = np.ascontiguousarray(self.cost[:, others])
        return Left(self.active[others], served, cost, self.demand[others], room, opening)

    def without_pair(self, site: int, place: int) -> Left:
        """Rule out that a site serves the customer at a place of ``active``."""
        cost = self.cost.copy()
        cost[site, place] = DEAR
        return Left(self.active, self.served, cost, self.demand, self.room, self.opening)


def left_of(problem: SSCFLP, units: Units, kept: Bools, status: Whole) -> Left | None:
    """What is left once all conclusions are drawn; None where no solution is."""
    served, room = np.empty(problem.customers, np.int64), np.empty(problem.sites)
    if not settle(kept, status, problem.demand, problem.capacity, served, room):
        return None
    active, decided = np.flatnonzero(served < 0), np.flatnonzero(served >= 0)
    at = served[decided]
    left = units.capacity - np.bincount(at, weights=units.demand[decided], minlength=problem.sites)
    if left.min() < 0:
        return None
    paid = np.bincount(at, weights=problem.service_cost[at, decided], minlength=problem.sites)
    cost = np.where(kept[:, active], problem.service_cost[:, active], DEAR)
    return Left(active, served, cost, units.demand[active], left, problem.opening_cost + paid)
