"""A routing problem without what no vehicle can serve; and with a price on leaving out, where not all can be served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .problem import RoutingProblem, Shipment, Stop
from .routes import Kind, Routes, Task, Unserved
from .servable import why_not
from .solvers.solver import Trip

TIMES_WORSE = 10.0  # how much dearer it is to leave out a stop than one of the next priority


@dataclass(frozen=True)
class Reduced:
    """What is left to be routed.

    Attributes
    ----------
    problem
        Without the stops and shipments that are out of reach.
    stops, shipments
        Indices in the whole problem of those that are left.
    out_of_reach
        The others.
    """

    problem: RoutingProblem
    stops: tuple[int, ...]
    shipments: tuple[int, ...]
    out_of_reach: tuple[Unserved, ...]

    def known(self, routes: Routes) -> tuple[Trip, ...]:
        """Trips of known routes of the whole problem."""
        stops = {index: k for k, index in enumerate(self.stops)}
        shipments = {index: k for k, index in enumerate(self.shipments)}

        def here(task: Task) -> Task | None:
            if task.kind == Kind.RELOAD:
                return task
            index = (stops if task.kind == Kind.STOP else shipments).get(task.index)
            return None if index is None else Task(task.kind, index)

        trips = [(one.vehicle, [t for task in one.tasks if (t := here(task)) is not None]) for one in routes.routes]
        return tuple(Trip(vehicle, tuple(tasks)) for vehicle, tasks in trips if tasks)

    def whole(self, trips: Sequence[Trip]) -> tuple[Trip, ...]:
        """Trips in the indices of the whole problem."""

        def there(task: Task) -> Task:
            if task.kind == Kind.RELOAD:
                return task
            return Task(task.kind, (self.stops if task.kind == Kind.STOP else self.shipments)[task.index])

        return tuple(Trip(trip.vehicle, tuple(map(there, trip.tasks))) for trip in trips)


def reduced(problem: RoutingProblem) -> Reduced:
    """Take out what no vehicle can serve."""
    out: list[Unserved] = []
    stops, shipments = [], []
    for index, stop in enumerate(problem.stops):
        reason = why_not(problem, stop, index)
        if reason is None:
            stops.append(index)
        else:
            out.append(Unserved(index, reason, False, stop.prize is None, stop.prize or 0.0))
    for index, one in enumerate(problem.shipments):
        reason = why_not(problem, one, index)
        if reason is None:
            shipments.append(index)
        else:
            out.append(Unserved(index, reason, True, one.prize is None, one.prize or 0.0))
    less = replace(
        problem, stops=tuple(problem.stops[k] for k in stops), shipments=tuple(problem.shipments[k] for k in shipments)
    )
    return Reduced(less, tuple(stops), tuple(shipments), tuple(out))


def with_prizes(problem: RoutingProblem) -> RoutingProblem:
    """The same with nothing that must be served: leaving it out costs more than any detour, by priority."""
    tasks: list[Stop | Shipment] = [*problem.stops, *problem.shipments]
    ranks = sorted({task.priority for task in tasks if task.prize is None}, reverse=True)
    dearest = _dearest_day(problem) + sum(task.prize or 0.0 for task in tasks)

    def priced(task: Any) -> Any:
        if task.prize is not None:
            return task
        return replace(task, prize=dearest * TIMES_WORSE ** min(5, ranks.index(task.priority)))

    return replace(
        problem, stops=tuple(priced(stop) for stop in problem.stops),
        shipments=tuple(priced(one) for one in problem.shipments),
    )  # fmt: skip


def _dearest_day(problem: RoutingProblem) -> float:
    """What going to one place and back by a vehicle of its own costs at most."""
    places = np.array([*(stop.place for stop in problem.stops), *(one.from_place for one in problem.shipments),
                       *(one.to_place for one in problem.shipments)])  # fmt: skip
    dearest = 1.0
    for vehicle in problem.vehicles:
        begin, end = problem.depots[vehicle.start_depot].place, problem.depots[vehicle.end_depot].place
        out = problem.travel.between(np.full(places.size, begin), places, vehicle.profile)
        back = problem.travel.between(places, np.full(places.size, end), vehicle.profile)
        km = np.where(np.isfinite(out[0] + back[0]), out[0] + back[0], 0.0).max()
        minutes = np.where(np.isfinite(out[1] + back[1]), out[1] + back[1], 0.0).max()
        hourly = vehicle.cost_per_hour + vehicle.overtime_per_hour
        waiting = min(24 * 60.0, vehicle.max_duration_min)
        dearest = max(dearest, vehicle.fixed_cost + vehicle.cost_per_km * km + hourly * (minutes + waiting) / 60)
    return float(dearest)
