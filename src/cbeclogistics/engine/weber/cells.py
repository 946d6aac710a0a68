"""The sphere in triangles that are split in four where it matters; each lies in a cap about its centre."""

from __future__ import annotations

import numpy as np

from ..arrays import Floats
from .sphere import RADIUS_KM

FIRST_SPLITS = 3  # of the icosahedron: 1,280 triangles some 900 km wide
SLACK_KM = 1e-6  # that rounding may cost


def sphere_cells() -> Floats:
    """Triangles that cover the sphere, shape (cells, 3 corners, 3)."""
    golden = (1 + 5**0.5) / 2
    corners = np.array(
        [(0, a, b * golden) for a in (1, -1) for b in (1, -1)]
        + [(a, b * golden, 0) for a in (1, -1) for b in (1, -1)]
        + [(b * golden, 0, a) for a in (1, -1) for b in (1, -1)]
    )  # fmt: skip
    corners /= np.linalg.norm(corners, axis=1)[:, None]
    near = corners @ corners.T > 0.4  # neighbours on the icosahedron: cosine 0.447
    n = len(corners)
    faces = [
        (i, j, k)
        for i in range(n) for j in range(i + 1, n) for k in range(j + 1, n)
        if near[i, j] and near[j, k] and near[i, k]
    ]  # fmt: skip
    cells: Floats = corners[np.array(faces)]
    for _ in range(FIRST_SPLITS):
        cells = split(cells)
    return cells


def split(cells: Floats) -> Floats:
    """Each triangle as four, by the middles of its sides; shape (4 · cells, 3, 3)."""
    a, b, c = cells[:, 0], cells[:, 1], cells[:, 2]
    ab, bc, ca = (_normal(x + y) for x, y in ((a, b), (b, c), (c, a)))
    parts = [np.stack(t, axis=1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
    return np.stack(parts, axis=1).reshape(-1, 3, 3)


def centres(cells: Floats) -> tuple[Floats, Floats]:
    """Centres as unit vectors, shape (cells, 3), and radii in km of the caps that hold the triangles, shape (cells,).

    A cap of less than a quarter turn is convex: it holds the triangle when it holds the corners.
    """
    middle = _normal(cells.sum(axis=1))
    chord = np.linalg.norm(cells - middle[:, None], axis=2).max(axis=1)
    return middle, 2 * RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0)) + SLACK_KM


def _normal(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1)[..., None])
