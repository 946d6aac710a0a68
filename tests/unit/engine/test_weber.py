"""The Weber problem on the sphere where the answer is known, and what the solver does when stopped."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.engine.answer import Proof
from cbeclogistics.engine.limits import CancelToken, Limits, Progress, Watch
from cbeclogistics.engine.weber.alternate import alternate
from cbeclogistics.engine.weber.cells import centres, sphere_cells, split
from cbeclogistics.engine.weber.point import median_near, weighted_km
from cbeclogistics.engine.weber.problem import WeberProblem
from cbeclogistics.engine.weber.solve import solve_weber
from cbeclogistics.engine.weber.sphere import HALF_TURN_KM, RADIUS_KM, km_between, lonlat, unit
from cbeclogistics.errors import InputError

KM_A_DEGREE = RADIUS_KM * np.pi / 180


def solved(demand, outbound, sites, gap=1e-3, **more):
    return solve_weber(WeberProblem(np.array(demand, float), np.array(outbound, float), sites, **more), Limits(gap=gap))


def test_a_point_that_weighs_as_much_as_all_others_is_the_median():
    # the pulls of the others can at most add up to 3, which the fourth withstands (Vardi & Zhang)
    demand = [(0, 50), (10, 40), (-20, 45), (8, 52)]
    found = solved(demand, [1, 1, 1, 3], 1, gap=1e-6)
    assert found.places[0] == pytest.approx((8, 52), abs=1e-9)
    assert found.proof is Proof.OPTIMAL


def test_points_on_one_great_circle_have_the_weighted_median_of_the_line():
    # on the equator; half of the weight of 7 lies up to longitude 20
    found = solved([(0, 0), (10, 0), (20, 0), (50, 0)], [1, 2, 2, 2], 1, gap=1e-6)
    assert found.places[0] == pytest.approx((20, 0), abs=1e-6)
    assert found.cost == pytest.approx((20 * 1 + 10 * 2 + 30 * 2) * KM_A_DEGREE)


def test_the_median_of_a_symmetric_triangle_is_its_middle():
    demand = [(0, 80), (120, 80), (-120, 80)]
    found = solved(demand, [1, 1, 1], 1, gap=1e-6)
    assert found.places[0, 1] == pytest.approx(90, abs=1e-5)
    assert found.cost == pytest.approx(30 * KM_A_DEGREE)


def test_weiszfeld_leaves_a_data_point_that_is_not_the_median():
    points = unit(np.array([(0.0, 0.0), (10.0, 5.0), (10.0, -5.0), (12.0, 0.0)]))
    x, cost = median_near(points[0], points, np.array([1.0, 1, 1, 1]))
    assert cost < weighted_km(points[0], points, np.ones(4))
    # the gradient is gone: no step of a metre in any direction is downhill
    for angle in np.linspace(0, 2 * np.pi, 8):
        beside = lonlat(x[None])[0] + 1e-5 * np.array([np.cos(angle), np.sin(angle)])
        assert weighted_km(unit(beside[None])[0], points, np.ones(4)) >= cost - 1e-9


def test_opposite_points_cost_half_a_turn_wherever_the_site_is():
    found = solved([(30, 20), (-150, -20)], [1, 1], 1)
    assert found.cost == pytest.approx(HALF_TURN_KM)
    assert found.bound <= found.cost


def test_a_point_opposite_to_the_start_is_no_trap():
    points = unit(np.array([(0.0, 0.0), (1.0, 0.0)]))
    x, cost = median_near(-points[0], points, np.array([1.0, 1.0]))
    assert np.isfinite(x).all()
    assert cost <= weighted_km(-points[0], points, np.ones(2))


def test_across_the_antimeridian_is_near():
    found = solved([(179, 0), (-179, 0)], [1, 1], 1, gap=1e-6)
    assert found.cost == pytest.approx(2 * KM_A_DEGREE)
    assert abs(found.places[0, 0]) >= 179 - 1e-6


def test_as_many_sites_as_demands_cost_nothing():
    found = solved([(0, 0), (10, 0), (20, 30)], [1, 1, 1], 3)
    assert found.cost == pytest.approx(0, abs=1e-6)
    assert found.bound <= found.cost


def test_a_source_pulls_the_site_to_itself_by_its_share():
    # 2 inbound against 1 outbound on one line: at the source
    found = solved([(20, 0)], [1], 1, inbound=np.array([2.0]), source=np.array([(0.0, 0.0)]))
    assert found.places[0] == pytest.approx((0, 0), abs=1e-6)
    assert found.cost == pytest.approx(20 * KM_A_DEGREE)


def test_the_source_of_least_way_is_taken():
    # the farther source costs 5 degrees less before: 10 + 0 against 2 + 15
    found = solved(
        [(0, 0)], [5], 1, inbound=np.array([1.0]), source=np.array([(2.0, 0.0), (10.0, 0.0)]),
        source_km=np.array([15 * KM_A_DEGREE, 0.0]),
    )  # fmt: skip
    assert found.cost == pytest.approx(10 * KM_A_DEGREE)


def test_a_site_that_does_not_pay_is_not_opened():
    # a second site saves the way between the two, 10 degrees: it is worth that and no more
    demand, way = [(0, 0), (10, 0)], 10 * KM_A_DEGREE
    dear = solved(demand, [1, 1], 2, fixed_cost=way * 1.01)
    cheap = solved(demand, [1, 1], 2, fixed_cost=way * 0.99)
    assert (len(dear.places), len(cheap.places)) == (1, 2)
    assert dear.cost == pytest.approx(2.01 * way)


def test_existing_sites_serve_what_they_serve_best():
    found = solved([(0, 0), (40, 0)], [1, 1], 1, existing=np.array([(1.0, 0.0)]))
    assert found.site.tolist() == [-1, 0]
    assert found.places[0] == pytest.approx((40, 0), abs=1e-6)
    assert found.cost == pytest.approx(KM_A_DEGREE)


def test_where_the_existing_sites_do_no_site_is_opened():
    found = solved([(0, 0), (1, 0)], [1, 1], 2, existing=np.array([(0.0, 0.0)]), fixed_cost=1e6)
    assert len(found.places) == 0
    assert found.site.tolist() == [-1, -1]
    assert found.cost == pytest.approx(KM_A_DEGREE)
    assert found.gap <= 1e-3


def europe(sites=3, seed=1, **more) -> WeberProblem:
    r = np.random.default_rng(seed)
    return WeberProblem(np.c_[r.uniform(-10, 30, 40), r.uniform(36, 60, 40)], r.uniform(1, 5, 40), sites, **more)


def test_equal_problems_and_seeds_give_equal_answers():
    first, again = (solve_weber(europe(), Limits(gap=0.01, seed=3)) for _ in range(2))
    assert np.array_equal(first.places, again.places)
    assert (first.cost, first.bound) == (again.cost, again.bound)


def test_without_time_there_is_a_plan_and_an_honest_bound():
    found = solve_weber(europe(), Limits(time_limit=0.0, gap=1e-6))
    assert found.proof is Proof.LIMIT
    assert np.isfinite(found.cost)
    assert 0 <= found.bound <= found.cost


def test_a_cancelled_solve_gives_its_best_plan():
    cancel, said = CancelToken(), []

    def report(progress: Progress) -> None:
        said.append(progress.stage)
        if progress.stage == "bound":
            cancel.cancel()

    found = solve_weber(europe(6), Limits(gap=1e-9), Watch(report, cancel))
    assert found.proof is Proof.CANCELLED
    assert found.bound <= found.cost < np.inf
    assert said[0] == "first sites"


def test_the_descent_never_costs_more_than_its_start():
    problem = europe(4)
    start = problem.demand_xyz[:4]
    points, cost = alternate(problem, start)
    assert cost <= problem.total(start)
    assert cost == pytest.approx(problem.total(points))


def test_cells_cover_the_sphere_and_lie_in_their_caps():
    cells = split(sphere_cells())
    centre, radius = centres(cells)
    anywhere = np.random.default_rng(0).normal(size=(500, 3))
    anywhere /= np.linalg.norm(anywhere, axis=1)[:, None]
    inside = (km_between(anywhere, centre) <= radius).any(axis=1)
    assert inside.all()
    a, b, c = cells[:, 0], cells[:, 1], cells[:, 2]
    turn = 2 * np.arctan2(
        np.abs((a * np.cross(b, c)).sum(axis=1)), 1 + (a * b).sum(axis=1) + (b * c).sum(axis=1) + (c * a).sum(axis=1)
    )  # solid angles of the triangles (Van Oosterom & Strackee 1983)
    assert turn.sum() == pytest.approx(4 * np.pi)


def test_everything_wrong_with_a_problem_is_said_at_once():
    with pytest.raises(InputError) as caught:
        WeberProblem(np.array([(200.0, 0.0)]), np.array([-1.0]), 0, fixed_cost=np.nan)
    columns = {p.column for p in caught.value.problems}
    assert columns == {"demand[0]", "outbound[0]", "sites", "fixed_cost"}
