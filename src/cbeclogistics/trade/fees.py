"""What is charged for an entry: processing fees, brokers, harbour maintenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fee:
    """One row of `fees`, amounts in the base currency.

    For an entry worth *v* it takes min(max(rate · v + amount, minimum), maximum).
    """

    rule: str
    territory: str
    name: str
    channels: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    rate_pct: float = 0.0
    amount: float = 0.0
    minimum: float = 0.0
    maximum: float = np.inf
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""

    def of(self, value: npt.ArrayLike) -> Floats:
        """Fee of entries worth `value` each."""
        linear = self.rate_pct / 100 * np.asarray(value, dtype=float) + self.amount
        return np.minimum(np.maximum(linear, self.minimum), self.maximum)

    def below(self, most: float) -> tuple[tuple[float, float], ...]:
        """Lines ``a + b · v`` that nowhere exceed the fee on 0 ≤ v ≤ `most`, the tightest convex ones.

        Returns
        -------
        tuple of (a, b)
            The fee of an entry is at least the highest of them.
        """
        rate, low, high = self.rate_pct / 100, float(self.of(0.0)), float(self.of(most))
        if rate <= 0 or most <= 0:
            return ((low, 0.0),)
        linear = rate * most + self.amount
        if high >= linear - 1e-12:  # the maximum is out of reach: the fee is convex already
            return ((low, 0.0), (self.amount, rate)) if low > self.amount else ((self.amount, rate),)
        bend = max(0.0, (low - self.amount) / rate)  # where the minimum stops binding
        if most <= bend or high <= low:
            return ((low, 0.0),)
        slope = (high - low) / (most - bend)
        return ((low, 0.0), (low - slope * bend, slope)) if bend > 0 else ((low, slope),)


def in_force(
    fees: Sequence[Fee], territory: str, channel: str, mode: str, on: dt.date, *, suspended: bool
) -> tuple[Fee, ...]:
    """Fees that fall due; those that name no channel are not due where duty is suspended."""
    return tuple(
        fee
        for fee in fees
        if fee.territory == territory
        and (channel in fee.channels if fee.channels else not suspended)
        and (not fee.modes or mode in fee.modes)
        and fee.effective_from <= on <= fee.effective_to
    )
