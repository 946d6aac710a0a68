"""Lines of consignments as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """Amounts of n lines of consignments; every array has shape (n,), money in the base currency, totals.

    Attributes
    ----------
    units, weight_kg, litres
        Quantity.
    transfer_value
        Goods at the price declared in bulk (FOB).
    price
        What the buyer pays: B2C with tax inside, B2B without; 0 for bulk.
    freight, insurance
        Of the way into the territory, for CIF.
    buyer_spend_per_year
        NaN where unknown.
    consignment
        Lines of one number are one entry; None: each line is one.
    intrinsic
        Goods without tax that the limits of channels look at; None: the transfer value in bulk, else the price.
    price_delivered
        Whether the price holds freight and insurance; None: all do.
    onward
        Transport from the border to the first destination; None: nothing.
    measures, rate
        What else each line states of its goods, a mapping each, and the base currency for one of what values among it
        are in; None: nothing, the base currency.
    """

    units: Floats
    weight_kg: Floats
    litres: Floats
    transfer_value: Floats
    price: Floats
    freight: Floats
    insurance: Floats
    buyer_spend_per_year: Floats
    consignment: Ints | None = None
    intrinsic: Floats | None = None
    price_delivered: Bools | None = None
    onward: Floats | None = None
    measures: Texts | None = None
    rate: Floats | None = None

    @property
    def size(self) -> int:
        """Number of lines."""
        return int(self.units.size)


@dataclass(frozen=True, kw_only=True)
class Lines(Amounts):
    """Lines of consignments, one product each, with what the rules look at.

    Attributes
    ----------
    territory, country
        Customs territory that is entered, and the country in it whose taxes are due.
    channel
        Clearance channel of the territory, or ``domestic``.
    origin, hs, mode
        Country of origin, tariff code, mode of the border-crossing transport.
    sales_channel
        ``B2C`` or ``B2B``; empty for bulk.
    exporter, shipped_from
        Exporter or producer, for anti-dumping; country that the goods come from; empty: unknown, the origin.
    admitted
        Day of admission into a zone (NaT: none), which locks privileged duties.
    claim
        Whether preferences are claimed where they save more than their proofs cost; None: all are.
    """

    territory: Texts
    country: Texts
    channel: Texts
    origin: Texts
    hs: Texts
    mode: Texts
    sales_channel: Texts
    exporter: Texts | None = None
    shipped_from: Texts | None = None
    admitted: Days | None = None
    claim: Bools | None = None
