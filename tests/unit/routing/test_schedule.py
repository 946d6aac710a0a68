"""Times of a route: the shortest that its windows allow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.routes import Kind, Route, Task
from cbeclogistics.routing.schedule import scheduled
from cbeclogistics.routing.travel import Plane

LINE = Plane(np.array([[0.0, 0.0], [10.0, 0.0], [30.0, 0.0]]))


def line(*stops: Stop, **vehicle: float) -> RoutingProblem:
    """A depot at 0 and places at 10 and 30 minutes from it."""
    van = replace(VehicleType("van", 1, cost_per_km=1.0, cost_per_hour=6.0, fixed_cost=2.0), **vehicle)  # type: ignore[arg-type]
    return RoutingProblem("line", LINE, (Depot("D", 0),), (van,), stops)


def on(problem: RoutingProblem, *stops: int) -> Route | None:
    """Route of stops in order."""
    return scheduled(problem, 0, [Task(Kind.STOP, k) for k in stops])


def test_a_van_leaves_so_that_it_does_not_wait() -> None:
    problem = line(Stop("a", 1, windows=((100.0, 120.0),), service_min=5.0), Stop("b", 2, windows=((130.0, 200.0),)))
    route = on(problem, 0, 1)
    assert route is not None
    # begins a at 105 at the earliest that reaches b at 130 without waiting: 105 + 5 + 20
    assert [v.start for v in route.visits] == [105.0, 130.0]
    assert (route.start, route.end) == (95.0, 160.0)
    assert route.cost == pytest.approx(2.0 + 60.0 + 6.0 * 65 / 60)


def test_a_later_window_is_taken_where_the_day_is_shorter_for_it() -> None:
    problem = line(Stop("a", 1, windows=((10.0, 20.0), (100.0, 110.0))), Stop("b", 2, windows=((120.0, 130.0),)))
    route = on(problem, 0, 1)
    assert route is not None
    assert route.visits[0].start == 100.0 or route.visits[0].start == 110.0
    assert route.end - route.start == 60.0  # by the first window it would be 120 - 10 + 30 = 140 and more


@pytest.mark.parametrize(
    "vehicle", [{"max_distance_km": 59.0}, {"max_duration_min": 59.0}, {"shift": (0.0, 59.0)}], ids=str
)
def test_a_limit_of_the_vehicle_forbids_the_route(vehicle: dict[str, float]) -> None:
    assert on(line(Stop("a", 1), Stop("b", 2)), 0, 1) is not None
    assert on(line(Stop("a", 1), Stop("b", 2), **vehicle), 0, 1) is None


def test_overtime_costs_more() -> None:
    problem = line(Stop("b", 2), max_duration_min=40.0, max_overtime_min=20.0, overtime_per_hour=30.0)
    route = on(problem, 0)
    assert route is not None
    assert route.time_cost == pytest.approx(6.0 + 10.0)  # an hour at 6, of it 20 minutes at 30 an hour more


def test_a_trip_waits_for_what_it_delivers() -> None:
    problem = line(Stop("a", 1), Stop("b", 2, release_min=50.0))
    route = on(problem, 0, 1)
    assert route is not None
    assert route.start == 50.0


def test_only_the_trip_that_delivers_it_waits() -> None:
    problem = line(Stop("a", 1, windows=((10.0, 10.0),)), Stop("b", 2, release_min=50.0))
    assert on(problem, 0, 1) is None
    route = scheduled(problem, 0, [Task(Kind.STOP, 0), Task(Kind.RELOAD, 0), Task(Kind.STOP, 1)])
    assert route is not None
    assert [v.start for v in route.visits] == [10.0, 50.0, 80.0]


@pytest.mark.parametrize("seed", range(150))
def test_no_start_gives_a_shorter_day(seed: int) -> None:
    """Against every start in steps of half a minute, by a walk along the route of its own."""
    r = np.random.default_rng(seed)
    points = r.integers(0, 30, (5, 2)).astype(float) * np.array([1.0, 0.0])

    def windows() -> tuple[tuple[float, float], ...]:
        begins = np.sort(r.integers(0, 160, r.integers(0, 4)))
        return tuple((float(b), float(b + r.integers(1, 25))) for b in begins)

    stops = tuple(Stop(f"{k}", k, windows=windows(), service_min=float(r.integers(0, 9))) for k in range(1, 5))
    depot = Depot("D", 0, (float(r.integers(0, 30)), 400.0), float(r.integers(0, 6)))
    problem = RoutingProblem("x", Plane(points), (depot,), (VehicleType("van", 1, shift=(3.0, 240.0)),), stops)

    def out(start: float) -> float:
        now, at = start + depot.loading_min, points[0, 0]
        for stop, point in zip(stops, points[1:, 0], strict=True):
            now, at = now + abs(point - at), point
            opens = [max(now, w[0]) for w in stop.windows or ((0.0, np.inf),) if now <= w[1]]
            if not opens:
                return np.inf
            now = min(opens) + stop.service_min
        end = now + abs(at - points[0, 0])
        return end - start if end <= 240.0 else np.inf

    shortest = min(out(start) for start in np.arange(max(3.0, depot.window[0]), 241.0, 0.5))
    route = on(problem, 0, 1, 2, 3)
    found = np.inf if route is None else route.end - route.start
    assert found == pytest.approx(shortest)
