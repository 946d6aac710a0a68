"""The audit of location with routing catches every lie that it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.routing.location import FirstTour, LocatedRoutes, LocationRouting, Tour, TwoEchelon, audit
from cbeclogistics.routing.location.document import LocatedDocument
from cbeclogistics.routing.travel import Plane

# depots at 0 and 10 on a line, customers at 1, 2 and 8; a platform 5 below 0
LINE = Plane(np.array([[0, 0], [10, 0], [1, 0], [2, 0], [8, 0]], dtype=float))
ONE = LocationRouting(np.array([100.0, 200.0]), np.array([10.0, 4.0]), np.array([3.0, 4.0, 4.0]), 7.0, 20.0, LINE)
UPPER = Plane(np.array([[0, -5], [0, 0], [10, 0]], dtype=float), 2.0)
TWO = TwoEchelon(ONE, 11.0, 30.0, UPPER)
TOURS = (Tour(0, (0, 1)), Tour(1, (2,)))
# opening 300, two routes 40, ways 0-1-2-0 = 4 and 10-8-10 = 4
HONEST = LocatedRoutes((0, 1), TOURS, 348.0)
FIRST = (FirstTour((0, 1), (7.0, 4.0)),)
# first level: route 30, ways 2 x (5 + 10 + the way back, the root of 125)
TOGETHER = LocatedRoutes((0, 1), TOURS, 348.0 + 30.0 + 30.0 + 2 * 125**0.5, FIRST)

Lie = Callable[[LocatedRoutes], LocatedRoutes]


def test_costs_worked_by_hand_hold() -> None:
    assert audit(ONE, HONEST).broken == ()
    assert audit(ONE, HONEST).cost == pytest.approx(348.0)
    assert audit(TWO, TOGETHER).broken == ()


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lambda a: replace(a, cost=347.0), "costs"),
        (lambda a: replace(a, open_depots=(0,)), "which is not open"),
        (lambda a: replace(a, open_depots=(0, 1, 1)), "opened twice"),
        (lambda a: replace(a, open_depots=(0, 1, 2)), "no depot 2"),
        (lambda a: replace(a, tours=TOURS[:1]), "customer 2 is visited 0 times"),
        (lambda a: replace(a, tours=(*TOURS, Tour(0, (2,)))), "customer 2 is visited 2 times"),
        (lambda a: replace(a, tours=(*TOURS, Tour(0, ()))), "visits nobody"),
        (lambda a: replace(a, tours=(*TOURS, Tour(0, (7,)))), "no customer 7"),
        (lambda a: replace(a, tours=(Tour(0, (0, 1, 2)),)), "load of tour 1: 11 exceeds 7"),
        (lambda a: replace(a, tours=(Tour(0, (0,)), Tour(1, (1,)), Tour(1, (2,)))), "load of depot 1: 8 exceeds 4"),
        (lambda a: replace(a, first_tours=FIRST), "one echelon"),
    ],
)
def test_a_lie_is_caught(lie: Lie, said: str) -> None:
    assert any(said in fault for fault in audit(ONE, lie(HONEST)).broken)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ((), "satellite 0 is in 0 first-level tours"),
        ((FirstTour((0, 1), (7.0, 3.0)),), "satellite 1 gets 3.0 and sends out 4.0"),
        ((FirstTour((0, 1), (7.0,)),), "does not say"),
        ((FirstTour((0, 1), (4.0, 4.0)), FirstTour((0,), (3.0,))), "satellite 0 is in 2 first-level tours"),
        ((FirstTour((1, 0), (7.0, 4.0)),), "satellite 1 gets 7.0"),
        ((FirstTour((0,), (7.0,)), FirstTour((1,), (4.0,))), "all together costs"),
    ],
)
def test_a_lie_about_the_first_level_is_caught(first: tuple[FirstTour, ...], said: str) -> None:
    assert any(said in fault for fault in audit(TWO, replace(TOGETHER, first_tours=first)).broken)


def test_a_first_level_vehicle_has_a_capacity() -> None:
    tight = replace(TWO, vehicle_capacity=10.0)
    assert any("load of first-level tour 1: 11 exceeds 10" in fault for fault in audit(tight, TOGETHER).broken)


def test_answers_come_back_from_json() -> None:
    document = LocatedDocument("line", TOGETHER)
    assert LocatedDocument.from_json(document.to_json()) == document
    for text, said in (
        ("{", "no JSON"),
        ("{}", "expected an object"),
        (document.to_json().replace("tours", "t"), "inc"),
    ):
        with pytest.raises(InputError, match=said):
            LocatedDocument.from_json(text)


def test_everything_wrong_with_a_problem_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        LocationRouting(np.array([1.0, -1.0]), np.array([1.0]), np.array([1.0]), float("nan"), 1.0, LINE)
    said = str(caught.value)
    assert all(word in said for word in ("opening_cost[1]", "capacity", "vehicle_capacity", "travel"))
