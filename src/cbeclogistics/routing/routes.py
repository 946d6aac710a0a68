"""The answer: who drives where when, who is not served and why, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a vehicle does at a place."""

    STOP = "stop"
    PICKUP = "pickup"
    DELIVERY = "delivery"
    RELOAD = "reload"


@dataclass(frozen=True)
class Task:
    """Something a vehicle does.

    Attributes
    ----------
    index
        Of the stop, of the shipment, or of the depot that it reloads at.
    """

    kind: Kind
    index: int


@dataclass(frozen=True)
class Visit:
    """A task with its times, in minutes.

    Attributes
    ----------
    arrival, start, leaves
        When the vehicle comes, when service begins (it may have to wait), and when it goes on.
    """

    task: Task
    arrival: float
    start: float
    leaves: float


@dataclass(frozen=True)
class Route:
    """One vehicle's day.

    Attributes
    ----------
    vehicle
        Index of the vehicle type.
    start, end
        When it begins (to load, where the depot loads) and when it is back, in minutes.
    distance_km
        Of the whole way.
    fixed_cost, distance_cost, time_cost
        What it costs; overtime is in the last.
    """

    vehicle: int
    visits: tuple[Visit, ...]
    start: float
    end: float
    distance_km: float
    fixed_cost: float
    distance_cost: float
    time_cost: float

    @property
    def cost(self) -> float:
        """All of it."""
        return self.fixed_cost + self.distance_cost + self.time_cost

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What is done, in order."""
        return tuple(visit.task for visit in self.visits)


@dataclass(frozen=True)
class Unserved:
    """A stop or shipment that no vehicle comes to.

    Attributes
    ----------
    shipment
        Whether it is a shipment.
    reason
        Why, in the planner's words.
    required
        Whether it had to be served.
    prize
        What leaving it out costs; 0 for one that had to be served.
    """

    index: int
    reason: str
    shipment: bool = False
    required: bool = True
    prize: float = 0.0


@dataclass(frozen=True)
class Routes:
    """Routes of all vehicles.

    Attributes
    ----------
    unserved
        All stops and shipments that are in no route.
    cost
        Of all routes and of prizes not collected.
    solver
        What found them, with its version.
    seconds
        It took.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...] = ()
    solver: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def cost(self) -> float:
        """Of all routes and of prizes not collected."""
        return sum(route.cost for route in self.routes) + sum(one.prize for one in self.unserved)

    @property
    def distance_km(self) -> float:
        """Of all routes."""
        return sum(route.distance_km for route in self.routes)

    @property
    def left_out(self) -> tuple[Unserved, ...]:
        """Those that had to be served and are not."""
        return tuple(one for one in self.unserved if one.required)
