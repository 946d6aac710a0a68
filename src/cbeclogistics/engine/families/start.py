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
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Bools, Floats
from ..backends.protocol import Backend
from ..best import Best
from .gated import Gated, gated, openings
from .master import Master, everywhere, shadow
from .plans import Plans
from .pricing import Priced, Pricing
from .sample import first_prices
from .structure import Families

ROUNDS, GATE_EVERY = 16, 4
FEW_ROUNDS, FLOW_ROUNDS = 4, 6  # before a first plan
NEAR = 0.5  # weight of the best prices so far in the next
FINE = 0.1  # of the gap asked for: what a mixture may still lose
NOTHING = 1e-9  # of what a column costs: a reduced cost of 0
LITTLE_MORE = 0.03  # of what a column costs


@dataclass(frozen=True, eq=False)
class Prices:
    """On coupling rows and on the master's links, with the bound that they proved."""

    price: Floats
    toll: Floats
    bound: float


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
        price = first_prices(self.families, best.limits, best.watch)
        if price is None:
            return self.used
        prices = self._prices(price)
        if prices is not None and self._gated is not None and not best.closed:
            self.used |= self.plans.find(prices.price, self._gated, FLOW_ROUNDS)
        return self.used

    def _priced(self, price: Floats, toll: Floats, master: Master) -> Priced | None:
        found = self.pricing.at(shadow(self.families, master, price, toll), self.best.limits, self.best.watch)
        if found is not None:
            self.used |= found.x > 0
        return found

    def _prices(self, first: Floats) -> Prices | None:
        """Prices that prove most, by rounds of families and master."""
        best, master = self.best, Master(self.families)
        here: Prices | None = None
        price, toll = first, np.zeros(0)
        for turn in range(ROUNDS):
            found = self._priced(price, toll, master)
            if found is None or best.stopped:
                break
            bound = self._bound(price, toll, master, found)
            if here is None or bound > here.bound:
                here = Prices(price, toll, bound)
            if turn % GATE_EVERY == 0:
                self._gate(master, price, found.dual)
            best.say("raising the bound")
            master.add(found.x)
            if turn == 0 and self._gated is not None:
                self.used |= self.plans.find(here.price, self._gated, FEW_ROUNDS)
            mixture = master.best(best.limits, best.watch)
            if mixture is None:
                break
            ahead = max(best.bound, here.bound)
            if (
                mixture.complete
                and np.isfinite(ahead)
                and mixture.objective - ahead <= FINE * best.limits.gap * abs(ahead)
            ):
                break
            old = np.concatenate([here.toll, np.zeros(mixture.toll.size - here.toll.size)])
            price = NEAR * here.price + (1 - NEAR) * mixture.price
            toll = NEAR * old + (1 - NEAR) * mixture.toll
        if here is not None:
            found = self._priced(here.price, here.toll, master)
            if found is not None:
                self._gate(master, here.price, found.dual)
                self._near(here.price, found.dual)
        best.say("raising the bound")
        return here

    def _bound(self, price: Floats, toll: Floats, master: Master, found: Priced) -> float:
        """What prices prove without gates as a whole; only to compare prices by."""
        model, families = self.families.model, self.families
        low, high = model.row_lower[families.coupling], model.row_upper[families.coupling]
        rows = np.where(np.isin(families.coupling, families.gates.exclusive), 0.0, price)
        side = np.where(rows > 0, np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 0.0))
        reduced = shadow(families, master, rows, toll)
        common = np.setdiff1d(families.common, families.links.switch_column)
        at = np.where(reduced[common] > 0, model.lower[common], model.upper[common])
        with np.errstate(invalid="ignore"):
            nothing = np.abs(reduced[common]) <= NOTHING * (1 + np.abs(model.cost[common]))
            rest = np.where(nothing, 0.0, reduced[common] * at)
        settled, _, _ = openings(families, reduced)
        return model.offset + found.cost + float(rows @ side) + float(rest.sum()) + settled

    def _gate(self, master: Master, price: Floats, own: Floats) -> None:
        """Raise the bound by the gates; give the master a row for each that costs something."""
        found = gated(self.families, everywhere(self.families, price, own), lambda: self.best.stopped)
        if found is None:
            return
        if self._gated is None or found.bound > self._gated.bound:
            self._gated = found
        self.best.bound = max(self.best.bound, min(found.bound, self.best.objective))
        if found.weight.any():
            master.add_links(found.weight)

    def _near(self, price: Floats, own: Floats) -> None:
        """Count columns that cost little more at these prices as used."""
        model = self.families.model
        reduced = model.cost - model.matrix.T @ everywhere(self.families, price, own)
        at_work = self.used & (model.cost != 0)
        scale = float(np.median(np.abs(model.cost[at_work]))) if at_work.any() else 1.0
        self.used |= np.abs(reduced) <= LITTLE_MORE * np.maximum(np.abs(model.cost), scale)
        self.used |= self.families.family < 0
