"""What `route` promises: everyone is served or told of, whatever the input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cbeclogistics.engine.limits import CancelToken, Progress
from cbeclogistics.errors import BackendError, InputError
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import Depot, RoutingProblem, Shipment, Stop, VehicleType
from cbeclogistics.routing.route import NO_ROOM, NOT_WORTH, route
from cbeclogistics.routing.travel import Given, Plane

Draw = Callable[..., RoutingProblem]
SQUARE = Plane(np.array([[0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0]]))
VAN = VehicleType("van", 2, capacity=(10.0,))
WORK = {"iterations": 200}


def square(*stops: Stop, van: VehicleType = VAN, **more: object) -> RoutingProblem:
    return replace(RoutingProblem("square", SQUARE, (Depot("D", 0),), (van,), stops), **more)  # type: ignore[arg-type]


def test_the_shortest_way_round() -> None:
    answer = route(square(*(Stop(f"{k}", k, (2.0,)) for k in (2, 1, 3))), parameters=WORK)
    assert (answer.cost, len(answer.routes), answer.unserved) == (40.0, 1, ())


def test_no_stops_need_no_routes() -> None:
    answer = route(square(), parameters=WORK)
    assert (answer.cost, answer.routes, answer.unserved) == (0.0, (), ())


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (Stop("heavy", 1, (11.0,)), "11 units is more than any vehicle holds (10)"),
        (Stop("special", 1, (1.0,), skills=frozenset({"lift"})), "no vehicle has lift"),
        (Stop("early", 2, (1.0,), windows=((0.0, 5.0),)), "within its windows"),
        (Stop("cheap", 2, (1.0,), prize=1.0), NOT_WORTH),
    ],
    ids=lambda value: value.name if isinstance(value, Stop) else "",
)
def test_a_stop_that_is_not_served_is_listed_with_the_reason(stop: Stop, reason: str) -> None:
    answer = route(square(Stop("fine", 3, (1.0,)), stop), parameters=WORK)
    assert [one.index for one in answer.unserved] == [1]
    assert reason in answer.unserved[0].reason
    assert len(answer.routes) == 1


def test_a_place_without_a_way_is_listed() -> None:
    way = np.array([[0.0, 1.0, np.inf], [1.0, 0.0, np.inf], [1.0, 1.0, 0.0]])
    travel = Given((way,), (way,), np.zeros((3, 2)))
    problem = RoutingProblem(
        "island", travel, (Depot("D", 0),), (VAN,), (Stop("a", 1, (1.0,)), Stop("isle", 2, (1.0,)))
    )
    answer = route(problem, parameters=WORK)
    assert [one.index for one in answer.unserved] == [1]


def test_of_too_many_stops_those_of_least_priority_are_left_out() -> None:
    stops = tuple(Stop(f"{k}", 1 + k % 3, (5.0,), priority=1 if k in (0, 3, 5, 6) else 2) for k in range(7))
    answer = route(square(*stops), time_limit=20, parameters={"iterations": 500})
    assert {one.index for one in answer.unserved} == {1, 2, 4}
    assert all(one.reason == NO_ROOM and one.required for one in answer.unserved)


def test_every_fault_of_a_problem_is_named_at_once() -> None:
    bad = square(
        Stop("a", 9, (1.0,)), Stop("b", 1, (1.0, 2.0)), Stop("c", 1, (1.0,), windows=((9.0, 3.0),)),
        Stop("d", 1, (float("nan"),), service_min=-1.0), Stop("e", 1, prize=-3.0),
        van=replace(VAN, count=-1, start_depot=4, cost_per_km=-1.0, shift=(5.0, 2.0), profile=2),
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        route(bad, parameters=WORK)
    told = {(p.table, p.row, p.column) for p in caught.value.problems}
    assert told >= {
        ("stops", 2, "place"), ("stops", 3, "deliver"), ("stops", 4, "windows"), ("stops", 5, "deliver"),
        ("stops", 5, "service_min"), ("stops", 6, "prize"), ("vehicles", 2, "count"), ("vehicles", 2, "start_depot"),
        ("vehicles", 2, "cost_per_km"), ("vehicles", 2, "shift"), ("vehicles", 2, "profile"),
    }  # fmt: skip


@pytest.mark.parametrize("vehicles", [(), (replace(VAN, count=0),)], ids=["no type", "none of a type"])
def test_no_vehicle_is_an_error(vehicles: tuple[VehicleType, ...]) -> None:
    with pytest.raises(InputError, match="at least one vehicle"):
        route(square(Stop("a", 1), vehicles=vehicles), parameters=WORK)


def test_containers_go_full_and_come_back_empty() -> None:
    """Port at 1, warehouse at 2: a full one out, an empty one back, by one truck that holds one."""
    full = Shipment("full", 1, 2, (1.0,))
    empty = Shipment("empty", 2, 1, (1.0,), pickup_window=(30.0, 100.0))
    truck = VehicleType("truck", 2, capacity=(1.0,), fixed_cost=100.0)
    answer = route(square(van=truck, shipments=(full, empty), dimensions=("containers",)), parameters=WORK)
    assert [(t.kind, t.index) for t in answer.routes[0].tasks] == [
        ("pickup", 0), ("delivery", 0), ("pickup", 1), ("delivery", 1),
    ]  # fmt: skip
    assert answer.cost == 100 + 10 + 10 + 10 + 10


def test_a_van_reloads_rather_than_a_second_one_going_out() -> None:
    van = replace(VAN, capacity=(1.0,), fixed_cost=100.0, reload_depots=(0,), max_reloads=1)
    answer = route(square(Stop("a", 1, (1.0,)), Stop("b", 3, (1.0,)), van=van), parameters=WORK)
    assert [task.kind for task in answer.routes[0].tasks] == ["stop", "reload", "stop"]
    assert answer.cost == 140.0


def test_collected_and_delivered_goods_share_the_van() -> None:
    """8 to deliver and 8 to collect fit a van of 10 only where the delivery comes first."""
    stops = (Stop("collect", 1, (), (8.0,)), Stop("deliver", 2, (8.0,)))
    answer = route(square(*stops, van=replace(VAN, count=1)), parameters=WORK)
    assert [task.index for task in answer.routes[0].tasks] == [1, 0]


@pytest.mark.parametrize("seed", range(25))
def test_routes_of_drawn_problems_survive_the_audit(routing_problem: Draw, seed: int) -> None:
    problem = routing_problem(seed, 10)
    answer = route(problem, time_limit=30.0, seed=seed, parameters={"iterations": 150})
    assert audit(problem, answer).holds
    again = route(problem, time_limit=30.0, seed=seed, parameters={"iterations": 150})
    assert again == answer


def test_known_routes_are_never_made_worse(routing_problem: Draw) -> None:
    problem = routing_problem(11, 12)
    first = route(problem, time_limit=30.0, parameters={"iterations": 400})
    assert route(problem, time_limit=30.0, parameters={"iterations": 5}, start=first).cost <= first.cost + 1e-6


def test_a_cancel_ends_the_search_with_what_it_has(routing_problem: Draw) -> None:
    cancel = CancelToken()
    heard: list[Progress] = []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if progress.objective < float("inf"):
            cancel.cancel()

    answer = route(routing_problem(5, 12), time_limit=600.0, progress=listen, cancel=cancel)
    assert answer.routes
    assert heard[-1].objective < float("inf")


def test_an_unknown_solver_is_named() -> None:
    with pytest.raises(BackendError, match="pyvrp"):
        route(square(Stop("a", 1)), "none such")
