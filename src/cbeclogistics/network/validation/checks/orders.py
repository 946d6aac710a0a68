"""Orders against the borders and rate cards on their way: which channels and breaks take them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..instance import Instance
from .customs import in_force

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Orders:
    """One order of each row of demand, shape (n,) each; money in the base currency.

    Attributes
    ----------
    least_value, most_value
        Bounds on the value without tax: the tax in a price is not looked up here.
    """

    product: npt.NDArray[np.int64]
    sales_channel: Texts
    units: Floats
    weight_kg: Floats
    volume_m3: Floats
    least_value: Floats
    most_value: Floats
    spend: Floats
    promised_days: Floats

    def take(self, at: npt.NDArray[np.int64]) -> Orders:
        """Some of them."""
        return Orders(*(getattr(self, name)[at] for name in self.__dataclass_fields__))


def orders(instance: Instance) -> Orders:
    """One order of each row of demand."""
    demand, products = instance["demand"], instance["products"]
    good = {p: i for i, p in enumerate(products["product"])}
    product = demand["product"].map(good).to_numpy(np.int64)
    units = demand["units_per_order"].to_numpy(float)
    country = demand["market"].map(dict(zip(instance["sites"]["site"], instance["sites"]["country"], strict=True)))
    taxes = instance["taxes"]
    vat = taxes[taxes["kind"] == "vat"].groupby("country")["rate_pct"].max()
    highest = country.map(vat).fillna(0.0).to_numpy(float) / 100
    consumer = (demand["sales_channel"] == "B2C").to_numpy()
    value = instance.money("demand", "price") * units
    return Orders(
        product=product, sales_channel=demand["sales_channel"].to_numpy(object), units=units,
        weight_kg=products["weight_kg"].to_numpy(float)[product] * units,
        volume_m3=products["volume_m3"].to_numpy(float)[product] * units,
        least_value=np.where(consumer, value / (1 + highest), value), most_value=value,
        spend=instance.money("demand", "buyer_spend_per_year"),
        promised_days=demand["promised_days"].fillna(np.inf).to_numpy(float),
    )  # fmt: skip


@dataclass(frozen=True)
class Card:
    """Breaks of all zones of a rate card by the parcel; a card by the load takes every order."""

    parcel: bool
    kg_per_m3: float
    minimum_kg: float
    round_kg: float
    from_kg: Floats
    to_kg: Floats

    def chargeable_kg(self, order: Orders) -> Floats:
        """Weight that is billed: the larger of the weight and what the volume counts as, rounded up."""
        kg = np.maximum(order.weight_kg, order.volume_m3 * self.kg_per_m3)
        if self.round_kg > 0:
            kg = np.ceil(kg / self.round_kg - 1e-9) * self.round_kg
        return np.asarray(np.maximum(kg, self.minimum_kg))

    def takes(self, order: Orders) -> Bools:
        """Whether a break holds each order, in whatever zone."""
        if not self.parcel:
            return np.ones(order.units.size, dtype=bool)
        kg = self.chargeable_kg(order)[:, None]
        lowest = self.from_kg.min()
        return np.asarray((((kg > self.from_kg) | ((kg == 0) & (lowest == 0))) & (kg <= self.to_kg)).any(axis=1))


def cards(instance: Instance) -> dict[str, Card]:
    """Rate cards by name."""
    return {
        str(name): Card(
            bool(rows["basis"].iloc[0] == "parcel"), float(rows["kg_per_m3"].iloc[0]),
            float(rows["minimum_kg"].iloc[0]), float(rows["round_kg"].iloc[0]), rows["from_kg"].to_numpy(float),
            rows["to_kg"].fillna(np.inf).to_numpy(float),
        )
        for name, rows in instance["rate_cards"].groupby("rate_card", sort=False)
    }  # fmt: skip


@dataclass(frozen=True)
class Gate:
    """A clearance channel for orders; limits in the base currency."""

    channel: str
    applies_to: str
    modes: tuple[str, ...]
    sales_channels: tuple[str, ...]
    makes: Bools
    min_value: float
    max_value: float
    cif: bool
    single_item_only: bool
    annual_limit: float

    def takes(self, order: Orders) -> Bools:
        """Whether it may be open to each order, for some mode; closed only where that is certain."""
        return np.asarray(~np.logical_or.reduce([shut for shut, _ in self.shut(order)]))

    def shut(self, order: Orders) -> list[tuple[Bools, str]]:
        """Whether each reason closes it to each order, and the reason in words."""
        serves = self.sales_channels or ("B2C", "B2B")
        low = np.zeros_like(order.most_value) if self.cif else order.most_value
        return [
            (~np.isin(order.sales_channel.astype(str), serves), f"is only for {' and '.join(serves)}"),
            (~self.makes[order.product], "is not open to the origin"),
            (
                (low <= self.min_value) & (self.min_value > 0) & (not self.cif),
                f"is for orders worth more than {self.min_value:,.2f}",
            ),
            (order.least_value > self.max_value * (1 + 1e-9), f"is for orders worth at most {self.max_value:,.2f}"),
            ((order.units > 1) & self.single_item_only, "is for orders of one unit"),
            (
                np.nan_to_num(order.spend, nan=0.0) > self.annual_limit,
                f"is closed to buyers who spend more than {self.annual_limit:,.2f} a year",
            ),
        ]


def gates(instance: Instance, territory: str, day: dt.date) -> list[Gate]:
    """Channels for orders into a territory that are in force on a day."""
    channels, supply = instance["channels"], instance["supply"]
    made_in = supply.groupby("product")["origin"].agg(set).to_dict()
    good = instance["products"]["product"]
    money = {c: instance.money("channels", c) for c in ("min_value", "max_value", "annual_limit")}
    mine = (channels["territory"] == territory).to_numpy() & channels["applies_to"].isin(
        ["parcel", "release"]
    ).to_numpy()
    found = []
    for i in np.flatnonzero(mine & in_force(channels, day)):
        row = channels.iloc[i]
        origins = set(row["origins"])
        share = row["value_share_pct"] / 100 if row["threshold_on"] == "customs_value" else 1.0
        makes = np.array([not origins or bool(origins & made_in.get(p, set())) for p in good], dtype=bool)
        found.append(Gate(
            row["channel"], row["applies_to"], row["modes"], row["sales_channels"], makes,
            _or(money["min_value"][i], 0.0) / share, _or(money["max_value"][i], np.inf) / share,
            row["threshold_on"] != "intrinsic",
            bool(row["single_item_only"]), _or(money["annual_limit"][i], np.inf),
        ))  # fmt: skip
    return found


def _or(value: float, none: float) -> float:
    return none if pd.isna(value) else float(value)
