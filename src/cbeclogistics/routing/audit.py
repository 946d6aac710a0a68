"""Checks routes against the problem: every rule and figure recomputed, with no code of the solvers or the scheduler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .problem import Load, RoutingProblem, VehicleType, Window
from .routes import Kind, Route, Routes, Visit
from .travel import Floats

SLACK = 1e-5  # minutes, kilometres, units and money that rounding may add up to


@dataclass(frozen=True)
class Verdict:
    """What the audit found.

    Attributes
    ----------
    broken
        Rules that do not hold, each with where and by how much; empty: all hold.
    cost
        Of routes and prizes, recomputed.
    """

    broken: tuple[str, ...]
    cost: float

    @property
    def holds(self) -> bool:
        """Whether every rule does."""
        return not self.broken


def audit(problem: RoutingProblem, answer: Routes) -> Verdict:
    """Recompute an answer.

    Every stop and shipment is in one route or listed as unserved; vehicles are as many as there are; on each route
    loads, windows, times, distance, skills and costs are what they should be.
    """
    strange = [*_strange(problem, answer)]
    if strange:
        return Verdict(tuple(strange), float("nan"))
    broken = [*_all_told(problem, answer), *_fleet(problem, answer)]
    cost = sum(_prize(problem, one.shipment, one.index) for one in answer.unserved)
    for number, route in enumerate(answer.routes, start=1):
        name = f"route {number} ({problem.vehicles[route.vehicle].name})"
        km, fixed, by_km, by_time = _costs(problem, route)
        cost += fixed + by_km + by_time
        for what, stated, found in (
            ("distance_km", route.distance_km, km), ("fixed_cost", route.fixed_cost, fixed),
            ("distance_cost", route.distance_cost, by_km), ("time_cost", route.time_cost, by_time),
        ):  # fmt: skip
            if not abs(stated - found) <= SLACK * max(1.0, abs(found)):
                broken.append(f"{name}: {what} is {found}, not {stated}")
        for fault in (*_times(problem, route), *_loads(problem, route), *_skills(problem, route)):
            broken.append(f"{name}: {fault}")
        if km > problem.vehicles[route.vehicle].max_distance_km + SLACK:
            broken.append(f"{name}: {km} km is too far")
    if not abs(cost - answer.cost) <= SLACK * max(1.0, abs(cost)):
        broken.append(f"the routes cost {cost}, not {answer.cost}")
    return Verdict(tuple(broken), cost)


def _prize(problem: RoutingProblem, shipment: bool, index: int) -> float:
    one = problem.shipments[index] if shipment else problem.stops[index]
    return one.prize or 0.0


def _strange(problem: RoutingProblem, answer: Routes) -> Iterator[str]:
    """What is named and is not there; nothing else can be looked at then."""
    known = {Kind.STOP: len(problem.stops), Kind.RELOAD: len(problem.depots)}
    for route in answer.routes:
        if not 0 <= route.vehicle < len(problem.vehicles):
            yield f"there is no vehicle {route.vehicle}"
        for task in route.tasks:
            if not 0 <= task.index < known.get(task.kind, len(problem.shipments)):
                yield f"there is no {task.kind} {task.index}"
    for one in answer.unserved:
        if not 0 <= one.index < (len(problem.shipments) if one.shipment else len(problem.stops)):
            yield f"there is no {'shipment' if one.shipment else 'stop'} {one.index}"


def _all_told(problem: RoutingProblem, answer: Routes) -> Iterator[str]:
    seen = Counter((visit.task.kind, visit.task.index) for route in answer.routes for visit in route.visits)
    left = Counter((one.shipment, one.index) for one in answer.unserved)
    for one in answer.unserved:
        if one.prize != _prize(problem, one.shipment, one.index):
            yield f"prize of unserved {one.index} is not {one.prize}"
    for index, stop in enumerate(problem.stops):
        times = seen[Kind.STOP, index] + left[False, index]
        if times != 1:
            yield f"stop {stop.name} is told of {times} times"
    for index, shipment in enumerate(problem.shipments):
        if {seen[Kind.PICKUP, index] + left[True, index], seen[Kind.DELIVERY, index] + left[True, index]} != {1}:
            yield f"shipment {shipment.name} is not told of once"


def _fleet(problem: RoutingProblem, answer: Routes) -> Iterator[str]:
    for index, count in Counter(route.vehicle for route in answer.routes).items():
        if count > problem.vehicles[index].count:
            yield f"{count} vehicles {problem.vehicles[index].name} are used, there are {problem.vehicles[index].count}"


def _places(problem: RoutingProblem, route: Route) -> list[int]:
    kind = problem.vehicles[route.vehicle]
    inner = [_where(problem, visit) for visit in route.visits]
    return [problem.depots[kind.start_depot].place, *inner, problem.depots[kind.end_depot].place]


def _ways(problem: RoutingProblem, route: Route) -> tuple[Floats, Floats]:
    """Kilometres and minutes between its places."""
    at = np.array(_places(problem, route))
    return problem.travel.between(at[:-1], at[1:], problem.vehicles[route.vehicle].profile)


def _where(problem: RoutingProblem, visit: Visit) -> int:
    index = visit.task.index
    return {
        Kind.STOP: lambda: problem.stops[index].place, Kind.RELOAD: lambda: problem.depots[index].place,
        Kind.PICKUP: lambda: problem.shipments[index].from_place,
        Kind.DELIVERY: lambda: problem.shipments[index].to_place,
    }[visit.task.kind]()  # fmt: skip


def _costs(problem: RoutingProblem, route: Route) -> tuple[float, float, float, float]:
    """Kilometres, fixed cost, cost of the kilometres, cost of the time."""
    kind = problem.vehicles[route.vehicle]
    km = float(_ways(problem, route)[0].sum())
    out = route.end - route.start
    extra = max(0.0, out - kind.max_duration_min)
    time = out / 60 * kind.cost_per_hour + (extra / 60 * kind.overtime_per_hour if extra else 0.0)
    return km, kind.fixed_cost, km * kind.cost_per_km, time


def _times(problem: RoutingProblem, route: Route) -> Iterator[str]:
    """Walk along the route by the clock."""
    kind = problem.vehicles[route.vehicle]
    depot = problem.depots[kind.start_depot]
    yield from _late("leaving", route.start, (kind.shift, depot.window))
    if route.end > kind.shift[1] + SLACK:
        yield f"back at {route.end}, after the shift"
    if route.end - route.start > kind.max_duration_min + kind.max_overtime_min + SLACK:
        yield f"out for {route.end - route.start} minutes"
    minutes = _ways(problem, route)[1]
    now, trip = route.start + depot.loading_min, route.start
    for visit, way in zip(route.visits, minutes[:-1], strict=True):
        now += float(way)
        windows, service, name = _asked(problem, visit)
        if abs(visit.arrival - now) > SLACK:
            yield f"arrives at {name} at {now}, not {visit.arrival}"
        if visit.start < now - SLACK:
            yield f"begins {name} before it is there"
        if not any(w[0] - SLACK <= visit.start <= w[1] + SLACK for w in windows):
            yield f"{name} begins at {visit.start}, outside its windows"
        if visit.task.kind == Kind.RELOAD:
            trip = visit.start
        if visit.task.kind == Kind.STOP and trip < problem.stops[visit.task.index].release_min - SLACK:
            yield f"{name} is not released when its trip begins"
        now = visit.start + service
        if abs(visit.leaves - now) > SLACK:
            yield f"leaves {name} at {now}, not {visit.leaves}"
    now += float(minutes[-1])
    end = problem.depots[kind.end_depot].window
    if route.end < now - SLACK or not end[0] - SLACK <= route.end <= end[1] + SLACK:
        yield f"back at {now}, not {route.end}, or outside the depot's hours"


def _late(what: str, moment: float, windows: tuple[Window, ...]) -> Iterator[str]:
    for begins, ends in windows:
        if not begins - SLACK <= moment <= ends + SLACK:
            yield f"{what} at {moment}, not between {begins} and {ends}"


def _asked(problem: RoutingProblem, visit: Visit) -> tuple[tuple[Window, ...], float, str]:
    """Windows, minutes of service and name of where a visit goes."""
    index = visit.task.index
    match visit.task.kind:
        case Kind.STOP:
            stop = problem.stops[index]
            return stop.windows or ((0.0, float("inf")),), stop.service_min, f"stop {stop.name}"
        case Kind.RELOAD:
            depot = problem.depots[index]
            return (depot.window,), depot.loading_min, f"depot {depot.name}"
        case Kind.PICKUP:
            one = problem.shipments[index]
            return (one.pickup_window,), one.pickup_min, f"pick-up of {one.name}"
        case _:
            one = problem.shipments[index]
            return (one.delivery_window,), one.delivery_min, f"delivery of {one.name}"


def _loads(problem: RoutingProblem, route: Route) -> Iterator[str]:
    """Load after every task of every trip; a trip begins with all that its stops are to get."""
    kind = problem.vehicles[route.vehicle]
    if not kind.capacity:
        return
    trips: list[list[Visit]] = [[]]
    for visit in route.visits:
        if visit.task.kind == Kind.RELOAD:
            if visit.task.index not in kind.reload_depots:
                yield f"may not reload at {problem.depots[visit.task.index].name}"
            trips.append([])
        else:
            trips[-1].append(visit)
    if len(trips) - 1 > kind.max_reloads:
        yield f"reloads {len(trips) - 1} times"
    on_board: set[int] = set()
    for trip in trips:
        stops = [problem.stops[v.task.index] for v in trip if v.task.kind == Kind.STOP]
        load = np.zeros(len(problem.dimensions))
        for stop in stops:
            load += problem.load(stop.deliver)
        yield from _full(kind, load, "at the depot")
        for visit in trip:
            change, fault = _change(problem, visit, on_board)
            load = load + change
            if fault:
                yield fault
            yield from _full(kind, load, f"after {_asked(problem, visit)[2]}")
        if on_board:
            yield f"{len(on_board)} shipments are on board at the depot"


def _change(problem: RoutingProblem, visit: Visit, on_board: set[int]) -> tuple[Floats, str]:
    """What a visit adds to the load, and what is wrong with it."""
    index = visit.task.index
    if visit.task.kind == Kind.STOP:
        stop = problem.stops[index]
        return np.array(problem.load(stop.collect)) - np.array(problem.load(stop.deliver)), ""
    load: Load = problem.load(problem.shipments[index].load)
    if visit.task.kind == Kind.PICKUP:
        on_board.add(index)
        return np.array(load), ""
    if index not in on_board:
        return np.zeros(len(load)), f"delivers {problem.shipments[index].name} without having it"
    on_board.discard(index)
    return -np.array(load), ""


def _full(kind: VehicleType, load: Floats, where: str) -> Iterator[str]:
    if (load > np.array(kind.capacity) + SLACK).any():
        yield f"load {load.tolist()} {where} is more than {list(kind.capacity)}"


def _skills(problem: RoutingProblem, route: Route) -> Iterator[str]:
    has = problem.vehicles[route.vehicle].skills
    for visit in route.visits:
        if visit.task.kind == Kind.RELOAD:
            continue
        one = problem.stops[visit.task.index] if visit.task.kind == Kind.STOP else problem.shipments[visit.task.index]
        if one.skills - has:
            yield f"{one.name} needs {', '.join(sorted(one.skills - has))}"
