"""Own vehicles of a plan in brief, as plain data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .plan import Plan


def own_vehicles(plan: Plan) -> list[dict[str, Any]]:
    """A row for each period and site with own vehicles: a typical day, what all days cost, and the price they had.

    Costs are in the plan's currency; `vehicles` counts those that go out by type, `difference_share` is the difference
    over what was priced, None where nothing was.
    """
    routes, left = plan.tables["routes"], plan.tables["unserved_stops"]
    made = []
    for row in plan.tables["fleet"].to_dict("records"):
        period, site = row["period"], row["site"]
        mine = routes[(routes["period"] == period) & (routes["from"] == site)]
        kinds = mine["vehicle"].map(lambda name, here=f" at {site}": str(name).removesuffix(here))
        made.append({
            "period": period, "site": site, "days": row["days"],
            "vehicles": {str(kind): int(count) for kind, count in kinds.value_counts(sort=False).items()},
            "routes": len(mine), "stops": int(mine["stops"].sum()),
            "unserved": int(((left["period"] == period) & (left["site"] == site)).sum()),
            "distance_km": round(float(mine["distance_km"].sum()), 1), "hours": round(float(mine["hours"].sum()), 1),
            "cost_per_day": row["cost_per_day"], "routed": row["routed"], "priced": row["priced"],
            "difference": row["difference"],
            "difference_share": round(row["difference"] / row["priced"], 6) if row["priced"] > 0 else None,
        })  # fmt: skip
    return made


def unserved_stops(plan: Plan) -> list[dict[str, Any]]:
    """Stops that own vehicles do not come to, with the reason and what that costs a day."""
    columns = ["period", "site", "name", "kind", "required", "reason", "prize"]
    rows: pd.DataFrame = plan.tables["unserved_stops"][columns]
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]
