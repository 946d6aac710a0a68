"""The genetic search as one of several that search side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ....engine.compiled import Whole
from ...routes import Kind, Task
from ..budget import Budget
from ..scaled import Scaled
from ..solver import Trip
from ..strings.pool import Pool
from ..strings.tour import Ground
from .evolve import evolve, learn
from .facts import facts
from .local import blank
from .people import BEST, nobody
from .swap_star import places

CHUNK = 20  # children between two looks at the clock
ROUNDS = 2  # of a search by strings that one child takes as long as, for each stop
NONE_YET = 1 << 60


class Genetic:
    """A population of plans, with the best of them that keeps all limits."""

    def __init__(self, ground: Ground, whole: Scaled, budget: Budget, seed: int) -> None:
        self._facts, self._budget, self._money = facts(ground), budget, whole.money
        stops = len(ground.stops)
        self._done, self._each = 0, ROUNDS * stops
        self._random = np.random.default_rng(seed)
        self._routes, self._places = blank(self._facts), places(self._facts)
        self._people = nobody(self._facts, self._facts.way.max() / max(1.0, self._facts.demand.max()))
        self._tour, self._begins = np.zeros(stops, np.int32), np.zeros(stops, np.int32)

    @property
    def cost(self) -> int:
        """Of the best."""
        best = float(self._people.state[BEST])
        return NONE_YET if np.isinf(best) else round(best)

    @property
    def missing(self) -> int:
        """Stops that are not served in the best."""
        return len(self._tour) if self.cost == NONE_YET else 0

    def trips(self) -> tuple[Trip, ...]:
        """Return the best."""
        return () if self.missing else tuple(_trips(*self._people.best))

    def go_on_from(self, trips: Sequence[Trip]) -> None:
        """Let routes that serve all join the others."""
        if sum(len(trip.tasks) for trip in trips) != len(self._tour) or len(trips) > self._facts.vehicles:
            return
        self._tour[:] = [task.index for trip in trips for task in trip.tasks]
        self._begins[:] = 0
        self._begins[np.cumsum([0, *(len(trip.tasks) for trip in trips[:-1])])] = 1
        learn(self._facts, self._routes, self._places, self._people, self._random, self._tour, self._begins)

    def search(self, pool: Pool, until: float) -> None:
        """Have children up to a share of the budget; the routes of all within room that live then are kept."""
        while not self._budget.stopped and self._budget.share(self._done * self._each) < until:
            evolve(self._facts, self._routes, self._places, self._people, self._random, self._tour, self._begins, CHUNK)
            self._done += CHUNK
            self._budget.say("routing", self.cost / self._money if self.cost < NONE_YET else float("inf"))
        people = self._people
        for slot in np.flatnonzero(people.there[: len(people.there) // 2]):
            for trip in _trips(people.tour[slot], people.begins[slot]):
                pool.add(trip)


def _trips(tour: Whole, begins: Whole) -> Iterator[Trip]:
    for part in np.split(tour, np.flatnonzero(begins)[1:]):
        yield Trip(0, tuple(Task(Kind.STOP, stop) for stop in part.tolist()))
