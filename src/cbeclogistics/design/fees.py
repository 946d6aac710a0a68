"""Fees of entries as piecewise-linear costs of what they are charged on: customs value, freight or duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..trade.fees import Fee
from .ground import Floats, Ints
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


def total_due(
    fees: Sequence[tuple[Fee, ...]], entries: Floats, bases: Mapping[str, Floats], group: Ints, amount: Floats
) -> Floats:
    """Fees of the entries of some groups.

    Parameters
    ----------
    fees, entries
        Of one entry, and how many, shape (groups,).
    bases
        What a unit of each column adds to what fees are charged on, by `Fee.rate_on`; shape (columns,) each.
    group, amount
        Of each column: its group, -1 for none, and its units.

    Returns
    -------
    ndarray, shape (groups,), base currency
    """
    at = np.flatnonzero(group >= 0)
    total = {
        name: np.bincount(group[at], unit[at] * amount[at], minlength=entries.size) for name, unit in bases.items()
    }
    return np.array([
        sum(float(n * fee.of(total[fee.rate_on][g] / n)) for fee in due) if n > 0 else 0.0
        for g, (due, n) in enumerate(zip(fees, entries, strict=True))
    ], dtype=float)  # fmt: skip


def bases(customs_value: Floats, carriage: Floats, duty: Floats) -> dict[str, Floats]:
    """What fees are charged on, of a unit of each column, by `Fee.rate_on`; freight is what the carrier gets."""
    return {"value": customs_value, "freight": carriage, "duty": duty}
