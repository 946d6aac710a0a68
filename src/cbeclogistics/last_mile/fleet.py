"""A network's own fleet: its stops with the loads of a day, what serving them is reckoned to cost, and the least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..network.network import Network
from ..routing.problem import RoutingProblem
from ..routing.tables import DIMENSIONS, routing_problem
from .estimate import Floats, VisitCosts, visit_costs

DAYS_PER_YEAR = 365.0


@dataclass(frozen=True)
class Fleet:
    """Own vehicles of a network and the stops of its markets."""

    network: Network

    @staticmethod
    def serves(network: Network) -> bool:
        """Whether a network has vehicles, and stops that belong to markets."""
        return bool(len(network.tables["vehicles"])) and bool((network.tables["stops"]["market"] != "").any())

    @cached_property
    def stops(self) -> pd.DataFrame:
        """Stops of markets, with the share of the market's demand that each has."""
        stops = self.network.table("stops")
        stops = stops[stops["market"] != ""].reset_index(drop=True)
        given = stops["share"].groupby(stops["market"]).transform("sum")
        open_ = stops["share"].isna()
        others = open_.groupby(stops["market"]).transform("sum")
        return stops.assign(share=stops["share"].where(~open_, (1 - given) / others))

    def days(self, period: str) -> float:
        """Delivery days of a period."""
        length = {p.period: p.days for p in self.network.settings.periods}[period]
        return length / DAYS_PER_YEAR * self.network.settings.costs.delivery_days_per_year

    def problem(self, loads: pd.DataFrame, sites: tuple[str, ...] = ()) -> RoutingProblem:
        """Routing problem of one day.

        Parameters
        ----------
        loads
            By market: a day's ``units, weight_kg, volume_m3``; stops of other markets are left out.
        sites
            Where vehicles start; empty: everywhere.
        """
        stops = self.stops[self.stops["market"].isin(set(loads.index[loads.sum(axis=1) > 0]))].reset_index(drop=True)
        share = stops["share"].to_numpy(float)
        mine = loads.loc[stops["market"]]
        stops = stops.assign(**{name: mine[name].to_numpy(float) * share for name in DIMENSIONS})
        tables = {**self.network.tables, "stops": stops, "shipments": self.network.tables["shipments"].iloc[:0]}
        return routing_problem(
            self.network.name, tables, self.network.rates, self.network.settings.base_currency, only_sites=sites
        )

    @cached_property
    def demand(self) -> pd.DataFrame:
        """A day's load by period and market, were all of its demand delivered by own vehicles."""
        t = self.network.tables
        wanted = t["demand"].merge(t["products"][["product", "weight_kg", "volume_m3"]], on="product")
        per_day = wanted["units"] / wanted["period"].map(self.days)
        rows = pd.DataFrame({
            "period": wanted["period"], "market": wanted["market"], "units": per_day,
            "weight_kg": per_day * wanted["weight_kg"], "volume_m3": per_day * wanted["volume_m3"],
        })  # fmt: skip
        rows = rows[rows["market"].isin(set(self.stops["market"]))]
        return rows.groupby(["period", "market"])[list(DIMENSIONS)].sum()

    @cached_property
    def _visits(self) -> tuple[RoutingProblem, VisitCosts]:
        """Costs of visits with the loads of the fullest period."""
        problem = self.problem(self.demand.groupby("market").max())
        return problem, visit_costs(problem, triangle=not len(self.network.tables["ways"]))

    @cached_property
    def _worth(self) -> Floats:
        """What leaving a stop out costs: its prize, shape (1, stops)."""
        return np.array([[np.inf if stop.prize is None else stop.prize for stop in self._visits[0].stops]])

    def estimated(self, factors: Mapping[str, float], barred: frozenset[tuple[str, str]]) -> pd.DataFrame:
        """Prices by continuous approximation, times the factor of each site; one that is not there has that of ""."""
        _, costs = self._visits
        factor = np.array([factors.get(site, factors.get("", 1.0)) for site in costs.sites])
        made = self._prices(np.minimum(costs.estimate * factor[:, None], self._worth))
        keep = [pair not in barred for pair in zip(made["from"], made["to"], strict=True)]
        return made[np.array(keep, dtype=bool)].reset_index(drop=True)

    @cached_property
    def least(self) -> pd.DataFrame:
        """Prices that no routes undercut."""
        return self._prices(np.minimum(self._visits[1].least, self._worth))

    def _prices(self, visit: Floats) -> pd.DataFrame:
        """Prices of a kg or a m³ from costs of visits; markets with a stop out of reach have none."""
        problem, costs = self._visits
        market = self.stops.set_index("stop")["market"].loc[[stop.name for stop in problem.stops]].to_numpy(object)
        load = np.array([problem.load(stop.deliver) for stop in problem.stops])
        rows = []
        for at, site in enumerate(costs.sites):
            dimension = 2 if costs.dimension[at] == 2 else 1  # units are priced by their weight
            table = pd.DataFrame({"to": market, "cost": visit[at], "load": load[:, dimension]}).groupby("to").sum()
            table = table[np.isfinite(table["cost"]) & (table["load"] > 0)]
            price = (table["cost"] / table["load"]).to_numpy(float)
            rows.append(pd.DataFrame({
                "from": site, "to": table.index.to_numpy(object),
                "per_kg": price if dimension == 1 else 0.0, "per_m3": price if dimension == 2 else 0.0,
            }))  # fmt: skip
        return pd.concat(rows, ignore_index=True)
