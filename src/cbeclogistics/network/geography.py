"""Great circles as lines on a map: densified, and cut where they cross the antimeridian."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from .expand import EARTH_RADIUS_KM, great_circle_km

STEP_KM = 200.0
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def great_circles(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> npt.NDArray[np.object_]:
    """Great circles between pairs of points, WGS84 degrees, longitude first.

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b
        Shape (n,): begin and end of each line in degrees.

    Returns
    -------
    ndarray of LineString or MultiLineString, shape (n,)
        With a point at least every `STEP_KM`; a MultiLineString where the line crosses the antimeridian, so that every
        longitude is within ±180. Equal ends give a line of length 0; of antipodal ends, which have no one great
        circle between them, the one over a pole is taken.
    """
    ends = np.broadcast_arrays(*(np.asarray(v, dtype=float).ravel() for v in (lon_a, lat_a, lon_b, lat_b)))
    if not ends[0].size:
        return np.empty(0, dtype=object)
    return _lines(*_cut(*_points(*ends)))


def _points(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> tuple[Ints, Floats, Floats]:
    """Points of every line in order: index of the line, longitude, latitude."""
    km = great_circle_km(lon_a, lat_a, lon_b, lat_b)
    steps = np.maximum(1, np.ceil(km / STEP_KM)).astype(np.int64)
    line = np.repeat(np.arange(km.size), steps + 1)
    begins = np.cumsum(steps + 1) - (steps + 1)
    share = (np.arange(line.size) - begins[line]) / steps[line]
    a, b = _unit(lon_a, lat_a), _unit(lon_b, lat_b)
    angle = km / EARTH_RADIUS_KM
    across = b - (a * b).sum(axis=1)[:, None] * a  # direction in which the line leaves a
    length = np.linalg.norm(across, axis=1)
    no_direction = length < 1e-9
    across[~no_direction] /= length[~no_direction, None]
    across[no_direction] = _northward(lon_a[no_direction], lat_a[no_direction])
    theta = (angle[line] * share)[:, None]
    xyz = a[line] * np.cos(theta) + across[line] * np.sin(theta)
    lon = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0]))
    lat = np.degrees(np.arcsin(np.clip(xyz[:, 2], -1, 1)))
    first, last = begins, begins + steps
    lon[first], lat[first], lon[last], lat[last] = lon_a, lat_a, lon_b, lat_b
    polar = np.abs(lat) > 90 - 1e-9  # a pole has every longitude: keep the one the line comes by
    inner = polar & (share > 0)
    lon[inner] = lon[np.flatnonzero(inner) - 1]
    return line, lon, lat


def _unit(lon: Floats, lat: Floats) -> Floats:
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=1)


def _northward(lon: Floats, lat: Floats) -> Floats:
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([-np.sin(y) * np.cos(x), -np.sin(y) * np.sin(x), np.cos(y)], axis=1)


def _cut(line: Ints, lon: Floats, lat: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Points with two more where a line crosses the antimeridian: line, part (numbered through), lon, lat."""
    for end, inward in ((np.searchsorted(line, np.arange(line[-1] + 1)), 1),
                        (np.searchsorted(line, np.arange(line[-1] + 1), side="right") - 1, -1)):  # fmt: skip
        on = end[(np.abs(lon[end]) == 180) & (np.abs(lon[end] - lon[end + inward]) > 180)]
        lon[on] *= -1  # an end on the antimeridian is on the side of the line
    leap = np.zeros(line.size, dtype=bool)
    leap[1:] = (line[1:] == line[:-1]) & (np.abs(np.diff(lon)) > 180)
    at = np.flatnonzero(leap)
    side = np.where(lon[at - 1] < 0, -180.0, 180.0)
    before, after = lon[at - 1], lon[at] + 2 * side
    span = after - before
    share = np.divide(side - before, span, out=np.zeros_like(span), where=span != 0)
    crossing = lat[at - 1] + share * (lat[at] - lat[at - 1])
    part = np.cumsum(leap | np.concatenate([[True], line[1:] != line[:-1]])) - 1
    twice = np.repeat(at, 2)
    return (
        np.insert(line, twice, line[twice]),
        np.insert(part, twice, np.stack([part[at] - 1, part[at]], axis=1).ravel()),
        np.insert(lon, twice, np.stack([side, -side], axis=1).ravel()),
        np.insert(lat, twice, np.repeat(crossing, 2)),
    )


def _lines(line: Ints, part: Ints, lon: Floats, lat: Floats) -> npt.NDArray[np.object_]:
    """Lines from their points; those of several parts as one MultiLineString."""
    parts = shapely.linestrings(lon, lat, indices=part)
    line_of = line[np.concatenate([[True], part[1:] != part[:-1]])]
    count = np.bincount(line_of)
    made = np.empty(count.size, dtype=object)
    single = count[line_of] == 1
    made[line_of[single]] = parts[single]
    several = ~single
    if several.any():
        _, group = np.unique(line_of[several], return_inverse=True)
        made[count > 1] = shapely.multilinestrings(parts[several], indices=group)
    return made
