"""The search: take strings out, put them back better, and accept as a temperature allows; compiled."""

from __future__ import annotations

import numpy as np

from ....engine.compiled import compiled
from ...travel import Floats, Ints
from .recreate import recreate
from .ruin import ruin
from .tour import (
    ABSENT,
    AFTER,
    COST,
    EXCESS,
    MISSING,
    PRICE,
    PRIZE,
    REQUIRED,
    TIMES,
    TOUCHED,
    WHO,
    Ground,
    Tour,
    keep,
    undo,
)

BEST_COST, BEST_MISSING = range(2)  # of `best_now`


@compiled
def anneal(
    ground: Ground, tour: Tour, best: Ints, best_now: Ints, dirty: Ints, order: Ints, key: Floats,
    random: np.random.Generator, rounds: int, warm: float, mean: float, longest: float, most: int, to_none: bool,
) -> tuple[int, int]:  # fmt: skip
    """Search for some rounds at a temperature; return how many were done, and after how many loads were within limits.

    While stops that must be served are missing, a tour is better that misses fewer, or others than those missing often.

    Parameters
    ----------
    best
        Of each node, the next in the best tour; `best_now` its cost and the stops missing.
    dirty
        Whether a vehicle is not the same in the best tour.
    mean, longest
        Stops taken out at a time, and longest string.
    most
        Vehicles that may be used.
    to_none
        Stop as soon as nothing that must be served is missing.
    """
    now, within = tour.now, 0
    for done in range(rounds):
        cost, missing, times = now[COST] + now[EXCESS] * now[PRICE], now[MISSING], _times(ground, tour)
        ruin(ground, tour, random, mean, longest)
        recreate(ground, tour, random, order, key, most)
        accepted = now[COST] + now[EXCESS] * now[PRICE] < cost - warm * np.log(1.0 - random.random())
        if missing or now[MISSING]:
            later = _times(ground, tour)
            accepted = now[MISSING] < missing or later < times or (later == times and accepted)
            _count(ground, tour)
        if not accepted:
            undo(ground, tour)
            within += now[EXCESS] == 0
            continue
        within += now[EXCESS] == 0
        for k in range(now[TOUCHED]):
            dirty[tour.touched[k]] = 1
        keep(tour)
        if now[EXCESS] == 0 and (
            now[MISSING] < best_now[BEST_MISSING]
            or (now[MISSING] == best_now[BEST_MISSING] and now[COST] < best_now[BEST_COST])
        ):
            remember(ground, tour, best, best_now, dirty)
            if to_none and now[MISSING] == 0:
                return done + 1, within
    return rounds, within


@compiled
def remember(ground: Ground, tour: Tour, best: Ints, best_now: Ints, dirty: Ints) -> None:
    """Make where the search is the best."""
    stops, nodes = len(ground.stops), tour.nodes
    best_now[BEST_COST], best_now[BEST_MISSING] = tour.now[COST], tour.now[MISSING]
    for vehicle in range(len(tour.vehicles)):
        if dirty[vehicle]:
            dirty[vehicle] = 0
            u = stops + 2 * vehicle
            while u != stops + 2 * vehicle + 1:
                best[u] = nodes[u, AFTER]
                u = nodes[u, AFTER]


@compiled
def _times(ground: Ground, tour: Tour) -> int:
    """How often those that are missing were so before."""
    total = 0
    if tour.now[MISSING]:
        for k in range(tour.now[ABSENT]):
            stop = tour.absent[k, WHO]
            if ground.stops[stop, PRIZE] == REQUIRED:
                total += tour.nodes[stop, TIMES]
    return total


@compiled
def _count(ground: Ground, tour: Tour) -> None:
    for k in range(tour.now[ABSENT]):
        stop = tour.absent[k, WHO]
        if ground.stops[stop, PRIZE] == REQUIRED:
            tour.nodes[stop, TIMES] += 1
