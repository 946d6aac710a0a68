"""Trips of OR-Tools' answers, and the other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..routes import Kind, Task
from .solver import Trip

if TYPE_CHECKING:
    from .ortools_model import Model


def trips_of(model: Model, answer: Any) -> tuple[tuple[Trip, ...], bool]:
    """Return the trips of an answer, and whether they serve all that must be served."""
    routing, trips = model.routing, []
    for vehicle, kind in enumerate(model.fleet):
        tasks = []
        index = answer.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            task = model.task[model.manager.IndexToNode(index)]
            if task is not None:
                tasks.append(task)
            index = answer.Value(routing.NextVar(index))
        if kept := _without_idle_reloads(tasks):
            trips.append(Trip(kind, kept))
    served = {(task.kind, task.index) for trip in trips for task in trip.tasks}
    asked = [(Kind.STOP, k) for k, stop in enumerate(model.problem.stops) if stop.prize is None]
    asked += [(Kind.PICKUP, k) for k, one in enumerate(model.problem.shipments) if one.prize is None]
    return tuple(trips), served.issuperset(asked)


def _without_idle_reloads(tasks: list[Task]) -> tuple[Task, ...]:
    """Without reloads that nothing comes before or after."""
    kept: list[Task] = []
    for task in tasks:
        if task.kind != Kind.RELOAD or (kept and kept[-1].kind != Kind.RELOAD):
            kept.append(task)
    while kept and kept[-1].kind == Kind.RELOAD:
        kept.pop()
    return tuple(kept)


def variables_of(model: Model, trips: tuple[Trip, ...]) -> list[list[int]]:
    """Return the variables that each vehicle passes on known trips; trips for which it has no vehicle are left out."""
    free: dict[int, list[int]] = {}
    for vehicle in reversed(range(len(model.fleet))):
        free.setdefault(model.fleet[vehicle], []).append(vehicle)
    nodes: dict[Task, list[int]] = {}
    for node, task in enumerate(model.task):
        if task is not None:
            nodes.setdefault(task, []).append(node)
    routes: list[list[int]] = [[] for _ in model.fleet]
    for trip in trips:
        if free.get(trip.vehicle):
            routes[free[trip.vehicle].pop()] = [model.variable(nodes[task].pop()) for task in trip.tasks]
    return routes
