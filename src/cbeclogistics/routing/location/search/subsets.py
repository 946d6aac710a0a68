"""Which depots might be open together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from math import comb

import numpy as np

from .ground import Ground

Depots = tuple[int, ...]
MOST = 400  # sets of one size that are looked at


def fewest(ground: Ground) -> int:
    """Number of depots that the demand needs at least; one more than there are where it is too much for all."""
    room = np.cumsum(np.sort(ground.capacity)[::-1])
    return int(np.searchsorted(room, ground.demand.sum() * (1.0 - 1e-9))) + 1


def of_size(ground: Ground, size: int, good: Iterable[Depots]) -> list[Depots]:
    """Sets of a size that can serve all demand: all of them if they are few, else what is next to good ones.

    Parameters
    ----------
    good
        Sets of one depot less that did well; none for the first size.
    """
    depots = range(ground.depots)
    if comb(ground.depots, size) <= MOST:
        found: Iterable[Depots] = combinations(depots, size)
    elif good := list(good):
        found = {tuple(sorted((*one, depot))) for one in good for depot in depots if depot not in one}
    else:
        found = _swapped(ground, size)
    wide = [one for one in found if ground.capacity[list(one)].sum() >= ground.demand.sum() * (1.0 - 1e-9)]
    return sorted(wide, key=lambda one: (estimate(ground, one), one))[:MOST]


def estimate(ground: Ground, depots: Depots) -> float:
    """Rough cost: opening, and for each customer its share of a route that goes to it alone and back."""
    at, customers = list(depots), slice(ground.depots, None)
    there_and_back = (ground.length[at, customers] + ground.length[customers, at].T).min(axis=0)
    share = ground.demand / max(ground.vehicle, 1e-12)
    total = float(ground.opening[at].sum() + ((there_and_back + ground.route) * share).sum())
    if ground.trunk.size:
        total += float(ground.trunk[sum(1 << depot for depot in depots)])
    return total


def _swapped(ground: Ground, size: int) -> Iterator[Depots]:
    """Sets met on the way down by swaps of one depot, in the estimate; begins with the largest depots."""
    now: Depots = tuple(sorted(np.argsort(-ground.capacity, kind="stable")[:size].tolist()))
    seen = {now}
    while True:
        near = [tuple(sorted({*now, depot} - {gone})) for gone in now for depot in range(ground.depots)
                if depot not in now]  # fmt: skip
        seen.update(near)
        wide = [one for one in near if ground.capacity[list(one)].sum() >= ground.demand.sum()]
        best = min(wide, key=lambda one: estimate(ground, one), default=now)
        if estimate(ground, best) >= estimate(ground, now):
            return iter(seen)
        now = best
