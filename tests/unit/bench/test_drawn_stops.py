"""Drawn problems with time windows: the same from the same seed, and every stop can be served."""

from __future__ import annotations

import numpy as np
import pytest

from cbeclogistics.bench.drawn_stops import DAY_MIN, MOST, SIDE_KM, drawn
from cbeclogistics.routing.check import checked
from cbeclogistics.routing.reduced import reduced
from cbeclogistics.routing.routes import Kind, Task
from cbeclogistics.routing.schedule import scheduled
from cbeclogistics.routing.travel import Plane


def test_a_seed_says_all() -> None:
    one, same, other = drawn(200, 3), drawn(200, 3), drawn(200, 4)
    assert (one.stops, one.vehicles) == (same.stops, same.vehicles)
    assert isinstance(one.travel, Plane)
    assert isinstance(same.travel, Plane)
    assert (one.travel.points == same.travel.points).all()
    assert one.stops != other.stops


@pytest.mark.parametrize("size", [1, 30, 1500])
def test_every_stop_can_be_served_by_a_vehicle_of_its_own(size: int) -> None:
    problem = drawn(size)
    checked(problem)
    assert problem.tasks == size
    assert reduced(problem).out_of_reach == ()
    assert all(scheduled(problem, 0, [Task(Kind.STOP, index)]) is not None for index in range(size))


def test_loads_and_windows_are_as_the_page_says() -> None:
    problem = drawn(3000, 7)
    timed = [stop.windows[0] for stop in problem.stops if stop.windows]
    assert len(timed) == pytest.approx(1500, abs=100)
    assert all(0 <= begins < ends <= DAY_MIN for begins, ends in timed)
    units = np.array([stop.deliver[0] for stop in problem.stops])
    assert (units.min(), units.max()) == (1, MOST)
    kind = problem.vehicles[0]
    assert 2 * units.sum() <= kind.count * kind.capacity[0] < 2 * (units.sum() + kind.capacity[0])
    points = np.array([problem.travel.point(stop.place) for stop in problem.stops])
    assert ((points >= 0) & (points <= SIDE_KM)).all()
    middle = (np.abs(points - SIDE_KM / 2) < SIDE_KM / 4).all(axis=1).mean()
    assert 0.1 < middle < 0.5
