"""The problem as the kernels see it: nodes are the depots, then the customers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ....engine.arrays import Bools, Floats, Ints
from ..problem import LocationRouting, TwoEchelon
from .trunk import tours_of_all_sets

NEIGHBOURS = 3  # whose distance says what a typical way is


class Ground(NamedTuple):
    """What does not change during a search.

    Attributes
    ----------
    length
        Shape (nodes, nodes).
    near
        Shape (customers, customers): nodes of the customers, nearest first, of each.
    demand, capacity, opening
        Of customers, depots, depots.
    allowed
        Shape (depots,): which depots may be open.
    vehicle, route
        Capacity and cost of a vehicle.
    trunk
        Shape (2^depots,): cost of one first-level route over a set of satellites; empty where there is no first level.
    trunk_vehicle
        Capacity of a first-level vehicle.
    typical
        Length of a way to a near neighbour.
    """

    length: Floats
    near: Ints
    demand: Floats
    capacity: Floats
    opening: Floats
    allowed: Bools
    vehicle: float
    route: float
    trunk: Floats
    trunk_vehicle: float
    typical: float

    @property
    def depots(self) -> int:
        """How many there are."""
        return self.opening.size

    @property
    def customers(self) -> int:
        """How many there are."""
        return self.demand.size

    def within(self, depots: tuple[int, ...]) -> Ground:
        """Return the same ground with these depots allowed alone."""
        allowed = np.zeros(self.depots, np.bool_)
        allowed[list(depots)] = True
        return self._replace(allowed=allowed)


def ground_of(problem: LocationRouting | TwoEchelon) -> Ground:
    """Return a problem as arrays."""
    trunk, trunk_vehicle = np.empty(0), 0.0
    second = problem
    if isinstance(problem, TwoEchelon):
        trunk = tours_of_all_sets(problem.length()) + problem.route_cost
        trunk_vehicle = float(problem.vehicle_capacity)
        # what one first-level route cannot bring, a satellite cannot send
        second = replace(problem.second, capacity=np.minimum(problem.second.capacity, trunk_vehicle))
    assert isinstance(second, LocationRouting)
    length, depots = second.length(), second.depots
    ways = length[depots:, depots:]
    near = np.argsort(ways, axis=1, kind="stable") + depots
    typical = float(np.sort(ways, axis=1)[:, 1 : 1 + NEIGHBOURS].mean()) if second.customers > 1 else 0.0
    return Ground(
        length, near, second.demand, second.capacity, second.opening_cost, np.ones(depots, np.bool_),
        float(second.vehicle_capacity), float(second.route_cost), trunk, trunk_vehicle,
        typical or float(length.mean()) or 1.0,
    )  # fmt: skip
