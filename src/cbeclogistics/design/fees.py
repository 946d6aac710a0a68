"""Fees of entries as piecewise-linear costs of what an entry is worth."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..trade.fees import Fee
from .ground import Floats
from .piecewise import Piece


def pieces(fee: Fee, most: float) -> tuple[Piece, ...]:
    """Pieces of min(max(rate · v + amount, minimum), maximum) for 0 ≤ v ≤ `most`."""
    rate, least = fee.rate_pct / 100, float(fee.of(0.0))
    if rate <= 0 or most <= 0:
        return (Piece(0.0, max(most, 0.0), least, 0.0),)
    rises = min(max((least - fee.amount) / rate, 0.0), most)
    capped = min(max((fee.maximum - fee.amount) / rate, rises), most)
    made = (
        Piece(0.0, rises, least, 0.0),
        Piece(rises, capped, fee.amount, rate),
        Piece(capped, most, min(fee.maximum, rate * most + fee.amount), 0.0),
    )
    return tuple(p for p in made if p.high > p.low)


def due(fees: Iterable[Fee], entries: float, value: float) -> float:
    """Fees of so many entries that are worth `value` together."""
    return sum(float(entries * fee.of(value / entries)) for fee in fees) if entries > 0 else 0.0


def total_due(fees: Iterable[tuple[Fee, ...]], entries: Floats, value: Floats) -> Floats:
    """The same of many, shape (n,) each."""
    return np.array([due(f, float(n), float(v)) for f, n, v in zip(fees, entries, value, strict=True)], dtype=float)
