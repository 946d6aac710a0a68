"""Design and routes until both agree: the design's prices of own delivery follow what its routes cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ..engine.limits import Limits, Watch
from ..errors import NoPlanFound
from ..network.network import Network
from ..network.own_fleet import with_fleet
from ..plan.plan import Plan
from .fleet import Fleet
from .routed import Day, routed

ROUNDS = 6
CLOSE = 0.01  # of the routes' cost: prices and routes agree
AS_GOOD = 0.002  # of the landed cost: what a longer search for routes may still change
Design = Callable[[Network], Plan]


@dataclass(frozen=True)
class Agreed:
    """A plan with its routes.

    Attributes
    ----------
    plan
        Of the network with the prices.
    prices
        Of own delivery, as the design had them.
    days
        Its routes.
    bound
        No plan costs less, whatever its routes: of the design with prices that no routes undercut.
    """

    plan: Plan
    prices: pd.DataFrame
    days: tuple[Day, ...]
    bound: float

    @property
    def difference(self) -> float:
        """What routes cost beyond what the design priced them at."""
        return sum(day.routed - day.priced for day in self.days)

    @property
    def cost(self) -> float:
        """Landed cost with the routes as they are."""
        return self.plan.landed_cost + self.difference

    @property
    def off(self) -> float:
        """Difference as a share of what the routes cost."""
        return abs(self.difference) / max(1.0, sum(day.routed for day in self.days))

    def better_than(self, other: Agreed | None) -> bool:
        """Whether it costs less; of plans as good as one another, whether its prices are nearer to its routes."""
        if other is None:
            return True
        if abs(self.cost - other.cost) <= AS_GOOD * abs(other.cost):
            return self.off <= other.off
        return self.cost < other.cost


def agreed(network: Network, design: Design, limits: Limits, watch: Watch) -> Agreed:
    """Find the plan whose cost, routes included, is least of all that are tried.

    A factor for each site corrects the approximation by what its routes cost; a site without routes takes the mean.
    Rounds end when prices and routes agree within `CLOSE`, or after `ROUNDS`.

    Raises
    ------
    NoPlanFound
        In no round could the vehicles serve all that they were to.
    """
    fleet = Fleet(network)
    watch.say("a bound on what any routes cost")
    bound = design(with_fleet(network, fleet.least)).bound
    factors: dict[str, float] = {}
    barred: frozenset[tuple[str, str]] = frozenset()
    best: Agreed | None = None
    known: dict[tuple[str, str], Day] = {}
    for _ in range(ROUNDS):
        prices = fleet.estimated(factors, barred)
        plan = design(with_fleet(network, prices))
        now = Agreed(plan, prices, routed(fleet, plan, known, limits, watch), bound)
        known |= {(day.period, day.site): day for day in now.days}
        left = frozenset(_left(fleet, now.days))
        if not left and now.better_than(best):
            best = now
        watch.say("routes and prices", now.cost, bound)
        if (not left and now.off <= CLOSE) or watch.cancel.cancelled or watch.elapsed() >= limits.time_limit:
            break
        barred |= left
        factors = _corrected(factors, now.days)
    if best is None:
        raise NoPlanFound("the vehicles cannot serve all that the plan gives them; add vehicles, or other ways")
    return best


def _corrected(factors: dict[str, float], days: tuple[Day, ...]) -> dict[str, float]:
    """Factors by which the approximation is right for each site's routes; the others take the mean of these."""
    made = dict(factors)
    for site in sorted({day.site for day in days}):
        mine = [day for day in days if day.site == site]
        priced = sum(day.priced for day in mine)
        if priced > 0:
            made[site] = factors.get(site, factors.get("", 1.0)) * sum(day.routed for day in mine) / priced
    known = [made[day.site] for day in days if day.site in made]
    if known:
        made[""] = sum(known) / len(known)
    return made


def _left(fleet: Fleet, days: tuple[Day, ...]) -> set[tuple[str, str]]:
    """Site and market of every stop that its vehicles could not come to."""
    market = dict(zip(fleet.stops["stop"], fleet.stops["market"], strict=True))
    return {(day.site, market[day.problem.stops[one.index].name]) for day in days for one in day.routes.left_out}
