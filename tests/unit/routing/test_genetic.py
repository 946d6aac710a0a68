"""What the genetic search promises: what it says of a plan is so, no move adds cost, small plans are the best."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.engine.limits import Limits, Watch
from cbeclogistics.routing.problem import Depot, RoutingProblem, Stop, VehicleType
from cbeclogistics.routing.route import route
from cbeclogistics.routing.solvers.budget import Budget
from cbeclogistics.routing.solvers.genetic.children import cut, mixed
from cbeclogistics.routing.solvers.genetic.evolve import evolve, improve, lay
from cbeclogistics.routing.solvers.genetic.facts import Facts, facts, is_alike
from cbeclogistics.routing.solvers.genetic.genetic import Genetic
from cbeclogistics.routing.solvers.genetic.local import AFTER, BEFORE, BEYOND, CAR, COUNT, LOAD, Routes, blank
from cbeclogistics.routing.solvers.genetic.people import COST, EXCESS, nobody
from cbeclogistics.routing.solvers.genetic.swap_star import places
from cbeclogistics.routing.solvers.scaled import scaled
from cbeclogistics.routing.solvers.strings.plain import ground
from cbeclogistics.routing.solvers.strings.pool import Pool
from cbeclogistics.routing.travel import Given, Plane

ROOM = 15.0


def town(stops: int, seed: int = 0, *, vehicles: int = 0, fixed: float = 0.0, skew: float = 0.0) -> RoutingProblem:
    """Stops at random round a depot; a van holds about three. Ways may be dearer in one direction."""
    random = np.random.default_rng(seed)
    points = np.vstack([[50.0, 50.0], random.uniform(0, 100, (stops, 2))])
    served = tuple(Stop(f"{k}", k, (float(random.integers(1, 10)),)) for k in range(1, stops + 1))
    van = VehicleType("van", vehicles or stops, capacity=(ROOM,), fixed_cost=fixed)
    problem = RoutingProblem("town", Plane(points), (Depot("D", 0),), (van,), served)
    if not skew:
        return problem
    km = np.rint(np.linalg.norm(points[:, None] - points[None], axis=2) * random.uniform(1, 1 + skew, (stops + 1,) * 2))
    np.fill_diagonal(km, 0)
    return replace(problem, travel=Given((km,), (km,), points))


def figures(problem: RoutingProblem) -> Facts:
    return facts(ground(problem, scaled(problem)))


def told(known: Facts, tour: np.ndarray, begins: np.ndarray) -> tuple[float, float]:
    """Cost and load beyond room of a plan, added up anew."""
    n, cost, excess = len(tour), 0.0, 0.0
    for part in np.split(tour, np.flatnonzero(begins)[1:]):
        way = [n, *part.tolist(), n]
        cost += sum(known.way[a, b] for a, b in pairwise(way))
        excess += max(0.0, float(known.demand[part].sum()) - known.room)
    return cost, excess


def laid_out(known: Facts, routes: Routes) -> list[list[int]]:
    """Stops of each route, both ways round, with every figure along it looked at."""
    n, found = len(known.way) - 1, []
    for car in range(known.vehicles):
        stops, u = [], int(routes.nodes[n + 2 * car, AFTER])
        while u < n:
            assert routes.nodes[u, CAR] == car
            stops.append(u)
            u = int(routes.nodes[u, AFTER])
        back, u = [], int(routes.nodes[n + 2 * car + 1, BEFORE])
        while u < n:
            back.append(u)
            u = int(routes.nodes[u, BEFORE])
        assert back[::-1] == stops
        assert routes.cars[car, COUNT] == len(stops)
        assert routes.loads[car, LOAD] == pytest.approx(known.demand[stops].sum())
        found.append(stops)
    return found


@given(st.integers(0, 10_000), st.floats(0.0, 1.0), st.sampled_from([0.0, 7.0, 1e5]))
@settings(max_examples=40, deadline=None)
def test_moves_keep_every_stop_and_never_add_cost(seed: int, skew: float, price: float) -> None:
    known, random = figures(town(25, seed, skew=skew, fixed=float(seed % 3) * 10)), np.random.default_rng(seed)
    routes, tour, begins = blank(known), random.permutation(25).astype(np.int32), np.zeros(25, np.int32)
    cut(known, tour, begins, price)
    cost, excess = told(known, tour, begins)
    lay(known, routes, tour, begins, price)
    improve(known, routes, places(known), random, price)
    found = laid_out(known, routes)
    assert sorted(stop for stops in found for stop in stops) == list(range(25))
    order = np.array([stop for stops in found for stop in stops])
    starts = np.zeros(25, np.int32)
    starts[np.cumsum([0, *(len(stops) for stops in found if stops)])[:-1]] = 1
    after, beyond = told(known, order, starts)
    assert after + beyond * price <= cost + excess * price + 1e-6
    assert routes.loads[:, BEYOND].sum() == pytest.approx(beyond * price)


@pytest.mark.parametrize("vehicles", [0, 4])
@pytest.mark.parametrize("seed", range(6))
def test_a_tour_is_cut_where_it_is_cheapest(seed: int, vehicles: int) -> None:
    known, random = figures(town(9, seed, vehicles=vehicles)), np.random.default_rng(seed)
    tour, begins, price = random.permutation(9).astype(np.int32), np.zeros(9, np.int32), 20.0
    cut(known, tour, begins, price)
    assert begins.sum() <= known.vehicles
    best = float("inf")
    for count in range(known.vehicles):
        for at in combinations(range(1, 9), count):
            tried = np.zeros(9, np.int32)
            tried[[0, *at]] = 1
            cost, excess = told(known, tour, tried)
            loads = [known.demand[part].sum() for part in np.split(tour, np.flatnonzero(tried)[1:])]
            if max(loads) <= 1.5 * known.room:
                best = min(best, cost + excess * price)
    cost, excess = told(known, tour, begins)
    assert cost + excess * price <= best + 1e-6


@given(st.integers(0, 10_000), st.integers(2, 30))
@settings(deadline=None)
def test_a_child_has_every_stop_once_and_a_part_of_one_parent(seed: int, stops: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.permutation(stops).astype(np.int32), random.permutation(stops).astype(np.int32)
    child = np.zeros(stops, np.int32)
    mixed(one, other, child, random)
    assert sorted(child.tolist()) == list(range(stops))
    assert (child == one).sum() >= 2


def test_what_is_written_of_each_plan_is_so() -> None:
    known, random = figures(town(30, 3)), np.random.default_rng(1)
    people = nobody(known, known.way.max() / known.demand.max())
    tour, begins = np.zeros(30, np.int32), np.zeros(30, np.int32)
    evolve(known, blank(known), places(known), people, random, tour, begins, 400)
    half = len(people.there) // 2
    assert people.there[:half].sum() >= 20
    for slot in np.flatnonzero(people.there):
        cost, excess = told(known, people.tour[slot], people.begins[slot])
        assert people.worth[slot, COST] == pytest.approx(cost)
        assert people.worth[slot, EXCESS] == pytest.approx(excess)
        assert (excess == 0.0) == (slot < half)
        assert sorted(people.tour[slot].tolist()) == list(range(30))


def least(known: Facts) -> float:
    """The cheapest plan of all, by trying every order of every set of stops."""
    n = len(known.way) - 1
    alone = {}
    for size in range(1, n + 1):
        for some in combinations(range(n), size):
            if known.demand[list(some)].sum() <= known.room:
                alone[frozenset(some)] = min(
                    sum(known.way[a, b] for a, b in zip([n, *order], [*order, n], strict=True))
                    for order in permutations(some)
                )
    best = {frozenset[int](): 0.0}
    for size in range(1, n + 1):
        for some in map(frozenset, combinations(range(n), size)):
            first = min(some)
            best[some] = min(
                (cost + best[some - part] for part, cost in alone.items() if first in part and part <= some),
                default=float("inf"),
            )
    return best[frozenset(range(n))]


@pytest.mark.parametrize("seed", range(8))
def test_small_plans_are_the_best_there_are(seed: int) -> None:
    problem = town(7, seed, fixed=5.0 * (seed % 2), skew=0.5 * (seed % 3))
    whole = scaled(problem)
    facts_ = ground(problem, whole)
    assert is_alike(facts_)
    search = Genetic(facts_, whole, Budget(Limits(), Watch(), rounds=2 * 7 * 1000), seed)
    search.search(Pool(facts_), 1.0)
    assert search.cost == pytest.approx(least(facts(facts_)))


def test_two_threads_give_the_same_again_and_no_less_than_one() -> None:
    problem = town(60, 5)
    one, two, again = (
        route(problem, "balanced", time_limit=600.0, threads=threads, parameters={"iterations": 60})
        for threads in (1, 2, 2)
    )
    assert two.cost == again.cost
    assert two.routes == again.routes
    assert two.cost <= one.cost * 1.02


@pytest.mark.parametrize("change", ["window", "prize", "two types", "distance"])
def test_it_is_not_for_other_problems(change: str) -> None:
    problem = town(6)
    stop, van = problem.stops[0], problem.vehicles[0]
    other = {
        "window": replace(problem, stops=(replace(stop, windows=((0.0, 60.0),)), *problem.stops[1:])),
        "prize": replace(problem, stops=(replace(stop, prize=5.0), *problem.stops[1:])),
        "two types": replace(problem, vehicles=(van, replace(van, name="other"))),
        "distance": replace(problem, vehicles=(replace(van, max_distance_km=900.0),)),
    }[change]
    assert is_alike(ground(problem, scaled(problem)))
    assert not is_alike(ground(other, scaled(other)))
