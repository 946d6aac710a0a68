"""Routes on a map: a line for each from stop to stop, and the stops as points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import InputError, Problem

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:4326"
GEOMETRIES = {"routes": "LineString", "route_stops": "Point", "unserved_stops": "Point"}


def route_layers(
    tables: Mapping[str, pd.DataFrame], points: Mapping[str, tuple[float, float]]
) -> dict[str, gpd.GeoDataFrame]:  # fmt: skip
    """Layers of routes by name, WGS84, longitude first; only those that have rows.

    Parameters
    ----------
    tables
        `routes`, `route_stops`, `unserved_stops`.
    points
        Longitude and latitude of the sites at which routes begin and end.

    Returns
    -------
    dict
        ``routes``: the table, straight lines from stop to stop; ``route_stops``: the table with period, vehicle and
        site (`from`) of the route; ``unserved_stops``: the table, with the reasons.

    Raises
    ------
    InputError
        A route begins or ends at a site that has no point.
    """
    import geopandas as gpd

    routes = tables["routes"]
    strange = sorted({*routes["from"], *routes["to"]} - set(points))
    if strange:
        raise InputError([Problem("places", "a site that a route names is not listed", value=s) for s in strange])
    made = {}
    if len(routes):
        lines = list(_lines(routes, tables["route_stops"], points))
        made["routes"] = gpd.GeoDataFrame(routes, geometry=lines, crs=CRS)
    served = tables["route_stops"].merge(routes[["route", "period", "vehicle", "from"]], on="route")
    for name, frame in (("route_stops", served), ("unserved_stops", tables["unserved_stops"])):
        if len(frame):
            at = gpd.points_from_xy(frame["longitude"], frame["latitude"])
            made[name] = gpd.GeoDataFrame(frame.drop(columns=["longitude", "latitude"]), geometry=at, crs=CRS)
    return made


def _lines(routes: pd.DataFrame, stops: pd.DataFrame, points: Mapping[str, tuple[float, float]]) -> Iterator[object]:
    from shapely import LineString

    passed = {number: list(zip(mine["longitude"], mine["latitude"], strict=True))
              for number, mine in stops.sort_values(["route", "sequence"]).groupby("route")}  # fmt: skip
    for number, begins, ends in zip(routes["route"], routes["from"], routes["to"], strict=True):
        yield LineString([points[begins], *passed.get(number, []), points[ends]])
