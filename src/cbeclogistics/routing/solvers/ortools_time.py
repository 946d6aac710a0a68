"""Time and distance of OR-Tools' model: windows, shifts, durations, releases, the longest way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..problem import ALWAYS, Depot, RoutingProblem, VehicleType, Window
from ..routes import Kind
from ..travel import Ints
from .scaled import FAR, MOST, Scaled

if TYPE_CHECKING:
    from .ortools_model import Model


def add_time(model: Model) -> bool:
    """Say when each node is served, where that matters; return whether it does."""
    problem, whole = model.problem, model.scaled
    if not _matters(problem, whole):
        return False
    serves = _service(model)
    by_kind = {}
    for kind in sorted(set(model.fleet)):
        minutes = np.minimum(FAR, model.between(whole.duration, kind) + serves[:, None])
        minutes[model.between(whole.distance, kind) >= FAR] = FAR
        by_kind[kind] = model.called(("time", whole.profile[kind]), minutes)
    evaluators = [by_kind[kind] for kind in model.fleet]
    ends = [min(_whole(whole, v.shift)[1], _whole(whole, problem.depots[v.end_depot].window)[1])
            for v in (problem.vehicles[kind] for kind in model.fleet)]  # fmt: skip
    ends = [min(end, FAR - 1) for end in ends]  # so that no way is a far one
    model.routing.AddDimensionWithVehicleTransitAndCapacity(evaluators, max(ends), ends, False, "time")
    time = model.routing.GetDimensionOrDie("time")
    for vehicle, kind in enumerate(model.fleet):
        _bound(model, vehicle, problem.vehicles[kind])
    for node in model.nodes(*Kind):
        begun = time.CumulVar(model.variable(node))
        windows = _merged([_whole(whole, window) for window in _windows(model, node)])
        begun.SetRange(windows[0][0], windows[-1][1])
        for before, after in pairwise(windows):
            begun.RemoveInterval(before[1] + 1, after[0] - 1)
    _add_releases(model)
    return True


def _matters(problem: RoutingProblem, whole: Scaled) -> bool:
    """Whether anything but loads and ways limits the routes or costs."""
    stops, shipments = problem.stops, problem.shipments
    windows: list[Window] = [window for stop in stops for window in stop.windows]
    windows += [window for one in shipments for window in (one.pickup_window, one.delivery_window)]
    windows += [depot.window for depot in problem.depots] + [kind.shift for kind in problem.vehicles]
    return (
        any(window != ALWAYS for window in windows) or any(stop.release_min > 0 for stop in stops)
        or any(np.isfinite(v.max_duration_min) or v.cost_per_hour for v in problem.vehicles)
        or any(bool((way >= FAR).any()) for way in (*whole.distance, *whole.duration))
    )  # fmt: skip


def _whole(whole: Scaled, window: Window) -> tuple[int, int]:
    """A window; one that rounding would turn round is a moment."""
    begins = whole.at_least(window[0], whole.minute)
    return begins, max(begins, whole.at_most(window[1], whole.minute))


def _merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows in order, those that meet made one."""
    made: list[tuple[int, int]] = []
    for begins, ends in sorted(windows):
        if made and begins <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], ends))
        else:
            made.append((begins, ends))
    return made


def _service(model: Model) -> Ints:
    """How long the vehicle stands at each node before it goes on."""
    problem = model.problem
    minutes = []
    for node, task in enumerate(model.task):
        match None if task is None else task.kind:
            case Kind.STOP:
                minutes.append(problem.stops[task.index].service_min if task else 0.0)
            case Kind.PICKUP:
                minutes.append(problem.shipments[task.index].pickup_min if task else 0.0)
            case Kind.DELIVERY:
                minutes.append(problem.shipments[task.index].delivery_min if task else 0.0)
            case _:
                minutes.append(problem.depots[int(model.where[node])].loading_min)
    return np.array([model.scaled.at_least(m, model.scaled.minute) for m in minutes], dtype=np.int64)


def _windows(model: Model, node: int) -> tuple[Window, ...]:
    task, problem = model.task[node], model.problem
    assert task is not None
    match task.kind:
        case Kind.STOP:
            return problem.stops[task.index].windows or (ALWAYS,)
        case Kind.PICKUP:
            return (problem.shipments[task.index].pickup_window,)
        case Kind.DELIVERY:
            return (problem.shipments[task.index].delivery_window,)
        case Kind.RELOAD:
            return (problem.depots[task.index].window,)


def _bound(model: Model, vehicle: int, kind: VehicleType) -> None:
    """When a vehicle leaves and comes back, how long it may be out, and what that costs."""
    from ortools.constraint_solver import pywrapcp

    whole, routing = model.scaled, model.routing
    time = routing.GetDimensionOrDie("time")
    first: Depot = model.problem.depots[kind.start_depot]
    last: Depot = model.problem.depots[kind.end_depot]
    shift, out, back = (_whole(whole, window) for window in (kind.shift, first.window, last.window))
    earliest = max(shift[0], out[0])
    time.CumulVar(routing.Start(vehicle)).SetRange(earliest, max(earliest, min(shift[1], out[1])))
    time.CumulVar(routing.End(vehicle)).SetMin(back[0])
    if kind.cost_per_hour:
        time.SetSpanCostCoefficientForVehicle(whole.per_duration(kind.cost_per_hour), vehicle)
    if np.isfinite(kind.max_duration_min):
        most = whole.at_most(kind.max_duration_min, whole.minute)
        time.SetSpanUpperBoundForVehicle(most + whole.at_most(kind.max_overtime_min, whole.minute), vehicle)
        if kind.max_overtime_min and kind.overtime_per_hour:
            dearer = pywrapcp.BoundCost(most, whole.per_duration(kind.overtime_per_hour))
            time.SetSoftSpanUpperBoundForVehicle(dearer, vehicle)


def _add_releases(model: Model) -> None:
    """No vehicle leaves before all that it delivers has come."""
    routing, whole = model.routing, model.scaled
    time = routing.GetDimensionOrDie("time")
    starts = [routing.solver().IntConst(MOST), *(time.CumulVar(routing.Start(v)) for v in range(len(model.fleet)))]
    for node in model.nodes(Kind.STOP):
        task = model.task[node]
        released = model.problem.stops[task.index].release_min if task else 0.0
        if released > 0:  # the first start is nobody's, for a stop that is left out
            start = routing.solver().Element(starts, routing.VehicleVar(model.variable(node)) + 1)
            routing.solver().Add(start >= whole.at_least(released, whole.minute))


def add_distance(model: Model) -> None:
    """Bound the way of vehicles that have a longest one."""
    problem, whole = model.problem, model.scaled
    if not any(np.isfinite(kind.max_distance_km) for kind in problem.vehicles):
        return
    by_kind = {kind: model.called(("km", whole.profile[kind]), model.between(whole.distance, kind))
               for kind in sorted(set(model.fleet))}  # fmt: skip
    ways = [by_kind[kind] for kind in model.fleet]
    most = [whole.at_most(problem.vehicles[kind].max_distance_km, whole.km) for kind in model.fleet]
    model.routing.AddDimensionWithVehicleTransitAndCapacity(ways, 0, most, True, "km")
