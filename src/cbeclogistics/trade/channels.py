"""Clearance channels: what each is, and why it may be closed to a consignment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DOMESTIC = "domestic"


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
    value_basis: str = "transfer"
    duty: str = "tariff"
    duty_pct: float = 0.0
    duty_per_item: float = 0.0
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


WORDS = {
    Closed.MODE: "is not open to the mode",
    Closed.SALES_CHANNEL: "is not open to the sales channel",
    Closed.ORIGIN: "is not open to the origin",
    Closed.BELOW_THRESHOLD: "is for consignments of higher value",
    Closed.ABOVE_THRESHOLD: "is for consignments of lower value",
    Closed.SEVERAL_ITEMS: "is for single items only",
    Closed.ANNUAL_LIMIT: "is closed to buyers above the annual limit",
}


def closed(
    channel: Channel,
    mode: npt.NDArray[np.object_],
    sales_channel: npt.NDArray[np.object_],
    origin: npt.NDArray[np.object_],
    value: Floats,
    units: Floats,
    buyer_spend_per_year: Floats,
) -> Ints:
    """Whether and why the channel is closed to each of n consignments.

    Parameters
    ----------
    value
        Value that the thresholds look at, base currency, shape (n,).
    buyer_spend_per_year
        NaN where unknown, which closes nothing.

    Returns
    -------
    ndarray of `Closed`, shape (n,)
    """
    why = np.zeros(value.shape, dtype=np.int64)

    def note(mask: npt.NDArray[np.bool_], reason: Closed) -> None:
        why[(why == 0) & mask] = reason

    for allowed, given, reason in (
        (channel.modes, mode, Closed.MODE),
        (channel.sales_channels, sales_channel, Closed.SALES_CHANNEL),
        (channel.origins, origin, Closed.ORIGIN),
    ):
        if allowed:
            note(~np.isin(given.astype(str), allowed), reason)
    if channel.min_value > 0:
        note(value <= channel.min_value * (1 + 1e-12), Closed.BELOW_THRESHOLD)
    note(value > channel.max_value * (1 + 1e-12), Closed.ABOVE_THRESHOLD)
    if channel.single_item_only:
        note(units > 1, Closed.SEVERAL_ITEMS)
    with np.errstate(invalid="ignore"):
        note(buyer_spend_per_year > channel.annual_limit, Closed.ANNUAL_LIMIT)
    return why
