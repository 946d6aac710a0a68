"""Reads what tiers come to at a point as a table of the plan, shared out over what counts or pays in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..engine.arrays import Floats
from ..money import from_cents, split_cents, to_cents
from ..plan.schema import TIER_PRICES
from .ground import Ints, Texts
from .piecewise import Terms

if TYPE_CHECKING:
    from .formulate import DesignModel, PeriodBlocks

COMPONENT = {"volume_breaks": "volume_price", "placement_fees": "placement"}
LEAST = 1e-9


def tier_prices(model: DesignModel, x: Floats) -> pd.DataFrame:
    """Table `tier_prices` of the plan that a point stands for."""
    ground, parts = model.ground, []
    sites, links = ground.sites, ground.links
    ways = [_Ways(model, blocks) for blocks in model.periods] if model.tiers.choices else []
    for choice, tier, counted, amount in model.tiers.prices(x):
        way = ways[choice.period]
        paid = way.sums(choice.charged, x)
        quantity = paid if choice.table == "placement_fees" else way.sums(choice.counted, x)
        at = np.flatnonzero((paid > LEAST) | (quantity > LEAST))
        if not at.size:
            continue
        cents = split_cents(int(to_cents(amount)), paid[at])
        link = way.link[at]
        parts.append(pd.DataFrame({
            "period": ground.periods[choice.period].period, "table": choice.table, "rule": choice.rule,
            "from": sites.names[links.start[link]], "to": sites.names[links.end[link]], "mode": links.mode[link],
            "lane": links.lane[link], "channel": way.channel[at], "quantity": np.round(quantity[at], 6),
            "counted": round(counted, 6), "tier_from": round(tier.low, 6), "amount": from_cents(cents),
        }))  # fmt: skip
    if not parts:
        return pd.DataFrame({c.name: pd.Series(dtype=float if c.unit else object) for c in TIER_PRICES.columns})
    return pd.concat(parts, ignore_index=True)


def tier_lines(table: pd.DataFrame) -> pd.DataFrame:
    """Cost lines of the table."""
    keys = ["period", "table", "from", "to", "channel"]
    cents = table.assign(cents=to_cents(table["amount"].to_numpy(float)))
    total = cents.groupby(keys, as_index=False, sort=False)["cents"].sum()
    total = total[total["cents"] != 0]
    return pd.DataFrame({
        "period": total["period"], "component": total["table"].map(COMPONENT), "kind": "tier", "from": total["from"],
        "to": total["to"], "channel": total["channel"], "product": "",
        "amount": from_cents(total["cents"].to_numpy(np.int64)),
    })  # fmt: skip


class _Ways:
    """Links × channels of a period, and which of them each of its columns goes over."""

    def __init__(self, model: DesignModel, blocks: PeriodBlocks) -> None:
        into, out, loads = blocks.inbound, blocks.delivery, blocks.loads
        move = loads.move[loads.container]
        link: list[Ints] = [into.arcs.link[into.arc], out.link, into.arcs.move_link[move]]
        channel: list[Texts] = [into.arcs.channel[into.arc], out.channel, into.arcs.move_channel[move]]
        names, code = np.unique(np.concatenate(channel).astype(str), return_inverse=True)
        key, row = np.unique(np.concatenate(link) * names.size + code, return_inverse=True)
        self.link, self.channel = key // names.size, names.astype(object)[key % names.size]
        self._row = np.full(model.arrays.columns, -1, dtype=np.int64)
        first = 0
        for block, columns in zip((blocks.z, blocks.x, loads.count), link, strict=True):
            self._row[block.slice] = row[first : first + columns.size]
            first += columns.size

    def sums(self, terms: Terms, x: Floats) -> Floats:
        """What columns at a point add to an expression, by way."""
        amount = terms.values * x[terms.columns]
        return np.bincount(self._row[terms.columns], amount, minlength=self.link.size).astype(float)
