"""The hurdles between a link to a market and an order: what it serves, holds, carries, clears and promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...schema import MODES, SALES_CHANNELS, STOCKING_KINDS
from ..instance import Instance
from .orders import Bools, Card, Floats, Gate, Orders, cards, orders
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
    def territory(self) -> npt.NDArray[np.object_]:
        """Territory of each site."""
        return self.instance["sites"]["territory"].to_numpy(object)

    @cached_property
    def links(self) -> pd.DataFrame:
        """Lanes pair by pair."""
        return self.instance.network.links

    @cached_property
    def start(self) -> Ints:
        """Site at which each link begins."""
        return np.asarray(self.links["from_site"].map(self.place).to_numpy(np.int64))

    @cached_property
    def end(self) -> Ints:
        """Site at which each link ends."""
        return np.asarray(self.links["to_site"].map(self.place).to_numpy(np.int64))

    @cached_property
    def mode(self) -> Ints:
        """Mode of each link, its position in `MODES`."""
        return np.asarray(self.links["mode"].map({m: i for i, m in enumerate(MODES)}).to_numpy(np.int64))

    @cached_property
    def days(self) -> Floats:
        """Days on each link."""
        return self.links["transit_days"].to_numpy(float)

    @cached_property
    def serves(self) -> dict[str, Bools]:
        """Whether each link serves a sales channel."""
        lists = self.links["sales_channels"].to_numpy(object)
        return {c: np.array([not named or c in named for named in lists], dtype=bool) for c in SALES_CHANNELS}

    @cached_property
    def card_names(self) -> list[str]:
        """Rate cards of the links."""
        return sorted(set(self.links["rate_card"]))

    @cached_property
    def card(self) -> Ints:
        """Rate card of each link, its position in `card_names`."""
        place = {c: i for i, c in enumerate(self.card_names)}
        return np.asarray(self.links["rate_card"].map(place).to_numpy(np.int64))

    @cached_property
    def named_sets(self) -> list[tuple[str, ...]]:
        """Distinct lists of clearance channels that links are bound to."""
        return sorted(set(self.links["channels"]))

    @cached_property
    def named(self) -> Ints:
        """List of channels of each link, its position in `named_sets`."""
        place = {c: i for i, c in enumerate(self.named_sets)}
        return np.array([place[c] for c in self.links["channels"]], dtype=np.int64)

    @cached_property
    def bonded_stock(self) -> Bools:
        """Whether a site holds bonded stock."""
        return np.asarray(self.stock & self.instance["sites"]["bonded"].to_numpy(bool))

    @cached_property
    def stays(self) -> Bools:
        """Whether what a site holds can not leave its territory: it is duty-paid stock, and duty is not drawn back."""
        territories = self.instance["territories"]
        refunds = territories["territory"][territories["drawback_pct"] > 0]
        return np.asarray(self.stock & ~self.bonded_stock & ~np.isin(self.territory, refunds))

    @cached_property
    def stock(self) -> Bools:
        """Whether a site holds stock."""
        return np.asarray(self.instance["sites"]["kind"].isin(STOCKING_KINDS).to_numpy(bool))

    def hurdles(self, links: Ints, demand: Ints, gate: list[Gate]) -> Iterator[tuple[str, Bools]]:
        """What each link must pass for each demand, in turn; shape (links, demands)."""
        order = self.orders.take(demand)
        consumer = (order.sales_channel == "B2C").astype(bool)
        yield "sales_channel", np.where(consumer, self.serves["B2C"][links, None], self.serves["B2B"][links, None])
        start = self.start[links]
        abroad = self.territory[start] != self.territory[self.end[links[0]]]
        yield "source", self.reach[start][:, order.product] & ~(abroad & self.stays[start])[:, None]
        yield "mode", ~self.barred[self.mode[links]][:, order.product]
        used, which = np.unique(self.card[links], return_inverse=True)
        yield "weight", np.stack([self.cards[self.card_names[n]].takes(order) for n in used])[which]
        yield "channel", self._open(links, order, gate, abroad, self.bonded_stock[start])
        yield "promise", self.days[links, None] <= order.promised_days[None, :] + 1e-9

    def _open(self, links: Ints, order: Orders, gate: list[Gate], abroad: Bools, bonded: Bools) -> Bools:
        mode, named = self.mode[links], self.named[links]
        found = np.repeat((~abroad & ~bonded)[:, None], order.units.size, axis=1)
        for g in gate:
            fits = (abroad if g.applies_to == "parcel" else ~abroad & bonded).copy()
            fits &= np.array([not g.modes or m in g.modes for m in MODES], dtype=bool)[mode]
            fits &= np.array([not n or g.channel in n for n in self.named_sets], dtype=bool)[named]
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
