"""Agreements by volume and placement fees, recomputed from flows and loads (docs/model.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..plan import Check, Plan
from .clearance import Cleared
from .deals import NEAR, Deal, deals
from .facts import Facts, places_in
from .moves import Moves
from .verdict import CENT, Ints, never, within

CLEARLY = 1e-5  # units, m3, kg …: less may be left out


@dataclass(frozen=True)
class _Found:
    """One agreement in one period: what it comes to and what the plan states, and how far off its worst part is."""

    name: str
    due: float
    stated: float
    allowed: float
    part: float
    figures: float
    untold: int


def tiers(facts: Facts, moves: Moves, cleared: Cleared, plan: Plan) -> list[Check]:
    """Check the plan's table `tier_prices`: what each agreement comes to, and how it is shared out."""
    table = plan.tables["tier_prices"]
    start, end = places_in(facts.sites, table["from"]), places_in(facts.sites, table["to"])
    link = facts.find_links(table["lane"], start, end, table["mode"])
    stated = table.assign(period=places_in(facts.periods, table["period"]), link=link)
    matched = np.zeros(len(table), dtype=np.int64)
    found = [
        _compare(facts, deal, int(str(period)), ways, stated, matched)
        for deal in deals(facts, moves, cleared, plan)
        for (period, _), ways in deal.ways.groupby(["period", "group"], sort=False)
    ]
    off, part, figures, allowed = (
        np.array([getattr(f, name) for f in found], dtype=float) for name in ("due", "part", "figures", "allowed")
    )
    off = np.abs(off - np.array([f.stated for f in found], dtype=float))

    def say(i: int) -> str:
        return f"{found[i].name}: {found[i].stated:,.2f} stated, {found[i].due:,.4f} recomputed"

    def row(i: int) -> str:
        r = table.iloc[i]
        return f"{r['rule']} on {r['from']} → {r['to']} by lane {r['lane']} in {r['period']}: {r['amount']}"

    currency, of = facts.settings.base_currency, "agreements and periods"
    return [
        never("every part of an agreement is of goods that it counts, once", matched != 1, row, "rows"),
        never("every link and channel that an agreement counts is told", np.array([f.untold > 0 for f in found], bool),
              lambda i: f"{found[i].name}: {found[i].untold} without a row", of),
        within("agreements by volume and placement fees come to what their tiers say", off, allowed, say, currency, of),
        within("each link and channel has its part of them", part, allowed + CENT, say, currency, of),
        within("figures of tiers are what flows and loads are", figures, 1e-5, say, "of itself", of),
    ]  # fmt: skip


def _compare(
    facts: Facts, deal: Deal, period: int, ways: pd.DataFrame, stated: pd.DataFrame, matched: Ints
) -> _Found:  # fmt: skip
    mine = np.flatnonzero(((stated["table"] == deal.table) & (stated["rule"] == deal.rule)
                           & (stated["period"] == period)).to_numpy())  # fmt: skip
    keys = pd.MultiIndex.from_frame(ways[["link", "channel"]])
    at = keys.get_indexer(pd.MultiIndex.from_frame(stated.iloc[mine][["link", "channel"]]))
    mine, at = mine[at >= 0], at[at >= 0]
    matched[mine] += 1
    given = stated.iloc[mine]
    amount = np.bincount(at, given["amount"].to_numpy(float), minlength=len(ways))
    counted, charged = ways["counted"].to_numpy(float), ways["charged"].to_numpy(float)
    all_ = float(counted.sum())
    loose = 0.0 if deal.sites is not None else NEAR * (1 + all_) + 1e-6 * float(ways["unit"].sum())
    total = float(amount.sum())
    decides, (begins, due) = min(
        (
            (quantity, price)
            for quantity in ((all_,) if deal.sites is None else deal.sites[period])
            for price in deal.prices(facts, period, quantity, float(charged.sum()), loose)
        ),
        key=lambda found: abs(found[1][1] - total),
    )
    share = charged / charged.sum() if charged.sum() > 0 else np.zeros(len(ways))
    part = float(np.max(np.abs(amount - due * share), initial=0.0))
    quantity = charged if deal.sites is not None else counted
    some = np.flatnonzero(np.maximum(charged, quantity) > CLEARLY)
    wrong = [np.abs(given["quantity"].to_numpy(float) - quantity[at]) / (1 + quantity[at])]
    wrong += [np.abs(given[c].to_numpy(float) - v) / (1 + v) for c, v in (("counted", decides), ("tier_from", begins))]
    allowed = CENT + 1e-6 * abs(deal.steepest(facts, period)) * float(ways["unit"].sum()) + 1e-9 * abs(due)
    return _Found(f"{deal.rule} in {facts.periods[period]}", due, total, allowed, part,
                  max(float(np.max(w, initial=0.0)) for w in wrong), np.setdiff1d(some, at).size)  # fmt: skip
