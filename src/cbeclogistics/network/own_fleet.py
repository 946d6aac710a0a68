"""Delivery by own vehicles as lanes of the network: one for each stocking site and market, at a price of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .network import Network

TRANSIT_DAYS = 1.0
PREFIX = "FLEET"


def lane_of(site: str, market: str) -> str:
    """Name of the lane and rate card by which a site's vehicles serve a market."""
    return f"{PREFIX}-{site}-{market}"


def with_fleet(network: Network, prices: pd.DataFrame) -> Network:
    """The network with its own vehicles as lanes.

    Parameters
    ----------
    prices
        Columns ``from, to, per_kg, per_m3``: site, market, and what a kg and a m³ delivered cost in base currency.
        Without rows the network is returned as it is.

    Returns
    -------
    Network
        Surcharges of every card stay with the cards that there were.
    """
    if not len(prices):
        return network
    tables = dict(network.tables)
    lanes = [lane_of(a, b) for a, b in zip(prices["from"], prices["to"], strict=True)]
    tables["lanes"] = _more(tables["lanes"], len(prices), {
        "lane": lanes, "rate_card": lanes, "from_site": list(prices["from"]), "to_site": list(prices["to"]),
        "mode": ["road"] * len(prices), "transit_days": [TRANSIT_DAYS] * len(prices),
        "carrier": ["own fleet"] * len(prices),
    })  # fmt: skip
    cards = list(dict.fromkeys(tables["rate_cards"]["rate_card"]))
    surcharges = tables["surcharges"].copy()
    surcharges["rate_cards"] = pd.Series([of or tuple(cards) for of in surcharges["rate_cards"]], dtype=object)
    tables["surcharges"] = surcharges
    tables["rate_cards"] = _more(tables["rate_cards"], len(prices), {
        "rate_card": lanes, "basis": ["parcel"] * len(prices), "break_kind": ["all_units"] * len(prices),
        "per_kg": list(prices["per_kg"]), "per_m3": list(prices["per_m3"]),
        "currency": [network.settings.base_currency] * len(prices), "load_kg": [1000.0] * len(prices),
    })  # fmt: skip
    return Network(network.settings, tables, network.warnings)


def _more(table: pd.DataFrame, count: int, values: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """Rows added at the end; columns that are not given are empty: NaN for what may be, 0 for other numbers."""
    columns = {}
    for name in table.columns:
        if name in values:
            fresh: Sequence[object] = values[name]
        elif table[name].dtype.kind == "f":
            fresh = [float("nan") if name in MAY_BE_EMPTY else 0.0] * count
        elif table[name].dtype.kind == "M":
            fresh = [pd.NaT] * count
        elif table[name].dtype.kind == "b":
            fresh = [False] * count
        else:
            fresh = [() if name in LISTS else ""] * count
        made = pd.Series(list(fresh), dtype=table[name].dtype)
        columns[name] = pd.concat([table[name], made], ignore_index=True).astype(table[name].dtype)
    return pd.DataFrame(columns)


MAY_BE_EMPTY = frozenset({
    "transit_km_per_day", "distance_km", "max_distance_km", "capacity_m3_per_year", "to_km", "to_kg",
})  # fmt: skip
LISTS = frozenset({"channels", "sales_channels"})
