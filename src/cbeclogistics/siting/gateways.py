"""Where goods come from: the places that feed stocking sites today, and what a tonne costs until it is there."""

from __future__ import annotations

import heapq
from collections.abc import Container

import numpy as np
import pandas as pd

from ..engine.arrays import Floats
from ..freight.rates import read_rate_cards
from ..network.expand import great_circle_km
from ..network.network import Network
from ..network.schema.places import STOCKING_KINDS
from .weights import density_kg_per_m3

FAST_MODES = ("air", "express", "post")  # not what stock is brought by
COLUMNS = ["site", "name", "latitude", "longitude", "cost_per_tonne"]


def gateways(network: Network, inbound_rate: float, territories: Container[str]) -> pd.DataFrame:
    """Ports, terminals and factories of these territories that stocking sites are fed from, other than by air.

    A tonne of goods of average density comes from each factory by its cheapest way at the instance's rate cards (full
    loads), or within its territory by road at `inbound_rate`; the cost is the mean over the factories that have a way,
    by what they may make of the demand.

    Returns
    -------
    DataFrame
        Columns ``site, name, latitude, longitude, cost_per_tonne``; empty where nothing feeds a stocking site.
    """
    sites = network.table("sites").set_index("site", drop=False)
    links = network.links
    links = links[~links["mode"].isin(FAST_MODES)]
    kind = sites["kind"]
    stocking = kind.isin(STOCKING_KINDS)
    feeds = links["to_site"].map(stocking).to_numpy(bool) & ~links["from_site"].map(stocking).to_numpy(bool)
    sources = sites[sites["site"].isin(links.loc[feeds, "from_site"])]
    sources = sources[[t in territories for t in sources["territory"]]]
    through = ~links["to_site"].map(stocking | (kind == "market")).to_numpy(bool)
    through &= ~links["from_site"].map(stocking).to_numpy(bool)
    ways = _ways(network, links[through])
    total, weight = np.zeros(len(sources)), np.zeros(len(sources))
    for factory, share in _factory_shares(network).items():
        reached = _cheapest(ways, factory)
        cost = sources["site"].map(reached).to_numpy(float)
        cost = np.fmin(cost, _by_road(network, sites[sites["site"] == factory].iloc[0], sources, inbound_rate))
        total += np.where(np.isfinite(cost), share * np.nan_to_num(cost), 0.0)
        weight += np.where(np.isfinite(cost), share, 0.0)
    made = sources.assign(cost_per_tonne=np.divide(total, weight, out=np.full(len(sources), np.nan), where=weight > 0))
    return made.loc[weight > 0, COLUMNS].reset_index(drop=True)


def _ways(network: Network, links: pd.DataFrame) -> dict[str, list[tuple[str, float]]]:
    """Ends and cost of a tonne of the links that begin at each site."""
    period = network.settings.periods[0]
    cards = read_rate_cards(network.tables, network.rates, network.settings.first_day, period.days)
    m3 = 1000 / density_kg_per_m3(network)
    found: dict[str, list[tuple[str, float]]] = {}
    for card, rows in links.groupby("rate_card", sort=True):
        if cards[str(card)].basis == "parcel":
            continue
        price = cards[str(card)].unit_price(1000.0, m3, rows["distance_km"].to_numpy(float))
        for start, end, cost in zip(rows["from_site"], rows["to_site"], price.tolist(), strict=True):
            if np.isfinite(cost):
                found.setdefault(start, []).append((end, cost))
    return found


def _cheapest(ways: dict[str, list[tuple[str, float]]], factory: str) -> dict[str, float]:
    """Cost of a tonne from a factory to every site that it reaches (Dijkstra)."""
    done: dict[str, float] = {}
    heap = [(0.0, factory)]
    while heap:
        cost, site = heapq.heappop(heap)
        if site in done:
            continue
        done[site] = cost
        for end, further in ways.get(site, ()):
            if end not in done:
                heapq.heappush(heap, (cost + further, end))
    return done


def _by_road(network: Network, factory: pd.Series, sources: pd.DataFrame, inbound_rate: float) -> Floats:
    """Cost of a tonne by road to sources in the factory's territory; NaN elsewhere."""
    km = great_circle_km(factory["longitude"], factory["latitude"], sources["longitude"], sources["latitude"])
    cost = km * network.settings.costs.circuity_road * inbound_rate
    return np.where(sources["territory"] == factory["territory"], cost, np.nan)


def _factory_shares(network: Network) -> dict[str, float]:
    """Tonnes wanted of what each factory makes, shared evenly among those that make it."""
    demand, supply = network.table("demand"), network.table("supply")
    weight = network.table("products").set_index("product")["weight_kg"]
    wanted = demand.groupby("product")["units"].sum() * weight
    makers = supply.groupby("product")["site"].transform("count")
    share = supply["product"].map(wanted).fillna(0.0) / makers
    by_factory = share.groupby(supply["site"]).sum()
    return {str(site): float(tonnes) for site, tonnes in by_factory.items() if tonnes > 0}
