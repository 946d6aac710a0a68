"""Delivery by own vehicles: the routes that come to a market, and what stands behind its price."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from ...network.network import Network
from ...network.own_fleet import lane_of
from ..plan import Plan
from .explanation import OwnVehicles, RouteThere


class OwnFleet:
    """Looks up a plan's own vehicles.

    Parameters
    ----------
    network
        The instance, for the stops of its markets.
    """

    def __init__(self, plan: Plan, network: Network) -> None:
        self._t, self._stops = plan.tables, network.tables["stops"]

    @cached_property
    def _prices(self) -> dict[str, tuple[float, float]]:
        """Price of a kg and of a m3 by lane."""
        t = self._t["fleet_prices"]
        rows = zip(t["from"], t["to"], t["per_kg"], t["per_m3"], strict=True)
        return {lane_of(site, market): (float(kg), float(m3)) for site, market, kg, m3 in rows}

    def goes_by(self, lane: str) -> bool:
        """Whether own vehicles drive a lane."""
        return lane in self._prices

    def note(self, site: str) -> str:
        """Words where no routes tell what own vehicles of a site cost; else empty."""
        if (self._t["fleet"]["site"] == site).any():
            return ""
        return (
            f"no own vehicles start at {site} in the plan: their price is an approximation that no routes have tested"
        )

    def told(self, period: str, site: str, market: str) -> OwnVehicles | None:
        """Routes from a site to a market on a typical day of a period; None where own vehicles do not go there."""
        lane = lane_of(site, market)
        of_site = self._of("fleet", period, site, "site")
        if not self.goes_by(lane) or of_site.empty:
            return None
        days, (per_kg, per_m3) = float(of_site["days"].iloc[0]), self._prices[lane]
        names = set(self._stops.loc[self._stops["market"] == market, "stop"])
        stops = self._t["route_stops"]
        here = stops[(stops["task"] == "stop") & stops["name"].isin(names)].sort_values(["route", "sequence"])
        there = dict(list(here.groupby("route")))
        measure = "volume_m3" if per_m3 else "weight_kg"
        routes = tuple(
            _there(row, there[row["route"]], measure)
            for row in self._of("routes", period, site, "from").to_dict("records") if row["route"] in there
        )  # fmt: skip
        flows = self._t["flows"]
        mine = (flows["period"] == period) & (flows["from"] == site) & (flows["to"] == market) & (flows["lane"] == lane)
        left = self._of("unserved_stops", period, site, "site")
        left = left[left["name"].isin(names)]
        return OwnVehicles(
            site, days, per_kg, per_m3, round(float(flows.loc[mine, "last_mile"].sum()) / days, 2),
            round(sum(one.part for one in routes), 2), routes,
            tuple(zip(left["name"].astype(str), left["reason"].astype(str), strict=True)),
        )  # fmt: skip

    def _of(self, table: str, period: str, site: str, column: str) -> pd.DataFrame:
        frame = self._t[table]
        return frame[(frame["period"] == period) & (frame[column] == site)]


def _there(said: Mapping[Hashable, Any], visits: pd.DataFrame, measure: str) -> RouteThere:
    share = float(visits[measure].sum()) / float(said[measure]) if said[measure] else 0.0
    return RouteThere(
        route=int(said["route"]), vehicle=str(said["vehicle"]), start=str(said["start"]), end=str(said["end"]),
        stops=tuple(f"{name} {at}" for name, at in zip(visits["name"], visits["arrival"], strict=True)),
        stops_in_all=int(said["stops"]), distance_km=float(said["distance_km"]), hours=float(said["hours"]),
        fixed_cost=float(said["fixed_cost"]), distance_cost=float(said["distance_cost"]),
        time_cost=float(said["time_cost"]), cost=float(said["cost"]), share=round(share, 6),
        part=round(float(said["cost"]) * share, 2),
    )  # fmt: skip
