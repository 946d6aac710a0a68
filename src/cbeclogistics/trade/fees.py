"""What is charged for an entry: processing fees, brokers, harbour maintenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE_ON = ("value", "freight", "duty")


@dataclass(frozen=True)
class Fee:
    """One row of `fees`, amounts in the base currency.

    For an entry it takes min(max(rate · base + amount, minimum), maximum), where the base is the customs value, the
    freight or the duty of the entry; amount, minimum and maximum count for each distinct subheading if `per` is item.
    """

    rule: str
    territory: str
    name: str
    channels: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kind: str = "customs"
    per: str = "entry"
    rate_on: str = "value"
    rate_pct: float = 0.0
    amount: float = 0.0
    minimum: float = 0.0
    maximum: float = np.inf
    drawback: bool = False
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    def of(self, value: npt.ArrayLike) -> Floats:
        """Fee of entries of one subheading whose base comes to `value` each."""
        linear = self.rate_pct / 100 * np.asarray(value, dtype=float) + self.amount
        return np.minimum(np.maximum(linear, self.minimum), self.maximum)


def in_force(
    fees: Sequence[Fee], territory: str, channel: str, mode: str, on: dt.date, *, suspended: bool, country: str = ""
) -> tuple[Fee, ...]:
    """Fees that fall due; those that name no channel are not due where duty is suspended."""
    return tuple(
        fee
        for fee in fees
        if fee.territory == territory
        and (channel in fee.channels if fee.channels else not suspended)
        and (not fee.modes or mode in fee.modes)
        and (not fee.countries or country in fee.countries)
        and fee.effective_from <= on <= fee.effective_to
    )


class FeeTable:
    """Lists of fees as arrays of shape (lists, fees); a shorter list has fees of 0.

    Attributes
    ----------
    customs
        Whether it is owed to the state.
    drawable
        Whether drawback gives it back.
    """

    def __init__(self, lists: Sequence[tuple[Fee, ...]]) -> None:
        shape = (max(len(lists), 1), max((len(each) for each in lists), default=0))
        self.rate, self.amount, self.minimum = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.maximum, self.base = np.full(shape, np.inf), np.zeros(shape, dtype=np.int64)
        self.per_item, self.customs, self.drawable = (np.zeros(shape, dtype=bool) for _ in range(3))
        for i, fees in enumerate(lists):
            for j, fee in enumerate(fees):
                self.rate[i, j], self.amount[i, j] = fee.rate_pct / 100, fee.amount
                self.minimum[i, j], self.maximum[i, j] = fee.minimum, fee.maximum
                self.base[i, j], self.per_item[i, j] = RATE_ON.index(fee.rate_on), fee.per == "item"
                self.customs[i, j], self.drawable[i, j] = fee.kind == "customs", fee.drawback

    def amounts(self, which: npt.NDArray[np.int64], bases: Sequence[Floats], items: Floats) -> Floats:
        """Fees of many entries.

        Parameters
        ----------
        which
            Shape (n,): each entry's list.
        bases
            In the order of `RATE_ON`: totals of the entry, shape (n,) each.
        items
            Distinct subheadings of each entry, shape (n,).

        Returns
        -------
        ndarray, shape (n, fees), base currency
        """
        made = np.zeros((which.size, self.rate.shape[1]))
        for j in range(made.shape[1]):
            base = bases[0]
            if self.base[:, j].any():
                base = np.choose(self.base[which, j], bases)
            times = np.where(self.per_item[which, j], items, 1.0) if self.per_item[:, j].any() else 1.0
            linear = self.rate[which, j] * base + self.amount[which, j] * times
            made[:, j] = np.minimum(
                np.maximum(linear, self.minimum[which, j] * times), self.maximum[which, j] * times
            )  # fmt: skip
        return made
