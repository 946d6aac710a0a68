"""Rows that the company asks for: table `policies`."""

from __future__ import annotations

import numpy as np

from ..engine.arrays import ArrayModel, Block
from .delivery import Delivery
from .demands import Demands
from .ground import Bools, Ground, site_of
from .options import Options


def policies(
    model: ArrayModel, ground: Ground, option: Options, parts: list[tuple[Demands, Delivery, Block]]
) -> None:  # fmt: skip
    """One row for a policy over the total, or for each of its sites.

    open_sites:  Σ open[i, o] ≶ value
    units:       Σ x out of i ≶ value
    share_pct:   Σ x out of i to the markets − value % · Σ x to the markets ≶ 0
    """
    table = ground.network.tables["policies"]
    for row in table.to_dict("records"):
        sites = _sites(ground, row["sites"]) & ground.sites.stocking
        markets = _sites(ground, row["markets"]) & (ground.sites.kind == "market")
        groups = [sites] if row["over"] == "total" else [np.arange(sites.size) == i for i in np.flatnonzero(sites)]
        for group in groups:
            _row(model, option, parts, row["measure"], row["sense"], float(row["value"]), group, markets, row["policy"])


def _sites(ground: Ground, expression: str) -> Bools:
    if not expression:
        return np.ones(ground.sites.size, dtype=bool)
    chosen = ground.network.selection.sites(expression)
    mask = np.zeros(ground.sites.size, dtype=bool)
    mask[[ground.sites.index[s] for s in chosen]] = True
    return mask


def _row(
    model: ArrayModel, option: Options, parts: list[tuple[Demands, Delivery, Block]], measure: str, sense: str,
    value: float, sites: Bools, markets: Bools, name: str,
) -> None:  # fmt: skip
    share = value / 100 if measure == "share_pct" else 0.0
    limit = 0.0 if measure == "share_pct" else value
    scale = max(limit, 1.0)
    row = model.add_rows(
        f"policy {name}", 1, lower=limit / scale if sense == ">=" else -np.inf,
        upper=limit / scale if sense == "<=" else np.inf,
    )  # fmt: skip
    if measure == "open_sites":
        at = np.flatnonzero(sites[option.site])
        model.add_entries(row[0], option.block[at], 1 / scale)
        return
    for demand, delivery, x in parts:
        there = markets[demand.market[delivery.demand]]
        weight = there * (sites[site_of(delivery.start)] - share) / scale
        at = np.flatnonzero(weight)
        model.add_entries(row[0], x[at], weight[at])
