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
    xa, ya, xb, yb = (np.radians(np.asarray(v, dtype=float)) for v in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((yb - ya) / 2) ** 2 + np.cos(ya) * np.cos(yb) * np.sin((xb - xa) / 2) ** 2
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
    names, kind = sites["site"].to_numpy(object), sites["kind"].to_numpy(object)
    lon, lat = sites["longitude"].to_numpy(float), sites["latitude"].to_numpy(float)
    known = distances.set_index(["from_site", "to_site", "mode"])["distance_km"]
    known = known[~known.index.duplicated()]
    rows: list[npt.NDArray[np.int64]] = []
    starts: list[npt.NDArray[np.int64]] = []
    ends: list[npt.NDArray[np.int64]] = []
    for row, (begin, finish) in enumerate(zip(lanes["from_site"], lanes["to_site"], strict=True)):
        a = np.array([place[s] for s in selection.sites(begin)], dtype=np.int64)
        b = np.array([place[s] for s in selection.sites(finish)], dtype=np.int64)
        ia, ib = np.repeat(a, b.size), np.tile(b, a.size)
        keep = (ia != ib) & (kind[ia] != "market")
        rows.append(np.full(int(keep.sum()), row, dtype=np.int64))
        starts.append(ia[keep])
        ends.append(ib[keep])
    row_of, ia, ib = (np.concatenate([np.empty(0, dtype=np.int64), *v]) for v in (rows, starts, ends))
    lane = lanes.iloc[row_of].reset_index(drop=True)
    km = _distance(lane, names[ia], names[ib], great_circle_km(lon[ia], lat[ia], lon[ib], lat[ib]), known, costs)
    per_day = lane["transit_km_per_day"].to_numpy(float)
    days = lane["transit_days"].to_numpy(float) + np.where(np.isnan(per_day), 0.0, km / per_day)
    made = pd.DataFrame({
        "lane": lane["lane"], "from_site": names[ia], "to_site": names[ib], "mode": lane["mode"],
        "rate_card": lane["rate_card"], "distance_km": km, "transit_days": days,
        "capacity_m3_per_year": lane["capacity_m3_per_year"], "channels": lane["channels"],
        "sales_channels": lane["sales_channels"], "row": row_of,
    }).astype({"from_site": object, "to_site": object})  # fmt: skip
    farthest = lane["max_distance_km"].to_numpy(float)
    return made[~(km > farthest)].reset_index(drop=True)


def _distance(
    lane: pd.DataFrame,
    start: npt.NDArray[np.object_],
    end: npt.NDArray[np.object_],
    great_circle: npt.NDArray[np.float64],
    known: pd.Series,
    costs: Costs,
) -> npt.NDArray[np.float64]:
    """Length of each way: the lane's own, else the known one, else the great circle times the circuity."""
    circuity = {"road": costs.circuity_road, "rail": costs.circuity_rail}
    km = great_circle * np.array([circuity.get(m, 1.0) for m in lane["mode"]], dtype=float)
    if len(known):
        pairs = pd.MultiIndex.from_arrays([start, end, lane["mode"]])
        listed = known.reindex(pairs).to_numpy(float)
        km = np.where(np.isnan(listed), km, listed)
    own = lane["distance_km"].to_numpy(float)
    return np.where(np.isnan(own), km, own)
