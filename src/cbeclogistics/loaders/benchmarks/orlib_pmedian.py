"""OR-Library's p-median (pmed1 .. pmed40): a graph, whose shortest paths are the distances.

Format: ``vertices edges p``; for each edge ``from to length``, vertices counted from 1. Of an edge given twice the last
length counts.

Source: J. E. Beasley, OR-Library, pmedinfo.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import shortest_path

from ...engine.location.problems import PMedian
from ...errors import InputError, Problem
from .tokens import Tokens, stem


def read_pmedian(path: str | Path) -> PMedian:
    """Read an instance; every vertex is both a site and a customer.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected; or vertices that no path joins.
    """
    path = Path(path)
    tokens = Tokens(path)
    vertices, edges = tokens.whole("the number of vertices"), tokens.whole("the number of edges", least=0)
    at = tokens.place
    medians = tokens.whole("p, the number of medians")
    if medians > vertices:
        raise tokens.fail(f"expected p, from 1 to the number of vertices, {vertices}", at)
    began = tokens.place
    rows = tokens.table(edges, 3, "both ends and the length of each edge")
    tokens.end()
    ends = [
        tokens.indices(rows[:, k], vertices, "a vertex", began + k + 3 * np.arange(edges)) for k in (0, 1)
    ]  # fmt: skip
    distance = _shortest(vertices, ends[0], ends[1], rows[:, 2])
    apart = np.argwhere(~np.isfinite(distance))
    if len(apart):
        pair = f"{apart[0][0] + 1} and {apart[0][1] + 1}"
        raise InputError([Problem(str(path), "no path joins these vertices", value=pair)])
    return PMedian(distance, medians, stem(path))


def _shortest(vertices: int, one: np.ndarray, other: np.ndarray, length: np.ndarray) -> np.ndarray:
    low, high = np.minimum(one, other), np.maximum(one, other)
    # the last of equal edges comes first when read backwards
    _, last = np.unique((low * vertices + high)[::-1], return_index=True)
    kept = len(low) - 1 - last
    kept = kept[low[kept] != high[kept]]
    # an edge of length 0 must not vanish from the sparse matrix: the least number above 0 stands for it
    graph = sp.csr_matrix((np.maximum(length[kept], 5e-324), (low[kept], high[kept])), shape=(vertices, vertices))
    distance = np.asarray(shortest_path(graph, method="D", directed=False))
    return np.where(distance < 1e-300, 0.0, distance)
