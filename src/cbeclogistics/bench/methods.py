"""Our own solver and its peers on one problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..engine.limits import Limits, Watch
from ..engine.location.problems import Located

if TYPE_CHECKING:
    from ..engine.location.document import SolutionDocument
    from ..engine.planner.document import PlanDocument
    from ..engine.planner.problem import Planner

PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "highs": ("highs", {}),
    "scip": ("ortools", {"solver": "scip"}),
    "cp-sat": ("ortools", {"solver": "cp-sat"}),
    "cbc": ("pulp", {"solver": "PULP_CBC_CMD"}),
}
SPOPT = "spopt"  # has models of its own
KNOWN = (*PEERS, SPOPT)


@dataclass(frozen=True)
class Found:
    """What a method answered.

    Attributes
    ----------
    proof, solver
        Why it stopped; what answered.
    cost
        Of the answer by the independent checker; inf without one.
    bound
        Proven; -inf where nothing is.
    document
        The answer, to be written; None where there is none.
    """

    proof: str
    cost: float
    bound: float
    solver: str
    document: SolutionDocument | PlanDocument | None = None


SITES, CUSTOMERS = 12, 30  # of the problem that warms up

Method = Callable[["Located | Planner", Limits, Watch], Found]


def like(problem: Located | Planner) -> Located | Planner | None:
    """Return a problem of the same kind, solved at a glance but not at the first step; None where none is needed.

    What it does not reach is compiled on the clock, so it is drawn rather than trivial.
    """
    import numpy as np

    from ..engine.location.problems import CFL, SSCFLP, UFL, PMedian
    from ..engine.planner.problem import Planner

    if isinstance(problem, Planner):
        from ..engine.planner.generate import generate

        return generate(5_000)
    drawn = np.random.default_rng(0)
    place = drawn.uniform(0, 100, (SITES + CUSTOMERS, 2))
    cost = np.round(np.linalg.norm(place[:SITES, None] - place[None, SITES:], axis=2))
    opening, demand = drawn.integers(100, 200, SITES).astype(float), drawn.integers(1, 20, CUSTOMERS).astype(float)
    capacity = np.full(SITES, np.ceil(demand.sum() / 4))
    match problem:
        case SSCFLP():
            return SSCFLP(opening, cost, capacity, demand, "warm")
        case CFL():
            uneven = np.ceil(capacity * drawn.uniform(0.4, 0.9, SITES))
            return CFL(opening, cost, uneven, demand, "warm")
        case UFL():
            return UFL(opening, cost, "warm")
        case PMedian():
            return PMedian(cost, 4, "warm")
    return None


def method(name: str, profile: str = "") -> Method:
    """Return the method of a name: a peer's, or ours with a profile's backend where it matters."""
    if name == SPOPT:
        return _spopt
    if name in PEERS:
        backend, parameters = PEERS[name]
        return lambda problem, limits, watch: _peer(problem, limits, watch, backend, parameters)
    return lambda problem, limits, watch: _ours(problem, limits, watch, profile)


def _ours(problem: Located | Planner, limits: Limits, watch: Watch, profile: str) -> Found:
    from ..engine.planner.problem import Planner

    if profile:
        from ..engine.profile import read_profile

        chosen = read_profile(profile)
        return _peer(problem, limits, watch, chosen.backend, dict(chosen.parameters))
    if isinstance(problem, Planner):
        from ..engine.planner.solve import solve_planner

        outcome = solve_planner(problem, limits, watch)
        return _planned(problem, outcome.document(problem), outcome.proof.value, outcome.bound, "decomposition")
    from ..engine.location.solve import solve

    return _located(problem, solve(problem, limits, watch))


def _spopt(problem: Located | Planner, limits: Limits, watch: Watch) -> Found:
    from ..engine.planner.problem import Planner
    from ..errors import BackendError
    from .spopt import solve_by_spopt

    if isinstance(problem, Planner):
        raise BackendError("spopt solves p-median only")
    return _located(problem, solve_by_spopt(problem, limits, watch))


def _planned(problem: Planner, document: PlanDocument | None, proof: str, bound: float, solver: str) -> Found:
    from ..engine.planner.check import check_plan

    if document is None:
        return Found(proof, float("inf"), bound, solver)
    verdict = check_plan(problem, document)
    _hold(verdict.holds, verdict.cost, document.cost, problem.name, verdict.broken)
    return Found(proof, verdict.cost, bound, solver, document)


def _located(problem: Located, outcome: Any) -> Found:
    from ..engine.location.check import check
    from ..engine.location.document import SolutionDocument

    if outcome.solution is None:
        return Found(outcome.proof.value, float("inf"), outcome.bound, outcome.solver)
    verdict = check(problem, outcome.solution)
    _hold(verdict.feasible, verdict.cost, outcome.cost, problem.name, verdict.broken)
    document = SolutionDocument.of(problem, outcome.solution, verdict.cost, outcome.bound)
    return Found(outcome.proof.value, verdict.cost, outcome.bound, outcome.solver, document)


def _peer(
    problem: Located | Planner, limits: Limits, watch: Watch, backend_name: str, parameters: dict[str, Any]
) -> Found:  # fmt: skip
    from ..engine.planner.problem import Planner

    if not isinstance(problem, Planner):
        from ..engine.location.models import solve_whole

        return _located(problem, solve_whole(problem, limits, watch, backend_name=backend_name, parameters=parameters))
    from ..engine.backends import backend
    from ..engine.planner.document import PlanDocument
    from ..engine.planner.whole import whole_model

    whole = whole_model(problem)
    answer = backend(backend_name)().solve(whole.arrays, limits.after(watch.elapsed()), watch, parameters=parameters)
    document = None
    if answer.x is not None:
        document = PlanDocument.of(problem, *whole.read(answer.x), whole.arrays.objective(answer.x), answer.bound)
    return _planned(problem, document, answer.proof.value, answer.bound, answer.solver)


def _hold(feasible: bool, cost: float, stated: float, name: str, broken: tuple[str, ...]) -> None:
    from ..errors import BackendError

    if not feasible or abs(cost - stated) > 1e-6 * max(1.0, abs(cost)):
        raise BackendError(f"the answer to {name} is wrong: {'; '.join(broken) or f'it costs {cost}, not {stated}'}")
