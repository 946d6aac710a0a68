"""PyVRP's searches side by side, each of which now and then goes on from the best of all."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..problem import RoutingProblem
from .budget import Budget, side_by_side
from .pyvrp import DEAREST_PENALTY, LEAST, NONE_YET, PATIENCE, trips_of
from .pyvrp_data import Translated, translated
from .scaled import FAR, Scaled, scaled
from .solver import Trip

if TYPE_CHECKING:
    from pyvrp import PenaltyManager, Solution
    from pyvrp.search import LocalSearch

MEET = (0.5, 0.8, 1.0)  # shares of the budget at which several searches go on from the best of them
FEWER = 10  # vehicles' dearest days that one vehicle less is worth, where they are to be as few as possible
LEAST_PENALTY = 0.1


def by_pyvrp(problem: RoutingProblem, budget: Budget, start: Sequence[Trip] = ()) -> tuple[Trip, ...] | None:
    """Return good trips of any problem; None where none were found that keep all limits."""
    whole = scaled(problem)
    if problem.fewest_vehicles:
        more = FEWER * whole.dearest / whole.money
        kinds = tuple(replace(kind, fixed_cost=kind.fixed_cost + more) for kind in problem.vehicles)
        problem = replace(problem, vehicles=kinds)
        whole = scaled(problem)
    data = translated(problem, whole)
    known = data.solution(tuple(start)) if start else None
    limits = budget.limits
    members = [_Member(data, budget, limits.seed * 1000 + k, known) for k in range(max(1, limits.threads))]
    best = members[0].best
    for until in MEET if len(members) > 1 else (1.0,):
        side_by_side(partial(_Member.search, until=until), members, limits.threads)
        best = min((member.best for member in members), key=_cost)
        for member in members:
            member.best = best
        if budget.stopped or not best.is_feasible():
            break
    return trips_of(data, best) if best.is_feasible() else None


def _cost(solution: Solution) -> tuple[bool, int]:
    from pyvrp import CostEvaluator

    free = CostEvaluator([0.0] * len(solution.excess_load()), 0.0, 0.0)
    return not solution.is_feasible(), free.penalised_cost(solution)


class _Member:
    """One search, which keeps its penalties between the times it runs."""

    def __init__(self, data: Translated, budget: Budget, seed: int, known: Solution | None) -> None:
        from pyvrp import PenaltyManager, PenaltyParams, RandomNumberGenerator, Solution
        from pyvrp.search import OPERATORS, LocalSearch, compute_neighbours

        self._data, self._budget, self._done = data, budget, 0
        random = RandomNumberGenerator(seed=seed)
        self._search: LocalSearch = LocalSearch(data.data, random, compute_neighbours(data.data))
        for operator in OPERATORS:
            if operator.supports(data.data):
                self._search.add_operator(operator(data.data))
        most = max(DEAREST_PENALTY, float(data.scaled.dearest))
        self._penalties: PenaltyManager = PenaltyManager(_first(data), PenaltyParams(max_penalty=most))
        self.best: Solution = known or self._search(
            Solution.make_random(data.data, random), self._penalties.max_cost_evaluator(), exhaustive=True
        )

    def search(self, until: float) -> None:
        """Go on from the best up to a share of the budget."""
        from pyvrp import IteratedLocalSearch

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on penalties at their bound: that no routes were found says the same
            algorithm = IteratedLocalSearch(self._data.data, self._penalties, self._search, self.best)
            result = algorithm.run(_Until(self._budget, self._done, until, self._data.scaled), collect_stats=False)
        self._done += result.num_iterations
        self.best = result.best


class _Until:
    """Ends a search at a share of the budget."""

    def __init__(self, budget: Budget, done: int, until: float, whole: Scaled) -> None:
        self._budget, self._done, self._until, self._whole = budget, done - 1, until, whole

    def __call__(self, best_cost: float) -> bool:
        self._done += 1
        there = best_cost < NONE_YET
        self._budget.say("routing", best_cost / self._whole.money if there else float("inf"))
        until = self._until if there else PATIENCE
        least = there or self._done >= min(LEAST, self._budget.rounds or LEAST)
        return least and (self._budget.stopped or self._budget.share(self._done) >= until)


def _first(data: Translated) -> tuple[list[float], float, float]:
    """Penalties to begin with: for an average load, the dearest way; for the time and length of a way, what it costs.

    PyVRP's own begin at half the most there may be, which thousands of iterations do not bring down.
    """
    whole = data.scaled
    loads = np.array([stop.delivery if any(stop.delivery) else stop.pickup for stop in data.data.clients()])
    loads = loads.reshape(len(loads), len(whole.load))
    each = [max(LEAST_PENALTY, whole.dearest / max(1.0, float(column.mean()))) if column.size else 1.0
            for column in loads.T]  # fmt: skip
    by = [float(np.median(way[(way > 0) & (way < FAR)])) if (way > 0).any() else 1.0
          for way in (whole.duration[0], whole.distance[0])]  # fmt: skip
    costs = max(1.0, float(max(whole.per_distance(kind) for kind in data.problem.vehicles)) * by[1])
    return each, max(LEAST_PENALTY, costs / max(1.0, by[0])), max(LEAST_PENALTY, costs / max(1.0, by[1]))
