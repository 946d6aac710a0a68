"""The planner family."""

from __future__ import annotations

from ..engine.limits import Limits, Watch
from ..engine.planner.check import check_plan
from ..engine.planner.document import PlanDocument
from ..engine.planner.generate import generate
from ..engine.planner.problem import Planner
from .family import WARMING, Family, Found, Method, hold
from .whole import BACKENDS, Backend, of_profile

SMALL = 5_000  # possible flows of the problem that warms up


def _ours(profile: str) -> Method[Planner]:
    return _whole(of_profile(profile)) if profile else _own


def _own(problem: Planner, limits: Limits, watch: Watch) -> Found:
    from ..engine.planner.solve import solve_planner

    outcome = solve_planner(problem, limits, watch)
    return _checked(problem, outcome.document(problem), outcome.proof.value, outcome.bound, "decomposition")


def _whole(chosen: Backend) -> Method[Planner]:
    name, parameters = chosen

    def solve(problem: Planner, limits: Limits, watch: Watch) -> Found:
        from ..engine.backends import backend
        from ..engine.planner.whole import whole_model

        whole = whole_model(problem)
        answer = backend(name)().solve(whole.arrays, limits.after(watch.elapsed()), watch, parameters=parameters)
        document = None
        if answer.x is not None:
            document = PlanDocument.of(problem, *whole.read(answer.x), whole.arrays.objective(answer.x), answer.bound)
        return _checked(problem, document, answer.proof.value, answer.bound, answer.solver)

    return solve


def _checked(problem: Planner, document: PlanDocument | None, proof: str, bound: float, solver: str) -> Found:
    if document is None:
        return Found(proof, float("inf"), bound, solver)
    verdict = check_plan(problem, document)
    hold(verdict.broken, verdict.cost, document.cost, problem.name)
    return Found(proof, verdict.cost, bound, solver, document)


FAMILY: Family[Planner] = Family(
    _ours, {name: _whole(backend) for name, backend in BACKENDS.items()}, lambda _: (generate(SMALL), WARMING),
    possible_flows=lambda problem: problem.possible_flows,
)  # fmt: skip
