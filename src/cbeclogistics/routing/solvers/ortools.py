"""OR-Tools' routing library: constraint programming with guided local search."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, ClassVar

from ...engine.limits import Limits, Watch
from ..problem import RoutingProblem
from .ortools_model import Model, modelled
from .ortools_trips import trips_of, variables_of
from .scaled import scaled
from .solver import Trip

FIRST, TIGHT = "PATH_CHEAPEST_ARC", "PARALLEL_CHEAPEST_INSERTION"  # the other where more than loads limits routes
LARGE, MANY = 1000, "SAVINGS"  # tasks above which that begins better and sooner, if there are no shipments
NEAR = 500  # neighbours of a stop that first solutions look at
THEN = "GUIDED_LOCAL_SEARCH"
SAY_EVERY = 1.0  # seconds between two words on progress
PATIENCE = 0.35  # share of the time, or of the solutions, after which there should be routes that serve all
LONGEST = 1e9  # seconds, where no limit is given
SELDOM = 255  # of so many questions whether to stop, but one, are answered without a look: there are millions


class OrTools:
    """Routes of every kind that `RoutingProblem` can state, but for what `ortools_model.unsupported` names."""

    name: ClassVar[str] = "ortools"

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if it can be used."""
        return None if find_spec("ortools") else 'OR-Tools is not installed; pip install "ortools>=9.12,<10"'

    def solve(
        self, problem: RoutingProblem, limits: Limits, watch: Watch, start: tuple[Trip, ...] = (),
        parameters: Mapping[str, Any] | None = None,
    ) -> tuple[Trip, ...] | None:  # fmt: skip
        """Search until the time is up, `parameters["iterations"]` solutions are seen, or the caller has had enough.

        `parameters` may also name a `first_solution` strategy and a `metaheuristic`, as OR-Tools calls them.
        """
        if not problem.tasks:
            return ()
        asked = dict(parameters or {})
        model = modelled(problem, scaled(problem))
        if model is None:
            return None
        routing = model.routing
        routing.solver().ReSeed(limits.seed)
        iterations = int(asked.get("iterations", 0))
        said = _search(limits, watch, iterations, {"first_solution": _first(model), **asked}, problem.tasks)
        routing.CloseModelWithParameters(said)
        keeper = _Keeper(model, limits, watch, iterations)
        routing.AddAtSolutionCallback(keeper.heard)
        routing.AddSearchMonitor(routing.solver().CustomLimit(keeper.enough))
        known = routing.ReadAssignmentFromRoutes(variables_of(model, start), True) if start else None
        found = (
            routing.SolveFromAssignmentWithParameters(known, said) if known is not None
            else routing.SolveWithParameters(said)
        )  # fmt: skip
        if found is None:
            return None
        trips, all_served = trips_of(model, found)
        return trips if all_served else None


def _first(model: Model) -> str:
    if not model.tight:
        return FIRST
    return MANY if model.problem.tasks > LARGE and not model.problem.shipments else TIGHT


def _search(limits: Limits, watch: Watch, iterations: int, asked: Mapping[str, Any], tasks: int) -> Any:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    said = pywrapcp.DefaultRoutingSearchParameters()
    first, then = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    said.first_solution_strategy = first.Value.Value(asked["first_solution"])
    said.local_search_metaheuristic = then.Value.Value(asked.get("metaheuristic", THEN))
    near = min(1.0, NEAR / max(1, tasks))
    said.savings_parameters.neighbors_ratio = near
    said.global_cheapest_insertion_first_solution_parameters.neighbors_ratio = near
    left = min(LONGEST, limits.after(watch.elapsed()).time_limit)
    said.time_limit.FromMilliseconds(max(1, round(left * 1000)))
    if iterations:
        said.solution_limit = iterations
    return said


class _Keeper:
    """Hears of solutions, reports the best cost now and then, and says when the search is to end."""

    def __init__(self, model: Model, limits: Limits, watch: Watch, iterations: int) -> None:
        self._model, self._limits, self._watch = model, limits, watch
        self._most, self._seen = iterations or float("inf"), 0
        self._best, self._began, self._asked = float("inf"), watch.elapsed(), 0
        self._said = self._began

    def heard(self) -> None:
        """A solution was found."""
        self._seen += 1
        self._best = min(self._best, float(self._model.routing.CostVar().Max()))
        now = self._watch.elapsed()
        if now - self._said >= SAY_EVERY:
            self._said = now
            there = self._best < self._model.must
            self._watch.say("routing", self._best / self._model.scaled.money if there else float("inf"))

    def enough(self) -> bool:
        """Whether to stop."""
        self._asked += 1
        if self._asked & SELDOM:
            return False
        if self._watch.cancel.cancelled:
            return True
        now = self._watch.elapsed()
        share = max((now - self._began) / max(1e-9, self._limits.time_limit - self._began), self._seen / self._most)
        return self._best >= self._model.must and share >= PATIENCE
