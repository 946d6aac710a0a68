"""Local charges of bulk goods by link, and what stock pays for its age by site; base currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .ground import Floats, Ground

DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True)
class LocalCharges:
    """Charges on each link at both of its ends, shape (links,) each; 0 on links to markets."""

    per_load: Floats
    per_m3: Floats
    per_kg: Floats


def local_charges(ground: Ground) -> LocalCharges:
    """Rows of local_charges added up by link; one for each entry is for each load that crosses a border."""
    links, sites = ground.links, ground.sites
    per = {name: np.zeros(links.start.size) for name in ("load", "m3", "kg")}
    table = ground.network.tables["local_charges"]
    box = np.array([ground.cards[c].container for c in links.card], dtype=object)
    crossing = sites.territory[links.start] != sites.territory[links.end]
    for row, amount in zip(table.to_dict("records"), ground.money(table, "amount"), strict=True):
        at = np.isin(sites.names.astype(str), list(ground.network.selection.sites(row["site"])))
        mask = at[links.end if row["direction"] == "in" else links.start] & ~links.to_market
        if row["modes"]:
            mask &= np.isin(links.mode.astype(str), row["modes"])
        if row["container"]:
            mask &= box == row["container"]
        if row["per"] == "entry":
            mask &= crossing
        per["load" if row["per"] == "entry" else row["per"]][mask] += amount
    return LocalCharges(per["load"], per["m3"], per["kg"])


def ageing_per_m3(ground: Ground) -> Floats:
    """What a m3 pays in storage_tiers during its stay at each site, shape (sites,).

    A lot that lies S days on average and is drawn down evenly is gone after 2 S days, so that a share of 1 − a / 2 S of
    it reaches the age a; from the age d on a m3 lies (2 S − d)² / 4 S days.
    """
    table, sites = ground.network.tables["storage_tiers"], ground.sites
    tiers: dict[int, list[tuple[float, float]]] = {}
    for row, amount in zip(table.to_dict("records"), ground.money(table, "per_m3_month"), strict=True):
        for name in ground.network.selection.sites(row["site"]):
            tiers.setdefault(sites.index[name], []).append((float(row["from_days"]), float(amount)))
    cost = np.zeros(sites.size)
    for i, mine in tiers.items():
        stay = 2 * float(sites.stock_days[i])
        if not stay or not sites.stocking[i]:
            continue
        mine.sort()
        older = [max(0.0, stay - age) ** 2 / (2 * stay) for age, _ in mine] + [0.0]
        cost[i] = sum(rate * (a - b) for (_, rate), a, b in zip(mine, older[:-1], older[1:], strict=True))
    return cost / DAYS_PER_MONTH
