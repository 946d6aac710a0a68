"""OR-Tools on more stops than its usual beginning can do with: its first answer alone serves them all."""

from __future__ import annotations

import pytest

from cbeclogistics.bench.drawn_stops import drawn
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.route import route
from cbeclogistics.routing.routes import Kind, Task
from cbeclogistics.routing.schedule import scheduled
from cbeclogistics.routing.solvers import ortools
from cbeclogistics.routing.solvers.ortools_model import Model, modelled
from cbeclogistics.routing.solvers.scaled import scaled


def alone(problem: RoutingProblem) -> float:
    """Cost of a vehicle for each stop."""
    made = [scheduled(problem, 0, [Task(Kind.STOP, index)]) for index in range(problem.tasks)]
    return sum(one.cost for one in made if one is not None)


def test_a_thousand_stops_with_windows() -> None:
    problem = drawn(ortools.LARGE + 100, 5)
    found = route(problem, "ortools", time_limit=300, parameters={"iterations": 1})
    assert found.left_out == ()
    assert audit(problem, found).holds
    assert found.cost < alone(problem) / 8  # 40 stops fit into a vehicle


@pytest.mark.parametrize("seed", [0, 3])
def test_times_are_those_of_the_matrix(seed: int) -> None:
    """By index of a variable, not of a node: vehicles' ends are beyond the nodes."""
    problem = drawn(5, seed)
    model = modelled(problem, scaled(problem))
    assert isinstance(model, Model)
    time = model.routing.GetDimensionOrDie("time")
    ways = model.between(model.scaled.duration, 0)
    end = model.routing.End(0)
    for node in range(1, 6):
        index = model.variable(node)
        service = model.scaled.at_least(problem.stops[node - 1].service_min, model.scaled.minute)
        assert time.GetTransitValue(index, end, 0) == ways[node, 0] + service
        assert time.GetTransitValue(model.routing.Start(0), index, 0) == ways[0, node]
