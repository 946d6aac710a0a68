"""Demand that nothing can reach, and why: the first hurdle that leaves no way."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pandas as pd

from ..findings import MOST_ALIKE
from ..instance import Instance
from ..nearest import listed
from .balance import LINKS
from .check import Check
from .orders import Gate, Orders, gates
from .ways import Ints, Ways

MOST_CELLS = 20_000_000
COLUMN = {
    "sales_channel": "sales_channel", "source": "market", "mode": "product", "weight": "units_per_order",
    "channel": "price", "promise": "promised_days",
}  # fmt: skip


def demands(instance: Instance) -> None:
    """Every demand has a way by which it can be met."""
    assert instance.settings is not None
    demand, ways = instance["demand"], Ways(instance)
    wanted = (demand["units"] > 0).to_numpy()
    made = demand["product"].isin(set(instance["supply"]["product"])).to_numpy()
    for d in np.flatnonzero(wanted & ~made):
        _report(
            instance, int(d), "product", f"nothing makes product {demand['product'].iloc[d]}",
            "add it to supply, or remove the demand",
        )  # fmt: skip
    home = dict(zip(instance["sites"]["site"], instance["sites"]["territory"], strict=True))
    into = instance.network.links.groupby("to_site").indices
    days = {p.period: instance.settings.date_of(p) for p in instance.settings.periods}
    known: dict[tuple[str, dt.date], list[Gate]] = {}
    lost: list[tuple[str, int, Ints, list[Gate]]] = []
    for (market, period), rows in demand[wanted & made].groupby(["market", "period"], sort=False):
        if market not in into:
            continue  # said of the site
        key = home[str(market)], days[str(period)]
        if key not in known:
            known[key] = gates(instance, *key)
        at, links = rows.index.to_numpy(np.int64), np.asarray(into[market], dtype=np.int64)
        step = max(1, MOST_CELLS // links.size)
        for k in range(0, at.size, step):
            lost += _lost(ways, links, at[k : k + step], known[key])
    count: Counter[tuple[str, bool]] = Counter()
    for hurdle, row, passed, gate in sorted(lost, key=lambda found: found[1]):
        kind = hurdle, bool(pd.isna(demand["unserved_penalty"].iloc[row]))
        count[kind] += 1
        expected, remedy = why(ways, hurdle, row, passed, gate) if count[kind] <= MOST_ALIKE else ("", "")
        _report(instance, row, hurdle, expected, remedy)


def _lost(ways: Ways, links: Ints, demand: Ints, gate: list[Gate]) -> list[tuple[str, int, Ints, list[Gate]]]:
    """Demands of a market for which no link passes every hurdle: where they fail, and the links that came so far."""
    alive = np.ones((links.size, demand.size), dtype=bool)
    found = []
    for hurdle, passes in ways.hurdles(links, demand, gate):
        left = alive & passes
        for j in np.flatnonzero(alive.any(axis=0) & ~left.any(axis=0)):
            found.append((hurdle, int(demand[j]), links[alive[:, j]], gate))
        alive = left
    return found


def _report(instance: Instance, d: int, hurdle: str, expected: str, remedy: str) -> None:
    row = instance["demand"].iloc[d]
    column = COLUMN.get(hurdle, hurdle)
    value = row[column]
    instance.report(
        "demand", expected, at=d, column=column, value=f"{value:g}" if isinstance(value, float) else value,
        remedy=remedy, warning=not pd.isna(row["unserved_penalty"]), kind=hurdle, blocks=False,
    )  # fmt: skip


def why(ways: Ways, hurdle: str, d: int, links: Ints, gate: list[Gate]) -> tuple[str, str]:
    """Why a demand cannot be met, and what would help.

    Parameters
    ----------
    hurdle
        The first that no link passes.
    links
        Those that passed all before it.
    """
    row = ways.instance["demand"].iloc[d]
    what = f"nothing can reach market {row['market']} with product {row['product']}"
    table = ways.instance.network.links.iloc[links]
    order = ways.orders.take(np.array([d]))
    starts = listed(set(table["from_site"]), 4)
    if hurdle == "sales_channel":
        lanes = listed(set(table["lane"]), 4)
        return f"{what} for {row['sales_channel']}", f"lanes {lanes} do not serve {row['sales_channel']}"
    if hurdle == "source":
        return what, (
            f"lanes lead there from {starts}, but the product cannot come to any of them, or not in a customs status "
            "from which it may be delivered there"
        )
    if hurdle == "mode":
        return what, f"the product's barred_modes rule out {listed(set(table['mode']))}, and there is no other mode"
    if hurdle == "weight":
        widest = max((ways.cards[c] for c in set(table["rate_card"])), key=lambda c: float(c.to_kg.max()))
        kg = float(widest.chargeable_kg(order)[0])
        return f"{what}: no rate card has a break for the order", (
            f"heaviest break {widest.to_kg.max():g} kg, the order weighs {kg:,.1f} chargeable kg. Add a break, or "
            "lower units_per_order"
        )
    if hurdle == "channel":
        return f"{what}: no clearance channel is open to the order", _closed(ways, order, table, gate)
    fastest = table.iloc[int(np.argmin(table["transit_days"].to_numpy(float)))]
    days = float(fastest["transit_days"])
    return f"{what} within {row['promised_days']:g} days", (
        f"nearest way: {fastest['from_site']} by {fastest['mode']} (lane {fastest['lane']}), {days:.4g} days. "
        f"Allow {np.ceil(days):g} days, or add a faster service"
    )


def _closed(ways: Ways, order: Orders, table: pd.DataFrame, gate: list[Gate]) -> str:
    """Why each channel is closed to the order."""
    market = str(table["to_site"].iloc[0])
    territory = ways.instance["sites"]["territory"].iloc[ways.place[market]]
    start = table["from_site"].map(ways.place).to_numpy(np.int64)
    abroad = ways.instance["sites"]["territory"].to_numpy(object)[start] != territory
    wanted = ({"parcel"} if abroad.any() else set()) | ({"release"} if (~abroad).any() else set())
    modes, named = set(table["mode"]), {c for channels in table["channels"] for c in channels}
    said = []
    for g in gate:
        if g.applies_to not in wanted:
            continue
        shut = next((words for mask, words in g.shut(order) if mask[0]), "")
        if not shut and g.modes and not modes & set(g.modes):
            shut = f"is not open to {listed(modes)}"
        if not shut and named and g.channel not in named:
            shut = "is not offered by the lanes"
        said.append(f"{g.channel} {shut or 'is not open to these lanes'}")
    value = f"the order is worth {order.most_value[0]:,.2f} {ways.instance.network.settings.base_currency}"
    if said:
        return f"{'; '.join(said)} ({value})"
    return f"{territory} has no channel for {' or '.join(sorted(wanted))} in force; add one to channels"


CHECKS = (
    Check(
        demands,
        {
            **LINKS,
            "lanes": (*LINKS["lanes"], "rate_card", "channels", "sales_channels"),
            "rate_cards": ("rate_card", "basis", "from_kg", "to_kg", "kg_per_m3", "minimum_kg", "round_kg"),
            "products": ("product", "weight_kg", "volume_m3", "barred_modes"),
            "supply": ("site", "product", "origin"),
            "demand": (
                "market", "product", "sales_channel", "period", "units", "units_per_order", "promised_days", "price",
                "currency", "buyer_spend_per_year", "unserved_penalty",
            ),
            "channels": (
                "channel", "territory", "applies_to", "modes", "sales_channels", "origins", "min_value", "max_value",
                "threshold_on", "single_item_only", "annual_limit", "currency", "effective_from", "effective_to",
            ),
            "taxes": ("country", "kind", "rate_pct"), "currencies": ("currency", "effective_from", "rate"),
            "territories": (*LINKS["territories"], "drawback_pct"),
        },
        settings=True,
    ),
)  # fmt: skip
