"""A routing problem out of the tables `vehicles`, `stops`, `shipments`, `ways` and `sites`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..network.expand import Selection
from ..network.hours import minute_of, window_of
from .known_ways import KnownWays
from .problem import Depot, Load, RoutingProblem, Shipment, Stop, VehicleType
from .travel import GreatCircle, Travel

Row = dict[str, Any]  # a row of a typed table
DIMENSIONS = ("units", "weight_kg", "volume_m3")
CAPACITIES = ("capacity_units", "capacity_kg", "capacity_m3")
COLLECTED = ("collect_units", "collect_kg", "collect_m3")
MINUTES = 60.0


def routing_problem(
    name: str, tables: Mapping[str, pd.DataFrame], rates: Mapping[str, float], currency: str = "",
    only_sites: Collection[str] = (),
) -> RoutingProblem:  # fmt: skip
    """Routing problem of tables.

    Parameters
    ----------
    tables
        `sites`, `groups`, `vehicles`, `stops`, `shipments`, `ways`, typed as a `Network` has them. Loads are those of
        the table `stops`; whoever knows better (a plan) puts them there.
    rates
        Value of one unit of each currency in `currency`; others count as 1.
    only_sites
        Sites whose vehicles count; empty: all.

    Returns
    -------
    RoutingProblem
        Stops, shipments and vehicle types in the order of their tables, a vehicle type once for each of its sites.
    """
    sites, stops = tables["sites"], tables["stops"]
    place = {site: k for k, site in enumerate(sites["site"])}
    place |= {stop: len(sites) + k for k, stop in enumerate(stops["stop"]) if stop not in place}
    stop_place = [len(sites) + k for k in range(len(stops))]
    vehicles, depots, profiles = _vehicles(tables, place, rates, only_sites)
    points = pd.concat([sites[["longitude", "latitude"]], stops[["longitude", "latitude"]]])
    longitude, latitude = points["longitude"].to_numpy(float), points["latitude"].to_numpy(float)
    reckoned = GreatCircle(longitude, latitude)
    if profiles:
        circuity, speed = (tuple(of) for of in zip(*profiles, strict=True))
        reckoned = replace(reckoned, circuity=circuity, speed_km_per_h=speed)
    travel: Travel = reckoned
    if len(tables["ways"]):
        travel = KnownWays.of(travel, tables["ways"], place)
    return RoutingProblem(
        name, travel, depots, vehicles,
        tuple(_stop(row, at, rates) for row, at in zip(_rows(stops), stop_place, strict=True)),
        tuple(_shipment(row, place, rates) for row in _rows(tables["shipments"])), DIMENSIONS, currency=currency,
    )  # fmt: skip


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _vehicles(
    tables: Mapping[str, pd.DataFrame], place: Mapping[str, int], rates: Mapping[str, float], only: Collection[str]
) -> tuple[tuple[VehicleType, ...], tuple[Depot, ...], list[tuple[float, float]]]:
    """Vehicle types, the depots they begin and end at, and what their ways are reckoned by: circuity and speed."""
    selection = Selection(tables["sites"], tables["groups"])
    depots: dict[tuple[str, float], int] = {}
    profiles: dict[tuple[float, float], int] = {}
    made = []
    for row in _rows(tables["vehicles"]):
        profile = profiles.setdefault((row["circuity"], row["speed_km_per_h"]), len(profiles))
        rate = rates.get(row["currency"], 1.0)
        for site in (s for s in selection.sites(row["site"]) if not only or s in only):
            start = depots.setdefault((site, row["loading_min"]), len(depots))
            end = depots.setdefault((row["end_site"] or site, row["loading_min"]), len(depots))
            reloads = int(row["max_reloads"])
            made.append(VehicleType(
                f"{row['vehicle']} at {site}", int(row["count"]), start, end,
                tuple(_or_inf(row[c]) for c in CAPACITIES), rate * row["fixed_cost"], rate * row["cost_per_km"],
                rate * row["cost_per_hour"], window_of(row["shift"]), _or_inf(row["max_hours"] * MINUTES),
                _or_inf(row["max_km"]), row["max_overtime_hours"] * MINUTES, rate * row["overtime_per_hour"],
                frozenset(row["skills"]), (start,) if reloads else (), reloads, profile,
            ))  # fmt: skip
    return tuple(made), tuple(Depot(site, place[site], loading_min=loading) for site, loading in depots), list(profiles)


def _or_inf(amount: float) -> float:
    return float("inf") if np.isnan(amount) else float(amount)


def _load(row: Row, columns: tuple[str, ...]) -> Load:
    load = tuple(float(row[c]) for c in columns)
    return load if any(load) else ()


def _stop(row: Row, place: int, rates: Mapping[str, float]) -> Stop:
    return Stop(
        row["stop"], place, _load(row, DIMENSIONS), _load(row, COLLECTED), row["service_min"],
        tuple(window_of(one) for one in row["windows"]), minute_of(row["ready"]) if row["ready"] else 0.0,
        *_worth(row, rates),
    )  # fmt: skip


def _worth(row: Row, rates: Mapping[str, float]) -> tuple[float | None, int, frozenset[str]]:
    """Prize, priority and skills."""
    worth = None if np.isnan(row["prize"]) else row["prize"] * rates.get(row["currency"], 1.0)
    return worth, int(row["priority"]), frozenset(row["skills"])


def _shipment(row: Row, place: Mapping[str, int], rates: Mapping[str, float]) -> Shipment:
    return Shipment(
        row["shipment"], place[row["from_place"]], place[row["to_place"]], _load(row, DIMENSIONS), row["pickup_min"],
        row["delivery_min"], window_of(row["pickup_window"]), window_of(row["delivery_window"]), *_worth(row, rates),
    )  # fmt: skip
