"""What `balanced` promises: limits kept, never worse than its start, the same again, stopped when asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.route import route
from cbeclogistics.routing.routes import Kind, Task
from cbeclogistics.routing.solvers.balanced import Balanced
from cbeclogistics.routing.solvers.budget import Budget
from cbeclogistics.routing.solvers.scaled import scaled
from cbeclogistics.routing.solvers.solver import Trip
from cbeclogistics.routing.solvers.strings import parts
from cbeclogistics.routing.solvers.strings.partition import chosen
from cbeclogistics.routing.solvers.strings.plain import ground, is_plain
from cbeclogistics.routing.solvers.strings.pool import Pool
from cbeclogistics.routing.solvers.strings.search import Search
from cbeclogistics.routing.solvers.strings.tour import AFTER, COST, EXCESS, LENGTH, LOAD, ROOM, USED, VEHICLE
from cbeclogistics.routing.travel import Plane

LIFT = frozenset({"lift"})


def town(stops: int, seed: int = 0, **more: object) -> RoutingProblem:
    """Stops at random in a square of 100 km with a depot in the middle; a van holds about six."""
    random = np.random.default_rng(seed)
    points = np.vstack([[50.0, 50.0], random.uniform(0, 100, (stops, 2))])
    served = tuple(Stop(f"{k}", k, (float(random.integers(1, 10)),)) for k in range(1, stops + 1))
    van = VehicleType("van", stops, capacity=(30.0,))
    return replace(RoutingProblem("town", Plane(points), (Depot("D", 0),), (van,), served), **more)  # type: ignore[arg-type]


def price(problem: RoutingProblem, trips: tuple[Trip, ...]) -> float:
    total = 0.0
    for trip in trips:
        places = np.array([0, *(problem.stops[task.index].place for task in trip.tasks), 0])
        total += float(problem.travel.between(places[:-1], places[1:])[0].sum())
    return total


def found(
    problem: RoutingProblem, iterations: int = 40, start: tuple[Trip, ...] = (), threads: int = 1
) -> tuple[Trip, ...]:
    limits = Limits(time_limit=600.0, seed=7, threads=threads)
    trips = Balanced().solve(problem, limits, Watch(), start, {"iterations": iterations})
    assert trips is not None
    return trips


@st.composite
def plain_problems(draw: st.DrawFn) -> RoutingProblem:
    """Depots, types, windows or limits of time or way, skills, prizes, two kinds of load; vehicles may be too few."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    count, timed = draw(st.integers(1, 12)), draw(st.booleans())
    points = random.integers(0, 50, (count + 2, 2)).astype(float)
    length = 40.0 + 200.0 * random.random()
    stops = tuple(
        Stop(
            f"{k}", k + 2, (float(random.integers(0, 6)), float(random.random() * 5)),
            service_min=float(random.integers(0, 5)),
            windows=((b := float(random.integers(0, 80)), b + float(random.integers(0, 90))),) if timed else (),
            prize=float(random.integers(0, 60)) if random.random() < 0.3 else None,
            skills=LIFT if random.random() < 0.2 else frozenset(),
        )
        for k in range(count)
    )  # fmt: skip
    kinds = tuple(
        VehicleType(
            f"{k}", int(random.integers(0, 4)), int(random.integers(2)), int(random.integers(2)),
            (float(random.integers(5, 15)), 9.5) if random.random() < 0.8 else (), float(random.integers(0, 30)),
            float(random.integers(1, 4)) / 2, cost_per_hour=0.0 if timed else float(random.integers(0, 30)),
            max_duration_min=float("inf") if timed or draw(st.booleans()) else length,
            max_distance_km=length if timed else float("inf"), skills=LIFT if k else frozenset(),
        )
        for k in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    kinds = (*kinds, VehicleType("last", 1, capacity=(8.0, 8.0)))
    return RoutingProblem(
        "drawn", Plane(points), (Depot("a", 0, loading_min=2.0), Depot("b", 1)), kinds, stops,
        dimensions=("units", "m3"), fewest_vehicles=draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(plain_problems())
def test_every_limit_is_kept(problem: RoutingProblem) -> None:
    assert is_plain(problem)
    answer = route(problem, "balanced", time_limit=60.0, parameters={"iterations": 6})
    assert audit(problem, answer).holds


@pytest.mark.parametrize("price_of_a_unit", [0.0, 3.0])
def test_what_is_kept_up_to_date_is_what_it_is(price_of_a_unit: float) -> None:
    problem = town(40)
    facts = ground(problem, scaled(problem))
    search = Search(facts, 3)
    search.overload(price_of_a_unit)
    for warm in (5000.0, 50.0, 0.5):
        search.run(300, warm)
        tour = search._tour
        cost = used = excess = 0
        for vehicle, kind in enumerate(facts.ends[:, 0]):
            u, load, length = 40 + 2 * vehicle, 0, 0
            places = [int(facts.ends[vehicle, 1])]
            while (u := int(tour.nodes[u, AFTER])) < 40:
                assert tour.nodes[u, VEHICLE] == vehicle
                places.append(u)
                load, length = load + int(facts.stops[u, 3]), length + 1
            if length:
                places.append(int(facts.ends[vehicle, 2]))
                cost += int(facts.cost[0, places[:-1], places[1:]].sum())
                used += 1
            excess += max(0, load - int(facts.kinds[kind, ROOM]))
            assert (tour.vehicles[vehicle, LENGTH], tour.vehicles[vehicle, LOAD]) == (length, load)
        assert (tour.now[COST], tour.now[USED], tour.now[EXCESS]) == (cost, used, excess)
        assert excess == 0 or price_of_a_unit
    assert price(problem, search.trips()) == pytest.approx(search.cost / scaled(problem).money, rel=1e-3)


def test_it_is_never_worse_than_its_start() -> None:
    problem = town(50)
    good = found(problem, 400)
    assert price(problem, found(problem, 1, good)) <= price(problem, good) + 1e-9
    assert price(problem, good) < price(problem, found(problem, 1))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("size", [30, 60])
def test_the_same_work_finds_the_same(threads: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbeclogistics.routing.solvers.strings.parts.WHOLE", 40)  # 60 stops are done in parts
    monkeypatch.setattr(parts, "PART", 20)
    problem = town(size)
    assert found(problem, threads=threads) == found(problem, threads=threads)


def test_a_known_route_that_breaks_a_limit_is_not_believed() -> None:
    problem = town(30)
    everything = (Trip(0, tuple(task for trip in found(problem, 1) for task in trip.tasks)),)
    assert all(
        sum(problem.stops[t.index].deliver[0] for t in trip.tasks) <= 30.0 for trip in found(problem, 20, everything)
    )


@pytest.mark.parametrize("served_together", [True, False])
def test_fewer_vehicles_may_cost_more(served_together: bool) -> None:
    """One vehicle has to wait between the stops, and cannot be at both where the second closes early."""
    windows = (((0.0, 10.0),), ((60.0 if served_together else 20.0, 90.0 if served_together else 25.0),))
    travel = Plane(np.array([[0.0, 0.0], [10.0, 0.0], [-10.0, 1.0]]))
    stops = tuple(Stop(f"{k}", k + 1, (1.0,), windows=windows[k]) for k in range(2))
    far = VehicleType("far", 2, capacity=(5.0,))
    problem = RoutingProblem("two", travel, (Depot("D", 0),), (far,), stops, fewest_vehicles=True)
    answer = route(problem, "balanced", time_limit=60.0, parameters={"iterations": 20})
    assert len(answer.routes) == (1 if served_together else 2)


@pytest.mark.parametrize("stops", [30, 60])
def test_cancelling_ends_it_with_what_it_has(stops: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cbeclogistics.routing.solvers.strings.parts.WHOLE", 40)
    monkeypatch.setattr(parts, "PART", 20)
    cancel, heard = CancelToken(), []

    def stop(progress: Progress) -> None:
        heard.append(progress)
        if progress.stage.startswith("routing"):
            cancel.cancel()

    problem = town(stops)
    answer = route(problem, "balanced", time_limit=3600.0, threads=2, progress=stop, cancel=cancel)
    assert audit(problem, answer).holds
    assert answer.unserved == ()
    assert heard


def test_where_no_stop_is_worth_a_way_there_are_no_routes() -> None:
    problem = town(5)
    cheap = replace(problem, stops=tuple(replace(stop, prize=0.5) for stop in problem.stops))
    assert found(cheap) == ()


@pytest.mark.parametrize("seed", range(8))
def test_routes_put_together_are_the_cheapest(seed: int) -> None:
    """Twelve routes of a few stops, some of which need not be served; every choice of them is tried."""
    random = np.random.default_rng(seed)
    stops = tuple(replace(stop, prize=60.0 if k > 3 else None) for k, stop in enumerate(town(6).stops))
    kinds = (VehicleType("van", 4, capacity=(30.0,)), VehicleType("big", 1))
    problem = replace(town(6), stops=stops, vehicles=kinds)
    whole = scaled(problem)
    facts = ground(problem, whole)
    pool = Pool(facts)
    for _ in range(12):
        served = random.choice(6, random.integers(1, 4), replace=False)
        trip = Trip(int(random.integers(2)), tuple(Task(Kind.STOP, int(k)) for k in served))
        pool.add(trip)
    for k in range(4):
        pool.add(Trip(0, (Task(Kind.STOP, k),)))
    routes, best = pool.routes(), float("inf")
    for taken in product((0, 1), repeat=len(routes)):
        picked = [routes[k] for k in range(len(routes)) if taken[k]]
        told = [task.index for _, trip in picked for task in trip.tasks]
        used = [trip.vehicle for _, trip in picked]
        if len(set(told)) == len(told) and set(told) >= {0, 1, 2, 3} and used.count(0) <= 4 and used.count(1) <= 1:
            lost = sum(whole.cost(60.0) for k in (4, 5) if k not in told)
            best = min(best, lost + sum(cost for cost, _ in picked))
    made = chosen(facts, routes, (), 5, Limits(gap=0.0), Watch())
    assert made is not None
    price_of = {trip: cost for cost, trip in routes}
    left = sum(whole.cost(60.0) for k in (4, 5) if all(task.index != k for trip in made for task in trip.tasks))
    assert left + sum(price_of[trip] for trip in made) == best


def test_parts_are_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 25)
    problem = town(100, vehicles=(VehicleType("van", 22, capacity=(30.0,)), VehicleType("big", 3, capacity=(60.0,))))
    random = np.random.default_rng(0)
    points = np.array([problem.travel.point(stop.place) for stop in problem.stops])
    trips = parts.by_parts(problem, Budget(Limits(time_limit=600.0), Watch(), 4000))
    assert trips is not None
    for known in ((), trips):
        divided = parts.divided(problem, known, points, random)
        assert len(divided) > 3
        assert sorted(int(s) for part in divided for s in part.stops) == list(range(100))
        for k, kind in enumerate(problem.vehicles):
            assert sum(part.problem.vehicles[k].count for part in divided) == kind.count
        again = [trip for part in divided for trip in part.whole(part.start)]
        assert sorted(again, key=str) == sorted(known, key=str)
    served = sorted(task.index for trip in trips for task in trip.tasks)
    assert served == list(range(100))
