"""Loads of OR-Tools' model.

Where a dimension knows deliveries alone, or none, the load is counted up from 0 at the start. Where it knows both, what
is *left* to deliver counts down to 0 at the end, and what is *on board* begins with all that is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..problem import Load
from ..routes import Kind
from ..travel import Ints
from .scaled import MOST

if TYPE_CHECKING:
    from .ortools_model import Model


def add_loads(model: Model) -> None:
    """Bound what vehicles hold, in each dimension, and how often they reload."""
    problem, whole = model.problem, model.scaled
    delivered, collected = _changes(model)
    for d, factor in enumerate(whole.load):
        capacity = [
            whole.at_most(held[d], factor) if (held := problem.vehicles[kind].capacity) else MOST
            for kind in model.fleet
        ]  # fmt: skip
        if not delivered[d].any():
            _counted_up(model, f"load {d}", collected[d], capacity)
        elif not collected[d].any():
            _counted_up(model, f"load {d}", delivered[d], capacity)
        else:
            _both(model, d, delivered[d], collected[d], capacity)
    reloads = model.nodes(Kind.RELOAD)
    if reloads:
        once = np.zeros(len(model.where), dtype=np.int64)
        once[reloads] = 1
        most = [problem.vehicles[kind].max_reloads for kind in model.fleet]
        _dimension(model, "reloads", once, most, start_at_zero=True)


def _changes(model: Model) -> tuple[Ints, Ints]:
    """What is delivered, and what is taken on board (negative: unloaded), by dimension and node."""
    problem, whole = model.problem, model.scaled
    delivered = np.zeros((len(whole.load), len(model.where)), dtype=np.int64)
    collected = delivered.copy()

    def load(said: Load) -> list[int]:
        return whole.loads(problem.load(said))

    for node, task in enumerate(model.task):
        match task.kind if task else None:
            case Kind.STOP if task:
                delivered[:, node] = load(problem.stops[task.index].deliver)
                collected[:, node] = load(problem.stops[task.index].collect)
            case Kind.PICKUP if task:
                collected[:, node] = load(problem.shipments[task.index].load)
            case Kind.DELIVERY if task:
                collected[:, node] = np.negative(load(problem.shipments[task.index].load))
    return delivered, collected


def _dimension(
    model: Model, name: str, change: Ints, capacity: list[int], *, slack: int = 0, start_at_zero: bool
) -> Any:
    by_node = model.routing.RegisterUnaryTransitVector(change.tolist())
    model.routing.AddDimensionWithVehicleCapacity(by_node, slack, capacity, start_at_zero, name)
    return model.routing.GetDimensionOrDie(name)


def _counted_up(model: Model, name: str, change: Ints, capacity: list[int]) -> None:
    """At a reload the count may fall to 0: all that a vehicle holds is taken off, and what was too much given back."""
    reloads, most = model.nodes(Kind.RELOAD), max(capacity)
    if not change.any():
        return
    change = change.copy()
    change[reloads] = -most
    load = _dimension(model, name, change, capacity, slack=most if reloads else 0, start_at_zero=True)
    if reloads:
        for node in model.nodes(Kind.STOP):
            load.SlackVar(model.variable(node)).SetValue(0)
        for vehicle in range(len(model.fleet)):
            load.SlackVar(model.routing.Start(vehicle)).SetValue(0)


def _both(model: Model, d: int, delivered: Ints, collected: Ints, capacity: list[int]) -> None:
    routing = model.routing
    left = _dimension(model, f"left {d}", -delivered, capacity, start_at_zero=False)
    board = _dimension(model, f"on board {d}", collected - delivered, capacity, start_at_zero=False)
    for vehicle in range(len(model.fleet)):
        left.CumulVar(routing.End(vehicle)).SetValue(0)
        start = routing.Start(vehicle)
        routing.solver().Add(left.CumulVar(start) == board.CumulVar(start))
