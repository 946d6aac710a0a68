"""The multi-source Weber problem: where sites would go if they could be anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..arrays import Floats
from ..location.problems.checking import Checks
from .sphere import km_between, unit


def _nowhere() -> Floats:
    return np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class WeberProblem:
    """Place at most so many sites on the sphere; each demand is served by the site that serves it cheapest.

    Minimise fixed cost · sites + Σ_d min over sites x, new or existing, of

        outbound[d] · km(x, demand d) + inbound[d] · min_s (source_km[s] + km(source s, x))

    Attributes
    ----------
    demand
        Shape (demands, 2): longitude, latitude in degrees.
    outbound
        Shape (demands,): money for each km from site to demand.
    sites
        Most new sites.
    fixed_cost
        Money for each new site.
    inbound
        Shape (demands,): money for each km from source to site, for what the demand takes; left out: nothing.
    source
        Shape (sources, 2): where goods come from. Without sources nothing is paid inbound.
    source_km
        Shape (sources,): km that count before the source, where the way there differs.
    existing
        Shape (existing, 2): sites that stay; their fixed cost is not looked at.

    Raises
    ------
    InputError
        With everything that is wrong.
    """

    demand: Floats
    outbound: Floats
    sites: int
    fixed_cost: float = 0.0
    inbound: Floats | None = None
    source: Floats = field(default_factory=_nowhere)
    source_km: Floats | None = None
    existing: Floats = field(default_factory=_nowhere)

    def __post_init__(self) -> None:
        checks = Checks("WeberProblem")
        for name, least in (("demand", 1), ("source", 0), ("existing", 0)):
            object.__setattr__(self, name, _places(checks, name, getattr(self, name), least))
        demands, sources = len(self.demand), len(self.source)
        inbound = np.zeros(demands) if self.inbound is None else self.inbound
        before = np.zeros(sources) if self.source_km is None else self.source_km
        object.__setattr__(self, "outbound", checks.amounts("outbound", self.outbound, (demands,)))
        object.__setattr__(self, "inbound", checks.amounts("inbound", inbound, (demands,)))
        object.__setattr__(self, "source_km", checks.amounts("source_km", before, (sources,)))
        if not (isinstance(self.sites, int) and not isinstance(self.sites, bool) and self.sites >= 1):
            checks.say("sites", "expected a whole number, 1 or more", self.sites)
        if not (np.isfinite(self.fixed_cost) and self.fixed_cost >= 0):
            checks.say("fixed_cost", "expected a finite number, 0 or more", self.fixed_cost)
        checks.done()

    @cached_property
    def demand_xyz(self) -> Floats:
        """Demands as unit vectors."""
        return unit(self.demand)

    @cached_property
    def source_xyz(self) -> Floats:
        """Sources as unit vectors."""
        return unit(self.source)

    @cached_property
    def inbound_each(self) -> Floats:
        """Shape (demands,): money for each inbound km; 0 where there is no source."""
        assert self.inbound is not None
        return self.inbound if len(self.source) else np.zeros(len(self.demand))

    @cached_property
    def before_km(self) -> Floats:
        """Shape (sources,): km that count before each source."""
        assert self.source_km is not None
        return self.source_km

    @cached_property
    def ceiling(self) -> Floats:
        """Shape (demands,): what serving each demand costs from the existing sites; inf without any."""
        if not len(self.existing):
            return np.full(len(self.demand), np.inf)
        return np.asarray(self.costs(unit(self.existing)).min(axis=0))

    def inbound_km(self, points: Floats) -> Floats:
        """Km from the best source to points given as unit vectors, shape (points,); 0 without sources."""
        if not len(self.source):
            return np.zeros(len(points))
        return np.asarray((km_between(points, self.source_xyz) + self.before_km).min(axis=1))

    def costs(self, points: Floats) -> Floats:
        """Cost of serving each demand from each point, shape (points, demands)."""
        out = self.outbound * km_between(points, self.demand_xyz)
        return np.asarray(out + self.inbound_km(points)[:, None] * self.inbound_each)

    def total(self, points: Floats) -> float:
        """Cost of these new sites beside the existing ones; inf where nothing serves."""
        if not len(points):
            return float(self.ceiling.sum())
        served = np.minimum(self.costs(points).min(axis=0), self.ceiling)
        return float(served.sum()) + self.fixed_cost * len(points)


def _places(checks: Checks, name: str, values: npt.ArrayLike, least: int) -> Floats:
    """Check longitudes and latitudes."""
    try:
        array = np.array(values, dtype=np.float64).reshape(-1, 2)
    except (TypeError, ValueError):
        checks.say(name, "expected longitudes and latitudes, shape (n, 2)")
        return np.zeros((least, 2))
    if len(array) < least:
        checks.say(name, "expected at least one place")
    good = np.isfinite(array).all(axis=1) & (np.abs(array[:, 0]) <= 180) & (np.abs(array[:, 1]) <= 90)
    for i in np.flatnonzero(~good)[:5]:
        checks.say(f"{name}[{i}]", "expected a longitude within ±180 and a latitude within ±90", array[i])
    array.setflags(write=False)
    return array
