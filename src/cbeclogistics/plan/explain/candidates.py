"""Every way that the instance offers to a product, thought of as flows of one unit and priced as the audit prices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...trade.channels import DOMESTIC
from ..audit.bond import inbound_ways, may_go
from ..audit.facts import BONDED, FOR_EXPORT, FREE, STATUS, STATUSES, Facts, places_in
from ..audit.verdict import Bools, Floats, Ints, Texts
from .cheapest import Cheapest
from .priced import Priced, thought_of


@dataclass(frozen=True)
class Inbound:
    """Inbound legs of a product in a period, and the cheapest way to every place.

    Attributes
    ----------
    start, end
        Nodes of each flow of `priced`: (origin · sites + site) · STATUSES + status; shape (n,).
    cost
        Of a unit of each flow at full loads; inf through a closed channel.
    begins
        Nodes at which the product is made.
    countries, exporters
        Origins of which it is; shape (origins,).
    """

    priced: Priced
    start: Ints
    end: Ints
    cost: Floats
    begins: Ints
    countries: Texts
    exporters: Texts

    @cached_property
    def cheapest(self) -> Cheapest:
        """Cheapest way to every place, whether there is room on it or not."""
        return self.without(np.zeros(self.cost.size, dtype=bool))

    def without(self, legs: Bools) -> Cheapest:
        """Cheapest way to every place that leaves out some legs; shape (n,)."""
        nodes = self.countries.size * len(self.priced.facts.sites) * STATUSES
        return Cheapest.of(nodes, self.start, self.end, np.where(legs, np.inf, self.cost), self.begins)

    def node(self, origin: Ints, site: Ints, status: Ints) -> Ints:
        """Nodes of places."""
        return np.asarray((origin * len(self.priced.facts.sites) + site) * STATUSES + status, dtype=np.int64)


def inbound(facts: Facts, product: int, period: int) -> Inbound:
    """Legs by which a product can go to stock, those through closed channels left out."""
    name, sites = facts.products[product], len(facts.sites)
    made = np.flatnonzero(facts.supply["product"] == name)
    origin_of = list(zip(facts.supply["origin"][made], facts.supply["exporter"][made], strict=True))
    origins = sorted(set(origin_of))
    countries, exporters = (np.array([o[k] for o in origins], dtype=object) for k in (0, 1))
    ways = inbound_ways(facts, facts.day[period])
    may = may_go(facts, ways, np.full(countries.size, product), countries)
    way, origin = np.nonzero(may)
    link = facts.link
    at = ways.link[way]
    frame = thought_of({
        "period": facts.periods[period], "kind": "inbound", "product": name, "origin_country": countries[origin],
        "exporter": exporters[origin], "from": link["from_site"][at], "to": link["to_site"][at],
        "mode": link["mode"][at], "lane": link["lane"][at], "channel": ways.channel[way],
        "from_status": np.array(STATUS, dtype=object)[ways.start[way] % STATUSES],
        "to_status": np.array(STATUS, dtype=object)[ways.end[way] % STATUSES],
    }, way.size)  # fmt: skip
    priced = Priced.of(facts, frame)
    start, end = (origin * sites * STATUSES + node[way] for node in (ways.start, ways.end))
    cost = np.where(priced.cleared.closed == 0, priced.unit.sum(axis=1), np.inf)
    site = places_in(facts.sites, facts.supply["site"][made])
    place = np.array([origins.index(o) for o in origin_of], dtype=np.int64)
    begins = (place * sites + site) * STATUSES + FREE
    return Inbound(priced, start, end, np.where(np.isnan(cost), np.inf, cost), begins, countries, exporters)


@dataclass(frozen=True)
class LastLegs:
    """Deliveries and direct parcels that the instance offers to one demand; nodes as in `Inbound`, shape (n,)."""

    priced: Priced
    start: Ints
    cost: Floats


def last_legs(facts: Facts, demand: int, into: Inbound) -> LastLegs:
    """Last legs to a demand through every channel of their kind, open or not.

    Parameters
    ----------
    demand
        Row of the instance's demand.
    """
    d = {c: v[demand] for c, v in facts.demand.items()}
    site, link = facts.site, facts.link
    market = int(places_in(facts.sites, [d["market"]])[0])
    day = facts.day[int(places_in(facts.periods, [d["period"]])[0])]
    offered: list[tuple[int, int, str]] = []  # row of links, status, channel
    for k in map(int, np.flatnonzero(link["end"] == market)):
        for s in _statuses(facts, int(link["start"][k])):
            offered += [(k, s, c) for c in _channels(facts, k, day, s)]
    n = into.countries.size
    at, status = (np.repeat(np.array([o[c] for o in offered], dtype=np.int64), n) for c in (0, 1))
    channel = np.array([o[2] for o in offered], dtype=object)
    frame = thought_of({
        "period": d["period"], "kind": np.where(site["stocking"][link["start"][at]], "delivery", "direct"),
        "product": d["product"], "origin_country": np.tile(into.countries, len(offered)),
        "exporter": np.tile(into.exporters, len(offered)), "from": link["from_site"][at], "to": d["market"],
        "mode": link["mode"][at], "channel": np.repeat(channel, n), "lane": link["lane"][at],
        "from_status": np.array(STATUS, dtype=object)[status], "to_status": STATUS[FREE],
        "sales_channel": d["sales_channel"],
    }, at.size)  # fmt: skip
    priced = Priced.of(facts, frame)
    moves = priced.moves
    start = into.node(np.tile(np.arange(n), len(offered)), moves.start, moves.start_status)
    foreign = moves.direct & (moves.start_status == FREE) & moves.crossing & ~moves.home
    return LastLegs(priced, start, np.where(foreign, np.nan, priced.unit.sum(axis=1)))


def _statuses(facts: Facts, start: int) -> list[int]:
    """Statuses in which goods can leave a place for a market."""
    kind = facts.site["kind"][start]
    if facts.site["stocking"][start]:
        held = int(facts.site["holds"][start])
        return [held, FOR_EXPORT] if held == FREE and facts.site["refunds"][start] else [held]
    return {"factory": [FREE], "hub": [FREE, BONDED]}.get(kind, [])


def _channels(facts: Facts, link: int, day: dt.date, status: int) -> list[str]:
    """Channels that the carrier offers to goods of a status on their way to a market."""
    start, there = int(facts.link["start"][link]), facts.site["territory"][facts.link["end"][link]]
    home = facts.site["territory"][start] == there
    if home and status == FOR_EXPORT:
        return []
    if home and status == FREE:
        return [DOMESTIC]
    if not home and status == FREE and facts.site["stocking"][start]:
        return []  # duty-paid stock is not sent abroad
    found = facts.book.open_channels(str(there), "release" if home else "parcel", day)
    offered = facts.link["channels"][link]
    return [c.channel for c in found if not offered or c.channel in offered]
