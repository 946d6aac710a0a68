"""Clearance channels: what each is, and why it may be closed to a consignment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DOMESTIC = "domestic"
THRESHOLD_ON = ("intrinsic", "cif", "customs_value")


@dataclass(frozen=True)
class Channel:
    """One row of `channels`, amounts in the base currency."""

    channel: str
    territory: str
    procedure: str
    applies_to: str
    modes: tuple[str, ...] = ()
    sales_channels: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    shipped_from: tuple[str, ...] = ()
    value_basis: str = "transfer"
    duty: str = "tariff"
    duty_pct: float = 0.0
    duty_per_item: float = 0.0
    duty_deduction: float = 0.0
    taxes: tuple[str, ...] = ()
    value_share_pct: float = 100.0
    tax: str = "import"
    tax_share_pct: float = 100.0
    recoverable: bool = False
    refund_days: float = 0.0
    min_value: float = 0.0
    max_value: float = np.inf
    single_item_only: bool = False
    threshold_on: str = "intrinsic"
    annual_limit: float = np.inf
    entries_per_year: float | None = None
    effective_from: dt.date = dt.date.min
    effective_to: dt.date = dt.date.max
    source: str = ""
    as_of: dt.date | None = None
    confidence: str = ""

    @property
    def suspended(self) -> bool:
        """Duty waits for the release."""
        return self.duty == "suspended"


class Closed(IntEnum):
    """Why a channel is closed to a consignment; 0 where it is open."""

    OPEN = 0
    MODE = 1
    SALES_CHANNEL = 2
    ORIGIN = 3
    BELOW_THRESHOLD = 4
    ABOVE_THRESHOLD = 5
    SEVERAL_ITEMS = 6
    ANNUAL_LIMIT = 7
    SHIPPED_FROM = 8
    NOT_IN_BOND = 9
    IN_BOND = 10


WORDS = {
    Closed.MODE: "is not open to the mode",
    Closed.SALES_CHANNEL: "is not open to the sales channel",
    Closed.ORIGIN: "is not open to the origin",
    Closed.SHIPPED_FROM: "is not open to goods sent from there",
    Closed.NOT_IN_BOND: "is for goods that lie in bond",
    Closed.IN_BOND: "is for goods that come from abroad, not for those in bond",
    Closed.BELOW_THRESHOLD: "is for consignments of higher value",
    Closed.ABOVE_THRESHOLD: "is for consignments of lower value",
    Closed.SEVERAL_ITEMS: "is for single items only",
    Closed.ANNUAL_LIMIT: "is closed to buyers above the annual limit",
}


def always_closed(
    channel: Channel, mode: str, sales_channel: str, origin: str, shipped_from: str = ""
) -> Closed:  # fmt: skip
    """Whether the channel is closed to every consignment of a kind.

    Parameters
    ----------
    sales_channel
        Empty: bulk.
    shipped_from
        Country the goods are sent from; empty: their origin.
    """
    for allowed, given, reason in (
        (channel.modes, mode, Closed.MODE),
        (channel.sales_channels, sales_channel, Closed.SALES_CHANNEL),
        (channel.origins, origin, Closed.ORIGIN),
        (channel.shipped_from, shipped_from or origin, Closed.SHIPPED_FROM),
    ):
        if allowed and given not in allowed:
            return reason
    return Closed.OPEN


class Limits:
    """Limits of many channels as arrays, shape (channels,)."""

    def __init__(self, channels: Sequence[Channel | None]) -> None:
        some = [c or _NO_LIMITS for c in channels]
        self.low = np.array([c.min_value for c in some])
        self.high = np.array([c.max_value for c in some])
        self.annual = np.array([c.annual_limit for c in some])
        self.single = np.array([c.single_item_only for c in some], dtype=bool)
        self.on = np.array([THRESHOLD_ON.index(c.threshold_on) for c in some], dtype=np.int64)

    def closed(
        self, which: Ints, values: Sequence[Floats], units: Floats, buyer_spend_per_year: Floats
    ) -> Ints:  # fmt: skip
        """Whether and why a channel is closed to each of n consignments.

        Parameters
        ----------
        which
            Index of each consignment's channel.
        values
            In the order of `THRESHOLD_ON`: value of the goods, the same with freight and insurance, and what of it
            counts for customs; base currency.
        buyer_spend_per_year
            NaN where unknown, which closes nothing.

        Returns
        -------
        ndarray of `Closed`, shape (n,)
        """
        why = np.zeros(which.size, dtype=np.int64)
        value = np.choose(self.on[which], values)
        low, high = self.low[which], self.high[which]
        with np.errstate(invalid="ignore"):
            why[buyer_spend_per_year > self.annual[which]] = Closed.ANNUAL_LIMIT
        why[self.single[which] & (units > 1)] = Closed.SEVERAL_ITEMS
        why[value > high * (1 + 1e-12)] = Closed.ABOVE_THRESHOLD
        why[(low > 0) & (value <= low * (1 + 1e-12))] = Closed.BELOW_THRESHOLD
        return why


_NO_LIMITS = Channel(channel=DOMESTIC, territory="", procedure="", applies_to="")
