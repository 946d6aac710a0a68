"""A bound from the parts that a model falls into once the rows that couple them are priced.

With multipliers y on the coupling rows, what each part earns and pays for them stands in its costs, and

    L(y) = offset + Σ_r y_r · (side of row r that y_r binds) + Σ_parts min { (c − yA) x : rows of the part }

is no more than any point costs. At the duals of the relaxation L is the relaxation's bound as long as the parts are
linear too; it rises when their decisions have to be whole, and each part is a small model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .arrays import Arrays, Bools, Floats, Ints
from .backends.highs_lp import WarmLP
from .backends.protocol import Backend
from .dual_bound import ROUNDING, proven
from .limits import Limits, Watch
from .rounding import binaries

FRACTION = 1e-6  # how far from whole a decision of the relaxation must be for its part to say more
NONE = -2  # label of a column that follows what has no label yet


@dataclass(frozen=True)
class Parts:
    """A model's parts: `label` of each column, `coupling` rows between them, and the `own` rows of each part."""

    model: Arrays
    label: Ints
    coupling: Ints
    own: Mapping[int, Ints]

    @classmethod
    def of(cls, model: Arrays, labels: Ints) -> Parts:
        """Split by labels; what follows columns of one label is of their part, else of the one that all share (-1)."""
        label = _settled(model, labels)
        low, high = _range_of_rows(model, label, np.ones(model.columns, dtype=bool))
        coupling = np.flatnonzero(low < high)
        inside = np.where(low == high, low, NONE)
        return cls(model, label, coupling, {int(p): np.flatnonzero(inside == p) for p in np.unique(label)})

    def multipliers(self, dual: Floats) -> Floats:
        """Duals of the coupling rows, 0 where their sign asks for a side that the row does not have."""
        y = dual[self.coupling]
        low, high = self.model.row_lower[self.coupling], self.model.row_upper[self.coupling]
        return np.where((y > 0) & np.isfinite(low), y, np.where((y < 0) & np.isfinite(high), y, 0.0))

    def bound(
        self, dual: Floats, x: Floats, backend: Backend, limits: Limits, watch: Watch, parameters: Mapping[str, Any]
    ) -> float:
        """Bound at the duals of a relaxation whose point is `x`; parts whose decisions are whole there stay linear.

        Parameters
        ----------
        dual
            Shape (rows,).
        limits
            Each part gets its share of the time that is left, by columns, and is solved to `limits.gap` of the whole.
        """
        y = self.multipliers(dual)
        model = self.model
        side = np.where(y > 0, model.row_lower[self.coupling], model.row_upper[self.coupling])
        terms = y * np.where(y == 0, 0.0, side)
        priced = model.cost - model.matrix.tocsr()[self.coupling].T @ y
        total = model.offset + float(terms.sum())
        decision = np.zeros(model.columns, dtype=bool)
        decision[binaries(model)] = True
        torn = decision & (np.abs(x - np.round(x)) > FRACTION)
        scale = abs(model.objective(x))
        columns = {part: np.flatnonzero(self.label == part) for part in self.own}
        order = sorted(columns, key=lambda part: (bool(torn[columns[part]].any()), columns[part].size))
        ahead = sum(columns[part].size for part in order if torn[columns[part]].any())
        for part in order:
            at = columns[part]
            small = self._model(part, at, priced, decision)
            linear = WarmLP(small).solve(limits.after(watch.elapsed()), Watch(cancel=watch.cancel))
            if linear.row_dual is None:
                return -np.inf
            value = proven(small, linear)
            if torn[at].any():
                left = limits.after(watch.elapsed())
                seconds = left.time_limit * at.size / ahead
                ahead -= at.size
                shifted = replace(small, offset=scale - value)  # so that gaps are of the whole
                answer = backend.solve(shifted, replace(left, time_limit=seconds), watch, parameters=parameters)
                value = max(value, answer.bound - shifted.offset)
            total += value
        return total - ROUNDING * (model.columns + terms.size) * (float(np.abs(terms).sum()) + scale)

    def _model(self, part: int, columns: Ints, cost: Floats, decision: Bools) -> Arrays:
        model, rows = self.model, self.own[part]
        return replace(
            model, cost=cost[columns], lower=model.lower[columns], upper=model.upper[columns],
            integer=decision[columns], matrix=model.matrix[:, columns].tocsr()[rows].tocsc(),
            row_lower=model.row_lower[rows], row_upper=model.row_upper[rows], offset=0.0, column_blocks=(),
            row_blocks=(), followers=np.empty(0, dtype=np.int64), completions=(),
        )  # fmt: skip


def _settled(model: Arrays, labels: Ints) -> Ints:
    """Labels with each follower in the part that it follows; in -1 where it follows several."""
    label = np.where(model.follows, NONE, labels)
    matrix = model.matrix.tocoo()
    while (label == NONE).any():
        low, high = _range_of_rows(model, label, label != NONE)
        least_of = np.full(model.columns, np.iinfo(np.int64).max)
        most_of = np.full(model.columns, np.iinfo(np.int64).min)
        told = low <= high
        at = told[matrix.row] & (label[matrix.col] == NONE)
        np.minimum.at(least_of, matrix.col[at], low[matrix.row[at]])
        np.maximum.at(most_of, matrix.col[at], high[matrix.row[at]])
        found = (label == NONE) & (least_of <= most_of)
        if not found.any():
            break
        label[found] = np.where(least_of == most_of, least_of, -1)[found]
    return np.where(label == NONE, -1, label)


def _range_of_rows(model: Arrays, label: Ints, known: Bools) -> tuple[Ints, Ints]:
    """Least and largest label among the known columns of each row; least above largest where there are none."""
    matrix = model.matrix.tocoo()
    at = known[matrix.col]
    low = np.full(model.rows, np.iinfo(np.int64).max)
    high = np.full(model.rows, np.iinfo(np.int64).min)
    np.minimum.at(low, matrix.row[at], label[matrix.col[at]])
    np.maximum.at(high, matrix.row[at], label[matrix.col[at]])
    return low, high
