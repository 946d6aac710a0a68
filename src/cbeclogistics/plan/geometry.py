"""The plan on a map: sites as points, flows between pairs of sites as great circles, routes and their stops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import InputError, Problem
from ..network.geography import great_circles
from .route_map import CRS, GEOMETRIES, route_layers

if TYPE_CHECKING:
    import geopandas as gpd

    from .plan import Plan

DIGITS = 6  # a tenth of a metre
SITE_COLUMNS = [
    "option", "decision", "units", "throughput_m3", "stored_m3", "storage_m3", "opening", "fixed", "closing",
]  # fmt: skip
FLOW_KEYS = ["period", "from", "to", "mode", "kind"]
UNCHANGED = "1970-01-01T00:00:00.000Z"


def layers(plan: Plan) -> dict[str, gpd.GeoDataFrame]:
    """Layers of a plan by name, WGS84, longitude first.

    Returns
    -------
    dict
        ``sites``: every place that the plan names, as points, with what the table `sites` says of stocking sites;
        ``flows``: units and cost by period, ends, mode and kind, as great circles cut at the antimeridian;
        ``routes``, ``route_stops``, ``unserved_stops`` where the plan has any (`route_layers`).

    Raises
    ------
    InputError
        A flow or route names a site that the table `places` does not hold.
    """
    import geopandas as gpd

    places = plan.tables["places"]
    sites = places.merge(plan.tables["sites"][["site", *SITE_COLUMNS]], on="site", how="left")
    for name in ("option", "decision"):
        sites[name] = sites[name].fillna("")
    flows = plan.tables["flows"]
    moved = flows.groupby(FLOW_KEYS, as_index=False)[["units", "cost"]].sum().round({"units": 6, "cost": 2})
    at = places.drop_duplicates("site").set_index("site")[["longitude", "latitude"]]
    strange = sorted({*moved["from"], *moved["to"]} - set(at.index))
    if strange:
        raise InputError([Problem("places", "a site that a flow names is not listed", value=s) for s in strange])
    a, b = at.loc[moved["from"]], at.loc[moved["to"]]
    lines = great_circles(a["longitude"], a["latitude"], b["longitude"], b["latitude"])
    points = gpd.points_from_xy(sites["longitude"], sites["latitude"])
    known = dict(zip(at.index, at.itertuples(index=False, name=None), strict=True))
    return {
        "sites": gpd.GeoDataFrame(sites.drop(columns=["longitude", "latitude"]), geometry=points, crs=CRS),
        "flows": gpd.GeoDataFrame(moved, geometry=lines, crs=CRS),
        **route_layers(plan.tables, known),
    }


def write_geojson(made: dict[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write the layers as one FeatureCollection (RFC 7946); property `layer` tells them apart."""
    import numpy as np
    import shapely

    features: list[str] = []
    for name, frame in made.items():
        rounded = shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, DIGITS))
        shapes = shapely.to_geojson(rounded) if len(frame) else []
        rows = frame.drop(columns="geometry").to_dict("records")
        for shape, row in zip(shapes, rows, strict=True):
            said = json.dumps({"layer": name, **_plain(row)}, ensure_ascii=False, allow_nan=False)
            features.append(f'{{"type":"Feature","properties":{said},"geometry":{shape}}}')
    body = ",\n".join(features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n")


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): None if isinstance(v, float) and pd.isna(v) else v for k, v in row.items()}


def write_geopackage(made: dict[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write the layers as a GeoPackage, the same bytes for the same layers."""
    kinds = {"sites": "Point", "flows": "MultiLineString", **GEOMETRIES}
    draft = path.with_suffix(".draft.gpkg")
    try:
        for name, frame in made.items():
            frame.to_file(draft, layer=name, driver="GPKG", engine="pyogrio", geometry_type=kinds[name],
                          promote_to_multi=name == "flows")  # fmt: skip
    except RuntimeError as error:  # what the library raises, for a full disk too
        raise OSError(f"{path.name}: {error}") from error
    _without_time(draft, path)


def _without_time(draft: Path, path: Path) -> None:
    """Copy a GeoPackage without its time of writing; a copy, because the header of the draft counts its changes."""
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as base:
            base.execute("UPDATE gpkg_contents SET last_change = ?", (UNCHANGED,))
            base.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as error:
        raise OSError(f"{path.name}: {error}") from error
    draft.unlink()
