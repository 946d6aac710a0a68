"""Flows of a plan, and what a unit costs on each: written for arrays of flows, for whatever is not a kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Floats, Ints, Planner

DIRECT = -1


@dataclass(frozen=True)
class Flows:
    """What serves which demand.

    Attributes
    ----------
    demand
        Index of the demand.
    site
        Stocking site; -1 for a direct parcel.
    way
        Inbound way of the product, or its direct parcel.
    units
        How much.
    """

    demand: Ints
    site: Ints
    way: Ints
    units: Floats

    @property
    def size(self) -> int:
        """Number of flows."""
        return int(self.demand.size)


def unit_prices(problem: Planner, flows: Flows) -> Floats:
    """Cost of a unit on each flow; inf where there is no such way."""
    product, market = problem.demand_product[flows.demand], problem.demand_market[flows.demand]
    direct = flows.site == DIRECT
    price = np.empty(flows.size)
    p, m, w, a = product[~direct], market[~direct], flows.site[~direct], flows.way[~direct]
    price[~direct] = (
        problem.inbound_price[p, a, w]
        + problem.order_price[w, m].astype(float) / problem.units_per_order[p]
        + problem.kg_price[w, m].astype(float) * problem.unit_weight_kg[p]
        + problem.release_price[p, problem.site_territory[w], problem.market_territory[m]]
    )
    p, m, b = product[direct], market[direct], flows.way[direct]
    o = problem.direct_origin[p, b]
    price[direct] = (
        problem.direct_goods_price[p, b]
        + problem.direct_order_price[o, m].astype(float) / problem.units_per_order[p]
        + problem.direct_kg_price[o, m].astype(float) * problem.unit_weight_kg[p]
        + problem.direct_clearance[p, problem.market_territory[m]]
    )
    return price


def rows_of(problem: Planner, flows: Flows) -> Ints:
    """Supply row that each flow draws on; -1 for none."""
    product = problem.demand_product[flows.demand]
    row = np.empty(flows.size, dtype=np.int64)
    direct = flows.site == DIRECT
    row[~direct] = problem.inbound_row[product[~direct], flows.way[~direct]]
    row[direct] = problem.direct_row[product[direct], flows.way[direct]]
    return row


def all_flows(problem: Planner) -> Flows:
    """Every possible flow, with no units: for small problems only."""
    demand = np.arange(problem.demands)
    by_stock = np.isfinite(problem.inbound_price)[problem.demand_product]
    d, a, w = np.nonzero(by_stock)
    e, b = np.nonzero(np.isfinite(problem.direct_goods_price)[problem.demand_product])
    return Flows(
        np.concatenate([demand[d], demand[e]]),
        np.concatenate([w, np.full(e.size, DIRECT)]),
        np.concatenate([a, b]),
        np.zeros(d.size + e.size),
    )
