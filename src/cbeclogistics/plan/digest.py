"""A plan in brief, as plain data: what a planner looks at first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .components import COMPONENTS
from .cost_to_serve import cost_to_serve
from .plan import Plan


def digest(plan: Plan) -> dict[str, Any]:
    """Return costs by component, open sites, ways of delivery, channels and unit landed cost by country.

    Shares and utilisations are fractions; None where there is nothing to divide by.
    """
    return {
        "costs": costs(plan),
        "sites": sites(plan),
        "deliveries": deliveries(plan),
        "channels": channels(plan),
        "countries": countries(plan),
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
    """Clearance channels in use: in bulk on the way to stock (inbound), out of bond (delivery), as parcels (direct)."""
    table = plan.tables["clearances"]
    if not len(table):
        return []
    total = table.groupby(["kind", "channel"], as_index=False)[["units", "duty", "tax"]].sum()
    total = total.sort_values(["kind", "units"], ascending=[False, False], kind="stable")
    return [{str(k): v for k, v in row.items()} for row in total.round(2).to_dict("records")]


def countries(plan: Plan) -> list[dict[str, Any]]:
    """Unit landed cost and share of direct parcels by country of the market, the largest first."""
    served = cost_to_serve(plan)
    places = plan.tables.get("places", plan.sites)
    country_of = dict(zip(places["site"], places["country"], strict=True))
    served["country"] = [country_of.get(m, m) for m in served["market"]]
    total = served.groupby("country", as_index=False)[["units", "direct_units", "cost"]].sum()
    total = total.sort_values(["units", "country"], ascending=[False, True], kind="stable")
    return [
        {
            "country": row["country"], "units": row["units"], "landed_cost": round(row["cost"], 2),
            "unit_landed_cost": round(row["cost"] / row["units"], 4) if row["units"] > 0 else None,
            "direct_share": _share(row["direct_units"], row["units"]),
        }
        for row in total.to_dict("records")
    ]  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    if pd.isna(whole) or whole <= 0:
        return None
    return round(float(part) / float(whole), 6)
