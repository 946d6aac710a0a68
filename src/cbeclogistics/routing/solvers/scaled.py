"""A routing problem in whole numbers, as the solvers want it.

Kilometres, minutes, loads and money are multiplied until they are whole; where no small factor does that, they are
rounded so that what keeps a limit in whole numbers keeps it in truth: ways and services up, limits down. Money is only
steered by; what routes cost is computed anew from the problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..problem import RoutingProblem, VehicleType
from ..travel import Floats, Ints

FACTORS = (1, 10, 60, 100, 600, 1000, 6000, 10_000)
FINE = 10_000  # parts of a typical way, where no factor makes it whole
FAR = 1 << 40  # a way that there is not; far more than all ways of a route
MOST = 1 << 44  # in place of no limit


@dataclass(frozen=True)
class Scaled:
    """The problem's figures as whole numbers.

    Attributes
    ----------
    distance, duration
        Shape (locations, locations), by profile. Locations are the depots, the stops, and where shipments are picked up
        and delivered, in this order. Ways to where a vehicle may not go are `FAR`.
    profile
        Of each vehicle type: its way of travelling, and what it lacks in skills.
    km, minute, load, money
        Whole numbers in one kilometre, one minute, one unit of each dimension, one unit of currency.
    typical
        What a way to a near neighbour costs, in whole numbers.
    dearest
        What going to the farthest place and back by a vehicle of its own costs, in whole numbers, hours apart.
    """

    distance: tuple[Ints, ...]
    duration: tuple[Ints, ...]
    profile: tuple[int, ...]
    km: float
    minute: float
    load: tuple[float, ...]
    money: float
    typical: int
    dearest: int

    def cost(self, amount: float) -> int:
        """Money."""
        return min(MOST, round(amount * self.money))

    def per_distance(self, vehicle: VehicleType) -> int:
        """Money for one unit of distance."""
        return round(vehicle.cost_per_km * self.money / self.km)

    def per_duration(self, per_hour: float) -> int:
        """Money for one unit of time."""
        return round(per_hour / 60 * self.money / self.minute)

    def at_most(self, amount: float, factor: float) -> int:
        """Return a limit, rounded down."""
        return int(min(MOST, np.floor(amount * factor + 1e-6)))

    def at_least(self, amount: float, factor: float) -> int:
        """Return what takes up of a limit, rounded up."""
        return int(min(MOST, np.ceil(amount * factor - 1e-6)))

    def loads(self, load: tuple[float, ...]) -> list[int]:
        """Return a load, by dimension."""
        return [self.at_least(amount, factor) for amount, factor in zip(load, self.load, strict=True)]


def scaled(problem: RoutingProblem) -> Scaled:
    """Return a problem in whole numbers."""
    places = np.array([
        *(depot.place for depot in problem.depots), *(stop.place for stop in problem.stops),
        *(one.from_place for one in problem.shipments), *(one.to_place for one in problem.shipments),
    ])  # fmt: skip
    skills = [frozenset[str]()] * len(problem.depots) + [stop.skills for stop in problem.stops]
    skills += [one.skills for one in problem.shipments] * 2
    needed = frozenset().union(*skills)
    kinds = [(vehicle.profile, needed - vehicle.skills) for vehicle in problem.vehicles]
    profiles = list(dict.fromkeys(kinds))
    ways = {p: problem.travel.between(places[:, None], places[None, :], p) for p, _ in profiles}
    km, minute = _factor([w[0] for w in ways.values()]), _factor([*(w[1] for w in ways.values()), _moments(problem)])
    limited = any(np.isfinite(vehicle.max_distance_km) for vehicle in problem.vehicles)
    distance, duration = [], []
    for p, lacking in profiles:
        closed = np.array([bool(asked & lacking) for asked in skills])
        distance.append(_whole(ways[p][0], km, closed, up=limited))
        duration.append(_whole(ways[p][1], minute, closed, up=True))
    money = km * _multiple([v.cost_per_km for v in problem.vehicles],
                           [v.cost_per_hour / 60 * km / minute for v in problem.vehicles])  # fmt: skip
    each = [v.cost_per_km * money / km for v in problem.vehicles]
    nearest = np.sort(np.where(distance[0] > 0, distance[0], FAR), axis=1)[:, : min(4, len(places) - 1)]
    near = nearest[nearest < FAR]
    typical = float(np.median(near)) * float(np.mean(each)) if near.size else 1.0
    farthest = max(float(way[way < FAR].max(initial=0)) for way in distance)
    dearest = 2 * farthest * max(each, default=0.0) + max((v.fixed_cost * money for v in problem.vehicles), default=0.0)
    return Scaled(
        tuple(distance), tuple(duration), tuple(profiles.index(kind) for kind in kinds), km, minute,
        tuple(_factor([_amounts(problem, d)]) for d in range(len(problem.dimensions))), money,
        max(1, round(typical)), max(1, round(min(dearest, MOST))),
    )  # fmt: skip


def _moments(problem: RoutingProblem) -> Floats:
    moments = [stop.service_min for stop in problem.stops] + [stop.release_min for stop in problem.stops]
    moments += [moment for stop in problem.stops for window in stop.windows for moment in window]
    for one in problem.shipments:
        moments += [one.pickup_min, one.delivery_min, *one.pickup_window, *one.delivery_window]
    for depot in problem.depots:
        moments += [depot.loading_min, *depot.window]
    return np.array(moments)


def _amounts(problem: RoutingProblem, dimension: int) -> Floats:
    loads = [load for stop in problem.stops for load in (stop.deliver, stop.collect)]
    loads += [one.load for one in problem.shipments] + [vehicle.capacity for vehicle in problem.vehicles]
    return np.array([load[dimension] for load in loads if load])


def _factor(amounts: list[Floats]) -> float:
    """Return the least factor that makes all whole, or one that leaves a rounding of about 10⁻⁴ of a typical one."""
    all_of = np.concatenate([a.ravel() for a in amounts] or [np.zeros(0)])
    finite = all_of[np.isfinite(all_of) & (all_of != 0)]
    if not finite.size:
        return 1.0
    sample = finite[:: max(1, finite.size // 200_000)]
    for factor in FACTORS:
        if _near_whole(sample * factor) and _near_whole(finite * factor):
            return float(factor)
    typical = float(np.median(np.abs(sample)))
    return float(10.0 ** np.ceil(np.log10(FINE / typical)))


def _near_whole(amounts: Floats) -> bool:
    return bool((np.abs(amounts - np.rint(amounts)) <= 1e-9 * np.maximum(1.0, np.abs(amounts))).all())


def _multiple(*rates: list[float]) -> float:
    """Return the least multiple of the money for which all rates are whole, or a thousand of the least of them."""
    each = np.array([rate for group in rates for rate in group if rate > 0])
    if not each.size:
        return 1.0
    for multiple in (*range(1, 101), 200, 500, 1000):
        if _near_whole(each * multiple):
            return float(multiple)
    return float(max(1.0, 1000.0 / each.min()))


def _whole(way: Floats, factor: float, closed: npt.NDArray[np.bool_], *, up: bool) -> Ints:
    """Ways as whole numbers; those to closed locations, and those that there are not, are far."""
    there = np.isfinite(way) & ~closed[None, :] & ~closed[:, None]
    exact = np.where(there, way, 0.0) * factor
    whole = (np.ceil(exact - 1e-6) if up else np.rint(exact)).astype(np.int64)
    whole[~there] = FAR
    np.fill_diagonal(whole, 0)
    return whole
