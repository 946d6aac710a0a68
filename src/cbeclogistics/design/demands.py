"""Demands of a period as arrays; money in the base currency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ground import Floats, Ground, Ints, Texts, texts


@dataclass(frozen=True)
class Demands:
    """Rows of demand of one period with units above 0, shape (n,) each; `row` is the row of the table.

    `spread` is the share of the price that its change into the base currency costs.
    """

    row: Ints
    market: Ints
    product: Ints
    sales_channel: Texts
    units: Floats
    units_per_order: Floats
    promised_days: Floats
    price: Floats
    spread: Floats
    spend: Floats
    penalty: Floats

    @property
    def size(self) -> int:
        """Number of demands."""
        return int(self.row.size)

    def only(self, d: int) -> Demands:
        """Return demand `d` alone."""
        return Demands(*(getattr(self, f)[d : d + 1] for f in self.__dataclass_fields__))


def demands(ground: Ground, period: int) -> Demands:
    """Demands of a period."""
    t = ground.network.tables["demand"]
    at = np.flatnonzero((texts(t["period"]) == ground.periods[period].period) & (t["units"].to_numpy(float) > 0))
    money = {c: ground.money(t, c)[at] for c in ("price", "buyer_spend_per_year", "unserved_penalty")}
    t = t.iloc[at]
    return Demands(
        row=at, market=np.array([ground.sites.index[m] for m in t["market"]], dtype=np.int64),
        product=np.array([ground.products.index[p] for p in t["product"]], dtype=np.int64),
        sales_channel=texts(t["sales_channel"]), units=t["units"].to_numpy(float),
        units_per_order=t["units_per_order"].to_numpy(float),
        promised_days=t["promised_days"].fillna(np.inf).to_numpy(float), price=money["price"],
        spread=np.asarray(t["currency"].map(ground.network.spreads).to_numpy(float)),
        spend=money["buyer_spend_per_year"], penalty=money["unserved_penalty"],
    )  # fmt: skip
