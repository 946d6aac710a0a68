"""What is to be routed: stops and shipments, depots and vehicles. Kilometres, minutes, and one currency."""

from __future__ import annotations

from dataclasses import dataclass, field

from .travel import Travel

Window = tuple[float, float]
Load = tuple[float, ...]
ALWAYS: Window = (0.0, float("inf"))


@dataclass(frozen=True)
class Stop:
    """A customer (or supplier) whom a vehicle of a depot comes to.

    Attributes
    ----------
    place
        Where, as an index of `RoutingProblem.travel`.
    deliver, collect
        What is brought from the vehicle's depot, and what is taken back to it, by dimension; empty: nothing.
    service_min
        Minutes the vehicle stands there.
    windows
        Minutes between which service may begin; any one of them will do, empty: at any time.
    release_min
        Before it, what is to be delivered has not come to the depot.
    prize
        None: must be served. Otherwise what serving it is worth, so what it costs to leave it to someone else.
    priority
        Of stops that must be served and cannot all be, those of the highest number are left out first.
    skills
        What the vehicle must have: a tail lift, an ADR licence.
    """

    name: str
    place: int
    deliver: Load = ()
    collect: Load = ()
    service_min: float = 0.0
    windows: tuple[Window, ...] = ()
    release_min: float = 0.0
    prize: float | None = None
    priority: int = 1
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shipment:
    """A load that one vehicle takes from a place to another: a container from the port, an empty one back.

    Attributes
    ----------
    from_place, to_place
        Indices of `RoutingProblem.travel`.
    load
        By dimension.
    pickup_min, delivery_min
        Minutes the vehicle stands there.
    pickup_window, delivery_window
        Minutes between which loading and unloading may begin.
    prize, priority, skills
        As of a stop.
    """

    name: str
    from_place: int
    to_place: int
    load: Load = ()
    pickup_min: float = 0.0
    delivery_min: float = 0.0
    pickup_window: Window = ALWAYS
    delivery_window: Window = ALWAYS
    prize: float | None = None
    priority: int = 1
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Depot:
    """Where vehicles begin, end and reload; `loading_min` passes each time one leaves it for a trip."""

    name: str
    place: int
    window: Window = ALWAYS
    loading_min: float = 0.0


@dataclass(frozen=True)
class VehicleType:
    """Vehicles that are alike.

    Attributes
    ----------
    count
        How many there are.
    start_depot, end_depot
        Indices of `RoutingProblem.depots`.
    capacity
        By dimension; empty: no limit.
    fixed_cost
        Of each vehicle in use.
    cost_per_km, cost_per_hour
        Of the way, and of the time from leaving to coming back, waiting included.
    shift
        Minutes between which it may be out.
    max_duration_min, max_distance_km
        From leaving to coming back.
    max_overtime_min, overtime_per_hour
        Minutes that it may be out beyond `max_duration_min`, and what such an hour costs more.
    skills
        What it has.
    reload_depots, max_reloads
        Where it may reload between trips, and how often.
    profile
        Of `RoutingProblem.travel` that its ways are taken from.
    """

    name: str
    count: int
    start_depot: int = 0
    end_depot: int = 0
    capacity: Load = ()
    fixed_cost: float = 0.0
    cost_per_km: float = 1.0
    cost_per_hour: float = 0.0
    shift: Window = ALWAYS
    max_duration_min: float = float("inf")
    max_distance_km: float = float("inf")
    max_overtime_min: float = 0.0
    overtime_per_hour: float = 0.0
    skills: frozenset[str] = frozenset()
    reload_depots: tuple[int, ...] = ()
    max_reloads: int = 0
    profile: int = 0


@dataclass(frozen=True)
class RoutingProblem:
    """Who is to be served, by what, and how far it is.

    Attributes
    ----------
    travel
        Ways between places.
    dimensions
        Names of what loads are counted in: units, weight_kg, volume_m3.
    fewest_vehicles
        Whether one vehicle less is worth any detour (the published objective of Solomon, Gehring and Homberger).
    """

    name: str
    travel: Travel
    depots: tuple[Depot, ...]
    vehicles: tuple[VehicleType, ...]
    stops: tuple[Stop, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    dimensions: tuple[str, ...] = ("units",)
    fewest_vehicles: bool = False
    currency: str = field(default="", compare=False)

    @property
    def fleet(self) -> int:
        """Vehicles of all types."""
        return sum(vehicle.count for vehicle in self.vehicles)

    @property
    def tasks(self) -> int:
        """Stops and shipments."""
        return len(self.stops) + len(self.shipments)

    def load(self, load: Load) -> Load:
        """Return a load in all dimensions."""
        return load or (0.0,) * len(self.dimensions)
