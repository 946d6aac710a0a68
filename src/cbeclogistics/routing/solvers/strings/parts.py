"""Thousands of stops: neighbouring ones are routed together, part by part and side by side, then divided otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ...problem import RoutingProblem
from ...routes import Kind, Task
from ...travel import Floats, Ints
from ..budget import Budget, side_by_side
from ..scaled import Scaled, scaled
from ..solver import Trip
from .plain import ground
from .search import CHUNK, Search

WHOLE = 3000  # stops that are searched at once: more of them would fill the memory with ways
PART = 1000  # stops of a part
TIMES = 5  # times that stops are divided
HOT, COLD = 1.0, 0.02  # temperatures at first and at last, in ways to a near stop


@dataclass(frozen=True)
class Part:
    """A problem of some of the stops, and its indices in the whole.

    Attributes
    ----------
    start
        Known trips, in the indices of the part.
    """

    problem: RoutingProblem
    stops: Ints
    start: tuple[Trip, ...]

    def whole(self, trips: Sequence[Trip]) -> tuple[Trip, ...]:
        """Trips in the indices of the whole problem."""
        return tuple(
            Trip(trip.vehicle, tuple(Task(Kind.STOP, int(self.stops[task.index])) for task in trip.tasks))
            for trip in trips
        )


def by_parts(problem: RoutingProblem, budget: Budget, start: Sequence[Trip] = ()) -> tuple[Trip, ...] | None:
    """Return good trips of a plain problem; None where some stops that must be served are not."""
    trips = tuple(start)
    random = np.random.default_rng(budget.limits.seed)
    points = np.array([problem.travel.point(stop.place) for stop in problem.stops])
    for time in range(TIMES):
        parts = divided(problem, trips, points, random)
        until = (time + 1) / TIMES
        jobs = list(enumerate(parts))
        workers = max(1, budget.limits.threads)
        groups = [jobs[k::workers] for k in range(workers)]
        work = partial(_in_turn, budget=budget, time=time, until=until)
        made = side_by_side(work, [group for group in groups if group], workers)
        trips = tuple(trip for found in made for trip in found)
        if budget.stopped or budget.share(0) >= 1.0:
            break
    served = {task.index for trip in trips for task in trip.tasks}
    if any(stop.prize is None and k not in served for k, stop in enumerate(problem.stops)):
        return None
    return trips


def _in_turn(jobs: list[tuple[int, Part]], budget: Budget, time: int, until: float) -> list[Trip]:
    """Search part after part, each for its share of the time there is up to a share of the budget."""
    found: list[Trip] = []
    begin = budget.share(0) if not budget.rounds else 0.0
    for k, (number, part) in enumerate(jobs):
        whole = scaled(part.problem)
        search = Search(ground(part.problem, whole), budget.limits.seed * 1000 + number, part.start)
        stop_at = begin + (until - begin) * (k + 1) / len(jobs)
        _cool(search, whole, budget, time, stop_at)
        found += part.whole(search.trips())
    return found


def _cool(search: Search, whole: Scaled, budget: Budget, time: int, until: float) -> None:
    """Search as the temperature falls from what it is this time to what it will be next time; at least once."""
    begin = budget.share(0)
    high, low = (HOT * (COLD / HOT) ** (t / TIMES) for t in (time, time + 1))
    rounds = max(CHUNK, budget.rounds // TIMES)
    while True:
        part = search.done / rounds if budget.rounds else (budget.share(0) - begin) / max(1e-9, until - begin)
        search.run(CHUNK, high * (low / high) ** min(1.0, max(0.0, part)) * whole.typical)
        budget.say("routing part by part", float("inf"))
        if budget.stopped or budget.share(0) >= (1.0 if budget.rounds else until):
            return
        if budget.rounds and search.done >= rounds:
            return


def divided(problem: RoutingProblem, trips: Sequence[Trip], points: Floats, random: np.random.Generator) -> list[Part]:
    """Divide trips, and the stops that are in none, by straight lines of random directions; and the idle vehicles."""
    served = np.zeros(len(problem.stops), bool)
    members = [np.array([task.index for task in trip.tasks]) for trip in trips]
    for stops in members:
        served[stops] = True
    alone = np.flatnonzero(~served)
    groups = members + [np.array([k]) for k in alone]
    middle = np.array([points[g].mean(axis=0) for g in groups])
    pieces = _halved(np.arange(len(groups)), middle, np.array([len(g) for g in groups]), random)
    idle = [kind.count - sum(trip.vehicle == k for trip in trips) for k, kind in enumerate(problem.vehicles)]
    weight = np.array([sum(len(groups[g]) for g in piece if g >= len(trips)) for piece in pieces], float)
    weight += 1e-3 * np.array([sum(len(groups[g]) for g in piece) for piece in pieces])
    spare = [_shared(count, weight) for count in idle]
    return [_part(problem, piece, trips, groups, [s[k] for s in spare]) for k, piece in enumerate(pieces)]


def _halved(which: Ints, middle: Floats, sizes: Ints, random: np.random.Generator) -> list[Ints]:
    """Cut in two until all are small enough, across the longer side as seen from a random direction."""
    if sizes[which].sum() <= PART or len(which) == 1:
        return [which]
    turn = random.uniform(0, np.pi / 2)
    seen = middle[which] @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    order = which[np.argsort(seen[:, int(np.argmax(np.ptp(seen, axis=0)))], kind="stable")]
    half = np.cumsum(sizes[order])
    cut = int(np.clip(np.searchsorted(half, half[-1] / 2), 1, len(order) - 1))
    return [*_halved(order[:cut], middle, sizes, random), *_halved(order[cut:], middle, sizes, random)]


def _shared(count: int, weight: Floats) -> Ints:
    """Share out whole vehicles by weight: as many to each as it is due, the rest to where most is missing."""
    due = count * weight / weight.sum()
    each = np.floor(due).astype(np.int64)
    each[np.argsort(-(due - each), kind="stable")[: count - int(each.sum())]] += 1
    return np.asarray(each)


def _part(
    problem: RoutingProblem, piece: Ints, trips: Sequence[Trip], groups: list[Ints], spare: list[int]
) -> Part:  # fmt: skip
    stops = np.concatenate([groups[g] for g in piece])
    index = {int(stop): k for k, stop in enumerate(stops)}
    start = tuple(
        Trip(trips[g].vehicle, tuple(Task(Kind.STOP, index[t.index]) for t in trips[g].tasks))
        for g in piece if g < len(trips)
    )  # fmt: skip
    kinds = tuple(
        replace(kind, count=int(spare[k]) + sum(trip.vehicle == k for trip in start))
        for k, kind in enumerate(problem.vehicles)
    )
    return Part(replace(problem, vehicles=kinds, stops=tuple(problem.stops[int(s)] for s in stops)), stops, start)
