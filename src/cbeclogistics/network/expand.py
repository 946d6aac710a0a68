"""Lanes given for groups and selectors, spelled out pair by pair."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .settings import Costs

EARTH_RADIUS_KM = 6371.0088
SELECTOR_FIELDS = ("kind", "country", "bonded", "territory")


def great_circle_km(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Great-circle distances in km on the mean sphere (haversine), broadcast over the inputs in degrees."""
    lon_a, lat_a, lon_b, lat_b = (np.radians(np.asarray(v, dtype=float)) for v in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))


class Selection:
    """Resolves a site, a group or a selector such as ``kind=market&country=US`` to sites.

    Parameters
    ----------
    sites
        Table `sites` with a column ``territory``.
    groups
        Table `groups`.
    """

    def __init__(self, sites: pd.DataFrame, groups: pd.DataFrame) -> None:
        self._sites = sites
        self._ids = set(sites["site"])
        self._groups = {str(g): list(m) for g, m in groups.groupby("group")["member"]} if len(groups) else {}
        self._cache: dict[str, tuple[str, ...]] = {}

    def sites(self, expression: str) -> tuple[str, ...]:
        """Sites named by the expression, in the table's order; empty where there is none."""
        if expression not in self._cache:
            self._cache[expression] = self._resolve(expression)
        return self._cache[expression]

    def _resolve(self, expression: str) -> tuple[str, ...]:
        if expression in self._ids:
            return (expression,)
        if expression in self._groups:
            members = set(self._groups[expression])
            return tuple(s for s in self._sites["site"] if s in members)
        if "=" not in expression:
            return ()
        mask = np.ones(len(self._sites), dtype=bool)
        for part in expression.split("&"):
            name, _, values = part.partition("=")
            if name.strip() not in SELECTOR_FIELDS:
                return ()
            allowed = {v.strip() for v in values.split("|")}
            column = self._sites[name.strip()]
            if name.strip() == "bonded":
                column = column.map({True: "yes", False: "no"})
            mask &= column.isin(allowed).to_numpy()
        return tuple(self._sites.loc[mask, "site"])


def expand_lanes(
    lanes: pd.DataFrame, sites: pd.DataFrame, distances: pd.DataFrame, selection: Selection, costs: Costs
) -> pd.DataFrame:
    """One row for each lane and pair of sites, with distance and days.

    Returns
    -------
    DataFrame
        Columns ``lane, from_site, to_site, mode, rate_card, distance_km, transit_days, capacity_m3_per_year,
        channels, sales_channels`` and ``row`` (of the lane in its table).
    """
    place = {s: i for i, s in enumerate(sites["site"])}
    kind = sites["kind"].to_numpy()
    lon, lat = sites["longitude"].to_numpy(float), sites["latitude"].to_numpy(float)
    known = {
        (a, b, m): d
        for a, b, m, d in distances[["from_site", "to_site", "mode", "distance_km"]].itertuples(index=False)
    }
    parts: list[pd.DataFrame] = []
    for row, lane in zip(lanes.index, lanes.itertuples(index=False), strict=True):
        a = np.array([place[s] for s in selection.sites(lane.from_site)], dtype=np.int64)
        b = np.array([place[s] for s in selection.sites(lane.to_site)], dtype=np.int64)
        ia, ib = (v.ravel() for v in np.meshgrid(a, b, indexing="ij"))
        keep = ia != ib
        keep &= kind[ia] != "market"
        ia, ib = ia[keep], ib[keep]
        if not ia.size:
            continue
        km = _distance(lane, ia, ib, lon, lat, sites["site"].to_numpy(), known, costs)
        if not np.isnan(lane.max_distance_km):
            near = km <= lane.max_distance_km
            ia, ib, km = ia[near], ib[near], km[near]
        days = np.full(ia.size, float(lane.transit_days))
        if not np.isnan(lane.transit_km_per_day):
            days += km / lane.transit_km_per_day
        parts.append(pd.DataFrame({
            "lane": lane.lane, "from_site": sites["site"].to_numpy()[ia], "to_site": sites["site"].to_numpy()[ib],
            "mode": lane.mode, "rate_card": lane.rate_card, "distance_km": km, "transit_days": days,
            "capacity_m3_per_year": lane.capacity_m3_per_year, "channels": [lane.channels] * ia.size,
            "sales_channels": [lane.sales_channels] * ia.size, "row": row,
        }))  # fmt: skip
    names = ["lane", "from_site", "to_site", "mode", "rate_card", "distance_km", "transit_days",
             "capacity_m3_per_year", "channels", "sales_channels", "row"]  # fmt: skip
    if not parts:
        return pd.DataFrame({n: pd.Series(dtype=object) for n in names})
    return pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)


def _distance(
    lane: object, ia: npt.NDArray[np.int64], ib: npt.NDArray[np.int64], lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64], names: npt.NDArray[np.object_], known: dict[tuple[str, str, str], float],
    costs: Costs,
) -> npt.NDArray[np.float64]:  # fmt: skip
    fixed = lane.distance_km  # type: ignore[attr-defined]
    if not np.isnan(fixed):
        return np.full(ia.size, float(fixed))
    mode = lane.mode  # type: ignore[attr-defined]
    circuity = {"road": costs.circuity_road, "rail": costs.circuity_rail}.get(mode, 1.0)
    km = great_circle_km(lon[ia], lat[ia], lon[ib], lat[ib]) * circuity
    if known:
        for n, (i, j) in enumerate(zip(ia, ib, strict=True)):
            km[n] = known.get((names[i], names[j], mode), km[n])
    return km
