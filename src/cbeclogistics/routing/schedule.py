"""When a vehicle does its tasks in a given order, so that it is out for the shortest time; and what that costs.

The order is fixed. Among the schedules that are back first, the one that leaves last waits least; with several windows
for a stop, leaving after a window has closed may be shorter still, so each such moment is tried as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .problem import ALWAYS, RoutingProblem, Window
from .routes import Kind, Route, Task, Visit

SLACK = 1e-6  # minutes, kilometres and units that rounding may add up to


@dataclass(frozen=True)
class _Point:
    """Where a vehicle comes by: how long the way there takes, and when and how long it stands."""

    way_min: float
    windows: tuple[Window, ...]
    service_min: float


def scheduled(problem: RoutingProblem, vehicle: int, tasks: Sequence[Task]) -> Route | None:
    """Return the route of some tasks in order; None where time or distance do not suffice. Loads are not looked at."""
    kind = problem.vehicles[vehicle]
    km, points = _points(problem, vehicle, tasks)
    if not np.isfinite(km) or km > kind.max_distance_km + SLACK:
        return None
    earliest = max(kind.shift[0], points[0].windows[0][0])
    tried = [t for t in _starts(points, earliest, kind.shift[1]) if earliest - SLACK <= t < float("inf")]
    made = [times for start in tried if (times := _forward(points, max(start, earliest))) is not None]
    made = [t for t in made if t[-1][2] <= kind.shift[1] + SLACK
            and t[-1][2] - t[0][1] <= kind.max_duration_min + kind.max_overtime_min + SLACK]  # fmt: skip
    if not made:
        return None
    times = min(made, key=lambda t: (t[-1][2] - t[0][1], t[0][1]))
    visits = tuple(Visit(task, *when) for task, when in zip(tasks, times[1:-1], strict=True))
    start, end = times[0][1], times[-1][2]
    overtime = max(0.0, end - start - kind.max_duration_min)
    return Route(
        vehicle, visits, start, end, km, kind.fixed_cost, kind.cost_per_km * km,
        (kind.cost_per_hour * (end - start) + kind.overtime_per_hour * overtime) / 60.0,
    )  # fmt: skip


def _points(problem: RoutingProblem, vehicle: int, tasks: Sequence[Task]) -> tuple[float, list[_Point]]:
    """Kilometres of the way, and the points of it; no trip begins before all that it delivers is released."""
    kind = problem.vehicles[vehicle]
    first, last = problem.depots[kind.start_depot], problem.depots[kind.end_depot]
    places = np.array([first.place, *(place_of(problem, task) for task in tasks), last.place])
    km, minutes = problem.travel.between(places[:-1], places[1:], kind.profile)
    points = [_Point(0.0, (first.window,), first.loading_min)]
    trip = 0
    for task, way in zip(tasks, minutes[:-1], strict=True):
        points.append(_point(problem, task, float(way)))
        if task.kind == Kind.RELOAD:
            trip = len(points) - 1
        elif task.kind == Kind.STOP and (released := problem.stops[task.index].release_min) > 0:
            begins, closes = points[trip].windows[0]
            points[trip] = replace(points[trip], windows=((max(begins, released), closes),))
    points.append(_Point(float(minutes[-1]), (last.window,), 0.0))
    return float(km.sum()), points


def _point(problem: RoutingProblem, task: Task, way: float) -> _Point:
    match task.kind:
        case Kind.STOP:
            stop = problem.stops[task.index]
            return _Point(way, stop.windows or (ALWAYS,), stop.service_min)
        case Kind.PICKUP:
            one = problem.shipments[task.index]
            return _Point(way, (one.pickup_window,), one.pickup_min)
        case Kind.DELIVERY:
            one = problem.shipments[task.index]
            return _Point(way, (one.delivery_window,), one.delivery_min)
        case Kind.RELOAD:
            depot = problem.depots[task.index]
            return _Point(way, (depot.window,), depot.loading_min)


def place_of(problem: RoutingProblem, task: Task) -> int:
    """Return where a task is done."""
    match task.kind:
        case Kind.STOP:
            return problem.stops[task.index].place
        case Kind.PICKUP:
            return problem.shipments[task.index].from_place
        case Kind.DELIVERY:
            return problem.shipments[task.index].to_place
        case Kind.RELOAD:
            return problem.depots[task.index].place


def _forward(points: Sequence[_Point], start: float) -> list[tuple[float, float, float]] | None:
    """Arrival, start and leaving at each point where the vehicle begins at a time; None where a window is missed."""
    times: list[tuple[float, float, float]] = []
    now = start
    for point in points:
        arrival = now + point.way_min
        begins = min((max(arrival, w[0]) for w in point.windows if arrival <= w[1] + SLACK), default=None)
        if begins is None:
            return None
        now = begins + point.service_min
        times.append((arrival, begins, now))
    return times


def _starts(points: Sequence[_Point], earliest: float, latest: float) -> list[float]:
    """Moments to leave at: the earliest; the latest that is back as soon; those that meet a window's ends."""
    starts = [earliest]
    first = _forward(points, earliest)
    if first is None:
        return starts
    starts.append(_latest(points, [begins for _, begins, _ in first], latest))
    if any(len(point.windows) > 1 for point in points):
        for k, point in enumerate(points):
            direct = sum(p.way_min for p in points[: k + 1]) + sum(p.service_min for p in points[:k])
            starts += [moment - direct for window in point.windows for moment in window]
    return starts


def _latest(points: Sequence[_Point], begun: Sequence[float], latest: float) -> float:
    """Latest start that still begins the last service as early, keeping each point's window of the early schedule."""
    by = min(begun[-1], latest)
    for k in range(len(points) - 1, 0, -1):
        by -= points[k].way_min + points[k - 1].service_min
        closes = max((w[1] for w in points[k - 1].windows if w[0] <= begun[k - 1] + SLACK), default=by)
        by = min(by, closes)
    return by
