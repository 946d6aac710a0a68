"""PyVRP's iterated local search."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from ...engine.limits import Limits, Watch
from ..problem import RoutingProblem
from ..routes import Kind, Task
from .pyvrp_data import Translated, translated
from .scaled import scaled
from .solver import Trip

if TYPE_CHECKING:
    from pyvrp import Solution

SAY_EVERY = 1.0  # seconds between two words on progress
PATIENCE = 0.35  # share of the time, or of the iterations, after which there should be routes that serve all
LEAST = 100  # iterations that are made however short the time: a fraction of a second for hundreds of stops
DEAREST_PENALTY = 100_000.0  # PyVRP's for a unit too much; where a vehicle costs more, it must be more
NONE_YET = float(1 << 60)  # a best cost of more is that of routes that break a limit


class PyVRP:
    """Good routes of every kind that `RoutingProblem` can state."""

    name: ClassVar[str] = "pyvrp"

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if it can be used."""
        return None if find_spec("pyvrp") else 'PyVRP is not installed; pip install "pyvrp>=0.14,<0.15"'

    def solve(
        self, problem: RoutingProblem, limits: Limits, watch: Watch, start: tuple[Trip, ...] = (),
        parameters: Mapping[str, Any] | None = None,
    ) -> tuple[Trip, ...] | None:  # fmt: skip
        """Search until the time is up, `parameters["iterations"]` are done, or the caller has had enough."""
        from pyvrp import PenaltyParams, SolveParams, solve

        if not problem.tasks:
            return ()
        data = translated(problem, scaled(problem))
        stop = Stop(limits, watch, data.scaled.money, int((parameters or {}).get("iterations", 0)))
        penalty = PenaltyParams(max_penalty=max(DEAREST_PENALTY, float(data.scaled.dearest)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on penalties at their bound: that no routes were found says the same
            known = data.solution(start) if start else None
            result = solve(data.data, stop, seed=limits.seed, collect_stats=False, params=SolveParams(penalty=penalty),
                           initial_solution=known)  # fmt: skip
        return trips_of(data, result.best) if result.is_feasible() else None


class Stop:
    """Ends a search when the time is up or the caller has had enough; reports the best cost now and then."""

    def __init__(self, limits: Limits, watch: Watch, money: float, iterations: int = 0) -> None:
        self._limits, self._watch, self._money = limits, watch, money
        self._most, self._done = iterations or float("inf"), -1
        self._began = self._said = watch.elapsed()

    def __call__(self, best_cost: float) -> bool:
        now = self._watch.elapsed()
        self._done += 1
        there = best_cost < NONE_YET
        if now - self._said >= SAY_EVERY:
            self._said = now
            self._watch.say("routing", best_cost / self._money if there else float("inf"))
        share = max((now - self._began) / max(1e-9, self._limits.time_limit - self._began), self._done / self._most)
        if self._watch.cancel.cancelled:
            return there or self._done >= LEAST
        return share >= (1.0 if there else PATIENCE) and (there or self._done >= min(LEAST, self._most))


def trips_of(data: Translated, solution: Solution) -> tuple[Trip, ...]:
    """Return the trips of a solution."""
    trips = []
    for route in solution.routes():
        tasks = []
        schedule = list(route)[1:-1]
        for activity in schedule:
            if activity.is_client():
                tasks.append(Task(Kind.STOP, data.stop_of_client[activity.idx]))
            elif activity.is_pickup():
                tasks.append(Task(Kind.PICKUP, activity.idx))
            elif activity.is_delivery():
                tasks.append(Task(Kind.DELIVERY, activity.idx))
            else:
                tasks.append(Task(Kind.RELOAD, activity.idx))
        trips.append(Trip(route.vehicle_type(), tuple(tasks)))
    return tuple(trips)
