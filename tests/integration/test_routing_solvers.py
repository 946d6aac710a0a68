"""Every routing solver on every feature of a problem: the audit holds, and small ones are solved to the best."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import entry_points
from types import ModuleType

import numpy as np
import pytest

from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.errors import BackendError
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import Depot, RoutingProblem, Shipment, Stop, VehicleType
from cbeclogistics.routing.route import route
from cbeclogistics.routing.routes import Kind, Task
from cbeclogistics.routing.solvers.ortools import OrTools
from cbeclogistics.routing.solvers.solver import GROUP, Trip, routing_solver
from cbeclogistics.routing.travel import Given, Plane

SOLVERS = sorted(point.name for point in entry_points(group=GROUP))
NOT_FOR = {
    ("fewest vehicles", "pyvrp"): "sees costs alone",
    ("reloads at either depot", "balanced"): "stays with the first depot: 127, not 116",
}
WORK = {"iterations": 200}
SEEDS = 4  # one of them is to find the best
POINTS = np.array([[0.0, 0.0], [40.0, 0.0], [8.0, 6.0], [30.0, 8.0], [16.0, -12.0], [24.0, 10.0], [5.0, -12.0]])
HOME, AWAY = Depot("home", 0), Depot("away", 1)
VAN = VehicleType("van", 3, capacity=(10.0,))
STOPS = tuple(Stop(f"stop {k}", k, (3.0,)) for k in range(2, 7))


def base(**more: object) -> RoutingProblem:
    """Five stops of 3 units between two depots; vans of 10 from the first."""
    problem = RoutingProblem("base", Plane(POINTS, rounding="nearest"), (HOME, AWAY), (VAN,), STOPS)
    return replace(problem, **more)  # type: ignore[arg-type]


def van(**more: object) -> tuple[VehicleType, ...]:
    return (replace(VAN, **more),)  # type: ignore[arg-type]


def each(**by_stop: list[object]) -> tuple[Stop, ...]:
    """The stops, each with a value of its own."""
    return tuple(
        replace(stop, **{name: values[k] for name, values in by_stop.items()})  # type: ignore[arg-type]
        for k, stop in enumerate(STOPS)
    )


NO_WAY = np.abs(POINTS[:, None] - POINTS[None]).sum(axis=2)
NO_WAY[2, 3] = NO_WAY[4, 6] = np.inf
LIFT = frozenset({"lift"})
FEATURES: dict[str, RoutingProblem] = {
    "capacity": base(),
    "capacity in two dimensions": base(
        dimensions=("units", "weight_kg"), vehicles=van(capacity=(10.0, 5.0)),
        stops=each(deliver=[(3.0, 4.5), (3.0, 0.5), (3.0, 2.5), (3.0, 2.5), (3.0, 1.0)]),
    ),
    "no capacity": base(vehicles=van(capacity=())),
    "windows": base(stops=each(windows=[((50, 60),), ((0, 35),), ((20, 40),), ((0, 30),), ((90, 120),)])),
    "several windows": base(
        stops=each(windows=[((0, 5), (60, 70)), ((0, 200),), ((15, 18), (80, 90)), ((0, 9), (50, 55)), ()])
    ),
    "service, shift and hours of the depot": base(
        depots=(Depot("home", 0, (10.0, 100.0), 7.0), AWAY), stops=each(service_min=[5.0, 15.0, 1.0, 10.0, 20.0]),
        vehicles=van(shift=(5.0, 95.0)),
    ),
    "several depots and types": base(
        vehicles=(
            replace(VAN, count=1, fixed_cost=12.0), VehicleType("lorry", 1, 1, 1, (12.0,), 30.0, 0.5),
            VehicleType("bike", 1, 1, 1, (3.0,), 0.0, 1.5),
        )
    ),
    "the end is elsewhere": base(vehicles=van(end_depot=1, fixed_cost=5.0)),
    "hours cost, waiting too": base(
        vehicles=van(cost_per_hour=60.0, cost_per_km=0.5),
        stops=each(windows=[((50, 60),), ((0, 300),), ((200, 240),), (), ((90, 120),)], service_min=[3.0] * 5),
    ),
    "longest duration": base(vehicles=van(max_duration_min=80.0), stops=each(service_min=[6.0] * 5)),
    "overtime": base(
        vehicles=van(count=2, max_duration_min=70.0, max_overtime_min=30.0, overtime_per_hour=30.0, fixed_cost=20.0),
        stops=each(service_min=[4.0] * 5),
    ),
    "longest way": base(vehicles=(replace(VAN, max_distance_km=55.0), replace(VAN, cost_per_km=2.0, count=1))),
    "skills": base(
        stops=each(skills=[LIFT, frozenset(), LIFT, frozenset(), frozenset()]),
        vehicles=(VAN, replace(VAN, name="lift", count=1, skills=LIFT, cost_per_km=1.7)),
    ),
    "prizes": base(stops=each(prize=[2.0, 9.0, None, 30.0, 14.0])),
    "collections": base(stops=each(deliver=[()] * 5, collect=[(4.0,), (5.0,), (2.0,), (3.0,), (6.0,)])),
    "deliveries and collections": base(
        stops=each(deliver=[(8.0,), (1.0,), (), (4.0,), (0.0,)], collect=[(), (7.0,), (4.0,), (2.0,), (1.0,)])
    ),
    "shipments": base(
        stops=STOPS[:2], vehicles=van(capacity=(6.0,)),
        shipments=(Shipment("a", 4, 3, (4.0,), 2.0, 2.0), Shipment("b", 5, 6, (4.0,), delivery_window=(0.0, 60.0))),
    ),
    "shipments with prizes": base(
        stops=(), shipments=(Shipment("a", 4, 3, (4.0,), prize=90.0), Shipment("b", 1, 6, (4.0,), prize=20.0)),
    ),
    "reloads": base(vehicles=van(count=1, capacity=(7.0,), reload_depots=(0,), max_reloads=2)),
    "reloads at either depot": base(vehicles=van(count=1, capacity=(7.0,), reload_depots=(0, 1), max_reloads=2)),
    "reloads by the clock": base(
        depots=(Depot("home", 0, (0.0, 500.0), 4.0), AWAY),
        vehicles=van(capacity=(9.0,), fixed_cost=30.0, reload_depots=(0,), max_reloads=1, max_duration_min=150.0),
        stops=each(windows=[(), ((0, 60),), ((100, 130),), (), ()], service_min=[2.0] * 5),
    ),
    "release times": base(
        vehicles=van(cost_per_hour=6.0),
        stops=each(release_min=[30.0, 0.0, 10.0, 0.0, 45.0], prize=[None, None, None, 5.0, 60.0],
                   windows=[(), ((0, 50),), (), (), ((0, 120),)]),
    ),
    "places without a way": base(travel=Given((NO_WAY,), (NO_WAY,), POINTS), vehicles=van(capacity=(16.0,))),
    "fewest vehicles": base(vehicles=(VehicleType("a", 3, 0, 1, (20.0,)), VehicleType("b", 3, 1, 1, (8.0,))),
                            fewest_vehicles=True),
}  # fmt: skip


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("feature", FEATURES)
def test_the_best_routes_of_small_problems(routing_oracle: ModuleType, name: str, feature: str) -> None:
    if (feature, name) in NOT_FOR:
        pytest.skip(f"{name} {NOT_FOR[feature, name]}")
    problem = FEATURES[feature]
    best = routing_oracle.best(problem)
    found = []
    for seed in range(SEEDS):
        answer = route(problem, name, seed=seed, time_limit=60.0, parameters=WORK)
        verdict = audit(problem, answer)
        assert verdict.holds, verdict.broken
        assert answer.left_out == ()
        found.append((len(answer.routes) if problem.fewest_vehicles else 0, verdict.cost))
        assert found[-1] >= (best[0], best[1] - 1e-6)
        if found[-1] == pytest.approx(best):
            return
    pytest.fail(f"found {found}, the best is {best}")


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("seed", range(6))
def test_all_features_at_once(routing_problem: Callable[..., RoutingProblem], name: str, seed: int) -> None:
    problem = routing_problem(seed, 9, shipments=2)
    if name == "ortools":  # cannot reload beside all the rest
        problem = replace(problem, vehicles=tuple(replace(kind, max_reloads=0) for kind in problem.vehicles))
    answer = route(problem, name, seed=seed, time_limit=60.0, parameters=WORK)
    assert audit(problem, answer).holds
    assert answer.routes


@pytest.mark.parametrize("name", SOLVERS)
def test_the_same_seed_gives_the_same_routes(name: str) -> None:
    problem = FEATURES["several windows"]
    one, other = (route(problem, name, seed=3, time_limit=60.0, parameters=WORK) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("name", SOLVERS)
def test_known_trips_are_a_beginning(name: str) -> None:
    """After one step from the best routes the best is still known."""
    problem = FEATURES["deliveries and collections"]
    best = route(problem, name, time_limit=60.0, parameters=WORK)
    start = tuple(Trip(one.vehicle, one.tasks) for one in best.routes)
    found = routing_solver(name).solve(problem, Limits(time_limit=60.0), Watch(), start, {"iterations": 1})
    assert found is not None
    assert {trip.tasks for trip in found} == {one.tasks for one in best.routes}


@pytest.mark.parametrize("name", SOLVERS)
def test_a_cancel_is_heard(name: str) -> None:
    cancel = CancelToken()
    heard: list[Progress] = []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if progress.objective < float("inf"):
            cancel.cancel()

    points = np.random.default_rng(0).uniform(0, 100, (61, 2))
    stops = tuple(Stop(f"{k}", k, (1.0,)) for k in range(1, 61))
    problem = RoutingProblem("sixty", Plane(points), (HOME,), (replace(VAN, count=9),), stops)
    answer = route(problem, name, time_limit=1e6, progress=listen, cancel=cancel)
    assert answer.left_out == ()
    assert heard[-1].objective < float("inf")


def test_what_ortools_does_not_support_is_said() -> None:
    mixed = replace(FEATURES["deliveries and collections"], vehicles=FEATURES["reloads"].vehicles)
    with pytest.raises(BackendError, match="does not support reloads where stops both"):
        route(mixed, "ortools", parameters=WORK)
    with pytest.raises(BackendError, match="does not support reloads together with release times"):
        route(replace(FEATURES["release times"], vehicles=mixed.vehicles), "ortools", parameters=WORK)
    with pytest.raises(BackendError, match="does not support reloads together with shipments"):
        route(replace(FEATURES["shipments"], vehicles=mixed.vehicles), "ortools", parameters=WORK)


def test_ortools_needs_its_strategies_by_name() -> None:
    asked = {**WORK, "first_solution": "SAVINGS", "metaheuristic": "TABU_SEARCH"}
    assert route(FEATURES["capacity"], "ortools", parameters=asked).left_out == ()
    trips = OrTools().solve(FEATURES["capacity"], Limits(time_limit=5.0), Watch(), parameters=asked)
    assert trips is not None
    assert {task for trip in trips for task in trip.tasks} == {Task(Kind.STOP, k) for k in range(5)}


@pytest.mark.parametrize("before", ["highspy", "pulp", "ortools.math_opt.python.mathopt", "pyvrp"])
def test_ortools_routes_in_one_process_with_other_solvers(before: str) -> None:
    """Whatever was loaded first; nothing is printed."""
    code = f"""
import {before}
import highspy, pulp, pyvrp
import numpy as np
from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.route import route
from cbeclogistics.routing.travel import Plane
stops = tuple(Stop(str(k), k, (1.0,), windows=((0.0, 50.0 * k),)) for k in (1, 2, 3))
points = np.array([[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0]])
problem = RoutingProblem("square", Plane(points), (Depot("D", 0),), (VehicleType("van", 2, capacity=(9.0,)),), stops)
for name in ("ortools", "pyvrp"):
    assert route(problem, name, time_limit=60.0, parameters={{"iterations": 50}}).cost == 40.0
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
