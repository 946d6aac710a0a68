"""The plan's flows, each row joined to the instance's rows it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .facts import FOR_EXPORT, FREE, STATUS, Facts, places_in
from .verdict import Bools, Floats, Ints, Texts


@dataclass(frozen=True)
class Moves:
    """Flows, shape (n,) each; positions are -1 where the instance has no such thing.

    Attributes
    ----------
    period, product, start, end, link, demand
        Positions in `Facts`; `demand` only of flows to a market.
    start_status, end_status
        Position in `facts.STATUS`.
    inbound
        Whether it is inbound; else it is a delivery or direct.
    crossing
        Whether it enters another territory.
    origin_code
        Number of the country of origin and exporter.
    home
        Whether it starts in the territory of its country of origin.
    priced
        Whether all that its price needs is known, so that it can be recomputed.
    """

    frame: pd.DataFrame
    kind: Texts
    period: Ints
    product: Ints
    start: Ints
    end: Ints
    link: Ints
    demand: Ints
    start_status: Ints
    end_status: Ints
    channel: Texts
    origin: Texts
    exporter: Texts
    origin_code: Ints
    sales_channel: Texts
    units: Floats
    inbound: Bools
    direct: Bools
    crossing: Bools
    home: Bools
    priced: Bools

    @classmethod
    def of(cls, facts: Facts, flows: pd.DataFrame) -> Moves:
        """Join flows to the instance."""
        text = {c: flows[c].astype(object).to_numpy() for c in TEXTS}
        start, end = places_in(facts.sites, text["from"]), places_in(facts.sites, text["to"])
        period, product = places_in(facts.periods, text["period"]), places_in(facts.products, text["product"])
        link = facts.find_links(text["lane"], start, end, text["mode"])
        inbound = text["kind"] == "inbound"
        demand = np.where(inbound, -1, find_demand(facts, period, end, product, text["sales_channel"]))
        territory = facts.site["territory"]
        home = facts.territory_of(text["origin_country"]) == territory[start]
        origin_code = flows.groupby(["origin_country", "exporter"], dropna=False).ngroup().to_numpy()
        status = pd.Index(STATUS, dtype=object)
        units = flows["units"].to_numpy(float)
        priced = (link >= 0) & (period >= 0) & (product >= 0) & (inbound | (demand >= 0)) & np.isfinite(units)
        return cls(
            frame=flows, kind=text["kind"], period=period, product=product, start=start, end=end, link=link,
            demand=demand, start_status=places_in(status, text["from_status"]),
            end_status=places_in(status, text["to_status"]), channel=text["channel"], origin=text["origin_country"],
            exporter=text["exporter"], origin_code=origin_code.astype(np.int64),
            sales_channel=text["sales_channel"], units=units, inbound=inbound, direct=text["kind"] == "direct",
            crossing=(territory[start] != territory[end]) & (start >= 0) & (end >= 0), home=home & (start >= 0),
            priced=priced & np.isin(text["kind"].astype(str), KINDS),
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Number of flows."""
        return int(self.units.size)

    @property
    def carry_freight(self) -> Bools:
        """Flows out of bond, or of goods for export, that came from elsewhere: what they came for is in their value."""
        leaves = ~self.inbound | self.crossing
        return np.asarray(leaves & (self.start_status > FREE) & ~self.home & (self.start >= 0), dtype=bool)

    @property
    def drawn_back(self) -> Bools:
        """Flows that pay duty on goods for export."""
        return np.asarray(self.inbound & self.crossing & (self.end_status == FOR_EXPORT), dtype=bool)

    def say(self, i: int) -> str:
        """Name a flow to a planner."""
        r = self.frame.iloc[i]
        way = f"{r['kind']} of {r['product']} ({self.made_in(i)}) {r['from']} → {r['to']} by {r['mode']}"
        through = f" through {r['channel']}" if r["channel"] else ""
        return f"{way}{through} on lane {r['lane']} in {r['period']}"

    def made_in(self, i: int) -> str:
        """Country of origin of a flow, and its exporter where one is named."""
        return f"{self.origin[i]}, {self.exporter[i]}" if self.exporter[i] else str(self.origin[i])

    def saying(self, at: Ints) -> _Saying:
        """Name flows of a selection by their place in it."""
        return _Saying(self, at)


@dataclass(frozen=True)
class _Saying:
    moves: Moves
    at: Ints

    def __call__(self, i: int) -> str:
        return self.moves.say(int(self.at[i]))


KINDS = ("inbound", "delivery", "direct")
TEXTS = (
    "period", "kind", "product", "origin_country", "exporter", "from", "to", "mode", "channel", "lane", "from_status",
    "to_status", "sales_channel",
)  # fmt: skip


def find_demand(facts: Facts, period: Ints, market: Ints, product: Ints, sales_channel: Texts) -> Ints:
    """Rows of the instance's demand, -1 where nobody asked."""
    table = facts.demand
    channels = pd.Index(sorted(set(table["sales_channel"])), dtype=object)

    def key(period: Ints, market: Ints, product: Ints, channel: Ints) -> Ints:
        made = ((period * len(facts.sites) + market) * len(facts.products) + product) * (len(channels) + 1) + channel
        return np.where((period < 0) | (market < 0) | (product < 0) | (channel < 0), -1, made)

    known = key(
        places_in(facts.periods, table["period"]), places_in(facts.sites, table["market"]),
        places_in(facts.products, table["product"]), places_in(channels, table["sales_channel"]),
    )  # fmt: skip
    keys, first = np.unique(known, return_index=True)
    asked = key(period, market, product, places_in(channels, sales_channel))
    at = np.asarray(pd.Index(keys).get_indexer(pd.Index(asked)))
    found = first[at] if first.size else at
    return np.where((at >= 0) & (asked >= 0), found, -1).astype(np.int64)


def groups(at: Ints, *keys: Texts | Ints) -> list[tuple[tuple[Any, ...], Ints]]:
    """Rows `at` by equal keys; each key has shape (n,) over all rows."""
    code = np.zeros(at.size, dtype=np.int64)
    for key in keys:
        part, distinct = pd.factorize(key[at])
        code = code * (len(distinct) + 1) + part
    _, first, code = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(code, kind="stable")
    parts = np.split(at[order], np.searchsorted(code[order], np.arange(1, first.size))) if at.size else []
    return [(tuple(key[at[i]] for key in keys), rows) for i, rows in zip(first, parts, strict=True)]
