"""The ways a shipment may clear: one line of the kernel for each channel of the territory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from .channels import Channel
from .kernel import Clearance, Lines, clear
from .rulebook import Rulebook
from .shipment import Shipment
from .tax import composite

UNKNOWN_SPEND = np.nan  # what the buyer has spent in the year closes nothing


@dataclass(frozen=True)
class Ways:
    """Channels of the territory on the day, what each costs (base currency), and why some are closed.

    `tax` is what falls due at the border or with the order, whether it comes back or not.
    """

    channels: tuple[Channel, ...]
    cleared: Clearance
    tax: tuple[float, ...]
    closed: tuple[int, ...]


def ways(shipment: Shipment, rules: Rulebook, on: dt.date, rate: float) -> Ways:
    """Price a shipment through every channel that the territory has on the day.

    Bulk channels declare the value of the goods. Parcel channels declare the price the buyer pays without tax: the
    goods, and where the territory values CIF or the tax is in the price, freight and insurance too. Limits look at the
    goods, or at goods with freight and insurance where the channel says so.

    Parameters
    ----------
    rate
        Base currency for one unit of the shipment's.
    """
    territory = rules.territory_of[shipment.destination]
    channels = (*rules.open_channels(territory, "bulk", on), *rules.open_channels(territory, "parcel", on))
    parcel = np.array([c.applies_to == "parcel" for c in channels], dtype=bool)
    cif = rules.valuation[territory] == "CIF"
    goods = shipment.goods * rate
    carriage = (shipment.freight + shipment.insurance) * rate
    delivered = np.array([cif or c.tax in ("at_sale", "composite") for c in channels], dtype=bool)
    inside = np.array([_tax_inside(c, shipment, rules, on) for c in channels])
    vat = rules.tax_pct("vat", shipment.destination, shipment.hs6, on) / 100
    n = len(channels)

    def words(value: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        return np.full(n, value, dtype=object)

    def lines(price: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Lines:
        return Lines(
            territory=words(territory), country=words(shipment.destination),
            channel=np.array([c.channel for c in channels], dtype=object),
            origin=words(shipment.origin), hs=words(shipment.hs6), mode=words(shipment.mode),
            sales_channel=np.array(["B2C" if p else "" for p in parcel], dtype=object),
            units=np.full(n, shipment.quantity), weight_kg=np.full(n, shipment.weight_kg),
            litres=np.full(n, shipment.litres), transfer_value=np.full(n, goods),
            price=np.where(parcel, price, 0.0), freight=np.full(n, shipment.freight * rate),
            insurance=np.full(n, shipment.insurance * rate), buyer_spend_per_year=np.full(n, UNKNOWN_SPEND),
        )  # fmt: skip

    price = (goods + carriage * delivered) * (1 + inside)
    cleared = clear(lines(price), rules, on)
    # Where the tax of an import comes back, the kernel counts the tax on the sale besides: no part of the shipment.
    sale = np.array([c.recoverable and c.tax == "import" for c in channels], dtype=bool) & parcel
    tax = cleared.tax + cleared.recoverable_tax - np.where(sale, price - price / (1 + vat), 0.0)
    limits = clear(lines(np.full(n, goods * (1 + vat))), rules, on)
    return Ways(channels, cleared, tuple(map(float, tax)), tuple(int(why) for why in limits.closed))


def _tax_inside(channel: Channel, shipment: Shipment, rules: Rulebook, on: dt.date) -> float:
    """Share of the price without tax that the price of the kernel holds in tax."""
    vat, excise = (rules.tax_pct(kind, shipment.destination, shipment.hs6, on) / 100 for kind in ("vat", "excise"))
    if channel.tax == "none":
        return 0.0
    if channel.tax == "composite":
        one = np.ones(1)
        return float(composite(1.0, one * vat, one * excise, one * channel.tax_share_pct / 100)[0])
    return vat
