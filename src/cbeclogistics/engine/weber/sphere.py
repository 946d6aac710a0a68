"""Points on the sphere as unit vectors: distances, directions, steps along great circles."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from ..arrays import Floats

RADIUS_KM = 6371.0088  # mean radius of the Earth
HALF_TURN_KM = np.pi * RADIUS_KM


def unit(lonlat: Floats) -> Floats:
    """Unit vectors, shape (n, 3), of points given by longitude and latitude in degrees, shape (n, 2)."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def lonlat(xyz: Floats) -> Floats:
    """Longitude and latitude in degrees, shape (n, 2), of unit vectors, shape (n, 3)."""
    lon = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0]))
    lat = np.degrees(np.arctan2(xyz[:, 2], np.hypot(xyz[:, 0], xyz[:, 1])))
    return np.stack([lon, lat], axis=1)


def km_between(a: Floats, b: Floats) -> Floats:
    """Great-circle distances in km, shape (n, m), between two sets of unit vectors.

    Taken from the chord, so near points lose no digits.
    """
    if not (len(a) and len(b)):
        return np.zeros((len(a), len(b)))
    return np.asarray(2 * RADIUS_KM * np.arcsin(np.minimum(cdist(a, b) / 2, 1.0)))


def directions(x: Floats, towards: Floats) -> Floats:
    """Unit tangent vectors at x, shape (n, 3), in which great circles leave for points; 0 at x and opposite to it."""
    across = towards - (towards @ x)[:, None] * x
    length = np.linalg.norm(across, axis=1)
    return np.asarray(across / np.where(length > 1e-12, length, np.inf)[:, None])


def step(x: Floats, tangent: Floats) -> Floats:
    """Point reached from x along a tangent vector whose length is in radians."""
    length = float(np.linalg.norm(tangent))
    if length < 1e-16:
        return x
    moved = np.cos(length) * x + np.sin(length) / length * tangent
    return np.asarray(moved / np.linalg.norm(moved))
