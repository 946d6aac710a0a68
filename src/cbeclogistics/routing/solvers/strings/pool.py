"""Routes that searches came by: for each vehicle type and set of stops the cheapest order."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..solver import Trip

MOST = 12_000  # routes kept; the oldest go


@dataclass
class Pool:
    """Routes with their costs in whole numbers."""

    _kept: dict[tuple[int, frozenset[int]], tuple[int, Trip]] = field(default_factory=dict)

    def add(self, trip: Trip, cost: int) -> None:
        """Keep a route unless a cheaper one does the same."""
        key = trip.vehicle, frozenset(task.index for task in trip.tasks)
        known = self._kept.pop(key, None)
        self._kept[key] = (cost, trip) if known is None or cost < known[0] else known
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def merge(self, other: Pool) -> None:
        """Add the routes of another pool."""
        for cost, trip in other._kept.values():
            self.add(trip, cost)

    def routes(self) -> list[tuple[int, Trip]]:
        """Costs and routes."""
        return list(self._kept.values())
