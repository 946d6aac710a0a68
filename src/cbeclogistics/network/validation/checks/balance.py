"""Enough of everything: supply for the demand, room for what must lie in stock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...schema import STOCKING_KINDS
from ..instance import Instance
from .check import Check

DAYS_PER_YEAR = 365.0
SLACK = 1 + 1e-9


def supply(instance: Instance) -> None:
    """What factories make in a period is enough for what must be delivered in it."""
    assert instance.settings is not None
    made = instance["supply"]["capacity_units_per_year"].fillna(np.inf).groupby(instance["supply"]["product"]).sum()
    demand = instance["demand"]
    must = demand["units"].where(demand["unserved_penalty"].isna(), 0.0)
    sums = pd.DataFrame({"all": demand["units"], "must": must}).groupby([demand["period"], demand["product"]]).sum()
    first = {p: i for i, p in reversed(list(enumerate(instance["supply"]["product"])))}
    for period in instance.settings.periods:
        mine = sums[sums.index.get_level_values(0) == period.period].reset_index(level=1)
        for product, every, must_be in zip(mine["product"], mine["all"], mine["must"], strict=True):
            if product not in made.index:
                continue
            can = float(made[product]) * period.days / DAYS_PER_YEAR
            if can * SLACK >= every:
                continue
            wanted, warning = (every, True) if can * SLACK >= must_be else (must_be, False)
            instance.report(
                "supply",
                f"factories make {can:,.0f} units of {product} in period {period.period}, "
                f"{wanted - can:,.0f} fewer than the {wanted:,.0f} that "
                + ("markets want" if warning else "must be delivered"),
                at=first[product], column="capacity_units_per_year", value=f"{can:,.0f}", warning=warning,
                remedy="raise the capacity, add a factory, or give the demand an unserved_penalty", kind="supply",
            )  # fmt: skip


def room(instance: Instance) -> None:
    """Stocking sites can take what has no way past them, whatever sizes are chosen."""
    assert instance.settings is not None
    demand, links = instance["demand"], instance.network.links
    kind = dict(zip(instance["sites"]["site"], instance["sites"]["kind"], strict=True))
    starts = links["from_site"].map(kind)
    past = set(links["to_site"][starts.isin(["factory", "hub"])])
    through = demand["unserved_penalty"].isna() & ~demand["market"].isin(past)
    volume = demand["units"] * demand["product"].map(_by_product(instance, "volume_m3"))
    for period in instance.settings.periods:
        needed = float(volume[through & (demand["period"] == period.period)].sum())
        can = _most_volume(instance, period.days)
        if needed > can * SLACK:
            instance.report(
                "site_options",
                f"in period {period.period} at most {can:,.0f} m3 can pass through stocking sites at their largest, "
                f"{needed - can:,.0f} m3 below the demand that has no direct way ({needed:,.0f} m3)",
                column="storage_m3", value=f"{can:,.0f}",
                remedy="add larger options (storage_m3, throughput_m3_per_year), sites, or direct lanes", kind="room",
            )  # fmt: skip


def _by_product(instance: Instance, column: str) -> dict[str, float]:
    products = instance["products"]
    return dict(zip(products["product"], products[column], strict=True))


def _most_volume(instance: Instance, days: float) -> float:
    """Most volume that can pass all stocking sites in a period, each at its largest option."""
    sites, table = instance["sites"], instance["site_options"]
    stock_days = dict(zip(sites["site"], sites["stock_days"], strict=True))
    kind = dict(zip(sites["site"], sites["kind"], strict=True))
    usable = table[(table["status"] != "closed") & table["site"].map(kind).isin(STOCKING_KINDS)]
    lies = usable["site"].map(stock_days).to_numpy(float)
    with np.errstate(divide="ignore"):
        turns = np.where(lies > 0, days / lies, np.inf)
    storage, throughput = (usable[c].fillna(np.inf).to_numpy(float) for c in ("storage_m3", "throughput_m3_per_year"))
    at_once = np.multiply(storage, turns, out=np.zeros_like(storage), where=storage > 0)
    can = np.minimum(at_once, throughput * days / DAYS_PER_YEAR)
    return float(pd.Series(can).groupby(usable["site"].to_numpy()).max().sum())


LINKS = {
    "sites": ("site", "kind", "country", "bonded", "latitude", "longitude"),
    "lanes": ("from_site", "to_site", "mode", "transit_days", "distance_km", "max_distance_km", "transit_km_per_day"),
    "distances": ("from_site", "to_site", "mode", "distance_km"),
    "groups": ("group", "member"), "territories": ("territory", "countries"),
}  # fmt: skip
CHECKS = (
    Check(
        supply,
        {
            "supply": ("product", "capacity_units_per_year"),
            "demand": ("product", "units", "unserved_penalty", "period"),
        },
        settings=True,
    ),
    Check(
        room,
        {
            **LINKS, "sites": (*LINKS["sites"], "stock_days"), "products": ("product", "volume_m3"),
            "site_options": ("site", "status", "storage_m3", "throughput_m3_per_year"),
            "demand": ("market", "product", "units", "unserved_penalty", "period"),
        },
        settings=True,
    ),
)  # fmt: skip
