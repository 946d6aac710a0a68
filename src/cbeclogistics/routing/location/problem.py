"""Location with routing: which depots to open, and the routes that serve all customers from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...engine.location.problems.checking import Checks
from ..travel import Floats, Travel

MOST_SATELLITES = 16  # the first level's routes over any set of them are known beforehand


@dataclass(frozen=True, eq=False)
class LocationRouting:
    """Depots that may be opened, and customers who are served from them by vehicles that are all alike.

    Minimise Σ opening cost of open depots + Σ (route cost + its length) over routes, which begin and end at one depot.
    There are as many vehicles as are wanted. A customer is visited once.

    Attributes
    ----------
    opening_cost, capacity
        Shape (depots,): money, and the demand that a depot can serve.
    demand
        Shape (customers,).
    vehicle_capacity
        Demand that one route can serve.
    route_cost
        Money for each route.
    travel
        Its places are the depots, then the customers; its kilometres of profile 0 are money.
    name
        Of the instance; free.

    Raises
    ------
    InputError
        With everything that is wrong. Too little capacity is not: such an instance is infeasible.
    """

    opening_cost: Floats
    capacity: Floats
    demand: Floats
    vehicle_capacity: float
    route_cost: float
    travel: Travel
    name: str = ""

    def __post_init__(self) -> None:
        checks = Checks("location with routing")
        object.__setattr__(self, "opening_cost", checks.amounts("opening_cost", self.opening_cost, (None,)))
        object.__setattr__(self, "capacity", checks.amounts("capacity", self.capacity, (self.opening_cost.size,)))
        object.__setattr__(self, "demand", checks.amounts("demand", self.demand, (None,)))
        _amount(checks, "vehicle_capacity", self.vehicle_capacity)
        _amount(checks, "route_cost", self.route_cost)
        if self.travel.places != self.depots + self.customers:
            checks.say("travel", f"expected {self.depots} depots and {self.customers} customers", self.travel.places)
        else:
            _ways(checks, self.length())
        checks.done()

    @property
    def depots(self) -> int:
        """Number of depots that may be opened."""
        return int(self.opening_cost.size)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.demand.size)

    def length(self) -> Floats:
        """Ways between depots and customers, in this order: shape (places, places), money."""
        return _all_ways(self.travel)


@dataclass(frozen=True, eq=False)
class TwoEchelon:
    """Goods come from one platform to satellites by routes of a first level, and from there to customers.

    Minimise the cost of the second level + Σ (route cost + its length) over first-level routes. Every satellite that
    sends goods out is visited by one first-level route, which brings all of them.

    Attributes
    ----------
    second
        Satellites (its depots) and customers.
    vehicle_capacity, route_cost
        Of the first level.
    travel
        Of the first level: its places are the platform, then the satellites.

    Raises
    ------
    InputError
        With everything that is wrong.
    """

    second: LocationRouting
    vehicle_capacity: float
    route_cost: float
    travel: Travel

    def __post_init__(self) -> None:
        checks = Checks("two-echelon location with routing")
        _amount(checks, "vehicle_capacity", self.vehicle_capacity)
        _amount(checks, "route_cost", self.route_cost)
        if self.second.depots > MOST_SATELLITES:
            checks.say("second", f"expected {MOST_SATELLITES} satellites at most", self.second.depots)
        if self.travel.places != self.second.depots + 1:
            checks.say("travel", f"expected a platform and {self.second.depots} satellites", self.travel.places)
        else:
            _ways(checks, self.length())
        checks.done()

    @property
    def name(self) -> str:
        """Of the instance."""
        return self.second.name

    def length(self) -> Floats:
        """Ways between platform and satellites, in this order: shape (places, places), money."""
        return _all_ways(self.travel)


def _all_ways(travel: Travel) -> Floats:
    places = np.arange(travel.places)
    return np.ascontiguousarray(travel.between(places[:, None], places[None, :])[0], dtype=np.float64)


def _amount(checks: Checks, name: str, amount: float) -> None:
    if not (np.isfinite(amount) and amount >= 0):
        checks.say(name, "expected a finite number, 0 or more", amount)


def _ways(checks: Checks, length: npt.NDArray[np.float64]) -> None:
    bad = np.argwhere(~(np.isfinite(length) & (length >= 0)))
    if len(bad):
        one, other = (int(k) for k in bad[0])
        checks.say("travel", f"expected a way from place {one} to place {other}, 0 or longer", length[one, other])
