"""What stops must at least cost is never more than what the best routes do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.last_mile.estimate import visit_costs
from cbeclogistics.last_mile.least import least_of_visits
from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.route import route
from cbeclogistics.routing.travel import Plane

WORK = {"iterations": 400}


def drawn(seed: int) -> RoutingProblem:
    """One depot, two types of vehicle with all costs, stops that must be served."""
    r = np.random.default_rng(seed)
    count = int(r.integers(2, 9))
    points = r.integers(0, 80, (count + 1, 2)).astype(float)
    stops = tuple(
        Stop(f"{k}", k, (float(r.integers(1, 9)), float(r.integers(1, 9))), service_min=float(r.integers(0, 20)))
        for k in range(1, count + 1)
    )
    kinds = (
        VehicleType("a", 9, 0, 0, (12.0, 15.0), float(r.integers(0, 80)), 1.0, 20.0, (0.0, 600.0),
                    float(r.integers(250, 500)), reload_depots=(0,) if r.random() < 0.3 else (),
                    max_reloads=int(r.random() < 0.3)),
        VehicleType("b", 9, 0, 0, (30.0, 30.0), float(r.integers(0, 150)), 1.4, 25.0, max_duration_min=600.0),
    )  # fmt: skip
    kinds = tuple(replace(k, max_reloads=1 if k.reload_depots else 0) for k in kinds)
    return RoutingProblem("x", Plane(points), (Depot("D", 0),), kinds, stops, dimensions=("units", "kg"))


@pytest.mark.parametrize("seed", range(60))
def test_no_routes_cost_less_than_the_least_of_their_stops(seed: int) -> None:
    problem = drawn(seed)
    answer = route(problem, time_limit=60.0, parameters=WORK)
    least = visit_costs(problem, triangle=True).least
    assert not answer.unserved
    assert least[0].sum() <= answer.cost + 1e-6
    assert (visit_costs(problem, triangle=False).least[0] <= least[0].sum() + 1e-9).all()
    for one in answer.routes:  # and route by route, by the least of its own vehicle
        kind = problem.vehicles[one.vehicle]
        mine = replace(problem, stops=tuple(problem.stops[t.index] for t in one.tasks if t.kind == "stop"))
        room = np.array([stop.deliver[0] / kind.capacity[0] for stop in mine.stops])
        places = np.array([stop.place for stop in mine.stops])
        floor = least_of_visits(mine, kind, places, room, triangle=True)
        assert floor.sum() <= one.cost + 1e-6


def test_the_least_is_near_where_every_stop_fills_a_vehicle() -> None:
    """Each stop a full load: out and back for each is all there is."""
    points = np.array([[0.0, 0.0], [30.0, 40.0], [0.0, 20.0]])
    stops = (Stop("a", 1, (10.0,)), Stop("b", 2, (10.0,)))
    van = VehicleType("v", 2, capacity=(10.0,), fixed_cost=7.0)
    problem = RoutingProblem("x", Plane(points), (Depot("D", 0),), (van,), stops)
    assert visit_costs(problem, triangle=True).least[0] == pytest.approx([107.0, 47.0])
    assert route(problem, parameters=WORK).cost == pytest.approx(154.0)


def test_the_estimate_shares_the_way_out_among_the_stops_of_a_trip() -> None:
    """Two far stops side by side, one trip: half of the way out and back each, and a little between them."""
    points = np.array([[0.0, 0.0], [100.0, 0.0], [101.0, 0.0]])
    stops = (Stop("a", 1, (5.0,)), Stop("b", 2, (5.0,)))
    van = VehicleType("v", 2, capacity=(10.0,), fixed_cost=20.0)
    problem = RoutingProblem("x", Plane(points), (Depot("D", 0),), (van,), stops)
    costs = visit_costs(problem, triangle=True)
    assert costs.estimate[0] == pytest.approx([200 / 2 + 0.9 + 10, 202 / 2 + 0.9 + 10])
    assert route(problem, parameters=WORK).cost == pytest.approx(222.0)
