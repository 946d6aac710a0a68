"""Routes of a plan against those that it had, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..plan.route_files import costs_of
from ..plan.route_tables import RoutedDay, route_tables
from .again import DayAgain


def compared(days: Sequence[RoutedDay], tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What `routes.json` says beyond the routes: ``days``, a row for each period and site of a plan.

    Costs are of a typical day, `routed` and `routed_before` of all days of the period, `priced` what its design
    reckoned with. `cost_before` is that of the plan's routes at the same ways, None where they cannot be driven there.
    Routes of no plan have nothing to be compared with: then it is empty.
    """
    again = [day for day in days if isinstance(day, DayAgain)]
    return {"days": [_row(day, tables) for day in again]} if again else {}


def _row(day: DayAgain, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    routes, left = tables["routes"], tables["unserved_stops"]
    mine = routes[(routes["period"] == day.period) & (routes["from"] == day.site)]
    cost = costs_of(mine, left[(left["period"] == day.period) & (left["site"] == day.site)])["cost"]
    before = None
    if day.before is not None:
        had = route_tables((RoutedDay(problem=day.problem, routes=day.before),))
        before = costs_of(had["routes"], had["unserved_stops"])["cost"]
    return {
        "period": day.period, "site": day.site, "days": day.days, "routes": len(mine),
        "distance_km": round(float(mine["distance_km"].sum()), 3), "hours": round(float(mine["hours"].sum()), 3),
        "served": len(day.problem.stops) - len(day.routes.unserved), "unserved": len(day.routes.unserved),
        "cost": cost, "cost_before": before, "routed": round(cost * day.days, 2),
        "routed_before": None if before is None else round(before * day.days, 2), "priced": round(day.priced, 2),
    }  # fmt: skip
