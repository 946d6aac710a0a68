"""Parts of a large instance that solve in seconds, and what planners read off their plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

import cbeclogistics
from cbeclogistics import Network, Plan

Solved = tuple[Plan, Network]


def cut(
    network: Network, products: Sequence[str], countries: Sequence[str], *, stock: Sequence[str], cities: int = 2,
    share: float = 1.0,
) -> Network:  # fmt: skip
    """Part of an instance: some products, the cities of some countries that buy most of them, some stocking sites.

    Factories keep the share of their capacity that the demand is of all demand; `share` cuts both further.
    """
    t = dict(network.tables)
    sites, whole = t["sites"].set_index("site"), t["demand"]
    wanted = whole[whole["product"].isin(products) & (whole["sales_channel"] == "B2C")]
    wanted = wanted[wanted["market"].map(sites["country"]).isin(countries)]
    size = wanted.groupby("market")["units"].sum()
    largest = size.groupby(size.index.map(sites["country"])).nlargest(cities).index.get_level_values(-1)
    wanted = wanted[wanted["market"].isin(largest)]
    left = share * wanted.groupby("product")["units"].sum() / whole.groupby("product")["units"].sum()
    t["demand"] = wanted.assign(units=wanted["units"] * share).reset_index(drop=True)
    made = t["supply"][t["supply"]["product"].isin(products)]
    capacity = made["capacity_units_per_year"] * made["product"].map(left)
    t["supply"] = made.assign(capacity_units_per_year=capacity).reset_index(drop=True)
    t["products"] = t["products"][t["products"]["product"].isin(products)].reset_index(drop=True)
    t["site_options"] = t["site_options"][t["site_options"]["site"].isin(stock)].reset_index(drop=True)
    kept = sites.index.isin([*largest, *stock])
    gateways = ~sites["kind"].isin(["market", "overseas_warehouse", "bonded_zone"])
    near = sites["territory"].isin({*sites["territory"][kept], *sites["territory"][t["supply"]["site"]]})
    t["sites"] = t["sites"][(kept | (gateways & near)).to_numpy()].reset_index(drop=True)
    return replace(network, tables=t)


def on(network: Network, day: str) -> Network:
    """The same by the rules of another day."""
    return replace(network, settings=replace(network.settings, rules_date=dt.date.fromisoformat(day)))


def with_rows(network: Network, table: str, rows: pd.DataFrame) -> Network:
    """The same with more rows in a table."""
    before = network.tables[table]
    return replace(
        network, tables={**network.tables, table: pd.concat([before, rows[before.columns]], ignore_index=True)}
    )


def solved(network: Network, gap: float = 3e-3) -> Solved:
    return cbeclogistics.solve(network, gap=gap), network


def sold(done: Solved) -> pd.DataFrame:
    """Flows to the markets, with the territory they lie in, and orders."""
    plan, network = done
    flows = plan.flows[plan.flows["kind"] != "inbound"]
    t = network.tables
    orders = t["demand"].set_index(["market", "product"])["units_per_order"]
    per = orders.reindex(pd.MultiIndex.from_frame(flows[["to", "product"]])).to_numpy()
    return flows.assign(
        territory=flows["to"].map(t["sites"].set_index("site")["territory"]), orders=flows["units"] / per
    )


def direct_share(done: Solved, product: str) -> float:
    flows = sold(done)
    flows = flows[flows["product"] == product]
    return float(flows.loc[flows["kind"] == "direct", "units"].sum() / flows["units"].sum())


def into(done: Solved, territory: str, product: str, origin: str = "") -> float:
    """Units that are entered in bulk, of an origin if one is told."""
    plan, network = done
    at = network.tables["sites"].set_index("site")["territory"]
    f = plan.flows[(plan.flows["kind"] == "inbound") & (plan.flows["product"] == product)]
    f = f[(f["to"].map(at) == territory) & (f["from"].map(at) != territory)]
    return float(f.loc[(f["origin_country"] == origin) | (origin == ""), "units"].sum())


def told(done: Solved, market: str, product: str) -> Any:
    return cbeclogistics.explain(*done, market=market, product=product)


def duties(way: Any) -> dict[str, float]:
    """Duty of a unit by rule, over all entries that its mix came by."""
    made: dict[str, float] = {}
    for line in duty_lines(way):
        made[line.rule.rule] = made.get(line.rule.rule, 0.0) + line.per_unit
    return made


def duty_lines(way: Any, rule: str = "") -> list[Any]:
    return [x for x in way.lines if x.component == "duty" and rule in ("", x.rule.rule)]
