"""A routing problem as a model of OR-Tools' routing library.

Nodes are the depots that vehicles begin or end at, the stops, where shipments are picked up and delivered, and one for
each reload that may be made. All is in the whole numbers of `scaled`. What must be served may be left out at a price
that nothing is worth, so that the search can begin with part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import BackendError
from ..problem import RoutingProblem, Shipment, Stop
from ..routes import Kind, Task
from ..travel import Ints
from .ortools_loads import add_loads
from .ortools_time import add_distance, add_time
from .scaled import FAR, MOST, Scaled

PRICE = 1 << 60  # that all prices of what must be served add up to at most
STEPS = 100  # of local search between two that are checked by propagation; where one breaks a limit, it goes back


@dataclass
class Model:
    """OR-Tools' model with what its indices mean.

    Attributes
    ----------
    where
        Location of each node, as `Scaled` counts them.
    task
        What is done at each node; None at depots.
    fleet
        Type of each vehicle.
    must
        Price of leaving out what must be served.
    tight
        Whether more than loads limits routes.
    """

    problem: RoutingProblem
    scaled: Scaled
    where: Ints
    task: tuple[Task | None, ...]
    fleet: tuple[int, ...]
    must: int = 0
    tight: bool = False
    manager: Any = None
    routing: Any = None
    _evaluators: dict[tuple[object, ...], int] = field(default_factory=dict)

    def variable(self, node: int) -> int:
        """Index of a node's variables."""
        return int(self.manager.NodeToIndex(node))

    def nodes(self, *kinds: Kind) -> list[int]:
        """Nodes at which something of a kind is done."""
        return [node for node, task in enumerate(self.task) if task is not None and task.kind in kinds]

    def evaluator(self, key: tuple[object, ...], ways: npt.NDArray[np.int64]) -> int:
        """Register a matrix by nodes once, for costs."""
        if key not in self._evaluators:
            self._evaluators[key] = self.routing.RegisterTransitMatrix(ways.tolist())
        return self._evaluators[key]

    def called(self, key: tuple[object, ...], ways: npt.NDArray[np.int64]) -> int:
        """Register a matrix by nodes once, for dimensions.

        OR-Tools copies what a dimension counts by for every route that it checks: of a matrix, all of it.
        """
        if key not in self._evaluators:
            indices = range(self.routing.Size() + self.routing.vehicles())
            nodes = [self.manager.IndexToNode(index) for index in indices]
            self._evaluators[key] = self.routing.RegisterTransitCallback(ways[np.ix_(nodes, nodes)].item)
        return self._evaluators[key]

    def between(self, ways: tuple[Ints, ...], kind: int) -> Ints:
        """Ways of a vehicle type between nodes."""
        return np.asarray(ways[self.scaled.profile[kind]][np.ix_(self.where, self.where)])


def unsupported(problem: RoutingProblem) -> str | None:
    """Return what of a problem this model cannot say; None: all of it can be said."""
    if not any(v.max_reloads and v.reload_depots for v in problem.vehicles):
        return None
    if problem.shipments:
        return "reloads together with shipments"
    if any(any(s.deliver) for s in problem.stops) and any(any(s.collect) for s in problem.stops):
        return "reloads where stops both are delivered to and collected from"
    if any(s.release_min > 0 for s in problem.stops):
        return "reloads together with release times"
    return None


def modelled(problem: RoutingProblem, whole: Scaled) -> Model | None:
    """Return the model of a problem; None where no vehicle can be out.

    Raises
    ------
    BackendError
        The problem asks for what it cannot say.
    """
    from ortools.constraint_solver import pywrapcp

    lacking = unsupported(problem)
    if lacking is not None:
        raise BackendError(f"routing solver ortools does not support {lacking}; use pyvrp")
    model = _nodes(problem, whole)
    if not model.fleet:
        return None
    at = {int(location): node for node, location in reversed(list(enumerate(model.where)))}
    kinds = [problem.vehicles[kind] for kind in model.fleet]
    model.manager = pywrapcp.RoutingIndexManager(
        len(model.where), len(kinds), [at[v.start_depot] for v in kinds], [at[v.end_depot] for v in kinds]
    )
    model.routing = pywrapcp.RoutingModel(model.manager, _parameters())
    worst = _add_costs(model)
    model.must = min(worst, PRICE // (problem.tasks + 1))
    _add_skills(model)
    _add_shipments(model)
    model.tight = add_time(model) or bool(problem.shipments)
    add_distance(model)
    add_loads(model)
    _add_choices(model)
    return model


def _parameters() -> Any:
    """All steps of local search are tried by its filters, but only some by propagation, which takes much longer."""
    from ortools.constraint_solver import pywrapcp

    said = pywrapcp.DefaultRoutingModelParameters()
    solver = said.solver_parameters
    solver.check_solution_period, solver.compress_trail, solver.store_names = STEPS, solver.NO_COMPRESSION, False
    return said


def _nodes(problem: RoutingProblem, whole: Scaled) -> Model:
    """Nodes, and no more vehicles of a type than there are tasks; those that can never be out are left at home."""
    fleet = [
        kind for kind, vehicle in enumerate(problem.vehicles)
        if max(vehicle.shift[0], problem.depots[vehicle.start_depot].window[0])
        <= min(vehicle.shift[1], problem.depots[vehicle.start_depot].window[1])
        for _ in range(min(vehicle.count, problem.tasks))
    ]  # fmt: skip
    used = sorted({d for kind in fleet for d in (problem.vehicles[kind].start_depot, problem.vehicles[kind].end_depot)})
    begin, shipments = len(problem.depots), range(len(problem.shipments))
    where: list[int] = list(used)
    task: list[Task | None] = [None] * len(used)
    for kind, count in (
        (Kind.STOP, len(problem.stops)),
        (Kind.PICKUP, len(shipments)),
        (Kind.DELIVERY, len(shipments)),
    ):
        where += range(begin, begin + count)
        task += [Task(kind, index) for index in range(count)]
        begin += count
    for depot in range(len(problem.depots)):
        most = sum(problem.vehicles[k].max_reloads for k in fleet if depot in problem.vehicles[k].reload_depots)
        reloads = min(most, problem.tasks)
        where += [depot] * reloads
        task += [Task(Kind.RELOAD, depot)] * reloads
    return Model(problem, whole, np.array(where), tuple(task), tuple(fleet))


def _add_costs(model: Model) -> int:
    """Fixed costs and those of the way; returns more than any routes of the fleet cost."""
    problem, whole = model.problem, model.scaled
    dearest = np.zeros(len(model.where), dtype=np.int64)
    evaluators = {}
    for kind in sorted(set(model.fleet)):
        rate = whole.per_distance(problem.vehicles[kind])
        way = model.between(whole.distance, kind)
        cost = np.where(way >= FAR, MOST, np.minimum(way, MOST // max(1, rate)) * rate)
        evaluators[kind] = model.evaluator(("cost", whole.profile[kind], rate), cost)
        dearest = np.maximum(dearest, np.where(way >= FAR, 0, cost).max(axis=1))
    fixed = {kind: whole.cost(problem.vehicles[kind].fixed_cost) for kind in evaluators}
    hourly = max(problem.vehicles[k].cost_per_hour + problem.vehicles[k].overtime_per_hour for k in evaluators)
    days = 7 * 24 * 60 * whole.minute * len(model.fleet) if hourly else 0.0
    worst = 1 + int(dearest.sum()) + round(min(1e15, days * whole.per_duration(hourly)))
    worst += sum(fixed[kind] for kind in model.fleet)
    for vehicle, kind in enumerate(model.fleet):
        model.routing.SetArcCostEvaluatorOfVehicle(evaluators[kind], vehicle)
        model.routing.SetFixedCostOfVehicle(fixed[kind] + (worst if problem.fewest_vehicles else 0), vehicle)
    return worst * (1 + len(model.fleet) if problem.fewest_vehicles else 1)


def _asked(model: Model, node: int) -> Stop | Shipment | None:
    task = model.task[node]
    if task is None or task.kind == Kind.RELOAD:
        return None
    return model.problem.stops[task.index] if task.kind == Kind.STOP else model.problem.shipments[task.index]


def _add_skills(model: Model) -> None:
    """Who may come where."""
    kinds = model.problem.vehicles
    for node, task in enumerate(model.task):
        asked = _asked(model, node)
        if task is None or (asked is not None and not asked.skills):
            continue
        able = [
            vehicle for vehicle, kind in enumerate(model.fleet)
            if (task.index in kinds[kind].reload_depots if asked is None else asked.skills <= kinds[kind].skills)
        ]  # fmt: skip
        model.routing.VehicleVar(model.variable(node)).SetValues([-1, *able])  # -1: left out


def _add_shipments(model: Model) -> None:
    """Both ends by one vehicle, the pick-up first."""
    routing = model.routing
    pickups, deliveries = model.nodes(Kind.PICKUP), model.nodes(Kind.DELIVERY)
    if not pickups:
        return
    routing.AddConstantDimension(1, len(model.where) + 1, True, "order")
    order = routing.GetDimensionOrDie("order")
    for one, other in zip(map(model.variable, pickups), map(model.variable, deliveries), strict=True):
        routing.AddPickupAndDelivery(one, other)
        routing.solver().Add(routing.VehicleVar(one) == routing.VehicleVar(other))
        routing.solver().Add(order.CumulVar(one) <= order.CumulVar(other))


def _add_choices(model: Model) -> None:
    """What is left out costs its prize; what must be served, more than all routes; no reload needs to be made."""
    for node, task in enumerate(model.task):
        if task is None:
            continue
        asked = _asked(model, node)
        price = 0
        if asked is not None and task.kind != Kind.DELIVERY:
            price = model.must if asked.prize is None else min(model.must, model.scaled.cost(asked.prize))
        model.routing.AddDisjunction([model.variable(node)], price)
