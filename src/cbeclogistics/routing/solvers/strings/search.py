"""A search by strings that can be run for a while, looked into, and given better routes.

After J. Christiaens and G. Vanden Berghe, Slack Induction by String Removals for Vehicle Routing Problems,
Transportation Science 54 (2020): stops are taken out of neighbouring routes in strings and put back one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...routes import Kind, Task
from ..solver import Trip
from .anneal import BEST_COST, BEST_MISSING, anneal, remember
from .pool import Pool
from .tour import (
    AFTER,
    COST,
    FIRST,
    MISSING,
    NO_WAY,
    PAST_LAST,
    PRICE,
    Ground,
    emptied,
    empty,
    filled,
    keep,
)

MEAN, LONGEST = 10.0, 10.0  # stops taken out at a time, and longest string
WITHIN = 0.4  # share of rounds after which no vehicle should be overloaded
DEARER, CHEAPER = 1.2, 0.85
CHUNK = 500  # rounds between two looks at the clock
MANY = 1 << 40


class Search:
    """One search, with where it is and the best it has found.

    Attributes
    ----------
    most
        Vehicles that may be used.
    done
        Rounds so far.
    """

    def __init__(self, ground: Ground, seed: int, start: Sequence[Trip] = ()) -> None:
        self.ground, self.most, self.done = ground, MANY, 0
        self._price = 0.0
        self._random = np.random.default_rng(seed)
        self._order, self._key = np.zeros(len(ground.stops), np.int64), np.zeros(len(ground.stops))
        self._best_now = np.full(2, 1 << 60, np.int64)
        self._dirty = np.ones(len(ground.ends), np.int64)
        self._best = empty(ground).nodes[:, AFTER].copy()
        self.go_on_from(start)

    def go_on_from(self, trips: Sequence[Trip]) -> None:
        """Go on from some routes, without those that break a limit; the best is kept."""
        self._tour = empty(self.ground)
        self._dirty[:] = 1
        free = {k: iter(range(row[FIRST], row[PAST_LAST])) for k, row in enumerate(self.ground.kinds.tolist())}
        for trip in trips:
            vehicle = next(free[trip.vehicle], None)
            if vehicle is not None:
                filled(self.ground, self._tour, np.array([task.index for task in trip.tasks]), vehicle)
        keep(self._tour)
        now = self._tour.now
        if (now[MISSING], now[COST]) < (self.missing, self.cost):
            remember(self.ground, self._tour, self._best, self._best_now, self._dirty)

    def begin_again(self, trips: Sequence[Trip]) -> None:
        """Go on from some routes as the best."""
        self._best_now[:] = 1 << 60
        self.go_on_from(trips)

    def run(self, rounds: int, warm: float, *, to_none: bool = False) -> None:
        """Search for some rounds at a temperature, or until nothing that must be served is missing."""
        if self._price:
            self._tour.now[PRICE] = max(1, round(self._price))
        done, within = anneal(
            self.ground, self._tour, self._best, self._best_now, self._dirty, self._order, self._key,
            self._random, rounds, float(warm), MEAN, LONGEST, self.most, to_none,
        )  # fmt: skip
        self.done += done
        if self._price:
            self._price *= DEARER if within < WITHIN * done else CHEAPER

    def overload(self, price: float) -> None:
        """Allow more load than there is room for, at a price for each unit that adapts; 0: no more."""
        self._price = price
        if not price:
            self._tour.now[PRICE] = NO_WAY
            self.go_on_from(self.trips())

    def dissolve(self) -> None:
        """Take all out of the route that was hardest to do without the least, and allow one vehicle less."""
        self.go_on_from(self.trips())
        self.most = emptied(self.ground, self._tour)
        self._best_now[:] = 1 << 60

    @property
    def cost(self) -> int:
        """Of the best."""
        return int(self._best_now[BEST_COST])

    @property
    def missing(self) -> int:
        """Stops that must be served and are not, in the best."""
        return int(self._best_now[BEST_MISSING])

    def trips(self) -> tuple[Trip, ...]:
        """Return the best."""
        return self._trips(self._best)

    def gather(self, pool: Pool) -> None:
        """Add the routes of the best, and those where the search is, to a pool."""
        for trips in (self.trips(), self._trips(self._tour.nodes[:, AFTER])):
            for trip in trips:
                pool.add(trip)

    def _trips(self, after: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> tuple[Trip, ...]:
        stops, following = len(self.ground.stops), after.tolist()
        found = []
        for vehicle, kind in enumerate(self.ground.ends[:, 0].tolist()):
            tasks = []
            u = following[stops + 2 * vehicle]
            while u < stops:
                tasks.append(Task(Kind.STOP, u))
                u = following[u]
            if tasks:
                found.append(Trip(kind, tuple(tasks)))
        return tuple(found)
