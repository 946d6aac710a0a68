"""Procedures by which goods leave a territory: what comes back of the VAT on inputs, and when."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

BULK, PARCEL, ZONE = "bulk", "parcel", "zone"


@dataclass(frozen=True)
class Export:
    """One row of `exports`, `amount` in the base currency; without `rebate_days` those of the territory count."""

    export: str
    territory: str
    name: str = ""
    applies_to: tuple[str, ...] = ()
    sales_channels: tuple[str, ...] = ()
    rebate_share_pct: float = 100.0
    rebate_days: float = math.nan
    amount: float = 0.0
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    def days(self, usual: float) -> float:
        """Days until the refund is there, `usual` where the procedure has none of its own."""
        return usual if math.isnan(self.rebate_days) else self.rebate_days

    def open_to(self, case: str, sales_channel: str, on: dt.date) -> bool:
        """Whether goods may leave by it on a day; the sales channel counts for orders alone."""
        fits = case != PARCEL or not self.sales_channels or sales_channel in self.sales_channels
        return fits and case in self.applies_to and self.effective_from <= on <= self.effective_to
