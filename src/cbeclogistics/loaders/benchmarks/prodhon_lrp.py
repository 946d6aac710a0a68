"""Location with routing in Prodhon's format (Prins, Prodhon & Wolfler Calvo's, Tuzun & Burke's, and Barreto's sets).

Format: ``customers depots``; for each depot ``x y``; for each customer ``x y``; vehicle capacity; depot capacities;
demands; opening costs of depots; cost of a route; 0 or 1. With 0 a way is a hundred times the straight line, rounded up
to a whole number (the published text says cut off, but only rounding up gives the published costs); with 1 it is the
straight line itself.

Sources: Prins, Prodhon & Wolfler Calvo 2006; Barreto 2004.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...routing.location.problem import LocationRouting
from ...routing.travel import Plane
from .tokens import Tokens, stem

FACTOR = 100.0  # of whole ways


def read_lrp(path: str | Path) -> LocationRouting:
    """Read an instance.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path)
    customers, depots = tokens.whole("the number of customers"), tokens.whole("the number of depots")
    points = tokens.table(depots, 2, "positions of depots", least=-np.inf)
    points = np.vstack([points, tokens.table(customers, 2, "positions of customers", least=-np.inf)])
    vehicle = float(tokens.numbers(1, "the capacity of a vehicle")[0])
    capacity, demand = tokens.numbers(depots, "capacities of depots"), tokens.numbers(customers, "demands")
    opening, route = tokens.numbers(depots, "opening costs"), float(tokens.numbers(1, "the cost of a route")[0])
    kind = tokens.place
    real = tokens.whole("0 (whole ways) or 1 (real ways)", least=0)
    if real > 1:
        raise tokens.fail("expected 0 (whole ways) or 1 (real ways)", kind)
    tokens.end()
    travel = Plane(points) if real else Plane(points, FACTOR, "up")
    return LocationRouting(opening, capacity, demand, vehicle, route, travel, stem(path).removesuffix(".dat"))
