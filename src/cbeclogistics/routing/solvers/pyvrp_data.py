"""A routing problem as PyVRP's data, and trips as its solutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..problem import ALWAYS, Depot, RoutingProblem, Stop, VehicleType
from ..routes import Kind, Task
from ..schedule import SLACK, scheduled
from .scaled import MOST, Scaled
from .solver import Trip

if TYPE_CHECKING:
    import pyvrp


@dataclass
class Translated:
    """PyVRP's data with what its indices mean.

    Attributes
    ----------
    stop_of_client
        A stop with several windows is a group of clients, one for each window.
    clients_of_stop
        The other way.
    """

    problem: RoutingProblem
    scaled: Scaled
    data: pyvrp.ProblemData
    stop_of_client: list[int]
    clients_of_stop: list[list[int]] = field(default_factory=list)

    def solution(self, trips: tuple[Trip, ...]) -> pyvrp.Solution:
        """Return trips as a solution, each stop in the window that it is served in."""
        import pyvrp

        return pyvrp.Solution(self.data, [self._route(trip) for trip in trips if trip.tasks])

    def _route(self, trip: Trip) -> pyvrp.Route:
        import pyvrp

        timed = scheduled(self.problem, trip.vehicle, trip.tasks)
        starts = [0.0] * len(trip.tasks) if timed is None else [visit.start for visit in timed.visits]
        activities = [self._activity(task, start) for task, start in zip(trip.tasks, starts, strict=True)]
        return pyvrp.Route(self.data, activities, trip.vehicle)

    def _activity(self, task: Task, start: float) -> pyvrp.Activity:
        from pyvrp import Activity, ActivityType

        match task.kind:
            case Kind.STOP:
                windows = self.problem.stops[task.index].windows
                at = next((k for k, window in enumerate(windows) if start <= window[1] + SLACK), 0)
                return Activity(ActivityType.CLIENT, self.clients_of_stop[task.index][at])
            case Kind.PICKUP:
                return Activity(ActivityType.PICKUP, task.index)
            case Kind.DELIVERY:
                return Activity(ActivityType.DELIVERY, task.index)
            case Kind.RELOAD:
                return Activity(ActivityType.DEPOT, task.index)


def translated(problem: RoutingProblem, whole: Scaled) -> Translated:
    """Return PyVRP's data of a problem, in whole numbers."""
    import pyvrp

    depots = len(problem.depots)
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    stop_of_client: list[int] = []
    clients_of_stop: list[list[int]] = []
    for index, stop in enumerate(problem.stops):
        windows = stop.windows or (ALWAYS,)
        first = len(clients)
        group = len(groups) if len(windows) > 1 else None
        clients += [_client(problem, whole, stop, depots + index, window, group) for window in windows]
        clients_of_stop.append(list(range(first, len(clients))))
        stop_of_client += [index] * len(windows)
        if group is not None:
            groups.append(pyvrp.ClientGroup(clients_of_stop[-1], required=stop.prize is None))
    begin = depots + len(problem.stops)
    count = len(problem.shipments)
    locations = len(whole.distance[0])
    data = pyvrp.ProblemData(
        [pyvrp.Location(*problem.travel.point(_place(problem, k))) for k in range(locations)], clients,
        [_depot(depot, whole, k) for k, depot in enumerate(problem.depots)],
        [_vehicle(problem, whole, k) for k in range(len(problem.vehicles))],
        list[Any](whole.distance), list[Any](whole.duration), groups,
        [_shipment(problem, whole, k, begin + k, begin + count + k) for k in range(count)],
    )  # fmt: skip
    return Translated(problem, whole, data, stop_of_client, clients_of_stop)


def _place(problem: RoutingProblem, location: int) -> int:
    depots, stops, shipments = problem.depots, problem.stops, problem.shipments
    if location < len(depots):
        return depots[location].place
    location -= len(depots)
    if location < len(stops):
        return stops[location].place
    location -= len(stops)
    return (
        shipments[location].from_place if location < len(shipments) else shipments[location - len(shipments)].to_place
    )


def _client(
    problem: RoutingProblem, whole: Scaled, stop: Stop, location: int, window: tuple[float, float], group: int | None
) -> pyvrp.Client:
    import pyvrp

    loading = max((depot.loading_min for depot in problem.depots), default=0.0) if stop.release_min else 0.0
    return pyvrp.Client(
        location, whole.loads(problem.load(stop.deliver)), whole.loads(problem.load(stop.collect)),
        whole.at_least(stop.service_min, whole.minute), *_window(whole, window),
        release_time=whole.at_least(stop.release_min + loading, whole.minute),
        prize=whole.cost(stop.prize or 0.0), required=stop.prize is None and group is None, group=group,
    )  # fmt: skip


def _window(whole: Scaled, window: tuple[float, float]) -> tuple[int, int]:
    """Return a window; one that rounding would turn round is a moment."""
    begins = whole.at_least(window[0], whole.minute)
    return begins, max(begins, whole.at_most(window[1], whole.minute))


def _depot(depot: Depot, whole: Scaled, location: int) -> pyvrp.Depot:
    import pyvrp

    return pyvrp.Depot(location, *_window(whole, depot.window), whole.at_least(depot.loading_min, whole.minute))


def _shipment(problem: RoutingProblem, whole: Scaled, index: int, begins: int, ends: int) -> pyvrp.Shipment:
    import pyvrp

    one = problem.shipments[index]
    return pyvrp.Shipment(
        begins, ends, *_window(whole, one.pickup_window), whole.at_least(one.pickup_min, whole.minute),
        *_window(whole, one.delivery_window), whole.at_least(one.delivery_min, whole.minute),
        whole.loads(problem.load(one.load)), whole.cost(one.prize or 0.0), one.prize is None,
    )  # fmt: skip


def _vehicle(problem: RoutingProblem, whole: Scaled, index: int) -> pyvrp.VehicleType:
    import pyvrp

    kind: VehicleType = problem.vehicles[index]
    begins, ends = _window(whole, kind.shift)
    capacity = [whole.at_most(c, f) for c, f in zip(kind.capacity, whole.load, strict=True)] if kind.capacity else [
        MOST for _ in problem.dimensions]  # fmt: skip
    return pyvrp.VehicleType(
        kind.count, capacity, kind.start_depot, kind.end_depot, whole.cost(kind.fixed_cost), begins, ends,
        whole.at_most(kind.max_duration_min, whole.minute), whole.at_most(kind.max_distance_km, whole.km),
        whole.per_distance(kind), whole.per_duration(kind.cost_per_hour), whole.profile[index],
        reload_depots=list(kind.reload_depots), max_reloads=kind.max_reloads,
        max_overtime=whole.at_most(kind.max_overtime_min, whole.minute),
        unit_overtime_cost=whole.per_duration(kind.overtime_per_hour),
    )  # fmt: skip
