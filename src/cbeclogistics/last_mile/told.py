"""Routes as part of the plan: tables, a line of cost for what they cost beyond their price, the bound over all."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from ..engine.answer import relative_gap
from ..network.network import Network
from ..plan.empty_table import empty
from ..plan.plan import Plan, Status
from ..plan.route_tables import route_tables
from ..plan.schema import FLEET, FLEET_PRICES
from .agree import Agreed


def with_routes(network: Network, agreed: Agreed, gap: float) -> Plan:
    """The plan of a network with its routes.

    Parameters
    ----------
    gap
        At which it counts as optimal.
    """
    plan, tables = agreed.plan, dict(agreed.plan.tables)
    tables |= route_tables(agreed.days)
    tables["places"] = _with_ends(network, tables["places"], tables["routes"])
    fleet = []
    for day in agreed.days:
        mine, left = (tables[name] for name in ("routes", "unserved_stops"))
        mine = mine[(mine["period"] == day.period) & (mine["from"] == day.site)]
        left = left[(left["period"] == day.period) & (left["site"] == day.site)]
        a_day = round(float(mine["cost"].sum() + left["prize"].sum()), 2)
        routed, priced = round(a_day * day.days, 2), round(day.priced, 2)
        fleet.append([day.period, day.site, day.days, len(mine), a_day, routed, priced, round(routed - priced, 2)])
    tables["fleet"] = pd.DataFrame(fleet, columns=list(FLEET.names)) if fleet else empty(FLEET)
    tables["fleet_prices"] = agreed.prices[list(FLEET_PRICES.names)].reset_index(drop=True)
    lines = tables["fleet"][tables["fleet"]["difference"] != 0]
    if len(lines):
        added = pd.DataFrame({
            "period": lines["period"], "component": "route_difference", "kind": "route", "from": lines["site"],
            "to": "", "channel": "", "product": "", "amount": lines["difference"],
        })  # fmt: skip
        tables["costs"] = pd.concat([tables["costs"], added], ignore_index=True)
    off = round(float(tables["fleet"]["difference"].sum()), 2)
    landed = round(plan.landed_cost + off, 2)
    bound = math.floor(min(agreed.bound, landed) * 100) / 100 if math.isfinite(agreed.bound) else agreed.bound
    now = relative_gap(landed, bound)
    status = Status.OPTIMAL if now <= gap else Status.FEASIBLE
    if plan.status == Status.INTERRUPTED:
        status = plan.status
    return replace(
        plan, tables=tables, landed_cost=landed, unrounded_cost=plan.unrounded_cost + off, status=status,
        model_objective=plan.model_objective + off, bound=bound, gap=now, instance_hash=network.hash,
        cost_breakdown={**plan.cost_breakdown, "route_difference": off},
        notes=(*plan.notes, *_notes(agreed, off, plan)),
    )  # fmt: skip


def _with_ends(network: Network, places: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    """Places with the sites at which routes end and nothing else happens."""
    sites = network.tables["sites"]
    more = sites[sites["site"].isin(set(routes["to"]) - set(places["site"]))]
    return pd.concat([places, more[list(places.columns)]], ignore_index=True) if len(more) else places


def _notes(agreed: Agreed, off: float, plan: Plan) -> list[str]:
    routed = sum(day.routed for day in agreed.days)
    share = abs(off) / routed if routed else 0.0
    design = relative_gap(plan.landed_cost, plan.bound)
    way = "lower" if off > 0 else "higher"
    return [
        f"Delivery by own vehicles: routes cost {routed:,.2f} {plan.currency}, which the design had priced {share:.2%} "
        f"{way} (route_difference). At its prices the design's gap is {design:.2%}; the plan's is over all routes too."
    ]
