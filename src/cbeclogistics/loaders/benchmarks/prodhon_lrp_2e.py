"""Two-echelon location with routing in Prodhon's format.

Format: ``customers satellites``; for the platform and each satellite ``x y``; for each customer ``x y``; vehicle
capacities of the second and the first level; satellite capacities; demands; opening costs; cost of a route of the
second and of the first level; 0. A way is a hundred times the straight line, twice that on the first level, rounded up
to a whole number. (The published text has the two levels the wrong way round; the paper doubles the first.)

Source: Nguyen, Prins & Prodhon 2012.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...routing.location.problem import LocationRouting, TwoEchelon
from ...routing.travel import Plane
from .prodhon_lrp import FACTOR
from .tokens import Tokens, stem

FIRST = 2.0  # times as dear


def read_lrp_2e(path: str | Path, first_route_cost: float | None = None) -> TwoEchelon:
    """Read an instance.

    Parameters
    ----------
    first_route_cost
        Of a first-level route, for a file that leaves it out; such a file is an error without it.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path)
    customers, satellites = tokens.whole("the number of customers"), tokens.whole("the number of satellites")
    upper = tokens.table(1 + satellites, 2, "positions of the platform and the satellites", least=-np.inf)
    lower = tokens.table(customers, 2, "positions of customers", least=-np.inf)
    vehicles = tokens.numbers(2, "capacities of vehicles of the second and the first level")
    capacity, demand = tokens.numbers(satellites, "capacities of satellites"), tokens.numbers(customers, "demands")
    opening = tokens.numbers(satellites, "opening costs")
    routes = tokens.numbers(1, "the cost of a route of the second level")
    if first_route_cost is None or tokens.left > 1:
        first_route_cost = float(tokens.numbers(1, "the cost of a route of the first level")[0])
    kind = tokens.place
    if tokens.whole("0 (whole ways)", least=0) != 0:
        raise tokens.fail("expected 0 (whole ways)", kind)
    tokens.end()
    name = stem(path).removesuffix(".dat")
    ways = Plane(np.vstack([upper[1:], lower]), FACTOR, "up")
    second = LocationRouting(opening, capacity, demand, float(vehicles[0]), float(routes[0]), ways, name)
    return TwoEchelon(second, float(vehicles[1]), first_route_cost, Plane(upper, FIRST * FACTOR, "up"))
