"""Each family alone, at prices of what all share: small linear programmes that stay warm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Arrays, Bools, Floats
from ..backends.highs_lp import WarmLP
from ..limits import Limits, Watch
from .structure import Families

EXACT = 1e-6


@dataclass(frozen=True, eq=False)
class Priced:
    """The families' best points together (shape (columns,), common columns 0), what they cost, duals of own rows."""

    x: Floats
    cost: float
    dual: Floats


class Pricing:
    """The families' linear programmes."""

    def __init__(self, families: Families) -> None:
        self._families = families
        model = families.model
        self._lps = [
            WarmLP(_alone(model, columns, rows))
            for columns, rows in zip(families.columns, families.rows, strict=True)
        ]  # fmt: skip
        self._shut = np.zeros(model.columns, dtype=bool)

    def at(self, cost: Floats, limits: Limits, watch: Watch) -> Priced | None:
        """Best point of each family at costs of shape (columns,); None where a family has none, or time is up."""
        model, families = self._families.model, self._families
        x, dual, total = np.zeros(model.columns), np.zeros(model.rows), 0.0
        for lp, columns, rows in zip(self._lps, families.columns, families.rows, strict=True):
            lp.set_costs(np.arange(columns.size), cost[columns])
            found = lp.solve(replace(limits.after(watch.elapsed()), gap=EXACT), Watch(cancel=watch.cancel))
            if found.x is None or found.row_dual is None:
                return None
            x[columns], dual[rows] = found.x, found.row_dual
            total += found.objective
        return Priced(x, total, dual)

    def shut(self, columns: Bools) -> None:
        """Hold these columns at 0, shape (columns,), and no others."""
        model, families = self._families.model, self._families
        changed = columns != self._shut
        for lp, mine in zip(self._lps, families.columns, strict=True):
            at = np.flatnonzero(changed[mine])
            if at.size:
                upper = np.where(columns[mine[at]], 0.0, model.upper[mine[at]])
                lp.set_bounds(at, np.minimum(model.lower[mine[at]], upper), upper)
        self._shut = columns.copy()


def _alone(model: Arrays, columns: np.ndarray, rows: np.ndarray) -> Arrays:
    return replace(
        model, cost=model.cost[columns], lower=model.lower[columns], upper=model.upper[columns],
        integer=np.zeros(columns.size, dtype=bool), matrix=model.matrix[:, columns].tocsr()[rows].tocsc(),
        row_lower=model.row_lower[rows], row_upper=model.row_upper[rows], offset=0.0, column_blocks=(),
        row_blocks=(), followers=np.empty(0, dtype=np.int64), completions=(),
    )  # fmt: skip
