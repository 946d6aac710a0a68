"""Two-stage location: plants supply depots, depots serve customers; both have capacities and are opened."""

from __future__ import annotations

from dataclasses import dataclass

from .checking import Checks, Floats


@dataclass(frozen=True, eq=False)
class TSCFLP:
    """Two-stage capacitated facility location; every flow may be split.

    Minimise Σ opening cost of open plants and depots + Σ unit cost · flow over both stages.

    Attributes
    ----------
    plant_cost, plant_capacity
        Shape (plants,): money for opening; units of demand.
    depot_cost, depot_capacity
        Shape (depots,): the same.
    demand
        Shape (customers,), units.
    inbound_cost
        Shape (plants, depots), money a unit.
    outbound_cost
        Shape (depots, customers), money a unit.
    name
        Of the instance; free.

    Raises
    ------
    InputError
        With everything that is wrong.
    """

    plant_cost: Floats
    plant_capacity: Floats
    depot_cost: Floats
    depot_capacity: Floats
    demand: Floats
    inbound_cost: Floats
    outbound_cost: Floats
    name: str = ""

    def __post_init__(self) -> None:
        checks = Checks("TSCFLP")
        for name in ("plant_cost", "depot_cost", "demand"):
            object.__setattr__(self, name, checks.amounts(name, getattr(self, name), (None,)))
        plants, depots, customers = self.plants, self.depots, self.customers
        shapes: dict[str, tuple[int, ...]] = {
            "plant_capacity": (plants,), "depot_capacity": (depots,),
            "inbound_cost": (plants, depots), "outbound_cost": (depots, customers),
        }  # fmt: skip
        for name, shape in shapes.items():
            object.__setattr__(self, name, checks.amounts(name, getattr(self, name), shape))
        checks.done()

    @property
    def plants(self) -> int:
        """Number of plants."""
        return int(self.plant_cost.size)

    @property
    def depots(self) -> int:
        """Number of depots."""
        return int(self.depot_cost.size)

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.demand.size)
