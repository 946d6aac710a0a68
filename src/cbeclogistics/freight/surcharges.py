"""Surcharges: what carriers add to a card's price, for whom, and for which share of a stretch of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
APPLIES = ("all", "dangerous", "remote", "residential")
# Which bases a kind is charged on; a container has no chargeable weight.
BASES = {
    "pct": ("container", "weight", "parcel"), "per_load": ("container", "weight"), "per_parcel": ("parcel",),
    "per_kg": ("weight", "parcel"),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What surcharges ask of a load or parcel; booleans, or arrays of them of one shape."""

    dangerous: npt.ArrayLike = False
    remote: npt.ArrayLike = False
    residential: npt.ArrayLike = False

    def fits(self, applies: str) -> npt.NDArray[np.bool_]:
        """Whether a surcharge that applies to this is charged."""
        return np.asarray(True if applies == "all" else getattr(self, applies), dtype=bool)


PLAIN = Case()


@dataclass(frozen=True)
class Surcharges:
    """Surcharges of one card, added up by whom they apply to; base currency.

    Attributes
    ----------
    share, amount, per_kg
        By `APPLIES`: share of the price; amount for a load or parcel; amount for each chargeable kg.
    """

    share: Mapping[str, float]
    amount: Mapping[str, float]
    per_kg: Mapping[str, float]

    def on(self, price: Floats, charged_kg: Floats, case: Case) -> Floats:
        """Surcharges on loads or parcels of that price and chargeable weight."""
        total = np.zeros(np.broadcast_shapes(price.shape, charged_kg.shape))
        for applies in APPLIES:
            if self.share[applies] or self.amount[applies] or self.per_kg[applies]:
                each = self.share[applies] * price + self.amount[applies] + self.per_kg[applies] * charged_kg
                total = total + np.where(case.fits(applies), each, 0.0)
        return np.asarray(total)


def surcharges_of(
    table: pd.DataFrame, card: str, basis: str, rates: Mapping[str, float], first: dt.date, days: float
) -> Surcharges:
    """Surcharges of a card over the days from `first` on.

    One that is in force for some of the days counts for their share of all.
    """
    share, amount, per_kg = (dict.fromkeys(APPLIES, 0.0) for _ in range(3))
    for row in table.to_dict("records"):
        if (row["rate_cards"] and card not in row["rate_cards"]) or basis not in BASES[row["kind"]]:
            continue
        value = _in_force(row["effective_from"], row["effective_to"], first, days) * float(row["amount"])
        if row["kind"] == "pct":
            share[row["applies"]] += value / 100
        else:
            kind = per_kg if row["kind"] == "per_kg" else amount
            kind[row["applies"]] += value * rates[row["currency"]]
    return Surcharges(share, amount, per_kg)


def _in_force(begins: pd.Timestamp, ends: pd.Timestamp, first: dt.date, days: float) -> float:
    """Share of the days from `first` on that lie between two dates, both included; NaT is no limit."""
    low = 0.0 if pd.isna(begins) else max(0.0, float((begins.date() - first).days))
    high = days if pd.isna(ends) else min(days, float((ends.date() - first).days + 1))
    return max(0.0, high - low) / days
