"""The routing suites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..engine.limits import Limits, Watch
from ..errors import BackendError, NoPlanFound
from ..routing.audit import audit
from ..routing.document import RoutesDocument
from ..routing.problem import RoutingProblem
from ..routing.route import route
from ..routing.routes import Routes
from ..routing.schedule import scheduled
from ..routing.solvers.budget import side_by_side
from .family import Family, Found, Method
from .vroom import solve_by_vroom

OURS = "balanced"
COSTS_ALONE = ("pyvrp", "vroom")  # know nothing of vehicles that go before costs
SMALL, WARMING = 40, 1.0  # stops of the problem that warms up, and its seconds: these searches stop by the clock


def _solver(name: str) -> Method[RoutingProblem]:
    def solve(problem: RoutingProblem, limits: Limits, watch: Watch) -> Found:
        asked = dear_vehicles(problem) if name in COSTS_ALONE else problem
        answer = route(
            asked, name, time_limit=limits.time_limit, seed=limits.seed, threads=limits.threads, progress=watch.report,
            cancel=watch.cancel,
        )  # fmt: skip
        return _checked(problem, answer)

    return solve


def _pyvrp(problem: RoutingProblem, limits: Limits, watch: Watch) -> Found:
    """PyVRP searches with one thread: each further one has a search of its own, from another seed; the best counts."""
    asked = dear_vehicles(problem)
    watches = [watch, *(Watch(cancel=watch.cancel) for _ in range(1, limits.threads))]

    def search(number: int) -> Routes | NoPlanFound:
        try:
            return route(asked, "pyvrp", time_limit=limits.time_limit, seed=limits.seed * 1000 + number,
                         progress=watches[number].report, cancel=watch.cancel)  # fmt: skip
        except NoPlanFound as none:
            return none

    found = side_by_side(search, range(len(watches)), limits.threads)
    made = [answer for answer in found if isinstance(answer, Routes)]
    if not made:
        raise next(none for none in found if isinstance(none, NoPlanFound))
    return _checked(problem, min(made, key=lambda answer: (len(answer.left_out), answer.cost)))


def _vroom(problem: RoutingProblem, limits: Limits, watch: Watch) -> Found:
    return _checked(problem, solve_by_vroom(dear_vehicles(problem), limits, watch))


def dear_vehicles(problem: RoutingProblem) -> RoutingProblem:
    """The same in costs alone: where fewer vehicles go before costs, each costs more than a route for every stop."""
    if not problem.fewest_vehicles:
        return problem
    places = np.array([stop.place for stop in problem.stops] + [one.from_place for one in problem.shipments]
                      + [one.to_place for one in problem.shipments])  # fmt: skip
    far = 0.0
    for kind in problem.vehicles:
        begin, end = problem.depots[kind.start_depot].place, problem.depots[kind.end_depot].place
        out, _ = problem.travel.between(np.full(places.size, begin), places, kind.profile)
        back, _ = problem.travel.between(places, np.full(places.size, end), kind.profile)
        far = max(far, kind.cost_per_km * float((out + back).sum()))
    kinds = tuple(replace(kind, fixed_cost=kind.fixed_cost + far) for kind in problem.vehicles)
    return replace(problem, vehicles=kinds, fewest_vehicles=False)


def _checked(problem: RoutingProblem, answer: Routes) -> Found:
    """What an answer is worth by the audit; one that leaves out whom it must serve is worth nothing."""
    answer = _priced(problem, answer)
    if answer.left_out:
        return Found(f"{len(answer.left_out)} unserved", float("inf"), float("-inf"), answer.solver)
    verdict = audit(problem, answer)
    if not verdict.holds:
        raise BackendError(f"the answer to {problem.name} is wrong: {'; '.join(verdict.broken)}")
    vehicles = len(answer.routes) if problem.fewest_vehicles else None
    document = RoutesDocument(problem.name, answer, verdict.cost)
    return Found("limit", verdict.cost, float("-inf"), answer.solver, document, vehicles)


def _priced(problem: RoutingProblem, answer: Routes) -> Routes:
    """The same routes by the problem's own costs."""
    routes = [scheduled(problem, one.vehicle, one.tasks) for one in answer.routes]
    made = tuple(one for one in routes if one is not None)
    if len(made) < len(routes):
        raise BackendError(f"a route of the answer to {problem.name} cannot be driven")
    return replace(answer, routes=made)


def _warm_up(problem: RoutingProblem) -> tuple[RoutingProblem, float]:
    return replace(problem, stops=problem.stops[:SMALL], shipments=problem.shipments[:SMALL]), WARMING


FAMILY: Family[RoutingProblem] = Family(
    lambda name: _solver(name or OURS), {"ortools": _solver("ortools"), "pyvrp": _pyvrp, "vroom": _vroom},
    _warm_up, stops=lambda problem: problem.tasks,
)  # fmt: skip
