"""Bounds and plans of a model too large for its relaxation, from its families alone and what they share.

1. The relaxation of a sample of the families gives first prices for what they share.
2. In turn: each family's best at the prices (`pricing`), and the best mixture of all such points, whose duals are the
   next prices (`master`); halfway between them and the best so far. Every few rounds the gates (`gated`) raise the
   bound, and their multipliers give the master one row for each.
3. With the gates that are best, the others shut, mixtures again; a small MILP finds the sizes and loads that hold their
   flows. Then each gate is held to one size, loads that carry a trickle are shut, and once more (`plans`).

Bounds are bounds whatever the prices. The plans are mixtures, so they keep every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..arrays import Bools, Floats
from ..backends.protocol import Backend
from ..best import Best
from ..near import near
from .gated import Gated, gated
from .master import Master, everywhere
from .openings import openings
from .plans import Plans
from .pricing import Priced, Pricing
from .rounds import Prices, Rounds
from .sample import first_prices
from .structure import Families

ROUNDS, GATE_EVERY = 16, 4
FEW_ROUNDS, FLOW_ROUNDS = 4, 6  # before a first plan
FINE = 0.1  # of the gap asked for: what a mixture may still lose


class Start:
    """The stages, on one model."""

    def __init__(self, families: Families, best: Best, backend: Backend, parameters: Mapping[str, Any]) -> None:
        self.families, self.best = families, best
        self.pricing = Pricing(families)
        self.used = np.zeros(families.model.columns, dtype=bool)
        self.plans = Plans(families, self.pricing, best, backend, parameters)
        self._gated: Gated | None = None

    def run(self) -> Bools:
        """Raise the bound and find plans; return the columns that were used or could cost little more.

        Shape (columns,).
        """
        best = self.best
        best.say("first prices")
        first = first_prices(self.families, best.limits, best.watch)
        prices = self._prices(np.zeros(self.families.coupling.size) if first is None else first)
        if prices is not None and self._gated is not None and not best.closed:
            self.used |= self.plans.find(prices.price, self._gated, FLOW_ROUNDS)
        return self.used

    def _prices(self, first: Floats) -> Prices | None:
        """Prices that prove most, by rounds of families and master."""
        best, master = self.best, Master(self.families)
        rounds = Rounds(self.families, self.pricing, master, best, Prices(first, np.zeros(0)), ROUNDS)
        here, ahead = rounds.prices, -np.inf
        while (found := rounds.next()) is not None:
            self.used |= found.x > 0
            bound = self._compared(rounds.prices, master, found)
            if bound > ahead:
                here, ahead = rounds.prices, bound
            if rounds.turn % GATE_EVERY == 0:
                self._gate(master, rounds.prices, found)
            best.say("raising the bound")
            if rounds.turn == 0 and self._gated is not None:
                self.used |= self.plans.find(here.price, self._gated, FEW_ROUNDS)
            mixture = rounds.mix(found, here)
            if mixture is None:
                break
            least = max(best.bound, ahead)
            if mixture.complete and mixture.objective - least <= FINE * best.limits.gap * abs(least) < np.inf:
                break
        found = None if best.stopped else rounds.at(here)
        if found is not None:
            self.used |= found.x > 0
            self._gate(master, here, found)
            self._count_near(here, found)
        best.say("raising the bound")
        return here if np.isfinite(ahead) else None

    def _compared(self, prices: Prices, master: Master, found: Priced) -> float:
        """What prices prove without ways gated, rounding of tolls aside; only to compare prices by."""
        model = self.families.model
        cost = model.cost - master.links[: prices.toll.size].T @ prices.toll
        dual = everywhere(self.families, prices.price, found.dual)
        return openings(self.families, replace(model, cost=cost), dual, ways=True).bound

    def _gate(self, master: Master, prices: Prices, own: Priced) -> None:
        """Raise the bound by the gates; give the master a row for each that costs something."""
        found = gated(self.families, everywhere(self.families, prices.price, own.dual), lambda: self.best.stopped)
        if found is None:
            return
        if self._gated is None or found.bound > self._gated.bound:
            self._gated = found
        self.best.bound = found.bound
        if found.weight.any():
            master.add_links(found.weight)

    def _count_near(self, prices: Prices, own: Priced) -> None:
        """Count columns that cost little more at these prices as used."""
        model = self.families.model
        reduced = model.cost - model.matrix.T @ everywhere(self.families, prices.price, own.dual)
        self.used |= near(model, reduced, self.used) | (self.families.family < 0)
