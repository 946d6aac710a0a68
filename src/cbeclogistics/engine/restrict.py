"""Smaller models: some columns fixed at a point, rows that then say nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .arrays import Arrays, Bools, Floats, Ints
from .backends.protocol import Backend, Feature
from .limits import Limits, Watch


@dataclass(frozen=True)
class Restricted:
    """A model of the `columns` alone; the others stay at `point`. Points are completed once they are extended."""

    model: Arrays
    columns: Ints
    point: Floats

    def extend(self, x: Floats) -> Floats:
        """Point of the whole model."""
        whole = self.point.copy()
        whole[self.columns] = x
        return whole


def restrict(model: Arrays, free: Bools, point: Floats) -> Restricted:
    """Model in which only the `free` columns move from `point`."""
    columns, fixed = np.flatnonzero(free), np.flatnonzero(~free)
    used = model.matrix[:, fixed] @ point[fixed]
    matrix = model.matrix[:, columns]
    rows = np.flatnonzero(np.diff(matrix.tocsr().indptr) > 0)
    small = replace(
        model, cost=model.cost[columns], lower=model.lower[columns], upper=model.upper[columns],
        integer=model.integer[columns], matrix=matrix.tocsr()[rows].tocsc(),
        row_lower=model.row_lower[rows] - used[rows], row_upper=model.row_upper[rows] - used[rows],
        offset=model.offset + float(model.cost[fixed] @ point[fixed]), column_blocks=(), row_blocks=(),
        followers=np.flatnonzero(model.follows[columns]), completions=(),
    )  # fmt: skip
    return Restricted(small, columns, point)


def solve_restricted(
    restricted: Restricted, backend: Backend, limits: Limits, watch: Watch, parameters: Mapping[str, Any]
) -> Floats | None:  # fmt: skip
    """Best point of the whole model that the restricted one leads to; None where it found none."""
    start = restricted.point[restricted.columns] if Feature.WARM_START in backend.features else None
    answer = backend.solve(restricted.model, limits, watch, parameters=parameters, start=start)
    return None if answer.x is None else restricted.extend(answer.x)
