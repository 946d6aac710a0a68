"""Vehicle routing from several depots (Cordeau's p01 to p23 and pr01 to pr10).

Format: ``type vehicles customers depots``, type 2; for each depot ``longest_route capacity`` (0: any length); for each
customer, then for each depot, ``number x y service demand frequency choices`` and as many choices as said, which do not
matter here. There are so many vehicles at each depot. A route's length and services together are bounded. A kilometre
takes a minute; ways are not rounded.

Source: Cordeau, Gendreau & Laporte 1997.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...routing.problem import Depot, RoutingProblem, Stop, VehicleType
from ...routing.travel import Plane
from .tokens import Floats, Tokens, stem

TYPE = 2
COLUMNS = 7


def read_mdvrp(path: str | Path) -> RoutingProblem:
    """Read an instance.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path)
    if tokens.whole("the type", least=0) != TYPE:
        raise tokens.fail(f"expected the type {TYPE}, of several depots without windows", 0)
    vehicles, customers = tokens.whole("the number of vehicles"), tokens.whole("the number of customers")
    depots = tokens.whole("the number of depots")
    limits = tokens.table(depots, 2, "longest route and capacity of each depot")
    rows = np.array([_row(tokens, number) for number in range(1, customers + depots + 1)])
    tokens.end()
    stops = tuple(
        Stop(f"{number:g}", place, (demand,), service_min=service)
        for place, (number, _, _, service, demand) in enumerate(rows[:customers].tolist())
    )
    homes = tuple(Depot(str(customers + k + 1), customers + k) for k in range(depots))
    kinds = tuple(
        VehicleType(f"from {home.name}", vehicles, k, k, (float(limits[k, 1]),),
                    max_duration_min=float(limits[k, 0]) or float("inf"))
        for k, home in enumerate(homes)
    )  # fmt: skip
    return RoutingProblem(stem(path), Plane(rows[:, 1:3]), homes, kinds, stops)


def _row(tokens: Tokens, number: int) -> Floats:
    """Number, position, service and demand; the choices of days or depots are passed over."""
    began = tokens.place
    head = tokens.numbers(COLUMNS, f"row {number} of customers and depots", least=-np.inf)
    if head[0] != number:
        raise tokens.fail(f"expected the number {number}", began)
    for column, what in ((3, "service"), (4, "demand"), (6, "number of choices")):
        if head[column] < 0:
            raise tokens.fail(f"expected a {what}, 0 or more", began + column)
    tokens.words(int(head[6]), f"the choices of {number}")
    return head[:5]
