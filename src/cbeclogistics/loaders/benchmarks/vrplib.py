"""Vehicle routing in the VRPLIB format (CVRPLIB's A, B, P, X, XXL, CMT, Golden, Li), and the solutions beside.

Lines ``KEY : value``, then sections of rows that begin with the number of a node, from 1. The whole demand is served
from one depot by vehicles of one ``CAPACITY``; there are as many as customers unless ``VEHICLES`` says otherwise. Ways
are rounded as the TSPLIB rules for ``EDGE_WEIGHT_TYPE`` say; CMT, Golden and Li, which say EUC_2D too, are published
with ``rounding="none"``. ``DISTANCE`` bounds a route's length and ``SERVICE_TIME``s together.

A solution (``.sol``) has a line ``Route #1: …`` each, customers counted from 1 without the depot, then ``Cost …``.

Source: CVRPLIB (Uchoa et al. 2017; Arnold, Gendreau & Sörensen 2019); Reinelt, TSPLIB 95.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import InputError, Problem
from ...routing.problem import Depot, RoutingProblem, Stop, VehicleType, Window
from ...routing.routes import Kind, Route, Routes, Task
from ...routing.schedule import scheduled
from ...routing.travel import Given, Plane, Travel
from .sections import Sections
from .tokens import Floats, read_text, stem

ROUNDING = {"EUC_2D": "nearest", "CEIL_2D": "up", "FLOOR_2D": "down", "EXACT_2D": "none"}
TYPES = ("CVRP", "DCVRP", "VRPTW")
SECTIONS = ("NODE_COORD", "DEMAND", "DEPOT", "EDGE_WEIGHT", "SERVICE_TIME", "TIME_WINDOW")


@dataclass(frozen=True)
class PublishedRoutes:
    """A published solution.

    Attributes
    ----------
    routes
        Its routes, timed and priced from the instance.
    cost
        As the file states it.
    """

    routes: Routes
    cost: float


def read_vrplib(path: str | Path, rounding: str | None = None) -> RoutingProblem:
    """Read an instance.

    Parameters
    ----------
    rounding
        Of ways, in place of what the file's ``EDGE_WEIGHT_TYPE`` says; see `travel.Plane`.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    file = Sections(path, SECTIONS)
    file.one_of("TYPE", TYPES)
    nodes = int(file.number("DIMENSION", whole=True))
    depot = _depot(file, nodes)
    demand = file.by_node("DEMAND", nodes, 1, "demands")[:, 0]
    service = np.full(nodes, file.number("SERVICE_TIME", 0.0))
    if "SERVICE_TIME" in file:
        service = file.by_node("SERVICE_TIME", nodes, 1, "service times")[:, 0]
    windows = file.by_node("TIME_WINDOW", nodes, 2, "time windows") if "TIME_WINDOW" in file else None
    stops = tuple(
        Stop(str(node + 1), node, (float(demand[node]),), service_min=float(service[node]),
             windows=() if windows is None else (_window(windows, node),))
        for node in range(nodes) if node != depot
    )  # fmt: skip
    vehicle = VehicleType(
        "vehicle", int(file.number("VEHICLES", float(len(stops)), whole=True)),
        capacity=(file.number("CAPACITY"),), max_duration_min=file.number("DISTANCE", np.inf),
    )  # fmt: skip
    home = Depot(str(depot + 1), depot) if windows is None else Depot(str(depot + 1), depot, _window(windows, depot))
    return RoutingProblem(stem(path).removesuffix(".vrp"), _travel(file, nodes, rounding), (home,), (vehicle,), stops)


def _window(windows: Floats, node: int) -> Window:
    return float(windows[node, 0]), float(windows[node, 1])


def _depot(file: Sections, nodes: int) -> int:
    tokens = file.tokens("DEPOT")
    began = tokens.place
    found = tokens.numbers(tokens.left, "the depot, then -1", least=-1)
    if found.size < 1 or (found.size > 1 and found[1] != -1):
        raise tokens.fail("expected one depot, then -1", min(1, found.size))
    return int(tokens.indices(found[:1], nodes, "a node", began + np.arange(1))[0])


def _travel(file: Sections, nodes: int, rounding: str | None) -> Travel:
    kind = file.one_of("EDGE_WEIGHT_TYPE", (*ROUNDING, "EXPLICIT"))
    points = file.by_node("NODE_COORD", nodes, 2, "coordinates", least=-np.inf) if "NODE_COORD" in file else None
    if kind == "EXPLICIT":
        way = _matrix(file, nodes)
        return Given((way,), (way,), np.zeros((nodes, 2)) if points is None else points)
    if points is None:
        raise file.missing("NODE_COORD_SECTION")
    return Plane(points, rounding=rounding or ROUNDING[kind])


def _matrix(file: Sections, nodes: int) -> Floats:
    """All ways from rows of a matrix or of one half of it."""
    layouts = {
        "FULL_MATRIX": None, "LOWER_ROW": np.tril_indices(nodes, -1), "LOWER_DIAG_ROW": np.tril_indices(nodes),
        "UPPER_ROW": np.triu_indices(nodes, 1), "UPPER_DIAG_ROW": np.triu_indices(nodes),
    }  # fmt: skip
    half = layouts[file.one_of("EDGE_WEIGHT_FORMAT", tuple(layouts))]
    tokens = file.tokens("EDGE_WEIGHT")
    if half is None:
        way = tokens.table(nodes, nodes, "ways")
    else:
        way = np.zeros((nodes, nodes))
        way[half] = tokens.numbers(half[0].size, "ways")
        way = np.maximum(way, way.T)
    tokens.end()
    return way


def read_vrplib_solution(path: str | Path, problem: RoutingProblem) -> PublishedRoutes:
    """Read a ``.sol`` file of a problem with one kind of vehicle.

    Raises
    ------
    InputError
        It is none, or does not fit the problem.
    """
    path = Path(path)
    routes, cost = [], None
    for row, line in enumerate(read_text(path).splitlines(), 1):
        if found := re.match(r"\s*route\s*#?\s*\d*\s*:(.*)", line, re.IGNORECASE):
            routes.append(_route(problem, list(_customers(path, row, found[1], len(problem.stops))), path, row))
        elif found := re.match(r"\s*cost\s*:?\s*(\S+)", line, re.IGNORECASE):
            try:
                cost = float(found[1])
            except ValueError:
                raise InputError([Problem(str(path), "expected the cost", row, value=found[1])]) from None
    if cost is None:
        raise InputError([Problem(str(path), "expected a line with the cost", remedy="Cost 27591")])
    return PublishedRoutes(Routes(tuple(routes)), cost)


def _customers(path: Path, row: int, said: str, count: int) -> Iterator[int]:
    for word in said.split():
        if not word.isdecimal() or not 1 <= int(word) <= count:
            expected = f"expected a customer, a whole number from 1 to {count}"
            raise InputError([Problem(str(path), expected, row, value=word)])
        yield int(word) - 1


def _route(problem: RoutingProblem, stops: list[int], path: Path, row: int) -> Route:
    made = scheduled(problem, 0, [Task(Kind.STOP, stop) for stop in stops])
    if made is None:
        raise InputError([Problem(str(path), "this route is late or too long", row)])
    return made
