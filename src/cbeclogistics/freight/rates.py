"""Rate cards: what a load or a parcel costs, and how much of a load a unit takes; base currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .surcharges import PLAIN, Case, Surcharges, surcharges_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Zone:
    """Weight breaks of the ways up to `to_km`, shape (breaks,) each, by rising weight.

    Attributes
    ----------
    below
        For incremental breaks: base and weight price of all breaks below each; None where a break prices everything.
    """

    to_km: float
    from_kg: Floats
    to_kg: Floats
    base: Floats
    per_kg: Floats
    per_m3: Floats
    per_km: Floats
    minimum: Floats
    below: Floats | None

    def price(self, kg: Floats, km: Floats, m3: Floats) -> Floats:
        """Price of a load or parcel before surcharges; NaN where no break holds its weight."""
        at = np.maximum(np.searchsorted(self.from_kg, kg, side="left") - 1, 0)  # from_kg < kg, the first holds 0 too
        if self.below is None:
            weighed = self.base[at] + self.per_kg[at] * kg
        else:
            weighed = self.below[at] + self.base[at] + self.per_kg[at] * (kg - self.from_kg[at])
        plain = np.maximum(self.minimum[at], weighed + self.per_km[at] * km + self.per_m3[at] * m3)
        return np.asarray(np.where((kg <= self.to_kg[at]) & (kg >= self.from_kg[0]), plain, np.nan))


@dataclass(frozen=True)
class RateCard:
    """A rate card with its zones and breaks.

    Attributes
    ----------
    basis
        ``container``, ``weight`` or ``parcel``.
    usable_m3, payload_kg
        Of the container; inf for the other bases.
    minimum_kg, round_kg
        Least chargeable weight of a load or parcel, and what it is rounded up to a multiple of (0: it is not).
    zones
        By rising distance.
    """

    name: str
    basis: str
    container: str
    usable_m3: float
    payload_kg: float
    load_kg: float
    kg_per_m3: float
    minimum_kg: float
    round_kg: float
    zones: tuple[Zone, ...]
    surcharges: Surcharges

    def chargeable_kg(self, weight_kg: npt.ArrayLike, volume_m3: npt.ArrayLike) -> Floats:
        """Return the larger of the weight and what the volume counts as."""
        counted = np.asarray(volume_m3, float) * self.kg_per_m3
        return np.asarray(np.maximum(np.asarray(weight_kg, float), counted))

    def charged_kg(self, chargeable_kg: npt.ArrayLike) -> Floats:
        """Chargeable weight of a load or parcel as it is billed: the least one, rounded up; none of a container."""
        kg = np.asarray(chargeable_kg, float)
        if self.basis == "container":
            return np.zeros_like(kg)
        if self.round_kg > 0:
            kg = np.ceil(kg / self.round_kg - 1e-9) * self.round_kg
        return np.asarray(np.maximum(kg, self.minimum_kg))

    def price(
        self, chargeable_kg: npt.ArrayLike, distance_km: npt.ArrayLike, volume_m3: npt.ArrayLike = 0.0,
        case: Case = PLAIN,
    ) -> Floats:  # fmt: skip
        """Price of a load or parcel with surcharges; NaN where no zone or break holds it."""
        kg, km, m3 = np.broadcast_arrays(
            self.charged_kg(chargeable_kg), np.asarray(distance_km, float), np.asarray(volume_m3, float)
        )
        plain = np.full(kg.shape, np.nan)
        farthest = -np.inf
        for zone in self.zones:
            mine = (km > farthest) & (km <= zone.to_km)
            if mine.any():
                plain = np.where(mine, zone.price(kg, km, m3), plain)
            farthest = zone.to_km
        return plain + self.surcharges.on(plain, kg, case)

    def load_price(self, distance_km: npt.ArrayLike, volume_m3: npt.ArrayLike = 0.0, case: Case = PLAIN) -> Floats:
        """Price of a whole load: a container, or a consignment of `load_kg` and that volume."""
        return self.price(self.load_kg, distance_km, 0.0 if self.basis == "container" else volume_m3, case)

    def loads_per_unit(self, weight_kg: npt.ArrayLike, volume_m3: npt.ArrayLike) -> Floats:
        """Return the share of a load that one unit takes."""
        if self.basis == "container":
            return np.maximum(
                np.asarray(volume_m3, float) / self.usable_m3, np.asarray(weight_kg, float) / self.payload_kg
            )
        return np.asarray(self.chargeable_kg(weight_kg, volume_m3) / self.load_kg)

    def unit_price(
        self, weight_kg: npt.ArrayLike, volume_m3: npt.ArrayLike, distance_km: npt.ArrayLike, case: Case = PLAIN
    ) -> Floats:
        """Share that goods bear of the price of a full load of their own kind."""
        share = self.loads_per_unit(weight_kg, volume_m3)
        return np.asarray(share * self.load_price(distance_km, np.asarray(volume_m3, float) / share, case))


def read_rate_cards(
    tables: Mapping[str, pd.DataFrame], rates: Mapping[str, float], first: dt.date, days: float
) -> dict[str, RateCard]:
    """Rate cards by name, in the base currency.

    Parameters
    ----------
    tables
        `rate_cards`, `surcharges`, `containers`.
    rates
        Value of one unit of each currency in the base currency.
    first, days
        Stretch of days that a dated surcharge counts for its share of.
    """
    containers = tables["containers"]
    boxes = {
        name: (float(usable), float(payload))
        for name, usable, payload in zip(
            containers["container"], containers["usable_m3"].to_numpy(float), containers["payload_kg"].to_numpy(float),
            strict=True,
        )
    }  # fmt: skip
    cards = {}
    for name, rows in tables["rate_cards"].groupby("rate_card", sort=True):
        head = rows.iloc[0]
        usable, payload = boxes.get(head["container"], (np.inf, np.inf))
        farthest = rows["to_km"].fillna(np.inf).to_numpy(float)
        zones = [_zone(float(to_km), rows[farthest == to_km], rates) for to_km in np.unique(farthest)]
        cards[str(name)] = RateCard(
            name=str(name), basis=str(head["basis"]), container=str(head["container"]), usable_m3=usable,
            payload_kg=payload, load_kg=float(head["load_kg"]), kg_per_m3=float(head["kg_per_m3"]),
            minimum_kg=float(head["minimum_kg"]), round_kg=float(head["round_kg"]), zones=tuple(zones),
            surcharges=surcharges_of(tables["surcharges"], str(name), str(head["basis"]), rates, first, days),
        )  # fmt: skip
    return cards


def _zone(to_km: float, rows: pd.DataFrame, rates: Mapping[str, float]) -> Zone:
    rows = rows.sort_values("from_kg")
    fx = rows["currency"].map(rates).to_numpy(float)

    def money(column: str) -> Floats:
        return np.asarray(rows[column].to_numpy(float) * fx)

    low, high = rows["from_kg"].to_numpy(float), rows["to_kg"].fillna(np.inf).to_numpy(float)
    base, per_kg = money("base"), money("per_kg")
    below = None
    if rows["break_kind"].iloc[0] == "incremental":
        below = np.concatenate([[0.0], np.cumsum((base + per_kg * (high - low))[:-1])])
    return Zone(
        to_km=to_km, from_kg=low, to_kg=high, base=base, per_kg=per_kg, per_m3=money("per_m3"),
        per_km=money("per_km"), minimum=money("minimum"), below=below,
    )  # fmt: skip
