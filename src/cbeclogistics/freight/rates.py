"""Rate cards: what a load or a parcel costs, and how much of a load a unit takes; base currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RateCard:
    """A rate card with its breaks.

    Attributes
    ----------
    basis
        ``container``, ``weight`` or ``parcel``.
    usable_m3, payload_kg
        Of the container; inf for the other bases.
    """

    name: str
    basis: str
    container: str
    usable_m3: float
    payload_kg: float
    load_kg: float
    kg_per_m3: float
    from_kg: Floats
    to_kg: Floats
    base: Floats
    per_kg: Floats
    per_km: Floats
    minimum: Floats
    surcharge: Floats

    def chargeable_kg(self, weight_kg: npt.ArrayLike, volume_m3: npt.ArrayLike) -> Floats:
        """Return the larger of the weight and what the volume counts as."""
        counted = np.asarray(volume_m3, float) * self.kg_per_m3
        return np.asarray(np.maximum(np.asarray(weight_kg, float), counted))

    def price(self, chargeable_kg: npt.ArrayLike, distance_km: npt.ArrayLike) -> Floats:
        """Price of a load or parcel; NaN where no break holds its weight."""
        kg, km = np.broadcast_arrays(np.asarray(chargeable_kg, float), np.asarray(distance_km, float))
        at = np.maximum(np.searchsorted(self.from_kg, kg, side="left") - 1, 0)  # from_kg < kg, the first holds 0 too
        plain = self.base[at] + self.per_kg[at] * kg + self.per_km[at] * km
        total = np.maximum(self.minimum[at], plain) * (1 + self.surcharge[at])
        return np.asarray(np.where((kg <= self.to_kg[at]) & (kg >= self.from_kg[0]), total, np.nan))

    def load_price(self, distance_km: npt.ArrayLike) -> Floats:
        """Price of a whole load: a container, or a consignment of `load_kg`."""
        return self.price(0.0 if self.basis == "container" else self.load_kg, distance_km)

    def loads_per_unit(self, weight_kg: npt.ArrayLike, volume_m3: npt.ArrayLike) -> Floats:
        """Return the share of a load that one unit takes."""
        if self.basis == "container":
            return np.maximum(
                np.asarray(volume_m3, float) / self.usable_m3, np.asarray(weight_kg, float) / self.payload_kg
            )
        return np.asarray(self.chargeable_kg(weight_kg, volume_m3) / self.load_kg)


def read_rate_cards(
    rate_cards: pd.DataFrame, containers: pd.DataFrame, rates: Mapping[str, float]
) -> dict[str, RateCard]:
    """Rate cards by name, in the base currency."""
    boxes = {
        name: (float(usable), float(payload))
        for name, usable, payload in zip(
            containers["container"], containers["usable_m3"].to_numpy(float), containers["payload_kg"].to_numpy(float),
            strict=True,
        )
    }  # fmt: skip
    cards = {}
    for name, rows in rate_cards.groupby("rate_card", sort=True):
        rows = rows.sort_values("from_kg")
        first = rows.iloc[0]
        fx = rows["currency"].map(rates).to_numpy(float)
        usable, payload = boxes.get(first["container"], (np.inf, np.inf))
        cards[str(name)] = RateCard(
            name=str(name), basis=str(first["basis"]), container=str(first["container"]), usable_m3=usable,
            payload_kg=payload, load_kg=float(first["load_kg"]), kg_per_m3=float(first["kg_per_m3"]),
            from_kg=rows["from_kg"].to_numpy(float), to_kg=rows["to_kg"].fillna(np.inf).to_numpy(float),
            base=rows["base"].to_numpy(float) * fx, per_kg=rows["per_kg"].to_numpy(float) * fx,
            per_km=rows["per_km"].to_numpy(float) * fx, minimum=rows["minimum"].to_numpy(float) * fx,
            surcharge=rows["surcharge_pct"].to_numpy(float) / 100,
        )  # fmt: skip
    return cards
