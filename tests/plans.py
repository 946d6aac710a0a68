"""Plans of a made-up instance that goes through every rule of the model, and ways to tamper with them.

`free` serves the EU and the US out of duty-paid stock, `bonded` through a chain of bonded warehouses, `for_export`
serves Britain from the US, which draws duty back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cbeclogistics.loaders.load import load
from cbeclogistics.money import from_cents, to_cents
from cbeclogistics.network.network import Network
from cbeclogistics.plan.audit import audit
from cbeclogistics.plan.components import COMPONENTS, UNIT_COMPONENTS
from cbeclogistics.plan.plan import Audit, Plan
from cbeclogistics.solve import solve

WIDE = Path(__file__).parent / "data" / "wide"
CLOSED_LANES = {
    "free": ("nl-eu", "bus-us", "bus-b2b", "zone-post", "hub-post", "factory-post"),
    "bonded": ("de-eu", "us-us", "zone-post", "hub-post", "factory-post", "peu-nl", "zone-eu"),
    "for_export": ("nl-eu", "bus-us", "bus-b2b", "zone-post", "hub-post", "factory-post", "nl-gb"),
}


@cache
def network(name: str) -> Network:
    """Instance `wide` without the lanes that would spoil the point; what is left out of reach has a penalty."""
    wide = load(WIDE)
    tables = dict(wide.tables)
    tables["lanes"] = tables["lanes"][~tables["lanes"]["lane"].isin(CLOSED_LANES[name])].reset_index(drop=True)
    if name == "for_export":
        _draw_back(tables, wide.tables["lanes"])
    if name != "bonded":
        tables["demand"] = tables["demand"].assign(unserved_penalty=tables["demand"]["unserved_penalty"].fillna(200.0))
        tables["policies"] = tables["policies"][tables["policies"]["policy"] != "some-nl"].reset_index(drop=True)
    return Network(wide.settings, tables)


def _draw_back(tables: dict[str, pd.DataFrame], lanes: pd.DataFrame) -> None:
    """The US draws 80 % of duty back, but not of the additional one on lamps; its warehouse sends to Britain."""
    us = tables["territories"]["territory"] == "US"
    tables["territories"] = tables["territories"].assign(drawback_pct=np.where(us, 80.0, 0.0),
                                                         drawback_days=np.where(us, 90.0, 0.0))  # fmt: skip
    duties = tables["duty_rates"]
    tables["duty_rates"] = duties.assign(no_drawback=duties["rule"] == "US-lamp-301")
    abroad = lanes[lanes["lane"] == "nl-gb"].assign(lane="us-gb", from_site="W_US")
    tables["lanes"] = pd.concat([tables["lanes"], abroad], ignore_index=True)


@cache
def solved(name: str) -> Plan:
    """Plan of an instance; its audit has passed."""
    return solve(network(name), gap=0.05 if name == "bonded" else 1e-3, time_limit=30)


def failed(plan: Plan, name: str) -> set[str]:
    """Names of the checks that a plan fails."""
    return {c.name for c in audit(network(name), plan).checks if not c.passed}


def with_table(plan: Plan, name: str, table: pd.DataFrame) -> Plan:
    """Plan with one table exchanged."""
    return replace(plan, tables={**plan.tables, name: table.reset_index(drop=True)}, audit=Audit())


def edit(plan: Plan, table: str, row: int | Callable[[pd.DataFrame], pd.Series], /, **values: Any) -> Plan:
    """Plan with cells of a row (or of the first row that fits) exchanged; a callable gets the old value."""
    made = plan.tables[table].copy()
    at = row if isinstance(row, int) else int(np.flatnonzero(row(made))[0])
    for name, value in values.items():
        made[name] = made[name].astype(object) if isinstance(value, str) else made[name]
        old = made[name].iloc[at]
        made.iloc[at, made.columns.get_loc(name)] = value(old) if callable(value) else value
    return with_table(plan, table, made)


def drop(plan: Plan, table: str, row: int | Callable[[pd.DataFrame], pd.Series]) -> Plan:
    """Plan without a row (or the first that fits)."""
    at = row if isinstance(row, int) else int(np.flatnonzero(row(plan.tables[table]))[0])
    return with_table(plan, table, plan.tables[table].drop(index=at))


def recount(plan: Plan) -> Plan:
    """Forge the books: flow costs, cost lines, breakdown and landed cost agree again with the tables as they are."""
    t = dict(plan.tables)
    flows = t["flows"].copy()
    cents = np.round(flows[list(UNIT_COMPONENTS)].to_numpy(float) * 100).astype(np.int64)
    flows["cost"] = from_cents(cents.sum(axis=1))
    flows["unit_cost"] = np.round(flows["cost"] / flows["units"], 6)
    t["flows"] = flows
    keys = ["period", "kind", "from", "channel", "product"]
    of_flows = flows.melt(keys, list(UNIT_COMPONENTS), "component", "amount").assign(to="")
    boxes, sites, demand = t["containers"], t["sites"], t["demand"]
    ends = ["period", "from", "to", "channel"]
    lines = [of_flows]
    for component, column, kind in (
        ("container_rounding", "container_rounding", "container"), ("handling", "handling_rounding", "container"),
        ("fees", "fees", "entry"),
    ):  # fmt: skip
        lines.append(boxes[ends].assign(component=component, kind=kind, product="", amount=boxes[column]))
    for c in ("opening", "fixed", "closing"):
        site = sites["site"]
        lines.append(pd.DataFrame({"from": site, "to": site, "component": c, "kind": "site", "amount": sites[c]}))
    lines.append(demand[["period", "product"]].assign(
        component="unserved", kind="demand", to=demand["market"], amount=demand["penalty"]))  # fmt: skip
    old = t["costs"]
    lines.append(old[(old["kind"] == "entry") & (old["from"] == old["to"])])
    costs = pd.concat(lines, ignore_index=True)[list(old.columns)]
    text = [c for c in old.columns if c != "amount"]
    costs[text] = costs[text].fillna("")
    t["costs"] = costs[costs["amount"] != 0].reset_index(drop=True)
    total = costs.groupby("component")["amount"].sum()
    breakdown = {c: float(from_cents(to_cents(total.get(c, 0.0)))) for c in COMPONENTS}
    landed = float(from_cents(to_cents(sum(breakdown.values()))))
    bound = min(plan.bound, landed)
    return replace(
        plan, tables=t, cost_breakdown=breakdown, landed_cost=landed, bound=bound, gap=(landed - bound) / landed,
        audit=Audit(),
    )  # fmt: skip
