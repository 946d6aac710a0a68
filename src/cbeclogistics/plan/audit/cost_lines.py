"""The cost lines are the amounts of the plan's other tables, cent by cent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..components import UNIT_COMPONENTS
from ..plan import Check, Plan
from .verdict import never, within

KEYS = ["period", "component", "kind", "from", "to", "channel", "product"]
FLOW_KEYS = ["period", "kind", "from", "channel", "product"]


def cost_lines(plan: Plan) -> list[Check]:
    """Every amount of flows, loads, tiers, sites and demand stands in a cost line, and nothing else does."""
    t = plan.tables
    costs = t["costs"]
    joint = (costs["kind"] == "entry") & (costs["from"] == costs["to"])  # checked on its own: no other table has it
    cents = costs["amount"].to_numpy(float) * 100
    due = pd.concat([
        _of_flows(t["flows"]), _of_loads(t["containers"]), _of_tiers(t["tier_prices"]), _of_sites(t["sites"]),
        _of_demand(t["demand"]), _of_routes(t["fleet"]),
    ])  # fmt: skip
    both = pd.concat([
        due[due["cents"] != 0], costs.loc[~joint, KEYS].assign(cents=-np.round(cents[~joint.to_numpy()])),
    ])  # fmt: skip
    left = both.astype(dict.fromkeys(KEYS, object)).groupby(KEYS, sort=False)["cents"].sum()
    off = np.abs(left.to_numpy(float)) / 100

    def say(i: int) -> str:
        line = dict(zip(KEYS, left.index[i], strict=True))
        way = " → ".join(str(line[k]) for k in ("from", "to") if line[k])
        what = (line[k] for k in ("channel", "product", "period"))
        return " ".join(str(v) for v in (line["component"], "of", line["kind"], way, *what) if v)

    def row(i: int) -> str:
        return f"row {i + 2}: {costs['amount'].iloc[i]}"

    return [
        never("cost lines are whole cents", ~(np.abs(cents - np.round(cents)) <= 1e-6 + 1e-12 * np.abs(cents)), row,
              "lines"),
        within("cost lines are the amounts of flows, loads, tiers, sites and demand", off, 0.001, say, plan.currency,
               "lines"),
    ]  # fmt: skip


def _cents(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(np.round(frame[columns].to_numpy(float) * 100), index=frame.index, columns=columns)


def _of_flows(flows: pd.DataFrame) -> pd.DataFrame:
    names = list(UNIT_COMPONENTS)
    total = pd.concat([flows[FLOW_KEYS], _cents(flows, names)], axis=1).groupby(FLOW_KEYS, sort=False)[names].sum()
    return total.reset_index().melt(FLOW_KEYS, names, "component", "cents").assign(to="")


def _of_loads(table: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for component, column, kind in (
        ("container_rounding", "container_rounding", "container"), ("handling", "handling_rounding", "container"),
        ("fees", "fees", "entry"),
    ):  # fmt: skip
        parts.append(table[["period", "from", "to", "channel"]].assign(
            component=component, kind=kind, product="", cents=_cents(table, [column])[column]))  # fmt: skip
    return pd.concat(parts)


def _of_tiers(table: pd.DataFrame) -> pd.DataFrame:
    name = np.where(table["table"].to_numpy() == "placement_fees", "placement", "volume_price")
    return table[["period", "from", "to", "channel"]].assign(
        component=name, kind="tier", product="", cents=_cents(table, ["amount"])["amount"]
    )  # fmt: skip


def _of_sites(table: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for component in ("opening", "fixed", "closing"):
        cents = _cents(table, [component])[component]
        parts.append(pd.DataFrame({
            "period": "", "component": component, "kind": "site", "from": table["site"], "to": table["site"],
            "channel": "", "product": "", "cents": cents,
        }))  # fmt: skip
    return pd.concat(parts)


def _of_demand(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "period": table["period"], "component": "unserved", "kind": "demand", "from": "", "to": table["market"],
        "channel": "", "product": table["product"], "cents": _cents(table, ["penalty"])["penalty"],
    })  # fmt: skip


def _of_routes(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "period": table["period"], "component": "route_difference", "kind": "route", "from": table["site"], "to": "",
        "channel": "", "product": "", "cents": _cents(table, ["difference"])["difference"],
    })  # fmt: skip
