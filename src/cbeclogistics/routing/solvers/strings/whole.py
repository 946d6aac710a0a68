"""Searches by strings of a whole problem, side by side, while a temperature falls; they meet at the best at times."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count

from ....engine.limits import Limits, Watch
from ...problem import RoutingProblem
from ..budget import Budget, side_by_side
from ..scaled import Scaled, scaled
from ..solver import Trip
from .fewest import fewest
from .partition import chosen
from .plain import ground
from .pool import Pool
from .search import CHUNK, Search
from .tour import DEMAND, Ground

HOT, WARM, COLD = 2.0, 0.3, 0.02  # temperatures: at first, at first with known routes, at last; in ways to a near stop
FEWER = 0.5  # share for having fewer vehicles, where they are to be as few as possible
PATIENCE = 0.35  # share after which all should be served
MEET = (0.7, 0.85, 0.95, 1.0)  # shares at which searches go on from the best of them

LATE, GATHER = 0.5, 10  # share of the cooling from which routes are kept, each so many looks at the clock
PUT_TOGETHER = 0.04  # share of the time for choosing among them, at each meeting but the last


def by_strings(problem: RoutingProblem, budget: Budget, start: Sequence[Trip] = ()) -> tuple[Trip, ...] | None:
    """Return good trips of a plain problem; None where some stops that must be served are not."""
    whole, limits = scaled(problem), budget.limits
    facts = ground(problem, whole)
    searches = [Search(facts, limits.seed * 1000 + k, start) for k in range(max(1, limits.threads))]
    hot = WARM if start and not searches[0].missing else HOT
    side_by_side(partial(_serve_all, whole=whole, budget=budget), searches, limits.threads)
    if min(search.missing for search in searches):
        return None
    begin = 0.0
    if problem.fewest_vehicles:
        fewest(searches, whole, budget, FEWER)
        begin = max(budget.share(search.done) for search in searches)
    for search in searches[::2]:
        search.overload(whole.typical / max(1.0, float(facts.stops[:, DEMAND:].mean())))
    best, pools = min(searches, key=_rank), [Pool() for _ in searches]
    for until in (share for share in MEET if share > begin):
        work = partial(_cool, whole=whole, budget=budget, hot=hot, begin=begin, until=until)
        side_by_side(lambda both: work(*both), list(zip(searches, pools, strict=True)), limits.threads)  # noqa: B023
        best = min(searches, key=_rank)
        if budget.stopped:
            break
        trips = _put_together(facts, best, pools, budget) if until < 1.0 and not best.missing else best.trips()
        for search in searches:
            if search is not best or trips != best.trips():
                search.go_on_from(trips)
    return best.trips()


def _rank(search: Search) -> tuple[int, int]:
    return search.missing, search.cost


def _serve_all(search: Search, whole: Scaled, budget: Budget) -> None:
    """Search until all that must be served is, without overloading."""
    search.run(CHUNK, whole.typical, to_none=True)
    while search.missing and budget.share(search.done) < PATIENCE and not budget.stopped:
        search.run(CHUNK, whole.typical, to_none=True)


def _put_together(facts: Ground, best: Search, pools: list[Pool], budget: Budget) -> tuple[Trip, ...]:
    """Return the best plan of routes that any search came by."""
    every = Pool()
    for pool in pools:
        every.merge(pool)
    best.gather(every)
    if not every.routes():
        return ()
    left = max(0.0, budget.limits.time_limit - budget.watch.elapsed())
    seconds = float("inf") if budget.rounds else min(left, PUT_TOGETHER * budget.limits.time_limit)
    limits = Limits(time_limit=seconds, seed=budget.limits.seed)
    made = chosen(facts, every.routes(), best.trips(), best.most, limits, Watch(cancel=budget.watch.cancel))
    return best.trips() if made is None else made


def _cool(search: Search, pool: Pool, whole: Scaled, budget: Budget, hot: float, begin: float, until: float) -> None:
    """Search while the temperature falls, up to a share of the budget; at least once. Routes on the way are kept."""
    for turn in count():
        share = budget.share(search.done)
        part = min(1.0, max(0.0, share - begin) / max(1e-9, 1.0 - begin))
        search.run(CHUNK, hot * (COLD / hot) ** part * whole.typical)
        if part > LATE and turn % GATHER == 0:
            search.gather(pool)
        budget.say("routing", search.cost / whole.money)
        if budget.stopped or budget.share(search.done) >= until:
            return
