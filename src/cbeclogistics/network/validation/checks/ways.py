"""The hurdles between a link to a market and an order: what it serves, holds, carries, clears and promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...schema import MODES, STOCKING_KINDS
from ..instance import Instance
from .orders import Bools, Card, Gate, Orders, cards, orders
from .reach import barred, reach

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ways:
    """Links to markets and the orders that may take them."""

    instance: Instance

    @cached_property
    def orders(self) -> Orders:
        """One order of each row of demand."""
        return orders(self.instance)

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each site."""
        return {s: i for i, s in enumerate(self.instance["sites"]["site"])}

    @cached_property
    def start(self) -> Ints:
        """Site at which each link begins."""
        return np.asarray(self.instance.network.links["from_site"].map(self.place).to_numpy(np.int64))

    @cached_property
    def mode(self) -> Ints:
        """Mode of each link."""
        return np.array([MODES.index(m) for m in self.instance.network.links["mode"]], dtype=np.int64)

    @cached_property
    def bonded_stock(self) -> Bools:
        """Whether a site holds bonded stock."""
        return np.asarray(self.stock & self.instance["sites"]["bonded"].to_numpy(bool))

    @cached_property
    def stock(self) -> Bools:
        """Whether a site holds stock."""
        return np.asarray(self.instance["sites"]["kind"].isin(STOCKING_KINDS).to_numpy(bool))

    def hurdles(self, links: Ints, demand: Ints, gate: list[Gate]) -> Iterator[tuple[str, Bools]]:
        """What each link must pass for each demand, in turn; shape (links, demands)."""
        table = self.instance.network.links
        order = self.orders.take(demand)
        serves = table["sales_channels"].to_numpy(object)[links]
        yield "sales_channel", np.array([[not s or c in s for c in order.sales_channel] for s in serves], dtype=bool)
        start = self.start[links]
        territory = self.instance["sites"]["territory"].to_numpy(object)
        here = territory[self.place[self.instance["demand"]["market"].iloc[demand[0]]]]
        abroad = territory[start] != here
        stays = abroad & self.stock[start] & ~self.bonded_stock[start]
        yield "source", self.reach[start][:, order.product] & ~stays[:, None]
        yield "mode", ~self.barred[self.mode[links]][:, order.product]
        names, which = np.unique(table["rate_card"].to_numpy(object)[links].astype(str), return_inverse=True)
        yield "weight", np.stack([self.cards[n].takes(order) for n in names])[which]
        yield "channel", self._open(links, order, gate, abroad, self.bonded_stock[start])
        days = table["transit_days"].to_numpy(float)[links]
        yield "promise", days[:, None] <= order.promised_days[None, :] + 1e-9

    def _open(self, links: Ints, order: Orders, gate: list[Gate], abroad: Bools, bonded: Bools) -> Bools:
        table = self.instance.network.links
        mode, named = table["mode"].to_numpy(object)[links], table["channels"].to_numpy(object)[links]
        found = np.repeat((~abroad & ~bonded)[:, None], order.units.size, axis=1)
        for g in gate:
            fits = (abroad if g.applies_to == "parcel" else ~abroad & bonded).copy()
            fits &= np.array([not g.modes or m in g.modes for m in mode], dtype=bool)
            fits &= np.array([not n or g.channel in n for n in named], dtype=bool)
            found |= fits[:, None] & g.takes(order)[None, :]
        return found

    @cached_property
    def reach(self) -> Bools:
        """Whether a product can be at a site."""
        return reach(self.instance)

    @cached_property
    def barred(self) -> Bools:
        """Whether a mode may not carry a product."""
        return barred(self.instance)

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Rate cards."""
        return cards(self.instance)
