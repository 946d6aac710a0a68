"""Exports of a plan by the procedure that costs a flow least (docs/model.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .facts import BONDED, DAYS_PER_YEAR, FREE, Columns, Facts
from .moves import Moves, groups
from .verdict import Bools, Floats, Ints

ALIKE = 1e-9  # relative difference of two procedures that cost the same


@dataclass(frozen=True)
class Leaving:
    """What leaving its territory costs a unit of each flow, shape (n,) each; 0 where nothing is exported.

    Attributes
    ----------
    exported
        Whether the flow is an export of goods out of free circulation where they were made.
    row
        Row of `exports` that it takes; -1: none, as the territory refunds at large.
    lost, refunded
        VAT that stays, and that comes back after `days`.
    amount
        What the declaration of its order costs.
    """

    exported: Bools
    row: Ints
    lost: Floats
    refunded: Floats
    days: Floats
    amount: Floats


def leaving(facts: Facts, moves: Moves) -> Leaving:
    """Find the procedure of every export: of those open to it the cheapest, of equals the first."""
    zone = moves.inbound & ~moves.crossing & (moves.end_status == BONDED)
    exported = moves.priced & moves.home & (moves.start_status == FREE) & (moves.crossing | zone)
    made = Leaving(exported, np.full(moves.size, -1, dtype=np.int64), *(np.zeros(moves.size) for _ in range(4)))
    way = np.where(zone, "zone", np.where(moves.inbound, "bulk", "parcel")).astype(object)
    territory = np.where(moves.start >= 0, facts.site["territory"][moves.start], "").astype(object)
    table, yearly = facts.export, facts.settings.costs.capital_pct_per_year / 100
    at_large = dict(zip(facts.territory["territory"], facts.territory["export_rebate_days"], strict=True))
    every = groups(np.flatnonzero(exported), moves.period, territory, way, moves.sales_channel)
    for (period, where, how, channel), at in every:
        value = facts.product["customs_value"][moves.product[at]]
        order = np.full(at.size, np.inf)  # a load has no declaration by the order
        if how == "parcel":
            order = facts.demand["units_per_order"].astype(float)[moves.demand[at]]
        vat = facts.book.export_vat_pct.get(where, 0.0)
        stated = facts.product["export_rebate_pct"].astype(float)[moves.product[at]]
        full = np.where(np.isnan(stated), vat, np.minimum(stated, vat)) / 100 * value
        best = np.full(at.size, np.inf)
        for row in _open(facts, int(period), where, how, channel) or [-1]:
            share, days, asked = 1.0, float(at_large.get(where, 0.0)), 0.0
            if row >= 0:
                share, asked = float(table["rebate_share_pct"][row]) / 100, float(table["amount"][row])
                days = days if np.isnan(table["rebate_days"][row]) else float(table["rebate_days"][row])
            fee = asked / order
            kept = vat / 100 * value - share * full
            cost = kept + yearly * days / DAYS_PER_YEAR * share * full + fee
            less = cost < best * (1 - ALIKE)
            best = np.where(less, cost, best)
            here = at[less]
            made.row[here], made.days[here] = row, days
            made.lost[here], made.refunded[here], made.amount[here] = kept[less], (share * full)[less], fee[less]
    return made


def _open(facts: Facts, period: int, territory: str, way: str, sales_channel: str) -> list[int]:
    """Rows of `exports` by which goods may leave a territory in a period."""
    table, day = facts.export, pd.Timestamp(facts.day[period])
    return [
        i
        for i, of in enumerate(table["territory"])
        if of == territory
        and way in table["applies_to"][i]
        and (way != "parcel" or not table["sales_channels"][i] or sales_channel in table["sales_channels"][i])
        and not (_is_day(table, "effective_from", i) and pd.Timestamp(table["effective_from"][i]) > day)
        and not (_is_day(table, "effective_to", i) and pd.Timestamp(table["effective_to"][i]) < day)
    ]


def _is_day(table: Columns, name: str, row: int) -> bool:
    return not pd.isna(table[name][row])
