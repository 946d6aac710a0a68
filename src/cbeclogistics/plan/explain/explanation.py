"""What an explanation holds; money in the base currency."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Row of the instance that stands behind an amount; dates are ISO, empty where the row has none."""

    table: str
    rule: str
    source: str = ""
    as_of: str = ""
    effective_from: str = ""
    effective_to: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a waterfall.

    Attributes
    ----------
    leg
        Position in `Way.legs` of the leg on which it arises.
    amount, per_unit
        Amount for all units of the way, in whole cents; for one of them, in hundredths of cents.
    """

    leg: int
    component: str
    what: str
    rate: str
    amount: float
    per_unit: float
    rule: Rule | None = None


@dataclass(frozen=True)
class Leg:
    """A lane that units of a way came over, or their last leg to the door.

    Attributes
    ----------
    units, share
        Units of the way that came over it, and their share of the way.
    transit_days, dwell_days, stock_days
        On the way, passing the place that it reaches, and waiting there in stock.
    amount, per_unit
        Sum of its lines.
    lane_rule, channel_rule
        Rows of `lanes` and `channels`; None without a clearance.
    """

    from_site: str
    to_site: str
    from_status: str
    to_status: str
    mode: str
    lane: str
    channel: str
    units: float
    share: float
    transit_days: float
    dwell_days: float
    stock_days: float
    amount: float
    per_unit: float
    lane_rule: Rule
    channel_rule: Rule | None = None


@dataclass(frozen=True)
class Difference:
    """What an alternative costs more (or less, negative) per unit in one component, or under one rule of it."""

    component: str
    what: str
    per_unit: float
    rate: str = ""
    rule: Rule | None = None


@dataclass(frozen=True)
class Alternative:
    """Another way to serve a demand, priced at full loads.

    Attributes
    ----------
    kind
        ``other delivery``: from the same place; ``other way in``: to the same stock; ``other stock``,
        ``site not open``, ``direct``.
    route
        Places from factory to door, with what happens in between.
    days
        From the last place to the door.
    available
        There is room for more on all of it.
    unit_cost, difference
        Cost of a unit, and how much more that is than what it is compared with.
    differences
        Sum to `difference`, the largest first.
    site_cost
        Opening and fixed cost over the horizon of sites on it that are not open; no part of `unit_cost`.
    share_in_plan
        Share of the demand that the plan sends this way.
    notes
        What stands in its way, or must be added.
    """

    kind: str
    route: tuple[str, ...]
    days: float
    available: bool
    unit_cost: float
    difference: float
    differences: tuple[Difference, ...]
    site_cost: float = 0.0
    share_in_plan: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RouteThere:
    """A route that comes to the market on a typical day.

    Attributes
    ----------
    stops
        Of the market, in order, with the time of arrival.
    stops_in_all
        Of the route.
    share
        Part of what the vehicle brings (by the measure that own delivery is priced by) that is for the market.
    part
        That share of the cost.
    """

    route: int
    vehicle: str
    start: str
    end: str
    stops: tuple[str, ...]
    stops_in_all: int
    distance_km: float
    hours: float
    fixed_cost: float
    distance_cost: float
    time_cost: float
    cost: float
    share: float
    part: float


@dataclass(frozen=True)
class OwnVehicles:
    """How own vehicles serve the market, with all its products: what the design priced, and what the routes cost.

    Attributes
    ----------
    days
        Delivery days of the period; the routes are of a typical one.
    per_kg, per_m3
        Price in the design.
    priced_per_day, part_per_day
        Delivery there of a day at that price, and its part of the routes that go there.
    left_out
        Stops of the market that no vehicle comes to, with the reason.
    """

    site: str
    days: float
    per_kg: float
    per_m3: float
    priced_per_day: float
    part_per_day: float
    routes: tuple[RouteThere, ...]
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Way:
    """A way by which a demand is served: one last leg, and all that its goods came by.

    Attributes
    ----------
    kind
        ``delivery`` out of stock or ``direct``.
    units, share
        Units of it, and their share of the demand of this period and sales channel.
    landed_cost, unit_cost
        Sum of its lines.
    unit_cost_at_full_loads
        Cost of a unit without empty space in loads and without sites' own cost: what alternatives compare with.
    own_vehicles
        Where they bring it: their routes; None: a carrier does.
    """

    period: str
    sales_channel: str
    kind: str
    from_site: str
    lane: str
    mode: str
    channel: str
    units: float
    share: float
    promised_days: float | None
    transit_days: float
    landed_cost: float
    unit_cost: float
    unit_cost_at_full_loads: float
    legs: tuple[Leg, ...]
    lines: tuple[Line, ...]
    alternatives: tuple[Alternative, ...] = ()
    own_vehicles: OwnVehicles | None = None


@dataclass(frozen=True)
class Missed:
    """Demand that the plan does not serve, and what serving it would cost; differences are with the penalty."""

    period: str
    sales_channel: str
    units: float
    penalty_per_unit: float
    penalty: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class ClosedWay:
    """Last legs that are closed to a demand, and why; those with the same mode, channel and reason together."""

    period: str
    sales_channel: str
    kind: str
    mode: str
    channel: str
    lanes: tuple[str, ...]
    from_sites: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Explanation:
    """What a product costs in a market, and why.

    Attributes
    ----------
    landed_cost
        All of it: what `cost_to_serve` says of the market and product; ways and penalties sum to it.
    unit_cost
        Landed cost of ways by unit delivered; None where nothing is.
    allocated_cents
        Cents by which `landed_cost` is not the rounded sum of unrounded amounts, so that all markets sum to the plan.
    """

    instance: str
    instance_hash: str
    currency: str
    gap: float
    market: str
    market_name: str
    country: str
    product: str
    product_name: str
    hs: str
    units: float
    delivered: float
    landed_cost: float
    unit_cost: float | None
    allocated_cents: int
    ways: tuple[Way, ...]
    missed: tuple[Missed, ...] = ()
    closed: tuple[ClosedWay, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return asdict(self)
