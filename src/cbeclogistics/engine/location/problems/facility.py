"""Facility location: open sites so that every customer is served at least cost; without, with, and by one, capacity."""

from __future__ import annotations

from dataclasses import dataclass

from .checking import Checks, Floats


@dataclass(frozen=True, eq=False)
class UFL:
    """Uncapacitated facility location (simple plant location).

    Minimise Σ opening cost of open sites + Σ service cost of each customer's site.

    Attributes
    ----------
    opening_cost
        Shape (sites,), money.
    service_cost
        Shape (sites, customers), money for serving all of the customer's demand from the site.
    name
        Of the instance; free.
    most
        Sites that may be open; None: as many as pay.

    Raises
    ------
    InputError
        With everything that is wrong: shapes, negative or infinite costs.
    """

    opening_cost: Floats
    service_cost: Floats
    name: str = ""
    most: int | None = None

    def __post_init__(self) -> None:
        checks = Checks("UFL")
        whole = isinstance(self.most, int) and not isinstance(self.most, bool)
        if self.most is not None and not (whole and self.most >= 1):
            checks.say("most", "expected a whole number, 1 or more", self.most)
        object.__setattr__(self, "opening_cost", checks.amounts("opening_cost", self.opening_cost, (None,)))
        sites = self.opening_cost.size
        object.__setattr__(self, "service_cost", checks.amounts("service_cost", self.service_cost, (sites, None)))
        checks.done()

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.service_cost.shape[0])

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.service_cost.shape[1])


@dataclass(frozen=True, eq=False)
class CFL:
    """Capacitated facility location; a customer may be served by several sites.

    Minimise Σ opening cost of open sites + Σ share of the customer's demand served · service cost.

    Attributes
    ----------
    opening_cost
        Shape (sites,), money.
    service_cost
        Shape (sites, customers), money for serving all of the customer's demand from the site.
    capacity
        Shape (sites,), in units of demand.
    demand
        Shape (customers,).
    name
        Of the instance; free.

    Raises
    ------
    InputError
        With everything that is wrong. Too little capacity is not: such an instance is infeasible.
    """

    opening_cost: Floats
    service_cost: Floats
    capacity: Floats
    demand: Floats
    name: str = ""

    def __post_init__(self) -> None:
        checks = Checks(type(self).__name__)
        object.__setattr__(self, "opening_cost", checks.amounts("opening_cost", self.opening_cost, (None,)))
        object.__setattr__(self, "demand", checks.amounts("demand", self.demand, (None,)))
        sites, customers = self.opening_cost.size, self.demand.size
        object.__setattr__(self, "capacity", checks.amounts("capacity", self.capacity, (sites,)))
        costs = checks.amounts("service_cost", self.service_cost, (sites, customers))
        object.__setattr__(self, "service_cost", costs)
        checks.done()

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.service_cost.shape[0])

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.service_cost.shape[1])

    def without_capacity(self) -> UFL:
        """The same instance with the capacities forgotten."""
        return UFL(self.opening_cost, self.service_cost, self.name)


@dataclass(frozen=True, eq=False)
class SSCFLP(CFL):
    """Capacitated facility location in which one site serves all of a customer's demand; data as in `CFL`."""
