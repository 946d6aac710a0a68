"""Routes as a folder: written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..routing.audit import Verdict
from ..routing.problem import RoutingProblem
from ..routing.routes import Routes
from .cells import types, write_csv
from .geometry import CRS, write_geojson
from .publish import publish
from .route_tables import ROUTE_TABLES, route_tables

if TYPE_CHECKING:
    import geopandas as gpd

NAME = "routes.json"
FORMAT = 1
FILES = frozenset({NAME, "routes.geojson", *(f"{name}.csv" for name in ROUTE_TABLES)})


def routes_summary(
    problem: RoutingProblem, answer: Routes, verdict: Verdict, seed: int, tables: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    """What `routes.json` says: cost by component, how much of it is driven, who is not served.

    Amounts are sums of those in the tables, so that they agree to the cent.
    """
    routes, unserved = tables["routes"], tables["unserved_stops"]
    parts = {name: round(float(routes[name].sum()), 2) for name in ("fixed_cost", "distance_cost", "time_cost")}
    parts["prizes_not_collected"] = round(float(unserved["prize"].sum()), 2)
    return {
        "format": FORMAT, "problem": problem.name, "currency": problem.currency,
        "cost": round(sum(parts.values()), 2), "cost_breakdown": parts, "routes": len(answer.routes),
        "distance_km": round(answer.distance_km, 3),
        "hours": round(sum(route.end - route.start for route in answer.routes) / 60, 3),
        "served": problem.tasks - len(answer.unserved), "unserved": len(answer.unserved),
        "unserved_required": len(answer.left_out), "solver": answer.solver, "seed": seed,
        "version": version("cbeclogistics"), "runtime_s": answer.seconds,
        "audit": {"passed": verdict.holds, "cost": round(verdict.cost, 2)},
    }  # fmt: skip


def save_routes(problem: RoutingProblem, answer: Routes, verdict: Verdict, folder: Path, seed: int = 0) -> Path:
    """Write `routes.json`, a CSV a table, and `routes.geojson` (docs/routing.md).

    Raises
    ------
    InputError
        Something else stands in the folder.
    CbecError
        It could not be written; what stood there before still does.
    """
    tables = route_tables(problem, answer)

    def fill(part: Path) -> None:
        for name, frame in tables.items():
            write_csv(frame, part / f"{name}.csv")
        write_geojson(route_layers(problem, answer, tables), part / "routes.geojson")
        said = routes_summary(problem, answer, verdict, seed, tables)
        said["tables"] = {
            name: {"file": f"{name}.csv", "rows": len(frame), "columns": types(frame)} for name, frame in tables.items()
        }
        text = json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False)
        (part / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")

    publish(Path(folder), fill, NAME, FILES)
    return Path(folder)


def route_layers(
    problem: RoutingProblem, answer: Routes, tables: dict[str, pd.DataFrame]
) -> dict[str, gpd.GeoDataFrame]:  # fmt: skip
    """Layers `routes` (straight lines from stop to stop), `route_stops` (points), `depots` (points); WGS84."""
    import geopandas as gpd
    from shapely import LineString

    stops = tables["route_stops"]
    lines = []
    for number, route in enumerate(answer.routes, start=1):
        kind = problem.vehicles[route.vehicle]
        begin, end = (problem.travel.point(problem.depots[d].place) for d in (kind.start_depot, kind.end_depot))
        mine = stops[stops["route"] == number]
        lines.append(LineString([begin, *zip(mine["longitude"], mine["latitude"], strict=True), end]))
    depots = pd.DataFrame({"name": [depot.name for depot in problem.depots]})
    at = [problem.travel.point(depot.place) for depot in problem.depots]
    return {
        "routes": gpd.GeoDataFrame(tables["routes"], geometry=lines, crs=CRS),
        "route_stops": gpd.GeoDataFrame(
            stops.drop(columns=["longitude", "latitude"]),
            geometry=gpd.points_from_xy(stops["longitude"], stops["latitude"]), crs=CRS,
        ),
        "depots": gpd.GeoDataFrame(depots, geometry=gpd.points_from_xy(*zip(*at, strict=True)), crs=CRS),
    }  # fmt: skip
