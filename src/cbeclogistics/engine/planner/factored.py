"""Prices as the kernels read them: per m3, in parts that are put together for one demand and site at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Floats, Ints, Planner, Singles


@dataclass(frozen=True)
class Factored:
    """A planner problem per m3 of goods; of inbound ways that draw on one supply row only the cheapest is kept.

    Attributes
    ----------
    volume
        Shape (demands,), m3.
    product
        Shape (demands,).
    group_start, group_market
        Demands of one period and market are a group: shapes (groups + 1,), (groups,).
    period_start
        Groups of each period, shape (periods + 1,).
    unit_volume
        Shape (products,), m3.
    by_order, by_kg
        Shape (products,): orders and kg in a m3.
    inbound, inbound_way
        Shape (sites, products, kept ways): price per m3, inf for none; the way of the problem that it is.
    inbound_row, direct_row
        Supply row, -1 for unlimited: shapes (products, kept ways), (products, directs).
    release
        Shape (sites, territories, products): per m3.
    direct
        Shape (products, directs): goods per m3.
    clearance
        Shape (territories, products): of direct parcels, per m3.
    """

    problem: Planner
    volume: Floats
    product: Ints
    group_start: Ints
    group_market: Ints
    period_start: Ints
    market_territory: Ints
    unit_volume: Floats
    by_order: Floats
    by_kg: Floats
    order_price: Singles
    kg_price: Singles
    inbound: Floats
    inbound_way: Ints
    inbound_row: Ints
    release: Floats
    direct: Floats
    direct_row: Ints
    direct_origin: Ints
    clearance: Floats
    capacity: Floats
    size_cost: Floats
    supply: Floats

    @property
    def dense(self) -> bool:
        """Whether every market asks for every product in every period."""
        return self.demands == self.group_market.size * self.unit_volume.size

    @property
    def demands(self) -> int:
        """Number of demands."""
        return int(self.volume.size)


def factored(problem: Planner) -> Factored:
    """Put a problem into the form that the kernels read."""
    unit = problem.unit_volume_m3
    inbound, way, row = _kept_ways(problem)
    place = problem.demand_period * problem.markets + problem.demand_market
    first = np.flatnonzero(np.diff(place, prepend=-1))
    period = problem.demand_period[first]
    release = problem.release_price[:, problem.site_territory, :] / unit[:, None, None]
    parts = {
        "volume": problem.demand_units * unit[problem.demand_product],
        "product": problem.demand_product,
        "group_start": np.append(first, problem.demands).astype(np.int64),
        "group_market": problem.demand_market[first],
        "period_start": np.searchsorted(period, np.arange(problem.periods + 1)).astype(np.int64),
        "market_territory": problem.market_territory,
        "unit_volume": unit,
        "by_order": 1 / (problem.units_per_order * unit),
        "by_kg": problem.unit_weight_kg / unit,
        "order_price": problem.order_price,
        "kg_price": problem.kg_price,
        "inbound": (inbound / unit[:, None, None]).transpose(2, 0, 1),
        "inbound_way": way.transpose(2, 0, 1),
        "inbound_row": row,
        "release": release.transpose(1, 2, 0),
        "direct": problem.direct_goods_price / unit[:, None],
        "direct_row": problem.direct_row,
        "direct_origin": problem.direct_origin,
        "clearance": (problem.direct_clearance / unit[:, None]).T,
        "capacity": problem.capacity_m3,
        "size_cost": problem.size_cost,
        "supply": problem.supply_units,
    }
    # kernels are compiled for one layout
    return Factored(problem=problem, **{name: np.ascontiguousarray(part) for name, part in parts.items()})


def _kept_ways(problem: Planner) -> tuple[Floats, Ints, Ints]:
    """Cheapest way of each product, supply row and site: price, way (products, kept, sites), row (products, kept)."""
    rows = [np.unique(row[np.isfinite(price).any(1)]) for row, price in
            zip(problem.inbound_row, problem.inbound_price, strict=True)]  # fmt: skip
    kept = max(1, max(r.size for r in rows))
    price = np.full((problem.products, kept, problem.sites), np.inf)
    way = np.zeros((problem.products, kept, problem.sites), dtype=np.int64)
    row = np.full((problem.products, kept), -1, dtype=np.int64)
    for p, of in enumerate(rows):
        for k, r in enumerate(of):
            same = np.flatnonzero(problem.inbound_row[p] == r)
            best = np.argmin(problem.inbound_price[p, same], axis=0)
            row[p, k], way[p, k] = r, same[best]
            price[p, k] = problem.inbound_price[p, same[best], np.arange(problem.sites)]
    return price, way, row
