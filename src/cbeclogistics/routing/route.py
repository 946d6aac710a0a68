"""The story of routing: what cannot be served is told apart, the rest is solved, timed, priced and audited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..engine.limits import CancelToken, Limits, Progress, Watch
from ..errors import AuditFailed, BackendError, NoPlanFound
from .audit import audit
from .check import checked
from .problem import RoutingProblem
from .reduced import Reduced, reduced, with_prizes
from .routes import Kind, Routes, Unserved
from .schedule import scheduled
from .solvers.solver import RoutingSolver, Trip, routing_solver

NO_ROOM = "the vehicles have no room or time left for it"
NOT_WORTH = "serving it costs more than its prize"


def route(
    problem: RoutingProblem,
    solver: str = "pyvrp",
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    threads: int = 1,
    start: Routes | None = None,
    parameters: Mapping[str, Any] | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Routes:
    """Routes of least cost for a fleet.

    Parameters
    ----------
    solver
        Name of a routing solver.
    time_limit
        Seconds; the minute that `balanced` compiles for, once on a machine, comes on top.
    seed
        Seed of everything random.
    threads
        Searches side by side, of `balanced`.
    start
        Known routes of the same problem to begin with; the answer is not worse. What does not hold is not used.
    parameters
        Of the solver; `iterations` limits the work rather than the time, and so makes runs repeatable.
    progress, cancel
        Hears how far it is; stops it with the best routes it has.

    Returns
    -------
    Routes
        Everything that is not served is listed with the reason. Those that must be served are left out only where no
        vehicle can come to them, or where none were found that serve all: then those of least priority.

    Raises
    ------
    InputError
        The problem contradicts itself.
    NoPlanFound
        No routes were found in time.
    BackendError
        The solver is missing or failed.
    AuditFailed
        The routes did not survive their audit.
    """
    checked(problem)
    limits = Limits(time_limit=time_limit, seed=seed, threads=threads)
    watch = Watch(report=progress or (lambda _: None), cancel=cancel or CancelToken())
    chosen = routing_solver(solver)
    watch.say("looking for stops out of reach")
    rest = reduced(problem)
    known = None if start is None or not audit(problem, start).holds else start
    trips = _trips(rest, chosen, limits, watch, () if known is None else rest.known(known), parameters)
    found = [] if trips is None else [_routes(problem, rest, trips)]
    if known is not None:
        found.append(known)  # whole numbers may have hidden how good it is
    if not found:
        raise NoPlanFound(f"no routes were found within {time_limit:g} s; allow more time")
    best = min(
        found, key=lambda routes: (len(routes.left_out), len(routes.routes) * problem.fewest_vehicles, routes.cost)
    )
    answer = replace(best, solver=chosen.name, seconds=watch.elapsed())
    verdict = audit(problem, answer)
    if not verdict.holds:
        raise AuditFailed("the routes failed their audit, so they are not given out\n" + "\n".join(verdict.broken))
    return answer


def _trips(
    rest: Reduced, solver: RoutingSolver, limits: Limits, watch: Watch, known: tuple[Trip, ...],
    parameters: Mapping[str, Any] | None,
) -> tuple[Trip, ...] | None:  # fmt: skip
    """Trips that serve all; where none were found, those that leave out what matters least."""
    if not rest.problem.tasks:
        return ()
    found = solver.solve(rest.problem, limits, watch, known, parameters)
    if found is None:
        watch.say("not all can be served: leaving out what matters least")
        found = solver.solve(with_prizes(rest.problem), limits, watch, known, parameters)
    return None if found is None else rest.whole(found)


def _routes(problem: RoutingProblem, rest: Reduced, trips: tuple[Trip, ...]) -> Routes:
    """Times and costs of trips, and the list of what is in none of them."""
    routes = []
    for trip in trips:
        made = scheduled(problem, trip.vehicle, trip.tasks)
        if made is None:
            raise BackendError(f"a route that was found cannot be driven: {problem.vehicles[trip.vehicle].name}")
        routes.append(made)
    served = {(task.kind != Kind.STOP, task.index) for trip in trips for task in trip.tasks if task.kind != Kind.RELOAD}
    unserved = list(rest.out_of_reach)
    for shipment, kept, all_of in ((False, rest.stops, problem.stops), (True, rest.shipments, problem.shipments)):
        for index in kept:
            if (shipment, index) not in served:
                prize = all_of[index].prize
                why = NO_ROOM if prize is None else NOT_WORTH
                unserved.append(Unserved(index, why, shipment, prize is None, prize or 0.0))
    return Routes(tuple(routes), tuple(unserved))
