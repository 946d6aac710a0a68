"""Inbound flow z: factory → … → stocking site, over lanes, gateways and clearances, and what a unit of it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..plan.components import COLUMN, UNIT_COMPONENTS
from ..trade.exports import BULK, ZONE
from ..trade.kernel import Clearance, Lines, clear
from .arcs import Arcs, allowed, arcs, least_freight, reachable, useful
from .charges import DAYS_PER_MONTH
from .exports import export_cost
from .fees import bases
from .ground import BONDED, DAYS_PER_YEAR, EXPORT, FREE, Bools, Floats, Ground, Ints, node, status_of


@dataclass(frozen=True)
class Inbound:
    """Inbound columns of one period, shape (n,) each.

    Attributes
    ----------
    arc, origin
        Indices into `arcs` and `Ground.origins`.
    unit_cost
        Shape (n, components): cost of a unit by component, freight and handling as its share of a full load; fees only
        where they are linear.
    load_share
        Loads that a unit takes.
    carriage
        What the carrier gets for a unit, what it asks for dangerous goods included and local charges not: what customs
        and the insurer see.
    customs_value
        Of a unit, for fees by entry.
    least_freight
        Per (territory, product-origin, status): what CIF values of goods in bond or for export carry.
    """

    arcs: Arcs
    arc: Ints
    origin: Ints
    product: Ints
    unit_cost: Floats
    load_share: Floats
    carriage: Floats
    customs_value: Floats
    reached: Bools
    least_freight: dict[tuple[str, int, int], float]

    @property
    def size(self) -> int:
        """Number of columns."""
        return int(self.arc.size)

    @property
    def bases(self) -> dict[str, Floats]:
        """What fees of entries are charged on, of a unit."""
        return bases(self.customs_value, self.carriage, self.unit_cost[:, COLUMN["duty"]])

    def keep(self, mask: Bools) -> Inbound:
        """Return only the columns of the mask."""
        return replace(
            self, arc=self.arc[mask], origin=self.origin[mask], product=self.product[mask],
            unit_cost=self.unit_cost[mask], load_share=self.load_share[mask], carriage=self.carriage[mask],
            customs_value=self.customs_value[mask],
        )  # fmt: skip


def insurance(ground: Ground, value: Floats, freight: Floats) -> Floats:
    """Cargo insurance: rate on 110 % of value and freight."""
    return np.asarray(ground.settings.costs.insurance_pct / 100 * 1.10 * (value + freight))


def inbound(ground: Ground, period: int) -> Inbound:
    """Inbound columns of a period, without those that lead nowhere."""
    sites, products, origins, links = ground.sites, ground.products, ground.origins, ground.links
    arc = arcs(ground)
    ok = allowed(ground, arc)
    reached = reachable(ground, arc, ok)
    needed = useful(arc, ok, _sold_from(ground, reached))
    a, o = np.nonzero(ok & reached[arc.start] & needed[arc.end])
    p = origins.product[o]
    link = arc.link[a]
    end = links.end[link]
    value = products.value[p]
    share = ground.loads_per_unit(link, p)
    cost = np.zeros((a.size, len(UNIT_COMPONENTS)))
    carrier, dangerous = ground.carriage(link, p)
    carriage = carrier + dangerous
    local = ground.local
    cost[:, COLUMN["freight"]] = carrier + share * local.per_load[link]
    cost[:, COLUMN["handling"]] = share * sites.load_cost[end] + dangerous
    cost[:, COLUMN["handling"]] += (
        local.per_m3[link] * products.volume_m3[p] + local.per_kg[link] * products.weight_kg[p]
    )
    crossing = arc.crossing[a]
    cost[crossing, COLUMN["insurance"]] = insurance(ground, value, carriage)[crossing]
    case = np.where(arc.export[a], np.where(crossing, BULK, ZONE), "").astype(object)
    exported = export_cost(ground, period, o, case, np.full(a.size, "", dtype=object), np.ones(a.size))
    cost[:, COLUMN["export_vat"]] = exported.lost
    capital = ground.settings.costs.capital_pct_per_year / 100
    cost[:, COLUMN["capital"]] = capital * (links.days[link] + sites.dwell_days[end]) / DAYS_PER_YEAR * value
    cost[:, COLUMN["capital"]] += exported.waiting
    least = least_freight(ground, arc, ok, reached)
    cleared = _clear(ground, period, arc, a, o, 1 / share, carriage, least)
    at = np.flatnonzero(crossing)
    units = 1 / share[at]
    cost[at, COLUMN["duty"]] = cleared.duty / units
    cost[at, COLUMN["tax"]] = cleared.tax / units
    cost[at, COLUMN["fees"]] = cleared.certificate / units
    cost[at, COLUMN["capital"]] += capital * cleared.refund_days / DAYS_PER_YEAR * cleared.recoverable_tax / units
    back = np.where(arc.drawn_back[a[at]], cleared.duty_drawback / units, 0.0)
    days = np.array([ground.drawback_days[t] for t in sites.territory[end[at]]], dtype=float)
    cost[at, COLUMN["drawback"]] = -back
    cost[at, COLUMN["capital"]] += capital * days / DAYS_PER_YEAR * back
    _stock(ground, cost, end, p, value)
    customs_value = np.zeros(a.size)
    customs_value[at] = cleared.customs_value / units
    is_open = np.ones(a.size, dtype=bool)
    is_open[at] = cleared.closed == 0
    made = Inbound(
        arcs=arc, arc=a, origin=o, product=p, unit_cost=cost, load_share=share, carriage=carriage,
        customs_value=customs_value, reached=reached, least_freight=least,
    )  # fmt: skip
    return made.keep(is_open)


def _sold_from(ground: Ground, reached: Bools) -> Bools:
    """Nodes that a product-origin can come to and be sold from, shape (nodes, origins)."""
    sites, links = ground.sites, ground.links
    start, end = links.start[links.to_market], links.end[links.to_market]
    ends = np.zeros_like(reached)
    for site in np.unique(start):
        ends[node(site, np.array([FREE, BONDED]))] = sites.kind[site] != "factory"
    abroad = start[sites.territory[start] != sites.territory[end]]
    ends[node(abroad[ground.may_hold_for_export[abroad]], EXPORT)] = True
    return ends & reached


def _stock(ground: Ground, cost: Floats, end: Ints, product: Ints, value: Floats) -> None:
    """Receiving, storage and capital of stock, charged to what arrives at a stocking site.

    Capital is bound in the goods and in what was paid on the link that brought them.
    """
    sites, volume = ground.sites, ground.products.volume_m3[product]
    stocked = sites.stocking[end]
    rates = ground.settings.costs
    years = sites.stock_days[end] / DAYS_PER_YEAR
    months = sites.stock_days[end] / DAYS_PER_MONTH
    rent = sites.storage_per_m3_month[end] * months + ground.ageing_per_m3[end]
    paid = cost[:, [COLUMN["freight"], COLUMN["duty"], COLUMN["tax"]]].sum(axis=1)
    held = rates.capital_pct_per_year / 100 * (value + paid) + rates.stock_risk_pct_per_year / 100 * value
    cost[:, COLUMN["handling"]] += np.where(stocked, volume * sites.inbound_per_m3[end], 0.0)
    cost[:, COLUMN["storage"]] = np.where(stocked, volume * rent, 0.0)
    cost[:, COLUMN["capital"]] += np.where(stocked, years * held, 0.0)


def _clear(
    ground: Ground, period: int, arc: Arcs, a: Ints, o: Ints, units_per_load: Floats, freight: Floats,
    least: dict[tuple[str, int, int], float],
) -> Clearance:  # fmt: skip
    """Clearance of a full load of one product on each crossing column."""
    sites, products, origins, links = ground.sites, ground.products, ground.origins, ground.links
    at = np.flatnonzero(arc.crossing[a])
    link, oo = arc.link[a[at]], o[at]
    p = origins.product[oo]
    start_territory = sites.territory[links.start[link]]
    home = start_territory == origins.territory[oo]
    status = status_of(arc.start[a[at]])
    before = np.array([
        least.get((str(t), int(i), int(s)), 0.0) if s != FREE and not h else 0.0
        for t, i, s, h in zip(start_territory, oo, status, home, strict=True)
    ])  # fmt: skip
    total_freight = freight[at] + before
    end = links.end[link]
    n, units = at.size, units_per_load[at]
    return clear(
        Lines(
            territory=sites.territory[end], country=sites.country[end], channel=arc.channel[a[at]],
            origin=origins.country[oo], hs=products.hs[p], mode=links.mode[link],
            sales_channel=np.full(n, "", dtype=object), units=units, weight_kg=products.weight_kg[p] * units,
            litres=products.litres[p] * units, transfer_value=products.value[p] * units, price=np.zeros(n),
            freight=total_freight * units,
            insurance=insurance(ground, products.value[p], total_freight) * units,
            buyer_spend_per_year=np.full(n, np.nan), exporter=origins.exporter[oo],
            shipped_from=np.where(home, origins.country[oo], sites.country[links.start[link]]),
        ),
        ground.rulebook, ground.day(period), consumer_tax_borne=ground.settings.consumer_tax == "borne",
    )  # fmt: skip
