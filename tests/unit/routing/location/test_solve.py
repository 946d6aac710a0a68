"""Location with routing finds the best answer of small problems, and stops when it is told to."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.errors import Infeasible, NoPlanFound
from cbeclogistics.routing.location import LocationRouting, TwoEchelon, audit, locate_and_route
from cbeclogistics.routing.location.search.combine import combined
from cbeclogistics.routing.location.search.ground import ground_of
from cbeclogistics.routing.location.search.pool import Pool
from cbeclogistics.routing.location.search.price import opened_cost, routes_cost
from cbeclogistics.routing.location.search.rehome import rehome
from cbeclogistics.routing.location.search.subsets import fewest, of_size
from cbeclogistics.routing.location.search.tours import linked, listed
from cbeclogistics.routing.travel import Plane

WORK = 60_000


@pytest.mark.parametrize("seed", range(6))
def test_one_echelon_is_as_good_as_trying_everything(small: ModuleType, seed: int) -> None:
    problem = small.one_echelon(seed)
    assert locate_and_route(problem, work_limit=WORK).cost == pytest.approx(small.cheapest(problem))


@pytest.mark.parametrize("seed", range(6))
def test_two_echelons_are_as_good_as_trying_everything(small: ModuleType, seed: int) -> None:
    problem = small.two_echelon(seed)
    assert locate_and_route(problem, work_limit=WORK).cost == pytest.approx(small.cheapest(problem))


def test_the_same_seed_gives_the_same_answer_with_any_number_of_threads(small: ModuleType) -> None:
    problem = small.one_echelon(1, depots=4, customers=30)
    one, two = (locate_and_route(problem, work_limit=WORK, threads=threads) for threads in (1, 2))
    assert one == two


def test_depots_that_are_just_large_enough_are_filled() -> None:
    # three customers of 2 at the left, three of 2 at the right; two depots of 6 beside them, and one of 6 far off
    points = np.array([[0, 0], [100, 0], [50, 90], *([[1, k] for k in range(3)]), *([[99, k] for k in range(3)])])
    room, demand = np.full(3, 6.0), np.full(6, 2.0)
    problem = LocationRouting(np.full(3, 10.0), room, demand, 4.0, 5.0, Plane(points.astype(float)))
    answer = locate_and_route(problem, work_limit=WORK)
    assert answer.open_depots == (0, 1)
    assert {tour.depot: max(tour.customers) < 3 for tour in answer.tours} == {0: True, 1: False}


def test_ways_may_differ_by_direction(small: ModuleType) -> None:
    class OneWay(Plane):
        def between(self, a: np.ndarray, b: np.ndarray, profile: int = 0) -> tuple[np.ndarray, np.ndarray]:
            length, time = super().between(a, b, profile)
            return length + 30.0 * (np.asarray(a) > np.asarray(b)), time

    problem = small.one_echelon(2)
    points = np.array([problem.travel.point(k) for k in range(problem.travel.places)])
    problem = replace(problem, travel=OneWay(points))
    assert locate_and_route(problem, work_limit=WORK).cost == pytest.approx(small.cheapest(problem))


def test_what_cannot_be_served_is_said_beforehand(small: ModuleType) -> None:
    problem = small.one_echelon(0)
    with pytest.raises(Infeasible, match="all depots together can serve"):
        locate_and_route(replace(problem, capacity=problem.capacity / 10))
    with pytest.raises(Infeasible, match=r"customer \d wants"):
        locate_and_route(replace(problem, vehicle_capacity=float(problem.demand.max()) - 1))


def test_nothing_that_breaks_a_capacity_is_given_out() -> None:
    # both depots together can take all, but three demands of 2 do not fit into two depots of 3
    problem = LocationRouting(np.ones(2), np.full(2, 3.0), np.full(3, 2.0), 3.0, 0.0, Plane(np.eye(5, 2)))
    with pytest.raises(NoPlanFound):
        locate_and_route(problem, work_limit=WORK)


def test_cancelling_ends_with_the_best_so_far(small: ModuleType) -> None:
    problem, cancel, heard = small.one_echelon(3, depots=4, customers=40), CancelToken(), []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if np.isfinite(progress.objective):
            cancel.cancel()

    answer = locate_and_route(problem, work_limit=10**9, progress=listen, cancel=cancel)
    assert audit(problem, answer).holds
    assert answer.work < 10**8
    assert heard


def test_moving_a_route_costs_what_it_says(small: ModuleType) -> None:
    problem = small.one_echelon(4, customers=20)
    ground = ground_of(problem)
    tours = linked(ground, locate_and_route(problem, work_limit=WORK).tours)
    for depot in range(problem.depots):
        for route in range(tours.size.size):
            if tours.size[route] and tours.home[route] != depot:
                before = routes_cost(ground, tours)
                change = rehome(ground, tours, route, depot)
                assert routes_cost(ground, tours) - before == pytest.approx(change)
    assert linked(ground, listed(ground, tours)).sent == pytest.approx(tours.sent)


@pytest.mark.parametrize("kind", ["one_echelon", "two_echelon"])
def test_all_routes_together_hold_the_best_answer(small: ModuleType, kind: str) -> None:
    problem = getattr(small, kind)(5)
    answer = locate_and_route(problem, work_limit=WORK)
    ground = ground_of(problem)
    pool = Pool(ground)
    pool.add(answer.tours)
    pool.add(type(tour)(depot, tour.customers) for tour in answer.tours for depot in range(3))
    routes, cost = pool.within((0, 1, 2))
    above = answer.cost * (1 + 1e-6)
    found = combined(ground, (0, 1, 2), routes, cost, above, Limits(), Watch())
    assert found is not None
    together = sum(pool.cost(tour) for tour in found) + opened_cost(ground, linked(ground, found))
    assert together == pytest.approx(answer.cost)


def test_sets_of_depots_are_wide_enough_and_all_there(small: ModuleType) -> None:
    ground = ground_of(small.one_echelon(0, depots=5))
    total = ground.demand.sum()
    for size in range(fewest(ground), 6):
        sets = of_size(ground, size, [])
        assert all(ground.capacity[list(one)].sum() >= total for one in sets)
    assert fewest(ground) == 2
    assert len(of_size(ground, 2, [])) == 10


@pytest.mark.parametrize("demand", [0.0, 5.0])
def test_one_customer_is_served_from_the_cheaper_depot(demand: float) -> None:
    travel = Plane(np.array([[0.0, 0.0], [3.0, 0.0], [4.0, 0.0]]))
    problem = LocationRouting(np.array([1.0, 9.0]), np.full(2, 5.0), np.array([demand]), 5.0, 2.0, travel)
    answer = locate_and_route(problem, work_limit=100)
    assert (answer.open_depots, answer.cost) == ((0,), 1 + 2 + 8)
    platform = Plane(np.array([[0.0, 1.0], [0.0, 0.0], [3.0, 0.0]]))
    above = locate_and_route(TwoEchelon(problem, 5.0, 4.0, platform), work_limit=100)
    assert above.cost == (11 + 4 + 2 if demand else 11)  # what gets nothing needs no first-level route


def test_a_time_limit_gives_the_best_until_then(small: ModuleType) -> None:
    problem = small.one_echelon(7)
    answer = locate_and_route(problem, time_limit=0.3, threads=2)
    assert answer.cost == pytest.approx(small.cheapest(problem))


def test_a_further_depot_is_opened_where_the_fewest_cannot_be_filled() -> None:
    # two depots of 3 are wide enough for three demands of 2, but each takes one of them alone
    points = np.array([[0.0, 0.0], [9.0, 0.0], [5.0, 9.0], [1.0, 0.0], [8.0, 0.0], [5.0, 5.0]])
    problem = LocationRouting(np.full(3, 10.0), np.full(3, 3.0), np.full(3, 2.0), 3.0, 0.0, Plane(points))
    answer = locate_and_route(problem, work_limit=WORK)
    assert answer.open_depots == (0, 1, 2)
    assert answer.cost == pytest.approx(30 + 2 + 2 + 8)
