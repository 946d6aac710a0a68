"""The audit of routes catches every lie that it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.route import route
from cbeclogistics.routing.routes import Kind, Route, Routes, Task, Unserved, Visit

Lie = Callable[[RoutingProblem, Routes], Routes]
Draw = Callable[..., RoutingProblem]


@pytest.fixture(scope="module")
def problem(routing_problem: Draw) -> RoutingProblem:
    return routing_problem(3)


@pytest.fixture(scope="module")
def honest(problem: RoutingProblem) -> Routes:
    return route(problem, time_limit=20.0, parameters={"iterations": 300})


def changed(answer: Routes, **values: object) -> Routes:
    """The same with the first route changed."""
    return replace(answer, routes=(replace(answer.routes[0], **values), *answer.routes[1:]))  # type: ignore[arg-type]


def with_visits(answer: Routes, change: Callable[[tuple[Visit, ...]], tuple[Visit, ...]]) -> Routes:
    return changed(answer, visits=change(answer.routes[0].visits))


def first_later(visits: tuple[Visit, ...]) -> tuple[Visit, ...]:
    one = visits[0]
    return (replace(one, start=one.start + 300, leaves=one.leaves + 300), *visits[1:])


LIES: dict[str, Lie] = {
    "a stop is dropped": lambda p, a: with_visits(a, lambda v: v[1:]),
    "a stop is served twice": lambda p, a: with_visits(a, lambda v: (*v, v[0])),
    "a stop is served and listed as unserved": lambda p, a: replace(
        a, unserved=(*a.unserved, Unserved(a.routes[0].visits[0].task.index, "no reason"))
    ),
    "the way is shorter": lambda p, a: changed(a, distance_km=a.routes[0].distance_km - 1),
    "the way is cheaper": lambda p, a: changed(a, distance_cost=a.routes[0].distance_cost - 1),
    "the time is cheaper": lambda p, a: changed(a, time_cost=a.routes[0].time_cost - 0.01),
    "the van is cheaper": lambda p, a: changed(a, fixed_cost=a.routes[0].fixed_cost - 1),
    "it is back sooner": lambda p, a: changed(a, end=a.routes[0].end - 5),
    "it leaves later": lambda p, a: changed(a, start=a.routes[0].start + 5),
    "it begins before it is there": lambda p, a: with_visits(
        a, lambda v: (replace(v[0], start=v[0].arrival - 1, leaves=v[0].leaves - 1), *v[1:])
    ),
    "it comes late": lambda p, a: with_visits(a, first_later),
    "another vehicle drives": lambda p, a: changed(a, vehicle=(a.routes[0].vehicle + 1) % len(p.vehicles)),
    "it goes the other way round": lambda p, a: with_visits(a, lambda v: v[::-1]),
    "a route is driven by a fleet that is not there": lambda p, a: replace(a, routes=a.routes * 5),
    "a stop that is not": lambda p, a: with_visits(a, lambda v: (replace(v[0], task=Task(Kind.PICKUP, 7)), *v[1:])),
}  # fmt: skip


def test_honest_routes_hold(problem: RoutingProblem, honest: Routes) -> None:
    verdict = audit(problem, honest)
    assert verdict.holds, verdict.broken
    assert verdict.cost == pytest.approx(honest.cost)
    assert len(honest.routes[0].visits) > 1


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_caught(problem: RoutingProblem, honest: Routes, lie: Lie) -> None:
    assert not audit(problem, lie(problem, honest)).holds


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("capacity", (1.0, 1.0), "is more than"), ("max_distance_km", 1.0, "too far"), ("skills", frozenset(), "needs"),
        ("max_duration_min", 1.0, "minutes"), ("shift", (0.0, 20.0), "after the shift"), ("count", 0, "are used"),
        ("cost_per_km", 3.0, "distance_cost"),
    ],
)  # fmt: skip
def test_a_limit_that_is_broken_is_named(
    problem: RoutingProblem, honest: Routes, what: str, value: object, said: str
) -> None:
    """The same routes against a problem with a harder limit."""
    stops = tuple(replace(stop, skills=frozenset({"lift"})) for stop in problem.stops)
    kinds = tuple(replace(kind, **{what: value}) for kind in problem.vehicles)  # type: ignore[arg-type]
    harder = replace(problem, vehicles=kinds, stops=stops if what == "skills" else problem.stops)
    assert any(said in fault for fault in audit(harder, honest).broken)


def test_a_shipment_is_delivered_after_it_is_picked_up(routing_problem: Draw) -> None:
    for seed in range(20):
        problem = routing_problem(seed, 2)
        answer = route(problem, time_limit=20.0, parameters={"iterations": 100})
        for k, one in enumerate(answer.routes):
            at = [i for i, v in enumerate(one.visits) if v.task.kind == Kind.PICKUP]
            if at:
                visits = list(one.visits)
                later = next(i for i, v in enumerate(visits) if v.task.kind == Kind.DELIVERY)
                visits[at[0]], visits[later] = visits[later], visits[at[0]]
                turned: Route = replace(one, visits=tuple(visits))
                faults = audit(problem, replace(answer, routes=(*answer.routes[:k], turned, *answer.routes[k + 1 :])))
                assert any("without having it" in fault for fault in faults.broken)
                return
    pytest.fail("no shipment was served")
