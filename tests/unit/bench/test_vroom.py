"""The peer VROOM: what it is told of a problem, and what it cannot be told."""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.bench.routed import FAMILY, dear_vehicles
from cbeclogistics.bench.vroom import solve_by_vroom
from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.errors import BackendError
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import Depot, RoutingProblem, Shipment, Stop, VehicleType
from cbeclogistics.routing.travel import Plane

LIMITS = Limits(time_limit=10.0)
SQUARE = Plane(np.array([[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0]]))
VAN = VehicleType("van", 3, capacity=(10.0,))
STOPS = tuple(Stop(f"{k}", k, (4.0,)) for k in (2, 1, 3))
PROBLEM = RoutingProblem("square", SQUARE, (Depot("D", 0),), (VAN,), STOPS)
installed = pytest.mark.skipif(importlib.util.find_spec("vroom") is None, reason="VROOM is an extra, not installed")


@installed
@pytest.mark.parametrize(
    ("problem", "cost"),
    [
        (PROBLEM, 10 + 10 * 2**0.5 + 10 + 20),  # two of three fit
        (replace(PROBLEM, vehicles=(replace(VAN, capacity=()),)), 40),
        (replace(PROBLEM, vehicles=(replace(VAN, max_duration_min=30.0),)), 20 * 2**0.5 + 20 + 20),
        (replace(PROBLEM, vehicles=(replace(VAN, max_distance_km=30.0),)), 20 * 2**0.5 + 20 + 20),
        (replace(PROBLEM, stops=tuple(replace(s, windows=((0.0, 10.0),)) for s in STOPS[1:])), 40),
        (replace(PROBLEM, stops=(replace(STOPS[0], skills=frozenset({"lift"})), *STOPS[1:]),
                 vehicles=(VAN, replace(VAN, name="lift", skills=frozenset({"lift"}), cost_per_km=3.0))),
         70 * 2**0.5 + 20),
        (replace(PROBLEM, stops=(), shipments=(Shipment("box", 1, 2, (4.0,)), Shipment("back", 2, 3, (8.0,)))), 40),
    ],
    ids=["capacity", "no capacity", "duration", "distance", "windows", "skills", "shipments"],
)  # fmt: skip
def test_its_routes_hold_and_are_the_best(problem: RoutingProblem, cost: float) -> None:
    found = solve_by_vroom(problem, LIMITS, Watch())
    verdict = audit(problem, found)
    assert verdict.broken == ()
    assert found.unserved == ()
    assert verdict.cost == pytest.approx(cost)


@installed
def test_whom_it_leaves_out_is_listed_and_makes_the_answer_worthless() -> None:
    short = replace(PROBLEM, vehicles=(replace(VAN, count=1),))
    found = solve_by_vroom(short, LIMITS, Watch())
    assert len(found.left_out) == 1
    answer = FAMILY.peers["vroom"](short, LIMITS, Watch())
    assert (answer.proof, answer.cost, answer.document) == ("1 unserved", float("inf"), None)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"vehicles": (replace(VAN, cost_per_hour=1.0),)}, "costs by the hour"),
        ({"vehicles": (replace(VAN, max_reloads=1, reload_depots=(0,)),)}, "reloads"),
        ({"stops": (replace(STOPS[0], prize=1.0),)}, "prizes"),
        ({"stops": (replace(STOPS[0], release_min=1.0),)}, "release times"),
        ({"depots": (Depot("D", 0, loading_min=5.0),)}, "loading at depots"),
        ({"stops": (replace(STOPS[0], windows=((0.0, 99.0),)),), "vehicles": (replace(VAN, max_duration_min=9.0),)},
         "longest durations beside windows"),
    ],
)  # fmt: skip
def test_what_it_cannot_be_told_is_named(change: dict[str, object], what: str) -> None:
    with pytest.raises(BackendError, match=what):
        solve_by_vroom(replace(PROBLEM, **change), LIMITS, Watch())  # type: ignore[arg-type]


@pytest.mark.skipif(importlib.util.find_spec("vroom") is not None, reason="VROOM is installed here")
def test_without_it_the_remedy_is_told() -> None:
    with pytest.raises(BackendError, match="pip install"):
        solve_by_vroom(PROBLEM, LIMITS, Watch())


def test_where_fewer_vehicles_go_first_one_costs_more_than_all_ways() -> None:
    """Two vans of the cheap kind or one of the dear one: costs alone prefer the two."""
    near = Plane(np.array([[0.0, 0.0], [0.0, 10.0], [0.0, -10.0], [0.0, 0.0]]))
    problem = replace(PROBLEM, travel=near, fewest_vehicles=True, vehicles=(replace(VAN, capacity=(4.0,)), replace(
        VAN, capacity=(99.0,), cost_per_km=3.0)))  # fmt: skip
    assert dear_vehicles(replace(problem, fewest_vehicles=False)).vehicles == problem.vehicles
    dear = dear_vehicles(problem)
    assert not dear.fewest_vehicles
    assert min(kind.fixed_cost for kind in dear.vehicles) >= 40.0 * 3
    answer = FAMILY.peers["pyvrp"](problem, Limits(time_limit=1.0), Watch())
    assert (answer.vehicles, answer.cost) == (1, pytest.approx(120.0))
