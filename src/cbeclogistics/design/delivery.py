"""Delivery and direct flow x: from a stocking site, factory or hub to the buyer, and what a unit of it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..freight.surcharges import Case
from ..plan.components import COLUMN, UNIT_COMPONENTS
from ..trade.channels import DOMESTIC, Channel
from ..trade.exports import PARCEL
from ..trade.kernel import Clearance, Lines, clear
from .demands import Demands
from .exports import export_cost
from .fees import bases
from .ground import (
    BONDED,
    DAYS_PER_YEAR,
    EXPORT,
    FREE,
    STATUSES,
    Bools,
    Floats,
    Ground,
    Ints,
    Texts,
    node,
    site_of,
    status_of,
)
from .inbound import Inbound, insurance
from .volume import kept_apart


@dataclass(frozen=True)
class Delivery:
    """Delivery and direct columns of one period, shape (n,) each.

    Attributes
    ----------
    demand, link
        Indices into `Demands` and `Ground.links`.
    start
        Node it leaves.
    origin
        Index into `Ground.origins`; -1 out of free stock, where origin no longer matters.
    channel
        Clearance channel.
    supply
        Row of supply of a direct delivery; -1 from stock.
    unit_cost
        Shape (n, components).
    customs_value
        Of a unit, for fees of joint entries.
    """

    demand: Ints
    link: Ints
    start: Ints
    origin: Ints
    channel: Texts
    supply: Ints
    unit_cost: Floats
    customs_value: Floats

    @property
    def size(self) -> int:
        """Number of columns."""
        return int(self.demand.size)

    @property
    def bases(self) -> dict[str, Floats]:
        """What fees of joint entries are charged on, of a unit; nothing is carried to where goods are released."""
        return bases(self.customs_value, np.zeros(self.size), self.unit_cost[:, COLUMN["duty"]])

    def keep(self, at: Bools | Ints) -> Delivery:
        """Return only the columns of the mask or indices."""
        return replace(self, **{f: getattr(self, f)[at] for f in self.__dataclass_fields__})


def closed_ways(ground: Ground, period: int, demand: Demands, inbound: Inbound, d: int) -> list[tuple[str, int]]:
    """Channels that would clear demand `d` were they open, each with the `Closed` reason that they are not."""
    ways = _ways(ground, demand.only(d), inbound)
    ways = ways.keep(~np.isnan(_parcel_price(ground, period, demand.only(d), ways)))
    at, channel = _channels(ground, period, demand.only(d), ways)
    cleared = _clear(ground, period, demand.only(d), ways.keep(at), channel, inbound.least_freight)
    return sorted({(str(c), int(why)) for c, why in zip(channel, cleared.closed, strict=True)})


@dataclass(frozen=True)
class _Ways:
    """Candidate ways before clearance, shape (n,) each."""

    demand: Ints
    link: Ints
    start: Ints
    origin: Ints
    supply: Ints

    def keep(self, at: Bools | Ints) -> _Ways:
        return _Ways(*(getattr(self, f)[at] for f in self.__dataclass_fields__))


def deliveries(ground: Ground, period: int, demand: Demands, inbound: Inbound) -> Delivery:
    """Cheapest columns of a period for each demand, source and origin."""
    ways = _ways(ground, demand, inbound)
    price = _parcel_price(ground, period, demand, ways)
    ways = ways.keep(~np.isnan(price))
    price = price[~np.isnan(price)]
    at, channel = _channels(ground, period, demand, ways)
    ways, price = ways.keep(at), price[at]
    cleared = _clear(ground, period, demand, ways, channel, inbound.least_freight)
    is_open = cleared.closed == 0
    cost = _unit_cost(ground, period, demand, ways, channel, price, cleared)
    value = cleared.customs_value / demand.units_per_order[ways.demand]
    column = Delivery(ways.demand, ways.link, ways.start, ways.origin, channel, ways.supply, cost, value).keep(is_open)
    return column.keep(_cheapest(ground, column, _together(ground, period, demand, column)))


def _ways(ground: Ground, demand: Demands, inbound: Inbound) -> _Ways:
    """Every link to a market with every demand there that its source can hold or make, promise and modes kept."""
    links, sites = ground.links, ground.sites
    leaving = np.flatnonzero(links.to_market)
    start, end = links.start[leaving], links.end[leaving]
    abroad = sites.territory[start] != sites.territory[end]
    sources = _sources(ground, inbound)
    status = status_of(sources["start"].to_numpy(np.int64))
    stays = (status == FREE) & (sources["origin"] < 0)  # duty-paid stock
    sources = pd.concat([sources[status != EXPORT].assign(abroad=False), sources[~stays].assign(abroad=True)])
    joined = (
        pd.DataFrame({"link": leaving, "site": start, "market": end, "abroad": abroad})
        .merge(sources, on=["site", "abroad"])
        .merge(
            pd.DataFrame({"demand": np.arange(demand.size), "market": demand.market, "product": demand.product}),
            on=["market", "product"],
        )
    )
    ways = _Ways(*(joined[c].to_numpy(np.int64) for c in ("demand", "link", "start", "origin", "supply")))
    ways = ways.keep(~_foreign_leaving_free(ground, demand, ways))
    modes = sorted(set(links.mode))
    barred = np.array([[m in b for m in modes] for b in ground.products.barred], dtype=bool)
    mode = np.searchsorted(modes, links.mode.astype(str))
    ok = ~barred[demand.product[ways.demand], mode[ways.link]]
    ok &= demand.promised_days[ways.demand] >= links.days[ways.link] - 1e-9
    for name in set(demand.sales_channel):
        serves = np.array([not c or name in c for c in links.sales_channels], dtype=bool)
        ok &= (demand.sales_channel[ways.demand] != name) | serves[ways.link]
    return ways.keep(ok)


def _foreign_leaving_free(ground: Ground, demand: Demands, ways: _Ways) -> Bools:
    """Whether goods would leave free circulation in a territory that is not their origin's."""
    territory = ground.sites.territory
    here = territory[site_of(ways.start)]
    free = (status_of(ways.start) == FREE) & (here != territory[demand.market[ways.demand]])
    return np.asarray(free & ((ways.origin < 0) | (ground.origins.territory[ways.origin] != here)), dtype=bool)


def _sources(ground: Ground, inbound: Inbound) -> pd.DataFrame:
    """What can leave each site to a buyer: stock, what passes a hub, what a factory makes.

    Returns
    -------
    DataFrame
        Columns ``site, start`` (node), ``product, origin`` (-1 out of free stock), ``supply`` (row; -1: not made here).
    """
    sites, origins = ground.sites, ground.origins
    arrived = np.zeros_like(inbound.reached)
    arrived[inbound.arcs.end[inbound.arc], inbound.origin] = True
    may = np.repeat(sites.stocking | (sites.kind == "hub"), STATUSES)
    may[node(np.flatnonzero(~sites.stocking), EXPORT)] = False
    start, origin = np.nonzero(arrived & may[:, None])
    site = site_of(start)
    held = pd.DataFrame({"site": site, "start": start, "product": origins.product[origin], "origin": origin})
    pooled = sites.stocking[site] & (status_of(start) == FREE)
    held.loc[pooled, "origin"] = -1
    held = held.drop_duplicates().assign(supply=-1)
    made = pd.DataFrame({
        "site": ground.supply.site, "start": node(ground.supply.site, FREE),
        "product": origins.product[ground.supply.origin], "origin": ground.supply.origin,
        "supply": np.arange(ground.supply.site.size),
    })  # fmt: skip
    return pd.concat([held, made], ignore_index=True)


def _parcel_price(ground: Ground, period: int, demand: Demands, ways: _Ways) -> Floats:
    """Transport of one order; NaN where the card has no zone or break for it."""
    p, q = demand.product[ways.demand], demand.units_per_order[ways.demand]
    weight, volume = ground.products.weight_kg[p] * q, ground.products.volume_m3[p] * q
    dangerous, remote = ground.products.dangerous[p], ground.sites.remote[demand.market[ways.demand]]
    home = demand.sales_channel[ways.demand] == "B2C"
    price = np.full(ways.demand.size, np.nan)
    card = ground.links.card[ways.link]
    for name in set(card):
        at = np.flatnonzero(card == name)
        rate, case = ground.order_cards(period)[name], Case(dangerous[at], remote[at], home[at])
        km = ground.links.km[ways.link[at]]
        if rate.basis == "parcel":
            price[at] = rate.price(rate.chargeable_kg(weight[at], volume[at]), km, volume[at], case)
        else:  # bulk to the buyer: its share of a load
            price[at] = rate.unit_price(weight[at], volume[at], km, case)
    return price


def _channels(ground: Ground, period: int, demand: Demands, ways: _Ways) -> tuple[Ints, Texts]:
    """Each way once for each channel that may clear it: index of the way, name of the channel."""
    sites, links, book = ground.sites, ground.links, ground.rulebook
    day = ground.day(period)
    here, there = sites.territory[site_of(ways.start)], sites.territory[demand.market[ways.demand]]
    bonded = status_of(ways.start) == BONDED
    same = here == there
    at: list[Ints] = [np.flatnonzero(same & ~bonded)]
    name: list[Texts] = [np.full(at[0].size, DOMESTIC, dtype=object)]
    for territory in sorted(set(there)):
        for applies, mask in (("parcel", ~same), ("release", same & bonded)):
            mine = np.flatnonzero(mask & (there == territory))
            if not mine.size:
                continue
            for channel in book.open_channels(territory, applies, day):
                named = np.array([not c or channel.channel in c for c in links.channels], dtype=bool)
                fit = mine[named[ways.link[mine]]]
                at.append(fit)
                name.append(np.full(fit.size, channel.channel, dtype=object))
    return np.concatenate(at), np.concatenate(name)


def _clear(
    ground: Ground, period: int, demand: Demands, ways: _Ways, channel: Texts, least: dict[tuple[str, int, int], float]
) -> Clearance:
    """Clearance of one order on each way."""
    sites, products, origins, links = ground.sites, ground.products, ground.origins, ground.links
    d = ways.demand
    p, q, market = demand.product[d], demand.units_per_order[d], demand.market[d]
    start_territory = sites.territory[site_of(ways.start)]
    known = ways.origin >= 0
    origin_country, exporter = (np.where(known, c[ways.origin], "") for c in (origins.country, origins.exporter))
    home = (start_territory == origins.territory[ways.origin]) & known
    status = status_of(ways.start)
    abroad = (status != FREE) & ~home & known  # their value has in it what they came for
    straight = home | (start_territory == sites.territory[market])  # what lies in bond here came straight
    freight = np.zeros(d.size)
    for i in np.flatnonzero(abroad):
        freight[i] = least.get((str(start_territory[i]), int(ways.origin[i]), int(status[i])), 0.0)
    value = products.value[p]
    return clear(
        Lines(
            territory=sites.territory[market], country=sites.country[market], channel=channel,
            origin=origin_country.astype(object), hs=products.hs[p], mode=links.mode[ways.link],
            sales_channel=demand.sales_channel[d], units=q, weight_kg=products.weight_kg[p] * q,
            litres=products.litres[p] * q, transfer_value=value * q, price=demand.price[d] * q, freight=freight * q,
            insurance=np.where(abroad, insurance(ground, value, freight), 0.0) * q,
            buyer_spend_per_year=demand.spend[d], exporter=exporter.astype(object),
            shipped_from=np.where(straight, origin_country, sites.country[site_of(ways.start)]).astype(object),
        ),
        ground.rulebook, ground.day(period), consumer_tax_borne=ground.settings.consumer_tax == "borne",
    )  # fmt: skip


def joint_entries(channel: Channel) -> bool:
    """Whether the orders of a time are released by one entry."""
    return channel.applies_to == "release" and channel.entries_per_year is not None


def _by_order(ground: Ground, period: int, territory: Texts, channel: Texts) -> Bools:
    """Whether each order is an entry of its own; joint entries have a block of their own."""
    found = {
        (t, c): ground.rulebook.channel(t, c, ground.day(period)) for t, c in set(zip(territory, channel, strict=True))
    }  # fmt: skip
    joint = {key for key, channel in found.items() if channel is not None and joint_entries(channel)}
    return np.array([key not in joint for key in zip(territory, channel, strict=True)], dtype=bool)


def _unit_cost(
    ground: Ground, period: int, demand: Demands, ways: _Ways, channel: Texts, price: Floats, cleared: Clearance
) -> Floats:
    """Cost of a unit by component."""
    sites, products, links, costs = ground.sites, ground.products, ground.links, ground.settings.costs
    d = ways.demand
    p, q, site = demand.product[d], demand.units_per_order[d], site_of(ways.start)
    cost = np.zeros((d.size, len(UNIT_COMPONENTS)))
    capital = costs.capital_pct_per_year / 100
    cost[:, COLUMN["last_mile"]] = price / q
    cost[:, COLUMN["handling"]] = (
        sites.outbound_per_order[site] / q + sites.outbound_per_kg[site] * products.weight_kg[p]
    )
    cost[:, COLUMN["duty"]] = cleared.duty / q
    cost[:, COLUMN["tax"]] = cleared.tax / q
    cost[:, COLUMN["fees"]] = np.where(
        _by_order(ground, period, sites.territory[demand.market[d]], channel), cleared.fees / q, 0.0
    )
    cost[:, COLUMN["fees"]] += cleared.certificate / q
    waiting = cleared.refund_days / DAYS_PER_YEAR * cleared.recoverable_tax / q
    days = links.days[ways.link] + sites.dwell_days[links.end[ways.link]]
    cost[:, COLUMN["capital"]] = capital * (days / DAYS_PER_YEAR * products.value[p] + waiting)
    cost[:, COLUMN["payment"]] = (costs.payment_pct / 100 + demand.spread[d]) * demand.price[d]
    returned = costs.return_cost_pct / 100 * demand.price[d] + sites.return_per_unit[site]
    returned += (1 - products.resale_share[p]) * products.value[p]
    cost[:, COLUMN["returns"]] = products.return_share[p] * returned
    cost[:, COLUMN["goods"]] = np.where(ways.supply >= 0, ground.supply.unit_cost[ways.supply], 0.0)
    exported = (status_of(ways.start) == FREE) & (sites.territory[site] != sites.territory[demand.market[d]])
    case = np.where(exported, PARCEL, "").astype(object)
    leaving = export_cost(ground, period, ways.origin, case, demand.sales_channel[d], q)
    cost[:, COLUMN["export_vat"]] = leaving.lost
    cost[:, COLUMN["capital"]] += leaving.waiting
    cost[:, COLUMN["fees"]] += leaving.amount
    return cost


def _together(ground: Ground, period: int, demand: Demands, column: Delivery) -> Ints:
    """Number of the channel and mode whose orders share entries; -1 where each order is an entry of its own."""
    territory = ground.sites.territory[demand.market[column.demand]]
    alone = _by_order(ground, period, territory, column.channel)
    names = column.channel.astype(str) + "\n" + ground.links.mode[column.link].astype(str)
    return np.where(alone, -1, np.unique(names, return_inverse=True)[1])


def _cheapest(ground: Ground, column: Delivery, together: Ints) -> Ints:
    """Cheapest column of each demand, source and origin.

    Links with a capacity of their own are kept apart, and what shares entries or counts in another agreement by
    volume: fees and discounts are not in unit costs.
    """
    total = column.unit_cost.sum(axis=1)
    apart = np.where(np.isfinite(ground.links.capacity_m3[column.link]), column.link, -1)
    same = (kept_apart(ground)[column.link], together, apart, column.supply, column.origin, column.start, column.demand)
    order = np.lexsort((column.link, total, *same))
    keys = np.stack(same)[:, order]
    first = np.ones(order.size, dtype=bool)
    first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return np.sort(order[first])
