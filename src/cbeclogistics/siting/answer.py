"""What a greenfield study answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..engine.answer import relative_gap


@dataclass(frozen=True)
class GreenfieldSite:
    """A site of the answer.

    Attributes
    ----------
    site
        Name of the candidate: that of its row in `sites`, if written.
    city, region, country, territory
        Where it stands.
    latitude, longitude, population, as_of
        Of the city.
    point_latitude, point_longitude, point_km
        Best point anywhere that is nearest to it, and how far that is. None if no point was sought.
    share
        Of the tonnes that are looked at, what it serves.
    markets
        How many it serves.
    mean_km
        Great-circle km to them, weighted by tonnes.
    countries
        Those it serves, the greatest first.
    abroad_share
        Of what it serves, the share in other customs territories than its own.
    gateway
        Where its goods come from; empty if the way in is not looked at.
    """

    site: str
    city: str
    region: str
    country: str
    territory: str
    latitude: float
    longitude: float
    population: int
    as_of: str
    point_latitude: float | None
    point_longitude: float | None
    point_km: float | None
    share: float
    markets: int
    mean_km: float
    countries: tuple[str, ...]
    abroad_share: float
    gateway: str


@dataclass(frozen=True)
class Today:
    """What the stocking sites of the instance would cost by the same measure.

    Attributes
    ----------
    sites
        Best choice among them, as many as there are new ones, and those that stay.
    cost
        What they cost.
    mean_km
        From them to markets, weighted by tonnes.
    """

    sites: tuple[str, ...]
    cost: float
    mean_km: float


@dataclass(frozen=True)
class Greenfield:
    """Where sites would go.

    Attributes
    ----------
    instance, currency
        What was looked at.
    status
        ``optimal`` where the points are proven to be within the gap asked for, ``feasible`` where a limit came first,
        ``interrupted``.
    sites
        New sites in cities, the greatest share first.
    kept
        Stocking sites of today that stay, and serve too.
    kept_share
        Of the tonnes, what these serve.
    cost
        Of the sites in cities, with those that stay.
    cost_anywhere
        Of the best points found, if a site could stand anywhere.
    bound
        No sites anywhere cost less.
    outbound_cost, inbound_cost, fixed_cost
        Parts of `cost`.
    mean_km
        To markets, weighted by tonnes.
    today
        The same measure for the stocking sites of the instance; None where it has none there.
    tonnes, markets
        What is served, and how many markets.
    weight, outbound_rate, inbound_rate, per_site_cost
        By what it was measured: base currency per tonne-km of road, and per site and year.
    seconds
        Time it took.
    """

    instance: str
    currency: str
    status: str
    sites: tuple[GreenfieldSite, ...]
    kept: tuple[str, ...]
    kept_share: float
    cost: float
    cost_anywhere: float
    bound: float
    outbound_cost: float
    inbound_cost: float
    fixed_cost: float
    mean_km: float
    today: Today | None
    tonnes: float
    markets: int
    weight: str
    outbound_rate: float
    inbound_rate: float
    per_site_cost: float
    seconds: float
    seed: int

    @property
    def gap(self) -> float:
        """Share by which sites anywhere could be cheaper than the best points found, at most."""
        return relative_gap(self.cost_anywhere, self.bound)

    @property
    def snapping_cost(self) -> float:
        """What standing in cities costs more than standing anywhere; below 0 where the points were not the best."""
        return self.cost - self.cost_anywhere

    def summary(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {**asdict(self), "gap": self.gap, "snapping_cost": self.snapping_cost}
