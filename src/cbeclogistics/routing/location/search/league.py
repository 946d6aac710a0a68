"""What is known of each set of open depots, and of all routes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..answer import Tour
from .annealing import Found
from .ground import Ground
from .pool import Pool
from .subsets import Depots


@dataclass(frozen=True)
class Entry:
    """The cheapest routes known from a set of depots."""

    cost: float
    tours: tuple[Tour, ...]


@dataclass
class League:
    """The cheapest routes by set of depots, and the pool that all were seen in."""

    ground: Ground
    entries: dict[Depots, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pool = Pool(self.ground)

    def add(self, found: Found) -> None:
        """Take in what a search found, under the depots that it uses."""
        self.pool.add(found.kept)
        self.offer(found.cost, found.tours)

    def offer(self, cost: float, tours: tuple[Tour, ...]) -> None:
        """Take in routes that keep all capacities."""
        if not tours:
            return
        depots = tuple(sorted({tour.depot for tour in tours}))
        if depots not in self.entries or cost < self.entries[depots].cost:
            self.entries[depots] = Entry(cost, tours)

    def ranked(self) -> list[Depots]:
        """Sets of depots, the cheapest first."""
        return sorted(self.entries, key=lambda one: (self.entries[one].cost, one))

    @property
    def best(self) -> Entry:
        """The cheapest of all."""
        ranked = self.ranked()
        return self.entries[ranked[0]] if ranked else Entry(np.inf, ())
