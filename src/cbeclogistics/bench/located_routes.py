"""The suites of location with routing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..engine.limits import Limits, Watch
from ..errors import BackendError, NoPlanFound
from ..routing.location import LocationRouting, TwoEchelon, audit, locate_and_route
from ..routing.location.document import LocatedDocument
from ..routing.travel import Given
from .family import Family, Found, Method, hold

OURS = "strings"
SMALL, WARMING = 12, 1.0  # customers of the problem that warms up, and its seconds: the search stops by the clock
Problem = LocationRouting | TwoEchelon


def _ours(name: str) -> Method[Problem]:
    if name not in ("", OURS):
        raise BackendError(f"location with routing has one solver, {OURS}, not {name!r}")
    return _solve


def _solve(problem: Problem, limits: Limits, watch: Watch) -> Found:
    try:
        answer = locate_and_route(
            problem, time_limit=limits.time_limit, seed=limits.seed, threads=limits.threads, progress=watch.report,
            cancel=watch.cancel,
        )  # fmt: skip
    except NoPlanFound:
        return Found("limit", float("inf"), float("-inf"), OURS)
    verdict = audit(problem, answer)
    hold(verdict.broken, verdict.cost, answer.cost, problem.name)
    return Found("limit", verdict.cost, float("-inf"), OURS, LocatedDocument(problem.name, answer))


def _stops(problem: Problem) -> int:
    return (problem.second if isinstance(problem, TwoEchelon) else problem).customers


def _warm_up(problem: Problem) -> tuple[Problem, float]:
    """The first few customers, with the whole of what depots there are."""
    if isinstance(problem, TwoEchelon):
        return replace(problem, second=_few(problem.second)), WARMING
    return _few(problem), WARMING


def _few(problem: LocationRouting) -> LocationRouting:
    count = min(SMALL, problem.customers)
    length = problem.length()[: problem.depots + count, : problem.depots + count]
    travel = Given((length,), (length,), np.zeros((len(length), 2)))
    return replace(problem, demand=problem.demand[:count], travel=travel)


FAMILY: Family[Problem] = Family(_ours, {}, _warm_up, stops=_stops)
