"""Starts of the descent: the best choice among many fixed places, found by the engine's own location solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Floats, Ints
from ..limits import Limits, Watch
from ..location.problems import UFL
from ..location.solutions import Assigned
from ..location.solve import solve
from .problem import WeberProblem

MOST_ENTRIES = 4_000_000  # of the cost matrix that a start may take
WORK = 1500  # of the location solver: its local search and the first steps of its bound
RANDOM_STARTS = 6


@dataclass(frozen=True)
class Choice:
    """Chosen places with what they cost, and what no choice of these places costs less than.

    Attributes
    ----------
    chosen
        Indices of places, ascending; none where the existing sites alone cost less.
    """

    chosen: Ints
    cost: float
    bound: float


def among(problem: WeberProblem, places: Floats, limits: Limits, watch: Watch, work: int | None = WORK) -> Choice:
    """Choose at most `problem.sites` of the places, exactly if the work suffices.

    Parameters
    ----------
    places
        Shape (places, 3): unit vectors.
    work
        In the location solver's unit; None: until the gap of `limits`.
    """
    costs = np.minimum(problem.costs(places), problem.ceiling)
    opening = np.full(len(places), problem.fixed_cost)
    # the watch stays ours: what the location solver would report is of the places alone
    outcome = solve(UFL(opening, costs, most=problem.sites), limits, Watch(cancel=watch.cancel), work_limit=work)
    chosen, cost = np.empty(0, dtype=np.int64), float(problem.ceiling.sum())
    if isinstance(outcome.solution, Assigned) and outcome.cost < cost:
        chosen, cost = outcome.solution.open_sites, outcome.cost
    return Choice(np.sort(chosen), cost, min(outcome.bound, cost))


def scattered(problem: WeberProblem, seed: int) -> list[Floats]:
    """Random starts: sites at demands, each drawn by what it would save beside those drawn before."""
    random = np.random.default_rng(seed)
    return [_one_scattered(problem, random) for _ in range(RANDOM_STARTS)]


def _one_scattered(problem: WeberProblem, random: np.random.Generator) -> Floats:
    left, chosen = problem.ceiling, list[int]()
    for _ in range(min(problem.sites, len(problem.demand))):
        weight = np.where(np.isfinite(left), left, problem.outbound)
        total = float(weight.sum())
        if total <= 0:
            break
        chosen.append(int(random.choice(weight.size, p=weight / total)))
        left = np.minimum(left, problem.costs(problem.demand_xyz[chosen[-1:]])[0])
    return problem.demand_xyz[chosen]


def thinned(places: Floats, demands: int) -> Floats:
    """So many of the places that the cost matrix stays small, evenly taken."""
    most = max(1, MOST_ENTRIES // max(demands, 1))
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).astype(np.int64)]
