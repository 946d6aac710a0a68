"""Vehicles, stops and shipments: hours that open before they close, loads that a vehicle holds, shares that add up."""

from __future__ import annotations

import numpy as np

from ...hours import window_of
from ..instance import Instance
from .check import Check

CAPACITY = {"units": "capacity_units", "weight_kg": "capacity_kg", "volume_m3": "capacity_m3"}


def hours(instance: Instance) -> None:
    """Hours open before they close."""
    for table, column in (
        ("vehicles", "shift"), ("stops", "windows"), ("shipments", "pickup_window"), ("shipments", "delivery_window"),
    ):  # fmt: skip
        for i, cell in enumerate(instance[table][column]):
            for one in cell if isinstance(cell, tuple) else (cell,):
                begins, ends = window_of(one)
                if begins > ends:
                    instance.report(
                        table, "closes before it opens", at=i, column=column, value=one,
                        remedy="write the earlier time first; hours past midnight are not known", kind="hours",
                    )  # fmt: skip


def counts(instance: Instance) -> None:
    """Vehicles and reloads are whole, and there is a vehicle where there are stops that stand alone."""
    vehicles, stops = instance["vehicles"], instance["stops"]
    for column in ("count", "max_reloads"):
        for i in np.flatnonzero((vehicles[column] % 1 != 0).to_numpy()):
            instance.report("vehicles", "a whole number is expected", at=i, column=column,
                            value=vehicles[column].iloc[i], kind="whole")  # fmt: skip
    if (len(stops) or len(instance["shipments"])) and not vehicles["count"].sum():
        instance.report("vehicles", "there are stops and no vehicle",
                        remedy="add a row for each type, with a count of 1 or more", kind="none")  # fmt: skip


def loads(instance: Instance) -> None:
    """Some vehicle holds each load; otherwise the stop can only be listed as unserved."""
    vehicles = instance["vehicles"]
    if not len(vehicles):
        return
    for table in ("stops", "shipments"):
        frame = instance[table]
        for column, capacity in CAPACITY.items():
            most = vehicles[capacity].fillna(np.inf).max()
            for i in np.flatnonzero((frame[column] > most).to_numpy()):
                instance.report(
                    table, f"is more than any vehicle holds ({most:g})", at=i, column=column,
                    value=frame[column].iloc[i], remedy="split it over several stops; as it is, it will not be served",
                    warning=True, kind="load",
                )  # fmt: skip


def shares(instance: Instance) -> None:
    """Stops belong to markets, and their shares of one add up to 1."""
    stops, sites = instance["stops"], instance["sites"]
    kind = dict(zip(sites["site"], sites["kind"], strict=True))
    for i, market in enumerate(stops["market"].astype(str)):
        if kind.get(market, "market") != "market":
            instance.report("stops", f"is a {kind[market]}, not a market", at=i, column="market", value=market,
                            remedy="name the market whose demand it is", kind="role")  # fmt: skip
    for market in sorted(set(stops["market"]) - {""}):
        mine = stops[stops["market"] == market]
        total, open_ = mine["share"].sum(), mine["share"].isna().any()
        if total > 1 + 1e-9 or (not open_ and total < 1 - 1e-6):
            instance.report("stops", f"the shares of {market} add up to {total:g}, not 1", at=mine.index[0],
                            column="share", value=mine["share"].iloc[0], remedy="leave one empty to take the rest",
                            kind="shares")  # fmt: skip


CHECKS = (
    Check(hours, {"vehicles": ("shift",), "stops": ("windows",), "shipments": ("pickup_window", "delivery_window")}),
    Check(counts, {"vehicles": ("count", "max_reloads"), "stops": (), "shipments": ()}),
    Check(loads, {"vehicles": tuple(CAPACITY.values()), "stops": tuple(CAPACITY), "shipments": tuple(CAPACITY)}),
    Check(shares, {"stops": ("market", "share"), "sites": ("site", "kind")}),
)
