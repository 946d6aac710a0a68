"""Routes as a folder: written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..routing.audit import Verdict, audit
from ..routing.problem import RoutingProblem
from ..routing.routes import Routes
from .cells import types, write_csv
from .geometry import write_geojson
from .publish import publish, target_of
from .route_map import CRS, route_layers
from .route_tables import ROUTE_TABLES, RoutedDay, route_tables

if TYPE_CHECKING:
    import geopandas as gpd

NAME = "routes.json"
FORMAT = 1
FILES = frozenset({NAME, "routes.geojson", *(f"{name}.csv" for name in ROUTE_TABLES)})


def routes_summary(
    days: Sequence[RoutedDay], verdicts: Sequence[Verdict], seed: int, tables: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    """What `routes.json` says: cost by component, how much of it is driven, who is not served.

    Amounts are sums of those in the tables, so that they agree to the cent.

    Parameters
    ----------
    days
        At least one; of a plan, one for each period and site, and the sums are of one day each.
    """
    routes, unserved = tables["routes"], tables["unserved_stops"]
    problem, answers = days[0].problem, [day.routes for day in days]
    left = sum(len(answer.unserved) for answer in answers)
    return {
        "format": FORMAT, "problem": problem.name, "currency": problem.currency, **costs_of(routes, unserved),
        "routes": len(routes), "distance_km": round(sum(answer.distance_km for answer in answers), 3),
        "hours": round(float(routes["hours"].sum()), 3),
        "served": sum(day.problem.tasks for day in days) - left, "unserved": left,
        "unserved_required": sum(len(answer.left_out) for answer in answers), "solver": answers[0].solver, "seed": seed,
        "version": version("cbeclogistics"), "runtime_s": sum(answer.seconds for answer in answers),
        "audit": {
            "passed": all(verdict.holds for verdict in verdicts),
            "cost": round(sum(verdict.cost for verdict in verdicts), 2),
        },
    }  # fmt: skip


def costs_of(routes: pd.DataFrame, unserved: pd.DataFrame) -> dict[str, Any]:
    """Cost of rows of the tables, and its parts."""
    parts = {name: round(float(routes[name].sum()), 2) for name in ("fixed_cost", "distance_cost", "time_cost")}
    parts["prizes_not_collected"] = round(float(unserved["prize"].sum()), 2)
    return {"cost": round(sum(parts.values()), 2), "cost_breakdown": parts}


def save_routes(problem: RoutingProblem, answer: Routes, folder: str | Path, seed: int = 0) -> Path:
    """Write routes to a folder: `routes.json`, a CSV a table, and `routes.geojson` (docs/routing.md).

    Parameters
    ----------
    folder
        New, empty, or holding earlier routes, which are replaced; files beside them in the folder are kept.
    seed
        That they were found with.

    Raises
    ------
    InputError
        Something else stands in the folder.
    CbecError
        It could not be written; what stood there before still does.
    """
    days = (RoutedDay(problem=problem, routes=answer),)
    tables = route_tables(days)
    summary = routes_summary(days, [audit(problem, answer)], seed, tables)
    return write_routes(days, tables, summary, Path(folder))


def write_routes(
    days: Sequence[RoutedDay], tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any], folder: Path
) -> Path:
    """Write the routes of days as `save_routes` does."""

    def fill(part: Path) -> None:
        for name, frame in tables.items():
            write_csv(frame, part / f"{name}.csv")
        write_geojson(_layers(days, tables), part / "routes.geojson")
        said = {**summary, "tables": {
            name: {"file": f"{name}.csv", "rows": len(frame), "columns": types(frame)} for name, frame in tables.items()
        }}  # fmt: skip
        text = json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False)
        (part / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")

    publish(folder, fill, NAME, FILES, "routes")
    return folder


def may_be_saved(folder: Path) -> None:
    """Raise, before the routes are looked for, what would keep them from being saved to a folder."""
    target_of(folder, NAME, "routes")


def _layers(days: Sequence[RoutedDay], tables: Mapping[str, pd.DataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Layers of the routes, and `depots`: where vehicles begin, end and reload."""
    import geopandas as gpd

    points = {
        depot.name: day.problem.travel.point(depot.place) for day in days for depot in day.problem.depots
    }  # fmt: skip
    at = gpd.points_from_xy([x for x, _ in points.values()], [y for _, y in points.values()])
    return {**route_layers(tables, points), "depots": gpd.GeoDataFrame({"name": list(points)}, geometry=at, crs=CRS)}
