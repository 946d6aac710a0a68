"""The routes of a plan: what its own vehicles deliver on a day, by period and site, routed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..engine.limits import Limits, Watch
from ..network.own_fleet import lane_of
from ..plan.plan import Plan
from ..plan.route_tables import RoutedDay
from ..routing.problem import RoutingProblem
from ..routing.route import route
from ..routing.tables import DIMENSIONS
from .fleet import Fleet

ITERATIONS, A_STOP = 300, 2  # of the search: at least, and for each stop
DUST = 1e-6  # units a day that a solver's rounding leaves


@dataclass(frozen=True, kw_only=True)
class Day(RoutedDay):
    """Routes of a typical day of a period from one site.

    Attributes
    ----------
    days
        Such days in the period.
    priced
        What the flows of the period were priced at, base currency.
    """

    days: float
    priced: float

    @property
    def routed(self) -> float:
        """What the routes of the period cost."""
        return self.routes.cost * self.days


def routed(
    fleet: Fleet, plan: Plan, known: Mapping[tuple[str, str], Day], limits: Limits, watch: Watch
) -> tuple[Day, ...]:  # fmt: skip
    """Route what a plan delivers by own vehicles.

    Parameters
    ----------
    known
        Routes found before, by period and site: where the loads are the same, the search goes on from them.
    """
    made = []
    for (period, site), loads in fleet_loads(fleet, plan).items():
        problem = fleet.problem(loads, (site,))
        before = known.get((period, site))
        start = before.routes if before is not None and _alike(before.problem, problem) else None
        watch.say(f"routing {len(problem.stops)} stops from {site}")
        work = {"iterations": ITERATIONS + A_STOP * len(problem.stops)}
        left = max(1.0, limits.time_limit - watch.elapsed())
        found = route(problem, time_limit=left, seed=limits.seed, threads=limits.threads, parameters=work, start=start,
                      cancel=watch.cancel)  # fmt: skip
        made.append(Day(period=period, site=site, problem=problem, routes=found, days=fleet.days(period),
                        priced=priced(plan, period, site)))  # fmt: skip
    return tuple(made)


def _alike(before: RoutingProblem, now: RoutingProblem) -> bool:
    """Whether two days differ by no more than a solver's rounding."""
    return [stop.name for stop in before.stops] == [stop.name for stop in now.stops] and bool(
        np.allclose([stop.deliver for stop in before.stops], [stop.deliver for stop in now.stops], rtol=1e-6)
    )


def fleet_loads(fleet: Fleet, plan: Plan) -> dict[tuple[str, str], pd.DataFrame]:
    """A day's loads by market, for each period and site from which own vehicles deliver."""
    flows = _by_fleet(plan)
    if not len(flows):
        return {}
    flows = flows.merge(fleet.network.tables["products"][["product", "weight_kg"]], on="product")
    days = flows["period"].map(fleet.days)
    day = pd.DataFrame({
        "period": flows["period"], "site": flows["from"], "market": flows["to"], "units": flows["units"] / days,
        "weight_kg": flows["units"] * flows["weight_kg"] / days, "volume_m3": flows["volume_m3"] / days,
    })  # fmt: skip
    loads = {}
    for key, mine in day.groupby(["period", "site"], sort=True):
        total = mine.groupby("market")[list(DIMENSIONS)].sum()
        total = total[total["units"] > DUST]
        if len(total):
            period, site = key
            loads[str(period), str(site)] = total
    return loads


def _by_fleet(plan: Plan) -> pd.DataFrame:
    flows = plan.tables["flows"]
    own = [lane == lane_of(a, b) for lane, a, b in zip(flows["lane"], flows["from"], flows["to"], strict=True)]
    return flows[np.array(own, dtype=bool)]


def priced(plan: Plan, period: str, site: str) -> float:
    """What the flows of a period from a site by own vehicles are priced at."""
    flows = _by_fleet(plan)
    return float(flows.loc[(flows["period"] == period) & (flows["from"] == site), "last_mile"].sum())
