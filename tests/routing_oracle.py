"""The best routes of small problems, by trying them all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, permutations, product

from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.routes import Kind, Routes, Task, Unserved
from cbeclogistics.routing.schedule import scheduled

Worth = tuple[int, float]  # vehicles, where fewer of them go before cost, and cost
NEVER: Worth = (1 << 30, math.inf)


def best(problem: RoutingProblem) -> Worth:
    """Vehicles (0, where their number does not matter) and cost of the best routes that serve all who must be."""
    jobs = [(False, k) for k in range(len(problem.stops))] + [(True, k) for k in range(len(problem.shipments))]
    everyone = (1 << len(jobs)) - 1
    prizes = [(problem.shipments if shipment else problem.stops)[k].prize for shipment, k in jobs]
    best_to: dict[int, Worth] = {0: (0, 0.0)}  # by who is served so far
    for kind, vehicle in enumerate(problem.vehicles):
        routes = {chosen: _route(problem, kind, [job for k, job in enumerate(jobs) if chosen >> k & 1])
                  for chosen in range(1, everyone + 1)}  # fmt: skip
        alone = {chosen: cost for chosen, cost in routes.items() if cost < math.inf}
        for _ in range(vehicle.count):
            further = dict(best_to)
            for served, (vehicles, cost) in best_to.items():
                for chosen, more in alone.items():
                    if not served & chosen:
                        worth = (vehicles + problem.fewest_vehicles, cost + more)
                        further[served | chosen] = min(further.get(served | chosen, NEVER), worth)
            best_to = further
    found = NEVER
    for served, (vehicles, cost) in best_to.items():
        left = [prizes[k] for k in range(len(jobs)) if not served >> k & 1]
        if None not in left:
            found = min(found, (vehicles, cost + sum(prize or 0.0 for prize in left)))
    return found


def _route(problem: RoutingProblem, kind: int, jobs: list[tuple[bool, int]]) -> float:
    """Cost of the cheapest route of one vehicle that serves some jobs; inf where it cannot."""
    others = tuple(
        Unserved(k, "", shipment, one.prize is None, one.prize or 0.0)
        for shipment, all_of in ((False, problem.stops), (True, problem.shipments))
        for k, one in enumerate(all_of) if (shipment, k) not in jobs
    )  # fmt: skip
    cheapest = math.inf
    for tasks in _orders(problem, kind, jobs):
        made = scheduled(problem, kind, tasks)
        if made is not None and made.cost < cheapest and audit(problem, Routes((made,), others)).holds:
            cheapest = made.cost
    return cheapest


def _orders(problem: RoutingProblem, kind: int, jobs: list[tuple[bool, int]]) -> Iterator[list[Task]]:
    """Every order of the tasks, with every way to reload between them."""
    tasks = [
        Task(what, k) for shipment, k in jobs for what in ((Kind.PICKUP, Kind.DELIVERY) if shipment else (Kind.STOP,))
    ]
    vehicle = problem.vehicles[kind]
    reloads = [Task(Kind.RELOAD, depot) for depot in vehicle.reload_depots]
    for order in permutations(tasks):
        place = {task: k for k, task in enumerate(order)}
        if any(place[Task(Kind.PICKUP, k)] > place[Task(Kind.DELIVERY, k)] for shipment, k in jobs if shipment):
            continue
        yield list(order)
        for count in range(1, vehicle.max_reloads + 1 if reloads else 1):
            for gaps in combinations(range(1, len(order)), count):
                for chosen in product(reloads, repeat=count):
                    at = dict(zip(gaps, chosen, strict=True))
                    yield [step for k, task in enumerate(order) for step in ((at[k], task) if k in at else (task,))]
