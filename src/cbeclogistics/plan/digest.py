"""A plan in brief, as plain data: what a planner looks at first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .components import COMPONENTS
from .cost_to_serve import cost_to_serve
from .fleet_digest import own_vehicles, unserved_stops
from .plan import Plan


def digest(plan: Plan) -> dict[str, Any]:
    """Return costs by component, open sites, own vehicles and who they do not come to, ways of delivery, channels,
    unit landed cost by country and by market.

    Shares and utilisations are fractions; None where there is nothing to divide by.
    """
    served = cost_to_serve(plan)
    return {
        "costs": costs(plan),
        "sites": sites(plan),
        "own_vehicles": own_vehicles(plan),
        "unserved_stops": unserved_stops(plan),
        "deliveries": deliveries(plan),
        "channels": channels(plan),
        "countries": countries(plan, served),
        "markets": markets(plan, served),
    }


def costs(plan: Plan) -> list[dict[str, Any]]:
    """Components that cost anything, in the order of the chain, with their share of the landed cost."""
    known = [c for c in COMPONENTS if c in plan.cost_breakdown]
    others = [c for c in plan.cost_breakdown if c not in COMPONENTS]
    return [
        {"component": c, "amount": plan.cost_breakdown[c], "share": _share(plan.cost_breakdown[c], plan.landed_cost)}
        for c in [*known, *others]
        if plan.cost_breakdown[c] != 0
    ]


def sites(plan: Plan) -> list[dict[str, Any]]:
    """Stocking sites in use, the busiest first; utilisation is stored volume over the storage of the option."""
    table = plan.sites
    if not len(table):
        return []
    used = table[table["option"].fillna("") != ""].sort_values(
        ["throughput_m3", "site"], ascending=[False, True], kind="stable"
    )
    return [
        {
            "site": row["site"], "name": row["name"], "country": row["country"], "kind": row["kind"],
            "option": row["option"], "decision": row["decision"], "units": row["units"],
            "throughput_m3": row["throughput_m3"], "stored_m3": row["stored_m3"],
            "storage_m3": None if pd.isna(row["storage_m3"]) else row["storage_m3"],
            "utilisation": _share(row["stored_m3"], row["storage_m3"]),
        }
        for row in used.to_dict("records")
    ]  # fmt: skip


def deliveries(plan: Plan) -> list[dict[str, Any]]:
    """Units delivered out of stock and as direct parcels, with their share."""
    sold = plan.flows[plan.flows["kind"] != "inbound"]
    units = sold.groupby("kind")["units"].sum()
    return [
        {"way": way, "units": float(units.get(way, 0.0)), "share": _share(units.get(way, 0.0), units.sum())}
        for way in ("delivery", "direct")
    ]


def channels(plan: Plan) -> list[dict[str, Any]]:
    """Clearance channels in use: in bulk on the way to stock (inbound), out of stock (delivery), as parcels (direct).

    `domestic` is what was sold out of free circulation.
    """
    table = plan.tables["clearances"]
    if not len(table):
        return []
    total = table.groupby(["kind", "channel"], as_index=False)[["units", "duty", "tax"]].sum()
    total = total.sort_values(["kind", "units"], ascending=[False, False], kind="stable")
    return [{str(k): v for k, v in row.items()} for row in total.round(2).to_dict("records")]


def countries(plan: Plan, served: pd.DataFrame) -> list[dict[str, Any]]:
    """Unit landed cost and share of direct parcels by country of the market, the largest first.

    Parameters
    ----------
    served
        What `cost_to_serve` says of the plan.
    """
    country_of = _said_of_places(plan, "country")
    total = _largest(served.assign(country=[country_of.get(m, m) for m in served["market"]]), "country")
    return [{"country": row["country"], **_served(row)} for row in total.to_dict("records")]


def markets(plan: Plan, served: pd.DataFrame) -> list[dict[str, Any]]:
    """Unit landed cost and share of direct parcels by market, the largest first.

    Parameters
    ----------
    served
        What `cost_to_serve` says of the plan.
    """
    name_of, country_of = _said_of_places(plan, "name"), _said_of_places(plan, "country")
    total = _largest(served, "market")
    return [
        {"market": market, "name": name_of.get(market, market), "country": country_of.get(market, ""), **_served(row)}
        for market, row in zip(total["market"], total.to_dict("records"), strict=True)
    ]


def _said_of_places(plan: Plan, column: str) -> dict[str, str]:
    places = plan.tables.get("places", plan.sites)
    return dict(zip(places["site"], places[column], strict=True))


def _largest(served: pd.DataFrame, by: str) -> pd.DataFrame:
    total = served.groupby(by, as_index=False)[["units", "direct_units", "cost"]].sum()
    return total.sort_values(["units", by], ascending=[False, True], kind="stable")


def _served(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "units": row["units"], "landed_cost": round(row["cost"], 2),
        "unit_landed_cost": round(row["cost"] / row["units"], 4) if row["units"] > 0 else None,
        "direct_share": _share(row["direct_units"], row["units"]),
    }  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    if pd.isna(whole) or whole <= 0:
        return None
    return round(float(part) / float(whole), 6)
