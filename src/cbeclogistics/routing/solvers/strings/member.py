"""What searches side by side have in common, and a search by strings as one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from ..budget import Budget
from ..scaled import Scaled
from ..solver import Trip
from .pool import Pool
from .search import CHUNK, Search

COLD = 0.02  # temperature at last, in ways to a near stop
LATE, GATHER = 0.5, 4  # share of the cooling from which routes are kept, each so many looks at the clock


class Member(Protocol):
    """A search that can be run for a while, looked into, and given better routes."""

    @property
    def cost(self) -> int:
        """Of the best."""

    @property
    def missing(self) -> int:
        """Stops that must be served and are not, in the best."""

    def trips(self) -> tuple[Trip, ...]:
        """Return the best."""

    def go_on_from(self, trips: Sequence[Trip]) -> None:
        """Go on from some routes."""

    def search(self, pool: Pool, until: float) -> None:
        """Search up to a share of the budget; routes on the way are kept."""


@dataclass
class Cooling:
    """A search by strings whose temperature falls.

    Attributes
    ----------
    hot
        Temperature at first, in ways to a near stop.
    begin
        Share of the budget at which it begins to fall.
    """

    by_strings: Search
    whole: Scaled
    budget: Budget
    hot: float
    begin: float

    @property
    def cost(self) -> int:
        """Of the best."""
        return self.by_strings.cost

    @property
    def missing(self) -> int:
        """Stops that must be served and are not, in the best."""
        return self.by_strings.missing

    def trips(self) -> tuple[Trip, ...]:
        """Return the best."""
        return self.by_strings.trips()

    def go_on_from(self, trips: Sequence[Trip]) -> None:
        """Go on from some routes, without those that break a limit; the best is kept."""
        self.by_strings.go_on_from(trips)

    def search(self, pool: Pool, until: float) -> None:
        """Search up to a share of the budget; at least once."""
        search, budget = self.by_strings, self.budget
        for turn in count():
            share = budget.share(search.done)
            part = min(1.0, max(0.0, share - self.begin) / max(1e-9, 1.0 - self.begin))
            search.run(CHUNK, self.hot * (COLD / self.hot) ** part * self.whole.typical)
            if part > LATE and turn % GATHER == 0:
                search.gather(pool)
            budget.say("routing", search.cost / self.whole.money)
            if budget.stopped or budget.share(search.done) >= until:
                return
