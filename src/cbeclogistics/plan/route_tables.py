"""Routes as tables: `routes`, `route_stops` and `unserved_stops`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..network.hours import said
from ..network.schema.column import Column, Kind, Table
from ..routing.problem import RoutingProblem, Shipment, Stop
from ..routing.routes import Kind as TaskKind
from ..routing.routes import Route, Routes, Task, Visit
from .empty_table import empty

MONEY = "currency of the plan"


def _text(name: str, help: str, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, Kind.TEXT, help, choices=choices)


def _number(name: str, help: str, unit: str) -> Column:
    return Column(name, Kind.NUMBER, help, unit=unit)


ROUTES = Table(
    "routes",
    "One row a vehicle that goes out.",
    (
        _text("period", "Period whose typical day it is; empty where only routes were asked for."),
        _number("route", "Number of the route.", "number"),
        _text("vehicle", "Type of the vehicle, and the site it stands at."),
        _text("from", "Where it begins."), _text("to", "Where it ends."),
        _text("start", "When it begins, loading included; +1 and so on for later days."),
        _text("end", "When it is back."),
        _number("start_min", "Start, from midnight.", "minutes"), _number("end_min", "End, from midnight.", "minutes"),
        _number("stops", "Stops, pick-ups and deliveries on it.", "stops"),
        _number("reloads", "How often it comes back to load.", "times"),
        _number("distance_km", "Length of it.", "km"), _number("hours", "From start to end.", "hours"),
        _number("units", "Brought to stops.", "units"), _number("weight_kg", "Brought to stops.", "kg"),
        _number("volume_m3", "Brought to stops.", "m3"),
        _number("fixed_cost", "Of the vehicle.", MONEY), _number("distance_cost", "Of the way.", MONEY),
        _number("time_cost", "Of the hours, overtime included.", MONEY), _number("cost", "All of it.", MONEY),
    ),
    key=("route",),
)  # fmt: skip
ROUTE_STOPS = Table(
    "route_stops",
    "One row for each thing a vehicle does, in order.",
    (
        _number("route", "Number of the route.", "number"), _number("sequence", "From 1.", "number"),
        _text("task", "What it does.", tuple(str(kind) for kind in TaskKind)),
        _text("name", "Stop, shipment, or site that it reloads at."),
        _text("arrival", "When it comes."), _text("start", "When service begins."), _text("leaves", "When it goes on."),
        _number("arrival_min", "Arrival, from midnight.", "minutes"),
        _number("start_min", "Start, from midnight.", "minutes"),
        _number("leaves_min", "Leaving, from midnight.", "minutes"),
        _number("waits_min", "Minutes it waits before service.", "minutes"),
        _number("units", "Brought there.", "units"), _number("weight_kg", "Brought there.", "kg"),
        _number("volume_m3", "Brought there.", "m3"),
        _number("longitude", "WGS84 longitude.", "degrees"), _number("latitude", "WGS84 latitude.", "degrees"),
    ),
    key=("route", "sequence"),
)  # fmt: skip
UNSERVED_STOPS = Table(
    "unserved_stops",
    "Every stop and shipment that no vehicle comes to, with the reason.",
    (
        _text("period", "Period whose typical day it is; empty where only routes were asked for."),
        _text("site", "Site of the vehicles; empty where only routes were asked for."),
        _text("name", "Stop or shipment."), _text("kind", "What it is.", ("stop", "shipment")),
        _text("required", "Whether it had to be served.", ("yes", "no")), _text("reason", "Why it is not."),
        _number("prize", "What leaving it out costs.", MONEY),
        _number("longitude", "WGS84 longitude; of a shipment, where it would be taken.", "degrees"),
        _number("latitude", "WGS84 latitude; of a shipment, where it would be taken.", "degrees"),
    ),
    key=("period", "site", "kind", "name"),
)  # fmt: skip
ROUTE_TABLES = {table.name: table for table in (ROUTES, ROUTE_STOPS, UNSERVED_STOPS)}
BROUGHT = ("units", "weight_kg", "volume_m3")


@dataclass(frozen=True, kw_only=True)
class RoutedDay:
    """Routes of a day.

    Attributes
    ----------
    period, site
        Of a plan: the period whose typical day it is, and where vehicles start; otherwise empty.
    """

    period: str = ""
    site: str = ""
    problem: RoutingProblem
    routes: Routes


def route_tables(days: Sequence[RoutedDay]) -> dict[str, pd.DataFrame]:
    """Tables of routes by name, numbered through all days; money in cents, times and ways to a millionth."""
    made: dict[str, list[pd.DataFrame]] = {name: [] for name in ROUTE_TABLES}
    first = 1
    for day in days:
        for name, frame in _of_day(day, first).items():
            made[name].append(frame)
        first += len(day.routes.routes)
    tables = {}
    for name, frames in made.items():
        full = [frame for frame in frames if len(frame)]
        tables[name] = pd.concat(full, ignore_index=True) if full else empty(ROUTE_TABLES[name])
    return tables


def _of_day(day: RoutedDay, first: int) -> dict[str, pd.DataFrame]:
    problem, answer, period, site = day.problem, day.routes, day.period, day.site
    numbered = list(enumerate(answer.routes, start=first))
    stops = [
        _visit(problem, number, sequence, visit)
        for number, one in numbered for sequence, visit in enumerate(one.visits, start=1)
    ]  # fmt: skip
    unserved = []
    for one in answer.unserved:
        task: Stop | Shipment = problem.shipments[one.index] if one.shipment else problem.stops[one.index]
        place = task.place if isinstance(task, Stop) else task.from_place
        kind, required = "shipment" if one.shipment else "stop", "yes" if one.required else "no"
        at = problem.travel.point(place)
        unserved.append([period, site, task.name, kind, required, one.reason, round(one.prize, 2), *at])
    routes = [_route(problem, period, number, one) for number, one in numbered]
    return {
        table.name: pd.DataFrame(rows, columns=list(table.names))
        for table, rows in ((ROUTES, routes), (ROUTE_STOPS, stops), (UNSERVED_STOPS, unserved))
    }


def _route(problem: RoutingProblem, period: str, number: int, one: Route) -> list[object]:
    kind = problem.vehicles[one.vehicle]
    brought = [sum(amounts) for amounts in zip(*(_brought(problem, task) for task in one.tasks), strict=True)]
    costs = [round(amount, 2) for amount in (one.fixed_cost, one.distance_cost, one.time_cost)]
    reloads = sum(task.kind == TaskKind.RELOAD for task in one.tasks)
    return [
        period, number, kind.name, problem.depots[kind.start_depot].name, problem.depots[kind.end_depot].name,
        said(one.start), said(one.end), round(one.start, 6), round(one.end, 6), len(one.tasks) - reloads, reloads,
        round(one.distance_km, 6), round((one.end - one.start) / 60, 6),
        *(round(amount, 6) for amount in brought or [0.0] * len(BROUGHT)), *costs, round(sum(costs), 2),
    ]  # fmt: skip


def _brought(problem: RoutingProblem, task: Task) -> list[float]:
    """What is brought to a stop, by `BROUGHT`; 0 of what the problem does not count, and where no stop is."""
    if task.kind != TaskKind.STOP:
        return [0.0] * len(BROUGHT)
    by = dict(zip(problem.dimensions, problem.load(problem.stops[task.index].deliver), strict=True))
    return [by.get(name, 0.0) for name in BROUGHT]


def _visit(problem: RoutingProblem, number: int, sequence: int, visit: Visit) -> list[object]:
    name, place = _where(problem, visit.task)
    longitude, latitude = problem.travel.point(place)
    return [
        number, sequence, str(visit.task.kind), name, said(visit.arrival), said(visit.start), said(visit.leaves),
        round(visit.arrival, 6), round(visit.start, 6), round(visit.leaves, 6),
        round(visit.start - visit.arrival, 6), *(round(amount, 6) for amount in _brought(problem, visit.task)),
        longitude, latitude,
    ]  # fmt: skip


def _where(problem: RoutingProblem, task: Task) -> tuple[str, int]:
    """Name of what is done, and its place."""
    match task.kind:
        case TaskKind.STOP:
            return problem.stops[task.index].name, problem.stops[task.index].place
        case TaskKind.RELOAD:
            return problem.depots[task.index].name, problem.depots[task.index].place
        case TaskKind.PICKUP:
            return problem.shipments[task.index].name, problem.shipments[task.index].from_place
        case TaskKind.DELIVERY:
            return problem.shipments[task.index].name, problem.shipments[task.index].to_place
