"""Large problems with time windows, drawn from a seed: stops in towns and between them, about one depot.

In the manner of Gehring and Homberger, whose largest have 1,000: a square, a depot in the middle of it, half of the
stops in clusters, half of them anywhere; one vehicle type, loads and a day that both limit routes; ways are straight
lines and a kilometre takes a minute. What is minimised is the way. Nothing here is chosen by what a solver makes of
it.
"""

from __future__ import annotations

import numpy as np

from ..routing.problem import Depot, RoutingProblem, Stop, VehicleType
from ..routing.travel import Plane

SIDE_KM = 200.0  # of the square
IN_CLUSTERS, CLUSTER, SPREAD_KM = 0.5, 50, 4.0  # share of stops; how many in each on average; standard deviation
LEAST, MOST, CAPACITY = 1, 9, 200  # units for a stop; a vehicle: about 40 stops
DAY_MIN, SERVICE_MIN = 600, 5
WITH_WINDOW, WIDTHS_MIN = 0.5, (60, 120, 240)  # share of stops; all widths alike often
TIMES_FLEET = 2  # as many vehicles as the loads need at least


def drawn(size: float, seed: int = 0) -> RoutingProblem:
    """Return a problem of so many stops; each of them can be served by a vehicle of its own.

    Parameters
    ----------
    size
        Stops.
    seed
        Of everything that is drawn.
    """
    count, random = round(size), np.random.default_rng(seed)
    clustered = round(IN_CLUSTERS * count)
    towns = random.uniform(0, SIDE_KM, (max(1, clustered // CLUSTER), 2))
    near = towns[random.integers(len(towns), size=clustered)] + random.normal(0, SPREAD_KM, (clustered, 2))
    anywhere = random.uniform(0, SIDE_KM, (count - clustered, 2))
    depot = np.full((1, 2), SIDE_KM / 2)
    points = np.round(np.concatenate([depot, np.clip(np.concatenate([near, anywhere]), 0, SIDE_KM)]), 1)
    units = random.integers(LEAST, MOST + 1, count)
    way = np.hypot(*(points[1:] - points[0]).T)
    latest = DAY_MIN - SERVICE_MIN - way  # moment to begin at and still be back
    middle = random.uniform(np.ceil(way) + 1, latest)  # a whole minute between it and the way there
    width = random.choice(WIDTHS_MIN, count)
    begins, ends = np.floor(np.maximum(0, middle - width / 2)), np.floor(np.minimum(latest, middle + width / 2))
    timed = random.random(count) < WITH_WINDOW
    stops = tuple(
        Stop(f"stop {k + 1}", k + 1, (float(units[k]),), service_min=SERVICE_MIN,
             windows=((float(begins[k]), float(ends[k])),) if timed[k] else ())
        for k in range(count)
    )  # fmt: skip
    fleet = TIMES_FLEET * int(np.ceil(units.sum() / CAPACITY))
    vehicle = VehicleType("van", fleet, capacity=(float(CAPACITY),))
    return RoutingProblem(
        f"drawn-{count}-{seed}", Plane(points), (Depot("depot", 0, (0.0, float(DAY_MIN))),), (vehicle,), stops
    )
