"""One door to location with routing: search, price, audit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...engine.limits import CancelToken, Limits, Progress, Watch
from ...errors import AuditFailed, Infeasible, NoPlanFound
from .answer import FirstTour, LocatedRoutes, Tour
from .audit import audit
from .problem import LocationRouting, TwoEchelon


def locate_and_route(
    problem: LocationRouting | TwoEchelon,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    threads: int = 1,
    work_limit: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> LocatedRoutes:
    """Depots to open and routes from them, at least cost as far as can be found; no bound is proven.

    Parameters
    ----------
    time_limit
        Seconds.
    seed
        Seed of everything random.
    threads
        Threads that search side by side.
    work_limit
        Rounds of the search in all, in place of the time limit: the same seed then gives the same answer on every
        machine, with any number of threads.
    progress, cancel
        Hears how far it is; stops it with the best it has.

    Returns
    -------
    LocatedRoutes
        As audited.

    Raises
    ------
    Infeasible
        All depots together are too small, or a customer is too large for a vehicle or for every depot.
    NoPlanFound
        None was found within the limits.
    AuditFailed
        The answer did not survive its audit.
    """
    from .search.ground import ground_of  # Numba is imported only where it is needed
    from .search.story import Story

    _possible(problem)
    watch = Watch(report=progress or (lambda _: None), cancel=cancel or CancelToken())
    ground = ground_of(problem)
    story = Story(ground, Limits(time_limit=time_limit, seed=seed, threads=threads), watch, work_limit)
    best = story.told()
    if not best.tours:
        raise NoPlanFound("no routes were found that keep the depots' capacities; allow more time")
    tours = tuple(sorted(best.tours, key=lambda tour: (tour.depot, tour.customers)))
    answer = _priced(problem, tours, watch.elapsed(), story.effort.done)
    verdict = audit(problem, answer)
    if not verdict.holds:
        raise AuditFailed("the routes failed their audit, so they are not given out\n" + "\n".join(verdict.broken))
    return answer


def _possible(problem: LocationRouting | TwoEchelon) -> None:
    """Raise where it can be told beforehand that there is no answer."""
    second = problem.second if isinstance(problem, TwoEchelon) else problem
    room = second.capacity
    if isinstance(problem, TwoEchelon):
        room = np.minimum(room, problem.vehicle_capacity)
    said = []
    total = float(second.demand.sum())
    if total > float(room.sum()) * (1.0 + 1e-9):
        said.append(f"all depots together can serve {room.sum():g}, the demand is {total:g}")
    most = min(second.vehicle_capacity, float(room.max()))
    for customer in np.flatnonzero(second.demand > most * (1.0 + 1e-9)):
        said.append(
            f"customer {customer} wants {second.demand[customer]:g}, a route from one depot has {most:g} at most"
        )
    if said:
        raise Infeasible("\n".join(said))


def _priced(problem: LocationRouting | TwoEchelon, tours: tuple[Tour, ...], seconds: float, work: int) -> LocatedRoutes:
    """Return tours as an answer; its cost is summed from the problem."""
    second = problem.second if isinstance(problem, TwoEchelon) else problem
    opened = tuple(sorted({tour.depot for tour in tours}))
    length = second.length()
    cost = float(second.opening_cost[list(opened)].sum())
    for tour in tours:
        stops = np.array([tour.depot, *(second.depots + c for c in tour.customers), tour.depot])
        cost += second.route_cost + float(length[stops[:-1], stops[1:]].sum())
    first: tuple[FirstTour, ...] = ()
    if isinstance(problem, TwoEchelon):
        first = _first_level(problem, tours)
        upper = problem.length()
        for one in first:
            stops = np.array([0, *(satellite + 1 for satellite in one.satellites), 0])
            cost += problem.route_cost + float(upper[stops[:-1], stops[1:]].sum())
    return LocatedRoutes(opened, tours, cost, first, seconds, work)


def _first_level(problem: TwoEchelon, tours: tuple[Tour, ...]) -> tuple[FirstTour, ...]:
    """Return the cheapest first-level tours for what the satellites send out."""
    from .search.trunk import order_of, tours_of_all_sets, trunk_routes

    second = problem.second
    sent = np.zeros(second.depots)
    for tour in tours:
        sent[tour.depot] += second.demand[list(tour.customers)].sum()
    trunk = tours_of_all_sets(problem.length()) + problem.route_cost
    chosen = trunk_routes(trunk, problem.vehicle_capacity, (sent > 0).astype(np.int32), sent)
    found = []
    for sites in sorted(int(one) for one in chosen):
        order = order_of(problem.length(), sites)
        found.append(FirstTour(order, tuple(float(sent[satellite]) for satellite in order)))
    return tuple(found)
