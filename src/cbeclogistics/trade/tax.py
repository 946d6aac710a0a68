"""Taxes on consumption: VAT, excise within its own base, the composite tax, and what is inside a price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TaxRule:
    """One row of `taxes`."""

    rule: str
    country: str
    kind: str
    hs: str
    rate_pct: float
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""


def find(rules: Iterable[TaxRule], kind: str, country: str, hs: str, on: dt.date) -> TaxRule | None:
    """Rule in force with the longest matching code, then the latest; None where there is none."""
    fit = [
        r
        for r in rules
        if r.kind == kind
        and r.country == country
        and (r.hs == "*" or hs.startswith(r.hs))
        and r.effective_from <= on <= r.effective_to
    ]
    return max(fit, key=lambda r: (0 if r.hs == "*" else len(r.hs), r.effective_from), default=None)


def excise_within(base: Floats, excise: Floats) -> Floats:
    """Consumption tax that is part of its own base: base / (1 − c) · c (China, general trade)."""
    return base / (1 - excise) * excise


def composite(price: Floats | float, vat: Floats, excise: Floats, share: Floats) -> Floats:
    """China's tax on retail import: share · (v + c) / (1 − c) · price without tax (MoF/GACC/STA 2018 No. 49)."""
    return share * (vat + excise) / (1 - excise) * price


def inside(price: Floats, vat: Floats) -> Floats:
    """Tax contained in a price that the consumer pays."""
    return price - price / (1 + vat)
