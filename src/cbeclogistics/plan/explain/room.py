"""What the plan leaves free: at sites, on lanes, in containers, at factories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..audit.facts import Facts, places_in
from ..plan import Plan


@dataclass(frozen=True)
class Free:
    """How much more would fit, in one unit of measure; inf where nothing limits it."""

    left: float
    limit: float


class Room:
    """Room that a plan leaves.

    Parameters
    ----------
    plan
        All products of it, since they share the room.
    """

    def __init__(self, facts: Facts, plan: Plan) -> None:
        self._facts, self._plan = facts, plan
        flows = plan.flows
        inbound = flows[flows["kind"] == "inbound"]
        self._arriving = inbound.groupby(["period", "to"])["volume_m3"].sum().to_dict()
        self._on_lane = flows.groupby(["period", "lane", "from", "to"])["volume_m3"].sum().to_dict()
        self._made = flows.groupby(["period", "from", "product", "origin_country", "exporter"])["units"].sum().to_dict()
        sites = plan.sites
        self._period = {period: t for t, period in enumerate(facts.periods)}
        self._option = dict(zip(sites["site"], sites["option"], strict=True))

    def option(self, site: str) -> str:
        """Option chosen at a site, empty: none."""
        return str(self._option.get(site, ""))

    def stock(self, period: str, site: str) -> Free:
        """Volume in m3 that could still arrive at an open site in a period."""
        o, t = self._facts.option, self._period[period]
        at = np.flatnonzero((o["site"] == site) & (o["option"] == self.option(site)))
        if not at.size:
            return Free(0.0, 0.0)
        days = float(self._facts.site["stock_days"][int(places_in(self._facts.sites, [site])[0])])
        store, flow = float(o["storage_m3"][at[0]]), float(o["throughput_m3_per_year"][at[0]])
        limits = [store * self._facts.days[t] / days if days > 0 else np.nan, flow * self._facts.years[t]]
        limit = float(np.nanmin([*limits, np.inf]))
        return Free(limit - float(self._arriving.get((period, site), 0.0)), limit)

    def lane(self, period: str, lane: str, start: str, end: str, link: int) -> Free:
        """Volume in m3 that a pair of a lane could still carry."""
        limit = float(self._facts.link["capacity_m3_per_year"][link])
        if np.isnan(limit):
            return Free(np.inf, np.inf)
        limit *= self._facts.years[self._period[period]]
        return Free(limit - float(self._on_lane.get((period, lane, start, end), 0.0)), limit)

    def supply(self, period: str, row: int) -> Free:
        """Units that a factory could still make, by row of supply."""
        s = self._facts.supply
        limit = float(s["capacity_units_per_year"][row]) * self._facts.years[self._period[period]]
        limit = np.inf if np.isnan(limit) else limit
        key = (period, s["site"][row], s["product"][row], s["origin"][row], s["exporter"][row])
        return Free(limit - float(self._made.get(key, 0.0)), limit)

    def boxes(self, period: str, start: str, end: str, lane: str, channel: str) -> pd.DataFrame:
        """Loads of the plan on a leg."""
        table = self._plan.tables["containers"]
        wanted = {"period": period, "from": start, "to": end, "lane": lane, "channel": channel}
        return table[np.logical_and.reduce([(table[c] == v).to_numpy() for c, v in wanted.items()])]
