"""What markets weigh, from an instance's demand, and what a tonne-km costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..engine.arrays import Floats
from ..errors import InputError, Problem
from ..network.network import Network

Weight = Literal["kg", "m3", "orders"]
WEIGHTS: tuple[Weight, ...] = ("kg", "m3", "orders")


@dataclass(frozen=True)
class Rates:
    """What transport costs, base currency per tonne-km of road.

    Attributes
    ----------
    outbound
        From a site to its markets. By default USD 0.50: what the US parcel cards of `china-to-world` add for each km
        of a parcel of 2 to 5 kg.
    inbound
        From gateways to a site. By default USD 0.12: a container of 14 t at USD 1.65 a km. 0: only the way out counts.
    """

    outbound: float
    inbound: float

    @classmethod
    def of(cls, network: Network, outbound: float | None, inbound: float | None) -> Rates:
        """Given rates, and the defaults in the instance's currency for those that are not."""
        dollar = network.rates.get("USD", 1.0)
        rates = cls(
            OUTBOUND_USD * dollar if outbound is None else outbound,
            INBOUND_USD * dollar if inbound is None else inbound,
        )
        wrong = [
            Problem("greenfield", "expected a rate per tonne-km, 0 or more", column=name, value=f"{value:g}")
            for name, value in (("outbound_rate", rates.outbound), ("inbound_rate", rates.inbound))
            if not 0 <= value < np.inf
        ]
        if wrong:
            raise InputError(wrong)
        return rates


OUTBOUND_USD, INBOUND_USD = 0.50, 0.12


def market_tonnes(network: Network, weight: Weight, markets: tuple[str, ...]) -> pd.DataFrame:
    """Tonnes that each market takes in the horizon, without markets that take nothing.

    Parameters
    ----------
    weight
        ``kg``: what the goods weigh. ``m3``, ``orders``: the same total, shared out by volume or by orders, where room
        on a truck or the number of parcels is what costs.
    markets
        Names of the markets that count.

    Returns
    -------
    DataFrame
        Columns ``site, name, country, territory, latitude, longitude, tonnes``.

    Raises
    ------
    InputError
        Nothing is wanted there.
    """
    demand = network.table("demand")
    demand = demand[demand["market"].isin(markets)]
    products = network.table("products").set_index("product").loc[demand["product"]]
    units = demand["units"].to_numpy(float)
    tonnes = units * products["weight_kg"].to_numpy(float) / 1000
    measure = {
        "kg": tonnes,
        "m3": units * products["volume_m3"].to_numpy(float),
        "orders": units / demand["units_per_order"].to_numpy(float),
    }[weight]
    total = measure.sum()
    if not total > 0:
        raise InputError([Problem("demand", "no market that is looked at wants anything", column="units")])
    share = pd.Series(measure * (tonnes.sum() / total), index=demand["market"].to_numpy()).groupby(level=0).sum()
    sites = network.table("sites")
    kept = sites[sites["site"].isin(share[share > 0].index)].reset_index(drop=True)
    columns = ["site", "name", "country", "territory", "latitude", "longitude"]
    return kept[columns].assign(tonnes=share.loc[kept["site"]].to_numpy(float))


def density_kg_per_m3(network: Network) -> float:
    """Weight of a cubic metre of the goods that are wanted."""
    demand = network.table("demand")
    products = network.table("products").set_index("product").loc[demand["product"]]
    units: Floats = demand["units"].to_numpy(float)
    return float(units @ products["weight_kg"].to_numpy(float) / (units @ products["volume_m3"].to_numpy(float)))
