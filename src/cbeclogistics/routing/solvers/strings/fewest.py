"""As few vehicles as can be: a route is dissolved, and its stops wait until there is room for all of them."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..budget import Budget, side_by_side
from ..scaled import Scaled
from ..solver import Trip
from .search import CHUNK, Search
from .tour import DEMAND, PRIZE, REQUIRED, ROOM, Ground

LEGS = 40  # times that searches compare their vehicles


def fewest(searches: list[Search], whole: Scaled, budget: Budget, until: float) -> None:
    """Take away vehicles up to a share of the budget; each search is left with routes of the fewest found."""
    least = min((search.trips() for search in searches if not search.missing), key=len)
    bound = fewest_by_load(searches[0].ground)
    for leg in range(1, LEGS + 1):
        work = partial(_fewer, whole=whole, budget=budget, least=least, bound=bound, until=until * leg / LEGS)
        found = side_by_side(work, searches, len(searches))
        least = min([least, *(trips for trips in found if trips)], key=len)
        if len(least) <= bound or budget.stopped or budget.share(searches[0].done) >= until:
            break
    for search in searches:
        search.begin_again(least)
        search.most = len(least)


def _fewer(
    search: Search, whole: Scaled, budget: Budget, least: tuple[Trip, ...], bound: int, until: float
) -> tuple[Trip, ...] | None:
    """Search with one vehicle less, and again, up to a share of the budget; the trips of the fewest vehicles found."""
    found = None
    if search.most >= len(least):
        search.begin_again(least)
        search.dissolve()
    while search.most >= bound and not budget.stopped and budget.share(search.done) < until:
        search.run(CHUNK, whole.typical, to_none=True)
        if not search.missing:
            found = search.trips()
            search.dissolve()
    return found


def fewest_by_load(ground: Ground) -> int:
    """Vehicles without which the loads alone would not fit."""
    required = ground.stops[ground.stops[:, PRIZE] == REQUIRED, DEMAND:].sum(axis=0)
    return max(1, int(np.ceil(required / np.maximum(1, ground.kinds[:, ROOM:].max(axis=0)) - 1e-9).max(initial=1)))
