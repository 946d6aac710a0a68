"""Vehicle routing with time windows as Solomon, and Gehring and Homberger, published it.

Format: the name; under ``VEHICLE`` how many there are and their capacity; under ``CUSTOMER`` for each ``number x y
demand ready due service``, of which the first is the depot. A kilometre takes a minute.

Source: Solomon 1987; Gehring & Homberger 1999; rounding of the exact methods as in the 12th DIMACS challenge.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from ...errors import InputError, Problem
from ...routing.problem import Depot, RoutingProblem, Stop, VehicleType
from ...routing.travel import Plane
from .tokens import Tokens, read_text, stem

Objective = Literal["distance", "hierarchical"]
COLUMNS = 7


def read_solomon(path: str | Path, objective: Objective = "distance") -> RoutingProblem:
    """Read an instance.

    Parameters
    ----------
    objective
        distance: the shortest routes, each way cut to one decimal (exact methods and DIMACS). hierarchical: fewest
        vehicles, then the shortest routes, ways as they are (heuristics, Gehring and Homberger).

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = _tokens(path)
    vehicles, capacity = tokens.whole("the number of vehicles"), float(tokens.numbers(1, "their capacity")[0])
    count, over = divmod(tokens.left, COLUMNS)
    if over or not count:
        expected = f"expected rows of {COLUMNS} numbers each, for the depot and the customers"
        raise tokens.fail(expected, tokens.place + tokens.left)
    began = tokens.place
    rows = tokens.table(count, COLUMNS, "the depot and the customers", least=-np.inf)
    for column, what in ((3, "demand"), (4, "ready time"), (5, "due date"), (6, "service time")):
        if (rows[:, column] < 0).any():
            first = int(np.flatnonzero(rows[:, column] < 0)[0])
            raise tokens.fail(f"expected a {what}, 0 or more", began + COLUMNS * first + column)
    wrong = np.flatnonzero(rows[:, 0] != np.arange(count))
    if wrong.size:
        raise tokens.fail(f"expected the number {wrong[0]}", began + COLUMNS * int(wrong[0]))
    stops = tuple(
        Stop(f"{number:g}", place, (demand,), service_min=service, windows=((ready, due),))
        for place, (number, _, _, demand, ready, due, service) in enumerate(rows.tolist()) if place
    )  # fmt: skip
    exact = objective == "hierarchical"
    return RoutingProblem(
        stem(path), Plane(rows[:, 1:3], rounding="none" if exact else "tenth"),
        (Depot("0", 0, (float(rows[0, 4]), float(rows[0, 5]))),),
        (VehicleType("vehicle", vehicles, capacity=(capacity,)),), stops, fewest_vehicles=exact,
    )  # fmt: skip


def _tokens(path: Path) -> Tokens:
    """The file's numbers: what stands under its two heads."""
    lines = read_text(path).splitlines()
    heads = [line.strip().upper() for line in lines]
    for head in ("VEHICLE", "CUSTOMER"):
        if head not in heads:
            raise InputError([Problem(str(path), f"expected a line {head}, which is missing")])
    vehicle, customer = heads.index("VEHICLE"), heads.index("CUSTOMER")
    named = ("NUMBER", "CUST NO")  # of columns
    kept = [
        line if vehicle < row and row != customer and not heads[row].startswith(named) else ""
        for row, line in enumerate(lines)
    ]
    return Tokens(path, "\n".join(kept))
