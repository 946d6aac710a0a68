"""Rows that the company asks of any plan: table `policies`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check
from .facts import Facts, places_in
from .moves import Moves
from .verdict import CAPACITY, UNITS, Bools, Floats, within


def policies(facts: Facts, moves: Moves, table: pd.DataFrame) -> list[Check]:
    """Open sites, units and shares, over the total or over each site, for the whole horizon."""
    n = len(facts.sites)
    chosen = np.zeros(n, dtype=bool)
    row = places_in(facts.sites, table["site"])
    has = table["option"].astype(object).to_numpy() != ""
    chosen[row[(row >= 0) & has]] = True
    words: list[str] = []
    off: list[float] = []
    allowed: list[float] = []
    for policy in facts.network.tables["policies"].to_dict("records"):
        sites = _named(facts, policy["sites"]) & facts.site["stocking"]
        markets = _named(facts, policy["markets"]) & (facts.site["kind"] == "market")
        groups = [sites] if policy["over"] == "total" else [np.arange(n) == i for i in np.flatnonzero(sites)]
        for group in groups:
            value, slack, unit = _measure(facts, moves, policy["measure"], group, markets, chosen)
            limit = float(policy["value"])
            sense = str(policy["sense"])
            off.append(max(0.0, value - limit if sense == "<=" else limit - value))
            allowed.append(slack + CAPACITY * max(abs(limit), 1.0))
            where = "" if policy["over"] == "total" else f" at {facts.sites[int(np.flatnonzero(group)[0])]}"
            words.append(f"{policy['policy']}{where}: {value:,.6g} {unit}, {sense} {limit:,.6g} asked")
    return [within("policies are kept", np.array(off), np.array(allowed), lambda i: words[i], "over the limit",
                   "policy rows")]  # fmt: skip


def _measure(
    facts: Facts, moves: Moves, measure: str, sites: Bools, markets: Bools, chosen: Bools
) -> tuple[float, float, str]:
    """Value of a measure, what rounding of the flows may add to it, and its unit."""
    if measure == "open_sites":
        return float((sites & chosen).sum()), 0.0, "open sites"
    ok = ~moves.inbound & (moves.start >= 0) & (moves.end >= 0)
    bought: Floats = np.where(ok & markets[moves.end], moves.units, 0.0)
    left = float(bought[sites[moves.start]].sum())
    if measure == "units":
        return left, UNITS, "units"
    total = float(bought.sum())
    return (100 * left / total if total > 0 else 0.0), 100 * UNITS / max(total, 1.0), "% of what is delivered"


def _named(facts: Facts, expression: str) -> Bools:
    if not expression:
        return np.ones(len(facts.sites), dtype=bool)
    return np.isin(facts.site["site"].astype(str), facts.network.selection.sites(expression))
