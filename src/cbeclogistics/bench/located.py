"""The location suites."""

from __future__ import annotations

import numpy as np

from ..engine.limits import Limits, Watch
from ..engine.location.check import check
from ..engine.location.document import SolutionDocument
from ..engine.location.outcome import Outcome
from ..engine.location.problems import CFL, CMND, SSCFLP, TSCFLP, UFL, Located, PMedian
from .family import WARMING, Family, Found, Method, hold
from .spopt import solve_by_spopt
from .whole import BACKENDS, Backend, of_profile

SITES, CUSTOMERS = 12, 30  # of the problem that warms up
MORE_SITES, MORE_CUSTOMERS, OF_DEMAND = 20, 40, 8  # of CFL, whose smaller trees are enumerated; capacity of a site


def _ours(profile: str) -> Method[Located]:
    return _whole(of_profile(profile)) if profile else _own


def _own(problem: Located, limits: Limits, watch: Watch) -> Found:
    from ..engine.location.solve import solve

    return _checked(problem, solve(problem, limits, watch))


def _whole(backend: Backend) -> Method[Located]:
    name, parameters = backend

    def solve(problem: Located, limits: Limits, watch: Watch) -> Found:
        from ..engine.location.models import solve_whole

        return _checked(problem, solve_whole(problem, limits, watch, backend_name=name, parameters=parameters))

    return solve


def _spopt(problem: Located, limits: Limits, watch: Watch) -> Found:
    return _checked(problem, solve_by_spopt(problem, limits, watch))


def _checked(problem: Located, outcome: Outcome) -> Found:
    if outcome.solution is None:
        return Found(outcome.proof.value, float("inf"), outcome.bound, outcome.solver)
    verdict = check(problem, outcome.solution)
    hold(verdict.broken, verdict.cost, outcome.cost, problem.name)
    document = SolutionDocument.of(problem, outcome.solution, verdict.cost, outcome.bound)
    return Found(outcome.proof.value, verdict.cost, outcome.bound, outcome.solver, document)


def _possible_flows(problem: Located) -> int:
    """Return how many flows a plan may use."""
    match problem:
        case UFL() | CFL() | SSCFLP():
            return problem.sites * problem.customers
        case PMedian():
            return int(problem.distance.size)
        case TSCFLP():
            return problem.plants * problem.depots + problem.depots * problem.customers
        case CMND():
            return problem.arcs * problem.commodities


def _warm_up(problem: Located) -> tuple[Located, float] | None:
    """Solved at a glance but not at the first step: what it does not reach is compiled on the clock."""
    small = _like(problem)
    return None if small is None else (small, WARMING)


def _like(problem: Located) -> Located | None:
    drawn, in_parts = np.random.default_rng(0), type(problem) is CFL
    sites, customers = (MORE_SITES, MORE_CUSTOMERS) if in_parts else (SITES, CUSTOMERS)
    place = drawn.uniform(0, 100, (sites + customers, 2))
    cost = np.round(np.linalg.norm(place[:sites, None] - place[None, sites:], axis=2))
    opening, demand = drawn.integers(100, 200, sites).astype(float), drawn.integers(1, 20, customers).astype(float)
    capacity = np.full(sites, np.ceil(demand.sum() / 4))
    match problem:
        case SSCFLP():
            return SSCFLP(opening, cost, capacity, demand, "warm")
        case CFL():
            uneven = np.ceil(demand.sum() / OF_DEMAND * drawn.uniform(0.4, 0.9, sites))
            return CFL(opening, cost, uneven, demand, "warm")
        case UFL():
            return UFL(opening, cost, "warm")
        case PMedian():
            return PMedian(cost, 4, "warm")
    return None


FAMILY: Family[Located] = Family(
    _ours,
    {**{name: _whole(backend) for name, backend in BACKENDS.items()}, "spopt": _spopt},
    _warm_up,
    possible_flows=_possible_flows,
)
