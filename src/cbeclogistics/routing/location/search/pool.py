"""All routes that were ever seen in good solutions: of those over the same customers from one depot, the cheapest."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ....engine.arrays import Floats
from ..answer import Tour
from .ground import Ground


class Pool:
    """Routes and their costs."""

    def __init__(self, ground: Ground) -> None:
        self._length, self._depots, self._route = ground.length, ground.depots, ground.route
        self._best: dict[tuple[int, frozenset[int]], tuple[float, Tour]] = {}

    def __len__(self) -> int:
        return len(self._best)

    def add(self, tours: Iterable[Tour]) -> None:
        """Take routes in."""
        for tour in tours:
            key = (tour.depot, frozenset(tour.customers))
            cost = self.cost(tour)
            known = self._best.get(key)
            if known is None or cost < known[0]:
                self._best[key] = (cost, tour)

    def cost(self, tour: Tour) -> float:
        """Route cost and length of a route."""
        at = np.array([tour.depot, *(c + self._depots for c in tour.customers), tour.depot])
        return self._route + float(self._length[at[:-1], at[1:]].sum())

    def within(self, depots: tuple[int, ...]) -> tuple[list[Tour], Floats]:
        """Return the routes from some depots, and their costs."""
        there = [entry for entry in self._best.values() if entry[1].depot in depots]
        return [tour for _, tour in there], np.array([cost for cost, _ in there])
