"""Searches of a plain problem side by side; they meet at the best at times, and are put together there.

With two threads or more, where all vehicles are alike, every second search is the genetic one: it is the better one of
short and middling routes, the search by strings that of long ones and of many stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...engine.limits import Limits, Watch
from ..problem import RoutingProblem
from .budget import Budget, side_by_side
from .genetic.facts import is_alike
from .genetic.genetic import Genetic
from .scaled import Scaled, scaled
from .solver import Trip
from .strings.fewest import fewest
from .strings.member import Cooling, Member
from .strings.partition import chosen
from .strings.plain import ground
from .strings.pool import Pool
from .strings.search import CHUNK, Search
from .strings.tour import DEMAND, Ground

HOT, WARM = 2.0, 0.3  # temperatures at first, without known routes and with them; in ways to a near stop
FEWER = 0.5  # share for having fewer vehicles, where they are to be as few as possible
PATIENCE = 0.35  # share after which all should be served
MEET = (0.5, 0.7, 0.85, 0.95, 1.0)  # shares at which searches go on from the best of them
PUT_TOGETHER = 0.04  # share of the time for choosing among routes, at each meeting but the last
LONG = 15  # stops a route, beyond which no two searches come by the same route


def by_crew(problem: RoutingProblem, budget: Budget, start: Sequence[Trip] = ()) -> tuple[Trip, ...] | None:
    """Return good trips of a plain problem; None where some stops that must be served are not."""
    whole, limits = scaled(problem), budget.limits
    facts = ground(problem, whole)
    threads = max(1, limits.threads)
    genetic = threads // 2 if is_alike(facts) and not problem.fewest_vehicles else 0
    searches = [Search(facts, limits.seed * 1000 + k, start) for k in range(threads - genetic)]
    hot = WARM if start and not searches[0].missing else HOT
    side_by_side(partial(_serve_all, whole=whole, budget=budget), searches, threads)
    if min(search.missing for search in searches):
        return None
    begin = 0.0
    if problem.fewest_vehicles:
        fewest(searches, whole, budget, FEWER)
        begin = max(budget.share(search.done) for search in searches)
    most = min(search.most for search in searches)
    for search in searches[::2]:
        search.overload(whole.typical / max(1.0, float(facts.stops[:, DEMAND:].mean())))
    members: list[Member] = [Cooling(search, whole, budget, hot, begin) for search in searches]
    for k in range(genetic):
        members.append(Genetic(facts, whole, budget, limits.seed * 1000 + threads + k))
        members[-1].go_on_from(start)
    best, pools = min(members, key=_rank), [Pool(facts) for _ in members]
    for until in (share for share in MEET if share > begin):
        side_by_side(lambda both: both[0].search(both[1], until), list(zip(members, pools, strict=True)), threads)  # noqa: B023
        best = min(members, key=_rank)
        if budget.stopped:
            break
        trips = best.trips()
        if until < 1.0 and not best.missing and len(facts.stops) <= LONG * len(trips):
            trips = _put_together(facts, trips, most, pools, budget)
        for member in members:
            if member is not best or trips != best.trips():
                member.go_on_from(trips)
    return min(members, key=_rank).trips()


def _rank(member: Member) -> tuple[int, int]:
    return member.missing, member.cost


def _serve_all(search: Search, whole: Scaled, budget: Budget) -> None:
    """Search until all that must be served is, without overloading."""
    search.run(CHUNK, whole.typical, to_none=True)
    while search.missing and budget.share(search.done) < PATIENCE and not budget.stopped:
        search.run(CHUNK, whole.typical, to_none=True)


def _put_together(
    facts: Ground, best: tuple[Trip, ...], most: int, pools: list[Pool], budget: Budget
) -> tuple[Trip, ...]:
    """Return the best plan of routes that any search came by."""
    known = Pool(facts)
    for trip in best:
        known.add(trip)
    every = known.merged(pools).routes()
    left = max(0.0, budget.limits.time_limit - budget.watch.elapsed())
    seconds = float("inf") if budget.rounds else min(left, PUT_TOGETHER * budget.limits.time_limit)
    limits = Limits(time_limit=seconds, seed=budget.limits.seed)
    made = chosen(facts, every, best, most, limits, Watch(cancel=budget.watch.cancel))
    return best if made is None else made
