"""What is wrong with a routing problem, all of it at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..errors import InputError, Problem
from .problem import Load, RoutingProblem, Window


def checked(problem: RoutingProblem) -> None:
    """Raise if a problem contradicts itself.

    Raises
    ------
    InputError
        Every fault, each with the table, the number of the row and the column.
    """
    faults = [*_depots(problem), *_vehicles(problem), *_stops(problem), *_shipments(problem)]
    if faults:
        raise InputError(faults, problem.name)


def _depots(problem: RoutingProblem) -> Iterator[Problem]:
    if not problem.depots:
        yield Problem("depots", "at least one depot", remedy="give the site that vehicles start from")
    for row, depot in enumerate(problem.depots, start=2):
        yield from _place("depots", row, "place", depot.place, problem)
        yield from _window("depots", row, "window", depot.window)
        yield from _least("depots", row, "loading_min", depot.loading_min, 0)


def _vehicles(problem: RoutingProblem) -> Iterator[Problem]:
    if problem.tasks and not problem.fleet:
        yield Problem("vehicles", "at least one vehicle", remedy="give a type with a count of 1 or more")
    for row, kind in enumerate(problem.vehicles, start=2):
        yield from _least("vehicles", row, "count", kind.count, 0)
        for column in ("fixed_cost", "cost_per_km", "cost_per_hour", "max_overtime_min", "overtime_per_hour"):
            yield from _least("vehicles", row, column, getattr(kind, column), 0)
        for column in ("max_duration_min", "max_distance_km"):
            yield from _least("vehicles", row, column, getattr(kind, column), 0, infinite=True)
        yield from _load("vehicles", row, "capacity", kind.capacity, problem)
        yield from _window("vehicles", row, "shift", kind.shift)
        for column, depot in (("start_depot", kind.start_depot), ("end_depot", kind.end_depot),
                              *(("reload_depots", depot) for depot in kind.reload_depots)):  # fmt: skip
            if not 0 <= depot < len(problem.depots):
                yield Problem("vehicles", f"one of {len(problem.depots)} depots", row, column, str(depot))
        if not 0 <= kind.profile < problem.travel.profiles:
            yield Problem("vehicles", f"one of {problem.travel.profiles} profiles", row, "profile", str(kind.profile))


def _stops(problem: RoutingProblem) -> Iterator[Problem]:
    for row, stop in enumerate(problem.stops, start=2):
        yield from _place("stops", row, "place", stop.place, problem)
        yield from _load("stops", row, "deliver", stop.deliver, problem)
        yield from _load("stops", row, "collect", stop.collect, problem)
        yield from _least("stops", row, "service_min", stop.service_min, 0)
        yield from _least("stops", row, "release_min", stop.release_min, 0)
        if stop.prize is not None:
            yield from _least("stops", row, "prize", stop.prize, 0)
        for window in stop.windows:
            yield from _window("stops", row, "windows", window)


def _shipments(problem: RoutingProblem) -> Iterator[Problem]:
    for row, one in enumerate(problem.shipments, start=2):
        yield from _place("shipments", row, "from_place", one.from_place, problem)
        yield from _place("shipments", row, "to_place", one.to_place, problem)
        yield from _load("shipments", row, "load", one.load, problem)
        yield from _least("shipments", row, "pickup_min", one.pickup_min, 0)
        yield from _least("shipments", row, "delivery_min", one.delivery_min, 0)
        yield from _window("shipments", row, "pickup_window", one.pickup_window)
        yield from _window("shipments", row, "delivery_window", one.delivery_window)
        if one.prize is not None:
            yield from _least("shipments", row, "prize", one.prize, 0)


def _least(
    table: str, row: int, column: str, value: float, least: float, *, infinite: bool = False
) -> Iterator[Problem]:
    if not value >= least or (math.isinf(value) and not infinite):
        yield Problem(table, f"a number of at least {least:g}", row, column, f"{value:g}")


def _place(table: str, row: int, column: str, place: int, problem: RoutingProblem) -> Iterator[Problem]:
    if not 0 <= place < problem.travel.places:
        yield Problem(table, f"one of {problem.travel.places} places", row, column, str(place))


def _load(table: str, row: int, column: str, load: Load, problem: RoutingProblem) -> Iterator[Problem]:
    if load and len(load) != len(problem.dimensions):
        yield Problem(table, f"an amount each of {', '.join(problem.dimensions)}", row, column, str(load))
        return
    for amount in load:
        yield from _least(table, row, column, amount, 0, infinite=column == "capacity")


def _window(table: str, row: int, column: str, window: Window) -> Iterator[Problem]:
    if not 0 <= window[0] <= window[1]:
        value = f"{window[0]:g} to {window[1]:g}"
        yield Problem(table, "a window that opens, at 0 or later, before it closes", row, column, value,
                      "change the two, or leave the window out")  # fmt: skip
