"""Demand: delivered or counted as unserved, by lanes that serve it, within the promise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..plan import Check
from .facts import Facts, places_in
from .moves import Moves, find_demand, groups
from .verdict import CENT, UNITS, UNITS_RELATIVE, Bools, Floats, Ints, never, weigh, within


def demand(facts: Facts, moves: Moves, table: pd.DataFrame) -> list[Check]:
    """Check the flows to markets and the plan's table `demand` against what the markets ask."""
    want = facts.demand
    sold = ~moves.inbound
    lost = sold & (moves.demand < 0) & (moves.end >= 0) & (moves.product >= 0) & (moves.period >= 0)
    row = find_demand(
        facts, places_in(facts.periods, table["period"]), places_in(facts.sites, table["market"]),
        places_in(facts.products, table["product"]), table["sales_channel"].astype(object).to_numpy(),
    )  # fmt: skip
    served = sold & (moves.demand >= 0)
    delivered = weigh(moves.demand[served], moves.units[served], want["units"].size)
    stated = {c: _spread(row, table[c].to_numpy(float), want["units"].size) for c in ("delivered", "unserved", "units")}
    missed = stated["unserved"]
    units = want["units"].astype(float)
    say = _Demands(facts)
    allowed = UNITS + UNITS_RELATIVE * units
    penalty = want["unserved_penalty"]
    cost = np.where(np.isnan(penalty), 0.0, penalty) * missed
    paid = _spread(row, table["penalty"].to_numpy(float), units.size)
    off = np.maximum.reduce([np.abs(stated["delivered"] - delivered), np.abs(stated["units"] - units), -missed])
    return [
        never("every delivery serves a demand of the instance", lost, moves.say, "flows"),
        _once(row, table),
        within("demand is delivered or counted as unserved", np.abs(delivered + missed - units), allowed, say, "units",
               "demands"),
        within("the plan's table of demand is what the flows deliver", off, allowed, say, "units", "demands"),
        never("demand is left unserved only where a penalty says what it costs", (missed > UNITS) & np.isnan(penalty),
              say, "demands"),
        within("penalties for unserved demand are right", np.abs(paid - cost),
               CENT + np.where(np.isnan(penalty), 0.0, penalty) * 1e-6, say, facts.settings.base_currency, "demands"),
        within("promised days are kept", _late(facts, moves), 1e-9, moves.say, "days", "flows"),
        never("lanes serve the sales channel", _not_served(facts, moves), moves.say, "flows"),
    ]  # fmt: skip


def _once(row: Ints, table: pd.DataFrame) -> Check:
    """Every row of the plan's table is one demand of the instance."""
    twice = pd.Series(row).duplicated().to_numpy() | (row < 0)

    def say(i: int) -> str:
        r = table.iloc[i]
        return f"row {i + 2}: {r['product']} ({r['sales_channel']}) in {r['market']}, {r['period']}"

    return never("every row of the plan's demand is one demand of the instance", twice, say, "rows")


def _spread(row: Ints, values: Floats, size: int) -> Floats:
    """Values of the plan's rows at the demands of the instance, 0 where the plan has no row."""
    at = row >= 0
    return weigh(row[at], values[at], size)


class _Demands:
    """Words a demand."""

    def __init__(self, facts: Facts) -> None:
        self._want = facts.demand

    def __call__(self, i: int) -> str:
        d = self._want
        return f"{d['product'][i]} ({d['sales_channel'][i]}) in {d['market'][i]}, {d['period'][i]}"


def _late(facts: Facts, moves: Moves) -> Floats:
    """Days by which each flow is later than promised; 0 where it is in time."""
    made = np.zeros(moves.size)
    at = np.flatnonzero(moves.priced & ~moves.inbound)
    promised = facts.demand["promised_days"].astype(float)[moves.demand[at]]
    days = facts.link["transit_days"].astype(float)[moves.link[at]]
    made[at] = np.where(np.isnan(promised), 0.0, np.maximum(0.0, days - promised))
    return made


def _not_served(facts: Facts, moves: Moves) -> Bools:
    bad = ~moves.inbound & ~np.isin(moves.sales_channel.astype(str), ("B2C", "B2B"))
    bad |= moves.inbound & (moves.sales_channel != "")
    at = np.flatnonzero((moves.link >= 0) & ~moves.inbound)
    for (_, name), rows in groups(at, facts.link["row"][moves.link], moves.sales_channel):
        serves = facts.link["sales_channels"][moves.link[rows[0]]]
        if serves and name not in serves:
            bad[rows] = True
    return np.asarray(bad, dtype=bool)
