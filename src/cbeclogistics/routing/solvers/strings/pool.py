"""Routes that searches came by: for each vehicle type and set of stops the cheapest order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..solver import Trip
from .tour import DEMAND, FIRST, FIXED, MONEY, ROOM, Ground

MOST = 12_000  # routes kept; the oldest go


@dataclass
class Pool:
    """Routes of a problem that keep all limits, with their costs in whole numbers."""

    ground: Ground
    _kept: dict[tuple[int, frozenset[int]], tuple[int, Trip]] = field(default_factory=dict)
    _seen: set[Trip] = field(default_factory=set)

    def add(self, trip: Trip) -> None:
        """Keep a route unless it is overloaded, or a cheaper one does the same; all but its load is within limits."""
        if trip in self._seen:
            return
        self._seen.add(trip)
        stops, kind = np.array([task.index for task in trip.tasks]), self.ground.kinds[trip.vehicle]
        if (self.ground.stops[stops, DEMAND:].sum(axis=0) > kind[ROOM:]).any():
            return
        _, begin, end = self.ground.ends[kind[FIRST]]
        places = np.concatenate([[begin], stops, [end]])
        self._put(trip, int(self.ground.cost[kind[MONEY], places[:-1], places[1:]].sum()) + int(kind[FIXED]))

    def _put(self, trip: Trip, cost: int) -> None:
        key = trip.vehicle, frozenset(task.index for task in trip.tasks)
        known = self._kept.pop(key, None)
        self._kept[key] = (cost, trip) if known is None or cost < known[0] else known
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def merged(self, others: Iterable[Pool]) -> Pool:
        """Return the routes of this and other pools."""
        made = Pool(self.ground)
        for pool in (*others, self):
            for cost, trip in pool._kept.values():
                made._put(trip, cost)
        return made

    def routes(self) -> list[tuple[int, Trip]]:
        """Costs and routes."""
        return list(self._kept.values())
