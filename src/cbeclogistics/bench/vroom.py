"""The peer VROOM, for routes: its own model, explored as far as it goes within the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import numpy as np

from ..engine.limits import Limits, Watch
from ..errors import BackendError
from ..routing.problem import ALWAYS, RoutingProblem, Shipment, Stop, VehicleType, Window
from ..routing.routes import Kind, Routes, Task, Unserved
from ..routing.schedule import scheduled
from ..routing.solvers.scaled import FAR, MOST, Scaled, scaled
from ..routing.travel import Ints

DEEPEST = 5  # exploration
LATEST = 1 << 31  # it counts time in 32 bits
LEFT_OUT = "VROOM leaves it out"


def unsupported(problem: RoutingProblem) -> str | None:
    """Return what of a problem VROOM cannot say; None: all of it can be said."""
    vehicles, stops, shipments = problem.vehicles, problem.stops, problem.shipments
    asked: list[Stop | Shipment] = [*stops, *shipments]
    timed = any(s.windows for s in stops) or any(
        one.pickup_window != ALWAYS or one.delivery_window != ALWAYS for one in shipments
    )
    told = {
        "costs by the hour": any(v.cost_per_hour for v in vehicles),
        "overtime": any(v.max_overtime_min for v in vehicles),
        "reloads": any(v.max_reloads and v.reload_depots for v in vehicles),
        "release times": any(s.release_min for s in stops),
        "prizes": any(one.prize is not None for one in asked),
        "loading at depots": any(d.loading_min for d in problem.depots),
        "longest durations beside windows": timed and any(np.isfinite(v.max_duration_min) for v in vehicles),
    }
    return next((what for what, there in told.items() if there), None)


def solve_by_vroom(problem: RoutingProblem, limits: Limits, watch: Watch) -> Routes:
    """Solve a problem with VROOM; whom it leaves out is listed.

    Raises
    ------
    BackendError
        It is not installed, cannot say the problem, or failed.
    """
    lacking = unsupported(problem)
    if lacking is not None:
        raise BackendError(f"vroom knows no {lacking}")
    try:
        import vroom
    except ImportError:
        raise BackendError('VROOM is not installed; pip install "cbeclogistics[peers]"') from None
    watch.say("building the model")
    whole, model = scaled(problem), vroom.Input()
    for kind in range(len(problem.vehicles)):
        _add_ways(model, problem, whole, kind)
    fleet = [kind for kind, v in enumerate(problem.vehicles) for _ in range(min(v.count, problem.tasks))]
    for number, kind in enumerate(fleet):
        model.add_vehicle(_vehicle(problem, whole, number, kind))
    for index, stop in enumerate(problem.stops):
        model.add_job(_job(problem, whole, index, stop))
    for index in range(len(problem.shipments)):
        model.add_shipment(*_shipment(problem, whole, index))
    left = max(0.001, limits.after(watch.elapsed()).time_limit)
    try:
        found = model.solve(DEEPEST, limits.threads, timedelta(seconds=left) if left < MOST else None)
    except Exception as error:  # its own have no common name
        raise BackendError(f"vroom: {error}") from error
    return _routes(problem, [(fleet[number], tasks) for number, tasks in _tasks(found)], watch)


def _add_ways(model: Any, problem: RoutingProblem, whole: Scaled, kind: int) -> None:
    """Ways and what they cost, by vehicle type; it refuses costs that might add up to too much."""
    profile = whole.profile[kind]
    km = _near(whole.distance[profile])
    model.set_durations_matrix(f"type {kind}", _near(whole.duration[profile]))
    model.set_distances_matrix(f"type {kind}", km)
    model.set_costs_matrix(f"type {kind}", km * whole.per_distance(problem.vehicles[kind]))


def _near(ways: Ints) -> Ints:
    """Ways with those that there are not a hundred times as long as the longest there is; its skills say the rest."""
    return np.minimum(ways, 100 * int(ways[ways < FAR].max(initial=1)))


def _window(whole: Scaled, window: Window) -> Any:
    import vroom

    begins = whole.at_least(window[0], whole.minute)
    return vroom.TimeWindow(begins, max(begins, min(LATEST, whole.at_most(window[1], whole.minute))))


def _windows(whole: Scaled, windows: tuple[Window, ...]) -> list[Any]:
    return [_window(whole, window) for window in sorted(windows) if window != ALWAYS]


def _vehicle(problem: RoutingProblem, whole: Scaled, number: int, kind: int) -> Any:
    """A longest duration is a shift of that length: where there are no windows, any beginning will do."""
    import vroom

    vehicle: VehicleType = problem.vehicles[kind]
    ends = (problem.depots[vehicle.start_depot].window, problem.depots[vehicle.end_depot].window, vehicle.shift)
    begins = max(window[0] for window in ends)
    shift = (begins, min(*(window[1] for window in ends), begins + vehicle.max_duration_min))
    limited = {"time_window": _window(whole, shift)} if shift != ALWAYS else {}
    if np.isfinite(vehicle.max_distance_km):
        limited["max_distance"] = whole.at_most(vehicle.max_distance_km, whole.km)
    capacity = [whole.at_most(amount, factor) for amount, factor in zip(vehicle.capacity, whole.load, strict=True)] if (
        vehicle.capacity) else [MOST] * len(whole.load)  # fmt: skip
    return vroom.Vehicle(
        number, start=vehicle.start_depot, end=vehicle.end_depot, profile=f"type {kind}", capacity=capacity,
        skills=_skills(problem, vehicle.skills), costs=vroom.VehicleCosts(fixed=whole.cost(vehicle.fixed_cost)),
        **limited,
    )  # fmt: skip


def _skills(problem: RoutingProblem, skills: frozenset[str]) -> set[int]:
    all_of: list[VehicleType | Stop | Shipment] = [*problem.vehicles, *problem.stops, *problem.shipments]
    known = sorted({skill for one in all_of for skill in one.skills})
    return {known.index(skill) for skill in skills}


def _job(problem: RoutingProblem, whole: Scaled, index: int, stop: Stop) -> Any:
    import vroom

    return vroom.Job(
        index, len(problem.depots) + index, default_service=whole.at_least(stop.service_min, whole.minute),
        delivery=vroom.Amount(whole.loads(problem.load(stop.deliver))),
        pickup=vroom.Amount(whole.loads(problem.load(stop.collect))),
        skills=_skills(problem, stop.skills), time_windows=_windows(whole, stop.windows),
    )  # fmt: skip


def _shipment(problem: RoutingProblem, whole: Scaled, index: int) -> tuple[Any, ...]:
    import vroom

    one, at = problem.shipments[index], len(problem.depots) + len(problem.stops) + index
    ends = [
        vroom.ShipmentStep(index, location, default_service=whole.at_least(minutes, whole.minute),
                           time_windows=_windows(whole, (window,)))
        for location, minutes, window in (
            (at, one.pickup_min, one.pickup_window),
            (at + len(problem.shipments), one.delivery_min, one.delivery_window),
        )
    ]  # fmt: skip
    return (*ends, vroom.Amount(whole.loads(problem.load(one.load))), _skills(problem, one.skills))


def _tasks(found: Any) -> Iterator[tuple[int, tuple[Task, ...]]]:
    """What each vehicle does, by its number."""
    kinds = {"job": Kind.STOP, "pickup": Kind.PICKUP, "delivery": Kind.DELIVERY}
    by_vehicle: dict[int, list[Task]] = {}
    rows = found.routes
    for number, kind, index in zip(rows["vehicle_id"], rows["type"], rows["id"], strict=True):
        if kind in kinds:
            by_vehicle.setdefault(int(number), []).append(Task(kinds[kind], int(index)))
    for number, tasks in by_vehicle.items():
        yield number, tuple(tasks)


def _routes(problem: RoutingProblem, trips: list[tuple[int, tuple[Task, ...]]], watch: Watch) -> Routes:
    made = []
    for kind, tasks in trips:
        one = scheduled(problem, kind, tasks)
        if one is None:
            raise BackendError(f"a route that VROOM found cannot be driven: {problem.vehicles[kind].name}")
        made.append(one)
    served = {(task.kind != Kind.STOP, task.index) for _, tasks in trips for task in tasks}
    asked = [(False, k) for k in range(len(problem.stops))] + [(True, k) for k in range(len(problem.shipments))]
    unserved = [Unserved(index, LEFT_OUT, shipment) for shipment, index in asked if (shipment, index) not in served]
    return Routes(tuple(made), tuple(unserved), f"vroom {version('pyvroom')}", watch.elapsed())
