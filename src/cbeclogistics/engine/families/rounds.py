"""Families and master in turn: each family's best at the prices, and the mixture whose duals are the next prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import Floats
from ..best import Best
from .master import Master, Mixture, shadow
from .pricing import Priced, Pricing
from .structure import Families

NEAR = 0.5  # weight of the prices that the next ones stay near


@dataclass(frozen=True, eq=False)
class Prices:
    """On coupling rows and on the master's links."""

    price: Floats
    toll: Floats

    def halfway(self, mixture: Mixture) -> Prices:
        """Prices between these and a mixture's, which may have tolls on further links."""
        toll = np.concatenate([self.toll, np.zeros(mixture.toll.size - self.toll.size)])
        return Prices(NEAR * self.price + (1 - NEAR) * mixture.price, NEAR * toll + (1 - NEAR) * mixture.toll)


class Rounds:
    """Turns of families and master, so many at most, from these prices."""

    def __init__(
        self, families: Families, pricing: Pricing, master: Master, best: Best, prices: Prices, most: int
    ) -> None:  # fmt: skip
        self._families, self._pricing, self.master, self._best = families, pricing, master, best
        self.prices, self.turn, self._most = prices, -1, most

    def next(self) -> Priced | None:
        """Begin a turn: each family's best at the prices; None after the last, or where there is none or time is up."""
        self.turn += 1
        return None if self.turn == self._most or self._best.stopped else self.at(self.prices)

    def at(self, prices: Prices) -> Priced | None:
        """Each family's best at some prices."""
        cost = shadow(self._families, self.master, prices.price, prices.toll)
        return self._pricing.at(cost, self._best.limits, self._best.watch)

    def mix(self, found: Priced, near: Prices) -> Mixture | None:
        """End a turn: the best mixture with these points; the next prices are halfway between its and those near."""
        self.master.add(found.x)
        mixture = self.master.best(self._best.limits, self._best.watch)
        if mixture is not None:
            self.prices = near.halfway(mixture)
        return mixture
