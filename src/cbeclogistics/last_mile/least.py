"""What each stop must at least cost, so that no routes cost less than their stops together.

Of any route of a vehicle three things hold, whatever its order:

- no stop is farther than the whole of it: km ≥ out + back of each of its stops, if the triangle inequality holds;
- each stop is come to by some way: km ≥ Σ the shortest way that ends there, and so for minutes;
- shares of its room (load / capacity) add up to at most 1, and so do shares of its day, (service + shortest way) / day.

So with weights w that are a mixture of both shares, Σ w ≤ 1 on every route, and it costs at least

    Σ { fixed · w + μ · w · cost of out and back + (1 − μ) · cost of the shortest way there + cost of the service }

for each mixture and each μ in [0, 1]; some are tried. Where w is the share of the room and μ = 1 this is the bound of
Haimovich & Rinnooy Kan (Mathematics of OR 10, 1985).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..routing.problem import RoutingProblem, VehicleType

Floats = npt.NDArray[np.float64]
STEPS = np.linspace(0.0, 1.0, 11)
AT_ONCE = 500  # stops whose ways to all others are looked at together


def day_of(kind: VehicleType) -> float:
    """Minutes that a vehicle may be out; inf: no limit."""
    return min(kind.max_duration_min + kind.max_overtime_min, kind.shift[1] - kind.shift[0])


def least_of_visits(
    problem: RoutingProblem, kind: VehicleType, stops: npt.NDArray[np.int64], room: Floats, *, triangle: bool
) -> Floats:
    """Least cost of a visit by a kind of vehicle, shape (stops,).

    Parameters
    ----------
    stops
        Their places.
    room
        Share of the vehicle's room that each takes, shape (stops,).
    triangle
        Whether no way is longer than one over another place.
    """
    service = np.array([stop.service_min for stop in problem.stops])
    begin, end = (problem.depots[d].place for d in (kind.start_depot, kind.end_depot))
    out = problem.travel.between(np.full(stops.size, begin), stops, kind.profile)
    back = problem.travel.between(stops, np.full(stops.size, end), kind.profile)
    there_km, there_min = _shortest_there(problem, kind, stops, out)
    hour, day = kind.cost_per_hour / 60, day_of(kind)
    time = (service + there_min) / day if np.isfinite(day) else np.zeros(stops.size)
    radial = (out[0] + back[0]) * kind.cost_per_km + (out[1] + back[1]) * hour
    radial = np.where(np.isfinite(radial), radial, 0.0) if triangle else np.zeros(stops.size)
    near = there_km * kind.cost_per_km + there_min * hour
    best = np.zeros(stops.size)
    for mixture in STEPS:
        weight = mixture * room + (1 - mixture) * time
        vehicle = kind.fixed_cost * (mixture * room / (kind.max_reloads + 1) + (1 - mixture) * time)
        for mu in STEPS:
            cost = vehicle + mu * weight * radial + (1 - mu) * near + service * hour
            if cost.sum() > best.sum():
                best = cost
    return best


def _shortest_there(
    problem: RoutingProblem, kind: VehicleType, stops: npt.NDArray[np.int64], out: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Shortest way that ends at each stop, from another stop or from the depots it may come from; km and minutes."""
    km, minutes = out[0].copy(), out[1].copy()
    for depot in kind.reload_depots:
        again = problem.travel.between(np.full(stops.size, problem.depots[depot].place), stops, kind.profile)
        km, minutes = np.minimum(km, again[0]), np.minimum(minutes, again[1])
    for first in range(0, stops.size, AT_ONCE):
        mine = np.arange(first, min(first + AT_ONCE, stops.size))
        ways = problem.travel.between(stops[:, None], stops[mine][None, :], kind.profile)
        for shortest, way in zip((km, minutes), ways, strict=True):
            apart = way.copy()
            apart[mine, np.arange(mine.size)] = np.inf
            shortest[mine] = np.minimum(shortest[mine], apart.min(axis=0))
    return np.where(np.isfinite(km), km, 0.0), np.where(np.isfinite(minutes), minutes, 0.0)
